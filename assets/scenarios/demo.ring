# A short tour: an election, a death, a succession, a cut, and everybody together again.
nodes 5

0s      note Five nodes start at once. The best one should lead.
+0s     expect agreement within 20s
+500ms  note The leader dies. Nobody may lead before its lease must be over.
+0s     kill leader
+0s     expect no leader within 20s
+0s     expect agreement within 20s
+500ms  note The ring is cut: A and B here, C, D and E there.
+0s     partition A B | C D E
+0s     expect leader in C D E within 20s
+0s     expect no leader in A B within 20s
+500ms  note The cut heals, the dead come back. Who leads goes on leading.
+0s     heal
+0s     revive all
+0s     expect stable for 1s
+0s     expect agreement within 20s
