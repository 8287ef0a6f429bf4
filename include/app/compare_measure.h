/* app/compare_measure.h - what a run came to, in figures: a fold of its events.
 *
 * `compare` puts these side by side.  Plain data, no I/O; the same events give the
 * same figures, whoever hands them out (engine, trace, test).
 */
#ifndef APP_COMPARE_MEASURE_H
#define APP_COMPARE_MEASURE_H

#include "trace/event.h"
#include "trace/property.h"

enum measure_unit { MEASURE_TIME, MEASURE_COUNT };

/* symbol, key (CSV, JSON; times are microseconds), words, unit, what it is */
#define MEASURES(X)                                                                                \
    X(LEADER, "leader_us", "time to leader", MEASURE_TIME,                                         \
      "until somebody first holds a lease; never: nobody did")                                     \
    X(GAP, "leaderless_longest_us", "longest without leader", MEASURE_TIME,                        \
      "the longest time on end without any unexpired lease, the start included")                   \
    X(LEADERLESS, "leaderless_us", "without leader in all", MEASURE_TIME,                          \
      "all time without any unexpired lease")                                                      \
    X(SPLIT, "two_leaders_us", "two leaders at once", MEASURE_TIME,                                \
      "all time in which two nodes or more held an unexpired lease")                               \
    X(ELECTIONS, "elections", "elections", MEASURE_COUNT,                                          \
      "nodes that came to lead; renewals are none")                                                \
    X(CANDIDACIES, "candidacies", "candidacies", MEASURE_COUNT,                                    \
      "ELECTION tokens that set out from their node")                                              \
    X(TERMS, "terms", "terms used", MEASURE_COUNT, "the highest term any node came to")            \
    X(MESSAGES, "messages", "messages sent", MEASURE_COUNT,                                        \
      "all hops of all kinds, doubled and lost ones too")                                          \
    X(ELECTION, "messages_election", "  ELECTION", MEASURE_COUNT, "hops of ELECTION tokens")       \
    X(TOKEN, "messages_leader", "  LEADER", MEASURE_COUNT, "hops of LEADER tokens")                \
    X(HOPACK, "messages_hopack", "  hop acknowledgements", MEASURE_COUNT,                          \
      "acknowledgements of hops")                                                                  \
    X(RATE, "messages_per_s", "messages a second", MEASURE_COUNT, "of cluster time, rounded down") \
    X(ACCEPTED, "writes_accepted", "duty writes accepted", MEASURE_COUNT,                          \
      "by the shared resource")                                                                    \
    X(REFUSED, "writes_refused", "duty writes refused", MEASURE_COUNT,                             \
      "for a fencing number that is out of date")                                                  \
    X(MET, "expectations_met", "expectations met", MEASURE_COUNT, "of the scenario")               \
    X(FAILED, "expectations_failed", "expectations failed", MEASURE_COUNT, "of the scenario")      \
    X(VIOLATIONS, "violations", "violations", MEASURE_COUNT,                                       \
      "of properties judged under the policy, expected ones too")                                  \
    X(SPAN, "t_us", "cluster time", MEASURE_TIME, "how long the run went on")

enum measure {
#define X(symbol, key, words, unit, help) MEASURE_##symbol,
    MEASURES(X)
#undef X
    MEASURES_COUNT
};

const char *measure_key(enum measure measure);
const char *measure_words(enum measure measure);
const char *measure_help(enum measure measure);
enum measure_unit measure_unit(enum measure measure);

/* One property, as far as it was broken. */
struct measure_violation {
    uint32_t count;
    int64_t first_us; /* TIME_NEVER while count == 0 */
    bool expected;    /* the first one: named by the scenario */
};

struct compare_measure {
    enum quorum_policy policy;
    int64_t now_us;                /* folded up to here */
    int64_t gap_us;                /* since when nobody leads; TIME_NEVER: somebody does */
    int64_t lease_us[NODES_MAX];   /* ends of leases, TIME_PAST for none */
    bool led[NODES_MAX];           /* has led since it last stepped down, died or started */
    int64_t value[MEASURES_COUNT]; /* complete after measure_end(); LEADER: TIME_NEVER for never */
    struct measure_violation violation[PROPERTY_COUNT];
};

void measure_init(struct compare_measure *self, enum quorum_policy policy);
/* Every event of the run, in order. */
void measure_event(struct compare_measure *self, const struct event *event);
/* The run is over; end_us: cluster time then, not before the last event. */
void measure_end(struct compare_measure *self, int64_t end_us);

#endif
