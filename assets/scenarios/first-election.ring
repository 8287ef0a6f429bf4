# Five nodes start at once; the best of them leads and the others acknowledge it.
#
# Every node is free and stands. An ELECTION token passes only nodes that are worse than
# its sender, so only A's comes home. A's LEADER token then collects everybody's signature,
# and with it A's lease.
nodes 5
hop-timeout 60ms    # patient, so that even on a busy machine nobody is skipped

0s      expect leader A within 10s
+0s     expect agreement within 10s
+0s     expect term all >= 1 within 10s
+0s     expect stable for 1s
