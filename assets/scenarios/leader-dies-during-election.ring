# The chosen node dies after its ELECTION token came home and before it has a lease.
#
# Some nodes have signed for it and keep that promise until it runs out; then the others
# choose again. The term of the dead is not used a second time by anybody who signed it.
nodes 5
hop 10ms

0s      expect role A elected within 10s
+0s     kill A
+0s     expect leader in B C D E within 10s
+0s     expect agreement within 10s
+0s     expect stable for 1s
