#include "election/message.h"

#include "base/check.h"
#include "base/text.h"

static const char *const names[] = {
#define X(symbol, name, help) [MESSAGE_##symbol] = name,
    MESSAGE_KINDS(X)
#undef X
};

const char *message_kind_name(enum message_kind kind) {
    REQUIRE(kind < MESSAGE_COUNT);
    return names[kind];
}

enum message_kind message_kind_by_name(const char *name) {
    for (unsigned kind = 0; kind < MESSAGE_COUNT; kind++) {
        if (text_equal(names[kind], name)) return (enum message_kind)kind;
    }
    return MESSAGE_COUNT;
}

/* The layout: magic, then the fields in this order, then a checksum.  The
 * checksum is no protection against an attacker; it makes a frame that was
 * torn or mixed up visible at once. */
enum { FRAME_MAGIC = 0x31474e52 /* "RNG1" */ };

struct cursor {
    uint8_t *at;
};

static void put(struct cursor *out, uint64_t value, int bytes) {
    for (int i = 0; i < bytes; i++) *out->at++ = (uint8_t)(value >> (8 * i));
}

static uint64_t take(const uint8_t **in, int bytes) {
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++) value |= (uint64_t) * (*in)++ << (8 * i);
    return value;
}

/* FNV-1a, 32 bit (Fowler, Noll, Vo; public domain constants). */
static uint32_t checksum(const uint8_t *bytes, int count) {
    uint32_t hash = UINT32_C(2166136261);
    for (int i = 0; i < count; i++) hash = (hash ^ bytes[i]) * UINT32_C(16777619);
    return hash;
}

void frame_encode(const struct frame *frame, uint8_t bytes[FRAME_BYTES]) {
    const struct message *m = &frame->message;
    REQUIRE(m->kind < MESSAGE_COUNT && m->from < NODES_MAX && m->origin < NODES_MAX);
    REQUIRE(frame->to < NODES_MAX);
    struct cursor out = { bytes };
    put(&out, FRAME_MAGIC, 4);
    put(&out, m->kind, 1);
    put(&out, m->from, 1);
    put(&out, frame->to, 1);
    put(&out, m->origin, 1);
    put(&out, m->signatures.bits, 2);
    put(&out, frame->reordered ? 1 : 0, 2);
    put(&out, m->term, 4);
    put(&out, m->need, 4);
    put(&out, m->hop, 4);
    put(&out, frame->generation, 4);
    put(&out, (uint64_t)m->sent_us, 8);
    put(&out, (uint64_t)frame->due_us, 8);
    put(&out, frame->id, 8);
    while (out.at < bytes + FRAME_BYTES - 4) *out.at++ = 0;
    put(&out, checksum(bytes, FRAME_BYTES - 4), 4);
}

bool frame_decode(const uint8_t bytes[FRAME_BYTES], struct frame *out) {
    const uint8_t *in = bytes + FRAME_BYTES - 4;
    if (take(&in, 4) != checksum(bytes, FRAME_BYTES - 4)) return false;
    in = bytes;
    if (take(&in, 4) != FRAME_MAGIC) return false;
    const uint64_t kind = take(&in, 1);
    struct frame frame = { 0 };
    frame.message.from = (uint8_t)take(&in, 1);
    frame.to = (uint8_t)take(&in, 1);
    frame.message.origin = (uint8_t)take(&in, 1);
    frame.message.signatures.bits = (uint16_t)take(&in, 2);
    const uint64_t reordered = take(&in, 2);
    frame.message.term = (uint32_t)take(&in, 4);
    frame.message.need = (uint32_t)take(&in, 4);
    frame.message.hop = (uint32_t)take(&in, 4);
    frame.generation = (uint32_t)take(&in, 4);
    frame.message.sent_us = (int64_t)take(&in, 8);
    frame.due_us = (int64_t)take(&in, 8);
    frame.id = take(&in, 8);
    if (kind >= MESSAGE_COUNT || frame.message.from >= NODES_MAX || frame.to >= NODES_MAX ||
        frame.message.origin >= NODES_MAX || reordered > 1 ||
        frame.message.signatures.bits >= 1u << NODES_MAX) {
        return false;
    }
    while (in < bytes + FRAME_BYTES - 4) {
        if (*in++ != 0) return false;
    }
    frame.message.kind = (enum message_kind)kind;
    frame.reordered = reordered == 1;
    *out = frame;
    return true;
}
