#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "scenario/player.h"

/* Timers of these runs: L = P = 100 ms, E = 50 ms, R = 10 ms, so `leader` is
 * waited for L+P+E+4R = 290 ms. */
enum { LEADER_WAIT_US = 290000 };
#define MS(n) ((n)*US_PER_MS)

static struct scenario scenario;
static struct player player;
static struct player_action action;
static struct command submitted;
static struct trace_header header;
static uint64_t seq;

/* Three nodes at time 0, all started. */
static void start(const char *text) {
    struct scenario_error error;
    if (scenario_parse(text, strlen(text), "", &scenario, &error, 1) != 0) {
        fail_msg("%u:%u: %s", error.line, error.column, error.message);
    }
    header = (struct trace_header){ .elect = { .nodes = 3,
                                               .timers = { .lease_us = MS(100),
                                                           .promise_us = MS(100),
                                                           .stand_us = MS(50),
                                                           .ring_us = MS(10) } } };
    player_init(&player, &scenario, &header);
    seq = 0;
    for (uint8_t node = 0; node < 3; node++) {
        player_event(&player,
                     &(struct event){
                         .kind = EVENT_START, .node = node, .seq = ++seq, .leader = NODE_NONE });
    }
}

static void tell(struct event event) {
    event.seq = ++seq;
    player_event(&player, &event);
}

static void role(int64_t t_us, uint8_t node, enum role to, uint32_t term) {
    tell(
        (struct event){ .t_us = t_us, .kind = EVENT_ROLE, .node = node, .role = to, .term = term });
}

static void lease(int64_t t_us, uint8_t node, uint32_t term, int64_t until_us) {
    tell((struct event){
        .t_us = t_us, .kind = EVENT_LEASE, .node = node, .term = term, .until_us = until_us });
}

static void lead(int64_t t_us, uint8_t node, uint32_t term, int64_t until_us) {
    role(t_us, node, ROLE_LEADER, term);
    lease(t_us, node, term, until_us);
}

static void follow(int64_t t_us, uint8_t node, uint8_t leader, int64_t until_us) {
    tell((struct event){ .t_us = t_us,
                         .kind = EVENT_SIGN,
                         .node = node,
                         .leader = leader,
                         .term = 1,
                         .until_us = until_us });
    tell((struct event){
        .t_us = t_us, .kind = EVENT_FOLLOW, .node = node, .leader = leader, .term = 1 });
}

static void simple(int64_t t_us, enum event_kind kind, uint8_t node) {
    tell(
        (struct event){ .t_us = t_us, .kind = kind, .node = node, .term = 1, .leader = NODE_NONE });
}

/* The command's own event, as an engine tells it. */
static void carried_out(int64_t t_us) {
    tell((struct event){
        .t_us = t_us, .kind = EVENT_COMMAND, .node = NODE_NONE, .command = submitted });
}

static void next(int64_t now_us) {
    player_next(&player, now_us, &action);
    if (action.kind == PLAYER_SUBMIT) submitted = action.command;
}

static void expect_wait(int64_t now_us, int64_t until_us) {
    next(now_us);
    assert_int_equal(action.kind, PLAYER_WAIT);
    assert_int_equal(action.until_us, until_us);
}

static void expect_told(int64_t now_us, bool met, uint32_t line, const char *text) {
    next(now_us);
    assert_int_equal(action.kind, PLAYER_EXPECT);
    assert_string_equal(action.text, text);
    assert_int_equal(action.met, met);
    assert_int_equal(action.line, line);
}

static void expect_submit(int64_t now_us, const char *canonical) {
    char buffer[200];
    struct text text;
    next(now_us);
    assert_int_equal(action.kind, PLAYER_SUBMIT);
    text_init(&text, buffer, sizeof buffer);
    command_print(&action.command, &text);
    assert_string_equal(buffer, canonical);
}

static void expect_done(int64_t now_us) {
    next(now_us);
    assert_int_equal(action.kind, PLAYER_DONE);
}

/* ---- the clock ------------------------------------------------------------------- */

