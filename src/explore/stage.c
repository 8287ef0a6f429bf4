#include "explore/stage.h"

#include <string.h>

#include "base/check.h"
#include "explore/matter.h"
#include "explore/moves.h"
#include "world/narrate.h"

static const struct {
    bool fault;
    const char *help;
} rows[] = {
#define X(symbol, fault, help) [MOVE_##symbol] = { fault, help },
    MOVES(X)
#undef X
};

bool move_is_fault(struct move move) {
    REQUIRE(move.kind < MOVE_COUNT);
    return rows[move.kind].fault;
}

const char *move_help(enum move_kind kind) {
    REQUIRE(kind < MOVE_COUNT);
    return rows[kind].help;
}

/* What one move works with. */
struct scene {
    struct stage *self;
    const struct explore_config *config;
    struct stage_log *log;
    struct roster roster;
    uint32_t cause_id;   /* of the message being handled, for drops */
    enum move_kind move; /* decides what becomes of an acknowledgement */
};

/* ---- telling ------------------------------------------------------------------- */

static struct event *tell(const struct scene *s, enum event_kind kind, uint8_t node) {
    REQUIRE(s->log->count < STAGE_EVENTS_MAX);
    struct event *event = &s->log->event[s->log->count++];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->node = node;
    event->t_us = s->self->now_us;
    return event;
}

static bool is_reordered(const struct scene *s, uint32_t id) {
    if (s->log->reordered == NULL || id >= REORDERED_IDS_MAX) return false;
    return (s->log->reordered[id / 64] >> (id % 64) & 1) != 0;
}

static void tell_flight(const struct scene *s, enum event_kind kind, const struct flight *flight) {
    const struct message *message = &flight->message;
    struct event *event = tell(s, kind, kind == EVENT_SEND ? message->from : flight->to);
    event->id = flight->id;
    event->from = message->from;
    event->to = flight->to;
    event->message = message->kind;
    event->term = message->term;
    event->origin = message->origin;
    if (kind != EVENT_SEND) return;
    event->signatures = message->signatures;
    event->need = message->need;
    event->hop = message->hop;
    event->reordered = is_reordered(s, flight->id);
    if (message->kind != MESSAGE_LEADER) return;
    event->sent_us = node_clock_cluster(&s->self->node[message->origin].clock, message->sent_us);
}

static void tell_drop(const struct scene *s, const struct flight *flight, enum drop_reason why) {
    if (!s->log->loud) return;
    tell_flight(s, EVENT_DROP, flight);
    s->log->event[s->log->count - 1].reason = why;
}

static void tell_list(const struct scene *s) {
    if (s->config->elect.policy != QUORUM_ACTIVE) return;
    const struct active *active = &s->self->active;
    struct event *event = tell(s, EVENT_LIST, NODE_NONE);
    event->version = active->version;
    event->members = active->members;
    event->joining = active_joining(active);
    event->leaving = active_leaving(active);
}

static struct command *tell_command(const struct scene *s, enum command_kind kind, uint8_t who) {
    struct event *event = tell(s, EVENT_COMMAND, NODE_NONE);
    event->command.kind = kind;
    event->command.x = NODE_NONE;
    event->command.y = NODE_NONE;
    if (who != NODE_NONE) event->command.who = set_of(who);
    return &event->command;
}

/* ---- the resource ----------------------------------------------------------------- */

static void write_arrives(const struct scene *s, uint8_t node, uint32_t term) {
    const bool accepted = fence_accepts(&s->self->fence, term);
    struct event *event = tell(s, EVENT_WRITE, node);
    event->term = term;
    event->count = 1;
    event->accepted = accepted;
    event->highest = s->self->fence.highest;
}

/* A leader works the moment it is granted or renewed a lease. */
static void do_duty(const struct scene *s, uint8_t node) {
    const struct elect *elect = &s->self->node[node].elect;
    if (!elect_leads(elect, stage_local_us(s->self, node))) return;
    if (s->log->loud) {
        struct event *event = tell(s, EVENT_DUTY, node);
        event->term = elect->lease_term;
        event->count = 1;
    }
    write_arrives(s, node, elect->lease_term);
}

/* ---- messages ------------------------------------------------------------------------ */

static void step(const struct scene *s, uint8_t node, const struct message *message);

static void push_flight(const struct scene *s, const struct flight *flight) {
    struct stage *self = s->self;
    if (self->flight_count == FLIGHTS_MAX) {
        self->overflow = true;
        return;
    }
    self->flight[self->flight_count++] = *flight;
}

static void remove_flight(struct stage *self, int at) {
    self->flight_count--;
    for (int i = at; i < self->flight_count; i++) self->flight[i] = self->flight[i + 1];
}

