/* Goal: node time and cluster time are inverse to each other, for every rate.
 * Method: seeded rates and times; the definitions are checked, not a formula. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/choose.h"
#include "base/ids.h"
#include "world/clock.h"

static void an_exact_clock_adds_its_start(void **state) {
    (void)state;
    struct node_clock clock;
    node_clock_init(&clock, 700);
    assert_int_equal(node_clock_local(&clock, 0), 700);
    assert_int_equal(node_clock_local(&clock, 123456789), 123457489);
    assert_int_equal(node_clock_cluster(&clock, 123457489), 123456789);
}

static void a_fast_clock_gains_ten_milliseconds_a_second(void **state) {
    (void)state;
    struct node_clock clock;
    node_clock_init(&clock, 0);
    node_clock_set_rate(&clock, 1000, 10000);
    assert_int_equal(node_clock_local(&clock, 1000), 1000);
    assert_int_equal(node_clock_local(&clock, 1001000), 1011000);
    assert_int_equal(node_clock_local(&clock, 1099), 1099); /* 99.99, rounded down */
    assert_int_equal(node_clock_local(&clock, 1100), 1101);
}

static void never_and_past_are_no_times(void **state) {
    (void)state;
    struct node_clock clock;
    node_clock_init(&clock, 5);
    assert_int_equal(node_clock_local(&clock, TIME_NEVER), TIME_NEVER);
    assert_int_equal(node_clock_local(&clock, TIME_PAST), TIME_PAST);
    assert_int_equal(node_clock_cluster(&clock, TIME_NEVER), TIME_NEVER);
    assert_int_equal(node_clock_cluster(&clock, TIME_PAST), TIME_PAST);
}

static void cluster_is_the_earliest_time_at_which_local_is_reached(void **state) {
    (void)state;
    struct chooser_seeded chance;
    chooser_seeded_init(&chance, 1);
    for (int i = 0; i < 20000; i++) {
        struct node_clock clock;
        node_clock_init(&clock, choose(&chance.base, 10000000));
        const int32_t ppm = (int32_t)choose(&chance.base, 1800001) - 900000;
        node_clock_set_rate(&clock, choose(&chance.base, 5000000), i % 3 == 0 ? 0 : ppm);
        const int64_t t_us = choose(&chance.base, 2000000000);
        const int64_t local_us = node_clock_local(&clock, t_us);
        assert_true(node_clock_cluster(&clock, local_us) <= t_us);
        const int64_t wanted_us = choose(&chance.base, 2000000000);
        const int64_t at_us = node_clock_cluster(&clock, wanted_us);
        assert_true(node_clock_local(&clock, at_us) >= wanted_us);
        assert_true(node_clock_local(&clock, at_us - 1) < wanted_us);
    }
}

static void a_change_of_rate_neither_jumps_nor_turns_back(void **state) {
    (void)state;
    struct chooser_seeded chance;
    struct node_clock clock;
    int64_t now_us = 0, last_us = 0;
    chooser_seeded_init(&chance, 2);
    node_clock_init(&clock, 0);
    for (int i = 0; i < 5000; i++) {
        now_us += choose(&chance.base, 100000);
        const int64_t before_us = node_clock_local(&clock, now_us);
        node_clock_set_rate(&clock, now_us, (int32_t)choose(&chance.base, 1800001) - 900000);
        assert_int_equal(node_clock_local(&clock, now_us), before_us);
        assert_true(before_us >= last_us);
        last_us = before_us;
    }
}

/* A day with a changed rate every second: nothing is lost to rounding but less
 * than a microsecond a change. */
static void rounding_never_adds_up_to_more_than_one_microsecond_a_change(void **state) {
    (void)state;
    struct node_clock clock;
    node_clock_init(&clock, 0);
    int64_t exact_us = 0; /* in millionths of a microsecond, whole here */
    for (int second = 0; second < 86400; second++) {
        const int32_t ppm = second % 2 == 0 ? 10000 : -10000;
        node_clock_set_rate(&clock, second * US_PER_S, ppm);
        exact_us += US_PER_S + ppm;
    }
    const int64_t local_us = node_clock_local(&clock, 86400 * US_PER_S);
    assert_true(local_us <= exact_us && exact_us - local_us <= 86400);
}

static void three_centuries_do_not_overflow(void **state) {
    (void)state;
    struct node_clock clock;
    const int64_t late_us = INT64_MAX / 4;
    node_clock_init(&clock, 0);
    node_clock_set_rate(&clock, 0, 900000);
    assert_true(node_clock_local(&clock, late_us) > late_us);
    assert_true(node_clock_cluster(&clock, node_clock_local(&clock, late_us)) <= late_us);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_exact_clock_adds_its_start),
        cmocka_unit_test(a_fast_clock_gains_ten_milliseconds_a_second),
        cmocka_unit_test(never_and_past_are_no_times),
        cmocka_unit_test(cluster_is_the_earliest_time_at_which_local_is_reached),
        cmocka_unit_test(a_change_of_rate_neither_jumps_nor_turns_back),
        cmocka_unit_test(rounding_never_adds_up_to_more_than_one_microsecond_a_change),
        cmocka_unit_test(three_centuries_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
