#include "sim/faults.h"

#include <string.h>

#include "base/check.h"

static const struct {
    const char *name;
    int policies;
} kinds[] = {
#define X(symbol, name, policies, help) [FAULT_##symbol] = { name, policies },
    FAULT_KINDS(X)
#undef X
};

const char *fault_kind_name(enum fault_kind kind) {
    REQUIRE(kind < FAULT_KIND_COUNT);
    return kinds[kind].name;
}

/* What a plan is being drawn from; the sets are about what it will have led to
 * (faults aimed at the leader may hit others). */
struct artist {
    struct plan *plan;
    struct chooser *chance;
    const struct timers *timers;
    struct node_set dead, stalled;
    bool cut, delayed, lossy, doubled, shuffled;
};

static uint32_t pick(struct artist *self, uint32_t bound) {
    return choose(self->chance, bound);
}

static bool one_in(struct artist *self, uint32_t bound) {
    return pick(self, bound) == 0;
}

static bool is_on(const struct artist *self, enum fault_kind kind) {
    return (self->plan->kinds >> kind & 1u) != 0;
}

static uint8_t any_node(struct artist *self) {
    return (uint8_t)pick(self, self->plan->config.nodes);
}

static uint8_t any_of(struct artist *self, struct node_set set) {
    uint32_t nth = pick(self, set_count(set));
    for (uint8_t node = 0;; node++) {
        if (set_has(set, node) && nth-- == 0) return node;
    }
}

static struct command command_of(enum command_kind kind) {
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = kind;
    command.x = command.y = NODE_NONE;
    return command;
}

/* ---- one fault of each kind ------------------------------------------------------------ */

/* Often at the leader: that is where it hurts. */
static void add(struct artist *self, int64_t at_us, struct command command, bool may_aim) {
    struct plan *plan = self->plan;
    if (plan->count == FAULTS_MAX) return;
    const bool at_leader = may_aim && one_in(self, 2);
    plan->fault[plan->count++] =
        (struct fault){ .at_us = at_us, .at_leader = at_leader, .command = command };
}

/* One of the set; at times several, or all. */
static struct node_set draw_some(struct artist *self, struct node_set from) {
    struct node_set some = set_of(any_of(self, from));
    if (!one_in(self, 3)) return some;
    if (one_in(self, 4)) return from;
    for (uint8_t node = 0; node < self->plan->config.nodes; node++) {
        if (set_has(from, node) && one_in(self, 2)) some = set_with(some, node);
    }
    return some;
}

static struct command draw_crash(struct artist *self) {
    const struct node_set all = set_all(self->plan->config.nodes);
    const struct node_set live = set_minus(all, self->dead);
    const bool revives = self->plan->config.policy != QUORUM_NONE;
    const bool must = set_is_empty(live);
    const bool revive = revives && !set_is_empty(self->dead) && (must || one_in(self, 2));
    struct command command = command_of(revive ? COMMAND_REVIVE : COMMAND_KILL);
    command.who = draw_some(self, revive ? self->dead : must ? all : live);
    self->dead = revive ? set_minus(self->dead, command.who) : set_or(self->dead, command.who);
    return command;
}

static struct command draw_stall(struct artist *self, bool mid_duty) {
    const bool wake = !set_is_empty(self->stalled) && !one_in(self, 3);
    struct command command = command_of(wake ? COMMAND_WAKE : COMMAND_STALL);
    command.who = set_of(wake ? any_of(self, self->stalled) : any_node(self));
    command.mid_duty = !wake && mid_duty;
    self->stalled =
        wake ? set_minus(self->stalled, command.who) : set_or(self->stalled, command.who);
    return command;
}

static struct command draw_partition(struct artist *self) {
    const uint8_t nodes = self->plan->config.nodes;
    if (self->cut && one_in(self, 3)) {
        self->cut = false;
        return command_of(COMMAND_HEAL);
    }
    struct command command = command_of(COMMAND_PARTITION);
    const uint8_t groups = nodes > 3 && one_in(self, 3) ? 3 : 2;
    for (uint8_t node = 0; node < nodes; node++) {
        struct node_set *group = &command.group[pick(self, groups)];
        *group = set_with(*group, node);
    }
    for (uint8_t i = 0; i < groups; i++) { /* no empty groups */
        if (set_is_empty(command.group[i])) continue;
        command.group[command.group_count++] = command.group[i];
    }
    for (uint8_t i = command.group_count; i < groups; i++) command.group[i] = SET_EMPTY;
    self->cut = true;
    return command;
}

static struct command draw_isolate(struct artist *self) {
    struct command command = command_of(COMMAND_ISOLATE);
    if (self->cut && one_in(self, 2)) {
        self->cut = false;
        return command_of(COMMAND_HEAL);
    }
    command.who = set_of(any_node(self));
    self->cut = true;
    return command;
}

