# A follower dies and comes back again and again; the leader goes on undisturbed.
#
# The flapping node remembers whom it signed for, and counts again only once it has been up
# for a while: the active list does not flap along.
nodes 5
hop-timeout 60ms    # patient, so that even on a busy machine nobody is skipped

0s      expect leader A within 10s
+0s     expect agreement within 10s
+200ms  kill E
+100ms  revive E
+100ms  kill E
+100ms  revive E
+100ms  kill E
+100ms  revive E
+100ms  kill E
+100ms  revive E
+0s     expect leader A within 0s
+0s     expect agreement within 10s
+0s     expect stable for 1s
