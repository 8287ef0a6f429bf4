/* Goal: when a set of signatures is a quorum, for every policy and size. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "base/text.h"
#include "election/quorum.h"

static void majority_takes_more_than_half_of_the_configured_nodes(void **state) {
    (void)state;
    static const uint8_t needed[NODES_MAX + 1] = { 0, 0, 2, 2, 3, 3, 4, 4, 5, 5, 6 };
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        assert_int_equal(quorum_size(QUORUM_MAJORITY, nodes, SET_EMPTY), needed[nodes]);
        for (unsigned bits = 0; bits < 1u << nodes; bits++) {
            const struct node_set set = { (uint16_t)bits };
            /* the list does not matter */
            assert_int_equal(quorum_holds(QUORUM_MAJORITY, nodes, set_of(0), set),
                             set_count(set) >= needed[nodes]);
        }
    }
}

static void active_takes_more_than_half_of_the_list_and_counts_nobody_else(void **state) {
    (void)state;
    for (unsigned list = 0; list < 1u << 5; list++) {
        const struct node_set members = { (uint16_t)list };
        for (unsigned bits = 0; bits < 1u << 5; bits++) {
            const struct node_set set = { (uint16_t)bits };
            int in_list = 0;
            for (uint8_t i = 0; i < 5; i++) in_list += set_has(members, i) && set_has(set, i);
            assert_int_equal(quorum_holds(QUORUM_ACTIVE, 5, members, set),
                             in_list * 2 > set_count(members));
        }
    }
}

static void named_cases_are_as_promised(void **state) {
    (void)state;
    static const struct {
        const char *what;
        enum quorum_policy policy;
        uint8_t nodes;
        uint16_t members, signatures;
        bool holds;
    } rows[] = {
        { "of two nodes both", QUORUM_MAJORITY, 2, 0, 0x3, true },
        { "one of two is none", QUORUM_MAJORITY, 2, 0, 0x1, false },
        { "the survivor of two", QUORUM_ACTIVE, 2, 0x1, 0x1, true },
        { "both still listed: one is none", QUORUM_ACTIVE, 2, 0x3, 0x1, false },
        { "an even split of four", QUORUM_MAJORITY, 4, 0, 0x3, false },
        { "an even split of a list of four", QUORUM_ACTIVE, 5, 0xf, 0x13, false },
        { "an empty list has no quorum", QUORUM_ACTIVE, 3, 0, 0x7, false },
        { "none counts nothing", QUORUM_NONE, 3, 0, 0, true },
        { "the last of ten", QUORUM_ACTIVE, 10, 0x200, 0x200, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const bool holds =
            quorum_holds(rows[i].policy, rows[i].nodes, (struct node_set){ rows[i].members },
                         (struct node_set){ rows[i].signatures });
        if (holds != rows[i].holds) fail_msg("%s", rows[i].what);
    }
}

static void the_size_is_the_smallest_number_that_holds(void **state) {
    (void)state;
    assert_int_equal(quorum_size(QUORUM_NONE, 7, set_all(7)), 1);
    for (uint8_t count = 0; count <= NODES_MAX; count++) {
        const struct node_set members = set_all(count);
        const uint8_t size = quorum_size(QUORUM_ACTIVE, NODES_MAX, members);
        assert_int_equal(size, count / 2 + 1);
        if (count == 0) continue;
        assert_true(quorum_holds(QUORUM_ACTIVE, NODES_MAX, members, set_all(size)));
        assert_false(quorum_holds(QUORUM_ACTIVE, NODES_MAX, members, set_all((uint8_t)(size - 1))));
    }
}

static void two_quorums_of_lists_one_change_apart_share_a_node(void **state) {
    (void)state;
    for (unsigned list = 1; list < 1u << 5; list++) {
        for (uint8_t node = 0; node < 5; node++) {
            const struct node_set before = { (uint16_t)list };
            const struct node_set after = { (uint16_t)(list ^ 1u << node) };
            for (unsigned a = 0; a < 1u << 5; a++) {
                if (!quorum_holds(QUORUM_ACTIVE, 5, before, (struct node_set){ (uint16_t)a })) {
                    continue;
                }
                const struct node_set rest = { (uint16_t)(~a & 0x1f) };
                assert_false(quorum_holds(QUORUM_ACTIVE, 5, after, rest));
            }
        }
    }
}

static void policies_have_names_and_help(void **state) {
    (void)state;
    for (unsigned i = 0; i < QUORUM_COUNT; i++) {
        assert_int_equal(quorum_by_name(quorum_name((enum quorum_policy)i)), i);
        assert_true(text_length(quorum_help((enum quorum_policy)i)) > 0);
    }
    assert_int_equal(quorum_by_name("most"), QUORUM_COUNT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(majority_takes_more_than_half_of_the_configured_nodes),
        cmocka_unit_test(active_takes_more_than_half_of_the_list_and_counts_nobody_else),
        cmocka_unit_test(named_cases_are_as_promised),
        cmocka_unit_test(the_size_is_the_smallest_number_that_holds),
        cmocka_unit_test(two_quorums_of_lists_one_change_apart_share_a_node),
        cmocka_unit_test(policies_have_names_and_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