/* True when nothing is left to do for this acknowledgement. */
static bool settle_ack(const struct scene *s, struct flight *flight) {
    const uint32_t hop = flight->message.hop;
    if (s->move == MOVE_DELIVER_UNHEARD) {
        tell_drop(s, flight, DROP_LOSS);
        return true;
    }
    if (s->move == MOVE_DELIVER_LATE_ACK) {
        flight->late = true;
        return false;
    }
    if (moves_ack_is_nothing(s->self, s->config, flight->to, hop)) {
        if (s->log->loud) tell_flight(s, EVENT_DELIVER, flight);
        return true;
    }
    if (!moves_ack_at_once(s->self, s->config, flight->to, hop)) return false;
    if (s->log->loud) tell_flight(s, EVENT_DELIVER, flight);
    step(s, flight->to, &flight->message);
    return true;
}

/* Only a stalled node's messages pile up: everybody else takes them in the tick. */
static bool is_full(const struct scene *s, uint8_t to) {
    int waiting = 0;
    if (s->self->node[to].life != LIFE_STALLED) return false;
    for (int i = 0; i < s->self->flight_count; i++) {
        waiting += s->self->flight[i].to == to && !s->self->flight[i].late;
    }
    return waiting >= s->config->channel;
}

static void send(const struct scene *s, uint8_t from, uint8_t to, const struct message *message) {
    struct stage *self = s->self;
    struct flight flight = {
        .message = *message, .to = to, .rest = s->config->delay_ticks, .id = ++self->last_id
    };
    if (s->log->loud) tell_flight(s, EVENT_SEND, &flight);
    if (set_has(self->blocked[from], to)) {
        tell_drop(s, &flight, DROP_PARTITION);
    } else if (self->node[to].life == LIFE_DOWN) {
        tell_drop(s, &flight, DROP_DOWN);
    } else if (is_full(s, to)) {
        tell_drop(s, &flight, DROP_FULL);
    } else if (message->kind != MESSAGE_HOPACK || !settle_ack(s, &flight)) {
        push_flight(s, &flight);
    }
}

/* Facts that only tell are left out unless somebody reads the trace. */
static bool is_worth_telling(const struct scene *s, enum effect_kind kind) {
    return s->log->loud || kind == EFFECT_ROLE || kind == EFFECT_SIGN || kind == EFFECT_LEASE ||
           kind == EFFECT_FOLLOW;
}

static void perform(const struct scene *s, uint8_t node, const struct effects *effects) {
    struct stage *self = s->self;
    const uint32_t version = s->config->elect.policy == QUORUM_ACTIVE ? self->active.version : 0;
    for (int i = 0; i < effects->count; i++) {
        const struct effect *effect = &effects->v[i];
        if (effect->kind == EFFECT_SEND) {
            send(s, node, effect->to, &effect->message);
            continue;
        }
        if (effect->kind == EFFECT_PERSIST || !is_worth_telling(s, effect->kind)) continue;
        REQUIRE(s->log->count < STAGE_EVENTS_MAX);
        struct event *event = &s->log->event[s->log->count];
        const uint32_t id = effect->message.from == node ? 0 : s->cause_id;
        if (narrate_effect(effect, node, &self->node[node].clock, self->now_us, version, id,
                           event)) {
            s->log->count++;
        }
        if (effect->kind == EFFECT_LEASE) do_duty(s, node);
    }
}

static bool is_same_token(const struct message *a, const struct message *b) {
    return a->kind == b->kind && a->origin == b->origin && a->term == b->term &&
           a->sent_us == b->sent_us;
}

bool stage_forges(const struct effects *effects, uint8_t node, const struct message *taken,
                  const struct waiting *waited, int count) {
    for (int i = 0; i < effects->count; i++) {
        const struct message *sent = &effects->v[i].message;
        if (effects->v[i].kind != EFFECT_SEND || sent->kind != MESSAGE_LEADER) continue;
        if (sent->origin == node || (taken != NULL && is_same_token(sent, taken))) continue;
        bool waiting = false;
        for (int j = 0; j < count; j++) {
            waiting = waiting || is_same_token(sent, &waited[j].message);
        }
        if (!waiting) return true;
    }
    return false;
}

