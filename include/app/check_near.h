/* app/check_near.h - runs of the simulator near a path of the explorer.
 *
 * In the explorer messages of one tick come in any order and take no time; a ring has
 * hop delays, and a node's place in the ring decides who stands first.  So a path stands for
 * many runs: the same faults in the same order, at moments within their ticks, on rings with
 * other delays.  Drawn from a number, so that the same check writes the same scenario.
 */
#ifndef APP_CHECK_NEAR_H
#define APP_CHECK_NEAR_H

#include "explore/draft.h"
#include "sim/faults.h"

/* How far from the path a run may be. */
enum nearness {
    NEAR_WITHIN_TICKS, /* the same faults in the same ticks */
    NEAR_OTHER_TICKS,  /* the same faults in the same order */
};

/* config: in the readable times that the draft has. */
void near_draw(const struct draft *draft, const struct explore_config *config,
               enum nearness nearness, uint64_t number, struct plan *out);

#endif
