/* The canonical bytes of a world: what its future depends on, and nothing else. */
#include <string.h>

#include "base/check.h"
#include "world/world.h"

/* ---- bytes ------------------------------------------------------------------------ */

struct writer {
    uint8_t *at;
};

static void put_byte(struct writer *out, unsigned value) {
    *out->at++ = (uint8_t)value;
}

/* Seven bits a byte, the last without the top bit: small numbers take one byte. */
static void put_number(struct writer *out, uint64_t value) {
    for (; value >= 0x80; value >>= 7) put_byte(out, (unsigned)(value & 0x7f) | 0x80);
    put_byte(out, (unsigned)value);
}

static void put_signed(struct writer *out, int64_t value) {
    put_number(out, value < 0 ? ((uint64_t)(-(value + 1)) << 1 | 1) : (uint64_t)value << 1);
}

/* How long until then; what is over is over. TIME_NEVER has a code of its own. */
static uint64_t left(int64_t at_us, int64_t now_us) {
    if (at_us == TIME_NEVER) return UINT64_MAX;
    return at_us > now_us ? (uint64_t)(at_us - now_us) : 0;
}

/* The same, but the past counts down to -floor_us: of use to a node that waits
 * some time longer than the moment says. */
static int64_t left_since(int64_t at_us, int64_t now_us, int64_t floor_us) {
    if (at_us == TIME_PAST || at_us < now_us - floor_us) return -floor_us;
    return at_us - now_us;
}

/* ---- messages ------------------------------------------------------------------------ */

/* Hop numbers only pair an acknowledgement with its attempt: the place among the
 * waiting ones, from 1, or 0 for one that nobody waits for any more. */
static unsigned hop_code(const struct world *world, uint8_t whose, uint32_t hop) {
    const struct elect *elect = &world->node[whose].elect;
    if (!world->node[whose].alive) return 0;
    for (unsigned i = 0; i < elect->waiting_count; i++) {
        if (elect->waiting[i].message.hop == hop) return i + 1;
    }
    return 0;
}

/* Until when the token can renew its origin's lease; it may be signed for longer. */
static uint64_t token_left(const struct world *world, const struct message *message) {
    if (rule_broken(world->config.broken, RULE_LEASE_FROM_SEND)) return 0;
    return left(message->sent_us + world->config.timers.lease_us,
                world_local_us(world, message->origin));
}

static void put_token(const struct world *world, const struct message *message,
                      struct writer *out) {
    const bool ack = message->kind == MESSAGE_HOPACK; /* its hop says all */
    put_byte(out, (unsigned)message->kind << 4 | (ack ? 0 : message->origin));
    if (ack) return;
    put_number(out, message->signatures.bits);
    if (message->kind != MESSAGE_LEADER) return;
    put_number(out, message->term);
    put_number(out, message->need);
    put_number(out, token_left(world, message));
}

/* ---- nodes ----------------------------------------------------------------------------- */

/* The clock's future readings relative to its present one depend on the rate and
 * on the fraction of a microsecond it has accumulated. */
static void put_clock(const struct node_clock *clock, int64_t now_us, struct writer *out) {
    put_signed(out, clock->ppm);
    if (clock->ppm == 0) return;
    int64_t fraction = (now_us - clock->cluster_us) % PPM_PER_ONE * clock->ppm % PPM_PER_ONE;
    if (fraction < 0) fraction += PPM_PER_ONE;
    put_number(out, (uint64_t)fraction);
}

/* Rule 1 waits for the later of promise and stood + E, and a stagger more.  Only
 * a broken rule lets a promise become shorter, so otherwise one that lasts beyond
 * stood + E hides it for ever. */
static void put_stand(const struct world *world, const struct elect *elect, int64_t now_us,
                      struct writer *out) {
    const struct timers *t = &world->config.timers;
    const int64_t floor_us = elect->me * t->stagger_us;
    const int64_t stood_us =
        elect->stood_us == TIME_PAST ? TIME_PAST : elect->stood_us + t->stand_us;
    const int64_t promise = left_since(elect->promise_us, now_us, floor_us);
    int64_t stood = left_since(stood_us, now_us, floor_us);
    const bool shortens = rule_broken(world->config.broken, RULE_LEASE_WITHIN_PROMISE);
    if (stood <= promise && !shortens) stood = -floor_us;
    put_number(out, (uint64_t)(promise + floor_us));
    put_number(out, (uint64_t)(stood + floor_us));
}

