#include "trace/judge_liveness.h"

#include "trace/judge_safety.h"

/* ---- is the ring calm? ------------------------------------------------------------- */

static struct node_set running(const struct judge_liveness *self) {
    return set_minus(self->live, self->stalled);
}

static bool has_link_faults(const struct judge_liveness *self) {
    for (uint8_t i = 0; i < self->elect.nodes; i++) {
        if (!set_is_empty(self->delayed[i]) || !set_is_empty(self->lossy[i]) ||
            !set_is_empty(self->doubled[i]) || !set_is_empty(self->shuffled[i])) {
            return true;
        }
    }
    return false;
}

/* Every pair of nodes is either connected both ways or cut both ways, and whoever
 * is connected to one is connected to all it is connected to. */
static bool is_clean_partition(const struct judge_liveness *self) {
    for (uint8_t a = 0; a < self->elect.nodes; a++) {
        const struct node_set group = cuts_mutual(&self->cuts, a);
        for (uint8_t b = 0; b < self->elect.nodes; b++) {
            if (cuts_reach(&self->cuts, a, b) != set_has(group, b)) return false;
            if (set_has(group, b) && !set_equal(cuts_mutual(&self->cuts, b), group)) return false;
        }
    }
    return true;
}

static bool is_quorum(const struct judge_liveness *self, struct node_set group) {
    return quorum_holds(self->elect.policy, self->elect.nodes, self->members, group);
}

/* The running nodes of the group that holds a quorum; empty when none does. */
static struct node_set quorum_group(const struct judge_liveness *self) {
    for (uint8_t node = 0; node < self->elect.nodes; node++) {
        if (!set_has(running(self), node)) continue;
        const struct node_set group = set_and(cuts_mutual(&self->cuts, node), running(self));
        if (is_quorum(self, group)) return group;
    }
    return SET_EMPTY;
}

static bool is_calm(const struct judge_liveness *self) {
    return self->judged && !has_link_faults(self) && set_is_empty(self->fast_or_slow) &&
           is_clean_partition(self);
}

/* ---- is it agreed? ------------------------------------------------------------------- */

static bool acknowledges(const struct judge_liveness *self, uint8_t node, uint8_t leader,
                         int64_t now_us) {
    if (node == leader) return true;
    return self->follows[node] == leader && now_us < self->promise_us[node];
}

/* The leader the whole group acknowledges and that leads, or NODE_NONE. */
static uint8_t agreed_leader(const struct judge_liveness *self, int64_t now_us) {
    const struct node_set group = quorum_group(self);
    for (uint8_t leader = 0; leader < self->elect.nodes; leader++) {
        if (!set_has(group, leader) || now_us >= self->lease_us[leader]) continue;
        bool all = true;
        for (uint8_t node = 0; node < self->elect.nodes; node++) {
            if (set_has(group, node)) all = all && acknowledges(self, node, leader, now_us);
        }
        if (all) return leader;
    }
    return NODE_NONE;
}

/* ---- phases ------------------------------------------------------------------------------ */

static int64_t recovery_bound(const struct judge_liveness *self, bool leader_crashed) {
    const struct timers *t = &self->elect.timers;
    int64_t bound_us = leader_crashed ? timers_crash_recovery_us(t) : timers_recovery_us(t);
    if (self->elect.policy != QUORUM_ACTIVE) return bound_us;
    bound_us += (set_count(self->joining) + set_count(self->leaving)) * timers_hold_off_us(t);
    if (!set_is_empty(self->joining)) bound_us += timers_join_us(t);
    return bound_us;
}

/* Something was done to the ring: the clock of L1 starts anew. */
static void disturb(struct judge_liveness *self, int64_t now_us, bool leader_crashed) {
    self->agreed = NODE_NONE;
    self->deadline_us = TIME_NEVER;
    if (!is_calm(self) || set_is_empty(quorum_group(self))) return;
    self->bound_us = recovery_bound(self, leader_crashed);
    if (self->late_us > now_us) self->bound_us += self->late_us - now_us;
    self->deadline_us = now_us + self->bound_us;
}

