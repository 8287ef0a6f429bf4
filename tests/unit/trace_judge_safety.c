/* Goal: each of S1 to S3 is found when it is broken, and the legal run next
 * to it is not.  Method: hand-made events (trace_rig.h). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define WATCHED (~LIVENESS)
#include "trace_rig.h"

/* ---- S1 --------------------------------------------------------------------------- */

static void two_leaders_in_one_term_break_s1(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(300, 'B', 1, "B", 500, 400), BROKE(S1));
    assert_non_null(strstr(rig.violation[0].detail, "B was granted term 1, which A had led"));
    assert_int_equal(rig.violation[0].t_us, 300 * US_PER_MS);
}

static void two_leaders_in_two_terms_are_legal(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(300, 'B', 2, "B", 500, 400), NOTHING);
}

static void a_leader_that_renews_its_term_is_legal(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_lead(50, 'A', 1, "AB", 250, 150), NOTHING);
}

static void s1_is_told_once_and_not_with_every_renewal(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(300, 'B', 1, "B", 500, 400), BROKE(S1));
    assert_int_equal(rig_lead(350, 'B', 1, "B", 550, 450), NOTHING);
    assert_int_equal(rig_lead(600, 'C', 1, "C", 800, 700), BROKE(S1));
    assert_int_equal(rig.violations, 2); /* against A and against B */
}

static void s1_remembers_a_term_of_long_ago(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 40, "A", 20, 10), NOTHING);
    for (uint32_t i = 0; i < 60; i++) {
        assert_int_equal(rig_lead(100 * (i + 1), 'B', 41 + i, "B", 0, 100 * (i + 1) + 10), NOTHING);
    }
    assert_int_equal(rig_lead(9000, 'C', 40, "C", 9200, 9100), BROKE(S1));
}

static void with_active_s1_is_judged_by_list_version(void **state) {
    (void)state;
    rig_begin(QUORUM_ACTIVE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_list(150, 2, "BC", "", ""), NOTHING);
    assert_int_equal(rig_sign(300, 'C', 'C', 1, 500), NOTHING);
    /* B's second signature in term 1 is a fact of its own */
    assert_int_equal(rig_sign(300, 'B', 'C', 1, 500), BROKE(S3));
    assert_int_equal(rig_lease(300, 'C', 1, 400, "BC"), NOTHING);
    assert_int_equal(rig_sign(600, 'B', 'B', 1, 900), BROKE(S3));
    assert_int_equal(rig_sign(600, 'C', 'B', 1, 900), BROKE(S3));
    assert_int_equal(rig_lease(600, 'B', 1, 800, "BC"), BROKE(S1));
}

static void a_list_event_of_the_same_version_forgets_no_leader(void **state) {
    (void)state;
    rig_begin(QUORUM_ACTIVE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_list(150, 1, "ABC", "", "A"), NOTHING);
    (void)rig_sign(300, 'B', 'C', 1, 500);
    (void)rig_sign(300, 'C', 'C', 1, 500);
    assert_int_equal(rig_lease(300, 'C', 1, 400, "BC"), BROKE(S1));
}

/* ---- S2 --------------------------------------------------------------------------- */

static void two_unexpired_leases_break_s2(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(99, 'B', 2, "B", 300, 199), BROKE(S2));
    assert_non_null(strstr(rig.violation[0].detail, "A's lease runs for another 1.0 ms"));
}

static void a_lease_that_begins_when_the_other_ends_is_legal(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(100, 'B', 2, "B", 300, 200), NOTHING);
}

static void a_lease_that_is_over_when_it_is_told_overlaps_nothing(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 200, 100), NOTHING);
    assert_int_equal(rig_lead(50, 'B', 2, "B", 300, 50), NOTHING);
    assert_int_equal(rig_lead(50, 'B', 2, "B", 300, 51), BROKE(S2));
}

static void a_start_ends_a_lease_even_if_no_stop_was_told(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 900, 800), NOTHING);
    assert_int_equal(rig_start(10, 'A', 1, 'A', 900), NOTHING);
    assert_int_equal(rig_lead(20, 'B', 2, "B", 900, 800), NOTHING);
}

static void s2_is_told_once_for_two_leases(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 900, 800), NOTHING);
    assert_int_equal(rig_lead(50, 'B', 2, "B", 900, 800), BROKE(S2));
    assert_int_equal(rig_lead(60, 'B', 2, "B", 910, 810), NOTHING);
    assert_int_equal(rig_lead(70, 'A', 1, "A", 910, 810), NOTHING);
    assert_int_equal(rig_lead(80, 'C', 3, "C", 910, 810), BROKE(S2));
    assert_int_equal(rig.violations, 2);
}

