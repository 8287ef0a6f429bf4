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
name ringleader-20261123-114053

1006ms kill D
1105ms revive D
1172ms stall D
1239ms wake D
1272ms isolate D
1305ms heal D A
1305ms heal D B
1305ms heal D C
1305ms heal D E
1371ms isolate D
1405ms heal
1504ms isolate D
1538ms heal
2571ms kill A
4204ms revive A
+0s expect agreement within 20s
