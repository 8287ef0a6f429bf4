/* Making a failing plan shorter: delta debugging (Zeller & Hildebrandt, IEEE TSE
 * 28(2), 2002) over its faults, then over its nodes. */
#include "sim/trial.h"

struct shrinking {
    struct trial *trial;
    struct plan *plan;    /* the shortest that fails so far */
    struct plan *attempt; /* what is being tried */
    enum property property;
    int runs, runs_max;
};

/* Adopts the attempt when it fails in the same way. */
static bool attempt(struct shrinking *self) {
    if (self->runs == self->runs_max) return false;
    self->runs++;
    if (trial_run(self->trial, self->attempt, NULL)) return false;
    if (self->trial->violation.property != self->property) return false;
    *self->plan = *self->attempt;
    return true;
}

/* Nothing after the violation matters. */
static void cut_tail(struct shrinking *self) {
    struct plan *plan = self->attempt;
    *plan = *self->plan;
    const int64_t end_us = self->trial->violation.t_us;
    uint16_t kept = 0;
    while (kept < plan->count && plan->fault[kept].at_us <= end_us) kept++;
    plan->count = kept;
    if (plan->calm_us > end_us) plan->calm_us = plan->end_us = end_us;
    (void)attempt(self);
}

/* Of these only the cure is kept: without it no leader would be no wonder. */
static bool without_faults(struct shrinking *self, uint16_t from, uint16_t count) {
    struct plan *plan = self->attempt;
    *plan = *self->plan;
    uint16_t kept = from;
    for (uint16_t i = from; i < plan->count; i++) {
        if (i < from + count && !plan->fault[i].cure) continue;
        plan->fault[kept++] = plan->fault[i];
    }
    if (kept == plan->count) return false;
    plan->count = kept;
    return attempt(self);
}

static void drop_faults(struct shrinking *self) {
    for (uint16_t size = (uint16_t)(self->plan->count / 2); size > 0; size /= 2) {
        /* From the end: what came last is least often needed. */
        for (int at = self->plan->count - size; at >= 0; at -= size) {
            if (self->runs == self->runs_max) return;
            if (at + size <= self->plan->count) (void)without_faults(self, (uint16_t)at, size);
        }
    }
}

/* Worse candidates first: they matter least. */
static void drop_nodes(struct shrinking *self) {
    for (int node = self->plan->config.nodes - 1; node >= 0; node--) {
        *self->attempt = *self->plan;
        if (!plan_without_node(self->attempt, (uint8_t)node)) return;
        (void)attempt(self);
    }
}

static void order_ties(struct shrinking *self) {
    if (!self->plan->shuffle) return;
    *self->attempt = *self->plan;
    self->attempt->shuffle = false;
    (void)attempt(self);
}

int trial_shrink(struct trial *self, struct plan *plan, struct plan *scratch, int attempts) {
    struct shrinking shrinking = {
        .trial = self, .plan = plan, .attempt = scratch, .runs = 1, .runs_max = attempts
    };
    if (trial_run(self, plan, NULL)) return 1;
    shrinking.property = self->violation.property;
    cut_tail(&shrinking);
    drop_faults(&shrinking);
    drop_nodes(&shrinking);
    drop_faults(&shrinking);
    order_ties(&shrinking);
    (void)trial_run(self, plan, NULL); /* leaves the violation of the shortest */
    return shrinking.runs + 1;
}
