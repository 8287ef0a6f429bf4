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
name ringleader-20261123-113857

967ms kill D
1067ms revive D
1134ms stall D
1201ms wake D
1234ms isolate D
1267ms heal D A
1267ms heal D B
1267ms heal D C
1267ms heal D E
1334ms isolate D
1367ms heal
1467ms isolate D
1500ms heal
1567ms kill A
3625ms revive A
+0s expect agreement within 20s
