/* Goal: a branch is its parent up to the fork, event by event, and goes its own way after. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/branches.h"
#include "app/engine_sim.h"
#include "threads/sys.h"

static struct trace_header header;
static struct session first;
static struct history history, grown;
static struct branches branches;
static struct event event, other;

static struct command kill_of(uint8_t node) {
    return (struct command){
        .kind = COMMAND_KILL, .who = set_of(node), .x = NODE_NONE, .y = NODE_NONE
    };
}

/* Takes what there is up to a time; the engine is not paced. */
static void run_to(struct session *session, struct history *into, int64_t t_us) {
    for (;;) {
        const enum engine_answer answer =
            session->engine->ops->next(session->engine, t_us, false, &event);
        if (answer != ENGINE_EVENT) return;
        event.seq = ++session->seq;
        assert_true(history_add(into, &event));
    }
}

/* Three nodes of a simulated second, B killed after 400 ms. */
static void open_story(uint64_t seed) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    struct err_info info = { "" };
    struct engine *engine;
    memset(&header, 0, sizeof header);
    header.engine = ENGINE_SIM;
    header.seed = seed;
    header.elect.nodes = 3;
    header.elect.policy = QUORUM_MAJORITY;
    header.elect.timers = timers_derive(3, QUORUM_MAJORITY, &wanted);
    memcpy(header.ring, order, sizeof header.ring);
    elect_ring(&header.elect, order, 3);
    assert_int_equal(engine_sim_open(&header, false, &engine, &info), ERR_NONE);
    assert_int_equal(session_open(&first, &header, engine, NULL, NULL), ERR_NONE);
    assert_true(history_open(&history));
    assert_true(history_open(&grown));
    run_to(&first, &history, 400 * US_PER_MS);
    const struct command command = kill_of(1);
    session_submit(&first, &command);
    run_to(&first, &history, US_PER_S);
    branches_open(&branches, &first);
}

static void close_story(void) {
    branches_close(&branches);
    session_close(&first);
    history_close(&history);
    history_close(&grown);
}

/* What a paced engine tells up to the moment it is at. */
static void take_waiting(struct session *session) {
    while (session->engine->ops->next(session->engine, TIME_NEVER, false, &event) == ENGINE_EVENT) {
        event.seq = ++session->seq;
        assert_true(history_add(&grown, &event));
    }
}

static void let_run(struct session *session, int64_t us) {
    take_waiting(session);
    session->engine->ops->let(session->engine, us);
    for (int64_t done_us = 0; done_us <= us; done_us += 10 * US_PER_MS) {
        sys_leap(10 * US_PER_MS * 1000);
        take_waiting(session);
    }
}

static void a_branch_that_does_nothing_else_is_its_parent(void **state) {
    (void)state;
    struct err_info info = { "" };
    const struct command did = kill_of(0);
    open_story(7);
    const size_t count = history_until(&history, 600 * US_PER_MS);
    const int to = branches_fork(&branches, &history, count, 600 * US_PER_MS, &did, &info);
    assert_int_equal(to, 1);
    struct session *session = branches.branch[to].session;
    assert_int_equal(session->seq, count);
    assert_int_equal(session->engine->ops->now_us(session->engine), 600 * US_PER_MS);
    let_run(session, 300 * US_PER_MS);
    assert_true(grown.count > 10);
    for (size_t i = 0; i < grown.count; i++) {
        assert_true(history_get(&grown, i, &event));
        assert_true(history_get(&history, count + i, &other));
        assert_memory_equal(&event, &other, sizeof event);
    }
    close_story();
}

static void a_branch_that_acts_differs_after_the_fork(void **state) {
    (void)state;
    struct err_info info = { "" };
    const struct command did = kill_of(0);
    open_story(7);
    const size_t count = history_until(&history, 300 * US_PER_MS);
    const int to = branches_fork(&branches, &history, count, 300 * US_PER_MS, &did, &info);
    assert_int_equal(to, 1);
    assert_int_equal(branches.branch[to].fork_events, count);
    struct session *session = branches.branch[to].session;
    session_submit(session, &did);
    let_run(session, 200 * US_PER_MS);
    assert_true(history_get(&grown, 0, &event));
    assert_int_equal(event.kind, EVENT_COMMAND);
    assert_int_equal(event.t_us, 300 * US_PER_MS);
    assert_int_equal(event.seq, count + 1);
    for (size_t i = 0; i < grown.count; i++) { /* B was killed in the parent alone */
        assert_true(history_get(&grown, i, &event));
        assert_false(event.kind == EVENT_STOP && event.node == 1);
    }
    close_story();
}

static void a_past_that_cannot_be_simulated_again_makes_no_branch(void **state) {
    (void)state;
    struct err_info info = { "" };
    const struct command did = kill_of(0);
    open_story(7);
    assert_true(history_get(&history, 20, &event));
    event.t_us++;
    history.cache[20] = event;
    assert_int_equal(branches_fork(&branches, &history, history.count, US_PER_S, &did, &info), -1);
    assert_string_equal(info.text, "no branch: simulated again, event 21 is not what it was");
    assert_int_equal(branches.count, 1);
    close_story();
}

static void there_are_only_so_many_branches(void **state) {
    (void)state;
    struct err_info info = { "" };
    const struct command did = kill_of(0);
    open_story(7);
    for (int i = 1; i < BRANCHES_MAX; i++) {
        assert_int_equal(branches_fork(&branches, &history, 3, 0, &did, &info), i);
    }
    assert_int_equal(branches_fork(&branches, &history, 3, 0, &did, &info), -1);
    branches_drop(&branches);
    assert_int_equal(branches.count, BRANCHES_MAX - 1);
    close_story();
}

int main(void) {
    sys_still();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_branch_that_does_nothing_else_is_its_parent),
        cmocka_unit_test(a_branch_that_acts_differs_after_the_fork),
        cmocka_unit_test(a_past_that_cannot_be_simulated_again_makes_no_branch),
        cmocka_unit_test(there_are_only_so_many_branches),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
