/* Goal: the scrubber forgets no mark, however long the run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tui/view/scrub.h"

static struct scrub scrub;

static void add(enum event_kind kind, int64_t t_us) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.t_us = t_us;
    scrub_add(&scrub, &event);
}

static void a_mark_is_found_where_it_is_and_nowhere_else(void **state) {
    (void)state;
    scrub_init(&scrub);
    add(EVENT_STOP, 4 * SCRUB_BIN_US + 1);
    assert_int_equal(scrub_find(&scrub, 4 * SCRUB_BIN_US, 5 * SCRUB_BIN_US), SCRUB_KILL);
    assert_int_equal(scrub_find(&scrub, 0, 4 * SCRUB_BIN_US), SCRUB_KIND_COUNT);
    assert_int_equal(scrub_find(&scrub, 5 * SCRUB_BIN_US, 1000 * SCRUB_BIN_US), SCRUB_KIND_COUNT);
    assert_int_equal(scrub_find(&scrub, 0, TIME_NEVER), SCRUB_KILL);
}

static void the_gravest_of_several_is_drawn(void **state) {
    (void)state;
    scrub_init(&scrub);
    add(EVENT_STALL, 10);
    assert_int_equal(scrub_find(&scrub, 0, US_PER_S), SCRUB_STALL);
    add(EVENT_STOP, 20);
    assert_int_equal(scrub_find(&scrub, 0, US_PER_S), SCRUB_KILL);
    add(EVENT_VIOLATION, 30);
    assert_int_equal(scrub_find(&scrub, 0, US_PER_S), SCRUB_VIOLATION);
}

static void the_routine_of_messages_leaves_no_mark(void **state) {
    (void)state;
    scrub_init(&scrub);
    for (int kind = 0; kind < EVENT_COUNT; kind++) {
        struct event event;
        memset(&event, 0, sizeof event);
        event.kind = (enum event_kind)kind;
        event.role = ROLE_FOLLOWER;
        event.why = WHY_QUORUM_SIGNED;
        const bool marks = scrub_kind_of(&event) != SCRUB_KIND_COUNT;
        assert_int_equal(marks, kind == EVENT_STOP || kind == EVENT_STALL ||
                                    kind == EVENT_COMMAND || kind == EVENT_VIOLATION ||
                                    kind == EVENT_EXPECT);
    }
}

static void every_command_has_its_mark(void **state) {
    (void)state;
    for (int kind = 0; kind < COMMAND_COUNT; kind++) {
        struct event event;
        memset(&event, 0, sizeof event);
        event.kind = EVENT_COMMAND;
        event.command.kind = (enum command_kind)kind;
        const enum scrub_kind mark = scrub_kind_of(&event);
        const bool cuts =
            kind == COMMAND_CUT || kind == COMMAND_PARTITION || kind == COMMAND_ISOLATE;
        assert_int_equal(mark == SCRUB_CUT, cuts);
        assert_int_equal(mark == SCRUB_KILL, kind == COMMAND_KILL);
        assert_true(mark != SCRUB_KIND_COUNT);
    }
}

static void days_take_no_more_room_and_lose_no_mark(void **state) {
    (void)state;
    const int64_t hour_us = 3600 * US_PER_S;
    scrub_init(&scrub);
    for (int hour = 0; hour < 100; hour++) add(EVENT_STOP, hour * hour_us);
    assert_true(SCRUB_BINS * scrub.bin_us > 99 * hour_us);
    assert_true(scrub.bin_us < hour_us / 4);
    for (int hour = 0; hour < 100; hour++) {
        const int64_t from_us = hour * hour_us - hour_us / 4;
        assert_int_equal(scrub_find(&scrub, from_us, from_us + hour_us / 2), SCRUB_KILL);
        assert_int_equal(scrub_find(&scrub, from_us + hour_us / 2, from_us + hour_us),
                         SCRUB_KIND_COUNT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_mark_is_found_where_it_is_and_nowhere_else),
        cmocka_unit_test(the_gravest_of_several_is_drawn),
        cmocka_unit_test(the_routine_of_messages_leaves_no_mark),
        cmocka_unit_test(every_command_has_its_mark),
        cmocka_unit_test(days_take_no_more_room_and_lose_no_mark),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
