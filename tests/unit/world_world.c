/* Goal: the world does each thing at its instant, in the order the trace promises.
 * Method: three nodes, d = 1 ms, all times exact; each command by what it tells. */
#include "unit/world_scene.h"

enum { A, B, C };

static struct scene scene;

static int set_up(void **state) {
    (void)state;
    scene_open(&scene, 3, QUORUM_ACTIVE);
    return 0;
}

/* Well after the first election, in the middle between two heartbeats. */
static int at_rest(void) {
    scene_run(&scene, 60000);
    assert_int_equal(world_agreed(&scene.sim.world, set_all(3)), A);
    return scene.told.count;
}

static void assert_told(int at, enum event_kind kind, uint8_t node) {
    assert_true(at < scene.told.count);
    assert_string_equal(event_name(scene.told.event[at].kind), event_name(kind));
    assert_int_equal(scene.told.event[at].node, node);
}

static int64_t when(int from, enum event_kind kind, uint8_t node) {
    const struct event *event = scene_next(&scene, from, kind, node);
    assert_non_null(event);
    return event->t_us;
}

/* ---- the first election ------------------------------------------------------------- */

static void all_start_at_zero_before_anything_else(void **state) {
    (void)state;
    assert_int_equal(scene.told.count, 3);
    for (uint8_t node = 0; node < 3; node++) {
        assert_told(node, EVENT_START, node);
        assert_int_equal(scene.told.event[node].t_us, 0);
        assert_int_equal(scene.told.event[node].leader, NODE_NONE);
        assert_false(scene.told.event[node].revived);
    }
}

static void the_first_leader_leads_after_two_rounds(void **state) {
    (void)state;
    scene_run(&scene, 20000);
    assert_int_equal(when(0, EVENT_STAND, A), 0);
    assert_int_equal(when(0, EVENT_ROLE, A), 3000); /* one ELECTION round */
    assert_int_equal(when(0, EVENT_FOLLOW, B), 4000);
    assert_int_equal(when(0, EVENT_FOLLOW, C), 5000);
    const struct event *lease = scene_next(&scene, 0, EVENT_LEASE, NODE_NONE);
    assert_int_equal(lease->t_us, 6000); /* one LEADER round more */
    assert_int_equal(lease->node, A);
    assert_int_equal(lease->term, 1);
    assert_int_equal(lease->version, 1);
    assert_int_equal(lease->signatures.bits, 7);
    assert_int_equal(lease->until_us, 3000 + scene.sim.world.config.timers.lease_us);
    assert_int_equal(when(0, EVENT_DUTY, A), 6000);
    assert_int_equal(when(0, EVENT_WRITE, A), 7000);
}

static void messages_are_told_with_rising_ids_and_their_hop(void **state) {
    (void)state;
    uint64_t last = 0;
    scene_run(&scene, 20000);
    const struct event *send = scene_next(&scene, 0, EVENT_SEND, A);
    const struct event *deliver = scene_next(&scene, 0, EVENT_DELIVER, B);
    assert_int_equal(send->id, 1);
    assert_int_equal(deliver->id, 1);
    assert_int_equal(deliver->t_us, send->t_us + 1000);
    assert_int_equal(deliver->origin, A);
    for (int i = 0; i < scene.told.count; i++) {
        const struct event *event = &scene.told.event[i];
        if (event->kind != EVENT_SEND) continue;
        assert_int_equal(event->id, last + 1);
        last = event->id;
    }
    assert_int_equal(last, scene.sim.world.last_id);
}

static void a_deliver_comes_before_what_it_causes(void **state) {
    (void)state;
    scene_run(&scene, 20000);
    const struct event *follow = scene_next(&scene, 0, EVENT_FOLLOW, B);
    const int at = (int)(follow - scene.told.event);
    assert_told(at - 3, EVENT_DELIVER, B);
    assert_told(at - 2, EVENT_SEND, B); /* the acknowledgement */
    assert_told(at - 1, EVENT_SIGN, B);
    assert_told(at + 1, EVENT_SEND, B); /* forwards */
}

static void heartbeats_renew_the_lease_every_h(void **state) {
    (void)state;
    const struct timers *t = &scene.sim.world.config.timers;
    scene_run(&scene, 20000);
    const int from = scene.told.count;
    scene_run(&scene, 20000 + t->heartbeat_us);
    assert_int_equal(when(from, EVENT_LEASE, A), 6000 + t->heartbeat_us);
    assert_int_equal(when(from, EVENT_DUTY, A), 6000 + t->duty_us);
    assert_null(scene_next(&scene, from, EVENT_ROLE, NODE_NONE));
}

