/* Goal: the timers are those of the protocol's page, to the millisecond, and
 * every inequality is refused one unit below its bound, with the numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "base/ids.h"
#include "election/timers.h"

static struct timers defaults(uint8_t nodes, enum quorum_policy policy) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    return timers_derive(nodes, policy, &wanted);
}

/* Rounded to the nearest, as the page gives it. */
static int64_t ms(int64_t us) {
    return (us + US_PER_MS / 2) / US_PER_MS;
}

static void the_figures_of_the_protocol_come_out(void **state) {
    (void)state;
    static const struct {
        uint8_t nodes;
        enum quorum_policy policy;
        int64_t ring, heartbeat, lease, promise, stand, crash;
    } rows[] = {
        /*             R    H    L     P     E    P+E+3R */
        { 3, QUORUM_ACTIVE, 53, 106, 265, 270, 106, 535 },
        { 5, QUORUM_ACTIVE, 105, 210, 525, 536, 210, 1061 },
        { 10, QUORUM_ACTIVE, 235, 470, 1175, 1199, 470, 2374 },
        { 5, QUORUM_MAJORITY, 55, 110, 275, 281, 110, 556 },
        { 4, QUORUM_MAJORITY, 29, 100, 229, 234, 58, 379 },
        { 2, QUORUM_MAJORITY, 27, 100, 227, 232, 54, 367 },
        { 3, QUORUM_MAJORITY, 28, 100, 228, 233, 56, 373 },
        { 3, QUORUM_NONE, 53, 106, 265, 270, 106, 535 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct timers t = defaults(rows[i].nodes, rows[i].policy);
        assert_int_equal(t.hop_us, 1000);
        assert_int_equal(t.hop_timeout_us, 25000);
        assert_int_equal(t.ring_us, rows[i].ring * US_PER_MS);
        assert_int_equal(t.heartbeat_us, rows[i].heartbeat * US_PER_MS);
        assert_int_equal(t.lease_us, rows[i].lease * US_PER_MS);
        assert_int_equal(ms(t.promise_us), rows[i].promise);
        assert_int_equal(t.stand_us, rows[i].stand * US_PER_MS);
        assert_int_equal(ms(timers_crash_recovery_us(&t)), rows[i].crash);
        const int64_t stand_anew_us = t.stand_us + 4 * t.ring_us;
        const int64_t raise_term_us = 2 * t.heartbeat_us + 2 * t.ring_us;
        assert_int_equal(timers_recovery_us(&t) - t.lease_us - t.promise_us,
                         stand_anew_us > raise_term_us ? stand_anew_us : raise_term_us);
        assert_int_equal(timers_join_us(&t), t.promise_us + t.heartbeat_us + t.ring_us);
        assert_int_equal(t.stagger_us, 2000);
    }
}

static void the_promise_is_the_shortest_that_is_safe(void **state) {
    (void)state;
    for (uint32_t rho = 0; rho <= 500000; rho += 12500) {
        const struct timers wanted = { .hop_us = 777, .drift_ppm = rho };
        struct timers t = timers_derive(5, QUORUM_ACTIVE, &wanted);
        assert_true(timers_hold(&t, INEQUALITY_PROMISE_COVERS_LEASE));
        t.promise_us--;
        assert_false(timers_hold(&t, INEQUALITY_PROMISE_COVERS_LEASE));
    }
}

static void the_hold_off_is_a_lease_on_the_slowest_clock(void **state) {
    (void)state;
    struct timers t = defaults(3, QUORUM_ACTIVE);
    assert_int_equal(timers_hold_off_us(&t), 267677); /* 265 ms / 0.99, rounded up */
    t.drift_ppm = 0;
    assert_int_equal(timers_hold_off_us(&t), t.lease_us);
}

static void the_smallest_fraction_of_a_microsecond_is_rounded_up(void **state) {
    (void)state;
    /* 1 us on a clock 1 ppm slow: 1.000001 us; a millionth counts as a whole */
    const struct timers t = { .lease_us = 1, .drift_ppm = 1 };
    assert_int_equal(timers_hold_off_us(&t), 2);
}

static void recovery_is_as_long_as_the_longer_of_standing_anew_and_raising_the_term(void **state) {
    (void)state;
    struct timers t = { .lease_us = 2000, .promise_us = 3000, .ring_us = 10, .heartbeat_us = 100 };
    t.stand_us = 500; /* E + 4R = 540 > 2(H + R) = 220 */
    assert_int_equal(timers_recovery_us(&t), 5540);
    t.stand_us = 50; /* 90 < 220 */
    assert_int_equal(timers_recovery_us(&t), 5220);
}

static void derived_timers_always_hold(void **state) {
    (void)state;
    static const int64_t hops[] = { 1,     100,     1000,     9999,        10000,
                                    40000, 1000000, 60000000, TIMER_MAX_US };
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        for (int policy = 0; policy < QUORUM_COUNT; policy++) {
            for (size_t i = 0; i < sizeof hops / sizeof hops[0]; i++) {
                const uint32_t rho = i % 2 == 0 ? 10000 : DRIFT_PPM_MAX;
                const struct timers wanted = { .hop_us = hops[i], .drift_ppm = rho };
                const struct timers t = timers_derive(nodes, (enum quorum_policy)policy, &wanted);
                for (unsigned rule = 0; rule < INEQUALITY_COUNT; rule++) {
                    assert_true(timers_hold(&t, (enum timer_inequality)rule));
                }
                assert_true(timers_recovery_us(&t) > 0 && timers_hold_off_us(&t) >= t.lease_us);
            }
        }
    }
}

