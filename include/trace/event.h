/* trace/event.h - everything that can happen, as plain fixed-size data.
 *
 * Events are the only way out of an engine: the dashboard, the reports, the
 * trace file and the properties are folds of them.  One table gives the kinds,
 * their JSON names and their fields; writer, reader and help come from it.
 * All times are cluster time in microseconds, whatever a node's clock says.
 */
#ifndef TRACE_EVENT_H
#define TRACE_EVENT_H

#include "election/elect.h"
#include "trace/command.h"

/* symbol, JSON name, help.  (CLOCK extends the agreed schema: the cluster clock
 * took out time during which the whole process did not run.) */
#define EVENTS(X)                                                                                  \
    X(START, "start", "the node runs: boot or revival")                                            \
    X(STOP, "stop", "the node was killed; its thread is gone")                                     \
    X(STALL, "stall", "the node froze")                                                            \
    X(WAKE, "wake", "the node goes on")                                                            \
    X(STAND, "stand", "the node sent its own ELECTION token (rule 1)")                             \
    X(ROLE, "role", "the node's role or term changed")                                             \
    X(SIGN, "sign", "the node signed a LEADER token and promised")                                 \
    X(LEASE, "lease", "the node was granted or renewed a lease (rule 4)")                          \
    X(FOLLOW, "follow", "the node acknowledges a leader")                                          \
    X(DUTY, "duty", "one piece of leader's work, done while the lease ran")                        \
    X(WRITE, "write", "the shared resource answered a duty's write")                               \
    X(SEND, "send", "a message left")                                                              \
    X(DELIVER, "deliver", "a message arrived")                                                     \
    X(DROP, "drop", "a message was lost, or had no effect")                                        \
    X(SKIP, "skip", "a node did not answer and was skipped (rule 7)")                              \
    X(LIST, "list", "the active list changed, or what waits to change it")                         \
    X(COMMAND, "command", "a statement was carried out")                                           \
    X(EXPECT, "expect", "an expectation was met or failed")                                        \
    X(VIOLATION, "violation", "a property does not hold")                                          \
    X(CLOCK, "clock", "time in which the process did not run was left out")

enum event_kind {
#define X(symbol, name, help) EVENT_##symbol,
    EVENTS(X)
#undef X
    EVENT_COUNT
};

enum { EVENT_TEXT_BYTES = 240 };

/* Only the fields named for its kind mean anything; the rest are zero.  Zero the
 * whole struct first: events are compared and copied whole. */
struct event {
    int64_t t_us; /* never falls within a trace */
    uint64_t seq; /* 1, 2, 3, … in a trace; given when the event is taken from the engine */
    enum event_kind kind;
    uint8_t node;     /* whose event; NODE_NONE when nobody's */
    uint8_t leader;   /* SIGN FOLLOW: of whom; START: voted (NODE_NONE for none) */
    uint8_t from, to; /* SEND DELIVER DROP (DELIVER, DROP repeat the SEND's); SKIP: to */
    uint8_t origin;   /* SEND DELIVER DROP: the token's; HOPACK: the acknowledged token's */
    enum message_kind message; /* SEND DELIVER DROP */
    enum role role;            /* ROLE */
    enum role_why why;         /* ROLE */
    enum drop_reason reason;   /* DROP */
    uint8_t property;          /* VIOLATION: enum property */
    bool accepted;             /* WRITE */
    bool met;                  /* EXPECT */
    bool expected;             /* VIOLATION */
    bool reordered;            /* SEND: may leave the channel's order */
    bool revived;              /* START: not the common start */
    uint32_t term;             /* START STAND ROLE SIGN LEASE FOLLOW DUTY WRITE SEND DELIVER DROP */
    uint32_t need;             /* SEND */
    uint32_t hop;              /* SEND */
    uint32_t count;            /* DUTY WRITE: number of the duty in its term */
    uint32_t highest;          /* WRITE: greatest fencing number accepted so far */
    uint32_t version;          /* LIST; LEASE, ROLE with `active`: the list it was counted by */
    uint32_t line;    /* EXPECT: of the scenario; VIOLATION: seq of the event that broke it */
    uint64_t id;      /* SEND DELIVER DROP */
    uint64_t copy_of; /* SEND: the doubled message's id, or 0 */
    int64_t until_us; /* START SIGN: promise end; LEASE: lease end; CLOCK: time left out */
    int64_t sent_us;  /* SEND of LEADER: when the token left home */
    struct node_set signatures;                /* LEASE SEND */
    struct node_set members, joining, leaving; /* LIST */
    struct command command;                    /* COMMAND */
    char text[EVENT_TEXT_BYTES];               /* EXPECT: the statement; VIOLATION: detail */
};

const char *event_name(enum event_kind kind);
const char *event_help(enum event_kind kind);
/* EVENT_COUNT when there is no such event. */
enum event_kind event_by_name(const char *name);

/* The event in words for people: "B signs A for term 1 (promise 270 ms)". */
void event_say(const struct event *event, struct text *out);
/* The same in a run that breaks rules: what nobody asked for is not said to have held. */
void event_say_broken(const struct event *event, struct rule_set broken, struct text *out);

/* Where events go.  Called in the order of effects. */
struct event_sink {
    void (*put)(struct event_sink *self, const struct event *event);
};

#endif
