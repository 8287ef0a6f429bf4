/* trace/judge_liveness.h - judges L1-L3: does it end well once faults stop?
 *
 * A phase begins with each disturbance (a command, a start, a stop, a change of
 * the active list) and is judged only when it is calm: no link fault, clocks
 * within rho, every cut part of a clean partition, and one group of live nodes
 * that holds a quorum.
 *
 *   L1  one leader, acknowledged by the whole group, within L+P+max(E+4R, 2H+2R)
 *       of the disturbance (P+E+3R when it was the crash of an agreed leader); `active`:
 *       plus L per queued change of the list, plus P+H+R for a joining node.
 *       After delays are taken back: counted from when the last late message is in.
 *   L2  all start together and nothing else happens: a lease within 2R + N*D.
 *   L3  in an undisturbed ring, reviving nodes and crashing followers neither
 *       depose the leader nor let its lease lapse.  A crash may swallow one
 *       heartbeat: with L < 2H + R, or after a second crash within L, not judged
 *       until the next renewal; nor after any other fault, whose remains a running
 *       lease may be.
 *
 * Not judged with timers that break an inequality.
 */
#ifndef TRACE_JUDGE_LIVENESS_H
#define TRACE_JUDGE_LIVENESS_H

#include "trace/cuts.h"
#include "trace/property.h"

struct judge_liveness {
    struct elect_config elect;
    bool judged; /* policy and timers allow it */
    struct cuts cuts;
    struct node_set delayed[NODES_MAX], lossy[NODES_MAX], doubled[NODES_MAX],
        shuffled[NODES_MAX];      /* [from]: to whom a fault is set */
    struct node_set fast_or_slow; /* clock beyond rho */
    struct node_set live, stalled;
    struct node_set members, joining, leaving;
    uint8_t follows[NODES_MAX];    /* acknowledged leader or NODE_NONE */
    int64_t promise_us[NODES_MAX]; /* the acknowledgement lasts until here */
    int64_t lease_us[NODES_MAX];   /* TIME_PAST: none */
    int64_t deadline_us;           /* L1; TIME_NEVER: not judged, or agreed in this phase */
    int64_t start_deadline_us;     /* L2; TIME_NEVER: over */
    int64_t bound_us;              /* how deadline_us was reckoned, for the words */
    int64_t slowest_us;            /* longest extra delay that is or was set */
    int64_t late_us;               /* no message is late any more from here on */
    int64_t crash_us;              /* last stop, TIME_PAST for none */
    uint8_t agreed;                /* leader the group agreed on in this phase, or NODE_NONE */
    bool shaky;                    /* L3: rests until the agreed leader renews its lease */
    uint8_t steady;                /* L3: leader that must not be disturbed, or NODE_NONE */
};

void judge_liveness_init(struct judge_liveness *self, const struct trace_header *header);
void judge_liveness_event(struct judge_liveness *self, const struct event *event,
                          struct violation out[VIOLATIONS_MAX], int *count);
/* Cluster time has reached now_us. */
void judge_liveness_time(struct judge_liveness *self, int64_t now_us,
                         struct violation out[VIOLATIONS_MAX], int *count);

#endif
