#include "explore/moves.h"

#include "base/check.h"
#include "explore/matter.h"

struct moves {
    struct move *out;
    int count;
};

static void add(struct moves *moves, enum move_kind kind, uint8_t a, uint8_t b) {
    REQUIRE(moves->count < MOVES_MAX);
    moves->out[moves->count++] = (struct move){ .kind = (uint8_t)kind, .a = a, .b = b };
}

/* ---- reductions ---------------------------------------------------------------- */

static const struct waiting *find_waiting(const struct stage *self, uint8_t node, uint32_t hop) {
    const struct elect *elect = &self->node[node].elect;
    if (self->node[node].life == LIFE_DOWN) return NULL;
    for (int i = 0; i < elect->waiting_count; i++) {
        if (elect->waiting[i].message.hop == hop) return &elect->waiting[i];
    }
    return NULL;
}

bool moves_ack_is_nothing(const struct stage *self, const struct explore_config *config,
                          uint8_t node, uint32_t hop) {
    if (!explore_reduces(config, REDUCE_DEAD_ACKS)) return false;
    if (find_waiting(self, node, hop) != NULL || self->node[node].life != LIFE_UP) return false;
    /* by the time it arrives something may be due, or the node be frozen */
    if (config->delay_ticks > 0) return false;
    if (self->left[BOUND_LATE] != 0 || self->left[BOUND_STALLS] != 0) return false;
    return elect_deadline(&self->node[node].elect, &config->elect) > stage_local_us(self, node);
}

static bool may_be_cut_or_stalled(const struct stage *self) {
    return self->left[BOUND_STALLS] != 0 || self->left[BOUND_PARTITIONS] != 0 ||
           self->left[BOUND_CUTS] != 0;
}

bool moves_ack_at_once(const struct stage *self, const struct explore_config *config, uint8_t node,
                       uint32_t hop) {
    if (!explore_reduces(config, REDUCE_ACKS)) return false;
    const struct waiting *waiting = find_waiting(self, node, hop);
    if (waiting == NULL || may_be_cut_or_stalled(self)) return false;
    if (self->node[node].life != LIFE_UP) return false;
    const int64_t now_us = stage_local_us(self, node);
    if (elect_deadline(&self->node[node].elect, &config->elect) <= now_us) return false;
    /* by the time the channel must have delivered it, on the fastest clock */
    const int64_t latest_us = now_us + config->delay_ticks * 2 * config->tick_us;
    return waiting->deadline_us > latest_us;
}

/* ---- channels -------------------------------------------------------------------- */

/* The first of its channel, or late; of equal late ones the first.  Settled. */
static bool is_head(const struct stage *self, const struct explore_config *config, int at) {
    if (at == 0) return true;
    const struct flight *flight = &self->flight[at], *before = &self->flight[at - 1];
    if (flight->late) {
        return !before->late ||
               matter_key(self, config, before) != matter_key(self, config, flight);
    }
    return before->message.from != flight->message.from || before->to != flight->to;
}

/* Losing or holding back the acknowledgement of a token that arrives: moves of
 * their own where the acknowledgement would not be seen under way. */
static bool ack_is_unseen(const struct stage *self, const struct explore_config *config,
                          const struct flight *flight) {
    if (flight->message.kind == MESSAGE_HOPACK) return false;
    if (set_has(self->blocked[flight->to], flight->message.from)) return false;
    return moves_ack_at_once(self, config, flight->message.from, flight->message.hop);
}

static void add_channel_faults(struct moves *moves, const struct stage *self,
                               const struct explore_config *config, uint8_t at) {
    const struct flight *flight = &self->flight[at];
    const bool unseen = ack_is_unseen(self, config, flight);
    if (self->left[BOUND_LOSSES] > 0 && unseen) add(moves, MOVE_DELIVER_UNHEARD, at, 0);
    if (self->left[BOUND_LATE] > 0 && unseen) add(moves, MOVE_DELIVER_LATE_ACK, at, 0);
    if (flight->late) return; /* held back for ever is as good as lost */
    if (self->left[BOUND_LOSSES] > 0) add(moves, MOVE_LOSE, at, 0);
    if (self->left[BOUND_LATE] > 0) add(moves, MOVE_HOLD, at, 0);
    if (self->left[BOUND_DUPLICATES] > 0 && flight->message.kind != MESSAGE_HOPACK) {
        add(moves, MOVE_DOUBLE, at, 0);
    }
}

/* True when something of this tick must still happen; *late: something held back could. */
static bool add_deliveries(struct moves *moves, const struct stage *self,
                           const struct explore_config *config, bool *late) {
    bool urgent = false;
    for (uint8_t i = 0; i < self->flight_count; i++) {
        const struct flight *flight = &self->flight[i];
        if (self->node[flight->to].life != LIFE_UP || !is_head(self, config, i)) continue;
        add(moves, MOVE_DELIVER, i, 0);
        add_channel_faults(moves, self, config, i);
        if (flight->late) *late = true;
        else if (flight->rest == 0) urgent = true;
    }
    /* behind a head whose time is not up nothing is urgent yet, and behind one whose
     * time is up the head is urgent itself */
    return urgent;
}

