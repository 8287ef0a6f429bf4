/* sim/sometimes.h - did it ever happen?  What a good search must have seen.
 *
 * "Always" properties are worth nothing if the runs were tame.  Each row is a
 * situation that random faults must bring about now and then; a sweep in which
 * one never happened says so.  Folded from events alone.
 */
#ifndef SIM_SOMETIMES_H
#define SIM_SOMETIMES_H

#include "sim/faults.h"
#include "trace/cuts.h"
#include "trace/event.h"

/* symbol, name, policies that can show it, what it says */
#define SOMETIMES(X)                                                                               \
    X(NODE_DOWN, leader_elected_with_a_node_down, BY_ALL, "a leader was elected with a node down") \
    X(MINORITY, minority_leader_lost_lease, BY_QUORUM,                                             \
      "a leader cut off with a minority lost its lease")                                           \
    X(TWO_ELECTED, two_elected_at_once, BY_QUORUM, "two nodes were ELECTED at once")               \
    X(TWO_ROLES, two_leader_roles, BY_QUORUM,                                                      \
      "one was granted a lease while another, its lease over, had not noticed")                    \
    X(AT_HOME, token_discarded_at_home, BY_QUORUM, "a token came home and was discarded")          \
    X(EXTINCT, worse_candidate_discarded, BY_ALL, "a better node discarded a worse candidate")     \
    X(NEVER_LED, elected_never_led, BY_QUORUM, "an ELECTED node gave up without a quorum")         \
    X(TERM_NEEDED, higher_term_needed, BY_QUORUM, "a free node asked for a higher term")           \
    X(BARE_QUORUM, lease_on_a_bare_quorum, BY_QUORUM,                                              \
      "a lease rested on exactly a quorum of signatures, not on all")                              \
    X(LIST_QUEUED, list_queued_a_change, BY_ACTIVE, "the active list queued a change")             \
    X(LIST_EMPTY, list_was_empty, BY_ACTIVE, "the active list was empty")                          \
    X(LIST_JOIN, revived_node_joined_list, BY_ACTIVE, "a revived node joined the active list")     \
    X(ALL_DEAD, everybody_dead, BY_QUORUM, "all nodes were dead at once")                          \
    X(LATE_WRITE, late_write_refused, BY_QUORUM, "the resource refused a late write")              \
    X(MID_DUTY, frozen_mid_duty, BY_QUORUM, "a leader froze between test and write")               \
    X(WOKE_LATE, leader_woke_without_lease, BY_QUORUM,                                             \
      "a stalled leader woke with its lease over")                                                 \
    X(DUPLICATE, duplicate_delivered, BY_ALL, "both copies of a message were delivered")           \
    X(OVERTAKEN, message_overtaken, BY_QUORUM, "a message was delivered after a later one")        \
    X(LOST, message_lost, BY_QUORUM, "a link lost a message")                                      \
    X(LOST_ON_CUT, message_lost_on_a_cut, BY_QUORUM, "a message was lost to a cut")                \
    X(SKIPPED_LIVE, running_node_skipped, BY_QUORUM, "a node that runs was skipped as silent")     \
    X(SUPERSEDED, token_superseded, BY_QUORUM, "a newer token replaced one still waiting")         \
    X(FAST_AND_SLOW, lease_under_fast_and_slow_clocks, BY_ALL,                                     \
      "a lease was granted while one clock ran fast and another slow")

enum sometimes_kind {
#define X(symbol, name, policies, help) SOMETIMES_##symbol,
    SOMETIMES(X)
#undef X
    SOMETIMES_COUNT
};
_Static_assert(SOMETIMES_COUNT <= 64, "a run's happenings fit one word");

const char *sometimes_name(enum sometimes_kind kind);
const char *sometimes_help(enum sometimes_kind kind);
bool sometimes_applies(enum sometimes_kind kind, enum quorum_policy policy);

enum { SOMETIMES_COPIES_MAX = 256 };

struct sometimes {
    uint64_t seen; /* bit per enum sometimes_kind */
    uint8_t nodes;
    enum quorum_policy policy;
    struct cuts cuts;
    struct node_set live, stalled, leader_role, elected_role, members, fast, slow;
    int64_t lease_us[NODES_MAX];
    uint64_t delivered_max[NODES_MAX][NODES_MAX]; /* highest id */
    struct {
        uint64_t id, other;       /* a message and its double */
        bool delivered;           /* one of the two */
    } copy[SOMETIMES_COPIES_MAX]; /* [id % …]: recent ones */
    int64_t duty_t_us;            /* of the last duty, and whose */
    uint8_t duty_node;
};

void sometimes_init(struct sometimes *self, const struct elect_config *config);
void sometimes_event(struct sometimes *self, const struct event *event);
static inline bool sometimes_saw(const struct sometimes *self, enum sometimes_kind kind) {
    return (self->seen >> kind & 1u) != 0;
}

#endif
