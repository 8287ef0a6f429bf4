# Clocks run fast and slow by as much as the timers are made for, and nothing breaks.
#
# The worst mix: a slow leader believes in its lease for longer, fast followers believe that
# their promises are over sooner. P*(1-rho) >= L*(1+rho) is there for just that.
nodes 5
drift 10000

0s      drift A B -10000
+0s     drift C D E 10000
+0s     expect agreement within 10s
+0s     expect stable for 1s
+0s     kill leader
+0s     expect agreement within 10s
+0s     expect stable for 1s
