# A late LEADER token of the same term came home after a newer one had renewed
# the lease, and the lease was told again with the late token's signatures: S5,
# "C's lease runs for another 224 ms, but only the promises of C last as long".
# Shortened by `ringleader sweep --quorum active`, seed 1176.
nodes 3
quorum active
engine sim
seed 1176
ring C B A
drift 10000
106331us stall A mid-duty
143025us kill B
469131us revive B
525735us kill C
538879us kill A
593641us delay 12500us
704246us revive C
1131507us kill B
1158542us revive A
1630189us delay 238500us
2s note the property was violated by now
