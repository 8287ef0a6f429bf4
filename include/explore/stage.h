/* explore/stage.h - a whole small ring in which one thing happens at a time.
 *
 * Everything a state of the exploration knows, in full: real struct elects,
 * messages in flight, clocks, the active list, the fence, what is left of the
 * faults, and what the judges must remember (struct ghost).  explore/pack.h
 * turns it into a few dozen canonical bytes and back.
 *
 * Time is counted in ticks.  A message takes at most `delay_ticks`; with 0 it
 * arrives within its tick, in any order with everything else of that tick.  A
 * timer fires in the tick in which it is due, again in any order.  A tick can
 * pass only when nothing is left that must happen in the one before.  Only
 * faults break this: a message made late, a node stalled.
 */
#ifndef EXPLORE_STAGE_H
#define EXPLORE_STAGE_H

#include "election/active.h"
#include "election/duty.h"
#include "election/elect.h"
#include "explore/bounds.h"
#include "trace/event.h"
#include "trace/header.h"
#include "world/clock.h"

enum {
    EXPLORE_NODES_MAX = 5,
    FLIGHTS_MAX = 48, /* messages under way; a move that needs more is not explored, and counted */
    TERMS_MAX = 14,   /* terms fit four bits */
    DELAY_TICKS_MAX = 3,
    CHANNEL_MAX = 15,
    STAGE_GRANTS_MAX = 16,
};

/* What need not be looked at (explore/moves.h, explore/pack.h): symbol, name. */
#define REDUCTIONS(X)                                                                              \
    X(ACKS, "acks")                                                                                \
    X(DEAD_ACKS, "dead acks")                                                                      \
    X(JUMP, "time jump")                                                                           \
    X(TERMS, "relative terms")

enum reduction {
#define X(symbol, name) REDUCE_##symbol,
    REDUCTIONS(X)
#undef X
    REDUCTION_COUNT
};
enum { REDUCE_ALL = (1 << REDUCTION_COUNT) - 1 };

/* Constant during an exploration. */
struct explore_config {
    struct elect_config elect;  /* timers in microseconds: multiples of unit_us */
    int64_t unit_us;            /* the smallest time that matters */
    int64_t tick_us;            /* a tick of cluster time; unit_us, or five with drifting clocks */
    uint8_t delay_ticks;        /* a hop takes at most this long */
    uint8_t channel;            /* how many messages wait for a stalled node; more are dropped as
                                   `full`, as a real channel does much later; 1..CHANNEL_MAX */
    uint8_t terms;              /* the furthest a term may get ahead, 1..TERMS_MAX */
    uint8_t bound[BOUND_COUNT]; /* 0..BOUND_MAX */
    bool drift;                 /* each clock runs a fifth fast or slow, in every combination */
    bool any;                   /* start from arbitrary local states */
    uint8_t reductions;         /* bit per enum reduction */
    uint32_t properties;        /* bit per enum property: what is judged */
};

static inline bool explore_reduces(const struct explore_config *config, enum reduction reduction) {
    return (config->reductions >> reduction & 1) != 0;
}

/* Small, and 12 so that times on fast and slow clocks convert without a rest. */
enum { EXPLORE_UNIT_US = 12 };

/* What a user says; 0 means: derive.  All in ticks. */
struct explore_ticks {
    uint8_t hop, hop_timeout, heartbeat, lease, promise, stand;
};
/* Fills elect (ring in order of names), unit_us, tick_us and delay_ticks; the
 * other members must be set before (drift is read).  unit_us: EXPLORE_UNIT_US, or
 * more to have a trace in readable times; with drift a multiple of it.  False: a time does not fit
 * (250 units). */
bool explore_config_timers(struct explore_config *self, uint8_t nodes, enum quorum_policy policy,
                           const struct explore_ticks *ticks, int64_t unit_us);
/* Clock rates with `drift`, and the bound the timers then cover. */
enum { EXPLORE_DRIFT_PPM = 200000 };

enum life { LIFE_DOWN, LIFE_UP, LIFE_STALLED };

struct flight {
    struct message message;
    uint8_t to;
    uint8_t rest; /* ticks it may still travel */
    bool late;    /* held back: may arrive at any time, out of order */
    uint32_t id;  /* for traces; not part of the state */
};

/* What judging the future needs and the nodes do not know. */
struct ghost {
    uint32_t granted_term;
    uint8_t granted_node; /* NODE_NONE: nobody who matters any more */
    uint8_t grant_count;
    struct {
        uint32_t term;
        uint8_t node;
    } grant[STAGE_GRANTS_MAX];
};

