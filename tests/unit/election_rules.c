/* Goal: breaking a rule changes exactly what its row in the table says, and
 * nothing as long as its case does not come up; no row goes without a test.
 * Method: the same input with the protocol whole and with one rule broken. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "election_rig.h"

static uint32_t tested; /* bit per rule */

struct broken_row {
    enum rule rule;
    char me;
    const char *before;
    struct input input;
    const char *whole_after, *whole_effects, *broken_after, *broken_effects;
};

static void check_one(const struct broken_row *row, bool broken) {
    struct elect_config config = rig_config(3, QUORUM_MAJORITY);
    struct elect self = rig_state(row->me, row->before);
    struct effects effects;
    struct input input = row->input;
    const char *after = broken ? row->broken_after : row->whole_after;
    const char *told = broken ? row->broken_effects : row->whole_effects;
    if (broken) config.broken = rule_break(config.broken, row->rule);
    input.roster = rig_roster(&config);
    elect_step(&self, &config, &input, &effects);
    if (strcmp(rig_say_state(&self), after) != 0 || strcmp(rig_say_effects(&effects), told) != 0) {
        fail_msg("%s %s\n  state    %s\n  expected %s\n  effects  %s\n  expected %s",
                 rule_name(row->rule), broken ? "broken" : "whole", rig_say_state(&self), after,
                 rig_say_effects(&effects), told);
    }
}

