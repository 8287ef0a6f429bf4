/* Goal: S7 is found in each way it can be broken, and lawful channels are left
 * alone.  Method: hand-made events (trace_rig.h). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#define WATCHED (~LIVENESS)
#include "trace_rig.h"

static void begin(void) {
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start_all(3), NOTHING);
}

static void assert_broken(uint32_t found, const char *words) {
    assert_int_equal(found, BROKE(S7));
    if (strstr(rig.violation[0].detail, words) == NULL) {
        fail_msg("expected `%s` in `%s`", words, rig.violation[0].detail);
    }
}

static void a_delivery_that_was_never_sent_is_found(void **state) {
    (void)state;
    begin();
    assert_broken(rig_deliver(7, 1, 'A', 'B'),
                  "message 7 from A to B was delivered, but is not in");
    assert_broken(rig_deliver(0, 1, 'A', 'B'), "not in flight");
}

static void a_second_delivery_is_found(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(1, 1, 'A', 'B'), NOTHING);
    assert_broken(rig_deliver(1, 2, 'A', 'B'), "already ended");
    assert_int_equal(rig_send(3, 'A', 'B'), NOTHING);
    assert_int_equal(rig_drop(2, 4, 'A', 'B', DROP_LOSS), NOTHING);
    assert_broken(rig_deliver(2, 5, 'A', 'B'), "already ended");
    assert_broken(rig_drop(2, 5, 'A', 'B', DROP_LOSS), "already ended");
}

static void a_copy_has_a_delivery_of_its_own(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    rig.event.id = 2;
    rig.event.copy_of = 1;
    assert_int_equal(rig_put(), NOTHING);
    assert_int_equal(rig_deliver(1, 1, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(2, 1, 'A', 'B'), NOTHING);
}

static void an_id_that_does_not_rise_is_found(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send_id(5, 0, 'A', 'B'), NOTHING);
    assert_broken(rig_send_id(5, 1, 'A', 'B'), "not above all earlier ones");
    assert_broken(rig_send_id(4, 1, 'B', 'C'), "not above all earlier ones");
    assert_int_equal(rig_send_id(100, 1, 'B', 'C'), NOTHING); /* gaps are fine */
}

static void a_delivery_on_another_link_is_found(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_broken(rig_deliver(1, 1, 'A', 'C'), "was sent on another link");
}

static void overtaking_on_a_link_is_found(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(2, 1, 'A', 'B'), NOTHING);
    assert_broken(rig_deliver(1, 1, 'A', 'B'), "was overtaken");
}

static void messages_of_different_links_may_pass_each_other(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'C', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'B', 'A'), NOTHING);
    assert_int_equal(rig_deliver(3, 1, 'B', 'A'), NOTHING);
    assert_int_equal(rig_deliver(2, 1, 'C', 'B'), NOTHING);
    assert_int_equal(rig_deliver(1, 1, 'A', 'B'), NOTHING);
}

static void a_reordered_message_may_leave_the_order(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    rig.event.id = 2; /* once more, but reordered */
    rig.event.reordered = true;
    assert_int_equal(rig_put(), NOTHING);
    rig.id = 2;
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(3, 1, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(2, 2, 'A', 'B'), NOTHING);      /* late, as it may */
    assert_int_equal(rig_deliver(4, 3, 'A', 'B'), NOTHING);      /* 4 after 3: 2 does not count */
    assert_broken(rig_deliver(1, 4, 'A', 'B'), "was overtaken"); /* 1 is not reordered */
}

static void a_lost_message_holds_nobody_up(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_drop(1, 1, 'A', 'B', DROP_LOSS), NOTHING);
    assert_int_equal(rig_deliver(2, 1, 'A', 'B'), NOTHING);
}

static void a_delivery_across_a_cut_is_found(void **state) {
    (void)state;
    static const struct {
        const char *command;
        bool a_to_b, b_to_a; /* does it still get through? */
    } rows[] = {
        { "cut A B", false, false },           { "cut A > B", false, true },
        { "cut B > A", true, false },          { "cut A C", true, true },
        { "isolate A", false, false },         { "isolate C", true, true },
        { "partition A | B C", false, false }, { "partition A B | C", true, true },
        { "partition C", true, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin();
        assert_int_equal(rig_command(0, rows[i].command), NOTHING);
        assert_int_equal(rig_send(1, 'A', 'B'), NOTHING);
        assert_int_equal(rig_send(1, 'B', 'A'), NOTHING);
        assert_int_equal(rig_deliver(1, 2, 'A', 'B'), rows[i].a_to_b ? NOTHING : BROKE(S7));
        assert_int_equal(rig_deliver(2, 2, 'B', 'A'), rows[i].b_to_a ? NOTHING : BROKE(S7));
    }
}

static void what_a_cut_took_stays_lost_after_healing(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_command(1, "cut A B"), NOTHING);
    assert_int_equal(rig_command(1, "heal"), NOTHING);
    assert_int_equal(rig_send(1, 'A', 'B'), NOTHING);
    assert_broken(rig_deliver(1, 2, 'A', 'B'), "although its link was cut since it was sent");
    assert_int_equal(rig_deliver(2, 2, 'A', 'B'), NOTHING);
}

