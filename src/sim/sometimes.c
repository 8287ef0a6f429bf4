#include "sim/sometimes.h"

#include <string.h>

#include "base/check.h"

static const struct {
    const char *name, *help;
    int policies;
} rows[] = {
#define X(symbol, name, policies, help) [SOMETIMES_##symbol] = { #name, help, policies },
    SOMETIMES(X)
#undef X
};

const char *sometimes_name(enum sometimes_kind kind) {
    REQUIRE(kind < SOMETIMES_COUNT);
    return rows[kind].name;
}

const char *sometimes_help(enum sometimes_kind kind) {
    REQUIRE(kind < SOMETIMES_COUNT);
    return rows[kind].help;
}

bool sometimes_applies(enum sometimes_kind kind, enum quorum_policy policy) {
    REQUIRE(kind < SOMETIMES_COUNT);
    return (rows[kind].policies >> policy & 1) != 0;
}

void sometimes_init(struct sometimes *self, const struct elect_config *config) {
    memset(self, 0, sizeof *self);
    self->nodes = config->nodes;
    self->policy = config->policy;
    self->members = set_all(config->nodes);
    self->duty_node = NODE_NONE;
    cuts_init(&self->cuts, config->nodes);
    for (int i = 0; i < NODES_MAX; i++) self->lease_us[i] = TIME_PAST;
}

static void saw(struct sometimes *self, enum sometimes_kind kind) {
    self->seen |= UINT64_C(1) << kind;
}

static bool is_quorum(const struct sometimes *self, struct node_set set) {
    return quorum_holds(self->policy, self->nodes, self->members, set);
}

/* ---- roles and leases --------------------------------------------------------------- */

static void on_follower(struct sometimes *self, const struct event *event) {
    const uint8_t node = event->node;
    if (event->why == WHY_LEASE_ENDED && !is_quorum(self, cuts_mutual(&self->cuts, node))) {
        saw(self, SOMETIMES_MINORITY);
    }
    if (event->why == WHY_NEVER_LED) saw(self, SOMETIMES_NEVER_LED);
}

static void on_role(struct sometimes *self, const struct event *event) {
    const uint8_t node = event->node;
    self->leader_role = set_without(self->leader_role, node);
    self->elected_role = set_without(self->elected_role, node);
    if (event->role == ROLE_FOLLOWER) on_follower(self, event);
    if (event->role == ROLE_ELECTED) {
        if (!set_is_empty(self->elected_role)) saw(self, SOMETIMES_TWO_ELECTED);
        self->elected_role = set_with(self->elected_role, node);
    }
    if (event->role == ROLE_LEADER) self->leader_role = set_with(self->leader_role, node);
    if (event->why == WHY_TERM_NEEDED) saw(self, SOMETIMES_TERM_NEEDED);
}

static void on_lease(struct sometimes *self, const struct event *event) {
    const uint8_t node = event->node;
    const uint8_t count = set_count(event->signatures);
    const struct node_set others = set_without(self->leader_role, node);
    self->lease_us[node] = event->until_us;
    if (!set_equal(self->live, set_all(self->nodes))) saw(self, SOMETIMES_NODE_DOWN);
    if (!set_is_empty(others)) saw(self, SOMETIMES_TWO_ROLES);
    if (count < self->nodes && count == quorum_size(self->policy, self->nodes, self->members)) {
        saw(self, SOMETIMES_BARE_QUORUM);
    }
    if (!set_is_empty(self->fast) && !set_is_empty(self->slow)) {
        saw(self, SOMETIMES_FAST_AND_SLOW);
    }
}

static void on_list(struct sometimes *self, const struct event *event) {
    if (!set_is_empty(event->joining) || !set_is_empty(event->leaving)) {
        saw(self, SOMETIMES_LIST_QUEUED);
    }
    if (set_is_empty(event->members)) saw(self, SOMETIMES_LIST_EMPTY);
    if (!set_is_empty(set_minus(event->members, self->members))) saw(self, SOMETIMES_LIST_JOIN);
    self->members = event->members;
}

/* ---- messages -------------------------------------------------------------------------- */

static void on_send(struct sometimes *self, const struct event *event) {
    const uint64_t pair[] = { event->id, event->copy_of };
    if (event->copy_of == 0) return;
    for (int i = 0; i < 2; i++) {
        const uint64_t slot = pair[i] % SOMETIMES_COPIES_MAX;
        self->copy[slot].id = pair[i];
        self->copy[slot].other = pair[1 - i];
        self->copy[slot].delivered = false;
    }
}

