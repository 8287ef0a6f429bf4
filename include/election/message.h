/* election/message.h - what nodes say to each other, and its bytes on the wire.
 *
 * A frame is a message plus what the channel needs to carry it: identity, due
 * time, the link's cut generation.  FRAME_BYTES little-endian bytes, always;
 * the encoding does not depend on the machine.
 */
#ifndef ELECTION_MESSAGE_H
#define ELECTION_MESSAGE_H

#include "base/ids.h"

#define MESSAGE_KINDS(X)                                                                           \
    X(ELECTION, "ELECTION", "Chang-Roberts token: chooses a candidate, carries no vote")           \
    X(LEADER, "LEADER", "announcement, vote, heartbeat and lease renewal in one")                  \
    X(HOPACK, "HOPACK", "this hop has arrived")

enum message_kind {
#define X(symbol, name, help) MESSAGE_##symbol,
    MESSAGE_KINDS(X)
#undef X
    MESSAGE_COUNT
};

const char *message_kind_name(enum message_kind kind);
/* MESSAGE_COUNT when there is no such kind. */
enum message_kind message_kind_by_name(const char *name);

struct message {
    enum message_kind kind;
    uint8_t from;               /* who sends this hop */
    uint8_t origin;             /* candidate or leader; of a HOPACK: the acknowledged token's */
    struct node_set signatures; /* S; empty for HOPACK */
    uint32_t term;              /* LEADER only, else 0 */
    uint32_t need;              /* LEADER only: the smallest term a refuser would sign, or 0 */
    uint32_t hop;    /* from's counter, new for each attempt; HOPACK: the one it answers */
    int64_t sent_us; /* LEADER only: when it left home, on the origin's clock */
};

struct frame {
    struct message message;
    uint8_t to;
    uint64_t id;         /* unique in a run, rising in the order of sending */
    int64_t due_us;      /* deliver not before, cluster time */
    uint32_t generation; /* of the link when sent: a cut since then loses the frame */
    bool reordered;      /* may overtake and be overtaken (fault `reorder`) */
};

enum { FRAME_BYTES = 72 };
_Static_assert(FRAME_BYTES <= 512, "POSIX promises whole writes only up to 512 bytes");

/* Requires: kind < MESSAGE_COUNT, from, to and origin < NODES_MAX. */
void frame_encode(const struct frame *frame, uint8_t bytes[FRAME_BYTES]);
/* Total: false (and *out untouched) for anything frame_encode cannot have made. */
bool frame_decode(const uint8_t bytes[FRAME_BYTES], struct frame *out);

#endif
