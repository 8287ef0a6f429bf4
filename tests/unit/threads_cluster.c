#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/threads_rig.h"

/* Cluster time after which a claim is given up; only a failing test waits that long. */
#define LONG_US (60 * US_PER_S)

static struct rig rig;

static void three_nodes_elect_the_best_and_agree(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    assert_int_equal(rig.count[EVENT_START], 3);
    assert_int_equal(rig.last.t_us >= 0, 1);
    rig_close(&rig);
}

static void every_start_is_told_at_time_zero_before_anything_else(void **state) {
    (void)state;
    rig_open(&rig, 10, QUORUM_ACTIVE);
    for (uint8_t i = 0; i < 10; i++) {
        assert_true(rig_next(&rig, TIME_NEVER));
        assert_int_equal(rig.last.kind, EVENT_START);
        assert_int_equal(rig.last.node, i);
        assert_int_equal(rig.last.t_us, 0);
        assert_false(rig.last.revived);
    }
    rig_close(&rig);
}

static void the_second_best_succeeds_a_killed_leader(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_leads_a, LONG_US));
    rig_do(&rig, "kill A");
    assert_true(rig_until(&rig, rig_leads_b, LONG_US));
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    assert_int_equal(rig.count[EVENT_STOP], 1);
    assert_true(rig.count[EVENT_LIST] >= 1);
    assert_true(rig.lease_term[1] > rig.lease_term[0]);
    rig_close(&rig);
}

static bool command_came(const struct rig *self) {
    return self->last.kind == EVENT_COMMAND;
}
static bool stop_came(const struct rig *self) {
    return self->last.kind == EVENT_STOP;
}

static void a_kill_is_told_as_command_then_stop_then_list_and_nothing_of_the_node(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_do(&rig, "kill A");
    assert_true(rig_until(&rig, command_came, LONG_US));
    while (!stop_came(&rig)) {
        assert_true(rig_next(&rig, TIME_NEVER));
        if (rig.last.node != 0 || rig.last.kind == EVENT_STOP) continue;
        if (rig.last.kind == EVENT_WRITE) continue; /* set out before */
        assert_int_equal(rig.last.kind, EVENT_DROP);
        assert_int_equal(rig.last.reason, DROP_DOWN);
    }
    assert_true(rig_next(&rig, TIME_NEVER));
    assert_int_equal(rig.last.kind, EVENT_LIST);
    assert_int_equal(rig.last.version, 2);
    assert_false(set_has(rig.last.members, 0));
    rig_close(&rig);
}

static void a_revived_node_remembers_its_term_and_follows(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_MAJORITY);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    const uint8_t leader = rig_leader(&rig);
    rig_do(&rig, "kill C");
    rig_do(&rig, "revive C");
    const uint64_t starts = rig.count[EVENT_START];
    while (rig.count[EVENT_START] == starts) assert_true(rig_next(&rig, TIME_NEVER));
    assert_true(rig.last.revived);
    assert_true(rig.last.term >= 1);
    assert_int_equal(rig.last.leader, leader);
    assert_true(rig.last.until_us > rig.last.t_us);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_close(&rig);
}

static void killing_the_dead_is_told_and_does_nothing(void **state) {
    (void)state;
    rig_open(&rig, 2, QUORUM_ACTIVE);
    rig_do(&rig, "kill A");
    rig_do(&rig, "kill A");
    rig_do(&rig, "stall A");
    rig_do(&rig, "wake A");
    rig_do(&rig, "revive B");
    assert_true(rig_until(&rig, rig_leads_b, LONG_US)); /* the last survivor leads alone */
    assert_int_equal(rig.count[EVENT_COMMAND], 5);
    assert_int_equal(rig.count[EVENT_STOP], 1);
    assert_int_equal(rig.count[EVENT_STALL] + rig.count[EVENT_WAKE], 0);
    assert_int_equal(rig.count[EVENT_START], 2);
    rig_close(&rig);
}

static void a_minority_leader_loses_its_lease_and_the_majority_elects(void **state) {
    (void)state;
    rig_open(&rig, 5, QUORUM_MAJORITY);
    assert_true(rig_until(&rig, rig_leads_a, LONG_US));
    rig_do(&rig, "partition A B | C D E");
    while (rig_leader(&rig) < 2 || rig_leader(&rig) == NODE_NONE) {
        assert_true(rig_next(&rig, rig.t_us + LONG_US));
    }
    assert_true(rig.dropped[DROP_PARTITION] > 0);
    assert_int_equal(rig_leader(&rig), 2);
    rig_do(&rig, "heal");
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_close(&rig);
}

static bool a_stepped_down(const struct rig *self) {
    return self->last.kind == EVENT_ROLE && self->last.node == 0 &&
           self->last.role == ROLE_FOLLOWER;
}

