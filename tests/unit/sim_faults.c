/* Goal: a plan is complete, in order, within what its policy promises, and the
 * same for the same seed.
 * Method: a thousand plans for each policy. */
#include "unit/world_scene.h"

#include "sim/faults.h"

enum { SEEDS = 1000 };

static struct plan plan, other;

static struct plan_wish wish_for(enum quorum_policy policy) {
    return (struct plan_wish){ .nodes_min = NODES_MIN,
                               .nodes_max = NODES_MAX,
                               .policy = policy,
                               .timers = { .drift_ppm = DRIFT_PPM_DEFAULT } };
}

static void the_same_seed_draws_the_same_plan(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_ACTIVE);
    for (uint64_t seed = 0; seed < 50; seed++) {
        memset(&plan, 0x11, sizeof plan);
        memset(&other, 0x22, sizeof other);
        plan_draw(&plan, &wish, seed);
        plan_draw(&other, &wish, seed);
        assert_memory_equal(&plan, &other, sizeof plan);
    }
}

static void check_command(const struct command *command, const struct plan *whose) {
    const struct node_set all = set_all(whose->config.nodes);
    const int32_t rho = (int32_t)whose->config.timers.drift_ppm;
    assert_true(set_is_empty(set_minus(command->who, all)));
    assert_true(command->x == NODE_NONE || command->x != command->y);
    assert_true(command->x == NODE_NONE || command->x < whose->config.nodes);
    assert_in_range(command->drift_ppm + rho, 0, 2 * rho);
    for (int i = 0; i < command->group_count; i++) assert_false(set_is_empty(command->group[i]));
}

static void faults_are_in_order_and_about_nodes_that_exist(void **state) {
    (void)state;
    for (unsigned policy = 0; policy < QUORUM_COUNT; policy++) {
        const struct plan_wish wish = wish_for((enum quorum_policy)policy);
        for (uint64_t seed = 0; seed < SEEDS; seed++) {
            int64_t last_us = 0;
            plan_draw(&plan, &wish, seed);
            assert_true(plan.count <= FAULTS_MAX);
            for (int i = 0; i < plan.count; i++) {
                assert_true(plan.fault[i].at_us >= last_us);
                assert_true(plan.fault[i].at_us <= plan.calm_us);
                assert_int_equal(plan.fault[i].cure, plan.fault[i].at_us == plan.calm_us);
                check_command(&plan.fault[i].command, &plan);
                last_us = plan.fault[i].at_us;
            }
            assert_true(plan.end_us > plan.calm_us + plan_recovery_us(&plan));
        }
    }
}

static void commands_can_be_read_back(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_ACTIVE);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        plan_draw(&plan, &wish, seed);
        for (int i = 0; i < plan.count; i++) {
            char buffer[256], again[256];
            struct text text;
            struct command command;
            text_init(&text, buffer, sizeof buffer);
            command_print(&plan.fault[i].command, &text);
            assert_true(command_parse(buffer, plan.config.nodes, &command));
            text_init(&text, again, sizeof again);
            command_print(&command, &text);
            assert_string_equal(buffer, again);
        }
    }
}

static void none_gets_nothing_that_hides_a_living_node(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_NONE);
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        plan_draw(&plan, &wish, seed);
        const struct timers *t = &plan.config.timers;
        for (int i = 0; i < plan.count; i++) {
            const struct command *command = &plan.fault[i].command;
            assert_true(command->kind == COMMAND_KILL || command->kind == COMMAND_DELAY ||
                        command->kind == COMMAND_DUPLICATE || command->kind == COMMAND_DRIFT);
            assert_true(2 * (command->delay_us + t->hop_us) < t->hop_timeout_us);
        }
    }
}

static void every_kind_is_drawn_alone_and_together(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_MAJORITY);
    uint32_t alone = 0, at_all = 0;
    int with_many = 0, drawn_ties = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        plan_draw(&plan, &wish, seed);
        int kinds = 0;
        for (int kind = 0; kind < FAULT_KIND_COUNT; kind++) kinds += plan.kinds >> kind & 1;
        if (kinds == 1) alone |= plan.kinds;
        at_all |= plan.kinds;
        with_many += kinds >= 6;
        drawn_ties += plan.shuffle;
    }
    assert_int_equal(alone, (1u << FAULT_KIND_COUNT) - 1);
    assert_int_equal(at_all, (1u << FAULT_KIND_COUNT) - 1);
    assert_in_range(with_many, SEEDS / 5, SEEDS * 4 / 5);
    assert_in_range(drawn_ties, SEEDS / 3, SEEDS * 2 / 3);
}

static void one_node_less_is_a_ring_of_the_others(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_ACTIVE);
    for (uint64_t seed = 0; seed < 300; seed++) {
        plan_draw(&plan, &wish, seed);
        const uint8_t nodes = plan.config.nodes;
        const struct timers timers = plan.config.timers;
        const bool less = plan_without_node(&plan, (uint8_t)(seed % nodes));
        assert_int_equal(less, nodes > NODES_MIN);
        if (!less) continue;
        assert_int_equal(plan.config.nodes, nodes - 1);
        assert_int_equal(plan.config.timers.promise_us, timers.promise_us);
        for (int i = 0; i < plan.count; i++) check_command(&plan.fault[i].command, &plan);
        uint8_t node = 0;
        struct node_set met = SET_EMPTY;
        for (int i = 0; i < plan.config.nodes; i++, node = plan.config.next[node]) {
            met = set_with(met, node);
        }
        assert_int_equal(node, 0);
        assert_int_equal(met.bits, set_all(plan.config.nodes).bits);
    }
}

static void those_behind_a_node_that_goes_move_up_one_name(void **state) {
    (void)state;
    static const struct {
        const char *before, *after; /* NULL: nothing is left */
    } cases[] = {
        { "kill A C D", "kill A B C" },
        { "kill B", NULL },
        { "partition A B | C D", "partition A | B C" },
        { "partition A C | B", "partition A B" },
        { "cut A > D", "cut A > C" },
        { "cut B D", NULL },
        { "delay 5ms", "delay 5ms" },
        { "loss 10 D > C", "loss 10 C > B" },
        { "drift D 100", "drift C 100" },
    };
    const struct plan_wish wish = { .nodes_min = 4, .nodes_max = 4, .policy = QUORUM_MAJORITY };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char buffer[200];
        struct text text;
        plan_draw(&plan, &wish, 1);
        plan.count = 1;
        assert_true(command_parse(cases[i].before, 4, &plan.fault[0].command));
        assert_true(plan_without_node(&plan, 1));
        assert_int_equal(plan.count, cases[i].after != NULL);
        if (cases[i].after == NULL) continue;
        text_init(&text, buffer, sizeof buffer);
        command_print(&plan.fault[0].command, &text);
        assert_string_equal(buffer, cases[i].after);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_seed_draws_the_same_plan),
        cmocka_unit_test(faults_are_in_order_and_about_nodes_that_exist),
        cmocka_unit_test(commands_can_be_read_back),
        cmocka_unit_test(none_gets_nothing_that_hides_a_living_node),
        cmocka_unit_test(every_kind_is_drawn_alone_and_together),
        cmocka_unit_test(one_node_less_is_a_ring_of_the_others),
        cmocka_unit_test(those_behind_a_node_that_goes_move_up_one_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
