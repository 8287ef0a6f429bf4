# The leader freezes between the test of its lease and its write, and wakes as a former one.
#
# No test can help there: it was true when it was made. The fencing number does: the write
# carries the old term, its successor has written with a higher one, and the resource
# refuses (property S8).
nodes 5

0s      expect agreement within 10s
+0s     stall leader mid-duty
+0s     expect no leader within 10s
+0s     expect leader within 10s
+300ms  wake all
+0s     expect write refused within 10s
+0s     expect agreement within 10s
+0s     expect stable for 1s
