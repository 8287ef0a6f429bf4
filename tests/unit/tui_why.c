/* Goal: every event and every state of a node has an answer, with its numbers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tui/why/beliefs.h"
#include "tui/why/why.h"
#include "tui_scene.h"

enum { A, B, C, D, E };

static struct scene s;
static struct why why;
static struct beliefs beliefs;

static struct node_set nodes_of(const char *names) {
    struct node_set set = SET_EMPTY;
    for (; *names != '\0'; names++) set = set_with(set, (uint8_t)(*names - 'A'));
    return set;
}

static void a_ring(uint8_t nodes, enum quorum_policy policy) {
    scene_init(&s, nodes, policy);
    scene_start_all(&s);
}

static bool has(enum why_kind kind) {
    for (int i = 0; i < why.count; i++) {
        if (why.line[i].kind == kind && why.line[i].text[0] != '\0') return true;
    }
    return false;
}

static void print_whole(void) {
    for (int i = 0; i < why.count; i++) {
        print_error("%-8s %s\n", why_kind_name(why.line[i].kind), why.line[i].text);
    }
}

static void says(enum why_kind kind, const char *text) {
    for (int i = 0; i < why.count; i++) {
        if (why.line[i].kind == kind && strcmp(why.line[i].text, text) == 0) return;
    }
    print_whole();
    fail_msg("no line `%s: %s`", why_kind_name(kind), text);
}

static void ask(const struct event *event, const struct event *cause, const struct event *sent) {
    const struct why_case about = { event, cause, sent };
    why_event(&s.view, &about, &why);
}

static void ask_node(uint8_t node) {
    why_node(&s.view, node, s.t_us, &why);
}

/* ---- no event without an answer ----------------------------------------------------- */

/* strange: the event names nobody of this ring, so there is not much to be said. */
static void is_whole(bool strange) {
    const bool reasons = has(WHY_IS_HELD) || has(WHY_IS_FAILED) || has(WHY_IS_SO);
    bool empty = false;
    for (int i = 1; i < why.count; i++) {
        const struct why_line *line = &why.line[i];
        const bool guard = line->kind == WHY_IS_HELD || line->kind == WHY_IS_FAILED;
        empty = empty || line->text[0] == '\0';
        /* what is asked, a colon, the fact; "what if" is said by the mark */
        if (guard && strstr(line->text, ": ") == NULL) fail_msg("no colon: %s", line->text);
        if (guard && (strstr(line->text, " not free") != NULL))
            fail_msg("a negated guard: %s", line->text);
        if (line->kind == WHY_IS_WHAT_IF && strncmp(line->text, "if ", 3) == 0)
            fail_msg("what if %s", line->text);
    }
    assert_int_equal(why.line[0].kind, WHY_IS_SAYS);
    assert_true(why.count <= WHY_LINES_MAX);
    if (has(WHY_IS_RULE) && has(WHY_IS_SOURCE) && !empty && (reasons || strange)) return;
    print_whole();
    fail_msg("something is missing");
}

/* With what it answers to, and without; with nodes that exist, and with strange ones. */
static void ask_every_way(struct event event) {
    struct event cause = scene_event(EVENT_DELIVER, event.node), sent = scene_event(EVENT_SEND, B);
    const bool strange = event.node == NODE_NONE || event.from == NODE_NONE;
    event.t_us = cause.t_us = s.t_us;
    cause.message = sent.message = MESSAGE_LEADER;
    cause.from = sent.from = B;
    cause.to = sent.to = event.node < 5 ? event.node : A;
    cause.origin = sent.origin = C;
    sent.signatures = nodes_of("BC");
    ask(&event, NULL, NULL);
    is_whole(strange);
    ask(&event, &cause, NULL);
    is_whole(strange);
    ask(&event, &cause, &sent);
    is_whole(strange);
    sent.origin = event.node < 5 ? event.node : A;
    ask(&event, &cause, &sent);
    is_whole(strange);
    cause.kind = EVENT_SKIP;
    ask(&event, &cause, NULL);
    is_whole(strange);
}