/* ---- kill and revive -------------------------------------------------------------------- */

static void kill_tells_command_then_stop_then_list(void **state) {
    (void)state;
    const int from = at_rest();
    scene_do(&scene, "kill A");
    assert_int_equal(scene.told.count, from + 3);
    assert_told(from, EVENT_COMMAND, NODE_NONE);
    assert_told(from + 1, EVENT_STOP, A);
    assert_told(from + 2, EVENT_LIST, NODE_NONE);
    assert_int_equal(scene.told.event[from + 2].version, 2);
    assert_int_equal(scene.told.event[from + 2].members.bits, 6);
    assert_false(world_leads(&scene.sim.world, A));
}

static void after_a_kill_the_next_best_leads_when_the_promises_are_over(void **state) {
    (void)state;
    const int from = at_rest();
    const int64_t promise_us = scene_node(&scene, 'B')->elect.promise_us;
    const int64_t free_us = node_clock_cluster(&scene_node(&scene, 'B')->clock, promise_us);
    scene_do(&scene, "kill A");
    scene_run(&scene, 1000000);
    assert_int_equal(when(from, EVENT_STAND, B),
                     free_us + scene.sim.world.config.timers.stagger_us);
    const struct event *lease = scene_next(&scene, from, EVENT_LEASE, NODE_NONE);
    assert_int_equal(lease->node, B);
    assert_int_equal(lease->term, 2);
    assert_null(scene_next(&scene, from, EVENT_SKIP, NODE_NONE)); /* off the list: no waiting */
    assert_int_equal(world_agreed(&scene.sim.world, set_all(3)), B);
}

static void a_second_change_of_the_list_waits_for_the_hold_off(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "kill C");
    const int from = scene.told.count;
    scene_do(&scene, "kill B");
    const struct event *list = scene_next(&scene, from, EVENT_LIST, NODE_NONE);
    assert_int_equal(list->version, 2);
    assert_int_equal(list->leaving.bits, 1 << B);
    const int64_t due_us = 60000 + timers_hold_off_us(&scene.sim.world.config.timers);
    scene_run(&scene, due_us);
    const struct event *changed =
        scene_next(&scene, (int)(list - scene.told.event) + 1, EVENT_LIST, NODE_NONE);
    assert_int_equal(changed->t_us, due_us);
    assert_int_equal(changed->version, 3);
    assert_int_equal(changed->members.bits, 1 << A);
}

static void a_kill_drops_what_waits_now_and_what_is_under_way_when_due(void **state) {
    (void)state;
    scene_do(&scene, "stall B");
    scene_run(&scene, 1000); /* A's ELECTION waits for B, nothing else is under way */
    const int from = scene.told.count;
    assert_int_equal(scene.sim.world.frame_count, 1);
    scene_do(&scene, "kill B");
    assert_told(from, EVENT_COMMAND, NODE_NONE);
    assert_told(from + 1, EVENT_DROP, B);
    assert_int_equal(scene.told.event[from + 1].reason, DROP_DOWN);
    assert_told(from + 2, EVENT_STOP, B);
    scene_run(&scene, 4000); /* C stands: its token is under way to A */
    const int then = scene.told.count;
    scene_do(&scene, "kill A");
    assert_int_equal(scene_count(&scene, then, EVENT_DROP), 0);
    scene_run(&scene, 5000);
    const struct event *drop = scene_next(&scene, then, EVENT_DROP, NODE_NONE);
    assert_int_equal(drop->t_us, 5000);
    assert_int_equal(drop->to, A);
    assert_int_equal(drop->reason, DROP_DOWN);
}

static void a_revived_node_keeps_its_storage_and_abstains(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "kill C");
    scene_run(&scene, 70000);
    const int from = scene.told.count;
    scene_do(&scene, "revive C");
    assert_told(from, EVENT_COMMAND, NODE_NONE);
    assert_told(from + 1, EVENT_START, C);
    assert_told(from + 2, EVENT_LIST, NODE_NONE);
    const struct event *start = &scene.told.event[from + 1];
    assert_true(start->revived);
    assert_int_equal(start->term, 1);
    assert_int_equal(start->leader, A);
    assert_int_equal(start->until_us, 70000 + scene.sim.world.config.timers.promise_us);
    assert_int_equal(scene.told.event[from + 2].joining.bits, 1 << C);
    scene_run(&scene, 2000000);
    const int64_t joined_us = 70000 + timers_join_us(&scene.sim.world.config.timers);
    const struct event *list = scene_next(&scene, from + 3, EVENT_LIST, NODE_NONE);
    assert_int_equal(list->t_us, joined_us);
    assert_int_equal(list->members.bits, 7);
    assert_int_equal(world_agreed(&scene.sim.world, set_all(3)), A);
    assert_null(scene_next(&scene, from, EVENT_ROLE, NODE_NONE)); /* nobody was deposed */
}

