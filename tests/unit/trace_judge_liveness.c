/* Goal: L1-L3 are found when they are broken and asserted nowhere else.
 * Method: hand-made events (trace_rig.h); the bounds come from election/timers.h.
 * Ring of three, majority: R 28, H 100, L 228, P 233, E 56 ms. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define WATCHED LIVENESS
#include "trace_rig.h"

static int64_t recovery_ms(void) {
    return timers_recovery_us(&rig.header.elect.timers) / US_PER_MS;
}

static int64_t crash_ms(void) {
    return timers_crash_recovery_us(&rig.header.elect.timers) / US_PER_MS;
}

/* A leads everybody from `t_ms` on, until its lease or promises end. */
static uint32_t all_follow_a(int64_t t_ms, int64_t until_ms) {
    return rig_lead(t_ms, 'A', 1, "ABC", until_ms + 10, until_ms);
}

/* The common start, and A leads at 20 ms. */
static void begin_led(enum quorum_policy policy, int64_t until_ms) {
    rig_begin(policy, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(all_follow_a(20, until_ms), NOTHING);
}

/* ---- L2 --------------------------------------------------------------------------- */

static void no_leader_two_rings_after_the_start_breaks_l2(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_time(62), NOTHING); /* 2R + 3 * 2 ms */
    assert_int_equal(rig_time(63), BROKE(L2));
    assert_int_equal(rig_time(64), NOTHING); /* told once */
}

static void a_lease_at_the_last_moment_satisfies_l2(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(all_follow_a(62, 300), NOTHING);
    assert_int_equal(rig_time(100), NOTHING);
}

static void l2_is_off_when_something_was_done_but_not_for_a_note(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "loss 10"), NOTHING);
    assert_int_equal(rig_time(100), NOTHING);
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "note nothing was done"), NOTHING);
    assert_int_equal(rig_time(100), BROKE(L2));
}

/* ---- L1 --------------------------------------------------------------------------- */

static void no_leader_within_the_bound_breaks_l1(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "cut A B"), NOTHING);
    assert_int_equal(rig_command(10, "heal"), NOTHING);
    assert_int_equal(rig_time(10 + recovery_ms()), NOTHING);
    assert_int_equal(rig_time(10 + recovery_ms() + 1), BROKE(L1));
    assert_non_null(strstr(rig.violation[0].detail, "A B C have had a quorum and no fault"));
    assert_int_equal(rig_time(9999), NOTHING); /* told once a phase */
}

static void an_event_shows_that_the_bound_has_passed_just_as_time_does(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "heal"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STAND, recovery_ms() + 1, 'A'), BROKE(L1));
}

static void a_leader_whom_one_node_does_not_follow_is_no_recovery(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_lead(20, 'A', 1, "AB", 900, 890), NOTHING);
    assert_int_equal(rig_time(recovery_ms() + 1), BROKE(L1));
}

static void a_leader_whose_lease_ended_is_no_recovery(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "heal"), NOTHING);
    assert_int_equal(rig_lead(20, 'A', 1, "AB", 900, 100), NOTHING);
    assert_int_equal(rig_sign(101, 'C', 'A', 1, 900), NOTHING);
    assert_int_equal(rig_follow(101, 'C', 'A', 1), NOTHING);
    assert_int_equal(rig_time(recovery_ms() + 1), BROKE(L1));
}

static void the_crash_of_an_agreed_leader_has_a_shorter_bound(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 900);
    assert_int_equal(rig_command(100, "kill A"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 100, 'A'), NOTHING);
    assert_int_equal(rig_time(100 + crash_ms()), NOTHING);
    assert_int_equal(rig_time(100 + crash_ms() + 1), BROKE(L1));
}

static void the_crash_of_a_leader_nobody_had_agreed_on_has_the_long_bound(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_lead(20, 'A', 1, "AB", 900, 890), NOTHING);
    assert_int_equal(rig_command(100, "kill A"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 100, 'A'), NOTHING);
    assert_int_equal(rig_time(100 + crash_ms() + 1), NOTHING);
    assert_int_equal(rig_time(100 + recovery_ms() + 1), BROKE(L1));
}

