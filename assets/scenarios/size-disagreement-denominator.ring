# Parts of a cluster see different sizes of it: a majority is of the configured nodes.
#
# If each part counted the nodes that it can see, all three would be whole and would lead.
# Counted against the five that were configured, two is not enough and three is, however
# few are left to be seen. (Policy `active` may shrink its list only because who is killed
# is known to be dead.)
nodes 5
quorum majority

0s      expect agreement within 10s
+200ms  partition A B | C D | E
+0s     expect no leader within 10s
+1s     expect no leader within 0s
+0s     heal
+0s     expect agreement within 10s
+0s     kill D E
+0s     expect agreement within 10s    # three of five
+0s     expect stable for 500ms
+0s     kill leader
+1s     expect no leader within 0s     # two of five, though they see nobody else
+0s     revive all
+0s     expect agreement within 10s
