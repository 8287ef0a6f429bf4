/* trace/judge_safety.h - judges S1-S6 and S8 from events.
 *
 * Small, fixed-size, without pointers: the explorer keeps one in every state.
 * What it knows of a term it keeps for the 64 terms below the highest seen; a
 * correct run never looks further back.
 */
#ifndef TRACE_JUDGE_SAFETY_H
#define TRACE_JUDGE_SAFETY_H

#include <stddef.h>

#include "trace/property.h"

/* A set of terms: `top` and a mask of the 64 terms up to it (bit 0 is top). */
struct term_set {
    uint32_t top;
    uint64_t mask; /* 0: empty */
};

struct judged_node {
    uint32_t term;             /* the one it is in */
    uint8_t voted;             /* whom it signed for in term, NODE_NONE for none */
    uint8_t promised_to;       /* of its last promise, NODE_NONE for none */
    int64_t promise_us;        /* end of that promise */
    int64_t lease_us;          /* TIME_PAST: holds none */
    struct node_set members;   /* the active list its lease was counted by */
    struct node_set overlaps;  /* S2 already reported against these */
    bool uncovered;            /* S5 already reported for this lease */
    struct term_set led;       /* terms it was granted (`active`: by the list's version now) */
    struct term_set announced; /* terms it sent its own LEADER token in */
    struct term_set signed_for[NODES_MAX]; /* [leader] */
};

struct judge_safety {
    uint8_t nodes;
    enum quorum_policy policy;
    struct rule_set broken;
    struct node_set members; /* active list now */
    uint32_t version;
    uint32_t granted_term;     /* of the last node that became leader */
    uint8_t granted_node;      /* NODE_NONE before the first */
    uint32_t fence;            /* highest fencing number accepted */
    struct node_set restating; /* clocks changed: SIGN and LEASE told anew follow at once */
    struct judged_node node[NODES_MAX];
};

void judge_safety_init(struct judge_safety *self, const struct trace_header *header);
/* As judge_event(); appends to out from *count on, never beyond VIOLATIONS_MAX. */
void judge_safety_event(struct judge_safety *self, const struct event *event,
                        struct violation out[VIOLATIONS_MAX], int *count);

/* For explorers: what the verdicts to come depend on, beyond the world itself.
 * Two judges with equal bytes, of worlds with equal futures, find the same
 * violations from here on.  Ended leases, promises that ran out and terms that
 * no node can come back to are left out; times are relative to now_us.  With no
 * rule broken signatures and announcements are left out too: those that can
 * still matter belong to tokens under way, which the world tells apart.  Nothing
 * is left out of these when a rule is broken.
 *   bytes   at least JUDGE_SAFETY_CANONICAL_MAX
 * Returns how many were written. */
enum { JUDGE_SAFETY_CANONICAL_MAX = 4096 };
size_t judge_safety_canonical(const struct judge_safety *self, int64_t now_us, uint8_t *bytes);

/* How much of it is in use: its nodes come last, and the ring may be small.  What lies
 * behind may be left out of a copy. */
static inline size_t judge_safety_bytes(uint8_t nodes) {
    return offsetof(struct judge_safety, node) + nodes * sizeof(struct judged_node);
}

/* For all judges: append a violation whose detail is built in the returned text.
 * When the array is full the last one is replaced. */
struct text violation_begin(struct violation out[VIOLATIONS_MAX], int *count,
                            enum property property, int64_t t_us);

#endif
