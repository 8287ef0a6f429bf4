/* The view: what the dashboard knows, folded from events alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/panel/log.h"
#include "tui/panel/nodes.h"
#include "tui/panel/status.h"
#include "tui_scene.h"

enum { A, B, C, D, E };

static struct scene s;
#define VIEW (&s.view)

static struct node_set nodes_of(const char *letters) {
    struct node_set set = SET_EMPTY;
    for (; *letters != '\0'; letters++) set = set_with(set, (uint8_t)(*letters - 'A'));
    return set;
}

static void a_ring(uint8_t nodes, enum quorum_policy policy) {
    scene_init(&s, nodes, policy);
    scene_start_all(&s);
}

static const char *explain(void) {
    static char buffer[300];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    (void)panel_status_explain(VIEW, &s.ui, &words);
    return buffer;
}

static const char *says(uint8_t node) {
    static char buffer[100];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    panel_nodes_says(VIEW, node, s.t_us, &words);
    return buffer;
}

static const char *links(uint8_t node, int cols) {
    static char buffer[100];
    struct text words;
    text_init(&words, buffer, sizeof buffer);
    panel_nodes_links(VIEW, node, cols, &words);
    return buffer;
}

/* ---- nodes ---- */

static void before_the_start_nobody_is_there(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_ACTIVE);
    assert_int_equal(view_standing(VIEW, A, 0), VIEW_DOWN);
    assert_true(set_is_empty(view_live(VIEW)));
    assert_string_equal(says(A), "not started yet");
    assert_string_equal(explain(), "the nodes wait for their common start");
}

static void a_candidacy_is_shown_for_the_time_it_takes(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_stand(&s, B);
    assert_int_equal(view_standing(VIEW, B, s.t_us), VIEW_STANDING);
    const int64_t stand_us = s.header.elect.timers.stand_us;
    assert_int_equal(view_standing(VIEW, B, s.t_us + stand_us - 1), VIEW_STANDING);
    assert_int_equal(view_standing(VIEW, B, s.t_us + stand_us), VIEW_FOLLOWER);
}

static void a_candidate_that_signs_another_stands_no_more(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_stand(&s, B);
    scene_sign(&s, B, A, 1);
    assert_int_equal(view_standing(VIEW, B, s.t_us), VIEW_FOLLOWER);
}

static void who_leads_says_so_and_the_others_name_it(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    assert_int_equal(view_leader(VIEW, s.t_us), A);
    assert_string_equal(says(A), "\"I am the leader!\"");
    assert_string_equal(says(B), "\"Node A is the leader.\"");
    assert_int_equal(view_acknowledged(VIEW, A, s.t_us), A);
    assert_int_equal(view_acknowledged(VIEW, E, s.t_us), A);
    assert_int_equal(VIEW->elections, 1);
    assert_string_equal(explain(), "A leads, and all 5 nodes agree");
}

/* A replay can stand between the two events of one step. */
static void a_leader_whose_lease_comes_is_not_lapsed(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_stand(&s, A);
    scene_role(&s, A, ROLE_ELECTED, 1, WHY_TOKEN_HOME);
    scene_sign(&s, A, A, 1);
    scene_role(&s, A, ROLE_LEADER, 1, WHY_QUORUM_SIGNED);
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_ELECTED);
    assert_true(set_is_empty(view_lapsed(VIEW, s.t_us)));
    assert_string_equal(says(A), "its lease comes");
    assert_string_equal(explain(), "no leader yet: A is leader, and its lease comes with this very "
                                   "step");
    struct event event = scene_event(EVENT_LEASE, A);
    event.term = 1;
    event.until_us = s.t_us + US_PER_S;
    event.signatures = set_all(3);
    scene_tell(&s, event);
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_LEADER);
    scene_pass(&s, US_PER_S);
    assert_true(set_has(view_lapsed(VIEW, s.t_us), A));
    assert_string_equal(says(A), "its lease is over");
}

static void a_lease_ends_at_its_very_instant(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(3));
    const int64_t end_us = VIEW->node[A].lease_us;
    assert_true(view_leads(VIEW, A, end_us - 1));
    assert_false(view_leads(VIEW, A, end_us));
    assert_int_equal(view_standing(VIEW, A, end_us), VIEW_LAPSED);
    assert_int_equal(view_leader(VIEW, end_us), NODE_NONE);
}

