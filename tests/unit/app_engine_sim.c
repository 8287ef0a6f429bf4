/* Goal: the simulator keeps the joint's promises, unpaced and paced.
 * Method: three nodes; real time is made to leap instead of waited for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/engine.h"
#include "threads/sys.h"

#define LEAP_NS INT64_C(100000000) /* below what would count as a suspension */

static struct engine *engine;

static struct trace_header header_of(uint64_t seed) {
    static const uint8_t order[NODES_MAX] = { 0, 1, 2 };
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    struct trace_header header = { .engine = ENGINE_SIM, .seed = seed };
    header.elect.policy = QUORUM_MAJORITY;
    memcpy(header.ring, order, sizeof order);
    elect_ring(&header.elect, order, 3);
    header.elect.timers = timers_derive(3, QUORUM_MAJORITY, &wanted);
    return header;
}

static void open_engine(bool paced) {
    const struct trace_header header = header_of(42);
    struct err_info info;
    assert_int_equal(engine_sim_open(&header, paced, &engine, &info), ERR_NONE);
    assert_int_equal(engine->fd, -1);
}

static int open_unpaced(void **state) {
    (void)state;
    open_engine(false);
    return 0;
}

static int open_paced(void **state) {
    (void)state;
    open_engine(true);
    return 0;
}

static int close_engine(void **state) {
    (void)state;
    engine->ops->close(engine);
    return 0;
}

static void submit(const char *text) {
    struct command command;
    assert_true(command_parse(text, 3, &command));
    engine->ops->submit(engine, &command);
}

static enum engine_answer next(int64_t until_us, struct event *out) {
    return engine->ops->next(engine, until_us, false, out);
}

/* How many events up to then; *answer is what came after them. */
static int drain(int64_t until_us, enum engine_answer *answer) {
    struct event event;
    int count = 0;
    int64_t last_us = 0;
    while ((*answer = next(until_us, &event)) == ENGINE_EVENT) {
        assert_true(event.t_us >= last_us && event.t_us <= until_us);
        assert_int_equal(event.seq, 0);
        last_us = event.t_us;
        count++;
    }
    return count;
}

/* ---- as fast as asked for ------------------------------------------------------------ */

static void the_starts_come_first_and_time_goes_as_far_as_asked(void **state) {
    (void)state;
    enum engine_answer answer;
    assert_int_equal(drain(0, &answer), 3 + 2); /* A stands and sends, too */
    assert_int_equal(answer, ENGINE_TIME);
    assert_int_equal(engine->ops->now_us(engine), 0);
    assert_true(drain(500000, &answer) > 30);
    assert_int_equal(answer, ENGINE_TIME);
    assert_int_equal(engine->ops->now_us(engine), 500000);
}

static void a_command_is_carried_out_at_the_time_it_is_given(void **state) {
    (void)state;
    enum engine_answer answer;
    struct event event;
    (void)drain(123456, &answer);
    submit("kill B");
    assert_int_equal(next(TIME_NEVER, &event), ENGINE_EVENT);
    assert_int_equal(event.kind, EVENT_COMMAND);
    assert_int_equal(event.t_us, 123456);
    assert_int_equal(next(TIME_NEVER, &event), ENGINE_EVENT);
    assert_int_equal(event.kind, EVENT_STOP);
}

static void after_stop_comes_what_was_told_and_then_the_end(void **state) {
    (void)state;
    enum engine_answer answer;
    (void)drain(50000, &answer);
    submit("note last words");
    engine->ops->stop(engine);
    submit("note too late");
    assert_int_equal(drain(TIME_NEVER, &answer), 1);
    assert_int_equal(answer, ENGINE_END);
}

static void with_everybody_dead_and_no_limit_it_is_idle(void **state) {
    (void)state;
    enum engine_answer answer;
    (void)drain(50000, &answer);
    submit("kill A B C");
    for (int i = 0; i < 100; i++) (void)drain(50000 + i * 100000, &answer);
    assert_int_equal(answer, ENGINE_TIME);
    (void)drain(TIME_NEVER, &answer);
    assert_int_equal(answer, ENGINE_IDLE);
    submit("revive A");
    struct event event;
    assert_int_equal(next(TIME_NEVER, &event), ENGINE_EVENT);
}

static void pause_and_speed_mean_nothing_unpaced(void **state) {
    (void)state;
    enum engine_answer answer;
    engine->ops->pause(engine, true);
    engine->ops->speed(engine, 100);
    assert_true(drain(100000, &answer) > 20);
    assert_int_equal(answer, ENGINE_TIME);
}