static void what_the_user_sets_stays_and_the_rest_follows_from_it(void **state) {
    (void)state;
    const struct timers wanted = { .hop_us = 40000,
                                   .hop_timeout_us = 100000,
                                   .heartbeat_us = 700000,
                                   .promise_us = 9000000,
                                   .stagger_us = 1, /* not the user's */
                                   .drift_ppm = 0 };
    const struct timers t = timers_derive(5, QUORUM_MAJORITY, &wanted);
    assert_int_equal(t.hop_us, 40000);
    assert_int_equal(t.hop_timeout_us, 100000);
    assert_int_equal(t.ring_us, 5 * 40000 + 2 * 100000);
    assert_int_equal(t.heartbeat_us, 700000);
    assert_int_equal(t.lease_us, 2 * 700000 + 400000);
    assert_int_equal(t.promise_us, 9000000);
    assert_int_equal(t.stand_us, 800000);
    assert_int_equal(t.duty_us, 700000);
    assert_int_equal(t.stagger_us, 2000);
}

static void a_set_timer_is_not_derived_again_and_a_long_hop_has_its_time_out(void **state) {
    (void)state;
    const struct timers wanted = {
        .hop_us = 20000, .hop_timeout_us = 70000, .lease_us = 5000000, .stand_us = 3000000
    };
    const struct timers set = timers_derive(3, QUORUM_MAJORITY, &wanted);
    assert_int_equal(set.hop_timeout_us, 70000);
    assert_int_equal(set.lease_us, 5000000);
    assert_int_equal(set.stand_us, 3000000);
    const struct timers slow = { .hop_us = 20000 };
    assert_int_equal(timers_derive(3, QUORUM_MAJORITY, &slow).hop_timeout_us, 50000);
}

static void an_inequality_is_refused_at_its_bound_with_the_numbers(void **state) {
    (void)state;
    /* N=5 majority, d=1 ms: TH 25, R 55, H 110, L 275, P 281, E 110 ms */
    static const struct {
        enum timer_inequality inequality;
        size_t field;
        int64_t holds_us, fails_us;
        const char *text;
    } rows[] = {
        { INEQUALITY_PROMISE_COVERS_LEASE, offsetof(struct timers, promise_us), 280556, 280555,
          "P*(1-rho) >= L*(1+rho) does not hold: P = 280555us, L = 275ms, rho = 10000 ppm "
          "(safety: a lease ends before its promises)" },
        { INEQUALITY_TIMEOUT_COVERS_HOP, offsetof(struct timers, hop_timeout_us), 2001, 2000,
          "TH > 2*d does not hold: TH = 2ms, d = 1ms (a healthy node must not be skipped)" },
        { INEQUALITY_LEASE_COVERS_HEARTBEAT, offsetof(struct timers, lease_us), 165001, 165000,
          "L > H + R does not hold: L = 165ms, H = 110ms, R = 55ms "
          "(a leader must renew before its lease runs out)" },
        { INEQUALITY_STAND_COVERS_RING, offsetof(struct timers, stand_us), 55001, 55000,
          "E > R does not hold: E = 55ms, R = 55ms "
          "(a token must be home before its node stands again)" },
        { INEQUALITY_HEARTBEAT_COVERS_RING, offsetof(struct timers, heartbeat_us), 55000, 54999,
          "H >= R does not hold: H = 54999us, R = 55ms (one heartbeat under way at a time)" },
    };
    assert_int_equal(sizeof rows / sizeof rows[0], INEQUALITY_COUNT);
    for (size_t i = 0; i < INEQUALITY_COUNT; i++) {
        char buffer[256];
        struct text text;
        struct timers t = defaults(5, QUORUM_MAJORITY);
        int64_t *const field = (int64_t *)(void *)((char *)&t + rows[i].field);
        assert_int_equal(rows[i].inequality, i);
        *field = rows[i].holds_us;
        assert_true(timers_hold(&t, rows[i].inequality));
        *field = rows[i].fails_us;
        assert_false(timers_hold(&t, rows[i].inequality));
        text_init(&text, buffer, sizeof buffer);
        timers_explain(&t, rows[i].inequality, &text);
        assert_string_equal(buffer, rows[i].text);
    }
}

static void in_ticks_an_inequality_names_no_duration(void **state) {
    (void)state;
    char buffer[256];
    struct text text;
    const struct timers t = { .promise_us = 36, .lease_us = 66, .drift_ppm = 0 };
    text_init(&text, buffer, sizeof buffer);
    timers_explain_ticks(&t, INEQUALITY_PROMISE_COVERS_LEASE, 12, &text);
    assert_string_equal(buffer, "P*(1-rho) >= L*(1+rho) does not hold: P = 3 ticks, L = 5.5 ticks, "
                                "rho = 0 ppm (safety: a lease ends before its promises)");
    text_init(&text, buffer, sizeof buffer);
    timers_explain_ticks(&t, INEQUALITY_PROMISE_COVERS_LEASE, 36, &text);
    assert_non_null(strstr(buffer, "P = 1 tick, L = 1.8 ticks"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(in_ticks_an_inequality_names_no_duration),
        cmocka_unit_test(the_figures_of_the_protocol_come_out),
        cmocka_unit_test(the_promise_is_the_shortest_that_is_safe),
        cmocka_unit_test(the_hold_off_is_a_lease_on_the_slowest_clock),
        cmocka_unit_test(the_smallest_fraction_of_a_microsecond_is_rounded_up),
        cmocka_unit_test(recovery_is_as_long_as_the_longer_of_standing_anew_and_raising_the_term),
        cmocka_unit_test(derived_timers_always_hold),
        cmocka_unit_test(what_the_user_sets_stays_and_the_rest_follows_from_it),
        cmocka_unit_test(a_set_timer_is_not_derived_again_and_a_long_hop_has_its_time_out),
        cmocka_unit_test(an_inequality_is_refused_at_its_bound_with_the_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