static void a_command_that_finds_things_so_is_told_and_does_nothing(void **state) {
    (void)state;
    static const char *const twice[] = { "kill C", "stall B", "isolate A" };
    at_rest();
    for (size_t i = 0; i < sizeof twice / sizeof twice[0]; i++) {
        scene_do(&scene, twice[i]);
        const int from = scene.told.count;
        scene_do(&scene, twice[i]);
        assert_int_equal(scene.told.count, from + 1);
        assert_told(from, EVENT_COMMAND, NODE_NONE);
    }
    const int from = scene.told.count;
    scene_do(&scene, "revive A");
    scene_do(&scene, "wake A C");
    scene_do(&scene, "stall C");
    scene_do(&scene, "note nothing");
    assert_int_equal(scene.told.count, from + 4);
}

/* ---- stall and wake ------------------------------------------------------------------------ */

static void a_stalled_node_does_nothing_and_then_what_piled_up_in_order(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "stall C");
    const int from = scene.told.count;
    scene_run(&scene, 250000);
    for (int i = from; i < scene.told.count; i++) {
        assert_int_not_equal(scene.told.event[i].node, C);
    }
    assert_non_null(scene_next(&scene, from, EVENT_SKIP, B));
    const int then = scene.told.count;
    scene_do(&scene, "wake C");
    scene_run(&scene, 250000);
    assert_told(then, EVENT_COMMAND, NODE_NONE);
    assert_told(then + 1, EVENT_WAKE, C);
    assert_told(then + 2, EVENT_DELIVER, C);
    uint64_t last = 0;
    for (int i = then; i < scene.told.count; i++) {
        const struct event *event = &scene.told.event[i];
        if (event->kind != EVENT_DELIVER || event->node != C) continue;
        assert_true(event->id > last);
        last = event->id;
    }
}

static void a_leader_that_wakes_after_its_lease_steps_down_first(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "stall A");
    scene_run(&scene, 1000000);
    assert_int_equal(world_agreed(&scene.sim.world, set_all(3)), B);
    const int from = scene.told.count;
    scene_do(&scene, "wake A");
    scene_run(&scene, 1000000);
    const struct event *role = scene_next(&scene, from, EVENT_ROLE, A);
    assert_int_equal(role->role, ROLE_FOLLOWER);
    assert_int_equal(role->why, WHY_LEASE_ENDED);
    assert_null(scene_next(&scene, from, EVENT_DUTY, A));
}

static void mid_duty_freezes_between_test_and_write_and_the_late_write_is_refused(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "stall A mid-duty");
    const int from = scene.told.count;
    assert_false(scene_node(&scene, 'A')->stalled); /* it goes on to its next duty */
    scene_run(&scene, 1500000);
    const struct event *duty = scene_next(&scene, from, EVENT_DUTY, A);
    const int at = (int)(duty - scene.told.event);
    assert_told(at + 1, EVENT_STALL, A);
    assert_int_equal(scene.told.event[at + 1].t_us, duty->t_us);
    assert_null(scene_next(&scene, from, EVENT_WRITE, A));
    const int then = scene.told.count;
    scene_do(&scene, "wake A");
    scene_run(&scene, 1600000);
    const struct event *write = scene_next(&scene, then, EVENT_WRITE, A);
    assert_int_equal(write->t_us, 1501000); /* leaves now, takes a hop */
    assert_int_equal(write->term, 1);
    assert_false(write->accepted);
    assert_int_equal(write->highest, 2);
}

static void a_kill_takes_the_held_write_with_it(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "stall A mid-duty");
    scene_run(&scene, 300000);
    const int from = scene.told.count;
    scene_do(&scene, "kill A");
    scene_do(&scene, "revive A");
    scene_do(&scene, "wake A");
    scene_run(&scene, 310000);
    assert_null(scene_next(&scene, from, EVENT_WRITE, A));
}

static void a_wake_before_the_duty_disarms(void **state) {
    (void)state;
    const int from = at_rest();
    scene_do(&scene, "stall A mid-duty");
    scene_do(&scene, "wake A");
    scene_run(&scene, 1000000);
    assert_null(scene_next(&scene, from, EVENT_STALL, NODE_NONE));
}

/* ---- links and clocks --------------------------------------------------------------------------
 */