static void ask_all_of_a_kind(enum event_kind kind, uint8_t node) {
    for (unsigned row = 0; row < DROP_COUNT; row++) {
        struct event event = scene_event(kind, node);
        event.reason = (enum drop_reason)row;
        event.why = (enum role_why)(row % WHY_COUNT);
        event.property = (uint8_t)(row % PROPERTY_COUNT);
        event.command.kind = (enum command_kind)(row % COMMAND_COUNT);
        event.term = 1 + row % 3;
        event.leader = (uint8_t)(row % 6 == 5 ? NODE_NONE : row % 6);
        event.accepted = event.met = row % 2 == 0;
        memcpy(event.text, "some words", 11);
        for (unsigned message = 0; message < MESSAGE_COUNT; message++) {
            event.message = (enum message_kind)message;
            for (uint8_t other = 0; other < 5; other++) {
                event.origin = other;
                event.from = node < 5 ? node : A;
                event.to = (uint8_t)((event.from + 1 + other) % 5);
                ask_every_way(event);
            }
        }
        event.from = event.to = event.origin = NODE_NONE;
        ask_every_way(event);
    }
}

static void every_event_has_an_answer(void **state) {
    (void)state;
    static const enum quorum_policy policies[] = { QUORUM_ACTIVE, QUORUM_MAJORITY, QUORUM_NONE };
    for (int p = 0; p < 3; p++) {
        a_ring(5, policies[p]);
        scene_elect(&s, A, 1, set_all(5));
        scene_kill(&s, E);
        for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
            ask_all_of_a_kind((enum event_kind)kind, A);
            ask_all_of_a_kind((enum event_kind)kind, D);
            ask_all_of_a_kind((enum event_kind)kind, NODE_NONE);
        }
    }
}

static void every_event_has_an_answer_before_anything_happened(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) ask_all_of_a_kind((enum event_kind)kind, B);
}

static void a_rule_that_is_broken_on_purpose_is_named(void **state) {
    (void)state;
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        int named = 0;
        a_ring(3, QUORUM_ACTIVE);
        s.view.header.elect.broken = rule_break(s.view.header.elect.broken, (enum rule)i);
        for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
            struct event event = scene_event((enum event_kind)kind, A);
            event.leader = event.origin = B;
            event.from = A;
            event.to = C;
            event.message = kind % 2 == 0 ? MESSAGE_ELECTION : MESSAGE_LEADER;
            event.why = kind % 2 == 0 ? WHY_LEASE_ENDED : WHY_QUORUM_SIGNED;
            for (unsigned why_row = 0; why_row < WHY_COUNT; why_row++) {
                event.why = (enum role_why)why_row;
                ask(&event, NULL, NULL);
                named += has(WHY_IS_NOTE);
            }
        }
        if (named == 0) fail_msg("no answer names %s", rule_name((enum rule)i));
    }
}

/* ---- guards and their numbers ------------------------------------------------------------ */

static struct event token_event(enum event_kind kind, uint8_t node, uint8_t origin, uint32_t term) {
    struct event event = scene_event(kind, node);
    event.t_us = s.t_us;
    event.message = MESSAGE_LEADER;
    event.from = (uint8_t)((node + 4) % 5);
    event.to = node;
    event.origin = event.leader = origin;
    event.term = term;
    event.id = 1;
    return event;
}

static void a_signature_for_another_tells_how_long_ago_it_became_free(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    s.t_us = s.view.node[D].promise_us + 3 * US_PER_MS;
    struct event sign = token_event(EVENT_SIGN, D, C, 2);
    sign.until_us = s.t_us + 100 * US_PER_MS;
    ask(&sign, NULL, NULL);
    assert_int_equal(why.rule, PROTOCOL_SIGN);
    assert_int_equal(why.verdict, 1);
    says(WHY_IS_FAILED, "voted for C: D's vote of term 1 is for A");
    says(WHY_IS_HELD, "free: D's promise to A ran out 3.0 ms ago");
    says(WHY_IS_HELD, "a higher term: the token's 2, D's 1");
    says(WHY_IS_WHAT_IF,
         "had D's promise to A run 3.0 ms longer, it would have passed the token on unsigned");
    says(WHY_IS_WHEN, "a LEADER token arrives elsewhere");
    says(WHY_IS_SOURCE, "ringleader list protocol, rule 3; src/election/elect.c, on_leader()");
}

