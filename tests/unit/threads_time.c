#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <time.h>

#include "unit/threads_rig.h"

#define LONG_US (60 * US_PER_S)
#define HOUR_NS (INT64_C(3600) * 1000 * 1000 * 1000)

static struct rig rig;

/* Leases of seconds, so that a busy machine does not cause the elections that
 * these tests say do not happen. */
static int open_patient(void **state) {
    (void)state;
    struct trace_header header;
    const struct timers wanted = { .heartbeat_us = 300 * US_PER_MS,
                                   .lease_us = 5 * US_PER_S,
                                   .drift_ppm = DRIFT_PPM_DEFAULT };
    rig_header(&header, 3, QUORUM_ACTIVE, 0);
    header.elect.timers = timers_derive(3, QUORUM_ACTIVE, &wanted);
    rig_open_with(&rig, &header);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    return 0;
}

static void real_sleep(int64_t ms) {
    (void)sys_poll(NULL, 0, ms * 1000000);
}

/* The same leader, nobody stood, and still beating. */
static void assert_undisturbed(uint64_t changes, uint64_t stands) {
    const uint64_t leases = rig.count[EVENT_LEASE];
    while (rig.count[EVENT_LEASE] < leases + 2) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    assert_int_equal(rig.changes, changes);
    assert_int_equal(rig.count[EVENT_STAND], stands);
}

static void an_hour_of_pause_does_not_exist_for_the_nodes(void **state) {
    (void)state;
    const uint64_t changes = rig.changes, stands = rig.count[EVENT_STAND];
    cluster_pause(rig.cluster, true);
    const int64_t paused_us = rig_now(&rig);
    sys_leap(HOUR_NS);
    real_sleep(50);
    assert_int_equal(rig_now(&rig), paused_us);
    cluster_pause(rig.cluster, false);
    assert_undisturbed(changes, stands);
    assert_int_equal(rig.count[EVENT_CLOCK], 0);
    rig_close(&rig);
}

static bool clock_came(const struct rig *self) {
    return self->last.kind == EVENT_CLOCK;
}

static void an_hour_of_suspension_is_left_out_told_and_causes_no_election(void **state) {
    (void)state;
    const uint64_t changes = rig.changes, stands = rig.count[EVENT_STAND];
    const int64_t before_us = rig_now(&rig);
    sys_leap(HOUR_NS);
    assert_true(rig_until(&rig, clock_came, LONG_US));
    assert_true(rig.last.until_us >= HOUR_NS / 1000);
    assert_int_equal(rig.last.node, NODE_NONE);
    assert_true(rig.t_us < before_us + LONG_US);
    assert_undisturbed(changes, stands);
    rig_close(&rig);
}

static void let_makes_exactly_so_much_time_pass(void **state) {
    (void)state;
    cluster_pause(rig.cluster, true);
    const int64_t from_us = rig_now(&rig);
    cluster_let(rig.cluster, 700 * US_PER_MS);
    cluster_let(rig.cluster, 1);
    while (rig_next(&rig, from_us + 700 * US_PER_MS + 1)) {
    }
    real_sleep(20);
    assert_int_equal(rig_now(&rig), from_us + 700 * US_PER_MS + 1);
    cluster_pause(rig.cluster, false);
    rig_close(&rig);
}

static void commands_work_while_time_stands(void **state) {
    (void)state;
    cluster_pause(rig.cluster, true);
    rig_run(&rig, 0);
    const int64_t now_us = rig_now(&rig);
    rig_do(&rig, "partition A | B C");
    rig_do(&rig, "stall B");
    rig_do(&rig, "kill B");
    rig_do(&rig, "revive B");
    rig_do(&rig, "drift C 500");
    const uint64_t starts = rig.count[EVENT_START];
    while (rig.count[EVENT_START] == starts || rig.count[EVENT_COMMAND] < 5) {
        assert_true(rig_next(&rig, TIME_NEVER));
    }
    assert_int_equal(rig.t_us, now_us);
    assert_int_equal(rig.count[EVENT_STOP], 1);
    cluster_pause(rig.cluster, false);
    rig_close(&rig);
}

static void ten_times_the_speed_is_never_faster_than_that(void **state) {
    (void)state;
    const int64_t from_ns = sys_now_ns();
    const int64_t from_us = rig_now(&rig);
    cluster_speed(rig.cluster, 10000);
    rig_run(&rig, US_PER_S);
    const int64_t cluster_us = rig_now(&rig) - from_us;
    const int64_t real_us = (sys_now_ns() - from_ns) / 1000;
    assert_true(cluster_us >= US_PER_S);
    assert_true(cluster_us <= 10 * real_us + 10);
    rig_close(&rig);
}

static int64_t cpu_ns(void) {
    struct timespec used;
    assert_int_equal(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used), 0);
    return used.tv_sec * INT64_C(1000000000) + used.tv_nsec;
}

/* A thread that spins uses all of a core; what these use is far from half of one. */
static void assert_nobody_spins(int64_t ms) {
    const int64_t from_ns = sys_now_ns(), cpu_from_ns = cpu_ns();
    real_sleep(ms);
    assert_true(cpu_ns() - cpu_from_ns < (sys_now_ns() - from_ns) / 2);
}

static void nobody_spins_paused_stalled_dead_or_at_rest(void **state) {
    (void)state;
    assert_nobody_spins(150);
    rig_do(&rig, "stall A");
    assert_nobody_spins(100);
    rig_do(&rig, "kill B");
    assert_nobody_spins(150);
    rig_do(&rig, "delay 10s");
    assert_nobody_spins(150);
    cluster_pause(rig.cluster, true);
    assert_nobody_spins(100);
    rig_do(&rig, "revive B");
    assert_nobody_spins(100);
    rig_close(&rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(an_hour_of_pause_does_not_exist_for_the_nodes, open_patient),
        cmocka_unit_test_setup(an_hour_of_suspension_is_left_out_told_and_causes_no_election,
                               open_patient),
        cmocka_unit_test_setup(let_makes_exactly_so_much_time_pass, open_patient),
        cmocka_unit_test_setup(commands_work_while_time_stands, open_patient),
        cmocka_unit_test_setup(ten_times_the_speed_is_never_faster_than_that, open_patient),
        cmocka_unit_test_setup(nobody_spins_paused_stalled_dead_or_at_rest, open_patient),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
