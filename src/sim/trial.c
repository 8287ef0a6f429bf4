#include "sim/trial.h"

#include <string.h>

#include "base/check.h"
#include "base/err.h"
#include "trace/verdict.h"

/* ---- what comes out of the world ------------------------------------------------------ */

static void hand_on(struct trial *self, struct event *event) {
    event->seq = ++self->verdict.events;
    if (self->to != NULL) self->to->put(self->to, event);
}

static void fail(struct trial *self, const struct violation *violation) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_VIOLATION;
    event.node = NODE_NONE;
    event.t_us = violation->t_us;
    event.property = (uint8_t)violation->property;
    event.line = (uint32_t)self->verdict.events;
    memcpy(event.text, violation->detail, sizeof event.text);
    self->verdict.violations++;
    self->verdict.exit = EXIT_VIOLATED;
    self->broken |= UINT32_C(1) << violation->property;
    if (!self->failed && (self->plan->let_pass >> violation->property & 1) == 0) {
        self->failed = true;
        self->violation = *violation;
        self->cause_seq = self->verdict.events;
    }
    hand_on(self, &event);
}

static void take_violations(struct trial *self, const struct violation *violations, int count) {
    for (int i = 0; i < count; i++) {
        if (property_applies(violations[i].property, self->plan->config.policy)) {
            fail(self, &violations[i]);
        }
    }
}

static void take(struct event_sink *sink, const struct event *told) {
    struct trial *self = (struct trial *)sink; /* its first member */
    struct violation violations[VIOLATIONS_MAX];
    struct event event = *told;
    hand_on(self, &event);
    verdict_count(&self->verdict, self->led, &event);
    sometimes_event(&self->sometimes, &event);
    take_violations(self, violations, judge_event(&self->judge, &event, violations));
}
_Static_assert(offsetof(struct trial, sink) == 0, "take() finds the trial from its sink");

/* ---- running ------------------------------------------------------------------------------ */

/* Up to and including until_us, or to the first violation. */
static bool run_to(struct trial *self, int64_t until_us) {
    struct violation violations[VIOLATIONS_MAX];
    while (!self->failed) {
        if (sim_step(&self->sim, until_us, &self->sink)) continue;
        take_violations(self, violations, judge_time(&self->judge, until_us, violations));
        break;
    }
    return !self->failed;
}

static void aim(const struct world *world, struct command *command) {
    for (uint8_t node = 0; node < world->config.nodes; node++) {
        if (!world_leads(world, node)) continue;
        command->who = set_of(node);
        return;
    }
}

static bool run_faults(struct trial *self) {
    const struct plan *plan = self->plan;
    for (uint16_t i = 0; i < plan->count; i++) {
        const struct fault *fault = &plan->fault[i];
        struct command command = fault->command;
        if (!run_to(self, fault->at_us)) return false;
        if (fault->at_leader) aim(&self->sim.world, &command);
        sim_command(&self->sim, &command, &self->sink);
        if (self->failed) return false;
    }
    return run_to(self, plan->calm_us);
}

static void fail_recovery(struct trial *self, int64_t bound_us, const char *words) {
    struct violation violation;
    struct text text;
    memset(&violation, 0, sizeof violation);
    violation.property = PROPERTY_L1;
    violation.t_us = self->sim.world.now_us;
    text_init(&text, violation.detail, sizeof violation.detail);
    text_add(&text, "L1 recovery: ");
    text_add_time(&text, bound_us);
    text_add(&text, words);
    fail(self, &violation);
}

/* Faults have stopped: one leader, acknowledged by all that run, within the bound,
 * and still so at the end. */
static bool run_calm(struct trial *self) {
    const struct plan *plan = self->plan;
    const struct world *world = &self->sim.world;
    const struct node_set all = set_all(plan->config.nodes);
    const int64_t bound_us = plan_recovery_us(plan);
    const int64_t due_us = plan->calm_us + bound_us + 1; /* the bound itself is still in time */
    const bool due = self->judge.liveness.judged && plan->end_us > due_us;
    const int64_t until_us = due_us < plan->end_us ? due_us : plan->end_us;
    while (!self->failed && world_agreed(world, all) == NODE_NONE) {
        if (!sim_step(&self->sim, until_us, &self->sink)) break;
    }
    if (self->failed) return false;
    const bool recovered = world_agreed(world, all) != NODE_NONE;
    if (recovered) self->recovered_us = world->now_us - plan->calm_us;
    /* On to the end in any case: a judge of events alone, which knows less of what
     * is still under way and so waits longer, is to find it, too. */
    if (!run_to(self, plan->end_us) || !due) return !self->failed;
    if (!recovered) {
        fail_recovery(self, bound_us, " after the last fault there was no agreed leader");
    } else if (world_agreed(world, all) == NODE_NONE) {
        fail_recovery(self, bound_us,
                      " after the last fault a leader was agreed on, but it is lost");
    }
    return !self->failed;
}

/* What was sent was delivered, dropped, or is still under way. */
static void check_balance(const struct trial *self) {
    const struct judge_channel *channel = &self->judge.channel;
    ENSURE(channel->sent == channel->delivered + channel->dropped + self->sim.world.frame_count);
}

bool trial_run(struct trial *self, const struct plan *plan, struct event_sink *to) {
    const struct trace_header header = plan_header(plan, "");
    memset(&self->verdict, 0, sizeof self->verdict);
    memset(self->led, 0, sizeof self->led);
    memset(&self->violation, 0, sizeof self->violation);
    self->sink.put = take;
    self->to = to;
    self->plan = plan;
    self->failed = false;
    self->broken = 0;
    self->cause_seq = 0;
    self->recovered_us = -1;
    judge_init(&self->judge, &header);
    sometimes_init(&self->sometimes, &plan->config);
    sim_init(&self->sim, &plan->config, plan->seed, plan->shuffle);
    sim_start(&self->sim, &self->sink);
    if (run_faults(self) && run_calm(self)) check_balance(self);
    return !self->failed;
}
