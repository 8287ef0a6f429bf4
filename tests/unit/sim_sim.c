/* Goal: virtual time goes from one due thing to the next, ties in the stated order
 * or drawn, never out of a channel's order.
 * Method: small rings; the order of what is told. */
#include "unit/world_scene.h"

static struct scene scene, other;

static void time_stands_where_it_was_asked_to(void **state) {
    (void)state;
    scene_open(&scene, 3, QUORUM_ACTIVE);
    assert_true(sim_step(&scene.sim, 10000, &scene.told.sink)); /* A stands, at 0 */
    assert_int_equal(scene.sim.world.now_us, 0);
    assert_true(sim_step(&scene.sim, 10000, &scene.told.sink));
    assert_int_equal(scene.sim.world.now_us, 1000);
    assert_false(sim_step(&scene.sim, 1500, &scene.told.sink));
    assert_int_equal(scene.sim.world.now_us, 1500);
}

static void with_everybody_dead_time_still_passes(void **state) {
    (void)state;
    scene_open(&scene, 3, QUORUM_MAJORITY);
    scene_do(&scene, "kill A B C");
    scene_run(&scene, 10 * US_PER_S);
    const int from = scene.told.count;
    scene_run(&scene, 1000 * US_PER_S);
    assert_int_equal(scene.told.count, from);
    assert_int_equal(scene.sim.world.now_us, 1000 * US_PER_S);
}

static void time_never_falls_in_what_is_told(void **state) {
    (void)state;
    scene_open(&scene, 5, QUORUM_ACTIVE);
    scene_do(&scene, "reorder 50");
    scene_do(&scene, "duplicate 50");
    scene_run(&scene, 2 * US_PER_S);
    for (int i = 1; i < scene.told.count; i++) {
        assert_true(scene.told.event[i].t_us >= scene.told.event[i - 1].t_us);
    }
}

static void at_one_instant_frames_come_before_timers(void **state) {
    (void)state;
    scene_open(&scene, 3, QUORUM_ACTIVE);
    scene_run(&scene, 20000);
    /* At 2 ms a token reaches C, and B (2 ms stagger) stands. */
    const struct event *deliver = scene_next(&scene, 0, EVENT_DELIVER, 2);
    const struct event *stand = scene_next(&scene, 0, EVENT_STAND, 1);
    assert_int_equal(deliver->t_us, 2000);
    assert_int_equal(stand->t_us, 2000);
    assert_true(deliver < stand);
}

/* Everything told but the order within an instant. */
static void shuffling_draws_the_order_of_ties_and_nothing_else(void **state) {
    (void)state;
    int differing = 0;
    for (uint64_t seed = 1; seed <= 20; seed++) {
        const struct elect_config config = scene_config(3, QUORUM_ACTIVE);
        scene_open(&scene, 3, QUORUM_ACTIVE);
        other.told.sink.put = recorder_put;
        other.told.count = 0;
        sim_init(&other.sim, &config, seed, true);
        sim_start(&other.sim, &other.told.sink);
        scene_run(&scene, 300000);
        scene_run(&other, 300000);
        const int least = scene.told.count < other.told.count ? scene.told.count : other.told.count;
        bool same = scene.told.count == other.told.count;
        for (int i = 0; i < least; i++) {
            same = same && scene.told.event[i].kind == other.told.event[i].kind &&
                   scene.told.event[i].node == other.told.event[i].node;
        }
        differing += !same;
        assert_true(world_agreed(&other.sim.world, set_all(3)) != NODE_NONE);
    }
    assert_true(differing > 0);
}

static void shuffling_keeps_each_channel_in_order(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        const struct elect_config config = scene_config(5, QUORUM_ACTIVE);
        uint64_t last[5][5] = { { 0 } };
        other.told.sink.put = recorder_put;
        other.told.count = 0;
        sim_init(&other.sim, &config, seed, true);
        sim_start(&other.sim, &other.told.sink);
        scene_do(&other, "stall C");
        scene_run(&other, 400000);
        scene_do(&other, "wake C");
        scene_run(&other, 800000);
        for (int i = 0; i < other.told.count; i++) {
            const struct event *event = &other.told.event[i];
            if (event->kind != EVENT_DELIVER) continue;
            assert_true(event->id > last[event->from][event->to]);
            last[event->from][event->to] = event->id;
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(time_stands_where_it_was_asked_to),
        cmocka_unit_test(with_everybody_dead_time_still_passes),
        cmocka_unit_test(time_never_falls_in_what_is_told),
        cmocka_unit_test(at_one_instant_frames_come_before_timers),
        cmocka_unit_test(shuffling_draws_the_order_of_ties_and_nothing_else),
        cmocka_unit_test(shuffling_keeps_each_channel_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