/* ---- nodes ------------------------------------------------------------------------- */

static bool add_timers(struct moves *moves, const struct stage *self,
                       const struct explore_config *config) {
    bool urgent = false;
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        if (self->node[i].life != LIFE_UP) continue;
        if (elect_deadline(&self->node[i].elect, &config->elect) > stage_local_us(self, i))
            continue;
        add(moves, MOVE_TIMER, i, 0);
        urgent = true;
    }
    if (config->elect.policy == QUORUM_ACTIVE && active_next_us(&self->active) <= self->now_us) {
        add(moves, MOVE_LIST, 0, 0);
        urgent = true;
    }
    return urgent;
}

static bool is_cut(const struct stage *self) {
    for (int i = 0; i < EXPLORE_NODES_MAX; i++) {
        if (!set_is_empty(self->blocked[i])) return true;
    }
    return false;
}

static void add_node_faults(struct moves *moves, const struct stage *self,
                            const struct explore_config *config) {
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        const struct stage_node *node = &self->node[i];
        if (node->life == LIFE_DOWN) add(moves, MOVE_REVIVE, i, 0);
        else if (self->left[BOUND_KILLS] > 0) add(moves, MOVE_KILL, i, 0);
        if (node->life == LIFE_STALLED) add(moves, MOVE_WAKE, i, 0);
        if (node->life != LIFE_UP || self->left[BOUND_STALLS] == 0) continue;
        add(moves, MOVE_STALL, i, 0);
        if (elect_leads(&node->elect, stage_local_us(self, i))) add(moves, MOVE_STALL_DUTY, i, 0);
    }
}

static void add_link_faults(struct moves *moves, const struct stage *self,
                            const struct explore_config *config) {
    const uint8_t nodes = config->elect.nodes;
    const bool cut = is_cut(self);
    REQUIRE(nodes >= NODES_MIN);
    if (cut) add(moves, MOVE_HEAL, 0, 0);
    if (!cut && self->left[BOUND_PARTITIONS] > 0) {
        /* the group of node 0, in every way but all */
        for (uint8_t rest = 0; rest + 1 < 1 << (nodes - 1); rest++) {
            add(moves, MOVE_PARTITION, (uint8_t)(rest << 1 | 1), 0);
        }
    }
    if (self->left[BOUND_CUTS] == 0) return;
    for (uint8_t from = 0; from < nodes; from++) {
        for (uint8_t to = 0; to < nodes; to++) {
            if (from == to || set_has(self->blocked[from], to)) continue;
            add(moves, MOVE_CUT, from, to);
        }
    }
}

/* ---- time ---------------------------------------------------------------------------- */

static bool is_quiet(const struct stage *self, const struct explore_config *config) {
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (self->left[i] != 0) return false;
    }
    for (int i = 0; i < config->elect.nodes; i++) {
        if (self->node[i].life != LIFE_UP) return false;
    }
    return self->flight_count == 0 && !is_cut(self);
}

/* Ticks until the node's clock reads deadline_us. */
static int64_t ticks_until(const struct stage *self, const struct explore_config *config,
                           uint8_t node, int64_t deadline_us) {
    const int64_t wait_us = node_clock_cluster(&self->node[node].clock, deadline_us) - self->now_us;
    return (wait_us + config->tick_us - 1) / config->tick_us;
}

static uint8_t ticks_to_jump(const struct stage *self, const struct explore_config *config) {
    int64_t ticks = 100;
    if (!explore_reduces(config, REDUCE_JUMP) || !is_quiet(self, config)) return 1;
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        const int64_t deadline_us = elect_deadline(&self->node[i].elect, &config->elect);
        if (deadline_us == TIME_NEVER) continue;
        const int64_t wait = ticks_until(self, config, i, deadline_us);
        if (wait < ticks) ticks = wait;
    }
    if (config->elect.policy == QUORUM_ACTIVE && active_next_us(&self->active) != TIME_NEVER) {
        const int64_t wait_us = active_next_us(&self->active) - self->now_us;
        const int64_t wait = (wait_us + config->tick_us - 1) / config->tick_us;
        if (wait < ticks) ticks = wait;
    }
    return ticks < 1 ? 1 : (uint8_t)ticks;
}

int stage_moves(const struct stage *self, const struct explore_config *config,
                struct move out[MOVES_MAX]) {
    struct moves moves = { .out = out };
    bool late = false;
    const bool arriving = add_deliveries(&moves, self, config, &late);
    const bool due = add_timers(&moves, self, config);
    if (!arriving && !due) {
        add(&moves, late ? MOVE_DAWDLE : MOVE_TICK, ticks_to_jump(self, config), 0);
    }
    add_node_faults(&moves, self, config);
    add_link_faults(&moves, self, config);
    return moves.count;
}