/* One step of a node; message NULL: its time has come. */
static void step(const struct scene *s, uint8_t node, const struct message *message) {
    struct effects effects;
    struct input input = { .kind = message != NULL ? INPUT_MESSAGE : INPUT_TIME,
                           .now_us = stage_local_us(s->self, node),
                           .roster = s->roster };
    struct elect *elect = &s->self->node[node].elect;
    struct waiting waited[WAITING_MAX];
    const int count = message == NULL ? elect->waiting_count : 0; /* a time-out tries them again */
    memcpy(waited, elect->waiting, (size_t)count * sizeof waited[0]);
    if (message != NULL) input.message = *message;
    elect_step(elect, &s->config->elect, &input, &effects);
    if (stage_forges(&effects, node, message, waited, count)) s->log->forged = true;
    perform(s, node, &effects);
}

static void deliver(struct scene *s, int at) {
    const struct flight flight = s->self->flight[at];
    remove_flight(s->self, at);
    if (s->log->loud) tell_flight(s, EVENT_DELIVER, &flight);
    s->cause_id = flight.id;
    step(s, flight.to, &flight.message);
}

/* ---- faults of the channel ------------------------------------------------------------- */

static void lose(const struct scene *s, int at) {
    const struct flight flight = s->self->flight[at];
    remove_flight(s->self, at);
    tell_drop(s, &flight, DROP_LOSS);
}

static void twin(const struct scene *s, int at) {
    struct stage *self = s->self;
    struct flight copy = self->flight[at];
    if (self->flight_count == FLIGHTS_MAX) {
        self->overflow = true;
        return;
    }
    copy.id = ++self->last_id;
    for (int i = self->flight_count; i > at + 1; i--) self->flight[i] = self->flight[i - 1];
    self->flight[at + 1] = copy;
    self->flight_count++;
    if (!s->log->loud) return;
    tell_flight(s, EVENT_SEND, &copy);
    s->log->event[s->log->count - 1].copy_of = self->flight[at].id;
}

static void block(const struct scene *s, uint8_t from, uint8_t to) {
    struct stage *self = s->self;
    self->blocked[from] = set_with(self->blocked[from], to);
    for (int i = 0; i < self->flight_count;) {
        const struct flight flight = self->flight[i];
        if (flight.message.from != from || flight.to != to) {
            i++;
            continue;
        }
        remove_flight(self, i);
        tell_drop(s, &flight, DROP_PARTITION);
    }
}

static void partition(const struct scene *s, struct node_set group) {
    const uint8_t nodes = s->config->elect.nodes;
    if (s->log->loud) {
        struct command *command = tell_command(s, COMMAND_PARTITION, NODE_NONE);
        command->group_count = 2;
        command->group[0] = group;
        command->group[1] = set_minus(set_all(nodes), group);
    }
    for (uint8_t from = 0; from < nodes; from++) {
        for (uint8_t to = 0; to < nodes; to++) {
            if (set_has(group, from) != set_has(group, to)) block(s, from, to);
        }
    }
}

static void cut(const struct scene *s, uint8_t from, uint8_t to) {
    if (s->log->loud) {
        struct command *command = tell_command(s, COMMAND_CUT, NODE_NONE);
        command->x = from;
        command->y = to;
        command->one_way = true;
    }
    block(s, from, to);
}

static void heal(const struct scene *s) {
    if (s->log->loud) (void)tell_command(s, COMMAND_HEAL, NODE_NONE);
    for (int i = 0; i < EXPLORE_NODES_MAX; i++) s->self->blocked[i] = SET_EMPTY;
}

/* ---- faults of nodes ---------------------------------------------------------------------- */

/* After a command what can change changes with it, at one instant. */
static void change_list(const struct scene *s) {
    struct active *active = &s->self->active;
    bool changed = false;
    while (active_advance(active, s->self->now_us)) {
        tell_list(s);
        changed = true;
    }
    if (!changed) tell_list(s); /* what waits has changed */
}

static void kill_node(const struct scene *s, uint8_t node) {
    struct stage *self = s->self;
    struct stage_node *victim = &self->node[node];
    if (s->log->loud) (void)tell_command(s, COMMAND_KILL, node);
    victim->life = LIFE_DOWN;
    victim->holds_write = false;
    victim->elect.waiting_count = 0;
    victim->elect.role = ROLE_FOLLOWER;
    (void)tell(s, EVENT_STOP, node);
    for (int i = 0; i < self->flight_count;) {
        const struct flight flight = self->flight[i];
        if (flight.to != node || flight.late) {
            i++;
            continue;
        }
        remove_flight(self, i);
        tell_drop(s, &flight, DROP_DOWN);
    }
    if (s->config->elect.policy != QUORUM_ACTIVE) return;
    active_killed(&self->active, node, self->now_us);
    change_list(s);
}

