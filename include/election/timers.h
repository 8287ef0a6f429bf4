/* election/timers.h - every timer of the protocol, derived, and its inequalities.
 *
 * All values are microseconds unless the name says otherwise.  d = hop,
 * TH = hop_timeout, H = heartbeat, L = lease, P = promise, E = stand,
 * R = ring = N*d + f*TH with f the number of unreachable nodes to survive.
 *
 * Source of the safety inequality: Gray & Cheriton, SOSP 1989, section 5 (clock
 * drift); Ongaro 2014, section 6.4.1.
 */
#ifndef ELECTION_TIMERS_H
#define ELECTION_TIMERS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/ids.h"
#include "base/text.h"
#include "election/quorum.h"

/* One row per timer a user can set: symbol, field, word in scenarios and
 * options, help.  0 in a struct timers passed to timers_derive means "derive". */
#define TIMERS(X)                                                                                  \
    X(HOP, hop_us, "hop", "delay of one hop, d")                                                   \
    X(HOP_TIMEOUT, hop_timeout_us, "hop-timeout", "wait for a hop's acknowledgement, TH")          \
    X(HEARTBEAT, heartbeat_us, "heartbeat", "interval of LEADER tokens, H")                        \
    X(LEASE, lease_us, "lease", "a leader's lease from the sending of its token, L")               \
    X(PROMISE, promise_us, "promise", "a signer signs for nobody else for this long, P")           \
    X(STAND, stand_us, "stand", "interval between two candidacies of a node, E")

struct timers {
#define X(symbol, field, word, help) int64_t field;
    TIMERS(X)
#undef X
    int64_t stagger_us; /* D: node i waits i*D longer before it stands */
    int64_t ring_us;    /* R, always derived */
    int64_t duty_us;    /* interval of the leader's duty, always derived */
    uint32_t drift_ppm; /* rho: how wrong a node's clock rate may be */
};

enum { DRIFT_PPM_DEFAULT = 10000, DRIFT_PPM_MAX = 500000 };

/* The longest timer timers_derive takes: all that follows from it still fits. */
#define TIMER_MAX_US (INT64_C(1000000000) * US_PER_S)

/* Symbol, the inequality as shown, what it is for. */
#define TIMER_INEQUALITIES(X)                                                                      \
    X(PROMISE_COVERS_LEASE, "P*(1-rho) >= L*(1+rho)", "safety: a lease ends before its promises")  \
    X(TIMEOUT_COVERS_HOP, "TH > 2*d", "a healthy node must not be skipped")                        \
    X(LEASE_COVERS_HEARTBEAT, "L > H + R", "a leader must renew before its lease runs out")        \
    X(STAND_COVERS_RING, "E > R", "a token must be home before its node stands again")             \
    X(HEARTBEAT_COVERS_RING, "H >= R", "one heartbeat under way at a time")

enum timer_inequality {
#define X(symbol, formula, why) INEQUALITY_##symbol,
    TIMER_INEQUALITIES(X)
#undef X
    INEQUALITY_COUNT
};

/* Fill what is 0 in *wanted and compute the derived fields.
 * Requires NODES_MIN <= nodes <= NODES_MAX, timers from 0 to TIMER_MAX_US.  wanted->hop_us == 0
 * means 1 ms; wanted->drift_ppm is taken as it is. */
struct timers timers_derive(uint8_t nodes, enum quorum_policy policy, const struct timers *wanted);

/* Does the inequality hold? */
bool timers_hold(const struct timers *self, enum timer_inequality inequality);
/* "P*(1-rho) >= L*(1+rho) does not hold: P = 265 ms, L = 265 ms, rho = 10000 ppm
 * (safety: …)" */
void timers_explain(const struct timers *self, enum timer_inequality inequality, struct text *out);
/* The same in ticks, where times are counted and last nothing: "P = 3 ticks, ...". */
void timers_explain_ticks(const struct timers *self, enum timer_inequality inequality,
                          int64_t tick_us, struct text *out);

/* L1: the longest time without an agreed leader once faults have stopped.
 *
 * After any history: L + P + max(E+4R, 2H+2R).  An ELECTED node may heartbeat to itself
 * for L more and be bound for P after that.  Then either nobody leads and somebody
 * stands (E+4R), or another leads in the very term for which that node has signed
 * itself: one of its heartbeats brings home the need for a higher term, the next one
 * carries it (rules 3 and 4), each after H at most. */
int64_t timers_recovery_us(const struct timers *self);
int64_t timers_crash_recovery_us(const struct timers *self); /* leader crashed: P+E+3R */
/* A revived node joins the active list this much later: P+H+R. */
int64_t timers_join_us(const struct timers *self);
/* Two changes of the active list lie at least this far apart: L/(1-rho). */
int64_t timers_hold_off_us(const struct timers *self);

#endif
