/* Goal: a moment of the past looks as it looked then, however one got there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "tui/view/travel.h"

enum { MANY = 12000, STEP_US = 1000 };

static struct trace_header header;
static struct travel travel;
static struct event told[MANY + 100];
static size_t count;
static struct view fresh, before;

static struct event *tell(enum event_kind kind, uint8_t node, int64_t t_us) {
    struct event *event = &told[count];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->node = node;
    event->leader = NODE_NONE;
    event->t_us = t_us;
    event->seq = ++count;
    return event;
}

static void open_past(bool recorded) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    memset(&header, 0, sizeof header);
    header.elect.nodes = 3;
    header.elect.policy = QUORUM_ACTIVE;
    header.elect.timers = timers_derive(3, QUORUM_ACTIVE, &wanted);
    memcpy(header.ring, order, sizeof header.ring);
    elect_ring(&header.elect, order, 3);
    count = 0;
    assert_true(travel_open(&travel, &header, recorded));
}

static void add_all(void) {
    for (size_t i = 0; i < count; i++) travel_add(&travel, &told[i]);
}

static void lead(uint8_t node, uint32_t term, int64_t t_us) {
    struct event *event = tell(EVENT_ROLE, node, t_us);
    event->role = ROLE_LEADER;
    event->why = WHY_QUORUM_SIGNED;
    event->term = term;
    event = tell(EVENT_LEASE, node, t_us);
    event->term = term;
    event->until_us = t_us + US_PER_S;
}

/* 0 start x3, 10 A leads, 20 kill A, 30 B leads, 40 violation, 50 C starts anew */
static void open_story(bool recorded) {
    open_past(recorded);
    for (uint8_t i = 0; i < 3; i++) (void)tell(EVENT_START, i, 0);
    lead(0, 1, 10 * STEP_US);
    tell(EVENT_COMMAND, NODE_NONE, 20 * STEP_US)->command =
        (struct command){ .kind = COMMAND_KILL, .who = set_of(0), .x = NODE_NONE, .y = NODE_NONE };
    (void)tell(EVENT_STOP, 0, 20 * STEP_US);
    lead(1, 2, 30 * STEP_US);
    tell(EVENT_SIGN, 2, 40 * STEP_US)->term = 2;
    tell(EVENT_VIOLATION, 2, 40 * STEP_US)->property = PROPERTY_S1;
    (void)tell(EVENT_START, 2, 50 * STEP_US);
    add_all();
}

/* Thousands of events, so that views are kept and memory alone does not hold all. */
static void open_long(void) {
    open_past(true);
    for (size_t i = 0; i < MANY; i++) {
        const uint8_t node = (uint8_t)(i % 3);
        const int64_t t_us = (int64_t)i * STEP_US;
        if (i % 50 == 0) lead(node, (uint32_t)i + 1, t_us);
        else (void)tell(i % 7 == 0 ? EVENT_STAND : EVENT_SIGN, node, t_us);
        if (count >= MANY) break;
    }
    add_all();
}

static void assert_looks_as_then(void) {
    view_init(&fresh, &header);
    for (size_t i = 0; i < travel.folded; i++) view_event(&fresh, &told[i]);
    const struct view *seen = travel_view(&travel);
    assert_int_equal(seen->events, fresh.events);
    assert_int_equal(seen->now_us, fresh.now_us);
    assert_int_equal(seen->elections, fresh.elections);
    assert_int_equal(seen->commands, fresh.commands);
    assert_int_equal(seen->violations, fresh.violations);
    assert_int_equal(seen->notable_count, fresh.notable_count);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(seen->node[i].live, fresh.node[i].live);
        assert_int_equal(seen->node[i].role, fresh.node[i].role);
        assert_int_equal(seen->node[i].term, fresh.node[i].term);
        assert_int_equal(seen->node[i].lease_us, fresh.node[i].lease_us);
        assert_int_equal(seen->node[i].stood_us, fresh.node[i].stood_us);
    }
    const int lines = view_log_count(&fresh, true);
    assert_int_equal(view_log_count(seen, true), lines);
    for (int i = 0; i < lines; i++) {
        const struct view_line *a = view_log_at(seen, true, i), *b = view_log_at(&fresh, true, i);
        assert_int_equal(a->event.seq, b->event.seq);
        assert_int_equal(a->times, b->times);
    }
}

/* ---- the same view, whatever the way there -------------------------------------- */

