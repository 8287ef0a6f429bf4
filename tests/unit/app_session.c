/* Goal: a session numbers, judges, writes and plays, and its verdict says what came of it.
 * Method: on the simulator; liveness on an engine that plays events given to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/session.h"
#include "app/setup.h"

static struct session session;
static struct scenario *scenario;
static struct event event;

static struct trace_header open_scenario(const char *text, FILE *trace) {
    static const struct options options = { .nodes = 5, .drift_ppm = DRIFT_PPM_DEFAULT };
    struct trace_header header;
    struct engine *engine;
    struct err_info info;
    assert_int_equal(setup_parse(text, strlen(text), "t.ring", &scenario), EXIT_HOLDS);
    assert_int_equal(setup_header(&options, scenario, "t.ring", &header), EXIT_HOLDS);
    assert_int_equal(engine_sim_open(&header, false, &engine, &info), ERR_NONE);
    (void)session_open(&session, &header, engine, scenario, trace);
    return header;
}

static int close_session(void **state) {
    (void)state;
    session_close(&session);
    free(scenario);
    scenario = NULL;
    return 0;
}

static enum engine_answer play_out(void) {
    enum engine_answer answer;
    while ((answer = session_next(&session, true, &event)) == ENGINE_EVENT) {
    }
    return answer;
}

/* ---- numbers and own events ------------------------------------------------------- */

static void numbers_have_no_gaps_and_own_events_follow_their_cause(void **state) {
    (void)state;
    uint64_t seq = 0;
    int64_t t_us = 0;
    int expects = 0, violations = 0;
    open_scenario("nodes 3\nengine sim\nseed 5\nquorum none\n0s expect leader within 2s\n"
                  "+0s isolate leader\n+0s expect violation S2 within 10s\n",
                  NULL);
    while (session_next(&session, true, &event) == ENGINE_EVENT) {
        assert_int_equal(event.seq, seq + 1);
        assert_true(event.t_us >= t_us);
        if (event.kind == EVENT_VIOLATION) {
            assert_int_equal(event.line, seq); /* the event just before */
            assert_int_equal(event.t_us, t_us);
            violations++;
        }
        expects += event.kind == EVENT_EXPECT;
        seq = event.seq;
        t_us = event.t_us;
    }
    assert_int_equal(expects, 2);
    assert_true(violations > 0);
    assert_int_equal(session.verdict.events, seq);
    assert_int_equal(session.verdict.expectations_met, 2);
}

/* ---- verdicts ------------------------------------------------------------------------ */

#define SPLIT                                                                                      \
    "nodes 3\nengine sim\nseed 5\nquorum none\n0s expect leader within 2s\n+0s isolate leader\n"

static void an_expected_violation_does_not_fail_the_run(void **state) {
    (void)state;
    open_scenario(SPLIT "+0s expect violation S2 within 10s\n", NULL);
    assert_int_equal(play_out(), ENGINE_END);
    assert_true(session.broken[PROPERTY_S2] > 0);
    assert_int_equal(session.verdict.violations, 0);
    assert_int_equal(session.verdict.exit, EXIT_HOLDS);
}

static void an_unexpected_violation_does(void **state) {
    (void)state;
    open_scenario(SPLIT "+3s note over\n", NULL);
    assert_int_equal(play_out(), ENGINE_END);
    assert_true(session.verdict.violations > 0);
    assert_int_equal(session.verdict.exit, EXIT_VIOLATED);
}

static void a_failed_expectation_fails_the_run_but_does_not_end_it(void **state) {
    (void)state;
    open_scenario("nodes 3\nengine sim\nseed 5\n0s expect leader B within 100ms\n"
                  "+0s expect leader A within 1s\n",
                  NULL);
    assert_int_equal(play_out(), ENGINE_END);
    assert_int_equal(session.verdict.expectations_met, 1);
    assert_int_equal(session.verdict.expectations_failed, 1);
    assert_int_equal(session.verdict.exit, EXIT_VIOLATED);
}

static void a_run_goes_on_to_the_time_asked_for(void **state) {
    (void)state;
    open_scenario("nodes 2\nengine sim\nseed 5\n0s note x\n", NULL);
    session.for_us = 700 * US_PER_MS;
    assert_int_equal(play_out(), ENGINE_END);
    assert_true(session.now_us >= 700 * US_PER_MS);
    assert_true(session.verdict.elections == 1);
}

/* ---- liveness: real time is nobody's promise -------------------------------------------- */

struct deaf {
    struct engine engine;
    int next; /* two starts, then only time */
};

static enum engine_answer deaf_next(struct engine *engine, int64_t until_us, bool wait,
                                    struct event *out) {
    struct deaf *self = (struct deaf *)engine;
    (void)wait;
    if (self->next == 2) return until_us == TIME_NEVER ? ENGINE_END : ENGINE_TIME;
    *out = (struct event){ .kind = EVENT_START, .node = (uint8_t)self->next++ };
    return ENGINE_EVENT;
}
static void deaf_stop(struct engine *engine) {
    (void)engine;
}
static const struct engine_ops deaf_ops = { .next = deaf_next,
                                            .stop = deaf_stop,
                                            .close = deaf_stop };