static void put_waiting(const struct world *world, const struct elect *elect, int64_t now_us,
                        struct writer *out) {
    put_byte(out, elect->waiting_count);
    for (int i = 0; i < elect->waiting_count; i++) {
        const struct waiting *waiting = &elect->waiting[i];
        put_token(world, &waiting->message, out);
        put_byte(out, waiting->to);
        put_number(out, left(waiting->deadline_us, now_us));
    }
}

static void put_elect(const struct world *world, uint8_t node, struct writer *out) {
    const struct elect *elect = &world->node[node].elect;
    const int64_t now_us = world_local_us(world, node);
    put_byte(out, (unsigned)elect->role << 1 | (elect->follows ? 1 : 0));
    put_number(out, elect->stable.term);
    put_byte(out, elect->stable.voted);
    put_stand(world, elect, now_us, out);
    if (elect->role != ROLE_FOLLOWER) put_number(out, left(elect->beat_us, now_us));
    if (elect->role == ROLE_ELECTED) {
        put_number(out, left(elect->elected_at_us + world->config.timers.lease_us, now_us));
    }
    if (elect->role == ROLE_LEADER) {
        put_number(out, left(elect->lease_us, now_us));
        put_number(out, elect->lease_term);
    }
    put_waiting(world, elect, now_us, out);
}

static void put_node(const struct world *world, uint8_t node, struct writer *out) {
    const struct world_node *self = &world->node[node];
    put_byte(out, (self->alive ? 1u : 0) | (self->stalled ? 2u : 0) | (self->stall_armed ? 4u : 0) |
                      (self->holds_write ? 8u : 0));
    put_clock(&self->clock, world->now_us, out);
    if (self->holds_write) put_number(out, self->held.term);
    if (!self->alive) {
        put_number(out, self->stable.term);
        put_byte(out, self->stable.voted);
        return;
    }
    put_elect(world, node, out);
    if (!world->duties) return;
    put_number(out, left(self->duty.next_us == TIME_PAST ? 0 : self->duty.next_us,
                         world_local_us(world, node)));
}

/* ---- links and what is on them ------------------------------------------------------------ */

/* An earlier due time holds back the next message only if it lies beyond the
 * soonest one. */
static uint64_t held_back(const struct world *world, uint8_t from, uint8_t to) {
    const struct link *link = &world->links.link[from][to];
    const int64_t soonest_us = world->now_us + world->config.timers.hop_us;
    if (link->generation != world->links.cuts.generation[from][to]) return 0;
    return link->last_due_us > soonest_us ? left(link->last_due_us, world->now_us) : 0;
}

static void put_links(const struct world *world, struct writer *out) {
    const struct links *links = &world->links;
    const uint8_t nodes = world->config.nodes;
    for (uint8_t from = 0; from < nodes; from++) put_number(out, links->cuts.blocked[from].bits);
    for (uint8_t from = 0; from < nodes; from++) {
        for (uint8_t to = 0; to < nodes; to++) {
            const struct link *link = &links->link[from][to];
            const uint64_t held = held_back(world, from, to);
            if (held == 0 && link->delay_us == 0 && link->loss_ppm == 0 &&
                link->duplicate_ppm == 0 && link->reorder_ppm == 0) {
                continue;
            }
            put_byte(out, (unsigned)from << 4 | to);
            put_number(out, held);
            put_number(out, (uint64_t)link->delay_us);
            put_number(out, link->loss_ppm);
            put_number(out, link->duplicate_ppm);
            put_number(out, link->reorder_ppm);
        }
    }
    put_byte(out, 0xff); /* no link is F > F */
}

/* What is in a frame; 0 bytes for one that a cut has taken already.  An
 * acknowledgement that nobody waits for stays: its arrival is a step like any. */
enum { FRAME_CODE_MAX = 48 };

