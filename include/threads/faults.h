/* threads/faults.h - commands, carried out on real threads and real links.
 *
 * The owner's thread only.  A command and its effect are one instant: a KILL's
 * nodes do nothing any more from its COMMAND event on, though their STOP comes
 * once their threads are joined.
 */
#ifndef THREADS_FAULTS_H
#define THREADS_FAULTS_H

#include "threads/cluster.h"

void faults_carry_out(struct cluster *cluster, const struct command *command);

#endif