static void a_step_back_undoes_a_step_forward(void **state) {
    (void)state;
    open_story(true);
    travel_to(&travel, 25 * STEP_US);
    assert_looks_as_then();
    before = *travel_view(&travel);
    assert_true(travel_jump(&travel, TRAVEL_EVENT, true, 0));
    assert_int_equal(view_leader(travel_view(&travel), travel.t_us), 1);
    assert_looks_as_then();
    assert_true(travel_jump(&travel, TRAVEL_EVENT, false, 0));
    assert_int_equal(travel.t_us, 20 * STEP_US);
    assert_looks_as_then();
    assert_int_equal(travel_view(&travel)->events, before.events);
    travel_close(&travel);
}

static void long_histories_fold_alike_in_both_directions(void **state) {
    (void)state;
    static const int64_t stops[] = { 11000, 10990, 9000, 6500, 6499, 6600, 2, 0, 11999, 100, 5000 };
    open_long();
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        travel_to(&travel, stops[i] * STEP_US);
        assert_looks_as_then();
        for (int step = 0; step < 3; step++) {
            if (travel_jump(&travel, TRAVEL_EVENT, false, 0)) assert_looks_as_then();
        }
    }
    travel_close(&travel);
}

/* ---- jumps ------------------------------------------------------------------------ */

static void jumps_find_leaders_commands_and_violations(void **state) {
    (void)state;
    open_story(true);
    travel_to(&travel, 0);
    assert_true(travel_jump(&travel, TRAVEL_LEADER, true, 0));
    assert_int_equal(travel.t_us, 10 * STEP_US);
    assert_int_equal(view_leader(travel_view(&travel), travel.t_us), 0); /* with its lease */
    assert_true(travel_jump(&travel, TRAVEL_LEADER, true, 0));
    assert_int_equal(travel.t_us, 30 * STEP_US);
    assert_false(travel_jump(&travel, TRAVEL_LEADER, true, 0));
    assert_int_equal(travel.t_us, 30 * STEP_US);
    assert_true(travel_jump(&travel, TRAVEL_LEADER, false, 0));
    assert_int_equal(travel.t_us, 10 * STEP_US);
    assert_false(travel_jump(&travel, TRAVEL_LEADER, false, 0));
    assert_true(travel_jump(&travel, TRAVEL_COMMAND, true, 0));
    assert_int_equal(travel.t_us, 20 * STEP_US);
    assert_true(travel_view(&travel)->node[0].live); /* said, not yet done */
    assert_true(travel_jump(&travel, TRAVEL_VIOLATION, true, 0));
    assert_int_equal(travel_view(&travel)->violations, 1);
    assert_false(travel_jump(&travel, TRAVEL_VIOLATION, true, 0));
    travel_close(&travel);
}

static void the_step_before_things_go_wrong_is_found(void **state) {
    (void)state;
    open_story(true);
    assert_true(travel_before_violation(&travel));
    assert_int_equal(travel.t_us, 30 * STEP_US);
    assert_int_equal(travel_view(&travel)->violations, 0);
    assert_looks_as_then();
    assert_true(travel_jump(&travel, TRAVEL_EVENT, true, 0));
    assert_int_equal(travel_view(&travel)->violations, 1);
    travel_close(&travel);
    open_long();
    assert_false(travel_before_violation(&travel));
    travel_close(&travel);
}

/* A message from `from` is delivered to `node`, which acknowledges it. */
static void deliver(uint8_t from, uint8_t node, int64_t t_us) {
    struct event *event = tell(EVENT_DELIVER, node, t_us);
    event->from = from;
    event->to = node;
    event->message = MESSAGE_LEADER;
    event = tell(EVENT_SEND, node, t_us);
    event->message = MESSAGE_HOPACK;
    event = tell(EVENT_DELIVER, from, t_us);
    event->message = MESSAGE_HOPACK;
}