static void agreement_in_time_satisfies_l1(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 900);
    assert_int_equal(rig_command(100, "kill A"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 100, 'A'), NOTHING);
    assert_int_equal(rig_lead(100 + crash_ms(), 'B', 2, "BC", 9000, 8900), NOTHING);
    assert_int_equal(rig_time(8000), NOTHING);
}

static void l1_is_not_asserted_while_a_fault_is_on(void **state) {
    (void)state;
    static const char *const faults[] = {
        "loss 1",    "loss 1 A > B",        "duplicate 1",    "reorder 1",
        "delay 1us", "drift A 10001",       "drift A -10001", "cut A > B",
        "cut A B",   "partition A | B | C", "isolate A B"
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        rig_begin(QUORUM_MAJORITY, 3);
        assert_int_equal(rig_start_all(3), NOTHING);
        assert_int_equal(rig_command(1, faults[i]), NOTHING);
        assert_int_equal(rig_time(100000), NOTHING);
    }
}

static void l1_is_asserted_once_the_fault_is_off(void **state) {
    (void)state;
    static const char *const off[][2] = {
        { "loss 1", "loss 0" },
        { "duplicate 1 A > B", "duplicate 0 A > B" },
        { "reorder 50", "reorder 0" },
        { "drift A 10001", "drift A 10000" },
        { "drift A -20000", "drift A -10000" },
        { "cut A > B", "heal A B" },
        { "partition A | B | C", "partition A B | C" },
        { "isolate A B", "heal A B" },
        { "loss 3 A > B", "loss 0" },
    };
    for (size_t i = 0; i < sizeof off / sizeof off[0]; i++) {
        rig_begin(QUORUM_MAJORITY, 3);
        assert_int_equal(rig_start_all(3), NOTHING);
        assert_int_equal(rig_command(1, off[i][0]), NOTHING);
        assert_int_equal(rig_command(5000, off[i][1]), NOTHING);
        assert_int_equal(rig_time(5000 + recovery_ms()), NOTHING);
        assert_int_equal(rig_time(5000 + recovery_ms() + 10), BROKE(L1));
    }
}

static void a_fault_of_one_link_ends_with_that_link_only(void **state) {
    (void)state;
    static const char *const faults[][3] = {
        { "loss 1 A > B", "loss 0 B > A", "loss 0 A > B" },
        { "delay 1ms A > B", "delay 0s A > C", "delay 0s A > B" },
        { "duplicate 1 A > B", "duplicate 0 C > B", "duplicate 0" },
        { "reorder 1 C > B", "reorder 0 B > C", "reorder 0" },
    };
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        rig_begin(QUORUM_MAJORITY, 3);
        assert_int_equal(rig_start_all(3), NOTHING);
        assert_int_equal(rig_command(1, faults[i][0]), NOTHING);
        assert_int_equal(rig_command(2, faults[i][1]), NOTHING);
        assert_int_equal(rig_time(9000), NOTHING);
        assert_int_equal(rig_command(9000, faults[i][2]), NOTHING);
        assert_int_equal(rig_time(20000), BROKE(L1));
    }
}

static void a_node_that_is_heard_by_nobody_but_hears_is_no_clean_cut(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "cut A > B"), NOTHING);
    assert_int_equal(rig_command(1, "cut A > C"), NOTHING);
    assert_int_equal(rig_time(9000), NOTHING);
}

/* The lease is granted at 100 ms, after what happened to B's acknowledgement. */
static void assert_agreement(const char *what, bool expected) {
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "heal"), NOTHING);
    assert_int_equal(rig_sign(10, 'C', 'A', 1, 400), NOTHING);
    assert_int_equal(rig_follow(10, 'C', 'A', 1), NOTHING);
    const int64_t promise_ms = strcmp(what, "promise ends") == 0 ? 100 : 101;
    assert_int_equal(rig_sign(11, 'B', 'A', 1, promise_ms), NOTHING);
    assert_int_equal(rig_follow(11, 'B', 'A', 1), NOTHING);
    if (strcmp(what, "stands") == 0) assert_int_equal(rig_plain(EVENT_STAND, 50, 'B'), NOTHING);
    if (strcmp(what, "follows C") == 0) assert_int_equal(rig_follow(50, 'B', 'C', 2), NOTHING);
    if (strcmp(what, "restarts") == 0) assert_int_equal(rig_start(50, 'B', 1, 'A', 400), NOTHING);
    assert_int_equal(rig_lease(100, 'A', 1, strcmp(what, "no lease") == 0 ? 100 : 101, "ABC"),
                     NOTHING);
    const bool agreed = rig.judge.liveness.agreed == 0;
    if (agreed != expected) fail_msg("%s", what);
}

