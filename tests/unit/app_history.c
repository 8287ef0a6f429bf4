/* Goal: every event comes back as it was, from memory and from disk. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/history.h"

enum { MANY = 3 * HISTORY_CACHE };

static struct event nth(size_t number) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = number % 7 == 0 ? EVENT_EXPECT : EVENT_SIGN;
    event.seq = number + 1;
    event.t_us = (int64_t)(number / 2) * 10; /* two events at each instant */
    event.term = (uint32_t)number;
    if (event.kind == EVENT_EXPECT) event.text[number % 100] = 'x';
    return event;
}

static void fill(struct history *history) {
    assert_true(history_open(history));
    for (size_t i = 0; i < MANY; i++) {
        const struct event event = nth(i);
        (void)history_add(history, &event);
    }
}

static void every_event_comes_back_as_it_was(void **state) {
    (void)state;
    struct history history;
    fill(&history);
    assert_int_equal(history.first, 0);
    for (size_t i = 0; i < MANY; i += 97) {
        struct event event;
        const struct event expected = nth(i);
        assert_true(history_get(&history, i, &event));
        assert_memory_equal(&event, &expected, sizeof event);
    }
    history_close(&history);
}

static void until_counts_all_events_of_an_instant(void **state) {
    (void)state;
    struct history history;
    fill(&history);
    assert_int_equal(history_until(&history, -1), 0);
    assert_int_equal(history_until(&history, 0), 2);
    assert_int_equal(history_until(&history, 9), 2);
    assert_int_equal(history_until(&history, 10), 4);
    assert_int_equal(history_until(&history, INT64_MAX), MANY);
    history_close(&history);
}

static void without_a_temporary_file_the_newest_are_kept(void **state) {
    (void)state;
    struct history history;
    struct event event;
    setenv("TMPDIR", "/no/such/folder", 1);
    fill(&history);
    unsetenv("TMPDIR");
    assert_int_equal(history.file, -1);
    assert_int_equal(history.first, MANY - HISTORY_CACHE);
    assert_true(history_get(&history, MANY - 1, &event));
    assert_int_equal(event.seq, MANY);
    assert_int_equal(history_until(&history, INT64_MAX), MANY);
    history_close(&history);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_comes_back_as_it_was),
        cmocka_unit_test(until_counts_all_events_of_an_instant),
        cmocka_unit_test(without_a_temporary_file_the_newest_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
