/* sim/sim.h - virtual time: the world's things are done when they are due.
 *
 * The same seed gives the same events, to the byte, with every compiler: all is
 * integers, and chance comes from the one chooser.  Time jumps from one due
 * thing to the next.
 *
 * Things due at the same instant are done in the order of WORLD_DUES (then: order
 * of sending, node), what was due first before what was due later; with `shuffle`
 * the chooser draws which comes first instead, so that a sweep sees other orders.
 * Frames of one link keep their channel's order either way.
 */
#ifndef SIM_SIM_H
#define SIM_SIM_H

#include "world/world.h"

struct sim {
    struct world world;
    struct chooser_seeded chance;
    bool shuffle;
};

/* A ring at time 0, everybody dead. */
void sim_init(struct sim *self, const struct elect_config *config, uint64_t seed, bool shuffle);
/* Everybody starts. */
void sim_start(struct sim *self, struct event_sink *sink);
/* Do the next thing due at or before until_us and tell it; time becomes when it
 * was due (never less than now).  False: there was none, and time is until_us.
 * Requires: until_us >= now; TIME_NEVER is legal while anybody is alive. */
bool sim_step(struct sim *self, int64_t until_us, struct event_sink *sink);
/* sim_step until there is nothing left up to until_us. */
void sim_run(struct sim *self, int64_t until_us, struct event_sink *sink);
void sim_command(struct sim *self, const struct command *command, struct event_sink *sink);

#endif
