# Four nodes, split two and two: neither half is more than half, so nobody leads.
#
# No majority means no leader, rather than two of them. Healed, there is one again.
nodes 4
quorum majority

0s      expect agreement within 10s
+200ms  partition A B | C D
+0s     expect no leader within 10s
+1s     expect no leader within 0s
+0s     heal
+0s     expect agreement within 10s
+0s     expect stable for 1s
