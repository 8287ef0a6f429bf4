/* sim/faults.h - a run of random faults as plain data, drawn from one seed.
 *
 * Swarm testing (Groce et al., ISSTA 2012): each kind of fault is switched on by
 * chance per seed, so that some runs are all stalls and others have everything.
 * Clock rates and delays are forced to their extremes: middling values almost
 * never find what a bound is for.  Only what the policy promises to survive is
 * drawn.  After the faults comes calm: all is healed, and a leader is due.
 *
 * A plan is complete: the same plan gives the same run, to the byte.  That is
 * what is shortened, replayed and reported.
 */
#ifndef SIM_FAULTS_H
#define SIM_FAULTS_H

#include "sim/sim.h"
#include "trace/header.h"

/* For the tables: which policies promise to survive it (or can show it). */
enum {
    BY_ACTIVE = 1 << QUORUM_ACTIVE,
    BY_MAJORITY = 1 << QUORUM_MAJORITY,
    BY_NONE = 1 << QUORUM_NONE,
    BY_QUORUM = BY_ACTIVE | BY_MAJORITY,
    BY_ALL = BY_QUORUM | BY_NONE,
};

/* symbol, name, policies, what is drawn.  `none` counts whatever comes home, so
 * it survives only what hides no living node: crashes for good, and faults that
 * stay below half a hop time-out. */
#define FAULT_KINDS(X)                                                                             \
    X(CRASH, "crash", BY_ALL, "kill, and revive (not with `none`)")                                \
    X(STALL, "stall", BY_QUORUM, "stall and wake")                                                 \
    X(MID_DUTY, "mid-duty", BY_QUORUM, "stall between the test of the lease and the write")        \
    X(PARTITION, "partition", BY_QUORUM, "partition and heal")                                     \
    X(ISOLATE, "isolate", BY_QUORUM, "isolate and heal")                                           \
    X(CUT, "cut", BY_QUORUM, "links cut one way or both, healed one by one or all")                \
    X(DELAY, "delay", BY_ALL, "extra delays up to a promise long")                                 \
    X(LOSS, "loss", BY_QUORUM, "messages lost")                                                    \
    X(DUPLICATE, "duplicate", BY_ALL, "messages doubled")                                          \
    X(REORDER, "reorder", BY_QUORUM, "messages overtaken")                                         \
    X(DRIFT, "drift", BY_ALL, "clocks at the ends of what rho allows")

enum fault_kind {
#define X(symbol, name, policies, help) FAULT_##symbol,
    FAULT_KINDS(X)
#undef X
    FAULT_KIND_COUNT
};

const char *fault_kind_name(enum fault_kind kind);

/* One command of a plan. */
struct fault {
    int64_t at_us;
    bool at_leader; /* aimed at whoever leads then; at what it names when nobody does */
    bool cure;      /* part of what ends the faults: never left out by shortening */
    struct command command;
};

enum { FAULTS_MAX = 160 };

struct plan {
    uint64_t seed;
    struct elect_config config;
    uint8_t ring[NODES_MAX]; /* config's ring in words */
    uint32_t kinds;          /* bit per enum fault_kind: what was switched on */
    bool shuffle;            /* ties are drawn (sim/sim.h) */
    int64_t calm_us;         /* faults end here; what follows is the cure */
    int64_t end_us;
    uint32_t let_pass; /* bit per enum property: its violation does not end the run */
    uint16_t count;
    struct fault fault[FAULTS_MAX]; /* [0, count), in the order of time */
};

/* What all seeds of a sweep have in common. */
struct plan_wish {
    uint8_t nodes_min, nodes_max; /* drawn per seed */
    enum quorum_policy policy;
    struct timers timers; /* 0: derive, for the nodes drawn; drift_ppm as it is */
    struct rule_set broken;
    int64_t faults_us; /* how long faults go on; 0: ten recoveries */
};

void plan_draw(struct plan *self, const struct plan_wish *wish, uint64_t seed);
/* The same faults and timers on a ring without `gone`; those behind it move up one
 * name.  False (and nothing done) when there are no more than NODES_MIN. */
bool plan_without_node(struct plan *self, uint8_t gone);
/* How long after calm_us there is a leader at the latest (L1, with all that the
 * faults can have left behind). */
int64_t plan_recovery_us(const struct plan *self);
/* As the header of a trace of this plan. */
struct trace_header plan_header(const struct plan *self, const char *program);

#endif
