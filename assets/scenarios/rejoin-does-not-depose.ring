# The best node comes back and finds another leading: it follows.
#
# Being best only helps in an election, and there is none while the promises to the present
# leader are renewed: the returned node's ELECTION token is discarded by everyone who is
# bound. It joins the active list after it has signed for the present leader.
nodes 5

0s      expect agreement within 10s
+200ms  kill leader
+0s     expect agreement within 10s
+0s     revive all
+0s     expect stable for 2s
+0s     expect agreement within 10s
+0s     expect stable for 500ms
