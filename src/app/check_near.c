#include "app/check_near.h"

#include <string.h>

#include "base/check.h"

struct drawing {
    struct chooser_seeded seeded;
    const struct explore_config *config;
    struct plan *plan;
    int64_t scale;   /* told times are multiplied by it */
    int64_t tick_us; /* scaled */
};

/* 0 <= answer < bound */
static int64_t pick_us(struct drawing *self, int64_t bound) {
    REQUIRE(bound > 0 && bound <= UINT32_MAX);
    return choose(&self->seeded.base, (uint32_t)bound);
}

static bool one_in(struct drawing *self, uint32_t bound) {
    return choose(&self->seeded.base, bound) == 0;
}

/* ---- the ring ----------------------------------------------------------------------- */

static void draw_timers(struct drawing *self) {
    static const uint8_t scales[] = { 1, 4, 10 };
    static const uint16_t hops[] = { 1000, 100, 20, 10, 5, 3 }; /* parts of a tick */
    const struct timers *told = &self->config->elect.timers;
    struct plan *plan = self->plan;
    self->scale = scales[pick_us(self, sizeof scales / sizeof *scales)];
    self->tick_us = self->config->tick_us * self->scale;
    const int64_t hop_us = self->tick_us / hops[pick_us(self, sizeof hops / sizeof *hops)];
    const struct timers wanted = {
        .hop_us = told->hop_us > 0 ? told->hop_us * self->scale : hop_us,
        .hop_timeout_us = told->hop_timeout_us * self->scale,
        .heartbeat_us = told->heartbeat_us * self->scale,
        .lease_us = told->lease_us * self->scale,
        .promise_us = told->promise_us * self->scale,
        .stand_us = told->stand_us * self->scale,
        .drift_ppm = told->drift_ppm,
    };
    plan->config.nodes = self->config->elect.nodes;
    plan->config.policy = self->config->elect.policy;
    plan->config.broken = self->config->elect.broken;
    plan->config.timers = timers_derive(plan->config.nodes, plan->config.policy, &wanted);
}

static void draw_ring(struct drawing *self, bool any) {
    struct plan *plan = self->plan;
    for (uint8_t i = 0; i < plan->config.nodes; i++) plan->ring[i] = i;
    for (uint8_t i = (uint8_t)(plan->config.nodes - 1); any && i > 0; i--) {
        const uint8_t j = (uint8_t)pick_us(self, i + 1);
        const uint8_t kept = plan->ring[i];
        plan->ring[i] = plan->ring[j];
        plan->ring[j] = kept;
    }
    elect_ring(&plan->config, plan->ring, plan->config.nodes);
}

/* ---- the faults ---------------------------------------------------------------------- */

/* In the order of time, behind what is there for the same moment. */
static void put(struct drawing *self, int64_t at_us, const struct command *command) {
    struct plan *plan = self->plan;
    if (plan->count == FAULTS_MAX) return;
    int at = plan->count++;
    for (; at > 0 && plan->fault[at - 1].at_us > at_us; at--) plan->fault[at] = plan->fault[at - 1];
    plan->fault[at] = (struct fault){ .at_us = at_us, .command = *command };
}

static struct command command_of(enum command_kind kind, uint8_t from, uint8_t to) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = kind;
    command.x = from;
    command.y = to;
    return command;
}

static void draw_clocks(struct drawing *self, const struct draft *draft) {
    for (uint8_t node = 0; node < self->plan->config.nodes; node++) {
        struct command command = command_of(COMMAND_DRIFT, NODE_NONE, NODE_NONE);
        if (draft->drift_ppm[node] == 0) continue;
        command.who = set_of(node);
        command.drift_ppm = draft->drift_ppm[node];
        put(self, 0, &command);
    }
}