static void draw_link(struct artist *self, struct command *command) {
    const uint8_t nodes = self->plan->config.nodes;
    command->x = any_node(self);
    command->y = (uint8_t)((command->x + 1 + pick(self, nodes - 1u)) % nodes);
}

static struct command draw_cut(struct artist *self) {
    const bool heal = self->cut && one_in(self, 3);
    struct command command = command_of(heal ? COMMAND_HEAL : COMMAND_CUT);
    if (!heal || one_in(self, 2)) draw_link(self, &command);
    command.one_way = !heal && one_in(self, 2);
    if (heal && command.x == NODE_NONE) self->cut = false;
    else self->cut = true;
    return command;
}

/* `none` must not skip a living node: there and back in less than a time-out,
 * on clocks that differ by rho. */
static int64_t delay_survived(const struct artist *self) {
    const struct timers *t = self->timers;
    const int64_t rho = t->drift_ppm;
    const int64_t timeout_us = t->hop_timeout_us * (PPM_PER_ONE - rho) / (PPM_PER_ONE + rho);
    const int64_t delay_us = timeout_us / 2 - t->hop_us - 1;
    return delay_us > 0 ? delay_us : 0;
}

static struct command draw_delay(struct artist *self) {
    const struct timers *t = self->timers;
    struct command command = command_of(COMMAND_DELAY);
    const int64_t extremes_us[] = {
        t->hop_us,       t->hop_timeout_us / 2, t->hop_timeout_us,    t->ring_us,
        t->heartbeat_us, t->lease_us,           t->lease_us * 9 / 10, t->promise_us
    };
    const bool off = self->delayed && one_in(self, 2);
    if (one_in(self, 2)) draw_link(self, &command);
    if (!off) command.delay_us = extremes_us[pick(self, sizeof extremes_us / sizeof *extremes_us)];
    if (self->plan->config.policy == QUORUM_NONE && command.delay_us > delay_survived(self)) {
        command.delay_us = delay_survived(self);
    }
    self->delayed = !off || command.x != NODE_NONE;
    return command;
}

/* `none` must lose nothing, and copies of copies, hop after hop, fill a channel: with ten
 * nodes 1.1^10 = 2.6 copies of a token come home, but 2^10 with every message doubled. */
enum { DOUBLED_SURVIVED_PPM = 100000 };

static struct command draw_percent(struct artist *self, enum command_kind kind, bool *on) {
    static const uint32_t extremes_ppm[] = { 10000, 100000, 300000, 600000, 1000000 };
    struct command command = command_of(kind);
    const bool off = *on && one_in(self, 2);
    if (one_in(self, 2)) draw_link(self, &command);
    if (!off) command.ppm = extremes_ppm[pick(self, sizeof extremes_ppm / sizeof *extremes_ppm)];
    if (self->plan->config.policy == QUORUM_NONE && kind == COMMAND_DUPLICATE &&
        command.ppm > DOUBLED_SURVIVED_PPM) {
        command.ppm = DOUBLED_SURVIVED_PPM;
    }
    *on = !off || command.x != NODE_NONE;
    return command;
}

static struct command draw_drift(struct artist *self) {
    const int32_t rho = (int32_t)self->timers->drift_ppm;
    struct command command = command_of(COMMAND_DRIFT);
    command.who = set_of(any_node(self));
    command.drift_ppm = one_in(self, 5) ? 0 : one_in(self, 2) ? rho : -rho;
    return command;
}

