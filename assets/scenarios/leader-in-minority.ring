# The ring is cut so that the leader is with the smaller part: it loses its lease.
#
# Its tokens no longer bring home a majority of signatures, so nothing renews the lease. The
# larger part waits until its promises have run out, then leads. Healed, the old leader
# finds a higher term and follows.
nodes 5
quorum majority

0s      expect leader in A B within 10s
+200ms  partition A B | C D E
+0s     expect no leader in A B within 10s
+0s     expect leader in C D E within 10s
+0s     expect agreement in C D E within 10s
+500ms  expect no leader in A B within 0s
+0s     heal
+0s     expect agreement within 10s
+0s     expect stable for 1s
