/* Goal: the active list changes by one node at a time, a hold-off apart, and what
 * is taken back is taken back.  Hold-off 200, joining 430 ms (L 200, P 300, H 100,
 * R 30, rho 0). */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>

#include <cmocka.h>

#include "election_rig.h"

static struct active active;

static void begin(uint8_t nodes) {
    const struct elect_config config = rig_config(nodes, QUORUM_ACTIVE);
    active_init(&active, nodes, &config.timers, (struct rule_set){ 0 });
}

static void kill_at(int64_t now_ms, char node) {
    active_killed(&active, rig_node(node), MS(now_ms));
}

static void revive_at(int64_t now_ms, char node) {
    active_revived(&active, rig_node(node), MS(now_ms));
}

/* "ABC v1 -C +A": members, version, leaving, joining, after all changes due. */
static void assert_list(int64_t now_ms, const char *expected) {
    char buffer[64];
    struct text text;
    while (active_advance(&active, MS(now_ms))) continue;
    text_init(&text, buffer, sizeof buffer);
    text_add_set(&text, active.members, NULL);
    text_add(&text, " v");
    text_add_uint(&text, active.version);
    if (!set_is_empty(active_leaving(&active))) text_add(&text, " -");
    text_add_set(&text, active_leaving(&active), NULL);
    if (!set_is_empty(active_joining(&active))) text_add(&text, " +");
    text_add_set(&text, active_joining(&active), NULL);
    assert_string_equal(buffer, expected);
    for (int i = active.pending_count; i < NODES_MAX; i++) { /* equal lists are equal bytes */
        static const struct active_change nothing;
        assert_memory_equal(&active.pending[i], &nothing, sizeof nothing);
    }
}

static void the_first_change_is_made_at_once(void **state) {
    (void)state;
    begin(3);
    assert_list(0, "ABC v1");
    kill_at(5, 'C');
    assert_int_equal(active_next_us(&active), MS(5));
    assert_list(5, "AB v2");
    assert_int_equal(active_next_us(&active), TIME_NEVER);
}

static void later_changes_wait_for_the_hold_off_one_by_one(void **state) {
    (void)state;
    begin(4);
    kill_at(0, 'D');
    kill_at(0, 'C');
    kill_at(0, 'B');
    assert_list(0, "ABC v2 -BC");
    assert_int_equal(active_next_us(&active), MS(200));
    assert_list(199, "ABC v2 -BC");
    assert_list(200, "AB v3 -B"); /* in the order of the kills */
    assert_list(399, "AB v3 -B");
    assert_list(400, "A v4");
    assert_false(active_advance(&active, MS(9000)));
}

static void one_advance_is_one_change(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'B');
    kill_at(0, 'C');
    assert_true(active_advance(&active, MS(1000)));
    assert_false(active_advance(&active, MS(1000))); /* the hold-off runs from when it was made */
    assert_true(active_advance(&active, MS(1200)));
}

static void a_revived_node_joins_when_it_is_free_and_has_signed(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    assert_list(0, "AB v2");
    revive_at(100, 'C');
    assert_list(100, "AB v2 +C");
    assert_int_equal(active_next_us(&active), MS(530));
    assert_list(529, "AB v2 +C");
    assert_list(530, "ABC v3");
}

static void a_change_that_is_ready_overtakes_one_that_is_not(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    assert_list(0, "AB v2");
    revive_at(10, 'C'); /* ready at 440 */
    kill_at(20, 'B');
    assert_list(200, "A v3 +C");
    assert_list(440, "AC v4");
}

static void the_change_that_is_ready_first_says_when_to_look_again(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    assert_list(0, "AB v2");
    kill_at(150, 'B');
    revive_at(160, 'C'); /* queued later, ready later: at 590 */
    assert_list(160, "AB v2 -B +C");
    assert_int_equal(active_next_us(&active), MS(200));
}

static void a_join_waits_for_the_hold_off_too(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    assert_list(0, "AB v2");
    revive_at(10, 'C');
    kill_at(300, 'B');
    assert_list(300, "A v3 +C");
    assert_int_equal(active_next_us(&active), MS(500));
    assert_list(499, "A v3 +C");
    assert_list(500, "AC v4");
}

static void reviving_cancels_a_queued_removal(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    kill_at(0, 'B');
    assert_list(0, "AB v2 -B");
    revive_at(50, 'B');
    assert_list(50, "AB v2");
    assert_list(5000, "AB v2");
}