static void draw_one(struct artist *self, enum fault_kind kind, int64_t at_us) {
    switch (kind) {
    case FAULT_CRASH: {
        const struct command command = draw_crash(self);
        add(self, at_us, command, command.kind == COMMAND_KILL && set_count(command.who) == 1);
        return;
    }
    case FAULT_STALL:
    case FAULT_MID_DUTY: {
        const struct command command = draw_stall(self, kind == FAULT_MID_DUTY);
        add(self, at_us, command, command.kind == COMMAND_STALL);
        return;
    }
    case FAULT_PARTITION: add(self, at_us, draw_partition(self), false); return;
    case FAULT_ISOLATE: {
        const struct command command = draw_isolate(self);
        add(self, at_us, command, command.kind == COMMAND_ISOLATE);
        return;
    }
    case FAULT_CUT: add(self, at_us, draw_cut(self), false); return;
    case FAULT_DELAY: add(self, at_us, draw_delay(self), false); return;
    case FAULT_LOSS:
        add(self, at_us, draw_percent(self, COMMAND_LOSS, &self->lossy), false);
        return;
    case FAULT_DUPLICATE:
        add(self, at_us, draw_percent(self, COMMAND_DUPLICATE, &self->doubled), false);
        return;
    case FAULT_REORDER:
        add(self, at_us, draw_percent(self, COMMAND_REORDER, &self->shuffled), false);
        return;
    case FAULT_DRIFT: add(self, at_us, draw_drift(self), true); return;
    case FAULT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

/* ---- the whole -------------------------------------------------------------------------- */

static void draw_kinds(struct artist *self) {
    struct plan *plan = self->plan;
    const uint32_t wanted = one_in(self, 4) ? 1u << pick(self, FAULT_KIND_COUNT) : UINT32_MAX;
    for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        const bool promised = (kinds[kind].policies >> plan->config.policy & 1) != 0;
        const bool chosen = one_in(self, 2) || wanted != UINT32_MAX;
        if (promised && chosen) plan->kinds |= wanted & 1u << kind;
    }
}

static void draw_clocks(struct artist *self) {
    if (!is_on(self, FAULT_DRIFT)) return;
    for (uint8_t node = 0; node < self->plan->config.nodes; node++) {
        struct command command = draw_drift(self);
        command.who = set_of(node);
        if (command.drift_ppm != 0) add(self, 0, command, false);
    }
}

/* As long as most recoveries: a length to draw with, no bound.  Seeds keep their
 * meaning as long as it stays as it is. */
static int64_t recovery_scale_us(const struct timers *t) {
    return t->lease_us + t->promise_us + t->stand_us + 4 * t->ring_us;
}

/* Pauses on every scale of the protocol, from within one hop to a whole recovery. */
static int64_t draw_pause(struct artist *self) {
    const struct timers *t = self->timers;
    const int64_t scales_us[] = { t->hop_us,   t->ring_us,    t->heartbeat_us,
                                  t->lease_us, t->promise_us, recovery_scale_us(t) };
    const int64_t scale_us = scales_us[pick(self, sizeof scales_us / sizeof *scales_us)];
    return scale_us * pick(self, 1000) / 1000;
}

/* Every link is healed, cut and healed: only a link that is whole loses with its
 * cut what is under way, and else the faults would go on for the longest delay. */
static void add_cure(struct artist *self) {
    const int64_t at_us = self->plan->calm_us;
    const struct node_set all = set_all(self->plan->config.nodes);
    struct command flush = command_of(COMMAND_ISOLATE), slow = command_of(COMMAND_DRIFT);
    struct command wake = command_of(COMMAND_WAKE), revive = command_of(COMMAND_REVIVE);
    if (self->plan->config.policy == QUORUM_NONE) return; /* nothing it promises outlives them */
    flush.who = slow.who = wake.who = revive.who = all;
    const uint16_t first = self->plan->count;
    if (is_on(self, FAULT_DELAY)) add(self, at_us, command_of(COMMAND_DELAY), false);
    if (is_on(self, FAULT_LOSS)) add(self, at_us, command_of(COMMAND_LOSS), false);
    if (is_on(self, FAULT_DUPLICATE)) add(self, at_us, command_of(COMMAND_DUPLICATE), false);
    if (is_on(self, FAULT_REORDER)) add(self, at_us, command_of(COMMAND_REORDER), false);
    if (is_on(self, FAULT_DRIFT)) add(self, at_us, slow, false);
    add(self, at_us, command_of(COMMAND_HEAL), false);
    add(self, at_us, flush, false);
    add(self, at_us, command_of(COMMAND_HEAL), false);
    if (is_on(self, FAULT_STALL) || is_on(self, FAULT_MID_DUTY)) add(self, at_us, wake, false);
    if (is_on(self, FAULT_CRASH)) add(self, at_us, revive, false);
    for (uint16_t i = first; i < self->plan->count; i++) self->plan->fault[i].cure = true;
}
enum { CURE_MAX = 10 };

static void draw_faults(struct artist *self) {
    uint8_t on[FAULT_KIND_COUNT];
    uint32_t count = 0;
    for (uint8_t kind = 0; kind < FAULT_KIND_COUNT; kind++) {
        if (is_on(self, (enum fault_kind)kind)) on[count++] = kind;
    }
    if (count == 0) return;
    /* During the first election, or after it? */
    int64_t at_us = one_in(self, 4) ? 0 : self->timers->ring_us * 2;
    while (self->plan->count < FAULTS_MAX - CURE_MAX) {
        at_us += draw_pause(self);
        if (at_us >= self->plan->calm_us) return;
        draw_one(self, (enum fault_kind)on[pick(self, count)], at_us);
    }
}

static void shape_ring(struct plan *plan) {
    elect_ring(&plan->config, plan->ring, plan->config.nodes);
}

/* Fisher and Yates. */
static void draw_ring(struct artist *self) {
    struct plan *plan = self->plan;
    for (uint8_t i = 0; i < plan->config.nodes; i++) plan->ring[i] = i;
    if (one_in(self, 2)) {
        for (uint8_t i = (uint8_t)(plan->config.nodes - 1); i > 0; i--) {
            const uint8_t j = (uint8_t)pick(self, i + 1u);
            const uint8_t kept = plan->ring[i];
            plan->ring[i] = plan->ring[j];
            plan->ring[j] = kept;
        }
    }
    shape_ring(plan);
}

int64_t plan_recovery_us(const struct plan *self) {
    const struct timers *t = &self->config.timers;
    int64_t bound_us = timers_recovery_us(t);
    if (self->config.policy != QUORUM_ACTIVE) return bound_us;
    return bound_us + self->config.nodes * timers_hold_off_us(t) + timers_join_us(t);
}

void plan_draw(struct plan *self, const struct plan_wish *wish, uint64_t seed) {
    struct chooser_seeded chance;
    struct artist artist = { .plan = self, .chance = &chance.base };
    memset(self, 0, sizeof *self);
    self->seed = seed;
    /* The run itself draws from the seed: another stream for the plan. */
    chooser_seeded_init(&chance, choose_splitmix64(&seed));
    self->config.policy = wish->policy;
    self->config.broken = wish->broken;
    self->config.nodes =
        (uint8_t)(wish->nodes_min + pick(&artist, wish->nodes_max - wish->nodes_min + 1u));
    self->config.timers = timers_derive(self->config.nodes, wish->policy, &wish->timers);
    artist.timers = &self->config.timers;
    draw_ring(&artist);
    draw_kinds(&artist);
    self->shuffle = one_in(&artist, 2);
    self->calm_us = wish->faults_us != 0 ? wish->faults_us : 10 * recovery_scale_us(artist.timers);
    self->end_us = self->calm_us + plan_recovery_us(self) + 2 * artist.timers->lease_us +
                   artist.timers->promise_us;
    draw_clocks(&artist);
    draw_faults(&artist);
    add_cure(&artist);
}

/* ---- fewer nodes --------------------------------------------------------------------------- */

static struct node_set close_gap(struct node_set set, uint8_t gone) {
    const uint16_t below = (uint16_t)(set.bits & set_all(gone).bits);
    return (struct node_set){ (uint16_t)(below | (set.bits >> (gone + 1)) << gone) };
}

static uint8_t renamed(uint8_t node, uint8_t gone) {
    return node != NODE_NONE && node > gone ? (uint8_t)(node - 1) : node;
}

/* False: nothing is left of the command. */
static bool forget_node(struct command *command, uint8_t gone) {
    const struct node_set who = command->who;
    uint8_t groups = 0;
    command->who = close_gap(who, gone);
    if (!set_is_empty(who) && set_is_empty(command->who)) return false;
    if (command->x == gone || command->y == gone) return false;
    command->x = renamed(command->x, gone);
    command->y = renamed(command->y, gone);
    for (uint8_t i = 0; i < command->group_count; i++) {
        const struct node_set group = close_gap(command->group[i], gone);
        if (!set_is_empty(group)) command->group[groups++] = group;
    }
    for (uint8_t i = groups; i < command->group_count; i++) command->group[i] = SET_EMPTY;
    command->group_count = groups;
    return command->kind != COMMAND_PARTITION || groups > 0;
}

bool plan_without_node(struct plan *self, uint8_t gone) {
    const uint8_t nodes = self->config.nodes;
    uint16_t kept = 0;
    uint8_t at = 0;
    REQUIRE(gone < nodes);
    if (nodes == NODES_MIN) return false;
    for (uint8_t i = 0; i < nodes; i++) {
        if (self->ring[i] != gone) self->ring[at++] = renamed(self->ring[i], gone);
    }
    self->ring[at] = 0;
    self->config.nodes = at;
    memset(self->config.next, 0, sizeof self->config.next);
    shape_ring(self);
    /* All that a user can set stays, so that the faults still fall where they fell. */
    self->config.timers = timers_derive(at, self->config.policy, &self->config.timers);
    for (uint16_t i = 0; i < self->count; i++) {
        struct fault fault = self->fault[i];
        if (forget_node(&fault.command, gone)) self->fault[kept++] = fault;
    }
    self->count = kept;
    return true;
}

struct trace_header plan_header(const struct plan *self, const char *program) {
    struct trace_header header;
    struct text text;
    memset(&header, 0, sizeof header);
    text_init(&text, header.program, sizeof header.program);
    text_add(&text, program);
    text_init(&text, header.scenario, sizeof header.scenario);
    text_add(&text, "sweep, seed ");
    text_add_uint(&text, self->seed);
    header.engine = ENGINE_SIM;
    header.seed = self->seed;
    header.elect = self->config;
    memcpy(header.ring, self->ring, sizeof header.ring);
    return header;
}