static size_t frame_code(const struct world *world, const struct frame *frame,
                         uint8_t code[FRAME_CODE_MAX]) {
    const struct message *message = &frame->message;
    const uint32_t generation = world->links.cuts.generation[message->from][frame->to];
    struct writer out = { code };
    if (frame->generation != generation) return 0;
    const bool ack = message->kind == MESSAGE_HOPACK;
    const unsigned hop = hop_code(world, ack ? frame->to : message->from, message->hop);
    put_token(world, message, &out);
    put_byte(&out, hop << 1 | (frame->reordered ? 1 : 0));
    put_number(&out, left(frame->due_us, world->now_us));
    ENSURE(out.at <= code + FRAME_CODE_MAX);
    return (size_t)(out.at - code);
}

struct coded {
    uint8_t length;
    uint8_t bytes[FRAME_CODE_MAX];
};

static int compare(const struct coded *a, const struct coded *b) {
    const int order = memcmp(a->bytes, b->bytes, a->length < b->length ? a->length : b->length);
    return order != 0 ? order : (int)a->length - (int)b->length;
}

/* Frames of one link: those in channel order as they were sent, then the free
 * ones by content. */
enum { LINK_SORTED_MAX = 64 }; /* free ones beyond keep their order: sound, only less merging */

static void put_link_frames(const struct world *world, uint8_t from, uint8_t to,
                            struct writer *out) {
    struct coded sorted[LINK_SORTED_MAX];
    int count = 0;
    for (int i = 0; i < world->frame_count; i++) {
        const struct frame *frame = &world->frame[i];
        struct coded coded;
        if (frame->to != to || frame->message.from != from) continue;
        const size_t length = frame_code(world, frame, coded.bytes);
        if (length == 0) continue;
        coded.length = (uint8_t)length;
        if (!frame->reordered || count == LINK_SORTED_MAX) {
            memcpy(out->at, coded.bytes, length);
            out->at += length;
            continue;
        }
        int at = count++;
        for (; at > 0 && compare(&coded, &sorted[at - 1]) < 0; at--) sorted[at] = sorted[at - 1];
        sorted[at] = coded;
    }
    for (int i = 0; i < count; i++) {
        memcpy(out->at, sorted[i].bytes, sorted[i].length);
        out->at += sorted[i].length;
    }
}

static void put_frames(const struct world *world, struct writer *out) {
    struct node_set senders[NODES_MAX] = { SET_EMPTY };
    for (int i = 0; i < world->frame_count; i++) {
        const struct frame *frame = &world->frame[i];
        senders[frame->to] = set_with(senders[frame->to], frame->message.from);
    }
    for (uint8_t to = 0; to < world->config.nodes; to++) {
        for (uint8_t from = 0; from < world->config.nodes; from++) {
            if (!set_has(senders[to], from)) continue;
            uint8_t *const before = out->at;
            put_byte(out, 0x80u | from); /* no kind of message has the top bit */
            put_byte(out, to);
            put_link_frames(world, from, to, out);
            if (out->at == before + 2) out->at = before; /* nothing on it that matters */
        }
    }
    put_byte(out, 0xff);
}

/* ---- the rest ------------------------------------------------------------------------------ */

static void put_active(const struct world *world, struct writer *out) {
    const struct active *active = &world->active;
    const int64_t now_us = world->now_us;
    if (!world->listed) return;
    put_number(out, active->members.bits);
    put_number(out, active->version);
    put_number(out, active->changed_us == TIME_PAST
                        ? 0
                        : left(active->changed_us + active->hold_off_us, now_us));
    put_byte(out, active->pending_count);
    for (int i = 0; i < active->pending_count; i++) {
        const struct active_change *change = &active->pending[i];
        put_byte(out, (unsigned)change->node << 1 | (change->join ? 1 : 0));
        put_number(out, left(change->ready_us, now_us));
    }
}

static void put_resource(const struct world *world, struct writer *out) {
    if (!world->duties) return;
    put_number(out, world->fence.highest);
    put_byte(out, world->write_count);
    for (int i = 0; i < world->write_count; i++) {
        put_number(out, world->write[i].write.term);
        put_number(out, left(world->write[i].due_us, world->now_us));
    }
}

size_t world_canonical(const struct world *self, uint8_t *bytes) {
    struct writer out = { bytes };
    for (uint8_t i = 0; i < self->config.nodes; i++) put_node(self, i, &out);
    put_links(self, &out);
    put_frames(self, &out);
    put_active(self, &out);
    put_resource(self, &out);
    ENSURE(out.at <= bytes + WORLD_CANONICAL_MAX);
    return (size_t)(out.at - bytes);
}