static void a_stalled_leader_does_nothing_until_it_wakes_to_its_lease_gone(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_leads_a, LONG_US));
    rig_do(&rig, "stall A");
    while (rig.last.kind != EVENT_STALL) assert_true(rig_next(&rig, TIME_NEVER));
    const int64_t until_us = rig.t_us + 2 * timers_recovery_us(&rig.header.elect.timers);
    while (rig_next(&rig, until_us)) {
        assert_true(rig.last.node != 0 || rig.last.kind == EVENT_WRITE ||
                    rig.last.kind == EVENT_DROP);
    }
    rig_do(&rig, "wake A");
    assert_true(rig_until(&rig, a_stepped_down, LONG_US));
    assert_int_equal(rig.last.why, WHY_LEASE_ENDED);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_close(&rig);
}

static void a_stalled_node_can_be_killed(void **state) {
    (void)state;
    rig_open(&rig, 2, QUORUM_ACTIVE);
    rig_do(&rig, "stall A B");
    rig_do(&rig, "kill A B");
    rig_do(&rig, "revive A B");
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    assert_int_equal(rig.count[EVENT_STOP], 2);
    rig_close(&rig);
}

static bool a_is_stalled(const struct rig *self) {
    return self->stalled[0];
}
static bool a_write_was_refused(const struct rig *self) {
    return self->writes_refused > 0;
}

static void a_write_from_before_a_stall_is_refused_after_the_successors(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_leads_a, LONG_US));
    rig_do(&rig, "stall A mid-duty");
    struct event before = { 0 };
    while (!a_is_stalled(&rig)) {
        before = rig.last;
        assert_true(rig_next(&rig, TIME_NEVER));
    }
    assert_int_equal(before.kind, EVENT_DUTY); /* one instant: tested, told, frozen */
    assert_int_equal(before.node, 0);
    assert_int_equal(before.t_us, rig.t_us);
    assert_true(rig_until(&rig, rig_leads_b, LONG_US));
    const uint64_t writes = rig.count[EVENT_WRITE];
    while (rig.count[EVENT_WRITE] == writes) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    assert_true(rig.last.accepted);
    assert_int_equal(rig.last.node, 1);
    rig_do(&rig, "wake A");
    assert_true(rig_until(&rig, a_write_was_refused, LONG_US));
    assert_int_equal(rig.last.node, 0);
    assert_int_equal(rig.last.term, before.term);
    assert_int_equal(rig.last.count, before.count);
    assert_true(rig.last.highest > before.term);
    rig_close(&rig);
}

static void a_wake_before_the_duty_disarms_the_stall(void **state) {
    (void)state;
    rig_open(&rig, 2, QUORUM_ACTIVE);
    rig_do(&rig, "stall A B mid-duty");
    rig_do(&rig, "wake A B");
    while (rig.count[EVENT_DUTY] < 3) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    assert_int_equal(rig.count[EVENT_STALL] + rig.count[EVENT_WAKE], 0);
    rig_close(&rig);
}

static void drifting_clocks_are_told_anew_and_the_ring_lives(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_do(&rig, "drift A -9000");
    rig_do(&rig, "drift B 9000");
    assert_true(rig_until(&rig, command_came, LONG_US));
    assert_true(rig_next(&rig, TIME_NEVER));
    assert_int_equal(rig.last.kind, EVENT_SIGN);
    const uint64_t duties = rig.count[EVENT_DUTY];
    while (rig.count[EVENT_DUTY] < duties + 3) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    rig_close(&rig);
}

static void lossy_links_double_and_lose_and_every_message_is_accounted_for(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    rig_do(&rig, "loss 20");
    rig_do(&rig, "duplicate 20");
    rig_do(&rig, "reorder 20");
    while (rig.dropped[DROP_LOSS] < 10) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    rig_do(&rig, "loss 0");
    rig_do(&rig, "kill A B C"); /* whatever is under way is dropped */
    while (rig.count[EVENT_STOP] < 3) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    rig_run(&rig, 20 * rig.header.elect.timers.hop_us);
    uint64_t ended = rig.count[EVENT_DELIVER];
    for (int i = 0; i < DROP_COUNT; i++) {
        if (!drop_reason_arrived((enum drop_reason)i)) ended += rig.dropped[i];
    }
    assert_int_equal(rig.count[EVENT_SEND], ended);
    rig_close(&rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(three_nodes_elect_the_best_and_agree),
        cmocka_unit_test(every_start_is_told_at_time_zero_before_anything_else),
        cmocka_unit_test(the_second_best_succeeds_a_killed_leader),
        cmocka_unit_test(a_kill_is_told_as_command_then_stop_then_list_and_nothing_of_the_node),
        cmocka_unit_test(a_revived_node_remembers_its_term_and_follows),
        cmocka_unit_test(killing_the_dead_is_told_and_does_nothing),
        cmocka_unit_test(a_minority_leader_loses_its_lease_and_the_majority_elects),
        cmocka_unit_test(a_stalled_leader_does_nothing_until_it_wakes_to_its_lease_gone),
        cmocka_unit_test(a_stalled_node_can_be_killed),
        cmocka_unit_test(a_write_from_before_a_stall_is_refused_after_the_successors),
        cmocka_unit_test(a_wake_before_the_duty_disarms_the_stall),
        cmocka_unit_test(drifting_clocks_are_told_anew_and_the_ring_lives),
        cmocka_unit_test(lossy_links_double_and_lose_and_every_message_is_accounted_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
