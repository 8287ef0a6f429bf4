# Recorded in the dashboard of ringleader 0.1.0.
# Play it again: ringleader run FILE
nodes 5
quorum active
seed 3
hop 40ms
heartbeat 600ms
lease 1800ms
promise 1836364us
stand 1200ms
hop-timeout 100ms
drift 10000
ring A B C D E
name ringleader-20261123-114059

967ms kill D
1066ms revive D
1133ms stall D
1200ms wake D
1233ms isolate D
1266ms heal D A
1266ms heal D B
1266ms heal D C
1266ms heal D E
1333ms isolate D
1366ms heal
1466ms isolate D
1499ms heal
2538ms kill A
4207ms revive A
+0s expect agreement within 20s