struct stage_node {
    enum life life;
    bool holds_write; /* stalled mid-duty: the write leaves when it wakes */
    uint32_t write_term;
    struct node_set members; /* the active list its lease was counted by */
    struct node_set signers; /* who signed for it in its current term; ELECTED and LEADER only */
    struct node_clock clock; /* read at stage.now_us */
    struct elect elect;      /* LIFE_DOWN: only me, stable and hop mean anything */
};

struct stage {
    int64_t now_us;
    uint32_t last_id;
    uint8_t flight_count;
    bool overflow; /* a message found no room: this state must not be used */
    uint8_t left[BOUND_COUNT];
    struct node_set blocked[EXPLORE_NODES_MAX]; /* [from]: whom it does not reach */
    struct fence fence;
    struct active active;
    struct ghost ghost;
    struct flight flight[FLIGHTS_MAX];
    struct stage_node node[EXPLORE_NODES_MAX];
};

/* What happened during a move, in order. */
enum { STAGE_EVENTS_MAX = 64 };
struct stage_log {
    bool loud;                 /* every event of a trace; else only those that judges and S8 need */
    bool forged;               /* a node forwarded a LEADER token that nobody had handed it */
    const uint64_t *reordered; /* loud: bit per message id that will leave channel order, or NULL */
    int count;
    struct event event[STAGE_EVENTS_MAX];
};
enum { REORDERED_IDS_MAX = 4096 };

/* One thing that may happen: symbol, is it a fault, help.  Faults are what a
 * continuation must be free of to be judged by L1. */
#define MOVES(X)                                                                                   \
    X(DELIVER, false, "a message arrives")                                                         \
    X(DELIVER_UNHEARD, true, "a token arrives, its acknowledgement is lost")                       \
    X(DELIVER_LATE_ACK, true, "a token arrives, its acknowledgement is held back")                 \
    X(TIMER, false, "a node's time has come")                                                      \
    X(LIST, false, "the active list changes")                                                      \
    X(TICK, false, "time passes")                                                                  \
    X(DAWDLE, true, "time passes although a message is held back")                                 \
    X(LOSE, true, "a message is lost")                                                             \
    X(DOUBLE, true, "a message is doubled")                                                        \
    X(HOLD, true, "a message is held back")                                                        \
    X(KILL, true, "a node is killed")                                                              \
    X(REVIVE, true, "a node is revived")                                                           \
    X(STALL, true, "a node freezes")                                                               \
    X(STALL_DUTY, true, "a leader freezes between the test of its lease and its write")            \
    X(WAKE, true, "a node goes on")                                                                \
    X(PARTITION, true, "the ring is split")                                                        \
    X(CUT, true, "a link is cut one way")                                                          \
    X(HEAL, true, "all links are restored")

enum move_kind {
#define X(symbol, fault, help) MOVE_##symbol,
    MOVES(X)
#undef X
    MOVE_COUNT
};

struct move {
    uint8_t kind; /* enum move_kind */
    uint8_t a;    /* flight, node, ticks, or group as a bitmask */
    uint8_t b;    /* CUT: to whom */
};
bool move_is_fault(struct move move);
const char *move_help(enum move_kind kind);

/* All nodes start at once, time start_us.  rates: bit i set = node i's clock is
 * fast, else slow (drift only). */
void stage_boot(struct stage *self, const struct explore_config *config, uint8_t rates,
                int64_t start_us, struct stage_log *log);
/* Copies what is in use. */
void stage_copy(struct stage *to, const struct stage *from, const struct explore_config *config);
/* Carry out a move that stage_moves() (explore/moves.h) offered.  The log is
 * overwritten; stage_settle() must follow. */
void stage_apply(struct stage *self, const struct explore_config *config, struct move move,
                 struct stage_log *log);
/* Put messages into their canonical order: by link, in channel order; late ones
 * behind, by content.  Forget what the dead have promised once it is outlasted. */
void stage_settle(struct stage *self, const struct explore_config *config);

/* Does a step of the node forward a LEADER token that is neither the message it took (NULL:
 * none) nor one of those it waited with?  Then what its origin has sent can no longer be told
 * from the tokens that exist, and S6 rests on nothing. */
bool stage_forges(const struct effects *effects, uint8_t node, const struct message *taken,
                  const struct waiting *waited, int count);

/* The node's own clock. */
static inline int64_t stage_local_us(const struct stage *self, uint8_t node) {
    return self->node[node].clock.local_us;
}
/* What the nodes may know of the active list. */
struct roster stage_roster(const struct stage *self, const struct explore_config *config);

#endif
