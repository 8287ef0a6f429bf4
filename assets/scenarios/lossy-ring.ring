# One message in ten is lost, one doubled, one overtaken: slower, but never two leaders.
#
# A hop that is not acknowledged is taken for a silent node and skipped; a token that comes
# home short of a quorum is ignored, and the next one tries again. Copies do no harm, since
# signing twice is signing once.
nodes 5
seed 7

0s      loss 10
+0s     duplicate 10
+0s     reorder 10
+0s     expect leader within 10s
+1s     loss 0
+0s     duplicate 0
+0s     reorder 0
+0s     expect agreement within 10s
+0s     expect stable for 1s
