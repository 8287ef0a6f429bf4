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
engine sim
ring A B C D E
name ringleader-20261123-114047

990ms kill D
1089ms revive D
1155ms stall D
1221ms wake D
1254ms isolate D
1287ms heal D A
1287ms heal D B
1287ms heal D C
1287ms heal D E
1353ms isolate D
1386ms heal
1485ms isolate D
1518ms heal
2574ms kill A
4224ms revive A
+0s expect agreement within 20s
