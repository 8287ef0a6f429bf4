#include "explore/pack.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"
#include "explore/matter.h"

/* What all fields need.  The place to write to is handed from call to call by
 * value: bytes may alias anything, and the compiler would read all this again
 * after each of them. */
struct packer {
    const struct stage *stage;
    const struct explore_config *config;
    bool fence_open; /* is_fence_open() */
    uint32_t shift;  /* subtracted from every term but 0 */
};

enum { UNITS_MAX = 255, NIBBLE_NONE = 15 };

uint64_t pack_fingerprint(const uint8_t *at, size_t bytes) {
    const uint64_t low = XXH3_128bits(at, bytes).low64;
    return low == 0 ? 1 : low;
}

/* Can a write with a smaller fencing number still come?  If not, none ever will. */
static bool is_fence_open(const struct stage *stage, const struct explore_config *config) {
    const uint32_t highest = stage->fence.highest;
    for (int i = 0; i < config->elect.nodes; i++) {
        const struct stage_node *node = &stage->node[i];
        if (node->elect.stable.term < highest) return true;
        if (node->life == LIFE_DOWN) continue;
        if (node->holds_write && node->write_term < highest) return true;
        if (node->elect.role == ROLE_LEADER && node->elect.lease_term < highest) return true;
    }
    return !matter_terms_rise(config);
}

/* ---- terms -------------------------------------------------------------------------- */

/* Smallest and greatest term of all that is left. */
struct span {
    uint32_t least, most;
};

static void widen(struct span *span, uint32_t term) {
    if (term < span->least) span->least = term;
    if (term > span->most) span->most = term;
}

/* need may be one more than any term: nobody has it yet. */
static void widen_message(struct span *span, const struct message *message) {
    if (message->kind != MESSAGE_LEADER) return;
    widen(span, message->term);
    if (message->need != 0) widen(span, message->need - 1);
}

static void widen_node(struct span *span, const struct stage_node *node) {
    widen(span, node->elect.stable.term);
    if (node->life == LIFE_DOWN) return;
    if (node->holds_write) widen(span, node->write_term);
    if (node->elect.role == ROLE_LEADER) widen(span, node->elect.lease_term);
    for (int i = 0; i < node->elect.waiting_count; i++) {
        widen_message(span, &node->elect.waiting[i].message);
    }
}

static struct span span_of(const struct stage *stage, const struct explore_config *config,
                           bool fence_open) {
    const struct ghost *ghost = &stage->ghost;
    struct span span = { .least = UINT32_MAX, .most = 0 };
    for (int i = 0; i < config->elect.nodes; i++) widen_node(&span, &stage->node[i]);
    for (int i = 0; i < stage->flight_count; i++) widen_message(&span, &stage->flight[i].message);
    for (int i = 0; i < ghost->grant_count; i++) widen(&span, ghost->grant[i].term);
    if (ghost->granted_node != NODE_NONE) widen(&span, ghost->granted_term);
    if (fence_open) widen(&span, stage->fence.highest);
    return span;
}

static unsigned term_of(const struct packer *p, uint32_t term) {
    return term == 0 ? 0 : (term - p->shift) & 15;
}

static unsigned node_of(uint8_t node) {
    return node == NODE_NONE ? NIBBLE_NONE : node;
}

/* ---- fields --------------------------------------------------------------------------- */

static uint8_t *put(uint8_t *at, unsigned byte) {
    *at = (uint8_t)byte;
    return at + 1;
}

/* Time left, in units; what is over is 0. */
static inline uint8_t *put_left(uint8_t *at, int64_t left_us) {
    if (left_us <= 0) return put(at, 0);
    REQUIRE(left_us <= UNITS_MAX * EXPLORE_UNIT_US);
    const unsigned left = (unsigned)left_us, units = left / EXPLORE_UNIT_US;
    REQUIRE(units * EXPLORE_UNIT_US == left);
    return put(at, units);
}

static uint8_t *put_token(const struct packer *p, uint8_t *at, const struct message *message,
                          struct matter matter) {
    at = put(at, matter.signatures);
    if (message->kind != MESSAGE_LEADER) return at;
    at = put(at, term_of(p, message->term) << 4 | term_of(p, message->need));
    return put(at, matter.left);
}

static uint8_t *put_flight(const struct packer *p, uint8_t *at, const struct flight *flight) {
    const struct message *message = &flight->message;
    const struct matter matter = matter_of_flight(p->stage, p->config, flight);
    at = put(at, (unsigned)message->kind << 6 | (unsigned)message->from << 3 | flight->to);
    at = put(at, (unsigned)message->origin << 5 | matter.place);
    if (p->config->delay_ticks > 0 || p->config->bound[BOUND_LATE] > 0) {
        at = put(at, flight->late ? 128 : flight->rest);
    }
    return message->kind == MESSAGE_HOPACK ? at : put_token(p, at, message, matter);
}

