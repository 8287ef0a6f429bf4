/* Goal: rule 7: a token is passed on to the first node that answers, an answer
 * ends the wait, a newer token replaces an older one, and who is alone is home at
 * once.  Method: short sequences of steps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "election_rig.h"

static struct elect_config config;
static struct elect self;
static struct effects effects;

/* One step: the effects and the state after it. */
static void step(struct input input, const char *expected_effects, const char *expected_state) {
    rig_step(&self, &config, input, &effects);
    assert_string_equal(rig_say_effects(&effects), expected_effects);
    assert_string_equal(rig_say_state(&self), expected_state);
}

static void begin(uint8_t nodes, char me, const char *state) {
    config = rig_config(nodes, QUORUM_MAJORITY);
    self = rig_state(me, state);
}

static struct input with_absent(struct input input, const char *absent) {
    input.roster = rig_roster(&config);
    input.roster.members = set_minus(input.roster.members, rig_set(absent));
    input.roster.absent = rig_set(absent);
    return input;
}

static void an_answer_ends_the_wait(void **state) {
    (void)state;
    begin(3, 'A', "F t0 v- p0 s-");
    step(rig_time(0), "stand t0 · send B ELECTION A {A} h1", "F t0 v- p0 s0 wEA>B@10");
    step(rig_hopack(1, 'B', 9), "", "F t0 v- p0 s0 wEA>B@10"); /* another hop's */
    step(rig_hopack(2, 'B', 1), "", "F t0 v- p0 s0");
    step(rig_time(10), "", "F t0 v- p0 s0");
}

static void a_silent_node_is_skipped_at_the_time_out(void **state) {
    (void)state;
    begin(4, 'A', "F t0 v- p0 s-");
    step(rig_time(0), "stand t0 · send B ELECTION A {A} h1", "F t0 v- p0 s0 wEA>B@10");
    struct input early = rig_time(10);
    early.now_us--;
    step(early, "", "F t0 v- p0 s0 wEA>B@10");
    step(rig_time(10), "skip B · send C ELECTION A {A} h2", "F t0 v- p0 s0 wEA>C@20");
    step(rig_hopack(12, 'B', 1), "", "F t0 v- p0 s0 wEA>C@20"); /* too late an answer */
    step(rig_time(20), "skip C · send D ELECTION A {A} h3", "F t0 v- p0 s0 wEA>D@30");
    step(rig_hopack(21, 'D', 3), "", "F t0 v- p0 s0");
}

static void a_message_is_no_time_out_even_when_one_is_due(void **state) {
    (void)state;
    begin(4, 'A', "F t0 v- p0 s-");
    step(rig_time(0), "stand t0 · send B ELECTION A {A} h1", "F t0 v- p0 s0 wEA>B@10");
    step(rig_hopack(10, 'B', 9), "", "F t0 v- p0 s0 wEA>B@10"); /* another hop's */
    step(rig_hopack(11, 'B', 1), "", "F t0 v- p0 s0");          /* late, but before the skip */
}

static void a_token_that_nobody_else_takes_is_home(void **state) {
    (void)state;
    begin(3, 'A', "F t0 v- p0 s-");
    step(rig_time(0), "stand t0 · send B ELECTION A {A} h1", "F t0 v- p0 s0 wEA>B@10");
    step(rig_time(10), "skip B · send C ELECTION A {A} h2", "F t0 v- p0 s0 wEA>C@20");
    /* one of three is no quorum */
    step(rig_time(20), "skip C · drop ELECTION A no-quorum", "F t0 v- p0 s0");
}

static void a_lone_leaders_token_comes_home_by_itself(void **state) {
    (void)state;
    begin(3, 'A', "E t1 vA p300 s0 e0 b0");
    config.policy = QUORUM_NONE;
    step(rig_time(0), "sign vA t1 p300 · send B LEADER A t1 s0 n0 {A} h1",
         "E t1 vA p300 s0 e0 b100 wLA>B@10");
    step(rig_time(10), "skip B · send C LEADER A t1 s0 n0 {A} h2",
         "E t1 vA p300 s0 e0 b100 wLA>C@20");
    step(rig_time(20), "skip C · role leader t1 r4 · lease t1 l200 {A}",
         "L t1 vA p300 s0 e0 b100 l200/1");
}

static void elsewhere_a_token_that_nobody_takes_up_to_its_origin_is_discarded(void **state) {
    (void)state;
    begin(4, 'B', "F t0 vC p100 s-");
    step(rig_leader(0, 'A', 'A', 1, 0, "A", 0),
         "send A HOPACK A h7 · send C LEADER A t1 s0 n0 {A} h1", "F t0 vC p100 s- wLA>C@10");
    step(rig_time(10), "skip C · send D LEADER A t1 s0 n0 {A} h2", "F t0 vC p100 s- wLA>D@20");
    step(rig_time(20), "skip D · send A LEADER A t1 s0 n0 {A} h3", "F t0 vC p100 s- wLA>A@30");
    /* the origin is silent: it is not passed on beyond it */
    step(rig_time(30), "skip A · drop LEADER A unanswered", "F t0 vC p100 s-");
}

