# The textbook ring election without quorum or lease: a cut gives two leaders at once.
#
# Policy `none` counts any token that comes home, and skipping the silent makes every token
# come home. S2 must break here. The fencing numbers still protect the resource. Healed,
# the worse leader meets the better one's token and steps down.
nodes 5
quorum none
hop-timeout 60ms    # patient, so that even on a busy machine nobody is skipped

0s      expect agreement within 10s
+200ms  partition A B | C D E
+0s     expect violation S2 within 10s
+0s     expect leader in A B within 0s
+0s     expect leader in C D E within 0s
+0s     expect write refused within 10s
+0s     heal
+0s     expect agreement within 10s
