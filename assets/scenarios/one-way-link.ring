# A can speak but not hear: the link from E to A is cut in one direction only.
#
# A's own tokens never come home, so A cannot keep its lease. E finds A silent and skips it,
# so B's tokens come home. A goes on standing; nodes that have promised discard its token.
nodes 5

0s      expect agreement within 10s
+200ms  cut E > A
+0s     expect leader in B C D E within 10s
+0s     expect agreement in B C D E within 10s
+0s     expect stable for 1s
+0s     heal
+0s     expect agreement within 10s
+0s     expect stable for 1s