static void a_newer_token_of_the_same_kind_and_origin_replaces_an_older_one(void **state) {
    (void)state;
    begin(3, 'B', "F t0 vC p100 s-");
    step(rig_leader(0, 'A', 'A', 1, 0, "A", 0),
         "send A HOPACK A h7 · send C LEADER A t1 s0 n0 {A} h1", "F t0 vC p100 s- wLA>C@10");
    step(rig_leader(5, 'A', 'A', 1, 4, "A", 0),
         "send A HOPACK A h7 · drop LEADER A superseded · send C LEADER A t1 s4 n0 {A} h2",
         "F t0 vC p100 s- wLA>C@15");
    step(rig_hopack(6, 'C', 1), "", "F t0 vC p100 s- wLA>C@15"); /* the old one's answer */
    step(rig_hopack(7, 'C', 2), "", "F t0 vC p100 s-");
}

static void tokens_of_other_kinds_and_origins_wait_side_by_side(void **state) {
    (void)state;
    begin(4, 'C', "F t0 v- p0 s0");
    step(rig_election(1, 'B', 'A', "AB"), "send B HOPACK A h7 · send D ELECTION A {ABC} h1",
         "F t0 v- p0 s0 wEA>D@11");
    step(rig_election(2, 'B', 'B', "B"), "send B HOPACK B h7 · send D ELECTION B {BC} h2",
         "F t0 v- p0 s0 wEA>D@11 wEB>D@12");
    step(rig_leader(3, 'B', 'A', 1, 1, "AB", 0),
         "send B HOPACK A h7 · persist t1 vA · sign vA t1 p303 · follow A t1 · "
         "send D LEADER A t1 s1 n0 {ABC} h3",
         "F t1 vA p303 s0 f wEA>D@11 wEB>D@12 wLA>D@13");
    /* one missed hop a step, the oldest first */
    step(rig_time(20), "skip D · send A ELECTION A {ABC} h4",
         "F t1 vA p303 s0 f wEB>D@12 wLA>D@13 wEA>A@30");
    step(rig_time(20), "skip D · send A ELECTION B {BC} h5",
         "F t1 vA p303 s0 f wLA>D@13 wEA>A@30 wEB>A@30");
    assert_int_equal(elect_deadline(&self, &config), MS(13));
}

static void every_token_of_ten_nodes_can_wait_at_once(void **state) {
    (void)state;
    begin(10, 'J', "F t0 v- p0 s0");
    config.timers.hop_timeout_us = MS(10000);
    for (uint8_t origin = 0; origin < 9; origin++) {
        rig_step(&self, &config, rig_election(1, 'I', node_letter(origin), ""), &effects);
    }
    for (uint8_t origin = 0; origin < 9; origin++) {
        rig_step(&self, &config, rig_leader(2, 'I', node_letter(origin), 1, 1, "", 0), &effects);
    }
    rig_step(&self, &config, rig_time(900), &effects); /* and stands itself */
    assert_int_equal(self.waiting_count, 19);
    /* all superseded, twice over: the table never grows */
    for (uint8_t origin = 0; origin < 9; origin++) {
        rig_step(&self, &config, rig_leader(901, 'I', node_letter(origin), 1, 1, "", 0), &effects);
        assert_int_equal(self.waiting_count, 19);
    }
}

static void absent_nodes_are_skipped_at_once(void **state) {
    (void)state;
    begin(4, 'A', "F t0 v- p0 s-");
    step(with_absent(rig_time(0), "BC"), "stand t0 · send D ELECTION A {A} h1",
         "F t0 v- p0 s0 wEA>D@10");
    begin(4, 'B', "F t0 vC p100 s-");
    step(with_absent(rig_leader(0, 'D', 'A', 1, 0, "A", 0), "C"),
         "send D HOPACK A h7 · send D LEADER A t1 s0 n0 {A} h1", "F t0 vC p100 s- wLA>D@10");
    step(with_absent(rig_time(10), "CA"), "skip D · drop LEADER A unanswered", "F t0 vC p100 s-");
}

static void a_token_of_an_absent_origin_goes_nowhere(void **state) {
    (void)state;
    begin(3, 'C', "F t0 vB p100 s-");
    step(with_absent(rig_leader(0, 'B', 'A', 1, 0, "AB", 0), "A"),
         "send B HOPACK A h7 · drop LEADER A unanswered", "F t0 vB p100 s-");
}