static void without_a_scenario_there_is_nothing_to_do(void **state) {
    (void)state;
    start("");
    expect_done(0);
    player_init(&player, NULL, &header);
    lead(0, 1, 1, MS(100));
    expect_done(0);
    assert_int_equal(player_leader(&player, 0), 1);
    assert_false(player_expects(&player, PROPERTY_S2));
}

static void lines_run_at_their_times_and_late_ones_at_once(void **state) {
    (void)state;
    start("10ms note one\n+5ms note two\n12ms note late\n100ms end\n");
    expect_wait(0, MS(10));
    expect_submit(MS(10), "note one");
    expect_wait(MS(10), TIME_NEVER);
    carried_out(MS(11));
    expect_wait(MS(11), MS(16));
    expect_submit(MS(20), "note two");
    carried_out(MS(20));
    expect_submit(MS(20), "note late");
    carried_out(MS(20));
    expect_wait(MS(20), MS(100));
    expect_done(MS(100));
    expect_done(MS(200));
}

static void a_kill_is_done_when_the_node_has_stopped(void **state) {
    (void)state;
    start("0s kill A B\n+0s expect no leader within 1s\n");
    lead(0, 0, 1, MS(100));
    expect_submit(0, "kill A B");
    carried_out(0);
    expect_wait(0, TIME_NEVER);
    simple(MS(1), EVENT_STOP, 1);
    expect_wait(MS(1), TIME_NEVER);
    simple(MS(2), EVENT_STOP, 0);
    expect_told(MS(2), true, 2, "expect no leader within 1s");
    expect_done(MS(2));
}

static void what_is_so_already_is_not_waited_for(void **state) {
    (void)state;
    start("0s kill A\n+0s kill A\n+0s wake B\n+0s revive B\n+0s stall A\n+0s stall B mid-duty\n");
    expect_submit(0, "kill A");
    simple(0, EVENT_STOP, 0);
    carried_out(0);
    for (int i = 0; i < 5; i++) {
        next(0);
        assert_int_equal(action.kind, PLAYER_SUBMIT);
        carried_out(0);
    }
    expect_done(0);
}

static void revive_stall_and_wake_are_done_when_the_node_says_so(void **state) {
    (void)state;
    start("0s kill A\n+0s revive all\n+0s stall B\n+0s wake all\n");
    expect_submit(0, "kill A");
    simple(0, EVENT_STOP, 0);
    carried_out(0);
    expect_submit(0, "revive A B C");
    carried_out(0);
    expect_wait(0, TIME_NEVER);
    simple(0, EVENT_START, 0);
    expect_submit(0, "stall B");
    carried_out(0);
    expect_wait(0, TIME_NEVER);
    simple(0, EVENT_STALL, 1);
    expect_submit(0, "wake A B C");
    carried_out(0);
    expect_wait(0, TIME_NEVER);
    simple(0, EVENT_WAKE, 1);
    expect_done(0);
}

static void a_stalled_node_that_is_killed_meanwhile_is_not_waited_for(void **state) {
    (void)state;
    start("0s stall B\n");
    expect_submit(0, "stall B");
    carried_out(0);
    expect_wait(0, TIME_NEVER);
    simple(0, EVENT_STOP, 1);
    expect_done(0);
}

/* ---- who leads ------------------------------------------------------------------------ */

static void leader_is_the_unexpired_lease_of_the_highest_term_then_the_lowest_name(void **state) {
    (void)state;
    start("");
    assert_int_equal(player_leader(&player, 0), NODE_NONE);
    lead(0, 2, 1, MS(100));
    lead(0, 1, 1, MS(100));
    assert_int_equal(player_leader(&player, 0), 1);
    lead(0, 2, 2, MS(50));
    assert_int_equal(player_leader(&player, 0), 2);
    assert_int_equal(player_leader(&player, MS(50) - 1), 2);
    assert_int_equal(player_leader(&player, MS(50)), 1);
    role(MS(60), 1, ROLE_FOLLOWER, 2);
    assert_int_equal(player_leader(&player, MS(60)), NODE_NONE);
}