static void killing_cancels_a_queued_joining(void **state) {
    (void)state;
    begin(3);
    kill_at(0, 'C');
    assert_list(0, "AB v2");
    revive_at(10, 'C');
    kill_at(100, 'C');
    assert_list(100, "AB v2");
    assert_list(5000, "AB v2");
    revive_at(5000, 'C'); /* its wait starts anew */
    assert_list(5429, "AB v2 +C");
    assert_list(5430, "ABC v3");
}

static void what_is_so_already_changes_nothing(void **state) {
    (void)state;
    begin(3);
    revive_at(0, 'A');
    assert_list(0, "ABC v1");
    kill_at(0, 'C');
    kill_at(0, 'B');
    kill_at(0, 'B');
    assert_list(0, "AB v2 -B");
    kill_at(50, 'C'); /* absent */
    assert_list(200, "A v3");
    kill_at(200, 'B');
    assert_list(200, "A v3");
    revive_at(300, 'B');
    revive_at(350, 'B'); /* already joining: not put off */
    assert_list(730, "AB v4");
}

static void the_list_may_become_empty_and_fill_again(void **state) {
    (void)state;
    begin(2);
    kill_at(0, 'A');
    kill_at(0, 'B');
    assert_list(0, "B v2 -B");
    assert_list(200, " v3");
    revive_at(300, 'B');
    assert_list(730, "B v4");
}

static void all_ten_can_be_killed_and_revived_at_once(void **state) {
    (void)state;
    begin(10);
    for (char node = 'A'; node <= 'J'; node++) kill_at(0, node);
    assert_list(0, "BCDEFGHIJ v2 -BCDEFGHIJ");
    for (char node = 'A'; node <= 'J'; node++) revive_at(10, node);
    assert_list(10, "BCDEFGHIJ v2 +A");
    assert_list(440, "ABCDEFGHIJ v3");
}

/* What lies behind the queue in memory neither changes nor gets into it. */
static void a_full_queue_keeps_to_its_own_memory(void **state) {
    (void)state;
    struct {
        struct active active;
        uint8_t behind[2 * sizeof(struct active_change)];
    } room;
    uint8_t untouched[sizeof room.behind];
    const struct elect_config config = rig_config(NODES_MAX, QUORUM_ACTIVE);
    memset(&room, 0xa5, sizeof room);
    memset(untouched, 0xa5, sizeof untouched);
    active_init(&room.active, NODES_MAX, &config.timers, (struct rule_set){ 0 });
    for (uint8_t node = 0; node < NODES_MAX; node++) active_killed(&room.active, node, 0);
    for (int left = NODES_MAX; left > 0; left--) {
        assert_int_equal(room.active.pending_count, left);
        assert_true(active_advance(&room.active, MS(200) * (NODES_MAX - left)));
        for (int i = left - 1; i < NODES_MAX; i++) {
            static const struct active_change nothing;
            assert_memory_equal(&room.active.pending[i], &nothing, sizeof nothing);
        }
        assert_memory_equal(room.behind, untouched, sizeof untouched);
    }
}

static void the_roster_tells_the_dead_from_the_joining(void **state) {
    (void)state;
    begin(4);
    kill_at(0, 'D');
    kill_at(0, 'C');
    assert_list(0, "ABC v2 -C");
    struct roster roster = active_roster(&active);
    assert_int_equal(roster.members.bits, 0x7); /* C is dead, but still counts */
    assert_int_equal(roster.absent.bits, 0x8);
    assert_int_equal(roster.version, 2);
    revive_at(10, 'D');
    roster = active_roster(&active);
    assert_int_equal(roster.absent.bits, 0); /* D lives: it must be sent to */
    assert_int_equal(roster.members.bits, 0x7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_change_is_made_at_once),
        cmocka_unit_test(later_changes_wait_for_the_hold_off_one_by_one),
        cmocka_unit_test(one_advance_is_one_change),
        cmocka_unit_test(a_revived_node_joins_when_it_is_free_and_has_signed),
        cmocka_unit_test(a_change_that_is_ready_overtakes_one_that_is_not),
        cmocka_unit_test(the_change_that_is_ready_first_says_when_to_look_again),
        cmocka_unit_test(a_join_waits_for_the_hold_off_too),
        cmocka_unit_test(reviving_cancels_a_queued_removal),
        cmocka_unit_test(killing_cancels_a_queued_joining),
        cmocka_unit_test(what_is_so_already_changes_nothing),
        cmocka_unit_test(the_list_may_become_empty_and_fill_again),
        cmocka_unit_test(all_ten_can_be_killed_and_revived_at_once),
        cmocka_unit_test(a_full_queue_keeps_to_its_own_memory),
        cmocka_unit_test(the_roster_tells_the_dead_from_the_joining),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