/* Nobody ever leads: how does the run end? */
static void play_leaderless(enum engine_kind kind, bool strict) {
    static struct deaf deaf;
    static const struct options options = { .nodes = 2, .drift_ppm = DRIFT_PPM_DEFAULT };
    struct trace_header header;
    assert_int_equal(setup_header(&options, NULL, NULL, &header), EXIT_HOLDS);
    header.engine = kind;
    deaf = (struct deaf){ .engine = { .ops = &deaf_ops, .fd = -1 } };
    (void)session_open(&session, &header, &deaf.engine, NULL, NULL);
    session.for_us = 60 * US_PER_S;
    session.strict_liveness = strict;
    assert_int_equal(play_out(), ENGINE_END);
    assert_true(session.broken[PROPERTY_L1] + session.broken[PROPERTY_L2] > 0);
}

static void liveness_is_only_reported_on_threads(void **state) {
    (void)state;
    play_leaderless(ENGINE_SIM, false);
    assert_int_equal(session.verdict.exit, EXIT_VIOLATED);
    play_leaderless(ENGINE_THREADS, false);
    assert_int_equal(session.verdict.exit, EXIT_HOLDS);
    assert_int_equal(session.verdict.violations, 0);
    play_leaderless(ENGINE_THREADS, true);
    assert_int_equal(session.verdict.exit, EXIT_VIOLATED);
}

/* ---- the trace ----------------------------------------------------------------------------- */

static void a_trace_is_a_line_each_between_header_and_verdict(void **state) {
    (void)state;
    char *bytes = NULL;
    size_t length;
    FILE *trace = open_memstream(&bytes, &length);
    open_scenario("nodes 3\nengine sim\nseed 5\n0s expect leader A within 1s\n", trace);
    assert_int_equal(play_out(), ENGINE_END);
    assert_int_equal(fclose(trace), 0);
    uint64_t lines = 0;
    for (size_t i = 0; i < length; i++) lines += bytes[i] == '\n';
    assert_int_equal(lines, session.verdict.events + 2);
    assert_memory_equal(bytes, "{\"type\":\"header\"", 16);
    assert_non_null(strstr(bytes, "\n{\"type\":\"verdict\",\"exit\":0,"));
    free(bytes);
}

static void a_full_disk_ends_the_run_with_the_environments_code(void **state) {
    (void)state;
    FILE *trace = fopen("/dev/full", "w");
    if (trace == NULL) skip();
    open_scenario("nodes 3\nengine sim\nseed 5\n0s expect leader A within 1s\n", trace);
    assert_int_equal(play_out(), ENGINE_FAILED);
    assert_int_equal(session.err, ERR_WRITE);
    assert_int_equal(session.verdict.exit, EXIT_ENVIRONMENT);
    assert_non_null(strstr(session.info.text, "cannot write the trace: "));
    (void)fclose(trace);
}

static void a_reader_that_went_away_ends_the_run_quietly(void **state) {
    (void)state;
    int fds[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(fds), 0);
    close(fds[0]);
    FILE *trace = fdopen(fds[1], "w");
    open_scenario("nodes 3\nengine sim\nseed 5\n0s expect leader A within 1s\n", trace);
    assert_int_equal(play_out(), ENGINE_FAILED);
    assert_int_equal(session.err, ERR_PIPE_CLOSED);
    assert_int_equal(session.verdict.exit, EXIT_HOLDS);
    (void)fclose(trace);
}

static void a_run_that_is_ended_hands_out_its_last_events_and_its_verdict(void **state) {
    (void)state;
    int stops = 0;
    enum engine_answer answer;
    char *bytes = NULL;
    size_t length;
    FILE *trace = open_memstream(&bytes, &length);
    open_scenario("nodes 3\nengine sim\nseed 5\n0s note x\n+100s note y\n", trace);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(session_next(&session, true, &event), ENGINE_EVENT);
    }
    session_end(&session);
    session_end(&session); /* again: nothing more */
    while ((answer = session_next(&session, true, &event)) == ENGINE_EVENT) {
        stops += event.kind == EVENT_STOP;
    }
    assert_int_equal(answer, ENGINE_END);
    assert_int_equal(session_next(&session, true, &event), ENGINE_END);
    assert_int_equal(stops, 0); /* the end is no kill */
    assert_int_equal(fclose(trace), 0);
    assert_non_null(strstr(bytes, "\n{\"type\":\"verdict\""));
    free(bytes);
}

int main(void) {
#define CASE(name) cmocka_unit_test_teardown(name, close_session)
    const struct CMUnitTest tests[] = {
        CASE(numbers_have_no_gaps_and_own_events_follow_their_cause),
        CASE(an_expected_violation_does_not_fail_the_run),
        CASE(an_unexpected_violation_does),
        CASE(a_failed_expectation_fails_the_run_but_does_not_end_it),
        CASE(a_run_goes_on_to_the_time_asked_for),
        CASE(liveness_is_only_reported_on_threads),
        CASE(a_trace_is_a_line_each_between_header_and_verdict),
        CASE(a_full_disk_ends_the_run_with_the_environments_code),
        CASE(a_reader_that_went_away_ends_the_run_quietly),
        CASE(a_run_that_is_ended_hands_out_its_last_events_and_its_verdict),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