static void leader_as_who_waits_for_one(void **state) {
    (void)state;
    start("5ms kill leader C\n");
    expect_wait(0, MS(5));
    expect_wait(MS(5), MS(5) + LEADER_WAIT_US + 1);
    lead(MS(5) + LEADER_WAIT_US, 1, 4, MS(1000));
    expect_submit(MS(5) + LEADER_WAIT_US, "kill B C");
}

static void leader_as_who_fails_with_the_line_when_nobody_comes(void **state) {
    (void)state;
    start("nodes 3\n0s kill leader\n+0s note on\n");
    expect_wait(0, LEADER_WAIT_US + 1);
    expect_told(LEADER_WAIT_US + 1, false, 2, "kill leader (nobody leads)");
    expect_submit(LEADER_WAIT_US + 1, "note on");
}

static void leading_ends_with_role_stop_and_time(void **state) {
    (void)state;
    start("");
    lead(0, 0, 1, MS(100));
    simple(MS(1), EVENT_STALL, 0);
    assert_int_equal(player_leader(&player, MS(1)), 0); /* its clock and its lease run on */
    simple(MS(2), EVENT_STOP, 0);
    assert_int_equal(player_leader(&player, MS(2)), NODE_NONE);
    simple(MS(3), EVENT_START, 0);
    assert_int_equal(player_leader(&player, MS(3)), NODE_NONE);
    assert_int_equal(player_role(&player, 0, MS(3)), EXPECT_ROLE_FOLLOWER);
}

/* ---- within ------------------------------------------------------------------------------ */

static void what_holds_at_the_very_deadline_is_in_time(void **state) {
    (void)state;
    start("0s expect leader within 10ms\n");
    expect_wait(0, MS(10) + 1);
    lead(MS(10), 0, 1, MS(100));
    expect_told(MS(10), true, 1, "expect leader within 10ms");
}

static void what_holds_an_instant_after_the_deadline_is_late(void **state) {
    (void)state;
    start("0s expect leader within 10ms\n");
    expect_wait(0, MS(10) + 1);
    lead(MS(10) + 1, 0, 1, MS(100));
    expect_told(MS(10) + 1, false, 1, "expect leader within 10ms (A leads in term 1)");
}

static void the_next_line_counts_from_the_instant_it_held(void **state) {
    (void)state;
    start("0s expect leader within 1s\n+10ms note x\n");
    expect_wait(0, MS(1000) + 1);
    lead(MS(7), 0, 1, MS(100));
    expect_told(MS(7), true, 1, "expect leader within 1s");
    expect_wait(MS(7), MS(17));
}

static void within_counts_from_the_instant_the_line_is_reached(void **state) {
    (void)state;
    start("5ms expect leader within 10ms\n");
    expect_wait(0, MS(5));
    expect_wait(MS(8), MS(18) + 1);
    expect_told(MS(18) + 1, false, 1, "expect leader within 10ms (nobody leads)");
}

static void within_nothing_asks_about_this_instant(void **state) {
    (void)state;
    start("0s expect no leader within 0s\n+0s expect leader within 0s\n");
    expect_told(0, true, 1, "expect no leader within 0s");
    expect_wait(0, 1);
    expect_told(1, false, 2, "expect leader within 0s (nobody leads)");
}

static void a_lease_that_runs_out_is_seen_by_time_alone(void **state) {
    (void)state;
    start("0s expect no leader in A B within 1s\n");
    lead(0, 0, 1, MS(100));
    lead(0, 2, 1, MS(900));
    expect_wait(0, MS(100));
    expect_told(MS(100), true, 1, "expect no leader in A B within 1s");
}

static void an_instant_without_a_leader_counts_even_if_nobody_looked(void **state) {
    (void)state;
    start("0s expect no leader within 1s\n");
    lead(0, 0, 1, MS(100));
    next(0);
    lead(MS(200), 1, 2, MS(300)); /* in between nobody led */
    expect_told(MS(200), true, 1, "expect no leader within 1s");
}