/* L3 holds for an agreed leader in a whole, quiet ring. */
static void arm_stability(struct judge_liveness *self) {
    if (self->agreed == NODE_NONE || self->shaky) return;
    if (!cuts_any(&self->cuts) && set_is_empty(self->stalled)) self->steady = self->agreed;
}

static void look_for_agreement(struct judge_liveness *self, int64_t now_us) {
    if (self->deadline_us == TIME_NEVER) return;
    self->agreed = agreed_leader(self, now_us);
    if (self->agreed == NODE_NONE) return;
    self->deadline_us = TIME_NEVER;
    arm_stability(self);
}

/* A fault came or went.  The leases and promises that still run may be remains of
 * the time before: L3 rests until a renewal shows that the ring works. */
static void unsettle(struct judge_liveness *self, int64_t now_us) {
    self->steady = NODE_NONE;
    self->shaky = true;
    disturb(self, now_us, false);
}

/* Do those who acknowledge the steady leader still make a quorum?  A revived node
 * is live, but abstains for P. */
static bool can_renew(const struct judge_liveness *self, int64_t now_us) {
    struct node_set signers = SET_EMPTY;
    if (self->steady == NODE_NONE) return false;
    for (uint8_t node = 0; node < self->elect.nodes; node++) {
        if (acknowledges(self, node, self->steady, now_us)) signers = set_with(signers, node);
    }
    return is_quorum(self, set_and(signers, running(self)));
}

/* Renewed by a token that was under way for no longer than a ring takes. */
static bool is_fresh(const struct judge_liveness *self, const struct event *lease) {
    const struct timers *t = &self->elect.timers;
    const int64_t slack_us = 2 * (t->lease_us / 1000 * t->drift_ppm / 1000 + 1);
    return lease->t_us >= self->late_us &&
           lease->until_us - lease->t_us >= t->lease_us - t->ring_us - slack_us;
}

static void check_deadlines(struct judge_liveness *self, int64_t now_us,
                            struct violation out[VIOLATIONS_MAX], int *count) {
    if (now_us > self->deadline_us) {
        struct text text = violation_begin(out, count, PROPERTY_L1, now_us);
        text_add_set(&text, quorum_group(self), " ");
        text_add(&text, " have had a quorum and no fault for ");
        text_add_time(&text, self->bound_us);
        text_add(&text, ", but do not agree on a leader");
        self->deadline_us = TIME_NEVER;
    }
    if (now_us > self->start_deadline_us) {
        struct text text = violation_begin(out, count, PROPERTY_L2, now_us);
        text_add(&text, "nobody leads ");
        text_add_time(&text, self->start_deadline_us);
        text_add(&text, " after the common start");
        self->start_deadline_us = TIME_NEVER;
    }
    if (self->steady != NODE_NONE && now_us > self->lease_us[self->steady]) {
        struct text text = violation_begin(out, count, PROPERTY_L3, now_us);
        text_add_char(&text, node_letter(self->steady));
        text_add(&text, "'s lease lapsed although nothing but revivals and crashes of followers "
                        "disturbed the ring");
        self->steady = NODE_NONE;
    }
}

/* ---- events --------------------------------------------------------------------------------- */

static void set_link_fault(struct judge_liveness *self, struct node_set fault[NODES_MAX],
                           const struct command *command, bool on) {
    for (uint8_t from = 0; from < self->elect.nodes; from++) {
        if (command->x != NODE_NONE && command->x != from) continue;
        const struct node_set to =
            command->x != NODE_NONE ? set_of(command->y) : set_all(self->elect.nodes);
        fault[from] = on ? set_or(fault[from], to) : set_minus(fault[from], to);
    }
}

