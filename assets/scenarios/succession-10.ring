# Ten nodes, nine of them killed one after the other, always the one that leads.
#
# Each time the survivors agree on the next best, down to the last one, who leads alone.
nodes 10
hop-timeout 10ms    # shorter promises: nine successions in a few seconds

0s      expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     kill leader
+0s     expect agreement within 10s
+0s     expect stable for 300ms
