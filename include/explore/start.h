/* explore/start.h - the states an exploration begins with.
 *
 * boot: everybody starts at once with empty storage (with drifting clocks: once
 * for each way to give every node a slow or a fast one).
 * any (explore_config.any): every combination of local states: terms 0 to
 * START_TERMS, any vote, any rest of a promise, just stood or free to stand, and
 * for each node also ELECTED, fresh or about to give up.  Nobody holds a lease:
 * that is no local state, others would have promised it.
 */
#ifndef EXPLORE_START_H
#define EXPLORE_START_H

#include "explore/stage.h"

enum { START_TERMS = 2 };

/* UINT64_MAX: that many or more.  A search takes fewer than 2^32. */
uint64_t start_count(const struct explore_config *config);
/* The state number index < start_count(); its events go to the log. */
void start_make(const struct explore_config *config, uint64_t index, int64_t start_us,
                struct stage *out, struct stage_log *log);

#endif
