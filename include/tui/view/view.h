/* tui/view/view.h - the cluster as its events tell it: a fixed-size fold, nothing else.
 *
 * The dashboard reads no node's memory.  Live threads, the simulator and a
 * recorded trace look the same, and the state at a time t is the fold of the
 * events up to t.  What changes by the mere passing of time (a lease runs out)
 * is never stored: ask with the time.
 *
 * Pure; no pointers, copy with `=`.  About 3 MB because of the logs, so static.
 * All times are cluster time in microseconds.
 */
#ifndef TUI_VIEW_VIEW_H
#define TUI_VIEW_VIEW_H

#include "trace/event.h"
#include "trace/header.h"
#include "trace/property.h"

enum {
    VIEW_TOKENS_MAX = 256,   /* messages under way that are remembered */
    VIEW_NOTABLE_MAX = 2048, /* events worth a line in the calm log */
    VIEW_ALL_MAX = 2048,     /* every event, the routine of heartbeats too */
};

/* How a node is shown: symbol, word (at most 8 letters). */
#define VIEW_STANDINGS(X)                                                                          \
    X(DOWN, "down")         /* killed, or not started yet */                                       \
    X(STALLED, "stalled")   /* frozen where it stands, whatever its role */                        \
    X(LEADER, "leader")     /* role leader and the lease runs */                                   \
    X(LAPSED, "lapsed")     /* role leader, but the lease is over: it leads nobody */              \
    X(ELECTED, "elected")   /* and role leader until the lease is told, in the same instant */     \
    X(STANDING, "standing") /* a follower whose own ELECTION token is under way */                 \
    X(FOLLOWER, "follower")

enum view_standing {
#define X(symbol, word) VIEW_##symbol,
    VIEW_STANDINGS(X)
#undef X
    VIEW_STANDING_COUNT
};

struct view_node {
    bool live; /* started and not killed since */
    bool stalled;
    bool ever_started;
    enum role role;
    uint32_t term;
    uint8_t voted;   /* whom it signed for in `term`, or NODE_NONE */
    uint8_t follows; /* the leader it last acknowledged, or NODE_NONE; see view_acknowledged() */
    uint32_t follows_term;
    int64_t promise_us;  /* signs for nobody but `voted` before this; TIME_PAST: never promised */
    int64_t beat_us;     /* last sign of a leader's token (its own for a leader); TIME_PAST: none */
    int64_t lease_us;    /* end of its lease; TIME_PAST: none */
    int64_t leased_us;   /* when that lease was granted or renewed */
    uint32_t lease_term; /* its fencing number */
    struct node_set signatures; /* of that lease */
    int64_t stood_us;           /* TIME_PAST: not since it started, or its candidacy is over */
    int64_t changed_us;         /* last start, stop, stall, wake or change of role */
    uint32_t duties;            /* in its term, as it says */
    uint64_t accepted, refused; /* writes */
    struct node_set cut;        /* nodes its messages do not reach, by a cut link */
    int64_t drifted_us;         /* last change of its clock's rate; TIME_PAST: none */
};

struct view_token {
    uint64_t id; /* 0: a free place */
    uint8_t from, to, origin;
    enum message_kind message;
    uint32_t term;
    int64_t sent_us, due_us;
};

struct view_property {
    uint64_t broken;               /* how often, expected ones included */
    uint64_t unexpected;           /* how often when the scenario did not say so */
    int64_t first_us;              /* of the first time; TIME_PAST: never */
    char detail[EVENT_TEXT_BYTES]; /* of the first time */
};

struct view_line {
    struct event event; /* the first of its kind in a row */
    int64_t last_us;    /* when it happened last; event.t_us is the first time */
    uint32_t times;     /* 1, or how often the same thing was repeated meanwhile */
};