static void start_node(const struct scene *s, uint8_t node, bool revived) {
    struct stage_node *self = &s->self->node[node];
    struct effects effects;
    const struct stable stable =
        revived ? self->elect.stable : (struct stable){ .term = 0, .voted = NODE_NONE };
    elect_start(&self->elect, &s->config->elect, node, stable, revived ? self->elect.hop : 0,
                self->clock.local_us, &effects);
    self->life = LIFE_UP;
    struct event *event = tell(s, EVENT_START, node);
    event->term = self->elect.stable.term;
    event->leader = self->elect.stable.voted;
    event->until_us = node_clock_cluster(&self->clock, self->elect.promise_us);
    event->revived = revived;
}

static void revive_node(const struct scene *s, uint8_t node) {
    if (s->log->loud) (void)tell_command(s, COMMAND_REVIVE, node);
    start_node(s, node, true);
    if (s->config->elect.policy != QUORUM_ACTIVE) return;
    active_revived(&s->self->active, node, s->self->now_us);
    change_list(s);
}

static void stall_node(const struct scene *s, uint8_t node, bool mid_duty) {
    struct stage_node *self = &s->self->node[node];
    if (s->log->loud) {
        tell_command(s, COMMAND_STALL, node)->mid_duty = mid_duty;
        if (mid_duty) {
            struct event *event = tell(s, EVENT_DUTY, node);
            event->term = self->elect.lease_term;
            event->count = 2;
        }
        (void)tell(s, EVENT_STALL, node);
    }
    self->life = LIFE_STALLED;
    self->holds_write = mid_duty;
    self->write_term = mid_duty ? self->elect.lease_term : 0;
}

static void wake_node(const struct scene *s, uint8_t node) {
    struct stage_node *self = &s->self->node[node];
    if (s->log->loud) {
        (void)tell_command(s, COMMAND_WAKE, node);
        (void)tell(s, EVENT_WAKE, node);
    }
    self->life = LIFE_UP;
    if (self->holds_write) write_arrives(s, node, self->write_term);
    self->holds_write = false;
}

/* ---- time ------------------------------------------------------------------------------------ */

static void pass_time(const struct scene *s, int ticks) {
    struct stage *self = s->self;
    self->now_us += ticks * s->config->tick_us;
    for (uint8_t i = 0; i < s->config->elect.nodes; i++) {
        struct node_clock *clock = &self->node[i].clock;
        clock->local_us = node_clock_local(clock, self->now_us);
        clock->cluster_us = self->now_us;
    }
    for (int i = 0; i < self->flight_count; i++) {
        struct flight *flight = &self->flight[i];
        flight->rest = flight->rest > ticks ? (uint8_t)(flight->rest - ticks) : 0;
    }
}

/* ---- all together ------------------------------------------------------------------------------
 */

struct roster stage_roster(const struct stage *self, const struct explore_config *config) {
    if (config->elect.policy == QUORUM_ACTIVE) return active_roster(&self->active);
    return (struct roster){ .members = set_all(config->elect.nodes), .version = 1 };
}

static void pay(struct stage *self, enum bound bound) {
    REQUIRE(self->left[bound] > 0);
    self->left[bound]--;
}

static void apply_channel(struct scene *s, struct move move) {
    switch (move.kind) {
    case MOVE_DELIVER_UNHEARD:
        pay(s->self, BOUND_LOSSES);
        deliver(s, move.a);
        return;
    case MOVE_DELIVER_LATE_ACK:
        pay(s->self, BOUND_LATE);
        deliver(s, move.a);
        return;
    case MOVE_LOSE:
        pay(s->self, BOUND_LOSSES);
        lose(s, move.a);
        return;
    case MOVE_DOUBLE:
        pay(s->self, BOUND_DUPLICATES);
        twin(s, move.a);
        return;
    case MOVE_HOLD:
        pay(s->self, BOUND_LATE);
        s->self->flight[move.a].late = true;
        return;
    default: deliver(s, move.a); return;
    }
}

static void apply_fault(struct scene *s, struct move move) {
    switch (move.kind) {
    case MOVE_KILL:
        pay(s->self, BOUND_KILLS);
        kill_node(s, move.a);
        return;
    case MOVE_REVIVE: revive_node(s, move.a); return;
    case MOVE_STALL:
        pay(s->self, BOUND_STALLS);
        stall_node(s, move.a, false);
        return;
    case MOVE_STALL_DUTY:
        pay(s->self, BOUND_STALLS);
        stall_node(s, move.a, true);
        return;
    case MOVE_WAKE: wake_node(s, move.a); return;
    case MOVE_PARTITION:
        pay(s->self, BOUND_PARTITIONS);
        partition(s, (struct node_set){ move.a });
        return;
    case MOVE_CUT:
        pay(s->self, BOUND_CUTS);
        cut(s, move.a, move.b);
        return;
    default: heal(s); return;
    }
}

