# The leader is killed; once the promises made to it have run out, the next best leads.
#
# Nobody may sign for another before that: a leader that is only slow would still hold its
# lease. So there is a gap without a leader, never two of them.
nodes 5

0s      expect agreement within 10s
+300ms  kill leader
+0s     expect no leader within 10s
+0s     expect agreement within 10s
+0s     expect stable for 1s
