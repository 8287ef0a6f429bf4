# Three nodes: the leader is killed, and its successor too; the last one still leads.
#
# The active list shrinks from three to two to one, one node at a time and at least a lease
# apart, so that two successive quorums always have a node in common.
nodes 3

0s      expect agreement within 10s
+200ms  kill leader
+0s     expect agreement within 10s
+200ms  kill leader
+0s     expect agreement within 10s
+0s     expect stable for 500ms