static void a_promise_that_is_over_acknowledges_nobody(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(3));
    const int64_t end_us = VIEW->node[B].promise_us;
    assert_int_equal(view_acknowledged(VIEW, B, end_us - 1), A);
    assert_int_equal(view_acknowledged(VIEW, B, end_us), NODE_NONE);
}

static void a_kill_ends_everything_but_term_and_vote(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 4, set_all(3));
    scene_kill(&s, A);
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_DOWN);
    assert_int_equal(view_leader(VIEW, s.t_us), NODE_NONE);
    assert_int_equal(VIEW->node[A].term, 4);
    assert_int_equal(VIEW->node[A].voted, A);
    scene_start(&s, A);
    assert_int_equal(VIEW->node[A].term, 4);
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_FOLLOWER);
}

static void a_stalled_leader_holds_its_lease(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(3));
    scene_tell(&s, scene_event(EVENT_STALL, A));
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_STALLED);
    assert_int_equal(view_leader(VIEW, s.t_us), A);
    assert_string_equal(says(A), "frozen as leader");
    scene_tell(&s, scene_event(EVENT_WAKE, A));
    assert_int_equal(view_standing(VIEW, A, s.t_us), VIEW_LEADER);
}

static void a_renewal_is_no_election_but_a_return_is(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(3));
    scene_beat(&s, A, 1, set_all(3));
    scene_role(&s, A, ROLE_LEADER, 2, WHY_TERM_NEEDED);
    scene_beat(&s, A, 2, set_all(3));
    assert_int_equal(VIEW->elections, 1);
    scene_role(&s, A, ROLE_FOLLOWER, 2, WHY_LEASE_ENDED);
    scene_elect(&s, A, 3, set_all(3));
    assert_int_equal(VIEW->elections, 2);
}

static void a_change_of_clock_rate_is_no_heartbeat(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(3));
    const int64_t beat_us = VIEW->node[B].beat_us;
    scene_pass(&s, 50000);
    scene_command(&s, "drift B 5000");
    scene_sign(&s, B, A, 1);
    assert_int_equal(VIEW->node[B].beat_us, beat_us);
    scene_pass(&s, 50000);
    scene_sign(&s, B, A, 1);
    assert_int_equal(VIEW->node[B].beat_us, s.t_us);
}

static void with_two_valid_leases_the_higher_term_is_leader(void **state) {
    (void)state;
    a_ring(5, QUORUM_NONE);
    scene_elect(&s, A, 1, nodes_of("AB"));
    scene_elect(&s, C, 2, nodes_of("CDE"));
    assert_true(set_equal(view_leaders(VIEW, s.t_us), nodes_of("AC")));
    assert_int_equal(view_leader(VIEW, s.t_us), C);
    assert_string_equal(
        explain(), "SPLIT BRAIN: A (term 1) and C (term 2) hold valid leases at once; y says why");
}

static void two_valid_leases_in_one_term_are_told_as_such(void **state) {
    (void)state;
    a_ring(5, QUORUM_NONE);
    scene_elect(&s, A, 1, nodes_of("AB"));
    scene_elect(&s, C, 1, nodes_of("CDE"));
    assert_string_equal(explain(), "SPLIT BRAIN: A and C hold valid leases at once, both in term "
                                   "1; y says why");
    scene_elect(&s, D, 1, nodes_of("DE"));
    assert_string_equal(explain(), "SPLIT BRAIN: A, C and D hold valid leases at once, all in term "
                                   "1; y says why");
}

/* ---- links ---- */

static void a_partition_replaces_earlier_cuts(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "cut A C");
    scene_command(&s, "partition A B C | D");
    assert_true(view_reaches(VIEW, A, C));
    assert_false(view_reaches(VIEW, A, D));
    assert_false(view_reaches(VIEW, D, E)); /* the unnamed are one more group */
    assert_string_equal(links(A, 20), "✂ DE");
}

static void cuts_add_up_and_heal(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "cut A > B");
    assert_false(view_reaches(VIEW, A, B));
    assert_true(view_reaches(VIEW, B, A));
    assert_string_equal(links(A, 20), "✂ >B");
    assert_string_equal(links(B, 20), "✂ <A");
    scene_command(&s, "isolate C");
    assert_true(view_isolated(VIEW, C));
    assert_string_equal(links(C, 20), "✂ all");
    assert_string_equal(links(A, 20), "✂ C >B");
    assert_string_equal(links(A, 5), "✂ 2/4");
    scene_command(&s, "heal A B");
    assert_true(view_reaches(VIEW, A, B));
    assert_false(view_reaches(VIEW, A, C));
    scene_command(&s, "heal");
    assert_false(view_any_cut(VIEW));
    assert_string_equal(links(C, 20), "");
}