static void set_drift(struct judge_liveness *self, const struct command *command) {
    const int64_t rho = self->elect.timers.drift_ppm;
    const bool beyond = command->drift_ppm > rho || command->drift_ppm < -rho;
    self->fast_or_slow = beyond ? set_or(self->fast_or_slow, command->who)
                                : set_minus(self->fast_or_slow, command->who);
}

/* Kill and revive are judged by the stop and start they lead to; of the rest all
 * but notes disturb. */
static void on_command(struct judge_liveness *self, const struct event *event) {
    const struct command *command = &event->command;
    if (command->kind == COMMAND_NOTE) return;
    self->start_deadline_us = TIME_NEVER;
    if (command->kind == COMMAND_KILL || command->kind == COMMAND_REVIVE) return;
    if (has_link_faults(self)) { /* held back for up to four hops by `reorder` */
        self->late_us = event->t_us + self->slowest_us + 5 * self->elect.timers.hop_us;
    }
    if (command->kind == COMMAND_DELAY) {
        if (command->delay_us > self->slowest_us) self->slowest_us = command->delay_us;
        set_link_fault(self, self->delayed, command, command->delay_us != 0);
    } else if (command->kind == COMMAND_LOSS) {
        set_link_fault(self, self->lossy, command, command->ppm != 0);
    } else if (command->kind == COMMAND_DUPLICATE) {
        set_link_fault(self, self->doubled, command, command->ppm != 0);
    } else if (command->kind == COMMAND_REORDER) {
        set_link_fault(self, self->shuffled, command, command->ppm != 0);
    } else if (command->kind == COMMAND_DRIFT) {
        set_drift(self, command);
    } else {
        (void)cuts_command(&self->cuts, command);
    }
    unsettle(self, event->t_us);
}

/* A node takes what it was to forward with it: the default lease outlasts the
 * loss of one heartbeat, not of two. */
static bool crash_hurts(const struct judge_liveness *self, int64_t now_us) {
    const struct timers *t = &self->elect.timers;
    if (t->lease_us < 2 * t->heartbeat_us + t->ring_us) return true;
    return self->crash_us != TIME_PAST && now_us - self->crash_us < t->lease_us;
}

static void on_stop(struct judge_liveness *self, const struct event *event) {
    const uint8_t node = event->node;
    const bool leader_crashed = self->agreed == node;
    self->live = set_without(self->live, node);
    self->stalled = set_without(self->stalled, node);
    self->follows[node] = NODE_NONE;
    self->lease_us[node] = TIME_PAST;
    if (crash_hurts(self, event->t_us)) self->shaky = true;
    self->crash_us = event->t_us;
    if (self->steady == node || self->shaky || !can_renew(self, event->t_us)) {
        self->steady = NODE_NONE;
    }
    disturb(self, event->t_us, leader_crashed);
}

static void on_start(struct judge_liveness *self, const struct event *event) {
    self->live = set_with(self->live, event->node);
    self->follows[event->node] = NODE_NONE;
    self->lease_us[event->node] = TIME_PAST;
    disturb(self, event->t_us, false);
}

static void on_lease(struct judge_liveness *self, const struct event *event,
                     struct violation out[VIOLATIONS_MAX], int *count) {
    self->start_deadline_us = TIME_NEVER;
    self->lease_us[event->node] = event->until_us;
    if (self->shaky && self->agreed == event->node && is_fresh(self, event)) {
        self->shaky = false;
        arm_stability(self);
    }
    if (self->steady == NODE_NONE || self->steady == event->node) return;
    struct text text = violation_begin(out, count, PROPERTY_L3, event->t_us);
    text_add_char(&text, node_letter(event->node));
    text_add(&text, " leads instead of ");
    text_add_char(&text, node_letter(self->steady));
    text_add(&text, ", which nothing but revivals and crashes of followers disturbed");
    self->steady = NODE_NONE;
}