static void steps_change_as_their_rules_say(void **state) {
    (void)state;
    const struct broken_row rows[] = {
        { RULE_VOTE_ONCE, 'B', "F t1 vC p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n2 {A} h1",
          "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { RULE_VOTE_ONCE, 'B', "F t3 vC p10 s9", rig_leader(10, 'A', 'A', 2, 9, "A", 0),
          "F t3 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t2 s9 n4 {A} h1",
          "F t3 vC p10 s9 wLA>C@20", /* twice in one term, but in no lower one */
          "send A HOPACK A h7 · send C LEADER A t2 s9 n4 {A} h1" },
        { RULE_PROMISE, 'B', "F t0 v- p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1",
          "F t1 vA p10 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p10 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { RULE_SELF_PROMISE, 'A', "E t1 vA p10 s0 e0 b10", rig_time(10),
          "E t1 vA p310 s0 e0 b110 wLA>B@20", "sign vA t1 p310 · send B LEADER A t1 s10 n0 {A} h1",
          "E t1 vA p10 s0 e0 b110 wLA>B@20", "sign vA t1 p10 · send B LEADER A t1 s10 n0 {A} h1" },
        { RULE_LEASE_FROM_SEND, 'A', "E t1 vA p300 s0 e0 b100",
          rig_leader(60, 'C', 'A', 1, 3, "AB", 0), "L t1 vA p300 s0 e0 b100 l203/1",
          "send C HOPACK A h7 · role leader t1 r4 · lease t1 l203 {AB}",
          "L t1 vA p300 s0 e0 b100 l260/1",
          "send C HOPACK A h7 · role leader t1 r4 · lease t1 l260 {AB}" },
        { RULE_LEASE_WITHIN_PROMISE, 'B', "F t0 v- p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1",
          "F t1 vA p110 s9 f wLA>C@20", /* P = L/2 */
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p110 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { RULE_TERM_ORDER, 'B', "F t5 vC p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t5 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n6 {A} h1",
          "F t1 vA p310 s9 f wLA>C@20",
          "send A HOPACK A h7 · persist t1 vA · sign vA t1 p310 · follow A t1 · "
          "send C LEADER A t1 s9 n0 {AB} h1" },
        { RULE_TERM_ORDER, 'B', "F t5 vA p200 s- f", rig_leader(10, 'A', 'A', 3, 9, "A", 0),
          "F t5 vA p200 s- f wLA>C@20", "send A HOPACK A h7 · send C LEADER A t3 s9 n0 {A} h1",
          "F t3 vA p310 s- f wLA>C@20",
          "send A HOPACK A h7 · persist t3 vA · sign vA t3 p310 · follow A t3 · "
          "send C LEADER A t3 s9 n0 {AB} h1" },
        { RULE_TERM_ORDER, 'B', "F t5 vC p200 s- f", rig_leader(10, 'A', 'A', 9, 9, "A", 0),
          "F t5 vC p200 s- f wLA>C@20", "send A HOPACK A h7 · send C LEADER A t9 s9 n0 {A} h1",
          "F t5 vC p200 s- f wLA>C@20", "send A HOPACK A h7 · send C LEADER A t9 s9 n0 {A} h1" },
        { RULE_HOME_TERM, 'A', "E t2 vA p300 s0 e0 b100", rig_leader(10, 'C', 'A', 1, 3, "ABC", 0),
          "E t2 vA p300 s0 e0 b100", "send C HOPACK A h7 · drop LEADER A other-term",
          "L t2 vA p300 s0 e0 b100 l203/2",
          "send C HOPACK A h7 · role leader t2 r4 · lease t2 l203 {ABC}" },
        { RULE_HOME_QUORUM, 'A', "E t1 vA p300 s0 e0 b100", rig_leader(10, 'C', 'A', 1, 3, "A", 0),
          "E t1 vA p300 s0 e0 b100", "send C HOPACK A h7 · drop LEADER A no-quorum",
          "L t1 vA p300 s0 e0 b100 l203/1",
          "send C HOPACK A h7 · role leader t1 r4 · lease t1 l203 {A}" },
        { RULE_EXTINCTION, 'B', "F t4 vC p10 s9", rig_election(10, 'A', 'C', "CA"),
          "F t4 vC p10 s9", "send A HOPACK C h7 · drop ELECTION C worse", "F t4 vC p10 s9 wEC>C@20",
          "send A HOPACK C h7 · send C ELECTION C {ABC} h1" },
        { RULE_FREE_TO_PASS, 'B', "F t4 vC p11 s9", rig_election(10, 'A', 'A', "A"),
          "F t4 vC p11 s9", "send A HOPACK A h7 · drop ELECTION A not-free",
          "F t4 vC p11 s9 wEA>C@20", "send A HOPACK A h7 · send C ELECTION A {AB} h1" },
        { RULE_ELECTED_TIMEOUT, 'A', "E t1 vA p300 s0 e0 b250", rig_time(200), "F t1 vA p300 s0",
          "role follower t1 r6", "E t1 vA p300 s0 e0 b250", "" },
        { RULE_NEED, 'B', "F t1 vC p10 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n2 {A} h1",
          "F t1 vC p10 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n0 {A} h1" },
        { RULE_NEED_WHEN_FREE, 'B', "F t1 vC p11 s9", rig_leader(10, 'A', 'A', 1, 9, "A", 0),
          "F t1 vC p11 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n0 {A} h1",
          "F t1 vC p11 s9 wLA>C@20", "send A HOPACK A h7 · send C LEADER A t1 s9 n2 {A} h1" },
        { RULE_ELECTION_QUORUM, 'A', "F t4 vC p10 s9", rig_election(10, 'C', 'A', "A"),
          "F t4 vC p10 s9", "send C HOPACK A h7 · drop ELECTION A no-quorum",
          "E t5 vA p310 s9 e10 b110 wLA>B@20",
          "send C HOPACK A h7 · persist t5 vA · role elected t5 r2 · sign vA t5 p310 · "
          "send B LEADER A t5 s10 n0 {A} h1" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_one(&rows[i], false);
        check_one(&rows[i], true);
        tested |= UINT32_C(1) << rows[i].rule;
    }
}

static struct elect start(struct rule_set broken, struct stable stable, struct effects *effects) {
    struct elect_config config = rig_config(3, QUORUM_MAJORITY);
    struct elect self;
    config.broken = broken;
    elect_start(&self, &config, 1, stable, 0, MS(50), effects);
    return self;
}

static void stable_storage_loses_term_and_vote_but_not_the_promise(void **state) {
    (void)state;
    const struct rule_set broken = rule_break((struct rule_set){ 0 }, RULE_STABLE_STORAGE);
    struct effects effects;
    struct elect self = start(broken, (struct stable){ 3, 0 }, &effects);
    assert_string_equal(rig_say_state(&self), "F t0 v- p350 s-");
    assert_string_equal(rig_say_effects(&effects), "persist t0 v-");
    self = start(broken, (struct stable){ 0, NODE_NONE }, &effects);
    assert_string_equal(rig_say_state(&self), "F t0 v- p50 s-");
    tested |= UINT32_C(1) << RULE_STABLE_STORAGE;
}

static void abstain_lets_a_revived_node_sign_at_once(void **state) {
    (void)state;
    const struct rule_set broken = rule_break((struct rule_set){ 0 }, RULE_ABSTAIN);
    struct effects effects;
    const struct elect whole = start((struct rule_set){ 0 }, (struct stable){ 3, 0 }, &effects);
    assert_string_equal(rig_say_state(&whole), "F t3 vA p350 s-");
    const struct elect self = start(broken, (struct stable){ 3, 0 }, &effects);
    assert_string_equal(rig_say_state(&self), "F t3 vA p50 s-");
    assert_int_equal(effects.count, 0);
    tested |= UINT32_C(1) << RULE_ABSTAIN;
}

static void hold_off_changes_the_list_at_once(void **state) {
    (void)state;
    for (int broken = 0; broken < 2; broken++) {
        struct elect_config config = rig_config(3, QUORUM_ACTIVE);
        struct rule_set rules = { 0 };
        struct active active;
        if (broken) rules = rule_break(rules, RULE_HOLD_OFF);
        active_init(&active, 3, &config.timers, rules);
        active_killed(&active, 0, 0);
        active_killed(&active, 1, 0);
        active_revived(&active, 0, 0); /* cancels its removal */
        active_killed(&active, 0, 0);
        int changes = 0;
        while (active_advance(&active, 0)) changes++;
        assert_int_equal(changes, broken ? 2 : 1);
        active_revived(&active, 1, 0);
        while (active_advance(&active, 0)) changes++;
        assert_int_equal(set_has(active.members, 1), broken == 1);
    }
    tested |= UINT32_C(1) << RULE_HOLD_OFF;
}

static void hop_skip_gives_up_at_the_first_silent_node(void **state) {
    (void)state;
    static const char *const expected[2][2] = {
        { "skip B · send C ELECTION A {A} h2", "F t0 v- p0 s0 wEA>C@20" },
        { "skip B · drop ELECTION A unanswered", "F t0 v- p0 s0" },
    };
    for (int broken = 0; broken < 2; broken++) {
        struct elect_config config = rig_config(3, QUORUM_MAJORITY);
        struct elect self = rig_state('A', "F t0 v- p0 s-");
        struct effects effects;
        if (broken) config.broken = rule_break(config.broken, RULE_HOP_SKIP);
        rig_step(&self, &config, rig_time(0), &effects);
        assert_string_equal(rig_say_effects(&effects), "stand t0 · send B ELECTION A {A} h1");
        rig_step(&self, &config, rig_time(10), &effects);
        assert_string_equal(rig_say_effects(&effects), expected[broken][0]);
        assert_string_equal(rig_say_state(&self), expected[broken][1]);
        /* nor does it pass over a node that is known to be dead */
        struct input input = rig_time(100);
        self = rig_state('A', "F t0 v- p0 s-");
        input.roster = (struct roster){ .members = set_all(3), .absent = set_of(1), .version = 1 };
        rig_step(&self, &config, input, &effects);
        assert_int_equal(effects.v[1].to, broken ? 1 : 2);
    }
    tested |= UINT32_C(1) << RULE_HOP_SKIP;
}

/* Last: it counts what the others have done. */
static void every_rule_of_the_table_has_a_test(void **state) {
    (void)state;
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if ((tested >> rule & 1u) == 0) fail_msg("no test breaks `%s`", rule_name((enum rule)rule));
    }
}

static void every_rule_has_a_name_and_says_what_it_changes_and_who_catches_it(void **state) {
    (void)state;
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const enum rule rule = (enum rule)i;
        assert_int_equal(rule_by_name(rule_name(rule)), i);
        assert_true(text_length(rule_change(rule)) > 0);
        assert_true(rule_caught(rule)[0] == 'S' || text_equal(rule_caught(rule), "livelock") ||
                    text_equal(rule_caught(rule), "terms race"));
        assert_true(rule_broken(rule_break((struct rule_set){ 0 }, rule), rule));
        assert_false(rule_broken(rule_break((struct rule_set){ 0 }, rule),
                                 (enum rule)((i + 1) % RULE_COUNT)));
    }
    assert_int_equal(rule_by_name("luck"), RULE_COUNT);
}