static void the_lone_survivor_leads_in_one_step(void **state) {
    (void)state;
    static const char expected[] =
        "stand t0 · persist t1 vA · role elected t1 r2 · sign vA t1 p300 · role leader t1 r4 · "
        "lease t1 l200 {A}";
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes += 8) {
        begin(nodes, 'A', "F t0 v- p0 s-");
        config.policy = QUORUM_ACTIVE;
        struct input input = rig_time(0);
        input.roster = (struct roster){ .members = set_of(0),
                                        .absent = set_without(set_all(nodes), 0),
                                        .version = 2 };
        step(input, expected, "L t1 vA p300 s0 e0 b100 l200/1");
        /* and renews alone */
        input.now_us = MS(100);
        step(input, "sign vA t1 p400 · lease t1 l300 {A}", "L t1 vA p400 s0 e0 b200 l300/1");
    }
}

/* The list of a node that lives need not know that it does. */
static void a_lone_node_is_home_to_itself_even_when_it_is_listed_absent(void **state) {
    (void)state;
    begin(3, 'A', "F t0 v- p0 s-");
    config.policy = QUORUM_NONE;
    step(with_absent(rig_time(0), "ABC"),
         "stand t0 · persist t1 vA · role elected t1 r2 · sign vA t1 p300 · role leader t1 r4 · "
         "lease t1 l200 {A}",
         "L t1 vA p300 s0 e0 b100 l200/1");
}

static void an_empty_list_elects_nobody(void **state) {
    (void)state;
    begin(2, 'A', "F t0 v- p0 s-");
    config.policy = QUORUM_ACTIVE;
    struct input input = rig_time(0);
    input.roster = (struct roster){ .absent = set_of(1), .version = 3 };
    step(input, "stand t0 · drop ELECTION A no-quorum", "F t0 v- p0 s0");
}

static void the_ring_is_followed_in_its_order_not_in_the_nodes(void **state) {
    (void)state;
    static const uint8_t orders[][4] = {
        { 0, 1, 2, 3 }, { 0, 2, 1, 3 }, { 3, 2, 1, 0 }, { 1, 3, 0, 2 }
    };
    for (size_t i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        begin(4, 'A', "F t0 v- p0 s-");
        elect_ring(&config, orders[i], 4);
        uint8_t at = 0;
        for (int place = 0; place < 4; place++) {
            if (orders[i][place] == 0) at = (uint8_t)place;
        }
        char expected[64];
        snprintf(expected, sizeof expected, "stand t0 · send %c ELECTION A {A} h1",
                 node_letter(orders[i][(at + 1) % 4]));
        rig_step(&self, &config, rig_time(0), &effects);
        assert_string_equal(rig_say_effects(&effects), expected);
        snprintf(expected, sizeof expected, "skip %c · send %c ELECTION A {A} h2",
                 node_letter(orders[i][(at + 1) % 4]), node_letter(orders[i][(at + 2) % 4]));
        rig_step(&self, &config, rig_time(10), &effects);
        assert_string_equal(rig_say_effects(&effects), expected);
    }
}

static void two_nodes_are_a_ring(void **state) {
    (void)state;
    begin(2, 'B', "F t0 v- p0 s5");
    step(rig_election(10, 'A', 'A', "A"), "send A HOPACK A h7 · send A ELECTION A {AB} h1",
         "F t0 v- p0 s5 wEA>A@20");
    begin(2, 'A', "F t0 v- p0 s5");
    step(rig_election(10, 'B', 'A', "AB"),
         "send B HOPACK A h7 · persist t1 vA · role elected t1 r2 · sign vA t1 p310 · "
         "send B LEADER A t1 s10 n0 {A} h1",
         "E t1 vA p310 s5 e10 b110 wLA>B@20");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_answer_ends_the_wait),
        cmocka_unit_test(a_silent_node_is_skipped_at_the_time_out),
        cmocka_unit_test(a_message_is_no_time_out_even_when_one_is_due),
        cmocka_unit_test(a_token_that_nobody_else_takes_is_home),
        cmocka_unit_test(a_lone_leaders_token_comes_home_by_itself),
        cmocka_unit_test(elsewhere_a_token_that_nobody_takes_up_to_its_origin_is_discarded),
        cmocka_unit_test(a_newer_token_of_the_same_kind_and_origin_replaces_an_older_one),
        cmocka_unit_test(tokens_of_other_kinds_and_origins_wait_side_by_side),
        cmocka_unit_test(every_token_of_ten_nodes_can_wait_at_once),
        cmocka_unit_test(absent_nodes_are_skipped_at_once),
        cmocka_unit_test(a_token_of_an_absent_origin_goes_nowhere),
        cmocka_unit_test(the_lone_survivor_leads_in_one_step),
        cmocka_unit_test(a_lone_node_is_home_to_itself_even_when_it_is_listed_absent),
        cmocka_unit_test(an_empty_list_elects_nobody),
        cmocka_unit_test(the_ring_is_followed_in_its_order_not_in_the_nodes),
        cmocka_unit_test(two_nodes_are_a_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