static void on_role(struct judge_liveness *self, const struct event *event,
                    struct violation out[VIOLATIONS_MAX], int *count) {
    if (event->role == ROLE_LEADER) return;
    self->lease_us[event->node] = TIME_PAST;
    if (event->node != self->steady || event->role != ROLE_FOLLOWER) return;
    struct text text = violation_begin(out, count, PROPERTY_L3, event->t_us);
    text_add_char(&text, node_letter(event->node));
    text_add(&text, " was deposed although nothing but revivals and crashes of followers "
                    "disturbed the ring");
    self->steady = NODE_NONE;
}

static void on_list(struct judge_liveness *self, const struct event *event) {
    if (self->elect.policy != QUORUM_ACTIVE) return; /* there it only saves time-outs */
    self->members = event->members;
    self->joining = event->joining;
    self->leaving = event->leaving;
    /* While a removal that gives the leader its quorum back was queued, it could not
     * renew: what is left of its lease shows nothing. */
    if (self->steady == NODE_NONE && event->t_us != self->crash_us) self->shaky = true;
    if (!can_renew(self, event->t_us)) self->steady = NODE_NONE;
    disturb(self, event->t_us, false);
}

void judge_liveness_init(struct judge_liveness *self, const struct trace_header *header) {
    *self = (struct judge_liveness){
        .elect = header->elect,
        .judged = property_applies(PROPERTY_L1, header->elect.policy),
        .members = set_all(header->elect.nodes),
        .deadline_us = TIME_NEVER,
        .agreed = NODE_NONE,
        .steady = NODE_NONE,
        .late_us = TIME_PAST,
        .crash_us = TIME_PAST,
    };
    const struct timers *t = &self->elect.timers;
    for (unsigned i = 0; i < INEQUALITY_COUNT; i++) {
        if (!timers_hold(t, (enum timer_inequality)i)) self->judged = false;
    }
    self->start_deadline_us =
        self->judged ? 2 * t->ring_us + header->elect.nodes * t->stagger_us : TIME_NEVER;
    cuts_init(&self->cuts, header->elect.nodes);
    for (int i = 0; i < NODES_MAX; i++) {
        self->follows[i] = NODE_NONE;
        self->lease_us[i] = TIME_PAST;
        self->promise_us[i] = TIME_PAST;
    }
}

void judge_liveness_time(struct judge_liveness *self, int64_t now_us,
                         struct violation out[VIOLATIONS_MAX], int *count) {
    if (self->judged) check_deadlines(self, now_us, out, count);
}

void judge_liveness_event(struct judge_liveness *self, const struct event *event,
                          struct violation out[VIOLATIONS_MAX], int *count) {
    if (!self->judged) return;
    check_deadlines(self, event->t_us, out, count);
    if (event->kind == EVENT_COMMAND) {
        on_command(self, event);
    } else if (event->kind == EVENT_START) {
        on_start(self, event);
    } else if (event->kind == EVENT_STOP) {
        on_stop(self, event);
    } else if (event->kind == EVENT_STALL || event->kind == EVENT_WAKE) {
        self->stalled = event->kind == EVENT_STALL ? set_with(self->stalled, event->node)
                                                   : set_without(self->stalled, event->node);
        unsettle(self, event->t_us);
    } else if (event->kind == EVENT_LIST) {
        on_list(self, event);
    } else if (event->kind == EVENT_LEASE) {
        on_lease(self, event, out, count);
    } else if (event->kind == EVENT_ROLE) {
        on_role(self, event, out, count);
    } else if (event->kind == EVENT_FOLLOW) {
        self->follows[event->node] = event->leader;
    } else if (event->kind == EVENT_STAND) {
        self->follows[event->node] = NODE_NONE;
    } else if (event->kind == EVENT_SIGN) {
        self->promise_us[event->node] = event->until_us;
    }
    look_for_agreement(self, event->t_us);
}