static void an_acknowledgement_ends_with_promise_standing_another_or_a_restart(void **state) {
    (void)state;
    assert_agreement("", true);
    assert_agreement("promise ends", false);
    assert_agreement("stands", false);
    assert_agreement("follows C", false);
    assert_agreement("restarts", false);
    assert_agreement("no lease", false);
}

static void a_start_has_the_long_bound(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_command(0, "note no L2, thank you"), NOTHING);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_time(crash_ms() + 1), BROKE(L2));
    assert_int_equal(rig_time(recovery_ms()), NOTHING);
    assert_int_equal(rig_time(recovery_ms() + 1), BROKE(L1));
}

static void a_killed_node_is_stalled_no_more(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "kill C"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 0, 'C'), NOTHING);
    assert_int_equal(rig_plain(EVENT_STALL, 1, 'B'), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 2, 'B'), NOTHING);
    assert_int_equal(rig_time(5000), NOTHING); /* A is alone */
    assert_int_equal(rig_start(5000, 'B', 0, '-', 5000), NOTHING);
    assert_int_equal(rig_time(9000), BROKE(L1));
}

static void one_link_still_faulty_keeps_l1_off(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "loss 1"), NOTHING);
    assert_int_equal(rig_command(2, "loss 0 A > B"), NOTHING);
    assert_int_equal(rig_time(100000), NOTHING);
}

static void late_messages_put_the_bound_off(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "delay 3s A > B"), NOTHING);
    assert_int_equal(rig_command(1000, "delay 0"), NOTHING);
    assert_int_equal(rig_time(1000 + 3000 + recovery_ms()), NOTHING);
    assert_int_equal(rig_time(1000 + 3000 + recovery_ms() + 10), BROKE(L1));
}

static void l1_asks_for_a_quorum_that_runs(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_plain(EVENT_STALL, 1, 'A'), NOTHING);
    assert_int_equal(rig_command(1, "kill B"), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 1, 'B'), NOTHING);
    assert_int_equal(rig_time(5000), NOTHING);
    assert_int_equal(rig_plain(EVENT_WAKE, 5000, 'A'), NOTHING); /* now A and C are one */
    assert_int_equal(rig_time(5000 + recovery_ms() + 1), BROKE(L1));
}

static void only_the_side_with_the_quorum_owes_a_leader(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(1, "partition A | B C"), NOTHING);
    assert_int_equal(rig_lead(100, 'B', 1, "BC", 9000, 8900), NOTHING);
    assert_int_equal(rig_time(8000), NOTHING);
}

static void every_disturbance_starts_the_clock_anew(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    for (int i = 0; i < 20; i++) assert_int_equal(rig_command(i * 500, "heal"), NOTHING);
    assert_int_equal(rig_time(19 * 500 + recovery_ms() + 1), BROKE(L1));
}

static void with_active_the_list_must_have_a_running_quorum(void **state) {
    (void)state;
    begin_led(QUORUM_ACTIVE, 20000);
    for (char node = 'B'; node <= 'C'; node++) {
        assert_int_equal(rig_command(100, node == 'B' ? "kill B" : "kill C"), NOTHING);
        assert_int_equal(rig_plain(EVENT_STOP, 100, node), NOTHING);
    }
    assert_int_equal(rig_list(100, 2, "AC", "", "C"), NOTHING); /* A alone is not half of it */
    assert_int_equal(rig_role(300, 'A', ROLE_FOLLOWER, 1), NOTHING);
    assert_int_equal(rig_time(5000), NOTHING);
    assert_int_equal(rig_list(5000, 3, "A", "", ""), NOTHING);
    assert_int_equal(rig_time(5000 + recovery_ms()), NOTHING);
    assert_int_equal(rig_time(5000 + recovery_ms() + 1), BROKE(L1));
}