static void on_deliver(struct sometimes *self, const struct event *event) {
    uint64_t *max = &self->delivered_max[event->from][event->to];
    const uint64_t slot = event->id % SOMETIMES_COPIES_MAX;
    if (event->id < *max) saw(self, SOMETIMES_OVERTAKEN);
    else *max = event->id;
    if (self->copy[slot].id != event->id) return;
    const uint64_t other = self->copy[slot].other;
    const uint64_t other_slot = other % SOMETIMES_COPIES_MAX;
    self->copy[slot].delivered = true;
    if (self->copy[other_slot].id == other && self->copy[other_slot].delivered) {
        saw(self, SOMETIMES_DUPLICATE);
    }
}

static void on_drop(struct sometimes *self, const struct event *event) {
    switch (event->reason) {
    case DROP_PARTITION: saw(self, SOMETIMES_LOST_ON_CUT); return;
    case DROP_LOSS: saw(self, SOMETIMES_LOST); return;
    case DROP_SUPERSEDED: saw(self, SOMETIMES_SUPERSEDED); return;
    case DROP_WORSE: saw(self, SOMETIMES_EXTINCT); return;
    case DROP_NOT_FOLLOWER:
    case DROP_HOME_BOUND:
    case DROP_NO_QUORUM:
    case DROP_NOT_LEADING:
    case DROP_OTHER_TERM:
    case DROP_TOO_LATE:
    case DROP_OVERTAKEN: saw(self, SOMETIMES_AT_HOME); return;
    case DROP_DOWN:
    case DROP_FULL:
    case DROP_UNANSWERED:
    case DROP_NOT_FREE:
    case DROP_COUNT: return;
    }
}

/* ---- lives and commands -------------------------------------------------------------------- */

static void on_stop(struct sometimes *self, uint8_t node) {
    self->live = set_without(self->live, node);
    self->stalled = set_without(self->stalled, node);
    self->leader_role = set_without(self->leader_role, node);
    self->elected_role = set_without(self->elected_role, node);
    if (set_is_empty(self->live)) saw(self, SOMETIMES_ALL_DEAD);
}

static void on_command(struct sometimes *self, const struct command *command) {
    (void)cuts_command(&self->cuts, command);
    if (command->kind != COMMAND_DRIFT) return;
    self->fast = set_minus(self->fast, command->who);
    self->slow = set_minus(self->slow, command->who);
    if (command->drift_ppm > 0) self->fast = set_or(self->fast, command->who);
    if (command->drift_ppm < 0) self->slow = set_or(self->slow, command->who);
}

static void on_wake(struct sometimes *self, const struct event *event) {
    self->stalled = set_without(self->stalled, event->node);
    if (set_has(self->leader_role, event->node) && event->t_us >= self->lease_us[event->node]) {
        saw(self, SOMETIMES_WOKE_LATE);
    }
}

static void on_stall(struct sometimes *self, const struct event *event) {
    self->stalled = set_with(self->stalled, event->node);
    if (event->node == self->duty_node && event->t_us == self->duty_t_us) {
        saw(self, SOMETIMES_MID_DUTY);
    }
}

void sometimes_event(struct sometimes *self, const struct event *event) {
    switch (event->kind) {
    case EVENT_START: self->live = set_with(self->live, event->node); return;
    case EVENT_STOP: on_stop(self, event->node); return;
    case EVENT_STALL: on_stall(self, event); return;
    case EVENT_WAKE: on_wake(self, event); return;
    case EVENT_ROLE: on_role(self, event); return;
    case EVENT_LEASE: on_lease(self, event); return;
    case EVENT_DUTY:
        self->duty_t_us = event->t_us;
        self->duty_node = event->node;
        return;
    case EVENT_WRITE:
        if (!event->accepted) saw(self, SOMETIMES_LATE_WRITE);
        return;
    case EVENT_SEND: on_send(self, event); return;
    case EVENT_DELIVER: on_deliver(self, event); return;
    case EVENT_DROP: on_drop(self, event); return;
    case EVENT_SKIP:
        if (set_has(set_minus(self->live, self->stalled), event->to)) {
            saw(self, SOMETIMES_SKIPPED_LIVE);
        }
        return;
    case EVENT_LIST: on_list(self, event); return;
    case EVENT_COMMAND: on_command(self, &event->command); return;
    case EVENT_STAND:
    case EVENT_SIGN:
    case EVENT_FOLLOW:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
}
