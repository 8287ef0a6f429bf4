/* trace/property.h - what must always hold, folded from events alone.
 *
 * The same fixed-size value judges threads, simulator, explorer and a trace
 * read back from disk.  Feed it every event in order; it answers with what that
 * very event broke.  See PROPERTIES for the table; README for the words.
 */
#ifndef TRACE_PROPERTY_H
#define TRACE_PROPERTY_H

#include "trace/event.h"
#include "trace/header.h"

/* symbol, name, title, what it says */
#define PROPERTIES(X)                                                                              \
    X(S1, "S1", "election safety", "at most one node becomes leader in a term")                    \
    X(S2, "S2", "lease exclusivity", "at no instant do two nodes hold an unexpired lease")         \
    X(S3, "S3", "vote and term",                                                                   \
      "a node signs for one leader per term; its term never falls; granted terms rise")            \
    X(S4, "S4", "certificate", "every lease rests on a quorum of signatures given for its term")   \
    X(S5, "S5", "lease within promises", "while a lease runs, a quorum's promises to it run")      \
    X(S6, "S6", "leader view", "who acknowledges a leader in a term was sent its LEADER token")    \
    X(S7, "S7", "channel",                                                                         \
      "every delivery was sent, in channel order, not across a cut, not to a dead node")           \
    X(S8, "S8", "fencing", "no write is accepted after one with a greater fencing number")         \
    X(L1, "L1", "recovery", "once faults stop a connected quorum agrees on a leader in time")      \
    X(L2, "L2", "start", "all start at once: a leader after one ELECTION and one LEADER round")    \
    X(L3, "L3", "stability", "a rejoining node or a dead follower does not disturb a leader")

enum property {
#define X(symbol, name, title, help) PROPERTY_##symbol,
    PROPERTIES(X)
#undef X
    PROPERTY_COUNT
};

const char *property_name(enum property property);
const char *property_title(enum property property);
const char *property_help(enum property property);
bool property_is_liveness(enum property property); /* L1..L3 */
/* PROPERTY_COUNT when there is no such property. */
enum property property_by_name(const char *name);

/* Is the property judged at all under this policy?  (`none`: not S4, S5, L.) */
bool property_applies(enum property property, enum quorum_policy policy);

struct violation {
    enum property property;
    int64_t t_us;
    char detail[EVENT_TEXT_BYTES];
};
enum { VIOLATIONS_MAX = 8 }; /* of one event */

/* The judge: struct judge in trace/judge.h is made of three fixed-size values
 * that can also be used alone: struct judge_safety (S1-S6, S8: small, for the
 * explorer), struct judge_channel (S7), struct judge_liveness (L1-L3). */

#endif
