/* Goal: the figures of `compare` are what the events of a run say.
 * Method: events made by hand, folded; times chosen so that every figure has one right value. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "app/compare_measure.h"

enum { A, B, C };

static struct compare_measure measure;

static void begin(enum quorum_policy policy) {
    measure_init(&measure, policy);
}

static struct event event_of(int64_t t_us, enum event_kind kind, uint8_t node) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.t_us = t_us;
    event.kind = kind;
    event.node = node;
    return event;
}

static void tell(int64_t t_us, enum event_kind kind, uint8_t node) {
    const struct event event = event_of(t_us, kind, node);
    measure_event(&measure, &event);
}

static void lease(int64_t t_us, uint8_t node, uint32_t term, int64_t until_us) {
    struct event event = event_of(t_us, EVENT_LEASE, node);
    event.term = term;
    event.until_us = until_us;
    measure_event(&measure, &event);
}

static void role(int64_t t_us, uint8_t node, enum role role, uint32_t term) {
    struct event event = event_of(t_us, EVENT_ROLE, node);
    event.role = role;
    event.term = term;
    measure_event(&measure, &event);
}

static void sent(enum message_kind kind) {
    struct event event = event_of(5, EVENT_SEND, NODE_NONE);
    event.message = kind;
    measure_event(&measure, &event);
}

static void wrote(bool accepted) {
    struct event event = event_of(5, EVENT_WRITE, A);
    event.accepted = accepted;
    measure_event(&measure, &event);
}

static void violated(int64_t t_us, enum property property, bool expected) {
    struct event event = event_of(t_us, EVENT_VIOLATION, NODE_NONE);
    event.property = (uint8_t)property;
    event.expected = expected;
    measure_event(&measure, &event);
}

static void is(enum measure which, int64_t value) {
    if (measure.value[which] == value) return;
    fail_msg("%s is %lld, not %lld", measure_key(which), (long long)measure.value[which],
             (long long)value);
}

/* ---- who leads, and when ------------------------------------------------------------ */

static void without_any_lease_the_time_to_leader_is_never(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    tell(0, EVENT_START, A);
    role(300, A, ROLE_ELECTED, 1);
    measure_end(&measure, 1000);
    is(MEASURE_LEADER, TIME_NEVER);
    is(MEASURE_GAP, 1000);
    is(MEASURE_LEADERLESS, 1000);
    is(MEASURE_ELECTIONS, 0);
    is(MEASURE_SPAN, 1000);
}

static void an_empty_run_has_no_rate(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    measure_end(&measure, 0);
    is(MEASURE_GAP, 0);
    is(MEASURE_RATE, 0);
    is(MEASURE_SPAN, 0);
}

static void the_start_is_a_time_without_leader(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    role(100, A, ROLE_LEADER, 1);
    lease(100, A, 1, 900);
    measure_end(&measure, 500);
    is(MEASURE_LEADER, 100);
    is(MEASURE_GAP, 100);
    is(MEASURE_LEADERLESS, 100);
    is(MEASURE_SPLIT, 0);
}

static void a_lease_ends_by_itself_though_nobody_says_so(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    lease(100, A, 1, 400);
    lease(700, B, 2, 2000);
    measure_end(&measure, 1000);
    is(MEASURE_GAP, 300);
    is(MEASURE_LEADERLESS, 100 + 300);
    is(MEASURE_ELECTIONS, 2);
    is(MEASURE_TERMS, 2);
}

static void a_lease_renewed_at_the_instant_of_its_end_leaves_no_gap(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    lease(0, A, 1, 400);
    lease(400, A, 1, 800);
    measure_end(&measure, 800);
    is(MEASURE_LEADER, 0);
    is(MEASURE_GAP, 0);
    is(MEASURE_LEADERLESS, 0);
    is(MEASURE_ELECTIONS, 1);
}

static void two_gaps_are_not_one_longer_gap(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    lease(50, A, 1, 100);
    lease(180, A, 1, 200);
    measure_end(&measure, 270);
    is(MEASURE_GAP, 80);
    is(MEASURE_LEADERLESS, 50 + 80 + 70);
}

static void who_dies_or_steps_down_leads_no_longer_whatever_its_lease(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    lease(0, A, 1, 1000);
    tell(100, EVENT_STOP, A);
    lease(300, B, 2, 1000);
    role(400, B, ROLE_FOLLOWER, 3);
    measure_end(&measure, 900);
    is(MEASURE_LEADERLESS, 200 + 500);
    is(MEASURE_GAP, 500);
    is(MEASURE_TERMS, 3);
}

static void a_stalled_leader_still_holds_its_lease(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    lease(0, A, 1, 600);
    tell(100, EVENT_STALL, A);
    measure_end(&measure, 1000);
    is(MEASURE_LEADERLESS, 400);
}

static void a_renewal_is_no_election_but_a_second_coming_is(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    role(10, A, ROLE_LEADER, 1);
    lease(10, A, 1, 100);
    lease(50, A, 1, 150);
    role(60, A, ROLE_LEADER, 2); /* a higher term of the same leader */
    lease(60, A, 2, 160);
    tell(70, EVENT_STOP, A);
    tell(80, EVENT_START, A);
    lease(90, A, 3, 190);
    measure_end(&measure, 100);
    is(MEASURE_ELECTIONS, 2);
}

