/* Goal: each of S4, S5, S6 and S8 is found when it is broken, and the legal run next
 * to it is not.  Method: hand-made events (trace_rig.h). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define WATCHED (~LIVENESS)
#include "trace_rig.h"

/* ---- S4 --------------------------------------------------------------------------- */

/* A's promises of term 1 last, so that only the certificate is at stake. */
static void lead_in_term_one(enum quorum_policy policy, uint8_t nodes, const char *signers) {
    rig_begin(policy, nodes);
    assert_int_equal(rig_lead(0, 'A', 1, signers, 900, 100), NOTHING);
}

static void a_signature_never_given_breaks_s4(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_MAJORITY, 3, "AB");
    assert_int_equal(rig_sign(50, 'A', 'A', 2, 900), NOTHING);
    assert_int_equal(rig_lease(60, 'A', 2, 150, "AB"), BROKE(S4));
    assert_non_null(strstr(rig.violation[0].detail,
                           "A's lease of term 2 counts a signature that B never gave for it"));
}

static void a_signature_for_another_leader_breaks_s4(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 5);
    assert_int_equal(rig_lead(0, 'A', 1, "ABC", 900, 100), NOTHING);
    assert_int_equal(rig_sign(10, 'D', 'E', 1, 900), NOTHING);
    assert_int_equal(rig_lease(20, 'A', 1, 120, "ABD"), BROKE(S4));
}

static void signatures_given_in_other_renewals_of_the_term_count(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_MAJORITY, 3, "AB");
    assert_int_equal(rig_sign(50, 'C', 'A', 1, 900), NOTHING);
    assert_int_equal(rig_lease(60, 'A', 1, 150, "ABC"), NOTHING);
}

static void half_of_the_nodes_are_no_certificate(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_MAJORITY, 4, "ABC");
    assert_int_equal(rig_lease(20, 'A', 1, 120, "AB"), BROKE(S4));
    assert_non_null(
        strstr(rig.violation[0].detail, "rests on 2 signatures (A B); a quorum takes 3"));
}

static void with_active_the_list_at_the_grant_counts(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_ACTIVE, 4, "ABC");
    assert_int_equal(rig_list(10, 2, "ABC", "", ""), NOTHING);
    assert_int_equal(rig_lease(20, 'A', 1, 120, "AB"), NOTHING);
    assert_int_equal(rig_list(30, 3, "CD", "", ""), NOTHING);
    /* of the list {C, D} none has signed; and its promises are no longer a quorum */
    assert_int_equal(rig_lease(40, 'A', 1, 140, "AB") & BROKE(S4), BROKE(S4));
}

static void with_active_a_lease_counted_by_an_old_list_breaks_s4(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_ACTIVE, 3, "AB");
    assert_int_equal(rig_list(10, 2, "AB", "", ""), NOTHING);
    assert_int_equal(rig_lease_by(20, 'A', 1, 120, "AB", 2), NOTHING);
    assert_int_equal(rig_lease_by(30, 'A', 1, 130, "AB", 1), BROKE(S4));
    assert_non_null(strstr(rig.violation[0].detail, "counted by list version 1"));
}

static void with_active_an_empty_list_certifies_nothing(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_ACTIVE, 3, "ABC");
    assert_int_equal(rig_list(10, 2, "", "", ""), NOTHING);
    assert_int_equal(rig_lease(20, 'A', 1, 120, "ABC") & BROKE(S4), BROKE(S4));
}

static void a_lease_told_anew_after_a_change_of_clock_rate_is_no_new_certificate(void **state) {
    (void)state;
    lead_in_term_one(QUORUM_ACTIVE, 4, "ABC");
    assert_int_equal(rig_list(10, 2, "AD", "", ""), NOTHING);
    assert_int_equal(rig_command(20, "drift A 5000"), NOTHING);
    assert_int_equal(rig_sign(20, 'A', 'A', 1, 899), NOTHING);
    assert_int_equal(rig_lease_by(20, 'A', 1, 99, "ABC", 1), NOTHING);
    /* but the next one is */
    assert_int_equal(rig_lease_by(30, 'A', 1, 110, "ABC", 2) & BROKE(S4), BROKE(S4));
}

