#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "base/choose.h"
#include "base/ids.h"
#include "threads/pacer.h"

#define MS INT64_C(1000000)
#define START (1000 * MS)

static struct pacer running(void) {
    struct pacer pacer;
    pacer_init(&pacer, START);
    pacer_pause(&pacer, false, START);
    return pacer;
}

static void starts_paused_at_zero(void **state) {
    (void)state;
    struct pacer pacer;
    pacer_init(&pacer, START);
    assert_int_equal(pacer_read(&pacer, START + 5 * MS), 0);
    pacer_pause(&pacer, false, START + 5 * MS);
    assert_int_equal(pacer_read(&pacer, START + 7 * MS), 2000);
}

static void paused_time_does_not_exist(void **state) {
    (void)state;
    struct pacer pacer = running();
    pacer_pause(&pacer, true, START + 10 * MS);
    assert_int_equal(pacer_read(&pacer, START + 3600000 * MS), 10000);
    assert_int_equal(pacer_wait_ns(&pacer, 10001, START + 3600000 * MS), -1);
    pacer_pause(&pacer, false, START + 3600000 * MS);
    assert_int_equal(pacer_read(&pacer, START + 3600001 * MS), 11000);
    assert_int_equal(pacer.left_out_ns, 0); /* nothing happened that anyone should be told */
}

static void speed_scales_from_now_on_and_is_clamped(void **state) {
    (void)state;
    struct pacer pacer = running();
    pacer_speed(&pacer, 10000, START + 10 * MS);
    assert_int_equal(pacer_read(&pacer, START + 20 * MS), 110000);
    pacer_speed(&pacer, 100, START + 20 * MS);
    assert_int_equal(pacer_read(&pacer, START + 30 * MS), 111000);
    pacer_speed(&pacer, 1, START + 30 * MS);
    assert_int_equal(pacer.permille, PACER_PERMILLE_MIN);
    pacer_speed(&pacer, UINT32_MAX, START + 30 * MS);
    assert_int_equal(pacer.permille, PACER_PERMILLE_MAX);
}

static void let_runs_exactly_so_long_and_adds_up(void **state) {
    (void)state;
    struct pacer pacer = running();
    pacer_let(&pacer, 500, START + MS); /* not paused: nothing */
    assert_int_equal(pacer_read(&pacer, START + 3 * MS), 3000);
    pacer_pause(&pacer, true, START + 3 * MS);
    pacer_let(&pacer, 1500, START + 4 * MS);
    assert_int_equal(pacer_read(&pacer, START + 5 * MS), 4000);
    assert_int_equal(pacer_wait_ns(&pacer, 4500, START + 5 * MS), MS / 2);
    assert_int_equal(pacer_wait_ns(&pacer, 4501, START + 5 * MS), -1);
    pacer_let(&pacer, 1000, START + 5 * MS);
    assert_int_equal(pacer_read(&pacer, START + 100 * MS), 5500);
    assert_true(pacer.paused);
    assert_int_equal(pacer_read(&pacer, START + 200 * MS), 5500);
}

static void a_gap_that_nobody_read_in_is_left_out_and_told(void **state) {
    (void)state;
    struct pacer pacer = running();
    assert_int_equal(pacer_read(&pacer, START + 250 * MS), 250000); /* just not a gap */
    assert_int_equal(pacer.left_out_ns, 0);
    assert_int_equal(pacer_read(&pacer, START + 3600250 * MS), 250000);
    assert_int_equal(pacer.left_out_ns, 3600000 * MS);
    assert_int_equal(pacer_read(&pacer, START + 3600251 * MS), 251000);
    assert_int_equal(pacer.left_out_ns, 3600000 * MS);
}

static void a_wait_never_ends_before_its_time_and_is_not_longer_than_needed(void **state) {
    (void)state;
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, 3);
    struct pacer pacer = running();
    int64_t real_ns = START, last_us = 0;
    for (int round = 0; round < 20000; round++) {
        if (round % 100 == 0) pacer_speed(&pacer, 100 + choose(&chooser.base, 9901), real_ns);
        const int64_t now_us = pacer_read(&pacer, real_ns);
        assert_true(now_us >= last_us);
        last_us = now_us;
        const int64_t wanted_us = now_us + choose(&chooser.base, 5000);
        const int64_t wait_ns = pacer_wait_ns(&pacer, wanted_us, real_ns);
        assert_true(wait_ns >= 0);
        struct pacer copy = pacer;
        if (wait_ns > 1) assert_true(pacer_read(&copy, real_ns + wait_ns - 1) < wanted_us);
        copy = pacer;
        assert_true(pacer_read(&copy, real_ns + wait_ns) >= wanted_us);
        real_ns += choose(&chooser.base, 20000000);
    }
}

static void far_times_and_no_times_are_fine(void **state) {
    (void)state;
    struct pacer pacer = running();
    assert_int_equal(pacer_wait_ns(&pacer, TIME_NEVER, START), -1);
    assert_int_equal(pacer_wait_ns(&pacer, TIME_PAST, START), 0);
    assert_true(pacer_wait_ns(&pacer, TIME_NEVER - 1, START) >= 3600 * 1000 * MS);
    pacer_speed(&pacer, 10000, START);
    int64_t real_ns = START;
    for (int i = 0; i < 100000; i++) real_ns += 200 * MS, (void)pacer_read(&pacer, real_ns);
    assert_int_equal(pacer_read(&pacer, real_ns), 10 * (real_ns - START) / 1000);
    assert_int_equal(pacer_wait_ns(&pacer, TIME_NEVER - 1, real_ns) > 0, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_paused_at_zero),
        cmocka_unit_test(paused_time_does_not_exist),
        cmocka_unit_test(speed_scales_from_now_on_and_is_clamped),
        cmocka_unit_test(let_runs_exactly_so_long_and_adds_up),
        cmocka_unit_test(a_gap_that_nobody_read_in_is_left_out_and_told),
        cmocka_unit_test(a_wait_never_ends_before_its_time_and_is_not_longer_than_needed),
        cmocka_unit_test(far_times_and_no_times_are_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