static void a_bound_node_does_not_sign_and_tells_when_it_would(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    s.t_us = s.view.node[D].promise_us - 4 * US_PER_MS;
    const struct event deliver = token_event(EVENT_DELIVER, D, C, 2);
    ask(&deliver, NULL, &deliver);
    assert_int_equal(why.verdict, 0);
    says(WHY_IS_FAILED, "free: D is bound by its promise to A for another 4.0 ms");
    says(WHY_IS_WHAT_IF, "4.0 ms later D would be free, and would have signed it");
    says(WHY_IS_SO, "it passes it on unsigned");
}

static void a_token_without_a_quorum_is_counted(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    struct event drop = token_event(EVENT_DROP, A, A, 1), sent = drop;
    drop.reason = DROP_NO_QUORUM;
    sent.sent_us = s.t_us - 5 * US_PER_MS;
    sent.signatures = nodes_of("AB");
    ask(&drop, NULL, &sent);
    assert_int_equal(why.verdict, 0);
    says(WHY_IS_FAILED, "a quorum signed: 2 of 5 (A and B), 3 needed");
    says(WHY_IS_WHAT_IF, "1 more signature of C, D and E would have been enough");
}

static void a_lease_that_ended_tells_what_was_missing(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    scene_command(&s, "partition A B | C D E");
    s.t_us = s.view.node[A].lease_us + 1 * US_PER_MS;
    struct event role = scene_event(EVENT_ROLE, A);
    role.t_us = s.t_us;
    role.why = WHY_LEASE_ENDED;
    role.term = 1;
    ask(&role, NULL, NULL);
    assert_int_equal(why.rule, PROTOCOL_STEP_DOWN);
    says(WHY_IS_HELD, "its lease is over: it ran out 1.0 ms ago");
    says(WHY_IS_SO, "it could not be renewed: A can talk to 2 of 5, 3 needed");
}

static void a_skip_names_what_is_between(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "cut B > C");
    struct event skip = scene_event(EVENT_SKIP, B);
    skip.to = C;
    ask(&skip, NULL, NULL);
    says(WHY_IS_SO, "the link B > C is cut: the token is lost");
    skip.node = C;
    skip.to = B;
    ask(&skip, NULL, NULL);
    says(WHY_IS_SO, "the link B > C is cut: its answer is lost");
    scene_kill(&s, B);
    ask(&skip, NULL, NULL);
    says(WHY_IS_SO, "B is down");
}

static void a_partition_tells_which_side_can_elect(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    struct event event = scene_event(EVENT_COMMAND, NODE_NONE);
    assert_true(command_parse("partition A B | C D E", 5, &event.command));
    ask(&event, NULL, NULL);
    says(WHY_IS_SO, "C, D and E: 3 of 5, 3 needed: can elect");
    says(WHY_IS_SO, "A and B: 2 of 5, 3 needed: no quorum, it can elect nobody");
    scene_elect(&s, A, 1, set_all(5));
    ask(&event, NULL, NULL);
    says(WHY_IS_SO, "A and B: 2 of 5, 3 needed: no quorum, its leader's lease will run out");
    assert_true(command_parse("partition A B C | D E", 5, &event.command));
    ask(&event, NULL, NULL);
    says(WHY_IS_SO, "D and E: 2 of 5, 3 needed: no quorum, it can elect nobody");
}