/* ---- S5 --------------------------------------------------------------------------- */

static void a_lease_that_outlasts_its_promises_breaks_s5(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'A', 'A', 1, 200), NOTHING);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 99), NOTHING);
    assert_int_equal(rig_lease(5, 'A', 1, 100, "AB"), BROKE(S5));
    assert_non_null(strstr(rig.violation[0].detail, "only the promises of A last as long"));
}

static void promises_that_end_with_the_lease_are_enough(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_sign(0, 'A', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_sign(0, 'B', 'A', 1, 100), NOTHING);
    assert_int_equal(rig_lease(5, 'A', 1, 100, "AB"), NOTHING);
}

static void a_promise_broken_during_the_lease_breaks_s5_once(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_sign(50, 'B', 'C', 2, 250), BROKE(S5));
    assert_int_equal(rig_sign(60, 'B', 'C', 2, 260), NOTHING);
    assert_int_equal(rig_sign(70, 'C', 'C', 2, 260), NOTHING);
}

static void the_same_broken_promise_after_the_lease_is_legal(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_sign(100, 'B', 'C', 2, 300), NOTHING);
}

static void another_quorum_of_promises_will_do(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 5);
    assert_int_equal(rig_lead(0, 'A', 1, "ABCD", 200, 100), NOTHING);
    assert_int_equal(rig_sign(50, 'B', 'E', 2, 250), NOTHING); /* A, C, D remain */
    assert_int_equal(rig_sign(50, 'C', 'E', 2, 250), BROKE(S5));
}

static void a_dead_node_keeps_its_promise_and_a_revival_sets_it_anew(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 10, 'B'), NOTHING);
    assert_int_equal(rig_start(20, 'B', 1, 'A', 220), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 30, 'B'), NOTHING);
    assert_int_equal(rig_start(40, 'B', 1, 'A', 40), BROKE(S5)); /* it does not abstain */
}

static void a_leaders_own_promise_counts_like_any_other(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 200, 100), NOTHING);
    assert_int_equal(rig_sign(50, 'A', 'C', 2, 250), BROKE(S5));
}

static void with_active_promises_count_against_the_list_of_the_grant(void **state) {
    (void)state;
    rig_begin(QUORUM_ACTIVE, 4);
    assert_int_equal(rig_lead(0, 'A', 1, "ABC", 200, 100), NOTHING);
    assert_int_equal(rig_list(10, 2, "ABD", "", ""), NOTHING);
    assert_int_equal(rig_sign(20, 'D', 'D', 2, 220), NOTHING);
    assert_int_equal(rig_sign(30, 'C', 'D', 2, 230), BROKE(S5)); /* {A, B} of {A, B, C, D} */
}

static void s5_is_not_judged_with_policy_none(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    assert_int_equal(rig_lease(0, 'A', 1, 100, ""), NOTHING);
    assert_int_equal(rig_sign(10, 'A', 'B', 2, 200), NOTHING);
}

static void a_change_of_clock_rate_is_judged_when_all_of_it_is_told(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_lead(0, 'A', 1, "AB", 110, 100), NOTHING);
    assert_int_equal(rig_command(0, "drift A 500000"), NOTHING);
    assert_int_equal(rig_sign(0, 'A', 'A', 1, 73), NOTHING);   /* below the old lease … */
    assert_int_equal(rig_lease(0, 'A', 1, 66, "AB"), NOTHING); /* … but not the new one */
    /* B's clock runs so fast that its promise ends before A's lease */
    assert_int_equal(rig_command(1, "drift B 900000"), NOTHING);
    assert_int_equal(rig_sign(1, 'B', 'A', 1, 58), NOTHING);
    assert_int_equal(rig_plain(EVENT_STAND, 2, 'C'), BROKE(S5));
}

/* ---- S6 --------------------------------------------------------------------------- */