static void reaching_one_another_takes_both_ways_and_may_take_a_detour(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "partition A B | C D E");
    assert_true(set_equal(view_connected(VIEW), nodes_of("CDE")));
    assert_true(set_equal(view_component(VIEW, A), nodes_of("AB")));
    scene_command(&s, "cut C > D");
    assert_true(set_equal(view_connected(VIEW), nodes_of("CDE"))); /* over E */
    scene_command(&s, "cut C > E");
    assert_true(set_equal(view_component(VIEW, C), nodes_of("C")));
    scene_kill(&s, D);
    assert_int_equal(set_count(view_connected(VIEW)), 2); /* A and B */
}

/* ---- messages ---- */

static int tokens_under_way(void) {
    int count = 0;
    for (int i = 0; i < VIEW_TOKENS_MAX; i++) count += VIEW->token[i].id != 0;
    return count;
}

static void a_token_is_under_way_until_it_arrives_or_is_lost(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    const uint64_t one = scene_send(&s, MESSAGE_ELECTION, A, B, A, 0);
    (void)scene_send(&s, MESSAGE_LEADER, B, C, B, 1);
    (void)scene_send(&s, MESSAGE_HOPACK, B, A, A, 0); /* never drawn */
    assert_int_equal(tokens_under_way(), 2);
    scene_arrive(&s, one, MESSAGE_ELECTION, A, B, A);
    assert_int_equal(tokens_under_way(), 1);
    struct event drop = scene_event(EVENT_DROP, C);
    drop.id = one + 1;
    drop.reason = DROP_PARTITION;
    drop.message = MESSAGE_LEADER;
    scene_tell(&s, drop);
    assert_int_equal(tokens_under_way(), 0);
    assert_int_equal(VIEW->sent[MESSAGE_HOPACK], 1);
    assert_int_equal(VIEW->dropped[DROP_PARTITION], 1);
}

static void a_delay_makes_the_way_longer(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    const int64_t hop_us = s.header.elect.timers.hop_us;
    scene_command(&s, "delay 500ms A > B");
    (void)scene_send(&s, MESSAGE_LEADER, A, B, A, 1);
    assert_int_equal(VIEW->token[0].due_us - VIEW->token[0].sent_us, hop_us + 500000);
    (void)scene_send(&s, MESSAGE_LEADER, B, C, A, 1);
    assert_int_equal(VIEW->token[1].due_us - VIEW->token[1].sent_us, hop_us);
}

static void more_tokens_than_places_forget_the_oldest(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    for (int i = 0; i < VIEW_TOKENS_MAX + 10; i++) {
        (void)scene_send(&s, MESSAGE_LEADER, A, B, A, 1);
    }
    assert_int_equal(tokens_under_way(), VIEW_TOKENS_MAX);
    scene_arrive(&s, 1, MESSAGE_LEADER, A, B, A); /* forgotten: no harm */
    assert_int_equal(tokens_under_way(), VIEW_TOKENS_MAX);
}

/* ---- the log ---- */

static void heartbeats_do_not_fill_the_calm_log(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    const int before = view_log_count(VIEW, false), all = view_log_count(VIEW, true);
    for (int i = 0; i < 10; i++) scene_beat(&s, A, 1, set_all(5));
    assert_int_equal(view_log_count(VIEW, false), before);
    assert_true(view_log_count(VIEW, true) > all + 100);
}

static void a_signature_says_already_who_is_followed(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    scene_sign(&s, B, A, 1); /* and follows */
    assert_int_equal(view_log_at(VIEW, false, 0)->event.kind, EVENT_SIGN);
    assert_int_equal(view_log_at(VIEW, true, 0)->event.kind, EVENT_FOLLOW);
}

static void what_repeats_is_counted_in_one_line(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    const int before = view_log_count(VIEW, false);
    const int64_t first_us = s.t_us;
    for (int i = 0; i < 7; i++) {
        if (i > 0) scene_pass(&s, 100 * US_PER_MS);
        scene_stand(&s, B);
        scene_stand(&s, C);
    }
    assert_int_equal(view_log_count(VIEW, false), before + 2);
    assert_int_equal(view_log_at(VIEW, false, 0)->times, 7);
    assert_int_equal(view_log_at(VIEW, false, 1)->times, 7);
    assert_int_equal(view_log_at(VIEW, false, 0)->event.t_us, first_us);
    assert_int_equal(view_log_at(VIEW, false, 0)->last_us, s.t_us);
    assert_int_equal(s.t_us - first_us, 600 * US_PER_MS);
}

