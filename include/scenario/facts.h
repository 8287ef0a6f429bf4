/* scenario/facts.h - what the events of a run have told so far.
 *
 * A fold of events, small enough to copy.  Whether a lease, a promise or a
 * candidacy still runs depends on the present time too, so every question takes
 * it along.
 */
#ifndef SCENARIO_FACTS_H
#define SCENARIO_FACTS_H

#include "scenario/statement.h"
#include "trace/event.h"
#include "trace/header.h"

/* What events have told of one node. */
struct fact_node {
    bool stalled;
    enum role role;
    uint32_t term;
    uint32_t lease_term; /* fencing number of the lease */
    int64_t lease_us;    /* end of the lease, TIME_PAST for none */
    int64_t stood_us;    /* when it last stood, TIME_PAST when that is over */
    uint8_t follows;     /* NODE_NONE for nobody */
    uint8_t promised;    /* to whom, NODE_NONE */
    int64_t promise_us;  /* end of that promise */
};

struct facts {
    uint8_t nodes;
    int64_t stand_us; /* E */
    int64_t event_us; /* time of the last event, TIME_PAST before the first */
    struct node_set live;
    struct fact_node node[NODES_MAX];
    uint64_t violations[PROPERTY_COUNT];
    uint64_t refused; /* writes */
};

void facts_init(struct facts *self, const struct trace_header *header);
void facts_event(struct facts *self, const struct event *event);

bool facts_leads(const struct facts *self, uint8_t node, int64_t now_us);
/* An unexpired lease of the highest term, then the lowest name; or NODE_NONE. */
uint8_t facts_leader(const struct facts *self, int64_t now_us);
/* EXPECT_ROLE_COUNT for a leader whose lease has just run out and who has not noticed. */
enum expect_role facts_role(const struct facts *self, uint8_t node, int64_t now_us);

/* Does the expectation hold at this instant?  Not for EXPECT_STABLE, which is about
 * a span of time.  refused_before: writes refused that do not count. */
bool facts_hold(const struct facts *self, const struct statement *statement, int64_t now_us,
                uint64_t refused_before);
/* The next instant after now at which time alone may change an answer; TIME_NEVER. */
int64_t facts_next_change(const struct facts *self, int64_t now_us);
/* " (A leads in term 3; B is stalled)": why the statement did not hold. */
void facts_explain(const struct facts *self, const struct statement *statement, int64_t now_us,
                   struct text *out);

#endif