/* Where the broken rule's case does not come up, both behave alike. */
static void a_broken_rule_changes_nothing_else(void **state) {
    (void)state;
    const struct {
        const char *before;
        struct input input;
    } quiet[] = {
        { "F t1 vA p300 s9 f", rig_time(20) },
        { "F t0 v- p0 s9", rig_hopack(10, 'A', 3) },
        { "L t1 vB p300 s0 e0 b100 l200/1", rig_time(20) },
        { "F t1 vB p300 s0", rig_leader(10, 'A', 'B', 1, 3, "AB", 0) },
    };
    for (size_t i = 0; i < sizeof quiet / sizeof quiet[0]; i++) {
        for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
            struct elect_config config = rig_config(3, QUORUM_MAJORITY);
            struct elect whole = rig_state('B', quiet[i].before), broken = whole;
            struct effects whole_effects, broken_effects;
            rig_step(&whole, &config, quiet[i].input, &whole_effects);
            config.broken = rule_break(config.broken, (enum rule)rule);
            rig_step(&broken, &config, quiet[i].input, &broken_effects);
            assert_memory_equal(&whole, &broken, sizeof whole);
            assert_int_equal(whole_effects.count, broken_effects.count);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_change_as_their_rules_say),
        cmocka_unit_test(stable_storage_loses_term_and_vote_but_not_the_promise),
        cmocka_unit_test(abstain_lets_a_revived_node_sign_at_once),
        cmocka_unit_test(hold_off_changes_the_list_at_once),
        cmocka_unit_test(hop_skip_gives_up_at_the_first_silent_node),
        cmocka_unit_test(a_broken_rule_changes_nothing_else),
        cmocka_unit_test(every_rule_has_a_name_and_says_what_it_changes_and_who_catches_it),
        cmocka_unit_test(every_rule_of_the_table_has_a_test),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
