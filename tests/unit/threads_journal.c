#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "threads/journal.h"
#include "threads/sys.h"

enum { PRODUCERS = 4, STEPS = 400 };

static struct journal *journal;

static int open_journal(void **state) {
    (void)state;
    journal = calloc(1, sizeof *journal);
    assert_int_equal(journal_open(journal), JOURNAL_WHOLE);
    pacer_pause(&journal->pacer, false, sys_now_ns());
    return 0;
}

static int close_journal(void **state) {
    (void)state;
    journal_close(journal);
    free(journal);
    return 0;
}

/* Each step adds a run of events whose ids say whose and the how-manieth it is. */
static void *produce(void *argument) {
    const uint8_t me = *(const uint8_t *)argument;
    uint64_t id = 0;
    for (int step = 0; step < STEPS; step++) {
        if (!journal_begin(journal)) return NULL;
        const int run = step % JOURNAL_STEP_EVENTS;
        for (int i = 0; i < run; i++) journal_add(journal, EVENT_DUTY, me)->id = ++id;
        journal_end(journal);
    }
    return NULL;
}

static bool next(struct event *out) {
    for (;;) {
        struct pollfd bell = { .fd = journal->bell.fds[0], .events = POLLIN };
        switch (journal_take(journal, TIME_NEVER, out)) {
        case JOURNAL_EVENT: return true;
        case JOURNAL_TIME:
        case JOURNAL_END: return false;
        case JOURNAL_NOTHING: (void)sys_poll(&bell, 1, -1); /* no time-out: the bell must ring */
        }
    }
}

static void under_load_no_event_is_lost_and_time_never_falls(void **state) {
    (void)state;
    pthread_t thread[PRODUCERS];
    static uint8_t name[PRODUCERS] = { 0, 1, 2, 3 };
    uint64_t wanted = 0, taken = 0, last_id[PRODUCERS] = { 0 };
    int64_t last_us = 0;
    for (int step = 0; step < STEPS; step++) {
        wanted += (uint64_t)PRODUCERS * (uint64_t)(step % JOURNAL_STEP_EVENTS);
    }
    for (int i = 0; i < PRODUCERS; i++) {
        assert_true(sys_thread(&thread[i], produce, &name[i]));
    }
    struct event event;
    while (taken < wanted) {
        assert_true(next(&event));
        if (event.kind == EVENT_CLOCK) continue; /* a machine that froze */
        assert_true(event.t_us >= last_us);
        last_us = event.t_us;
        assert_int_equal(event.id, last_id[event.node] + 1);
        last_id[event.node] = event.id;
        taken++;
    }
    for (int i = 0; i < PRODUCERS; i++) assert_int_equal(pthread_join(thread[i], NULL), 0);
    assert_int_equal(journal->added, journal->taken);
    assert_true(journal->taken >= wanted);
}

static void a_consumer_that_sleeps_stops_nobody(void **state) {
    (void)state;
    pthread_t thread;
    static uint8_t name = 0;
    struct event event;
    assert_true(sys_thread(&thread, produce, &name));
    assert_int_equal(pthread_join(thread, NULL), 0); /* far more than the ring holds */
    assert_true(journal->added > 4 * JOURNAL_RING_EVENTS);
    journal_finish(journal);
    while (next(&event)) {
    }
    assert_int_equal(journal->added, journal->taken);
}

static void events_of_later_wait_until_they_are_asked_for(void **state) {
    (void)state;
    struct event event;
    assert_true(journal_begin(journal));
    const int64_t now_us = journal->now_us;
    journal_add(journal, EVENT_DUTY, 1);
    journal_end(journal);
    assert_true(next(&event));
    assert_true(journal_begin(journal));
    const int64_t later_us = journal->now_us;
    journal_add(journal, EVENT_DUTY, 2);
    journal_end(journal);
    journal_finish(journal);
    if (later_us > now_us) {
        assert_int_equal(journal_take(journal, later_us - 1, &event), JOURNAL_TIME);
    }
    assert_int_equal(journal_take(journal, later_us, &event), JOURNAL_EVENT);
    assert_int_equal(journal_take(journal, later_us, &event), JOURNAL_END);
}

static void time_is_told_only_when_it_has_come(void **state) {
    (void)state;
    struct event event;
    const int64_t now_us = journal_now(journal);
    assert_int_equal(journal_take(journal, now_us, &event), JOURNAL_TIME);
    assert_int_equal(journal_take(journal, now_us + 3600 * US_PER_S, &event), JOURNAL_NOTHING);
}

static void without_memory_what_was_told_still_comes_out(void **state) {
    (void)state;
    pthread_t thread;
    static uint8_t name = 0;
    struct event event;
    sys_fail(1u << SYS_MEMORY, 3);
    assert_true(sys_thread(&thread, produce, &name));
    assert_int_equal(pthread_join(thread, NULL), 0); /* let go instead of waiting for ever */
    assert_true(sys_failed());
    assert_true(journal->broken);
    uint64_t id = 0;
    while (next(&event)) {
        if (event.kind == EVENT_DUTY) assert_int_equal(event.id, ++id);
    }
    assert_true(id > 2 * JOURNAL_CHUNK_EVENTS);
    assert_int_equal(journal->added, journal->taken);
    assert_false(journal_begin(journal));
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_journal, close_journal)
        TEST(under_load_no_event_is_lost_and_time_never_falls),
        TEST(a_consumer_that_sleeps_stops_nobody),
        TEST(events_of_later_wait_until_they_are_asked_for),
        TEST(time_is_told_only_when_it_has_come),
        TEST(without_memory_what_was_told_still_comes_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
