#include "explore/pack.h"

#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"
#include "explore/matter.h"

/* Both directions walk the same fields in the same order. */
struct packer {
    const struct stage *stage;
    const struct explore_config *config;
    uint8_t *at;
    uint32_t shift; /* subtracted from every term but 0 */
    bool too_far;   /* a term does not fit */
};

enum { TIME_LEFT_MAX = 255, NIBBLE_NONE = 15 };

uint64_t pack_fingerprint(const uint8_t *at, size_t bytes) {
    const uint64_t low = XXH3_128bits(at, bytes).low64;
    return low == 0 ? 1 : low;
}

/* ---- what matters --------------------------------------------------------------- */

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

/* ---- the smallest term left -------------------------------------------------------- */

static void lower(uint32_t *least, uint32_t term) {
    if (term < *least) *least = term;
}

static void lower_message(uint32_t *least, const struct message *message) {
    if (message->kind != MESSAGE_LEADER) return;
    lower(least, message->term);
    if (message->need != 0) lower(least, message->need);
}

static uint32_t find_shift(const struct stage *stage, const struct explore_config *config) {
    uint32_t least = UINT32_MAX;
    if (!matter_terms_rise(config)) return 0;
    for (int i = 0; i < config->elect.nodes; i++) {
        const struct stage_node *node = &stage->node[i];
        lower(&least, node->elect.stable.term);
        if (node->life == LIFE_DOWN) continue;
        if (node->holds_write) lower(&least, node->write_term);
        if (node->elect.role == ROLE_LEADER) lower(&least, node->elect.lease_term);
        for (int k = 0; k < node->elect.waiting_count; k++) {
            lower_message(&least, &node->elect.waiting[k].message);
        }
    }
    for (int i = 0; i < stage->flight_count; i++) lower_message(&least, &stage->flight[i].message);
    for (int i = 0; i < stage->ghost.grant_count; i++) lower(&least, stage->ghost.grant[i].term);
    if (stage->ghost.granted_node != NODE_NONE) lower(&least, stage->ghost.granted_term);
    if (is_fence_open(stage, config)) lower(&least, stage->fence.highest);
    return least > 1 ? least - 1 : 0;
}

/* ---- packing -------------------------------------------------------------------------- */

static void put(struct packer *p, unsigned byte) {
    *p->at++ = (uint8_t)byte;
}

static unsigned term_of(struct packer *p, uint32_t term) {
    if (term == 0) return 0;
    const uint32_t relative = term - p->shift;
    if (relative > p->config->terms) p->too_far = true;
    return relative & 15;
}

/* need may be one more than any term: nobody has it yet. */
static unsigned need_of(struct packer *p, uint32_t need) {
    if (need == 0) return 0;
    const uint32_t relative = need - p->shift;
    if (relative > p->config->terms + 1u) p->too_far = true;
    return relative & 15;
}

static unsigned node_of(uint8_t node) {
    return node == NODE_NONE ? NIBBLE_NONE : node;
}

/* Time left, in units; what is over is 0. */
static void put_left(struct packer *p, int64_t left_us) {
    if (left_us <= 0) {
        put(p, 0);
        return;
    }
    REQUIRE(left_us <= TIME_LEFT_MAX * EXPLORE_UNIT_US && left_us % EXPLORE_UNIT_US == 0);
    put(p, (unsigned)(left_us / EXPLORE_UNIT_US));
}

static void put_token(struct packer *p, const struct message *message, struct matter matter) {
    put(p, matter.signatures);
    if (message->kind != MESSAGE_LEADER) return;
    put(p, term_of(p, message->term) << 4 | need_of(p, message->need));
    put(p, matter.left);
}

static void put_flight(struct packer *p, const struct flight *flight) {
    const struct message *message = &flight->message;
    const struct matter matter = matter_of_flight(p->stage, p->config, flight);
    put(p, (unsigned)message->kind << 6 | (unsigned)message->from << 3 | flight->to);
    put(p, (unsigned)message->origin << 5 | matter.place);
    if (p->config->delay_ticks > 0 || p->config->bound[BOUND_LATE] > 0) {
        put(p, flight->late ? 128 : flight->rest);
    }
    if (message->kind != MESSAGE_HOPACK) put_token(p, message, matter);
}

static void put_waiting(struct packer *p, const struct waiting *waiting, int64_t now_us) {
    const struct message *message = &waiting->message;
    put(p, (unsigned)message->kind << 6 | (unsigned)message->origin << 3 | waiting->to);
    put_left(p, waiting->deadline_us - now_us);
    put_token(p, message, matter_of_token(p->stage, p->config, message));
}