static void a_candidacy_long_after_the_promise_blames_no_single_token(void **state) {
    (void)state;
    char words[WHY_TEXT_BYTES];
    struct event stand = scene_event(EVENT_STAND, B);
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    const struct timers *t = &s.header.elect.timers;
    stand.t_us = s.view.node[B].promise_us + t->stand_us;
    ask(&stand, NULL, NULL);
    snprintf(words, sizeof words,
             "had a LEADER token of A come before %lld.%03lld s, it would have promised anew and "
             "not stood",
             (long long)(s.view.node[B].promise_us / US_PER_S),
             (long long)(s.view.node[B].promise_us / US_PER_MS % 1000));
    says(WHY_IS_WHAT_IF, words);
    stand.t_us = s.view.node[B].promise_us + 17 * US_PER_S;
    ask(&stand, NULL, NULL);
    snprintf(words, sizeof words,
             "had it promised anything in the last P = %lld.%02lld s before it stood, it would "
             "still be bound, and not have stood",
             (long long)(t->promise_us / US_PER_S),
             (long long)(t->promise_us / (10 * US_PER_MS) % 100));
    says(WHY_IS_WHAT_IF, words);
}

static void the_clocks_of_several_nodes_are_told_in_the_plural(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    struct event event = scene_event(EVENT_COMMAND, NODE_NONE);
    assert_true(command_parse("drift A B 300", 3, &event.command));
    ask(&event, NULL, NULL);
    says(WHY_IS_HELD, "within rho: the clocks of A and B run 300 ppm fast, rho = 10000 ppm");
    assert_true(command_parse("drift A 20000", 3, &event.command));
    ask(&event, NULL, NULL);
    says(WHY_IS_FAILED, "within rho: the clock of A runs 20000 ppm fast, rho = 10000 ppm");
}

/* ---- what is not true in a run that breaks a rule ------------------------------------------ */

static void breaks(enum rule rule) {
    a_ring(5, QUORUM_MAJORITY);
    s.view.header.elect.broken = rule_break((struct rule_set){ 0 }, rule);
    s.t_us = 500 * US_PER_MS;
}

static void a_quorum_that_nobody_asked_for_is_not_said_to_be_there(void **state) {
    (void)state;
    breaks(RULE_ELECTION_QUORUM);
    struct event role = scene_event(EVENT_ROLE, B), home = scene_event(EVENT_DELIVER, B);
    struct event sent = scene_event(EVENT_SEND, B);
    role.t_us = home.t_us = s.t_us;
    role.role = ROLE_ELECTED;
    role.term = 1;
    role.why = WHY_TOKEN_HOME;
    home.message = sent.message = MESSAGE_ELECTION;
    home.origin = sent.origin = home.to = home.from = sent.from = B;
    sent.signatures = set_of(B);
    ask(&role, &home, &sent);
    assert_null(strstr(why.line[0].text, "with a quorum"));
    assert_int_equal(why.verdict, 1);
    says(WHY_IS_FAILED, "a quorum signed: 1 of 5 (B), 3 needed");
    says(WHY_IS_SO, "it counts all the same: this run breaks the rule (--break election-quorum)");
    says(WHY_IS_WHAT_IF, "with the rule kept (election-quorum) it would have been ignored");
    scene_role(&s, B, ROLE_ELECTED, 1, WHY_TOKEN_HOME);
    ask_node(B);
    says(WHY_IS_HELD, "elected: its ELECTION token came home just now, and nobody counts its "
                      "signatures (--break election-quorum)");

    s.view.header.elect.broken = rule_break((struct rule_set){ 0 }, RULE_HOME_QUORUM);
    struct event lease = scene_event(EVENT_LEASE, B);
    lease.t_us = s.t_us;
    lease.term = 1;
    lease.until_us = s.t_us + 100 * US_PER_MS;
    lease.signatures = set_of(B);
    ask(&lease, NULL, NULL);
    assert_int_equal(why.verdict, 1);
    says(WHY_IS_FAILED, "a quorum signed: 1 of 5 (B), 3 needed");
    says(WHY_IS_SO, "it counts all the same: this run breaks the rule (--break home-quorum)");
}