static void leader_asks_for_whom_and_among_whom(void **state) {
    (void)state;
    start("0s expect leader B within 1ms\n+0s expect leader in B C within 1ms\n"
          "+0s expect leader A in A B within 1ms\n+0s expect leader A in B C within 0s\n");
    lead(0, 0, 1, MS(100));
    next(0);
    expect_told(MS(1) + 1, false, 1, "expect leader B within 1ms (A leads in term 1)");
    lead(MS(2), 2, 2, MS(100));
    expect_told(MS(2), true, 2, "expect leader in B C within 1ms");
    expect_told(MS(2), true, 3, "expect leader A in A B within 1ms");
    next(MS(2));
    expect_told(MS(3), false, 4,
                "expect leader A in B C within 0s (A leads in term 1, C leads in term 2)");
}

/* ---- agreement ------------------------------------------------------------------------- */

static void agreement_needs_every_live_unstalled_node(void **state) {
    (void)state;
    start("0s expect agreement within 1s\n+0s end");
    lead(0, 0, 1, MS(100));
    follow(0, 1, 0, MS(100));
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    simple(MS(1), EVENT_STALL, 2);
    expect_told(MS(1), true, 1, "expect agreement within 1s");
    start("0s expect agreement within 1s\n");
    lead(0, 0, 1, MS(100));
    follow(0, 1, 0, MS(100));
    follow(0, 2, 0, MS(100));
    expect_told(0, true, 1, "expect agreement within 1s");
}

static void agreement_ends_with_the_promise_a_stand_or_another_leader(void **state) {
    (void)state;
    start("50ms expect agreement within 0s\n");
    lead(0, 0, 1, MS(100));
    follow(0, 1, 0, MS(50));
    follow(0, 2, 0, MS(100));
    next(MS(50));
    expect_told(MS(51), false, 1,
                "expect agreement within 0s (A leads in term 1; not acknowledged by B)");
    start("0s expect agreement within 0s\n");
    lead(0, 0, 1, MS(100));
    follow(0, 1, 0, MS(100));
    follow(0, 2, 0, MS(100));
    simple(0, EVENT_STAND, 2);
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    follow(0, 2, 1, MS(100));
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
}

static void agreement_among_some_may_be_about_a_leader_elsewhere(void **state) {
    (void)state;
    start("0s expect agreement in B within 0s\n");
    lead(0, 0, 1, MS(100));
    follow(0, 1, 0, MS(100));
    expect_told(0, true, 1, "expect agreement in B within 0s");
}

static void the_dead_do_not_agree_with_each_other(void **state) {
    (void)state;
    start("0s expect agreement in B C within 0s\n");
    lead(0, 0, 1, MS(100));
    simple(0, EVENT_STOP, 1);
    simple(0, EVENT_STOP, 2);
    next(0);
    expect_told(1, false, 1, "expect agreement in B C within 0s (A leads in term 1)");
}

/* ---- stable ------------------------------------------------------------------------------ */

static void stable_holds_while_renewed_and_through_a_higher_term(void **state) {
    (void)state;
    start("0s expect stable for 200ms\n+10ms note x\n");
    lead(0, 0, 1, MS(100));
    expect_wait(0, MS(100));
    lease(MS(90), 0, 1, MS(180));
    expect_wait(MS(90), MS(180));
    role(MS(170), 0, ROLE_LEADER, 2);
    lease(MS(170), 0, 2, MS(200));
    expect_wait(MS(170), MS(200));
    expect_told(MS(200), true, 1, "expect stable for 200ms"); /* it lapses, but not before */
    expect_wait(MS(200), MS(210));
}

static void stable_fails_when_the_lease_lapses_even_if_it_is_renewed_at_once(void **state) {
    (void)state;
    start("0s expect stable for 200ms\n");
    lead(0, 0, 1, MS(100));
    next(0);
    lease(MS(100), 0, 1, MS(300)); /* an instant too late */
    expect_told(MS(100), false, 1, "expect stable for 200ms (A leads in term 1)");
}

