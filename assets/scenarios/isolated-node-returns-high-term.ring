# A node is cut off for long, stands again and again, and disturbs nobody on its return.
#
# Where every candidacy raises the term, such a node comes back with the highest term of all
# and deposes a healthy leader; clusters have gone down that way. Here a term rises only for
# an ELECTION token that came home with a quorum, so its term stands still.
nodes 5
quorum majority

0s      expect agreement within 10s
+200ms  isolate E
+0s     expect stable for 2s
+0s     expect agreement in A B C D within 10s
+0s     heal
+0s     expect stable for 1s
+0s     expect agreement within 10s
