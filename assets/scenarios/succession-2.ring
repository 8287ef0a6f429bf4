# Of two nodes one is killed, and the survivor leads alone.
#
# Policy `active`: a killed node leaves the list, so one of one is more than half. A mere
# loss of contact would not do: then neither may lead.
nodes 2

0s      expect agreement within 10s
+200ms  kill leader
+0s     expect agreement within 10s
+0s     expect stable for 500ms