static void with_active_queued_changes_and_joins_lengthen_the_bound(void **state) {
    (void)state;
    rig_begin(QUORUM_ACTIVE, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_command(0, "kill C"), NOTHING);
    assert_int_equal(rig_list(10, 2, "AB", "C", ""), NOTHING);
    const struct timers *t = &rig.header.elect.timers;
    const int64_t longer_ms = (timers_hold_off_us(t) + timers_join_us(t)) / US_PER_MS;
    assert_int_equal(rig_time(10 + recovery_ms() + longer_ms), NOTHING);
    assert_int_equal(rig_time(10 + recovery_ms() + longer_ms + 3), BROKE(L1));
}

static void liveness_is_not_judged_with_policy_none_or_unsafe_timers(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_time(100000), NOTHING);
    rig_begin(QUORUM_MAJORITY, 3);
    rig.header.elect.timers.stand_us = rig.header.elect.timers.ring_us; /* E > R */
    judge_init(&rig.judge, &rig.header);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(rig_time(100000), NOTHING);
}

/* ---- L3 --------------------------------------------------------------------------- */

static void revive(char node, int64_t t_ms) {
    char words[] = "revive X";
    words[7] = node;
    assert_int_equal(rig_command(t_ms, words), NOTHING);
    assert_int_equal(rig_start(t_ms, node, 1, 'A', t_ms + 233), NOTHING);
}

static void kill_node(char node, int64_t t_ms) {
    char words[] = "kill X";
    words[5] = node;
    assert_int_equal(rig_command(t_ms, words), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, t_ms, node), NOTHING);
}

static void a_rejoining_node_that_deposes_the_leader_breaks_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 900);
    kill_node('C', 100);
    revive('C', 200);
    assert_int_equal(rig_role(300, 'A', ROLE_FOLLOWER, 2), BROKE(L3));
    assert_non_null(strstr(rig.violation[0].detail, "A was deposed"));
    assert_int_equal(rig_lead(310, 'C', 2, "ABC", 900, 890), NOTHING); /* told once */
}

static void another_leader_after_a_rejoining_breaks_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 900);
    kill_node('C', 100);
    revive('C', 200);
    assert_int_equal(rig_lead(300, 'C', 2, "BC", 900, 890), BROKE(L3));
}

static void a_lease_that_lapses_after_a_followers_crash_breaks_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 240);
    kill_node('C', 100);
    assert_int_equal(rig_time(240), NOTHING);
    assert_int_equal(rig_time(241), BROKE(L3));
}

static void a_leader_that_renews_through_crashes_and_rejoinings_satisfies_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 240);
    kill_node('C', 100);
    assert_int_equal(rig_lead(200, 'A', 1, "AB", 440, 430), NOTHING);
    revive('C', 300);
    assert_int_equal(rig_role(350, 'A', ROLE_LEADER, 2), NOTHING); /* `need` raised its term */
    assert_int_equal(rig_lead(400, 'A', 2, "ABC", 840, 830), NOTHING);
    assert_int_equal(rig_time(830), NOTHING);
}

static const char *const other_faults[] = { "cut A B", "partition A | B C", "isolate C",
                                            "loss 5",  "delay 10ms A > B",  "drift A 500",
                                            "heal" };
enum { OTHER_FAULTS = sizeof other_faults / sizeof other_faults[0], HARMLESS_FROM = 5 };

static void a_lapse_after_any_other_fault_is_no_matter_of_l3(void **state) {
    (void)state;
    for (int i = 0; i < OTHER_FAULTS; i++) {
        begin_led(QUORUM_MAJORITY, 240);
        assert_int_equal(rig_command(230, other_faults[i]), NOTHING);
        assert_int_equal(rig_time(300), NOTHING);
    }
    begin_led(QUORUM_MAJORITY, 240);
    assert_int_equal(rig_plain(EVENT_STALL, 100, 'B'), NOTHING);
    assert_int_equal(rig_time(300), NOTHING);
}

