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
name ringleader-20261123-113852

968ms kill D
1068ms revive D
1135ms stall D
1201ms wake D
1235ms isolate D
1268ms heal D A
1268ms heal D B
1268ms heal D C
1268ms heal D E
1334ms isolate D
1368ms heal
1467ms isolate D
1500ms heal
1567ms kill A
3629ms revive A
+0s expect agreement within 20s