static void it_is_the_step_before_the_whole_step_that_went_wrong(void **state) {
    (void)state;
    open_past(true);
    for (uint8_t i = 0; i < 3; i++) (void)tell(EVENT_START, i, 0);
    lead(0, 1, 10 * STEP_US);
    deliver(1, 2, 10 * STEP_US);
    (void)tell(EVENT_SIGN, 2, 10 * STEP_US);
    const size_t good = count;
    deliver(2, 1, 10 * STEP_US); /* all at one moment, as in a path of the explorer */
    lead(1, 2, 10 * STEP_US);
    tell(EVENT_VIOLATION, NODE_NONE, 10 * STEP_US)->property = PROPERTY_S2;
    (void)tell(EVENT_DUTY, 1, 10 * STEP_US);
    add_all();
    assert_true(travel_before_violation(&travel));
    assert_int_equal(travel.folded, good);
    assert_int_equal(travel_view(&travel)->node[1].role, ROLE_FOLLOWER);
    assert_looks_as_then();
    assert_true(travel_jump(&travel, TRAVEL_LEADER, true, 0));
    assert_int_equal(travel_view(&travel)->node[1].role, ROLE_LEADER);
    assert_true(travel_jump(&travel, TRAVEL_VIOLATION, true, 0));
    assert_int_equal(travel_view(&travel)->violations, 1);
    travel_close(&travel);
}

static void a_command_that_goes_wrong_at_once_is_before_it(void **state) {
    (void)state;
    open_past(true);
    for (uint8_t i = 0; i < 3; i++) (void)tell(EVENT_START, i, 0);
    const size_t good = count;
    tell(EVENT_COMMAND, NODE_NONE, STEP_US)->command =
        (struct command){ .kind = COMMAND_KILL, .who = set_of(0), .x = NODE_NONE, .y = NODE_NONE };
    (void)tell(EVENT_STOP, 0, STEP_US);
    tell(EVENT_VIOLATION, NODE_NONE, STEP_US)->property = PROPERTY_S7;
    add_all();
    assert_true(travel_before_violation(&travel));
    assert_int_equal(travel.folded, good);
    travel_close(&travel);
}

static void a_livelock_of_the_explorer_opens_where_it_begins(void **state) {
    (void)state;
    open_past(true);
    header.engine = ENGINE_CHECK;
    for (uint8_t i = 0; i < 3; i++) (void)tell(EVENT_START, i, 0);
    const size_t good = count;
    struct command note = { .kind = COMMAND_NOTE, .x = NODE_NONE, .y = NODE_NONE };
    tell(EVENT_COMMAND, NODE_NONE, STEP_US)->command = note;
    for (int i = 0; i < 30; i++) (void)tell(EVENT_STAND, 1, (2 + i) * STEP_US);
    tell(EVENT_VIOLATION, NODE_NONE, 40 * STEP_US)->property = PROPERTY_L1;
    add_all();
    assert_true(travel_before_violation(&travel));
    assert_int_equal(travel.folded, good);
    travel_close(&travel);
}

static void there_is_nothing_beyond_either_end(void **state) {
    (void)state;
    open_story(true);
    travel_to(&travel, -5);
    assert_int_equal(travel.t_us, 0);
    travel_to(&travel, INT64_MAX);
    assert_int_equal(travel.t_us, 50 * STEP_US);
    assert_int_equal(travel.folded, count);
    assert_false(travel_jump(&travel, TRAVEL_EVENT, true, 0));
    int steps = 0;
    while (travel_jump(&travel, TRAVEL_EVENT, false, 0)) steps++;
    assert_int_equal(steps, 8); /* all that is notable, but the last that was shown */
    assert_int_equal(travel.folded, 1);
    travel_close(&travel);
    open_past(true); /* and an empty recording has no end to run into */
    assert_false(travel_jump(&travel, TRAVEL_EVENT, true, 0));
    assert_false(travel_jump(&travel, TRAVEL_EVENT, false, 0));
    travel_to(&travel, 5);
    assert_int_equal(travel.t_us, 0);
    travel_close(&travel);
}

/* ---- live or recorded, playing or held ------------------------------------------------ */

static void a_live_run_goes_on_while_its_past_is_shown(void **state) {
    (void)state;
    open_story(false);
    assert_false(travel.past);
    assert_false(travel_jump(&travel, TRAVEL_EVENT, true, 50 * STEP_US));
    assert_false(travel.past);
    assert_true(travel_jump(&travel, TRAVEL_LEADER, false, 50 * STEP_US));
    assert_true(travel.past);
    assert_int_equal(travel.t_us, 30 * STEP_US);
    const uint64_t events = travel_view(&travel)->events;
    (void)tell(EVENT_STOP, 1, 60 * STEP_US);
    travel_add(&travel, &told[count - 1]);
    assert_int_equal(travel_view(&travel)->events, events);
    assert_int_equal(travel.last_us, 60 * STEP_US);
    assert_true(travel_now(&travel));
    assert_false(travel.past);
    travel_close(&travel);
}