/* Links that are slow all the time: another order of what meets in one tick. */
static void draw_slow_links(struct drawing *self) {
    const uint8_t nodes = self->plan->config.nodes;
    for (int64_t left = one_in(self, 2) ? 0 : 1 + pick_us(self, nodes); left > 0; left--) {
        const uint8_t from = (uint8_t)pick_us(self, nodes);
        const uint8_t to = (uint8_t)((from + 1 + pick_us(self, nodes - 1)) % nodes);
        struct command command = command_of(COMMAND_DELAY, from, to);
        command.delay_us = pick_us(self, self->tick_us / 2 + 1);
        put(self, 0, &command);
    }
}

static void put_on_and_off(struct drawing *self, struct command command, int64_t from_us,
                           int64_t to_us) {
    put(self, from_us > 0 ? from_us : 0, &command);
    command.ppm = 0;
    command.delay_us = 0;
    put(self, to_us, &command);
}

/* A link with a fault for just as long as one message takes to be sent on it. */
static void put_window(struct drawing *self, const struct draft_fault *fault, int64_t at_us,
                       enum command_kind kind) {
    struct command command = command_of(kind, fault->from, fault->to);
    const int64_t half_us = self->tick_us / 2 + 1;
    const int64_t from_us = at_us - pick_us(self, half_us), to_us = at_us + pick_us(self, half_us);
    if (kind == COMMAND_DELAY) {
        const int64_t held_us = (fault->until_us - fault->t_us) * self->scale;
        command.delay_us = held_us + pick_us(self, self->tick_us);
    } else {
        command.ppm = PPM_PER_ONE;
    }
    put_on_and_off(self, command, from_us, to_us);
    if (kind != COMMAND_DELAY || one_in(self, 4)) return;
    command = command_of(COMMAND_REORDER, fault->from, fault->to); /* else later ones wait, too */
    command.ppm = PPM_PER_ONE;
    put_on_and_off(self, command, from_us, to_us);
}

static void put_fault(struct drawing *self, const struct draft_fault *fault, int64_t at_us) {
    switch (fault->kind) {
    case DRAFT_COMMAND: put(self, at_us, &fault->command); return;
    case DRAFT_LOSS: put_window(self, fault, at_us, COMMAND_LOSS); return;
    case DRAFT_DUPLICATE: put_window(self, fault, at_us, COMMAND_DUPLICATE); return;
    case DRAFT_DELAY: put_window(self, fault, at_us, COMMAND_DELAY); return;
    }
    UNREACHABLE();
}

/* Each somewhere in its tick (or some ticks off), none before the one before it. */
static void draw_faults(struct drawing *self, const struct draft *draft, bool other_ticks) {
    int64_t shift_us = 0, last_us = 0;
    for (int i = 0; i < draft->count; i++) {
        const struct draft_fault *fault = &draft->fault[i];
        if (other_ticks && one_in(self, 2)) shift_us += (pick_us(self, 7) - 3) * self->tick_us;
        int64_t at_us = fault->t_us * self->scale + shift_us + pick_us(self, self->tick_us);
        if (at_us <= last_us) at_us = last_us + 1;
        last_us = at_us;
        put_fault(self, fault, at_us);
    }
}

void near_draw(const struct draft *draft, const struct explore_config *config,
               enum nearness nearness, uint64_t number, struct plan *out) {
    struct drawing drawing = { .config = config, .plan = out };
    memset(out, 0, sizeof *out);
    chooser_seeded_init(&drawing.seeded, number);
    draw_timers(&drawing);
    draw_ring(&drawing, nearness == NEAR_OTHER_TICKS && one_in(&drawing, 3));
    draw_clocks(&drawing, draft);
    draw_slow_links(&drawing);
    draw_faults(&drawing, draft, nearness == NEAR_OTHER_TICKS);
    const int64_t recovery_us = plan_recovery_us(out);
    out->calm_us = out->count > 0 ? out->fault[out->count - 1].at_us : 0;
    out->end_us = out->calm_us + 3 * recovery_us;
}