static void a_new_overlap_after_the_lease_ended_is_told_again(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 900, 800), NOTHING);
    assert_int_equal(rig_lead(50, 'B', 2, "B", 900, 100), BROKE(S2));
    assert_int_equal(rig_lead(200, 'B', 2, "B", 900, 300), BROKE(S2));
}

static void a_lease_ends_with_the_role_and_with_the_node(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 900, 800), NOTHING);
    assert_int_equal(rig_role(10, 'A', ROLE_FOLLOWER, 1), NOTHING);
    assert_int_equal(rig_lead(20, 'B', 2, "B", 900, 800), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 30, 'B'), NOTHING);
    assert_int_equal(rig_lead(40, 'C', 3, "C", 900, 800), NOTHING);
}

static void a_stall_does_not_end_a_lease(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 900, 800), NOTHING);
    assert_int_equal(rig_plain(EVENT_STALL, 10, 'A'), NOTHING);
    assert_int_equal(rig_lead(20, 'B', 2, "B", 900, 800), BROKE(S2));
}

static void a_clock_that_is_set_slower_may_break_s2(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "A", 100, 100), NOTHING);
    assert_int_equal(rig_lead(100, 'B', 2, "B", 200, 200), NOTHING);
    /* A's lease, told anew, would run on: only if it had not ended before */
    assert_int_equal(rig_command(150, "drift B -500000"), NOTHING);
    assert_int_equal(rig_sign(150, 'B', 'B', 2, 300), NOTHING);
    assert_int_equal(rig_lease(150, 'B', 2, 250, "B"), NOTHING);
    assert_int_equal(rig_lead(240, 'C', 3, "C", 400, 400), BROKE(S2));
}

/* ---- S3 --------------------------------------------------------------------------- */

static void two_signatures_in_one_term_break_s3(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 1, 300), BROKE(S3));
    assert_non_null(
        strstr(rig.violation[0].detail, "B signs for C in term 1, in which it had signed for A"));
}

static void renewals_and_a_higher_term_are_legal_signatures(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_sign(50, 'B', 'A', 1, 150), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 2, 300), NOTHING);
    assert_int_equal(rig_sign(210, 'A', 'A', 2, 300), NOTHING); /* another node's vote */
}

static void becoming_elected_is_a_vote_for_oneself(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_role(0, 'B', ROLE_ELECTED, 1), NOTHING);
    assert_int_equal(rig_sign(1, 'B', 'A', 1, 100), BROKE(S3));
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_role(1, 'B', ROLE_ELECTED, 1), BROKE(S3));
}

static void a_vote_survives_a_kill(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 10, 'B'), NOTHING);
    assert_int_equal(rig_start(20, 'B', 1, 'A', 120), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 1, 300), BROKE(S3));
}

static void a_node_that_forgot_its_vote_is_still_held_to_it(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 10, 'B'), NOTHING);
    assert_int_equal(rig_start(20, 'B', 1, '-', 20), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 1, 300), BROKE(S3));
}

static void a_term_that_falls_breaks_s3(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 5, 100), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 10, 'B'), NOTHING);
    assert_int_equal(rig_start(20, 'B', 4, 'A', 120), BROKE(S3));
    assert_non_null(strstr(rig.violation[0].detail, "B fell from term 5 to 4"));

    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 5, 100), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 4, 300), BROKE(S3));

    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_role(0, 'B', ROLE_ELECTED, 5), NOTHING);
    assert_int_equal(rig_role(1, 'B', ROLE_FOLLOWER, 4), BROKE(S3));
}

static void a_vote_in_a_lower_term_is_remembered_after_the_fall(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'B', 'A', 4, 100), NOTHING);
    assert_int_equal(rig_sign(200, 'B', 'C', 5, 300), NOTHING);
    assert_int_equal(rig_start(400, 'B', 3, 'A', 500), BROKE(S3));
    assert_int_equal(rig_sign(600, 'B', 'C', 4, 700), BROKE(S3));
    assert_int_equal(rig_sign(650, 'B', 'C', 4, 750), NOTHING); /* the same fact */
}

static void granted_terms_must_rise_with_majority_only(void **state) {
    (void)state;
    for (int policy = 0; policy < QUORUM_COUNT; policy++) {
        rig_begin((enum quorum_policy)policy, 5);
        assert_int_equal(rig_lead(0, 'A', 5, "ABC", 200, 100), NOTHING);
        (void)rig_sign(300, 'C', 'D', 4, 500); /* C's fall is told for itself */
        const uint32_t found = rig_lead(300, 'D', 4, "CDE", 500, 400);
        assert_int_equal(found & BROKE(S3), policy == QUORUM_MAJORITY ? BROKE(S3) : 0);
    }
}