static void cutting_a_cut_link_again_takes_nothing_more(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_command(0, "cut A B"), NOTHING);
    assert_int_equal(rig_send(1, 'A', 'B'), NOTHING); /* on its way while the link is cut */
    assert_int_equal(rig_command(1, "cut A > B"), NOTHING);
    assert_int_equal(rig_command(2, "heal A B"), NOTHING);
    assert_int_equal(rig_deliver(1, 3, 'A', 'B'), NOTHING);
}

static void a_delivery_to_a_dead_node_is_found(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_plain(EVENT_STOP, 1, 'B'), NOTHING);
    assert_broken(rig_deliver(1, 2, 'A', 'B'), "to a dead node");
    assert_int_equal(rig_start(3, 'B', 0, '-', 3), NOTHING);
    assert_int_equal(rig_deliver(2, 4, 'A', 'B'), NOTHING); /* came after the revival */
}

static void a_delivery_before_the_start_is_found(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    assert_int_equal(rig_start(0, 'A', 0, '-', 0), NOTHING);
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_broken(rig_deliver(1, 1, 'A', 'B'), "to a dead node");
}

static void drops_of_what_arrived_are_no_channels_business(void **state) {
    (void)state;
    begin();
    assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    assert_int_equal(rig_deliver(1, 1, 'A', 'B'), NOTHING);
    for (unsigned reason = 0; reason < DROP_COUNT; reason++) {
        const bool arrived = drop_reason_arrived((enum drop_reason)reason);
        assert_int_equal(rig_drop(1, 2, 'A', 'B', (enum drop_reason)reason),
                         arrived ? NOTHING : BROKE(S7));
    }
}

static void the_sums_add_up(void **state) {
    (void)state;
    begin();
    for (int i = 0; i < 10; i++) assert_int_equal(rig_send(0, 'A', 'B'), NOTHING);
    for (uint64_t id = 1; id <= 4; id++) assert_int_equal(rig_deliver(id, 1, 'A', 'B'), NOTHING);
    for (uint64_t id = 5; id <= 7; id++) {
        assert_int_equal(rig_drop(id, 2, 'A', 'B', DROP_FULL), NOTHING);
    }
    const struct judge_channel *channel = &rig.judge.channel;
    assert_int_equal(channel->sent, 10);
    assert_int_equal(channel->delivered, 4);
    assert_int_equal(channel->dropped, 3);
    assert_int_equal(channel->flying_count, 3);
}

/* Ids that share slots come and go in every order; the table never loses one. */
static void a_full_table_loses_nothing_and_says_when_it_is_full(void **state) {
    (void)state;
    begin();
    for (uint64_t i = 1; i < FLYING_MAX; i++) {
        assert_int_equal(rig_send_id(i * 3, 0, 'A', 'B'), NOTHING);
    }
    assert_broken(rig_send_id(FLYING_MAX * 3, 0, 'A', 'B'),
                  "one more in flight than can be judged");
    for (uint64_t i = 2; i < FLYING_MAX; i += 2) {
        assert_int_equal(rig_drop(i * 3, 1, 'A', 'B', DROP_LOSS), NOTHING);
    }
    for (uint64_t i = 1; i < FLYING_MAX; i += 2) {
        assert_int_equal(rig_deliver(i * 3, 2, 'A', 'B'), NOTHING);
    }
    assert_int_equal(rig.judge.channel.flying_count, 0);
    for (int i = 0; i < FLYING_MAX; i++) assert_int_equal(rig.judge.channel.flying[i].id, 0);
    assert_int_equal(rig_send(3, 'A', 'B'), NOTHING); /* and goes on judging */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_delivery_that_was_never_sent_is_found),
        cmocka_unit_test(a_second_delivery_is_found),
        cmocka_unit_test(a_copy_has_a_delivery_of_its_own),
        cmocka_unit_test(an_id_that_does_not_rise_is_found),
        cmocka_unit_test(a_delivery_on_another_link_is_found),
        cmocka_unit_test(overtaking_on_a_link_is_found),
        cmocka_unit_test(messages_of_different_links_may_pass_each_other),
        cmocka_unit_test(a_reordered_message_may_leave_the_order),
        cmocka_unit_test(a_lost_message_holds_nobody_up),
        cmocka_unit_test(a_delivery_across_a_cut_is_found),
        cmocka_unit_test(what_a_cut_took_stays_lost_after_healing),
        cmocka_unit_test(cutting_a_cut_link_again_takes_nothing_more),
        cmocka_unit_test(a_delivery_to_a_dead_node_is_found),
        cmocka_unit_test(a_delivery_before_the_start_is_found),
        cmocka_unit_test(drops_of_what_arrived_are_no_channels_business),
        cmocka_unit_test(the_sums_add_up),
        cmocka_unit_test(a_full_table_loses_nothing_and_says_when_it_is_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
