#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine.h"
#include "threads/sys.h"

static struct trace_header header;
static struct engine *engine;
static struct event event;

static int open_engine(void **state) {
    (void)state;
    struct err_info info;
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    for (uint8_t i = 0; i < 3; i++) header.ring[i] = i;
    elect_ring(&header.elect, header.ring, 3);
    header.elect.policy = QUORUM_ACTIVE;
    header.elect.timers = timers_derive(3, QUORUM_ACTIVE, &wanted);
    assert_int_equal(engine_threads_open(&header, &engine, &info), ERR_NONE);
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

/* The next answer that is not "nothing yet". */
static enum engine_answer answer(int64_t until_us) {
    enum engine_answer next;
    do next = engine->ops->next(engine, until_us, true, &event);
    while (next == ENGINE_IDLE);
    return next;
}

static void the_descriptor_is_readable_exactly_when_there_is_something(void **state) {
    (void)state;
    struct pollfd fd = { .fd = engine->fd, .events = POLLIN };
    engine->ops->pause(engine, true);
    (void)sys_poll(NULL, 0, 20000000); /* steps that were under way */
    while (engine->ops->next(engine, TIME_NEVER, false, &event) == ENGINE_EVENT) {
    }
    assert_int_equal(poll(&fd, 1, 0), 0);
    submit("note here");
    assert_int_equal(poll(&fd, 1, 10000), 1);
    assert_int_equal(engine->ops->next(engine, TIME_NEVER, false, &event), ENGINE_EVENT);
    assert_int_equal(event.kind, EVENT_COMMAND);
    assert_string_equal(event.command.note, "here");
    assert_int_equal(engine->ops->next(engine, TIME_NEVER, false, &event), ENGINE_IDLE);
}

static void time_comes_after_all_events_up_to_it(void **state) {
    (void)state;
    const int64_t until_us = engine->ops->now_us(engine) + 100 * US_PER_MS;
    enum engine_answer next;
    while ((next = answer(until_us)) == ENGINE_EVENT) assert_true(event.t_us <= until_us);
    assert_int_equal(next, ENGINE_TIME);
    assert_true(engine->ops->now_us(engine) >= until_us);
}

static void after_stop_the_rest_comes_and_then_the_end(void **state) {
    (void)state;
    engine->ops->speed(engine, 2000);
    submit("kill A");
    engine->ops->stop(engine);
    bool stopped = false;
    enum engine_answer next;
    while ((next = answer(TIME_NEVER)) == ENGINE_EVENT) {
        if (event.kind == EVENT_STOP) stopped = true;
    }
    assert_true(stopped);
    assert_int_equal(next, ENGINE_END);
    assert_int_equal(answer(TIME_NEVER), ENGINE_END);
}

static void a_revival_the_system_refuses_is_a_failure_with_a_reason(void **state) {
    (void)state;
    submit("kill A");
    sys_fail(1u << SYS_THREAD, 1);
    submit("revive A");
    enum engine_answer next;
    while ((next = answer(TIME_NEVER)) == ENGINE_EVENT) {
    }
    assert_int_equal(next, ENGINE_FAILED);
    assert_int_equal(engine->err, ERR_NO_THREAD);
    assert_non_null(strstr(engine->info.text, "node A"));
}

static void the_environment_can_ask_for_a_failure(void **state) {
    (void)state;
    struct engine *other;
    struct err_info info = { "" };
    for (int nth = 1; nth <= 3; nth++) {
        const char digit[2] = { (char)('0' + nth), 0 };
        assert_int_equal(setenv("RINGLEADER_FAIL_NTH", digit, 1), 0);
        const enum err err = engine_threads_open(&header, &other, &info);
        assert_true(err == ERR_NO_MEMORY || err == ERR_NO_FD);
        assert_null(other);
        assert_int_not_equal(info.text[0], 0);
    }
    assert_int_equal(unsetenv("RINGLEADER_FAIL_NTH"), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_engine, close_engine)
        TEST(the_descriptor_is_readable_exactly_when_there_is_something),
        TEST(time_comes_after_all_events_up_to_it),
        TEST(after_stop_the_rest_comes_and_then_the_end),
        TEST(a_revival_the_system_refuses_is_a_failure_with_a_reason),
        TEST(the_environment_can_ask_for_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