static void a_fresh_renewal_shows_that_a_ring_without_faults_is_settled(void **state) {
    (void)state;
    for (int i = 0; i < OTHER_FAULTS; i++) {
        begin_led(QUORUM_MAJORITY, 240);
        assert_int_equal(rig_command(30, other_faults[i]), NOTHING);
        assert_int_equal(rig_lead(200, 'A', 1, "ABC", 430, 428), NOTHING);
        assert_int_equal(rig_time(429), i < HARMLESS_FROM ? NOTHING : BROKE(L3));
    }
}

static void a_renewal_by_an_old_token_shows_nothing(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 240);
    assert_int_equal(rig_command(30, "heal"), NOTHING);
    assert_int_equal(rig_lead(200, 'A', 1, "ABC", 380, 370), NOTHING); /* sent at 142 */
    assert_int_equal(rig_time(380), NOTHING);
}

static void killing_the_leader_is_no_matter_of_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 240);
    kill_node('A', 100);
    assert_int_equal(rig_lead(400, 'B', 2, "BC", 900, 890), NOTHING);
}

static void losing_the_quorum_is_no_matter_of_l3(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 240);
    kill_node('B', 100);
    kill_node('C', 100);
    assert_int_equal(rig_role(240, 'A', ROLE_FOLLOWER, 1), NOTHING);
}

static void begin_five(void) {
    rig_begin(QUORUM_MAJORITY, 5);
    assert_int_equal(rig_start_all(5), NOTHING);
    assert_int_equal(rig_lead(20, 'A', 1, "ABCDE", 310, 300), NOTHING);
    kill_node('B', 100);
}

static void a_second_crash_within_a_lease_may_cost_it(void **state) {
    (void)state;
    begin_five();
    kill_node('C', 200);
    assert_int_equal(rig_role(300, 'A', ROLE_FOLLOWER, 1), NOTHING);
}

static void a_renewal_after_the_second_crash_makes_the_leader_safe_again(void **state) {
    (void)state;
    begin_five();
    kill_node('C', 200);
    assert_int_equal(rig_lead(220, 'A', 1, "ADE", 510, 500), NOTHING);
    assert_int_equal(rig_role(500, 'A', ROLE_FOLLOWER, 1), BROKE(L3));
}

static void a_second_crash_after_a_lease_may_not_cost_it(void **state) {
    (void)state;
    begin_five();
    assert_int_equal(rig_lead(300, 'A', 1, "ADE", 610, 600), NOTHING);
    kill_node('C', 100 + rig.header.elect.timers.lease_us / US_PER_MS);
    assert_int_equal(rig_role(600, 'A', ROLE_FOLLOWER, 1), BROKE(L3));
}

static void a_short_lease_does_not_outlast_a_crash(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    rig.header.elect.timers.lease_us = rig.header.elect.timers.heartbeat_us * 3 / 2;
    judge_init(&rig.judge, &rig.header);
    assert_int_equal(rig_start_all(3), NOTHING);
    assert_int_equal(all_follow_a(20, 170), NOTHING);
    kill_node('C', 100);
    assert_int_equal(rig_role(170, 'A', ROLE_FOLLOWER, 1), NOTHING);
}

static void a_crash_that_leaves_only_a_node_that_abstains_may_cost_the_lease(void **state) {
    (void)state;
    begin_led(QUORUM_MAJORITY, 300);
    kill_node('C', 100);
    revive('C', 200); /* abstains until 433 */
    assert_int_equal(rig_lead(290, 'A', 1, "AB", 530, 510), NOTHING);
    kill_node('B', 340);
    assert_int_equal(rig_role(510, 'A', ROLE_FOLLOWER, 1), NOTHING);
}