static void a_promise_that_was_not_given_is_not_counted_down(void **state) {
    (void)state;
    breaks(RULE_PROMISE);
    struct event sign = token_event(EVENT_SIGN, D, C, 2);
    sign.until_us = s.t_us - 10 * US_PER_MS;
    ask(&sign, NULL, NULL);
    assert_string_equal(why.line[0].text, "D signs C for term 2 without a promise");
    says(WHY_IS_SO, "vote and term 2 are written, but it promises nothing (--break promise): it is "
                    "free to sign for another at once");
    view_event(&s.view, &sign);
    ask_node(D);
    says(WHY_IS_HELD, "free: D signed for C without a promise (--break promise)");
}

/* ---- why a node does not lead ------------------------------------------------------------ */

static void answer_is(uint8_t node, const char *text) {
    ask_node(node);
    assert_true(has(WHY_IS_HELD) || has(WHY_IS_FAILED));
    assert_true(has(WHY_IS_WHAT_IF));
    assert_string_equal(why.line[0].text, text);
}

static void each_standing_has_its_answer(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    answer_is(A, "A does not lead: it waits for the common start");
    scene_start_all(&s);
    answer_is(B, "B does not lead yet: it is free, and stands in a moment (rule 1)");
    scene_stand(&s, A);
    scene_pass(&s, 40 * US_PER_MS);
    answer_is(A, "A does not lead yet: it stands, its token has been under way for 40 ms");
    scene_role(&s, A, ROLE_ELECTED, 1, WHY_TOKEN_HOME);
    scene_sign(&s, A, A, 1);
    scene_sign(&s, B, A, 1);
    answer_is(A, "A does not lead yet: elected in term 1, 2 of 5 signatures, 3 needed");
    scene_beat(&s, A, 1, nodes_of("ABC"));
    s.t_us = s.view.node[A].lease_us - 239 * US_PER_MS;
    answer_is(A, "A leads in term 1 for another 239 ms, signed by A, B and C");
    s.t_us = s.view.node[B].promise_us - 120 * US_PER_MS;
    answer_is(B, "B does not lead: bound by its promise to A of term 1 for another 120 ms");
    s.t_us = s.view.node[A].lease_us + 7 * US_PER_MS;
    answer_is(A, "A does not lead: its lease of term 1 ran out 7.0 ms ago");
    scene_role(&s, A, ROLE_FOLLOWER, 1, WHY_LEASE_ENDED);
    s.t_us = s.view.node[A].promise_us - 5 * US_PER_MS;
    answer_is(A, "A does not lead: bound by its promise to itself for another 5.0 ms");
}

static void who_cannot_reach_a_quorum_says_so(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_command(&s, "partition A B | C D E");
    answer_is(B, "B does not lead: no quorum, 2 of 5 reachable, 3 needed");
    says(WHY_IS_FAILED, "a quorum in reach: it can talk to 2 of 5 (A and B), 3 needed");
}

static void the_dead_the_frozen_and_the_revived(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    scene_command(&s, "stall A");
    scene_tell(&s, scene_event(EVENT_STALL, A));
    s.t_us = s.view.node[A].lease_us - 30 * US_PER_MS;
    answer_is(A, "A still leads in term 1, though stalled: its lease runs for another 30 ms");
    scene_kill(&s, B);
    scene_pass(&s, 250 * US_PER_MS);
    answer_is(A, "A does not lead: it was stalled 1.22 s ago");
    answer_is(B, "B does not lead: it went down 250 ms ago");
    scene_start(&s, B);
    s.t_us = s.view.node[B].promise_us - 60 * US_PER_MS;
    answer_is(B, "B does not lead: it abstains, its old promise to A may run for another 60 ms");
}

/* ---- what the beliefs amount to ----------------------------------------------------------------
 */

static void believe(enum beliefs_case is, const char *text) {
    beliefs_explain(&s.view, s.t_us, &beliefs);
    assert_string_equal(beliefs.says, text);
    assert_int_equal(beliefs.is, is);
}

