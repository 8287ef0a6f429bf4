#include "explore/stage.h"

#include "base/check.h"

static int64_t larger(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t divide_up(int64_t value, int64_t by) {
    return (value + by - 1) / by;
}

/* value seen on a clock that runs as fast as drift allows, or as slowly. */
static int64_t on_fast_clock(int64_t value, int64_t ppm) {
    return divide_up(value * (PPM_PER_ONE + ppm), PPM_PER_ONE);
}
static int64_t for_slow_clock(int64_t value, int64_t ppm) {
    return divide_up(value * PPM_PER_ONE, PPM_PER_ONE - ppm);
}

static int64_t promise_for(const struct timers *t) {
    const int64_t ppm = t->drift_ppm;
    return divide_up(t->lease_us * (PPM_PER_ONE + ppm), PPM_PER_ONE - ppm);
}

/* As timers_derive(), but the smallest whole numbers that satisfy every
 * inequality: each unit more multiplies the states.
 *
 * A heartbeat must not reach a node in the very tick in which that node gives up on
 * the last of the dead: it could take the older token's place for ever.  Where hops
 * take time N*d sees to that; here with d = 0 H must be longer than R, unless all
 * but one may be dead (then nobody can wait for all R). */
static void derive(struct timers *t, int64_t nodes, int64_t unreachable, int64_t tick) {
    const int64_t ppm = t->drift_ppm;
    if (t->hop_timeout_us == 0) t->hop_timeout_us = on_fast_clock(2 * t->hop_us, ppm) + tick;
    /* a time-out is seen at the next tick */
    const int64_t timeout = divide_up(for_slow_clock(t->hop_timeout_us, ppm), tick) * tick;
    t->ring_us = nodes * t->hop_us + unreachable * timeout;
    const int64_t ring = on_fast_clock(t->ring_us, ppm);
    const int64_t slack = unreachable < nodes - 1 && t->hop_us == 0 ? tick : 0;
    const int64_t beat = on_fast_clock(t->ring_us + slack, ppm);
    if (t->heartbeat_us == 0) t->heartbeat_us = larger(2 * tick, beat);
    if (t->lease_us == 0) t->lease_us = 2 * t->heartbeat_us + ring;
    if (t->stand_us == 0) t->stand_us = divide_up(ring + 1, tick) * tick;
    t->duty_us = t->heartbeat_us;
}

bool explore_config_timers(struct explore_config *self, uint8_t nodes, enum quorum_policy policy,
                           const struct explore_ticks *ticks, int64_t unit_us) {
    REQUIRE(nodes >= NODES_MIN && nodes <= EXPLORE_NODES_MAX && unit_us > 0);
    static const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    const int64_t tick = self->drift ? 5 : 1; /* in units, until the end */
    struct timers *t = &self->elect.timers;
    *t = (struct timers){
        .hop_us = ticks->hop * tick,
        .hop_timeout_us = ticks->hop_timeout * tick,
        .heartbeat_us = ticks->heartbeat * tick,
        .lease_us = ticks->lease * tick,
        .promise_us = ticks->promise * tick,
        .stand_us = ticks->stand * tick,
        .drift_ppm = self->drift ? EXPLORE_DRIFT_PPM : 0,
    };
    const int64_t minority = larger(1, (nodes - 1) / 2);
    const bool promise_derived = t->promise_us == 0;
    derive(t, nodes, policy == QUORUM_MAJORITY ? minority : nodes - 1, tick);
    /* the hold-off is L/(1-rho), a fifth more: it must be a whole number */
    if (self->drift) t->lease_us = divide_up(t->lease_us, 4) * 4;
    /* that rule, broken, promises half a lease: it must be a whole number, too */
    if (rule_broken(self->elect.broken, RULE_LEASE_WITHIN_PROMISE)) t->lease_us += t->lease_us % 2;
    if (promise_derived) t->promise_us = promise_for(t);
    self->delay_ticks = ticks->hop;
    self->unit_us = unit_us;
    self->tick_us = tick * unit_us;
    self->elect.policy = policy;
    elect_ring(&self->elect, order, nodes);
    bool fits = ticks->hop <= DELAY_TICKS_MAX;
    int64_t *const all[] = { &t->hop_us,     &t->hop_timeout_us, &t->heartbeat_us, &t->lease_us,
                             &t->promise_us, &t->stand_us,       &t->ring_us,      &t->duty_us };
    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++) {
        fits = fits && *all[i] <= 250;
        *all[i] *= unit_us;
    }
    return fits && timers_join_us(t) <= 250 * unit_us && timers_hold_off_us(t) <= 250 * unit_us;
}
