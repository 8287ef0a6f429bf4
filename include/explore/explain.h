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

/* The faults of the path as a scenario, if a scenario can say them.  One struct a
 * path; feed it every step, then ask. */
struct scenario_draft {
    bool possible; /* so far */
    bool began;
    int64_t last_us;
    struct text text; /* borrowed buffer */
};
void scenario_draft_begin(struct scenario_draft *self, const struct explore_config *config,
                          char *buffer, size_t bytes);
void scenario_draft_step(struct scenario_draft *self, const struct retold *step);
void scenario_draft_end(struct scenario_draft *self, const struct explore_config *config,
                        enum property property);

#endif
