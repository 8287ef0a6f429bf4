#include "election/timers.h"

#include "base/check.h"

static int64_t max_time(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* value * num / den, rounded up; in two parts, so that no product overflows. */
static int64_t scale_up(int64_t value, int64_t num, int64_t den) {
    return value / den * num + (value % den * num + den - 1) / den;
}

static int64_t unreachable_survived(uint8_t nodes, enum quorum_policy policy) {
    if (policy == QUORUM_MAJORITY) return max_time(1, (nodes - 1) / 2);
    return nodes - 1;
}

struct timers timers_derive(uint8_t nodes, enum quorum_policy policy, const struct timers *wanted) {
    REQUIRE(nodes >= NODES_MIN && nodes <= NODES_MAX);
    REQUIRE(wanted->drift_ppm <= DRIFT_PPM_MAX);
#define X(symbol, field, word, help) REQUIRE(wanted->field >= 0 && wanted->field <= TIMER_MAX_US);
    TIMERS(X)
#undef X
    const int64_t rho = wanted->drift_ppm;
    struct timers t = *wanted;
    if (t.hop_us == 0) t.hop_us = US_PER_MS;
    if (t.hop_timeout_us == 0) t.hop_timeout_us = max_time(t.hop_us * 5 / 2, 25 * US_PER_MS);
    t.ring_us = nodes * t.hop_us + unreachable_survived(nodes, policy) * t.hop_timeout_us;
    if (t.heartbeat_us == 0) t.heartbeat_us = max_time(2 * t.ring_us, 100 * US_PER_MS);
    if (t.lease_us == 0) t.lease_us = 2 * t.heartbeat_us + t.ring_us;
    if (t.promise_us == 0)
        t.promise_us = scale_up(t.lease_us, PPM_PER_ONE + rho, PPM_PER_ONE - rho);
    if (t.stand_us == 0) t.stand_us = 2 * t.ring_us;
    t.stagger_us = 2 * US_PER_MS;
    t.duty_us = t.heartbeat_us;
    return t;
}

bool timers_hold(const struct timers *self, enum timer_inequality inequality) {
    const int64_t rho = self->drift_ppm;
    switch (inequality) {
    case INEQUALITY_PROMISE_COVERS_LEASE:
        return self->promise_us >= scale_up(self->lease_us, PPM_PER_ONE + rho, PPM_PER_ONE - rho);
    case INEQUALITY_TIMEOUT_COVERS_HOP: return self->hop_timeout_us > 2 * self->hop_us;
    case INEQUALITY_LEASE_COVERS_HEARTBEAT:
        return self->lease_us > self->heartbeat_us + self->ring_us;
    case INEQUALITY_STAND_COVERS_RING: return self->stand_us > self->ring_us;
    case INEQUALITY_HEARTBEAT_COVERS_RING: return self->heartbeat_us >= self->ring_us;
    case INEQUALITY_COUNT: break;
    }
    UNREACHABLE();
}

struct explaining {
    struct text *out;
    int64_t tick_us; /* 0: as durations */
};

static void explain_value(const struct explaining *e, const char *name, int64_t us) {
    struct text *out = e->out;
    text_add(out, name);
    text_add(out, " = ");
    if (e->tick_us == 0) {
        text_add_duration(out, us);
        return;
    }
    const int64_t tenths = us * 10 / e->tick_us;
    text_add_int(out, tenths / 10);
    if (tenths % 10 != 0) text_add(out, ".");
    if (tenths % 10 != 0) text_add_int(out, tenths % 10);
    text_add(out, tenths == 10 ? " tick" : " ticks");
}

static void explain(const struct timers *self, enum timer_inequality inequality,
                    const struct explaining *e) {
    struct text *out = e->out;
    static const char *const formula[] = {
#define X(symbol, text, why) [INEQUALITY_##symbol] = text,
        TIMER_INEQUALITIES(X)
#undef X
    };
    static const char *const why[] = {
#define X(symbol, text, why) [INEQUALITY_##symbol] = why,
        TIMER_INEQUALITIES(X)
#undef X
    };
    text_add(out, formula[inequality]);
    text_add(out, " does not hold: ");
    switch (inequality) {
    case INEQUALITY_PROMISE_COVERS_LEASE:
        explain_value(e, "P", self->promise_us);
        explain_value(e, ", L", self->lease_us);
        text_add(out, ", rho = ");
        text_add_uint(out, self->drift_ppm);
        text_add(out, " ppm");
        break;
    case INEQUALITY_TIMEOUT_COVERS_HOP:
        explain_value(e, "TH", self->hop_timeout_us);
        explain_value(e, ", d", self->hop_us);
        break;
    case INEQUALITY_LEASE_COVERS_HEARTBEAT:
        explain_value(e, "L", self->lease_us);
        explain_value(e, ", H", self->heartbeat_us);
        explain_value(e, ", R", self->ring_us);
        break;
    case INEQUALITY_STAND_COVERS_RING:
        explain_value(e, "E", self->stand_us);
        explain_value(e, ", R", self->ring_us);
        break;
    case INEQUALITY_HEARTBEAT_COVERS_RING:
        explain_value(e, "H", self->heartbeat_us);
        explain_value(e, ", R", self->ring_us);
        break;
    case INEQUALITY_COUNT: UNREACHABLE();
    }
    text_add(out, " (");
    text_add(out, why[inequality]);
    text_add(out, ")");
}

void timers_explain(const struct timers *self, enum timer_inequality inequality, struct text *out) {
    explain(self, inequality, &(struct explaining){ .out = out });
}

void timers_explain_ticks(const struct timers *self, enum timer_inequality inequality,
                          int64_t tick_us, struct text *out) {
    REQUIRE(tick_us > 0);
    explain(self, inequality, &(struct explaining){ .out = out, .tick_us = tick_us });
}

int64_t timers_recovery_us(const struct timers *self) {
    const int64_t stand_anew_us = self->stand_us + 4 * self->ring_us;
    const int64_t raise_term_us = 2 * (self->heartbeat_us + self->ring_us);
    return self->lease_us + self->promise_us +
           (stand_anew_us > raise_term_us ? stand_anew_us : raise_term_us);
}

int64_t timers_crash_recovery_us(const struct timers *self) {
    return self->promise_us + self->stand_us + 3 * self->ring_us;
}

int64_t timers_join_us(const struct timers *self) {
    return self->promise_us + self->heartbeat_us + self->ring_us;
}

int64_t timers_hold_off_us(const struct timers *self) {
    return scale_up(self->lease_us, PPM_PER_ONE, PPM_PER_ONE - self->drift_ppm);
}
