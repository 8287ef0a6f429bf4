/* What of a judge's memory can still decide a verdict. */
#include "trace/judge_safety.h"

struct writer {
    uint8_t *at;
};

/* Seven bits a byte, the last without the top bit: small numbers take one byte. */
static void put(struct writer *out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) *out->at++ = (uint8_t)(value & 0x7f) | 0x80;
    *out->at++ = (uint8_t)value;
}

/* Terms below `floor` are left out; no node comes back to them. */
static void put_terms(struct writer *out, struct term_set set, uint32_t floor) {
    if (set.top < floor) set.mask = 0;
    else if (set.top - floor < 63) set.mask &= (UINT64_C(2) << (set.top - floor)) - 1;
    put(out, set.mask);
    if (set.mask != 0) put(out, set.top);
}

static void put_lease(struct writer *out, const struct judge_safety *self,
                      const struct judged_node *node, int64_t now_us) {
    if (node->lease_us <= now_us) {
        put(out, 0);
        return;
    }
    struct node_set overlaps = node->overlaps;
    for (uint8_t other = 0; other < self->nodes; other++) {
        if (self->node[other].lease_us <= now_us) overlaps = set_without(overlaps, other);
    }
    put(out, (uint64_t)(node->lease_us - now_us));
    put(out, node->members.bits);
    put(out, overlaps.bits);
    put(out, node->uncovered ? 1 : 0);
}

static void put_node(struct writer *out, const struct judge_safety *self,
                     const struct judged_node *node, uint32_t floor, int64_t now_us) {
    put(out, node->term);
    put(out, node->voted);
    if (node->promise_us > now_us) {
        put(out, (uint64_t)(node->promise_us - now_us));
        put(out, node->promised_to);
    } else {
        put(out, 0);
    }
    put_lease(out, self, node, now_us);
    put_terms(out, node->led, floor);
    if (self->broken.bits == 0) return;
    put_terms(out, node->announced, 0);
    for (uint8_t leader = 0; leader < self->nodes; leader++) {
        put_terms(out, node->signed_for[leader], 0);
    }
}

size_t judge_safety_canonical(const struct judge_safety *self, int64_t now_us, uint8_t *bytes) {
    struct writer out = { bytes };
    uint32_t floor = UINT32_MAX;
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (self->node[i].term < floor) floor = self->node[i].term;
    }
    if (self->broken.bits != 0) floor = 0; /* terms may fall */
    put(&out, self->members.bits);
    put(&out, self->fence);
    put(&out, self->restating.bits);
    /* Unbroken it is the highest term led, and of no use below the floor. */
    if (self->policy == QUORUM_MAJORITY && self->broken.bits != 0) {
        put(&out, self->granted_term);
        put(&out, self->granted_node);
    }
    for (uint8_t i = 0; i < self->nodes; i++) put_node(&out, self, &self->node[i], floor, now_us);
    return (size_t)(out.at - bytes);
}
