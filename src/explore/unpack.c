#include "explore/pack.h"

#include <string.h>

#include "base/check.h"

/* Reads what pack.c writes, field by field. */
struct opener {
    struct stage *stage;
    const struct explore_config *config;
    const uint8_t *at, *end;
};

enum { NIBBLE_NOBODY = 15, OPEN_AT_TICKS = 1000 };

static unsigned get(struct opener *o) {
    REQUIRE(o->at < o->end);
    return *o->at++;
}

static int64_t get_left(struct opener *o) {
    return (int64_t)get(o) * EXPLORE_UNIT_US;
}

static uint8_t node_of(unsigned nibble) {
    return nibble == NIBBLE_NOBODY ? NODE_NONE : (uint8_t)nibble;
}

static void get_token(struct opener *o, struct message *message) {
    message->signatures.bits = (uint16_t)get(o);
    if (message->kind == MESSAGE_ELECTION) return;
    const unsigned terms = get(o);
    message->term = terms >> 4;
    message->need = terms & 15;
    /* all clocks are opened at the same reading */
    message->sent_us = o->stage->now_us + get_left(o) - o->config->elect.timers.lease_us;
}

static void get_flight(struct opener *o, struct flight *flight) {
    const unsigned ends = get(o), names = get(o);
    struct message *message = &flight->message;
    *flight = (struct flight){ .to = ends & 7 };
    message->kind = (enum message_kind)(ends >> 6);
    message->from = ends >> 3 & 7;
    message->origin = (uint8_t)(names >> 5);
    message->hop = names & 31;
    if (o->config->delay_ticks > 0 || o->config->bound[BOUND_LATE] > 0) {
        const unsigned rest = get(o);
        flight->late = rest == 128;
        flight->rest = flight->late ? 0 : (uint8_t)rest;
    }
    if (message->kind != MESSAGE_HOPACK) get_token(o, message);
}

static void get_waiting(struct opener *o, struct elect *elect, int at, int64_t now_us) {
    const unsigned names = get(o);
    struct waiting *waiting = &elect->waiting[at];
    *waiting = (struct waiting){ .to = names & 7, .deadline_us = now_us + get_left(o) };
    waiting->message.kind = (enum message_kind)(names >> 6);
    waiting->message.from = elect->me;
    waiting->message.origin = names >> 3 & 7;
    waiting->message.hop = (uint32_t)at + 1;
    get_token(o, &waiting->message);
}

static void get_role(struct opener *o, struct stage_node *node, int64_t now_us) {
    struct elect *elect = &node->elect;
    elect->beat_us = now_us + get_left(o);
    node->signers.bits = (uint16_t)get(o);
    if (elect->role == ROLE_ELECTED) {
        elect->elected_at_us = now_us + get_left(o) - o->config->elect.timers.lease_us;
        return;
    }
    elect->elected_at_us = now_us;
    elect->lease_us = now_us + get_left(o);
    elect->lease_term = get(o);
    if (o->config->elect.policy == QUORUM_ACTIVE) node->members.bits = (uint16_t)get(o);
}

static void get_node(struct opener *o, uint8_t at) {
    struct stage_node *node = &o->stage->node[at];
    struct elect *elect = &node->elect;
    const unsigned flags = get(o), vote = get(o);
    const int64_t now_us = o->stage->now_us;
    memset(node, 0, offsetof(struct stage_node, elect.waiting));
    node->life = (enum life)(flags & 3);
    node->holds_write = (flags & 32) != 0;
    node->clock = (struct node_clock){ .cluster_us = now_us, .local_us = now_us };
    if (o->config->drift) {
        node->clock.ppm = (flags & 64) != 0 ? EXPLORE_DRIFT_PPM : -EXPLORE_DRIFT_PPM;
    }
    elect->me = at;
    elect->stable = (struct stable){ .term = vote >> 4, .voted = node_of(vote & 15) };
    elect->lease_us = elect->elected_at_us = elect->beat_us = elect->stood_us = TIME_PAST;
    const int64_t bound_us = get_left(o);
    elect->promise_us = now_us + bound_us;
    if (node->life == LIFE_DOWN) {
        if (bound_us == 0) elect->promise_us = TIME_PAST;
        return;
    }
    elect->role = (enum role)(flags >> 2 & 3);
    elect->follows = (flags & 16) != 0;
    const int64_t stand_us = get_left(o);
    if (stand_us > 0) elect->stood_us = now_us + stand_us - o->config->elect.timers.stand_us;
    if (node->holds_write) node->write_term = get(o);
    elect->waiting_count = (uint8_t)get(o);
    elect->hop = elect->waiting_count;
    if (elect->role != ROLE_FOLLOWER) get_role(o, node, now_us);
    for (int i = 0; i < elect->waiting_count; i++) get_waiting(o, elect, i, now_us);
}

static void get_list(struct opener *o) {
    struct active *active = &o->stage->active;
    active->members.bits = (uint16_t)get(o);
    const int64_t hold_us = get_left(o);
    active->changed_us = hold_us > 0 ? o->stage->now_us + hold_us - active->hold_off_us : TIME_PAST;
    active->pending_count = (uint8_t)get(o);
    for (int i = 0; i < active->pending_count; i++) {
        const unsigned change = get(o);
        active->pending[i] = (struct active_change){ .node = change & 127,
                                                     .join = (change & 128) != 0,
                                                     .ready_us = o->stage->now_us + get_left(o) };
    }
}

static void get_ghost(struct opener *o) {
    struct ghost *ghost = &o->stage->ghost;
    ghost->grant_count = (uint8_t)get(o);
    for (int i = 0; i < ghost->grant_count; i++) {
        const unsigned grant = get(o);
        ghost->grant[i].term = grant >> 4;
        ghost->grant[i].node = grant & 15;
    }
    const unsigned granted = get(o);
    ghost->granted_term = granted >> 4;
    ghost->granted_node = node_of(granted & 15);
    o->stage->fence.highest = get(o);
}

void pack_open(const uint8_t *at, size_t bytes, const struct explore_config *config,
               struct stage *out) {
    struct opener o = { .stage = out, .config = config, .at = at, .end = at + bytes };
    const bool links = config->bound[BOUND_PARTITIONS] > 0 || config->bound[BOUND_CUTS] > 0;
    memset(out, 0, offsetof(struct stage, flight));
    out->now_us = OPEN_AT_TICKS * config->tick_us;
    out->flight_count = (uint8_t)get(&o);
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (config->bound[i] > 0) out->left[i] = (uint8_t)get(&o);
    }
    for (int i = 0; links && i < config->elect.nodes; i++) {
        out->blocked[i].bits = (uint16_t)get(&o);
    }
    active_init(&out->active, config->elect.nodes, &config->elect.timers, config->elect.broken);
    if (config->elect.policy == QUORUM_ACTIVE) get_list(&o);
    get_ghost(&o);
    for (uint8_t i = 0; i < config->elect.nodes; i++) get_node(&o, i);
    for (int i = 0; i < out->flight_count; i++) get_flight(&o, &out->flight[i]);
    ENSURE(o.at == o.end);
}