static void what_is_on_a_link_when_it_is_cut_is_dropped_when_due(void **state) {
    (void)state;
    scene_run(&scene, 0); /* A's ELECTION is under way to B */
    scene_do(&scene, "cut A B");
    scene_do(&scene, "heal");
    const int from = scene.told.count;
    scene_run(&scene, 1000);
    assert_told(from, EVENT_DROP, B);
    assert_int_equal(scene.told.event[from].reason, DROP_PARTITION);
    assert_int_equal(scene.told.event[from].id, 1);
}

static void a_leader_in_the_minority_loses_its_lease_and_the_majority_elects(void **state) {
    (void)state;
    const int from = at_rest();
    scene_do(&scene, "partition A | B C");
    scene_run(&scene, 1000000);
    const struct event *role = scene_next(&scene, from, EVENT_ROLE, A);
    assert_int_equal(role->why, WHY_LEASE_ENDED);
    assert_int_equal(world_agreed(&scene.sim.world, set_minus(set_all(3), set_of(A))), B);
    assert_true(role->t_us < when(from, EVENT_LEASE, B));
    scene_do(&scene, "heal");
    scene_run(&scene, 1000000 + timers_recovery_us(&scene.sim.world.config.timers));
    assert_int_not_equal(world_agreed(&scene.sim.world, set_all(3)), NODE_NONE);
}

static void a_lost_message_is_sent_and_dropped_and_a_double_has_its_own_id(void **state) {
    (void)state;
    at_rest();
    scene_do(&scene, "loss 100");
    int from = scene.told.count;
    scene_run(&scene, 110000);
    const struct event *send = scene_next(&scene, from, EVENT_SEND, NODE_NONE);
    assert_int_equal((send + 1)->kind, EVENT_DROP);
    assert_int_equal((send + 1)->reason, DROP_LOSS);
    assert_int_equal((send + 1)->id, send->id);
    scene_do(&scene, "loss 0");
    scene_do(&scene, "duplicate 100");
    from = scene.told.count;
    scene_run(&scene, 330000);
    send = scene_next(&scene, from, EVENT_SEND, NODE_NONE);
    assert_int_equal((send + 1)->kind, EVENT_SEND);
    assert_int_equal((send + 1)->copy_of, send->id);
    assert_int_equal((send + 1)->id, send->id + 1);
}

static void more_than_the_channels_hold_is_dropped_as_full(void **state) {
    (void)state;
    scene_open(&scene, 10, QUORUM_ACTIVE);
    scene_do(&scene, "delay 100s");
    scene_do(&scene, "duplicate 100");
    bool full = false;
    while (!full && scene.sim.world.now_us < 90 * US_PER_S) {
        scene.told.count = 0;
        scene_run(&scene, scene.sim.world.now_us + 100000);
        for (int i = 0; i < scene.told.count; i++) {
            full = full || (scene.told.event[i].kind == EVENT_DROP &&
                            scene.told.event[i].reason == DROP_FULL);
        }
    }
    assert_true(full);
    assert_int_equal(scene.sim.world.frame_count, WORLD_FRAMES_MAX);
}

static void a_drifting_clock_moves_its_promise_and_lease(void **state) {
    (void)state;
    at_rest();
    const struct event *before = NULL;
    for (int i = 0; i < scene.told.count; i++) {
        if (scene.told.event[i].kind == EVENT_LEASE) before = &scene.told.event[i];
    }
    const int64_t until_us = before->until_us;
    const int from = scene.told.count;
    scene_do(&scene, "drift A -10000");
    assert_told(from, EVENT_COMMAND, NODE_NONE);
    assert_told(from + 1, EVENT_SIGN, A);
    assert_told(from + 2, EVENT_LEASE, A);
    const struct event *anew = &scene.told.event[from + 2];
    assert_int_equal(anew->signatures.bits, before->signatures.bits);
    /* what was left of it lasts 1/0.99 as long */
    assert_in_range(anew->until_us - 60000, (until_us - 60000) * 100 / 99,
                    (until_us - 60000) * 100 / 99 + 1);
    assert_int_equal(scene.told.count, from + 3);
}

/* ---- policies
 * ------------------------------------------------------------------------------------ */

