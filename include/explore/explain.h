/* explore/explain.h - a step of a path in words: what happened, and why.
 *
 *     12  +20 ms  B takes A's LEADER token (term 2, signed by A)
 *           B signs A for term 2 (promised for 50 ms)
 *             because: it is free (its promise ran out 10 ms ago) and 2 > 1
 */
#ifndef EXPLORE_EXPLAIN_H
#define EXPLORE_EXPLAIN_H

#include "explore/retell.h"

enum { EXPLAIN_BYTES = 4096 };

/* All lines of one step, each ended by a newline.  config: as for retell(). */
void explain_step(const struct retold *step, const struct explore_config *config, struct text *out);

#endif