static void the_active_list_is_news_only_where_it_counts(void **state) {
    (void)state;
    static const enum quorum_policy policies[] = { QUORUM_ACTIVE, QUORUM_MAJORITY, QUORUM_NONE };
    for (int i = 0; i < 3; i++) {
        a_ring(3, policies[i]);
        const int before = view_log_count(VIEW, false), all = view_log_count(VIEW, true);
        struct event event = scene_event(EVENT_LIST, NODE_NONE);
        event.version = 2;
        event.members = set_of(A);
        scene_tell(&s, event);
        assert_int_equal(view_log_count(VIEW, false), before + (policies[i] == QUORUM_ACTIVE));
        assert_int_equal(view_log_count(VIEW, true), all + 1);
    }
}

static void a_full_log_keeps_the_newest(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    for (int i = 0; i < VIEW_NOTABLE_MAX + 5; i++) scene_command(&s, "heal");
    scene_command(&s, "kill A");
    assert_int_equal(view_log_count(VIEW, false), VIEW_NOTABLE_MAX);
    assert_int_equal(view_log_at(VIEW, false, 0)->event.command.kind, COMMAND_KILL);
    assert_int_equal(view_log_at(VIEW, false, VIEW_NOTABLE_MAX - 1)->event.command.kind,
                     COMMAND_HEAL);
}

static void the_filter_finds_words_in_any_case_and_nodes_by_letter(void **state) {
    (void)state;
    assert_true(panel_log_matches("B signs A for term 1", "SIGNS a", 5));
    assert_false(panel_log_matches("B signs A for term 1", "kill", 5));
    assert_true(panel_log_matches("B signs A for term 1", "B", 5));
    assert_true(panel_log_matches("leased, signed by ABC", "B", 5));
    assert_false(panel_log_matches("A is stalled, Because", "B", 5));
    assert_true(panel_log_matches("A is stalled, Because", "b", 5));
    assert_true(panel_log_matches("anything", "", 5));
}

/* ---- properties and explanations ---- */

static void tell_violation(enum property property, bool expected) {
    struct event event = scene_event(EVENT_VIOLATION, NODE_NONE);
    event.property = (uint8_t)property;
    event.expected = expected;
    memcpy(event.text, "so it is", 9);
    scene_tell(&s, event);
}

static void the_first_violation_is_kept_and_expected_ones_do_not_count(void **state) {
    (void)state;
    a_ring(3, QUORUM_NONE);
    scene_pass(&s, 1000);
    tell_violation(PROPERTY_S2, true);
    assert_int_equal(VIEW->violations, 0);
    scene_pass(&s, 1000);
    tell_violation(PROPERTY_S2, false);
    assert_int_equal(VIEW->violations, 1);
    assert_int_equal(VIEW->property[PROPERTY_S2].broken, 2);
    assert_int_equal(VIEW->property[PROPERTY_S2].first_us, 1000);
    assert_string_equal(VIEW->property[PROPERTY_S2].detail, "so it is");
}

static void without_a_quorum_it_says_how_many_and_what_helps(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "partition A B | C D | E");
    assert_string_equal(explain(), "no leader: 2 of 5 reachable, 3 needed; h heals");
    scene_command(&s, "heal");
    for (uint8_t i = 0; i < 3; i++) scene_tell(&s, scene_event(EVENT_STALL, i));
    assert_string_equal(explain(), "no leader: 2 of 5 reachable, 3 needed; s wakes");
    for (uint8_t i = 0; i < 3; i++) scene_kill(&s, i);
    assert_string_equal(explain(), "no leader: 2 of 5 reachable, 3 needed; r revives");
    s.ui.readonly = true;
    assert_string_equal(explain(), "no leader: 2 of 5 reachable, 3 needed");
}

static void a_leader_in_the_minority_is_foretold(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    scene_command(&s, "partition A B | C D E");
    assert_string_equal(explain(),
                        "A cannot renew its lease: it reaches 2 of 5, 3 needed; h heals");
    scene_command(&s, "partition A B C | D E");
    assert_string_equal(explain(), "A leads, but D and E are cut off from it; h heals");
    scene_command(&s, "partition A B | C D E");
    scene_pass(&s, s.header.elect.timers.promise_us);
    scene_elect(&s, C, 2, nodes_of("CDE"));
    assert_string_equal(
        explain(), "C leads; A still calls itself leader of term 1, but its lease is over: legal");
}

