/* explore/ghost.h - the real judges (trace/judge_safety.h) inside a state.
 *
 * Most of what a judge knows can be read off the nodes; the rest is in struct
 * ghost.  ghost_open() puts a judge together, ghost_close() keeps what is new.
 */
#ifndef EXPLORE_GHOST_H
#define EXPLORE_GHOST_H

#include "explore/stage.h"
#include "trace/judge_safety.h"

/* A judge that has seen everything up to this stage. */
void ghost_open(struct judge_safety *judge, const struct stage *stage,
                const struct explore_config *config);
/* Judge what a move did, then remember.  judge is one that was opened before the
 * move.  Returns how many properties (of config->properties) were broken. */
int ghost_close(struct judge_safety *judge, struct stage *stage,
                const struct explore_config *config, const struct stage_log *log,
                struct violation out[VIOLATIONS_MAX]);

/* ---- agreement, for L1 ------------------------------------------------------ */

enum verdict {
    VERDICT_NONE, /* no connected quorum: nothing is promised */
    VERDICT_OPEN, /* a leader is owed */
    VERDICT_GOOD, /* a leader leads and everyone connected with it acknowledges it */
    /* a quorum of nodes that all reach each other, but a link to or from others is cut one
     * way: a node that the ring skips may stay unserved, yet somebody must lead */
    VERDICT_LEADERLESS,
    VERDICT_LED,
};
enum verdict ghost_agreement(const struct stage *stage, const struct explore_config *config);
/* L1's bound for this stage in ticks, rounded up: timers_recovery_us(), more for a list that
 * still has to change. */
int ghost_bound_ticks(const struct stage *stage, const struct explore_config *config);

#endif