struct view {
    struct trace_header header;
    uint8_t nodes;
    uint8_t place[NODES_MAX]; /* node -> its place on the ring, 0 first */
    int64_t now_us;           /* of the last event */
    struct view_node node[NODES_MAX];
    struct view_token token[VIEW_TOKENS_MAX];
    int token_next;                         /* where a new one is put */
    int64_t delay_us[NODES_MAX][NODES_MAX]; /* extra delay of a link, by statements */
    uint64_t events, elections, commands;
    uint64_t sent[MESSAGE_COUNT], delivered[MESSAGE_COUNT];
    uint64_t dropped[DROP_COUNT];
    uint64_t accepted, refused;                /* writes at the shared resource */
    uint32_t fence;                            /* greatest fencing number accepted */
    struct node_set members, joining, leaving; /* the active list (policy `active`) */
    uint32_t version;
    struct view_property property[PROPERTY_COUNT];
    uint64_t violations; /* unexpected ones */
    uint64_t expectations_met, expectations_failed;
    bool led[NODES_MAX];    /* holds a lease since its last loss */
    uint64_t notable_count; /* lines ever; the last VIEW_NOTABLE_MAX are kept */
    uint64_t all_count;
    struct view_line notable[VIEW_NOTABLE_MAX];
    struct view_line all[VIEW_ALL_MAX];
};

void view_init(struct view *self, const struct trace_header *header);
/* The next event, in the order of the trace.  Total: strange events are survived. */
void view_event(struct view *self, const struct event *event);

/* ---- facts at a time ------------------------------------------------------- */

enum view_standing view_standing(const struct view *self, uint8_t node, int64_t now_us);
const char *view_standing_word(enum view_standing standing);
/* Role leader, alive (stalled or not: its clock runs on) and the lease runs. */
bool view_leads(const struct view *self, uint8_t node, int64_t now_us);
/* All who do; more than one is a split brain. */
struct node_set view_leaders(const struct view *self, int64_t now_us);
/* The one that `leader` means in a statement (highest term, then the lowest
 * name), or NODE_NONE. */
uint8_t view_leader(const struct view *self, int64_t now_us);
/* Role leader, yet no lease told so far: it comes with the same step, one event later. */
bool view_lease_comes(const struct view *self, uint8_t node);
/* Role leader, alive, and the lease it had is over. */
struct node_set view_lapsed(const struct view *self, int64_t now_us);
/* Role leader with or without a lease, and alive. */
struct node_set view_claimants(const struct view *self);
/* Whom the node acknowledges: itself if it leads, else the leader it follows while
 * its promise runs; NODE_NONE for nobody. */
uint8_t view_acknowledged(const struct view *self, uint8_t node, int64_t now_us);
struct node_set view_live(const struct view *self);  /* not down */
struct node_set view_awake(const struct view *self); /* not down, not stalled */
/* Signatures that a quorum takes now. */
uint8_t view_needed(const struct view *self);
/* Of how many: nodes on the active list, or all. */
uint8_t view_counted(const struct view *self);
/* The awake nodes that reach `node` and are reached by it, through one another too;
 * with itself, awake or not. */
struct node_set view_component(const struct view *self, uint8_t node);
/* The largest such set of awake nodes. */
struct node_set view_connected(const struct view *self);
/* Can a message from `from` reach `to`, as far as cut links go? */
bool view_reaches(const struct view *self, uint8_t from, uint8_t to);
/* Is a message under way that a screen shows? */
bool view_any_travels(const struct view *self, int64_t now_us);
bool view_any_cut(const struct view *self);
/* Cut from every other node, both ways? (what `isolate` does, and `i` undoes) */
bool view_isolated(const struct view *self, uint8_t node);

/* ---- the log -------------------------------------------------------------- */

/* Lines kept; all: every event, else only the notable ones. */
int view_log_count(const struct view *self, bool all);
/* 0 is the newest.  Requires 0 <= back < view_log_count(). */
const struct view_line *view_log_at(const struct view *self, bool all, int back);

#endif