static void acknowledging_a_leader_that_sent_nothing_breaks_s6(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_follow(0, 'B', 'A', 1), BROKE(S6));
    assert_int_equal(rig_send_leader(1, 'A', 'B', 'A', 1), NOTHING);
    assert_int_equal(rig_follow(2, 'B', 'A', 1), NOTHING);
    assert_int_equal(rig_follow(3, 'B', 'A', 2), BROKE(S6)); /* another term */
    assert_int_equal(rig_follow(4, 'B', 'C', 1), BROKE(S6)); /* another leader */
}

static void a_token_passed_on_is_not_its_leaders_word(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_send_leader(0, 'B', 'C', 'A', 1), BROKE(S6));
    assert_int_equal(rig_follow(1, 'C', 'A', 1), BROKE(S6));
}

static void a_token_passed_on_in_another_term_breaks_s6(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_send_leader(0, 'A', 'B', 'A', 1), NOTHING);
    assert_int_equal(rig_send_leader(1, 'B', 'C', 'A', 1), NOTHING);
    assert_int_equal(rig_send_leader(2, 'B', 'C', 'A', 2), BROKE(S6));
    assert_int_equal(rig_send_leader(3, 'A', 'B', 'A', 65), NOTHING);
    assert_int_equal(rig_send_leader(4, 'B', 'C', 'A', 1), NOTHING); /* 64 below: not known */
}

static void an_election_token_is_no_announcement(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    struct event *e = rig_event(EVENT_SEND, 0, 'A');
    e->id = 1;
    e->to = 1;
    e->message = MESSAGE_ELECTION;
    e->term = 1;
    assert_int_equal(rig_put(), NOTHING);
    assert_int_equal(rig_follow(1, 'B', 'A', 1), BROKE(S6));
}

static void an_old_announcement_still_counts(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_send_leader(0, 'A', 'B', 'A', 1), NOTHING);
    assert_int_equal(rig_send_leader(1, 'A', 'B', 'A', 40), NOTHING);
    assert_int_equal(rig_follow(2, 'B', 'A', 1), NOTHING);
}

/* ---- S8 --------------------------------------------------------------------------- */

static void a_smaller_fencing_number_accepted_later_breaks_s8(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_write(0, 'A', 1, true), NOTHING);
    assert_int_equal(rig_write(1, 'B', 3, true), NOTHING);
    assert_int_equal(rig_write(2, 'A', 1, false), NOTHING); /* refused: that is the fence */
    assert_int_equal(rig_write(3, 'B', 3, true), NOTHING);  /* equal is the same leader */
    assert_int_equal(rig_write(4, 'A', 2, true), BROKE(S8));
    assert_non_null(strstr(rig.violation[0].detail, "2 was accepted after one with 3"));
}

static void a_refused_write_does_not_raise_the_fence(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_write(0, 'A', 9, false), NOTHING);
    assert_int_equal(rig_write(1, 'B', 3, true), NOTHING);
}

static void terms_are_remembered_for_64_below_the_highest(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_send_leader(0, 'A', 'B', 'A', 1), NOTHING);
    assert_int_equal(rig_send_leader(1, 'A', 'B', 'A', 64), NOTHING);
    assert_int_equal(rig_follow(2, 'B', 'A', 1), NOTHING); /* 63 below */
    assert_int_equal(rig_send_leader(3, 'A', 'B', 'A', 65), NOTHING);
    assert_int_equal(rig_follow(4, 'B', 'A', 1), BROKE(S6)); /* 64 below: forgotten */
    assert_int_equal(rig_follow(4, 'B', 'A', 64), NOTHING);
    assert_int_equal(rig_send_leader(5, 'A', 'B', 'A', 1), NOTHING); /* too old to be kept */
    assert_int_equal(rig_follow(6, 'B', 'A', 1), BROKE(S6));
    assert_int_equal(rig_send_leader(7, 'A', 'B', 'A', 129), NOTHING); /* exactly 64 more */
    assert_int_equal(rig_follow(8, 'B', 'A', 129), NOTHING);
    assert_int_equal(rig_follow(8, 'B', 'A', 65), BROKE(S6));
}

/* ---- words ------------------------------------------------------------------------ */