void stage_apply(struct stage *self, const struct explore_config *config, struct move move,
                 struct stage_log *log) {
    log->count = 0;
    log->forged = false;
    struct scene s = { .self = self,
                       .config = config,
                       .log = log,
                       .roster = stage_roster(self, config),
                       .move = (enum move_kind)move.kind };
    switch (s.move) {
    case MOVE_TIMER: step(&s, move.a, NULL); return;
    case MOVE_TICK:
    case MOVE_DAWDLE: pass_time(&s, move.a); return;
    case MOVE_LIST:
        while (active_advance(&self->active, self->now_us)) tell_list(&s);
        return;
    case MOVE_DELIVER:
    case MOVE_DELIVER_UNHEARD:
    case MOVE_DELIVER_LATE_ACK:
    case MOVE_LOSE:
    case MOVE_DOUBLE:
    case MOVE_HOLD: apply_channel(&s, move); return;
    case MOVE_KILL:
    case MOVE_REVIVE:
    case MOVE_STALL:
    case MOVE_STALL_DUTY:
    case MOVE_WAKE:
    case MOVE_PARTITION:
    case MOVE_CUT:
    case MOVE_HEAL: apply_fault(&s, move); return;
    case MOVE_COUNT: break;
    }
    UNREACHABLE();
}

void stage_boot(struct stage *self, const struct explore_config *config, uint8_t rates,
                int64_t start_us, struct stage_log *log) {
    memset(self, 0, sizeof *self);
    log->count = 0;
    log->forged = false;
    self->now_us = start_us;
    self->ghost.granted_node = NODE_NONE;
    memcpy(self->left, config->bound, sizeof self->left);
    active_init(&self->active, config->elect.nodes, &config->elect.timers, config->elect.broken);
    const struct scene s = { .self = self, .config = config, .log = log };
    if (log->loud) tell_list(&s);
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        struct stage_node *node = &self->node[i];
        node->clock = (struct node_clock){ .cluster_us = start_us, .local_us = start_us };
        if (config->drift) {
            node->clock.ppm = (rates >> i & 1) != 0 ? EXPLORE_DRIFT_PPM : -EXPLORE_DRIFT_PPM;
        }
        start_node(&s, i, false);
    }
}

void stage_copy(struct stage *to, const struct stage *from, const struct explore_config *config) {
    memcpy(to, from, offsetof(struct stage, flight) + from->flight_count * sizeof from->flight[0]);
    for (int i = 0; i < config->elect.nodes; i++) {
        const struct stage_node *node = &from->node[i];
        memcpy(&to->node[i], node,
               offsetof(struct stage_node, elect.waiting) +
                   node->elect.waiting_count * sizeof node->elect.waiting[0]);
    }
}

/* ---- canonical order
 * ----------------------------------------------------------------------------- */

/* Is a to stand behind b?  Equal links keep their order unless both are late. */
static bool is_behind(const struct stage *self, const struct explore_config *config,
                      const struct flight *a, const struct flight *b) {
    if (a->late != b->late) return a->late;
    if (a->late) return matter_key(self, config, a) > matter_key(self, config, b);
    const int link_a = a->message.from << 4 | a->to, link_b = b->message.from << 4 | b->to;
    return link_a > link_b;
}

/* A dead node's promise matters until a lease outlasts it: every later lease of the
 * node it is owed to ends later still. */
static bool is_promise_owed(const struct stage *self, const struct stage_node *dead) {
    if (elect_free(&dead->elect, dead->clock.local_us)) return false;
    if (dead->elect.stable.voted == NODE_NONE) return false;
    const struct stage_node *leader = &self->node[dead->elect.stable.voted];
    if (leader->life == LIFE_DOWN || leader->elect.role != ROLE_LEADER) return true;
    return node_clock_cluster(&leader->clock, leader->elect.lease_us) <=
           node_clock_cluster(&dead->clock, dead->elect.promise_us);
}

void stage_settle(struct stage *self, const struct explore_config *config) {
    for (int i = 0; i < config->elect.nodes; i++) {
        struct stage_node *node = &self->node[i];
        if (node->life != LIFE_DOWN || is_promise_owed(self, node)) continue;
        node->elect.promise_us = TIME_PAST;
    }
    for (int i = 1; i < self->flight_count; i++) {
        const struct flight flight = self->flight[i];
        int at = i;
        for (; at > 0 && is_behind(self, config, &self->flight[at - 1], &flight); at--) {
            self->flight[at] = self->flight[at - 1];
        }
        self->flight[at] = flight;
    }
}
