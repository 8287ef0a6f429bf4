/* sim/trial.h - one plan, run and judged: faults first, then calm and a leader.
 *
 * Large (about half a megabyte: world and judge), fixed-size, reusable.  A run
 * ends at its first violation that the plan does not let pass; what the policy does not
 * promise is not one.
 * L1 is judged twice: by the judge, from events, and here, from the nodes' own
 * state at calm_us + plan_recovery_us().
 */
#ifndef SIM_TRIAL_H
#define SIM_TRIAL_H

#include "sim/faults.h"
#include "sim/sometimes.h"
#include "trace/judge.h"

struct trial {
    struct event_sink sink;  /* the world tells here */
    struct event_sink *to;   /* borrowed: where events go, numbered; may be NULL */
    const struct plan *plan; /* borrowed while it runs */
    uint32_t broken;         /* bit per enum property: violated so far, let pass or not */
    struct sim sim;
    struct judge judge;
    struct sometimes sometimes;
    struct trace_verdict verdict;
    bool led[NODES_MAX];
    bool failed;
    struct violation violation; /* the first, when failed */
    uint64_t cause_seq;         /* the event that broke it */
    int64_t recovered_us;       /* from calm to agreement, -1: not looked for */
};

/* Run the whole plan.  True when nothing was violated. */
bool trial_run(struct trial *self, const struct plan *plan, struct event_sink *to);

/* Make a failing plan shorter while it keeps failing with the same property:
 * fewer faults, fewer nodes, an earlier end.  At most `attempts` runs.
 *   plan     fails; is replaced by the shorter one
 *   scratch  a second plan's room
 * Returns how many runs it took. */
int trial_shrink(struct trial *self, struct plan *plan, struct plan *scratch, int attempts);

#endif
