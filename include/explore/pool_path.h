/* explore/pool_path.h - the way to a state, out of the visited set. */
#ifndef EXPLORE_POOL_PATH_H
#define EXPLORE_POOL_PATH_H

#include "explore/expand.h"
#include "explore/pool.h"
#include "explore/store.h"
#include "explore/store_graph.h"

/* From a start state to `parent`, then `move`.  parent STATE_NONE: the start
 * state number `start` itself is to blame. */
void path_find(const struct store *store, uint32_t parent, uint64_t start, uint8_t move,
               struct search_path *out);
/* L1: the way to answer->worst and along answer->way, with the violation in words. */
void path_livelock(const struct store *store, const struct explore_config *config,
                   struct expander *expander, const struct graph_answer *answer,
                   struct search_result *out);

#endif