static void an_old_leader_that_leads_again_in_its_old_term_breaks_s3(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_role(100, 'A', ROLE_FOLLOWER, 1), NOTHING);
    assert_int_equal(rig_lead(300, 'C', 2, "BC", 500, 400), NOTHING);
    (void)rig_sign(600, 'B', 'A', 1, 900);
    (void)rig_sign(600, 'A', 'A', 1, 900);
    assert_int_equal(rig_lease(600, 'A', 1, 700, "AB"), BROKE(S3));
    assert_non_null(strstr(rig.violation[0].detail, "A was granted term 1 after C"));
}

static void the_same_leader_in_a_higher_term_is_legal(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_role(40, 'A', ROLE_LEADER, 7), NOTHING);
    assert_int_equal(rig_lead(50, 'A', 7, "AC", 250, 150), NOTHING);
}

static void an_equal_term_is_no_rise(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 5);
    assert_int_equal(rig_lead(0, 'A', 5, "ABC", 200, 100), NOTHING);
    (void)rig_sign(300, 'C', 'D', 5, 500);
    assert_int_equal(rig_lead(300, 'D', 5, "CDE", 500, 400), BROKE(S1) | BROKE(S3));
}

static void a_raised_term_counts_as_granted_once_it_comes_home(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 5);
    assert_int_equal(rig_lead(0, 'A', 1, "ABC", 200, 100), NOTHING);
    assert_int_equal(rig_lead(50, 'A', 7, "ABC", 250, 150), NOTHING);
    (void)rig_sign(300, 'C', 'D', 5, 500);
    assert_int_equal(rig_lead(300, 'D', 5, "CDE", 500, 400), BROKE(S3));
}

static void a_renewal_at_the_very_end_of_the_lease_is_a_new_grant(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 300, 100), NOTHING);
    assert_int_equal(rig_sign(50, 'C', 'C', 2, 300), NOTHING);
    (void)rig_lease(60, 'C', 2, 70, "C"); /* for want of a quorum, S4 and more */
    assert_int_equal(rig_lease(99, 'A', 1, 100, "AB"), NOTHING);
    assert_int_equal(rig_lease(100, 'A', 1, 200, "AB"), BROKE(S3));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_leaders_in_one_term_break_s1),
        cmocka_unit_test(two_leaders_in_two_terms_are_legal),
        cmocka_unit_test(a_leader_that_renews_its_term_is_legal),
        cmocka_unit_test(s1_is_told_once_and_not_with_every_renewal),
        cmocka_unit_test(s1_remembers_a_term_of_long_ago),
        cmocka_unit_test(with_active_s1_is_judged_by_list_version),
        cmocka_unit_test(a_list_event_of_the_same_version_forgets_no_leader),
        cmocka_unit_test(two_unexpired_leases_break_s2),
        cmocka_unit_test(a_lease_that_begins_when_the_other_ends_is_legal),
        cmocka_unit_test(a_lease_that_is_over_when_it_is_told_overlaps_nothing),
        cmocka_unit_test(a_start_ends_a_lease_even_if_no_stop_was_told),
        cmocka_unit_test(s2_is_told_once_for_two_leases),
        cmocka_unit_test(a_new_overlap_after_the_lease_ended_is_told_again),
        cmocka_unit_test(a_lease_ends_with_the_role_and_with_the_node),
        cmocka_unit_test(a_stall_does_not_end_a_lease),
        cmocka_unit_test(a_clock_that_is_set_slower_may_break_s2),
        cmocka_unit_test(two_signatures_in_one_term_break_s3),
        cmocka_unit_test(renewals_and_a_higher_term_are_legal_signatures),
        cmocka_unit_test(becoming_elected_is_a_vote_for_oneself),
        cmocka_unit_test(a_vote_survives_a_kill),
        cmocka_unit_test(a_node_that_forgot_its_vote_is_still_held_to_it),
        cmocka_unit_test(a_term_that_falls_breaks_s3),
        cmocka_unit_test(a_vote_in_a_lower_term_is_remembered_after_the_fall),
        cmocka_unit_test(granted_terms_must_rise_with_majority_only),
        cmocka_unit_test(an_old_leader_that_leads_again_in_its_old_term_breaks_s3),
        cmocka_unit_test(the_same_leader_in_a_higher_term_is_legal),
        cmocka_unit_test(an_equal_term_is_no_rise),
        cmocka_unit_test(a_raised_term_counts_as_granted_once_it_comes_home),
        cmocka_unit_test(a_renewal_at_the_very_end_of_the_lease_is_a_new_grant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