static void put_role(struct packer *p, const struct stage_node *node, int64_t now_us) {
    const struct elect *elect = &node->elect;
    put_left(p, elect->beat_us - now_us);
    put(p, node->signers.bits);
    if (elect->role == ROLE_ELECTED) {
        put_left(p, elect->elected_at_us + p->config->elect.timers.lease_us - now_us);
        return;
    }
    put_left(p, elect->lease_us - now_us);
    put(p, term_of(p, elect->lease_term));
    if (p->config->elect.policy == QUORUM_ACTIVE) put(p, node->members.bits);
}

static void put_node(struct packer *p, uint8_t at) {
    const struct stage_node *node = &p->stage->node[at];
    const struct elect *elect = &node->elect;
    const int64_t now_us = node->clock.local_us;
    const bool up = node->life != LIFE_DOWN, free = elect_free(elect, now_us);
    put(p, (unsigned)node->life | (up ? (unsigned)elect->role << 2 : 0) |
               (up && elect->follows && !free ? 16u : 0) | (node->holds_write ? 32u : 0) |
               (node->clock.ppm > 0 ? 64u : 0));
    put(p, term_of(p, elect->stable.term) << 4 | node_of(elect->stable.voted));
    put_left(p, free ? 0 : elect->promise_us - now_us);
    if (!up) return;
    put_left(p, elect->stood_us == TIME_PAST
                    ? 0
                    : elect->stood_us + p->config->elect.timers.stand_us - now_us);
    if (node->holds_write) put(p, term_of(p, node->write_term));
    put(p, elect->waiting_count);
    if (elect->role != ROLE_FOLLOWER) put_role(p, node, now_us);
    for (int i = 0; i < elect->waiting_count; i++) put_waiting(p, &elect->waiting[i], now_us);
}

static void put_list(struct packer *p) {
    const struct active *active = &p->stage->active;
    put(p, active->members.bits);
    put_left(p, active->changed_us == TIME_PAST
                    ? 0
                    : active->changed_us + active->hold_off_us - p->stage->now_us);
    put(p, active->pending_count);
    for (int i = 0; i < active->pending_count; i++) {
        put(p, active->pending[i].node | (active->pending[i].join ? 128u : 0));
        put_left(p, active->pending[i].ready_us - p->stage->now_us);
    }
}

/* Grants in order of (term, node): a set has one form. */
static void put_ghost(struct packer *p) {
    const struct ghost *ghost = &p->stage->ghost;
    put(p, ghost->grant_count);
    uint8_t *first = p->at;
    for (int i = 0; i < ghost->grant_count; i++) {
        const unsigned byte = term_of(p, ghost->grant[i].term) << 4 | ghost->grant[i].node;
        uint8_t *at = p->at++;
        for (; at > first && at[-1] > byte; at--) *at = at[-1];
        *at = (uint8_t)byte;
    }
    put(p, term_of(p, ghost->granted_term) << 4 | node_of(ghost->granted_node));
    put(p, is_fence_open(p->stage, p->config) ? term_of(p, p->stage->fence.highest) : 0);
}

static bool has_links(const struct explore_config *config) {
    return config->bound[BOUND_PARTITIONS] > 0 || config->bound[BOUND_CUTS] > 0;
}

bool pack_stage(const struct stage *stage, const struct explore_config *config, struct pack *out) {
    struct packer p = { .stage = stage, .config = config, .at = out->at };
    REQUIRE(config->unit_us == EXPLORE_UNIT_US);
    if (stage->overflow) return false;
    p.shift = find_shift(stage, config);
    put(&p, stage->flight_count);
    for (int i = 0; i < BOUND_COUNT; i++) {
        if (config->bound[i] > 0) put(&p, stage->left[i]);
    }
    for (int i = 0; has_links(config) && i < config->elect.nodes; i++) {
        put(&p, stage->blocked[i].bits);
    }
    if (config->elect.policy == QUORUM_ACTIVE) put_list(&p);
    put_ghost(&p);
    for (uint8_t i = 0; i < config->elect.nodes; i++) put_node(&p, i);
    for (int i = 0; i < stage->flight_count; i++) put_flight(&p, &stage->flight[i]);
    out->bytes = (size_t)(p.at - out->at);
    ENSURE(out->bytes <= PACK_BYTES_MAX);
    return !p.too_far;
}