static void without_a_list_the_dead_are_found_by_time_out(void **state) {
    (void)state;
    const struct elect_config config = scene_config(3, QUORUM_MAJORITY);
    sim_init(&scene.sim, &config, 42, false);
    scene.sim.world.listed = false;
    scene.told.count = 0;
    sim_start(&scene.sim, &scene.told.sink);
    scene_run(&scene, 60000);
    scene_do(&scene, "kill C");
    const int from = scene.told.count;
    scene_run(&scene, 400000);
    assert_null(scene_next(&scene, 0, EVENT_LIST, NODE_NONE));
    const struct event *skip = scene_next(&scene, from, EVENT_SKIP, B);
    assert_int_equal(skip->to, C);
    assert_true(world_leads(&scene.sim.world, A));
}

/* ---- what is due
 * ---------------------------------------------------------------------------------- */

static void what_is_due_is_first_on_its_link_and_not_to_the_stalled(void **state) {
    (void)state;
    int frames = 0;
    for (uint64_t seed = 1; seed <= 30; seed++) {
        const struct elect_config config = scene_config(5, QUORUM_ACTIVE);
        sim_init(&scene.sim, &config, seed, false);
        scene.told.count = 0;
        sim_start(&scene.sim, &scene.told.sink);
        scene_do(&scene, "reorder 30");
        scene_do(&scene, "duplicate 50");
        scene_run(&scene, 7000);
        scene_do(&scene, seed % 2 == 0 ? "stall B" : "isolate B");
        scene_do(&scene, "heal");
        scene_run(&scene, 7600);
        world_advance_to(&scene.sim.world, 9000); /* whatever was due then is due now */
        struct world_due due[64];
        const struct world *world = &scene.sim.world;
        const int count = world_due_now(world, due, 64);
        int expected = 0;
        for (int i = 0; i < world->frame_count; i++) {
            const struct frame *frame = &world->frame[i];
            expected += frame->due_us <= 9000 && !world->node[frame->to].stalled &&
                        world_frame_is_first(world, i);
        }
        for (int i = 0; i < count; i++) {
            if (due[i].kind != DUE_FRAME) continue;
            expected--;
            frames++;
            assert_true(world_frame_is_first(world, due[i].at));
        }
        assert_int_equal(expected, 0);
    }
    assert_true(frames > 30);
}

/* ---- copies
 * -------------------------------------------------------------------------------------- */

static void a_copy_has_the_same_future(void **state) {
    static struct scene other;
    (void)state;
    scene_do(&scene, "delay 3ms A > B");
    scene_do(&scene, "loss 20");
    scene_do(&scene, "stall A mid-duty");
    scene_run(&scene, 61234);
    other = scene;
    memset(&other.sim.world, 0xa5, sizeof other.sim.world); /* what is not copied is not read */
    world_copy(&other.sim.world, &scene.sim.world);
    scene_do(&scene, "kill B");
    scene_do(&other, "kill B");
    scene_run(&scene, 3000000);
    scene_run(&other, 3000000);
    assert_int_equal(scene.told.count, other.told.count);
    for (int i = 0; i < scene.told.count; i++) {
        assert_memory_equal(&scene.told.event[i], &other.told.event[i], sizeof(struct event));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define T(name) cmocka_unit_test_setup(name, set_up)
        T(all_start_at_zero_before_anything_else),
        T(the_first_leader_leads_after_two_rounds),
        T(messages_are_told_with_rising_ids_and_their_hop),
        T(a_deliver_comes_before_what_it_causes),
        T(heartbeats_renew_the_lease_every_h),
        T(kill_tells_command_then_stop_then_list),
        T(after_a_kill_the_next_best_leads_when_the_promises_are_over),
        T(a_second_change_of_the_list_waits_for_the_hold_off),
        T(a_kill_drops_what_waits_now_and_what_is_under_way_when_due),
        T(a_revived_node_keeps_its_storage_and_abstains),
        T(a_command_that_finds_things_so_is_told_and_does_nothing),
        T(a_stalled_node_does_nothing_and_then_what_piled_up_in_order),
        T(a_leader_that_wakes_after_its_lease_steps_down_first),
        T(mid_duty_freezes_between_test_and_write_and_the_late_write_is_refused),
        T(a_kill_takes_the_held_write_with_it),
        T(a_wake_before_the_duty_disarms),
        T(what_is_on_a_link_when_it_is_cut_is_dropped_when_due),
        T(a_leader_in_the_minority_loses_its_lease_and_the_majority_elects),
        T(a_lost_message_is_sent_and_dropped_and_a_double_has_its_own_id),
        T(more_than_the_channels_hold_is_dropped_as_full),
        T(a_drifting_clock_moves_its_promise_and_lease),
        T(without_a_list_the_dead_are_found_by_time_out),
        T(what_is_due_is_first_on_its_link_and_not_to_the_stalled),
        T(a_copy_has_the_same_future),
#undef T
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