static void a_flood_of_events_is_kept_whole(void **state) {
    (void)state;
    enum engine_answer answer;
    (void)drain(1000, &answer);
    for (int i = 0; i < 5000; i++) submit("note again");
    assert_int_equal(drain(1000, &answer), 5000);
    assert_int_equal(answer, ENGINE_TIME);
}

/* ---- paced by real time ----------------------------------------------------------------- */

static void paced_it_goes_no_further_than_real_time(void **state) {
    (void)state;
    enum engine_answer answer;
    sys_leap(LEAP_NS);
    assert_true(drain(TIME_NEVER, &answer) > 20);
    assert_int_equal(answer, ENGINE_IDLE);
    assert_in_range(engine->ops->now_us(engine), 100000, 90 * US_PER_S);
    assert_true(engine->ops->now_us(engine) < 10 * US_PER_S);
}

static void speed_scales_real_time(void **state) {
    (void)state;
    enum engine_answer answer;
    (void)drain(TIME_NEVER, &answer);
    const int64_t before_us = engine->ops->now_us(engine);
    engine->ops->speed(engine, 10000);
    sys_leap(LEAP_NS);
    (void)drain(TIME_NEVER, &answer);
    assert_true(engine->ops->now_us(engine) >= before_us + 1000000);
}

static void a_pause_stops_time_and_let_lets_some_pass(void **state) {
    (void)state;
    enum engine_answer answer;
    sys_leap(LEAP_NS);
    (void)drain(TIME_NEVER, &answer);
    engine->ops->pause(engine, true);
    (void)drain(TIME_NEVER, &answer);
    const int64_t before_us = engine->ops->now_us(engine);
    sys_leap(LEAP_NS);
    (void)drain(TIME_NEVER, &answer);
    assert_in_range(engine->ops->now_us(engine) - before_us, 0, 50000); /* until the pause */
    const int64_t paused_us = engine->ops->now_us(engine);
    engine->ops->let(engine, 1000);
    sys_leap(LEAP_NS);
    (void)drain(TIME_NEVER, &answer);
    assert_int_equal(engine->ops->now_us(engine), paused_us + 1000);
}

static void a_suspended_process_leaves_its_time_out_and_says_so(void **state) {
    (void)state;
    enum engine_answer answer;
    (void)drain(TIME_NEVER, &answer);
    sys_leap(3600 * INT64_C(1000000000));
    struct event event;
    int64_t left_out_us = 0;
    while (next(TIME_NEVER, &event) == ENGINE_EVENT) {
        if (event.kind == EVENT_CLOCK) left_out_us += event.until_us;
    }
    assert_in_range(left_out_us, 3600 * US_PER_S, 3700 * US_PER_S);
    assert_true(engine->ops->now_us(engine) < 60 * US_PER_S);
}

static void a_command_paced_comes_after_what_was_due_before_it(void **state) {
    (void)state;
    struct event event;
    sys_leap(LEAP_NS);
    submit("kill C");
    int64_t last_us = 0;
    bool elected = false, killed = false;
    while (next(TIME_NEVER, &event) == ENGINE_EVENT) {
        assert_true(event.t_us >= last_us);
        last_us = event.t_us;
        if (event.kind == EVENT_LEASE && !killed) elected = true;
        if (event.kind == EVENT_STOP) killed = true;
    }
    assert_true(elected && killed);
}

static void waiting_paced_ends_with_the_next_event(void **state) {
    (void)state;
    enum engine_answer answer;
    struct event event;
    (void)drain(TIME_NEVER, &answer);
    do {
        answer = engine->ops->next(engine, TIME_NEVER, true, &event);
    } while (answer == ENGINE_IDLE); /* waited in vain for a while */
    assert_int_equal(answer, ENGINE_EVENT);
}

int main(void) {
#define U(name) cmocka_unit_test_setup_teardown(name, open_unpaced, close_engine)
#define P(name) cmocka_unit_test_setup_teardown(name, open_paced, close_engine)
    const struct CMUnitTest tests[] = {
        U(the_starts_come_first_and_time_goes_as_far_as_asked),
        U(a_command_is_carried_out_at_the_time_it_is_given),
        U(after_stop_comes_what_was_told_and_then_the_end),
        U(with_everybody_dead_and_no_limit_it_is_idle),
        U(pause_and_speed_mean_nothing_unpaced),
        U(a_flood_of_events_is_kept_whole),
        P(paced_it_goes_no_further_than_real_time),
        P(speed_scales_real_time),
        P(a_pause_stops_time_and_let_lets_some_pass),
        P(a_suspended_process_leaves_its_time_out_and_says_so),
        P(a_command_paced_comes_after_what_was_due_before_it),
        P(waiting_paced_ends_with_the_next_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
