/* Goal: without a terminal time passes only when it is told to.  Method: the clock, and
 * what the engines read, made to stand still once (it is for good). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "app/clock.h"
#include "threads/sys.h"

static void time_stands_still_until_it_is_passed(void **state) {
    (void)state;
    assert_false(clock_is_still());
    const int64_t before_us = clock_now_us();
    assert_true(clock_now_us() >= before_us);
    clock_still();
    assert_true(clock_is_still());
    assert_int_equal(clock_now_us(), 0);
    assert_int_equal(sys_now_ns(), 0);
    clock_pass(1500);
    assert_int_equal(clock_now_us(), 1500);
    assert_int_equal(sys_now_ns(), 1500000);
}

static void asking_for_it_again_does_not_turn_time_back(void **state) {
    (void)state;
    const int64_t now_us = clock_now_us();
    clock_still();
    assert_int_equal(clock_now_us(), now_us);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_stands_still_until_it_is_passed),
        cmocka_unit_test(asking_for_it_again_does_not_turn_time_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