static void a_recording_has_no_present(void **state) {
    (void)state;
    open_story(true);
    assert_true(travel.past);
    travel_to(&travel, 10 * STEP_US);
    assert_false(travel_now(&travel));
    assert_true(travel.past);
    assert_int_equal(travel.t_us, 10 * STEP_US);
    travel_close(&travel);
}

static void playing_moves_the_playhead_at_its_speed_up_to_the_end(void **state) {
    (void)state;
    open_story(true);
    travel_to(&travel, 5 * STEP_US);
    assert_false(travel_time(&travel, 10 * STEP_US, 1000)); /* held */
    travel_play(&travel);
    assert_true(travel_time(&travel, 10 * STEP_US, 500));
    assert_int_equal(travel.t_us, 10 * STEP_US);
    assert_looks_as_then();
    assert_true(travel_time(&travel, 5 * STEP_US, 2000));
    assert_int_equal(travel.t_us, 20 * STEP_US);
    assert_true(travel_time(&travel, 100 * STEP_US, 1000));
    assert_int_equal(travel.t_us, 50 * STEP_US);
    assert_false(travel.playing);
    travel_play(&travel); /* at the end: once more from the beginning */
    assert_int_equal(travel.t_us, 0);
    assert_true(travel.playing);
    assert_true(travel_jump(&travel, TRAVEL_EVENT, true, 0)); /* a step holds it */
    assert_false(travel.playing);
    travel_close(&travel);
}

static void playing_a_live_past_to_its_end_is_the_present(void **state) {
    (void)state;
    open_story(false);
    assert_true(travel_jump(&travel, TRAVEL_EVENT, false, 50 * STEP_US));
    travel_play(&travel);
    assert_true(travel_time(&travel, 100 * STEP_US, 1000));
    assert_false(travel.past);
    assert_false(travel.playing);
    travel_close(&travel);
}

static void a_stretch_of_time_is_entered_at_the_mark_it_is_drawn_with(void **state) {
    (void)state;
    open_story(true);
    travel_to_mark(&travel, 15 * STEP_US, 35 * STEP_US);
    assert_int_equal(travel.t_us, 20 * STEP_US); /* the kill, and not B leads */
    travel_to_mark(&travel, 20 * STEP_US, 21 * STEP_US);
    assert_int_equal(travel.t_us, 20 * STEP_US);
    travel_to_mark(&travel, 21 * STEP_US, 30 * STEP_US); /* up to, not with */
    assert_int_equal(travel.t_us, 21 * STEP_US);
    travel_to_mark(&travel, 5 * STEP_US, 25 * STEP_US);
    assert_int_equal(travel.t_us, 20 * STEP_US); /* A leads before, but a kill is graver */
    /* marks are as coarse as their bins: one that begins in the stretch belongs to it */
    (void)tell(EVENT_STALL, 2, 60 * STEP_US + SCRUB_BIN_US - 1);
    travel_add(&travel, &told[count - 1]);
    travel_to_mark(&travel, 58 * STEP_US, 60 * STEP_US + 1);
    assert_int_equal(travel.t_us, 60 * STEP_US + SCRUB_BIN_US - 1);
    travel_to_mark(&travel, 60 * STEP_US + 1, 70 * STEP_US);
    assert_int_equal(travel.t_us, 60 * STEP_US + 1);
    travel_close(&travel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_back_undoes_a_step_forward),
        cmocka_unit_test(long_histories_fold_alike_in_both_directions),
        cmocka_unit_test(jumps_find_leaders_commands_and_violations),
        cmocka_unit_test(a_stretch_of_time_is_entered_at_the_mark_it_is_drawn_with),
        cmocka_unit_test(the_step_before_things_go_wrong_is_found),
        cmocka_unit_test(it_is_the_step_before_the_whole_step_that_went_wrong),
        cmocka_unit_test(a_command_that_goes_wrong_at_once_is_before_it),
        cmocka_unit_test(a_livelock_of_the_explorer_opens_where_it_begins),
        cmocka_unit_test(there_is_nothing_beyond_either_end),
        cmocka_unit_test(a_live_run_goes_on_while_its_past_is_shown),
        cmocka_unit_test(a_recording_has_no_present),
        cmocka_unit_test(playing_moves_the_playhead_at_its_speed_up_to_the_end),
        cmocka_unit_test(playing_a_live_past_to_its_end_is_the_present),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