static void a_violation_names_who_what_and_for_how_long(void **state) {
    (void)state;
    rig_begin(QUORUM_NONE, 3);
    (void)rig_lead(0, 'A', 1, "A", 200, 100);
    (void)rig_lead(40, 'B', 2, "B", 200, 100);
    assert_string_equal(rig.violation[0].detail, "S2 lease exclusivity: B holds a lease of term 2 "
                                                 "while A's lease runs for another 60 ms");
    (void)rig_follow(50, 'C', 'B', 3);
    assert_string_equal(rig.violation[0].detail, "S6 leader view: C acknowledges B in term 3, in "
                                                 "which it sent no LEADER token");
    rig_begin(QUORUM_MAJORITY, 3);
    (void)rig_sign(0, 'A', 'A', 7, 200);
    (void)rig_lease(0, 'A', 7, 100, "A");
    assert_int_equal(rig.violations, 2);
    assert_string_equal(rig.violation[0].detail, "S4 certificate: A's lease of term 7 rests on 1 "
                                                 "signature (A); a quorum takes 2");
    assert_string_equal(rig.violation[1].detail,
                        "S5 lease within promises: A's lease runs for another 100 ms, but only "
                        "the promises of A last as long");
    (void)rig_role(100, 'A', ROLE_FOLLOWER, 7);
    (void)rig_sign(200, 'B', 'B', 6, 400);
    (void)rig_lease(200, 'B', 6, 300, "B");
    assert_string_equal(rig.violation[0].detail,
                        "S3 vote and term: B was granted term 6 after A was granted term 7");
    rig_begin(QUORUM_ACTIVE, 3);
    (void)rig_lead(0, 'A', 1, "AB", 200, 100);
    (void)rig_list(10, 2, "AB", "", "");
    (void)rig_lease_by(20, 'A', 1, 110, "AB", 1);
    assert_string_equal(rig.violation[0].detail, "S4 certificate: A's lease was counted by list "
                                                 "version 1, but the list is at version 2");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_signature_never_given_breaks_s4),
        cmocka_unit_test(a_signature_for_another_leader_breaks_s4),
        cmocka_unit_test(signatures_given_in_other_renewals_of_the_term_count),
        cmocka_unit_test(half_of_the_nodes_are_no_certificate),
        cmocka_unit_test(with_active_the_list_at_the_grant_counts),
        cmocka_unit_test(with_active_a_lease_counted_by_an_old_list_breaks_s4),
        cmocka_unit_test(with_active_an_empty_list_certifies_nothing),
        cmocka_unit_test(a_lease_told_anew_after_a_change_of_clock_rate_is_no_new_certificate),
        cmocka_unit_test(a_lease_that_outlasts_its_promises_breaks_s5),
        cmocka_unit_test(promises_that_end_with_the_lease_are_enough),
        cmocka_unit_test(a_promise_broken_during_the_lease_breaks_s5_once),
        cmocka_unit_test(the_same_broken_promise_after_the_lease_is_legal),
        cmocka_unit_test(another_quorum_of_promises_will_do),
        cmocka_unit_test(a_dead_node_keeps_its_promise_and_a_revival_sets_it_anew),
        cmocka_unit_test(a_leaders_own_promise_counts_like_any_other),
        cmocka_unit_test(with_active_promises_count_against_the_list_of_the_grant),
        cmocka_unit_test(s5_is_not_judged_with_policy_none),
        cmocka_unit_test(a_change_of_clock_rate_is_judged_when_all_of_it_is_told),
        cmocka_unit_test(acknowledging_a_leader_that_sent_nothing_breaks_s6),
        cmocka_unit_test(a_token_passed_on_is_not_its_leaders_word),
        cmocka_unit_test(a_token_passed_on_in_another_term_breaks_s6),
        cmocka_unit_test(an_election_token_is_no_announcement),
        cmocka_unit_test(an_old_announcement_still_counts),
        cmocka_unit_test(a_smaller_fencing_number_accepted_later_breaks_s8),
        cmocka_unit_test(a_refused_write_does_not_raise_the_fence),
        cmocka_unit_test(terms_are_remembered_for_64_below_the_highest),
        cmocka_unit_test(a_violation_names_who_what_and_for_how_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