static void a_list_that_only_abstaining_nodes_fill_may_cost_the_lease(void **state) {
    (void)state;
    for (int listed = 0; listed < 2; listed++) {
        begin_led(QUORUM_ACTIVE, 400);
        kill_node('B', 30);
        assert_int_equal(rig_list(30, 2, "AC", "", ""), NOTHING);
        assert_int_equal(rig_lead(100, 'A', 1, "AC", 900, 890), NOTHING);
        kill_node('C', 400);
        assert_int_equal(rig_list(400, 3, "A", "", ""), NOTHING);
        revive('C', 410);
        assert_int_equal(rig_lead(420, 'A', 1, "A", 900, 890), NOTHING);
        if (listed == 1) assert_int_equal(rig_list(430, 4, "AC", "", ""), NOTHING); /* too soon */
        assert_int_equal(rig_role(890, 'A', ROLE_FOLLOWER, 1), listed == 1 ? NOTHING : BROKE(L3));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_leader_two_rings_after_the_start_breaks_l2),
        cmocka_unit_test(a_lease_at_the_last_moment_satisfies_l2),
        cmocka_unit_test(l2_is_off_when_something_was_done_but_not_for_a_note),
        cmocka_unit_test(no_leader_within_the_bound_breaks_l1),
        cmocka_unit_test(an_event_shows_that_the_bound_has_passed_just_as_time_does),
        cmocka_unit_test(a_leader_whom_one_node_does_not_follow_is_no_recovery),
        cmocka_unit_test(a_leader_whose_lease_ended_is_no_recovery),
        cmocka_unit_test(the_crash_of_an_agreed_leader_has_a_shorter_bound),
        cmocka_unit_test(the_crash_of_a_leader_nobody_had_agreed_on_has_the_long_bound),
        cmocka_unit_test(agreement_in_time_satisfies_l1),
        cmocka_unit_test(l1_is_not_asserted_while_a_fault_is_on),
        cmocka_unit_test(l1_is_asserted_once_the_fault_is_off),
        cmocka_unit_test(one_link_still_faulty_keeps_l1_off),
        cmocka_unit_test(late_messages_put_the_bound_off),
        cmocka_unit_test(a_fault_of_one_link_ends_with_that_link_only),
        cmocka_unit_test(a_node_that_is_heard_by_nobody_but_hears_is_no_clean_cut),
        cmocka_unit_test(an_acknowledgement_ends_with_promise_standing_another_or_a_restart),
        cmocka_unit_test(a_start_has_the_long_bound),
        cmocka_unit_test(a_killed_node_is_stalled_no_more),
        cmocka_unit_test(l1_asks_for_a_quorum_that_runs),
        cmocka_unit_test(only_the_side_with_the_quorum_owes_a_leader),
        cmocka_unit_test(every_disturbance_starts_the_clock_anew),
        cmocka_unit_test(with_active_the_list_must_have_a_running_quorum),
        cmocka_unit_test(with_active_queued_changes_and_joins_lengthen_the_bound),
        cmocka_unit_test(liveness_is_not_judged_with_policy_none_or_unsafe_timers),
        cmocka_unit_test(a_rejoining_node_that_deposes_the_leader_breaks_l3),
        cmocka_unit_test(another_leader_after_a_rejoining_breaks_l3),
        cmocka_unit_test(a_lease_that_lapses_after_a_followers_crash_breaks_l3),
        cmocka_unit_test(a_leader_that_renews_through_crashes_and_rejoinings_satisfies_l3),
        cmocka_unit_test(a_lapse_after_any_other_fault_is_no_matter_of_l3),
        cmocka_unit_test(a_fresh_renewal_shows_that_a_ring_without_faults_is_settled),
        cmocka_unit_test(a_renewal_by_an_old_token_shows_nothing),
        cmocka_unit_test(killing_the_leader_is_no_matter_of_l3),
        cmocka_unit_test(losing_the_quorum_is_no_matter_of_l3),
        cmocka_unit_test(a_crash_that_leaves_only_a_node_that_abstains_may_cost_the_lease),
        cmocka_unit_test(a_list_that_only_abstaining_nodes_fill_may_cost_the_lease),
        cmocka_unit_test(a_second_crash_within_a_lease_may_cost_it),
        cmocka_unit_test(a_renewal_after_the_second_crash_makes_the_leader_safe_again),
        cmocka_unit_test(a_second_crash_after_a_lease_may_not_cost_it),
        cmocka_unit_test(a_short_lease_does_not_outlast_a_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
