# All five nodes are candidates at the same time, and still exactly one is chosen.
#
# In this order round the ring each token dies as late as it can: Chang and Roberts' worst
# case, n(n+1)/2 ELECTION messages. Slow hops, so that all stand before the first is home.
nodes 5
ring A B C D E
hop 20ms

0s      expect role all standing within 10s
+0s     expect leader within 10s
+0s     expect agreement within 10s
+0s     expect stable for 1s