static void stable_fails_when_nobody_leads_or_another_takes_over(void **state) {
    (void)state;
    start("0s expect stable for 1s\n+0s expect stable for 1s\n");
    expect_told(0, false, 1, "expect stable for 1s (nobody leads)");
    lead(0, 0, 1, MS(5000));
    next(0);
    lead(MS(1), 1, 2, MS(5000));
    role(MS(2), 0, ROLE_FOLLOWER, 2);
    expect_told(MS(2), false, 2, "expect stable for 1s (B leads in term 2)");
}

/* ---- roles, terms, violations, writes ---------------------------------------------------- */

static void every_role_is_told_apart(void **state) {
    (void)state;
    start("");
    assert_int_equal(player_role(&player, 0, 0), EXPECT_ROLE_FOLLOWER);
    simple(MS(1), EVENT_STAND, 0);
    assert_int_equal(player_role(&player, 0, MS(51) - 1), EXPECT_ROLE_STANDING);
    assert_int_equal(player_role(&player, 0, MS(51)), EXPECT_ROLE_FOLLOWER);
    role(MS(2), 0, ROLE_ELECTED, 1);
    assert_int_equal(player_role(&player, 0, MS(2)), EXPECT_ROLE_ELECTED);
    lead(MS(3), 0, 1, MS(100));
    assert_int_equal(player_role(&player, 0, MS(3)), EXPECT_ROLE_LEADER);
    assert_int_equal(player_role(&player, 0, MS(100)), EXPECT_ROLE_COUNT);
    simple(MS(4), EVENT_STALL, 0);
    assert_int_equal(player_role(&player, 0, MS(4)), EXPECT_ROLE_STALLED);
    simple(MS(5), EVENT_STOP, 0);
    assert_int_equal(player_role(&player, 0, MS(5)), EXPECT_ROLE_DOWN);
}

static void role_asks_each_of_those_named(void **state) {
    (void)state;
    start("0s expect role B C down within 1s\n+0s expect role leader leader within 1s\n"
          "+0s expect role all down within 1ms\n");
    simple(0, EVENT_STOP, 1);
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    simple(0, EVENT_STOP, 2);
    expect_told(0, true, 1, "expect role B C down within 1s");
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    lead(MS(1), 0, 1, MS(100));
    expect_told(MS(1), true, 2, "expect role leader leader within 1s");
    next(MS(1));
    expect_told(MS(3), false, 3,
                "expect role all down within 1ms (A leads in term 1; A is leader; B is down; "
                "C is down)");
}

static void standing_that_ends_by_time_is_seen(void **state) {
    (void)state;
    start("0s expect role A follower within 1s\n");
    simple(0, EVENT_STAND, 0);
    expect_wait(0, MS(50));
    expect_told(MS(50), true, 1, "expect role A follower within 1s");
}

static void term_asks_for_at_least(void **state) {
    (void)state;
    start("0s expect term A >= 2 within 1s\n+0s expect term A >= 4 within 1ms\n");
    role(0, 0, ROLE_ELECTED, 1);
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    role(MS(1), 0, ROLE_ELECTED, 3);
    expect_told(MS(1), true, 1, "expect term A >= 2 within 1s");
    next(MS(1));
    expect_told(MS(3), false, 2, "expect term A >= 4 within 1ms (nobody leads; A is in term 3)");
}

static void violations_are_expected_by_name_anywhere_in_the_file(void **state) {
    (void)state;
    start("0s note x\n5s expect violation S2 within 1s\n");
    assert_true(player_expects(&player, PROPERTY_S2));
    assert_false(player_expects(&player, PROPERTY_S1));
    expect_submit(0, "note x");
    carried_out(0);
    tell((struct event){
        .t_us = MS(1), .kind = EVENT_VIOLATION, .node = NODE_NONE, .property = PROPERTY_S2 });
    expect_told(MS(5000), true, 2, "expect violation S2 within 1s");
    start("0s expect violation S2 within 1s\n");
    next(0);
    tell((struct event){
        .t_us = MS(1), .kind = EVENT_VIOLATION, .node = NODE_NONE, .property = PROPERTY_S1 });
    expect_told(MS(1001), false, 1, "expect violation S2 within 1s (nobody leads)");
}

