# Everybody is killed and comes back; what was signed before is remembered.
#
# Term and vote are in stable storage, so the next leader has a higher term. After a revival
# a node signs for nobody until any promise of its former life must have run out, and it
# counts in the active list only later.
nodes 3

0s      expect agreement within 10s
+200ms  kill all
+0s     expect role all down within 10s
+0s     expect no leader within 10s
+500ms  revive all
+0s     expect agreement within 10s
+0s     expect term leader >= 2 within 10s
+0s     expect stable for 500ms