static void time_with_two_leaders_counts_once_even_with_three(void **state) {
    (void)state;
    begin(QUORUM_NONE);
    lease(0, A, 1, 500);
    lease(200, B, 2, 600);
    lease(300, C, 3, 400);
    measure_end(&measure, 1000);
    is(MEASURE_SPLIT, 300); /* 200..500 */
    is(MEASURE_LEADERLESS, 400);
    is(MEASURE_ELECTIONS, 3);
}

/* ---- counts ------------------------------------------------------------------------- */

static void messages_are_counted_by_kind_and_by_time(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    for (int i = 0; i < 1; i++) sent(MESSAGE_ELECTION);
    for (int i = 0; i < 2; i++) sent(MESSAGE_LEADER);
    for (int i = 0; i < 4; i++) sent(MESSAGE_HOPACK);
    tell(6, EVENT_DELIVER, B);
    tell(6, EVENT_DROP, B);
    measure_end(&measure, 2 * US_PER_S);
    is(MEASURE_ELECTION, 1);
    is(MEASURE_TOKEN, 2);
    is(MEASURE_HOPACK, 4);
    is(MEASURE_MESSAGES, 7);
    is(MEASURE_RATE, 3);
}

static void writes_stands_and_expectations_are_told_apart(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    wrote(true);
    wrote(true);
    wrote(false);
    for (int i = 0; i < 3; i++) tell(6, EVENT_STAND, B);
    struct event expect = event_of(7, EVENT_EXPECT, NODE_NONE);
    measure_event(&measure, &expect);
    expect.met = true;
    measure_event(&measure, &expect);
    measure_event(&measure, &expect);
    measure_end(&measure, 10);
    is(MEASURE_ACCEPTED, 2);
    is(MEASURE_REFUSED, 1);
    is(MEASURE_CANDIDACIES, 3);
    is(MEASURE_FAILED, 1);
    is(MEASURE_MET, 2);
}

static void a_violation_keeps_its_first_time_and_whether_it_was_expected(void **state) {
    (void)state;
    begin(QUORUM_MAJORITY);
    violated(300, PROPERTY_S2, true);
    violated(400, PROPERTY_S2, false);
    violated(500, PROPERTY_S8, false);
    measure_end(&measure, 1000);
    is(MEASURE_VIOLATIONS, 3);
    assert_int_equal(measure.violation[PROPERTY_S2].count, 2);
    assert_int_equal(measure.violation[PROPERTY_S2].first_us, 300);
    assert_true(measure.violation[PROPERTY_S2].expected);
    assert_int_equal(measure.violation[PROPERTY_S8].first_us, 500);
    assert_false(measure.violation[PROPERTY_S8].expected);
    assert_int_equal(measure.violation[PROPERTY_S1].count, 0);
    assert_int_equal(measure.violation[PROPERTY_S1].first_us, TIME_NEVER);
}

static void what_the_policy_does_not_promise_is_no_violation(void **state) {
    (void)state;
    begin(QUORUM_NONE);
    violated(300, PROPERTY_S5, false);
    violated(300, PROPERTY_L1, false);
    violated(400, PROPERTY_S2, false);
    measure_end(&measure, 1000);
    is(MEASURE_VIOLATIONS, 1);
    assert_int_equal(measure.violation[PROPERTY_S5].count, 0);
}

/* ---- the table ---------------------------------------------------------------------- */

static void every_measure_has_a_key_of_its_own(void **state) {
    (void)state;
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        const enum measure a = (enum measure)i;
        assert_true(strlen(measure_words(a)) <= 22); /* eight worlds fit into 80 columns */
        assert_true(strlen(measure_help(a)) > 0);
        const char *key = measure_key(a);
        assert_int_equal(key[strspn(key, "abcdefghijklmnopqrstuvwxyz_")], '\0');
        const bool is_time = strcmp(key + strlen(key) - 3, "_us") == 0;
        assert_int_equal(is_time, measure_unit(a) == MEASURE_TIME);
        for (unsigned j = 0; j < i; j++) {
            assert_string_not_equal(key, measure_key((enum measure)j));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_any_lease_the_time_to_leader_is_never),
        cmocka_unit_test(an_empty_run_has_no_rate),
        cmocka_unit_test(the_start_is_a_time_without_leader),
        cmocka_unit_test(a_lease_ends_by_itself_though_nobody_says_so),
        cmocka_unit_test(a_lease_renewed_at_the_instant_of_its_end_leaves_no_gap),
        cmocka_unit_test(two_gaps_are_not_one_longer_gap),
        cmocka_unit_test(who_dies_or_steps_down_leads_no_longer_whatever_its_lease),
        cmocka_unit_test(a_stalled_leader_still_holds_its_lease),
        cmocka_unit_test(a_renewal_is_no_election_but_a_second_coming_is),
        cmocka_unit_test(time_with_two_leaders_counts_once_even_with_three),
        cmocka_unit_test(messages_are_counted_by_kind_and_by_time),
        cmocka_unit_test(writes_stands_and_expectations_are_told_apart),
        cmocka_unit_test(a_violation_keeps_its_first_time_and_whether_it_was_expected),
        cmocka_unit_test(what_the_policy_does_not_promise_is_no_violation),
        cmocka_unit_test(every_measure_has_a_key_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