static void a_refused_write_counts_only_after_the_line_before(void **state) {
    (void)state;
    start("0s note x\n+0s expect write refused within 1s\n");
    tell((struct event){ .kind = EVENT_WRITE, .node = 0, .accepted = false });
    expect_submit(0, "note x");
    carried_out(0);
    next(0);
    assert_int_equal(action.kind, PLAYER_WAIT);
    tell((struct event){ .t_us = MS(1), .kind = EVENT_WRITE, .node = 0, .accepted = true });
    next(MS(1));
    assert_int_equal(action.kind, PLAYER_WAIT);
    tell((struct event){ .t_us = MS(2), .kind = EVENT_WRITE, .node = 0, .accepted = false });
    expect_told(MS(2), true, 2, "expect write refused within 1s");
}

static void a_failed_line_does_not_stop_the_scenario(void **state) {
    (void)state;
    start("0s expect leader within 1ms\n+1ms kill A\n");
    next(0);
    expect_told(MS(1) + 1, false, 1, "expect leader within 1ms (nobody leads)");
    expect_wait(MS(1) + 1, MS(2));
    expect_submit(MS(2), "kill A");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_scenario_there_is_nothing_to_do),
        cmocka_unit_test(lines_run_at_their_times_and_late_ones_at_once),
        cmocka_unit_test(a_kill_is_done_when_the_node_has_stopped),
        cmocka_unit_test(what_is_so_already_is_not_waited_for),
        cmocka_unit_test(revive_stall_and_wake_are_done_when_the_node_says_so),
        cmocka_unit_test(a_stalled_node_that_is_killed_meanwhile_is_not_waited_for),
        cmocka_unit_test(leader_is_the_unexpired_lease_of_the_highest_term_then_the_lowest_name),
        cmocka_unit_test(leader_as_who_waits_for_one),
        cmocka_unit_test(leader_as_who_fails_with_the_line_when_nobody_comes),
        cmocka_unit_test(leading_ends_with_role_stop_and_time),
        cmocka_unit_test(what_holds_at_the_very_deadline_is_in_time),
        cmocka_unit_test(what_holds_an_instant_after_the_deadline_is_late),
        cmocka_unit_test(the_next_line_counts_from_the_instant_it_held),
        cmocka_unit_test(within_counts_from_the_instant_the_line_is_reached),
        cmocka_unit_test(within_nothing_asks_about_this_instant),
        cmocka_unit_test(a_lease_that_runs_out_is_seen_by_time_alone),
        cmocka_unit_test(an_instant_without_a_leader_counts_even_if_nobody_looked),
        cmocka_unit_test(leader_asks_for_whom_and_among_whom),
        cmocka_unit_test(agreement_needs_every_live_unstalled_node),
        cmocka_unit_test(agreement_ends_with_the_promise_a_stand_or_another_leader),
        cmocka_unit_test(agreement_among_some_may_be_about_a_leader_elsewhere),
        cmocka_unit_test(the_dead_do_not_agree_with_each_other),
        cmocka_unit_test(stable_holds_while_renewed_and_through_a_higher_term),
        cmocka_unit_test(stable_fails_when_the_lease_lapses_even_if_it_is_renewed_at_once),
        cmocka_unit_test(stable_fails_when_nobody_leads_or_another_takes_over),
        cmocka_unit_test(every_role_is_told_apart),
        cmocka_unit_test(role_asks_each_of_those_named),
        cmocka_unit_test(standing_that_ends_by_time_is_seen),
        cmocka_unit_test(term_asks_for_at_least),
        cmocka_unit_test(violations_are_expected_by_name_anywhere_in_the_file),
        cmocka_unit_test(a_refused_write_counts_only_after_the_line_before),
        cmocka_unit_test(a_failed_line_does_not_stop_the_scenario),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
