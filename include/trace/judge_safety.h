/* trace/judge_safety.h - judges S1-S6 and S8 from events.
 *
 * Small, fixed-size, without pointers: the explorer keeps one in every state.
 * What it knows of a term it keeps for the 64 terms below the highest seen; a
 * correct run never looks further back.
 */
#ifndef TRACE_JUDGE_SAFETY_H
#define TRACE_JUDGE_SAFETY_H

#include "trace/property.h"

/* A set of terms: `top` and a mask of the 64 terms up to it (bit 0 is top). */
struct term_set {
    uint32_t top;
    uint64_t mask; /* 0: empty */
};

/* One term led by one node; `version` of the active list, 0 for other policies. */
struct grant {
    uint32_t term, version;
    uint8_t node;
};
enum { GRANTS_MAX = 32 };

struct judged_node {
    uint32_t term;         /* highest it ever was in */
    uint8_t voted;         /* whom it signed for in term, NODE_NONE for none */
    uint8_t promised_to;   /* of its last promise, NODE_NONE for none */
    int64_t promise_us;    /* end of that promise */
    int64_t lease_us;      /* TIME_PAST: holds none */
    struct node_set members; /* the active list its lease was counted by */
    struct node_set overlaps; /* S2 already reported against these */
    bool uncovered;        /* S5 already reported for this lease */
    struct term_set announced; /* terms it sent its own LEADER token in */
    struct term_set signed_for[NODES_MAX]; /* [leader] */
};

struct judge_safety {
    uint8_t nodes;
    enum quorum_policy policy;
    struct node_set members; /* active list now */
    uint32_t version;
    uint32_t granted_term; /* of the last lease */
    uint8_t granted_node;  /* NODE_NONE before the first */
    uint32_t fence;        /* highest fencing number accepted */
    uint8_t grant_next;    /* ring index */
    struct grant grant[GRANTS_MAX]; /* term 0: unused */
    struct judged_node node[NODES_MAX];
};

void judge_safety_init(struct judge_safety *self, const struct trace_header *header);
/* As judge_event(); appends to out from *count on, never beyond VIOLATIONS_MAX. */
void judge_safety_event(struct judge_safety *self, const struct event *event,
                        struct violation out[VIOLATIONS_MAX], int *count);

/* For all judges: append a violation whose detail is built in the returned text.
 * When the array is full the last one is replaced. */
struct text violation_begin(struct violation out[VIOLATIONS_MAX], int *count,
                            enum property property, int64_t t_us);

#endif