static uint8_t *put_waiting(const struct packer *p, uint8_t *at, const struct waiting *waiting,
                            int64_t now_us) {
    const struct message *message = &waiting->message;
    at = put(at, (unsigned)message->kind << 6 | (unsigned)message->origin << 3 | waiting->to);
    at = put_left(at, waiting->deadline_us - now_us);
    return put_token(p, at, message, matter_of_token(p->stage, p->config, message));
}

static uint8_t *put_role(const struct packer *p, uint8_t *at, const struct stage_node *node) {
    const struct elect *elect = &node->elect;
    const int64_t now_us = node->clock.local_us;
    at = put_left(at, elect->beat_us - now_us);
    at = put(at, node->signers.bits);
    if (elect->role == ROLE_ELECTED) {
        return put_left(at, elect->elected_at_us + p->config->elect.timers.lease_us - now_us);
    }
    at = put_left(at, elect->lease_us - now_us);
    at = put(at, term_of(p, elect->lease_term));
    return p->config->elect.policy == QUORUM_ACTIVE ? put(at, node->members.bits) : at;
}

static uint8_t *put_node(const struct packer *p, uint8_t *at, const struct stage_node *node) {
    const struct elect *elect = &node->elect;
    const int64_t now_us = node->clock.local_us;
    const bool up = node->life != LIFE_DOWN, free = elect_free(elect, now_us);
    const bool stood = elect->stood_us != TIME_PAST;
    at = put(at, (unsigned)node->life | (up ? (unsigned)elect->role << 2 : 0) |
                     (up && elect->follows && !free ? 16u : 0) | (node->holds_write ? 32u : 0) |
                     (node->clock.ppm > 0 ? 64u : 0));
    at = put(at, term_of(p, elect->stable.term) << 4 | node_of(elect->stable.voted));
    at = put_left(at, free ? 0 : elect->promise_us - now_us);
    if (!up) return at;
    at = put_left(at, stood ? elect->stood_us + p->config->elect.timers.stand_us - now_us : 0);
    if (node->holds_write) at = put(at, term_of(p, node->write_term));
    at = put(at, elect->waiting_count);
    if (elect->role != ROLE_FOLLOWER) at = put_role(p, at, node);
    for (int i = 0; i < elect->waiting_count; i++) {
        at = put_waiting(p, at, &elect->waiting[i], now_us);
    }
    return at;
}

static uint8_t *put_list(const struct stage *stage, uint8_t *at) {
    const struct active *active = &stage->active;
    const bool changed = active->changed_us != TIME_PAST;
    at = put(at, active->members.bits);
    at = put_left(at, changed ? active->changed_us + active->hold_off_us - stage->now_us : 0);
    at = put(at, active->pending_count);
    for (int i = 0; i < active->pending_count; i++) {
        at = put(at, active->pending[i].node | (active->pending[i].join ? 128u : 0));
        at = put_left(at, active->pending[i].ready_us - stage->now_us);
    }
    return at;
}

/* Grants in order of (term, node): a set has one form. */
static uint8_t *put_ghost(const struct packer *p, uint8_t *at) {
    const struct ghost *ghost = &p->stage->ghost;
    at = put(at, ghost->grant_count);
    uint8_t *first = at;
    for (int i = 0; i < ghost->grant_count; i++) {
        const unsigned byte = term_of(p, ghost->grant[i].term) << 4 | ghost->grant[i].node;
        uint8_t *place = at++;
        for (; place > first && place[-1] > byte; place--) *place = place[-1];
        *place = (uint8_t)byte;
    }
    at = put(at, term_of(p, ghost->granted_term) << 4 | node_of(ghost->granted_node));
    return put(at, p->fence_open ? term_of(p, p->stage->fence.highest) : 0);
}

bool pack_stage(const struct stage *stage, const struct explore_config *config, struct pack *out) {
    REQUIRE(config->unit_us == EXPLORE_UNIT_US);
    if (stage->overflow) return false;
    const bool fence_open = is_fence_open(stage, config);
    const struct span span = span_of(stage, config, fence_open);
    const bool relative =
        explore_reduces(config, REDUCE_TERMS) && matter_terms_rise(config) && span.least > 1;
    const struct packer p = { .stage = stage,
                              .config = config,
                              .fence_open = fence_open,
                              .shift = relative ? span.least - 1 : 0 };
    if (span.most - p.shift > config->terms) return false;
    const bool links = config->bound[BOUND_PARTITIONS] > 0 || config->bound[BOUND_CUTS] > 0;
    uint8_t *at = put(out->at, stage->flight_count);
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (config->bound[i] > 0) at = put(at, stage->left[i]);
    }
    for (int i = 0; links && i < config->elect.nodes; i++) at = put(at, stage->blocked[i].bits);
    if (config->elect.policy == QUORUM_ACTIVE) at = put_list(stage, at);
    at = put_ghost(&p, at);
    for (int i = 0; i < config->elect.nodes; i++) at = put_node(&p, at, &stage->node[i]);
    for (int i = 0; i < stage->flight_count; i++) at = put_flight(&p, at, &stage->flight[i]);
    out->bytes = (size_t)(at - out->at);
    ENSURE(out->bytes <= PACK_BYTES_MAX);
    return true;
}