static void the_three_cases_are_told_apart(void **state) {
    (void)state;
    a_ring(5, QUORUM_MAJORITY);
    scene_elect(&s, A, 1, set_all(5));
    believe(BELIEFS_AGREED, "A leads term 1, and all who run acknowledge it");
    scene_command(&s, "partition A B | C D E");
    s.t_us = s.view.node[E].promise_us;
    believe(BELIEFS_OLD_LEADER,
            "A still calls itself leader of term 1, but its lease is over: it cannot act");
    scene_elect(&s, C, 2, nodes_of("CDE"));
    believe(BELIEFS_OLD_LEADER,
            "A still calls itself leader of term 1, but its lease is over: it cannot act");
    assert_string_equal(beliefs.means, "legal: C leads term 2 with the only valid lease; A steps "
                                       "down in its next step");
    assert_string_equal(beliefs.groups, "C D E: 3 of 5, a quorum; A B: 2 of 5, no quorum");
    s.view.node[A].term = 2;
    believe(BELIEFS_ONE_TERM, "TWO LEADERS IN ONE TERM: A and C both call themselves leader of "
                              "term 2: S1 is broken");
    s.view.node[A].lease_us = s.view.node[C].lease_us;
    believe(BELIEFS_TWO_LEASES,
            "SPLIT BRAIN: A (term 1) and C (term 2) hold valid leases at once, in different "
            "terms: S2 is broken");
    s.view.node[A].lease_term = 2;
    believe(BELIEFS_TWO_LEASES, "SPLIT BRAIN IN ONE TERM: A and C hold valid leases at once, both "
                                "in term 2: S1 and S2 are broken");
    assert_non_null(strstr(beliefs.means, "not even the fence"));
    for (int i = 0; i < BELIEFS_CASES; i++) {
        assert_int_equal(beliefs_case_words((enum beliefs_case)i)[0] != '\0',
                         i <= BELIEFS_OLD_LEADER);
    }
}

static void nobody_leads_and_the_nearest_says_why(void **state) {
    (void)state;
    a_ring(3, QUORUM_MAJORITY);
    believe(BELIEFS_NOBODY, "nobody leads");
    assert_string_equal(beliefs.means,
                        "A does not lead yet: it is free, and stands in a moment (rule 1)");
    for (uint8_t i = 0; i < 3; i++) scene_kill(&s, i);
    believe(BELIEFS_NOBODY, "nobody leads: no node runs");
    assert_string_equal(beliefs.groups, "down: A B C");
}

static void a_link_is_told_both_ways(void **state) {
    (void)state;
    char words[120];
    struct text text;
    a_ring(3, QUORUM_MAJORITY);
    scene_command(&s, "cut A > B");
    scene_command(&s, "delay 15ms B > A");
    text_init(&text, words, sizeof words);
    beliefs_link(&s.view, A, B, &text);
    assert_string_equal(words, "A > B cut, B > A open, slower by 15 ms: one way only, no token "
                               "passes for want of an answer");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_event_has_an_answer),
        cmocka_unit_test(every_event_has_an_answer_before_anything_happened),
        cmocka_unit_test(a_rule_that_is_broken_on_purpose_is_named),
        cmocka_unit_test(a_signature_for_another_tells_how_long_ago_it_became_free),
        cmocka_unit_test(a_bound_node_does_not_sign_and_tells_when_it_would),
        cmocka_unit_test(a_token_without_a_quorum_is_counted),
        cmocka_unit_test(a_lease_that_ended_tells_what_was_missing),
        cmocka_unit_test(a_skip_names_what_is_between),
        cmocka_unit_test(a_partition_tells_which_side_can_elect),
        cmocka_unit_test(a_candidacy_long_after_the_promise_blames_no_single_token),
        cmocka_unit_test(the_clocks_of_several_nodes_are_told_in_the_plural),
        cmocka_unit_test(a_quorum_that_nobody_asked_for_is_not_said_to_be_there),
        cmocka_unit_test(a_promise_that_was_not_given_is_not_counted_down),
        cmocka_unit_test(each_standing_has_its_answer),
        cmocka_unit_test(who_cannot_reach_a_quorum_says_so),
        cmocka_unit_test(the_dead_the_frozen_and_the_revived),
        cmocka_unit_test(the_three_cases_are_told_apart),
        cmocka_unit_test(nobody_leads_and_the_nearest_says_why),
        cmocka_unit_test(a_link_is_told_both_ways),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