static void an_election_is_told_step_by_step(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    assert_string_equal(explain(), "no leader yet: A is free, and stands in a moment");
    scene_stand(&s, A);
    assert_string_equal(explain(), "no leader yet: A stands for election");
    scene_role(&s, A, ROLE_ELECTED, 1, WHY_TOKEN_HOME);
    assert_string_equal(explain(), "no leader yet: A is elected, 1 of 3 signatures, 2 needed");
    scene_beat(&s, A, 1, set_all(3));
    scene_kill(&s, A);
    const char *bound = "no leader yet: for 590 ms BC are bound to A (down)";
    assert_string_equal(explain(), bound);
    scene_pass(&s, s.header.elect.timers.promise_us);
    assert_string_equal(explain(), "no leader yet: B is free, and stands in a moment");
    scene_stand(&s, B);
    scene_stand(&s, C);
    scene_pass(&s, s.header.elect.timers.stand_us);
    assert_string_equal(explain(), "no leader yet: B stands again in 2 ms");
}

static void who_cannot_lead_is_not_waited_for(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    scene_command(&s, "partition A B | C D E");
    scene_pass(&s, s.header.elect.timers.promise_us);
    scene_role(&s, A, ROLE_FOLLOWER, 1, WHY_LEASE_ENDED);
    scene_stand(&s, B);
    assert_string_equal(explain(), "no leader yet: C is free, and stands in a moment");
}

static void the_active_list_decides_how_many_are_needed(void **state) {
    (void)state;
    a_ring(5, QUORUM_ACTIVE);
    assert_int_equal(view_needed(VIEW), 3);
    scene_kill(&s, D);
    scene_kill(&s, E);
    assert_int_equal(view_counted(VIEW), 3);
    assert_int_equal(view_needed(VIEW), 2);
    scene_elect(&s, A, 1, nodes_of("ABC"));
    assert_string_equal(explain(), "A leads, and the 3 nodes that run agree");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_the_start_nobody_is_there),
        cmocka_unit_test(a_candidacy_is_shown_for_the_time_it_takes),
        cmocka_unit_test(a_candidate_that_signs_another_stands_no_more),
        cmocka_unit_test(who_leads_says_so_and_the_others_name_it),
        cmocka_unit_test(a_leader_whose_lease_comes_is_not_lapsed),
        cmocka_unit_test(a_lease_ends_at_its_very_instant),
        cmocka_unit_test(a_promise_that_is_over_acknowledges_nobody),
        cmocka_unit_test(a_kill_ends_everything_but_term_and_vote),
        cmocka_unit_test(a_stalled_leader_holds_its_lease),
        cmocka_unit_test(a_renewal_is_no_election_but_a_return_is),
        cmocka_unit_test(a_change_of_clock_rate_is_no_heartbeat),
        cmocka_unit_test(with_two_valid_leases_the_higher_term_is_leader),
        cmocka_unit_test(two_valid_leases_in_one_term_are_told_as_such),
        cmocka_unit_test(a_partition_replaces_earlier_cuts),
        cmocka_unit_test(cuts_add_up_and_heal),
        cmocka_unit_test(reaching_one_another_takes_both_ways_and_may_take_a_detour),
        cmocka_unit_test(a_token_is_under_way_until_it_arrives_or_is_lost),
        cmocka_unit_test(a_delay_makes_the_way_longer),
        cmocka_unit_test(more_tokens_than_places_forget_the_oldest),
        cmocka_unit_test(heartbeats_do_not_fill_the_calm_log),
        cmocka_unit_test(a_signature_says_already_who_is_followed),
        cmocka_unit_test(the_active_list_is_news_only_where_it_counts),
        cmocka_unit_test(what_repeats_is_counted_in_one_line),
        cmocka_unit_test(a_full_log_keeps_the_newest),
        cmocka_unit_test(the_filter_finds_words_in_any_case_and_nodes_by_letter),
        cmocka_unit_test(the_first_violation_is_kept_and_expected_ones_do_not_count),
        cmocka_unit_test(without_a_quorum_it_says_how_many_and_what_helps),
        cmocka_unit_test(a_leader_in_the_minority_is_foretold),
        cmocka_unit_test(an_election_is_told_step_by_step),
        cmocka_unit_test(who_cannot_lead_is_not_waited_for),
        cmocka_unit_test(the_active_list_decides_how_many_are_needed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
