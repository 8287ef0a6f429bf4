/* Which panel gets which part of the screen, for every size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/draw/layout.h"

static bool is_within(struct rect rect, int rows, int cols) {
    if (rect.rows == 0) return true;
    return rect.row >= 0 && rect.col >= 0 && rect.rows > 0 && rect.cols > 0 &&
           rect.row + rect.rows <= rows && rect.col + rect.cols <= cols;
}

static bool overlap(struct rect a, struct rect b) {
    if (a.rows == 0 || b.rows == 0) return false;
    return a.row < b.row + b.rows && b.row < a.row + a.rows && a.col < b.col + b.cols &&
           b.col < a.col + a.cols;
}

static void no_panel_leaves_the_screen_or_covers_another(void **state) {
    (void)state;
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        for (int rows = 1; rows <= CELLS_ROWS_MAX; rows++) {
            for (int cols = 1; cols <= 240; cols += cols < 110 ? 1 : 13) {
                struct layout l;
                layout_compute(rows, cols, nodes, &l);
                if (l.too_small) continue;
                struct rect all[9 + NODES_MAX] = { l.title, l.status, l.heading, l.ring,  l.log,
                                                   l.run,   l.scrub,  l.message, l.footer };
                const int count = 9 + nodes;
                for (int i = 0; i < nodes; i++) all[9 + i] = l.node[i];
                for (int i = 0; i < count; i++) {
                    assert_true(is_within(all[i], rows, cols));
                    for (int j = i + 1; j < count; j++) assert_false(overlap(all[i], all[j]));
                }
            }
        }
    }
}

static void three_rows_more_than_nodes_and_thirty_columns_are_enough(void **state) {
    (void)state;
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        struct layout l;
        layout_compute(nodes + 3, 30, nodes, &l);
        assert_false(l.too_small);
        layout_compute(nodes + 2, 30, nodes, &l);
        assert_true(l.too_small);
        layout_compute(nodes + 3, 29, nodes, &l);
        assert_true(l.too_small);
        assert_int_equal(l.rows_needed, nodes + 3);
        assert_int_equal(l.cols_needed, 30);
    }
}

static void ten_nodes_at_80_by_24_keep_ring_and_log(void **state) {
    (void)state;
    struct layout l;
    layout_compute(24, 80, 10, &l);
    assert_int_equal(l.form, LAYOUT_LINES);
    assert_true(l.ring.rows >= 8);
    assert_true(l.log.rows >= 8);
    assert_int_equal(l.title.rows, 1);
}

static void steps_of_giving_way(void **state) {
    (void)state;
    struct layout l;
    layout_compute(40, 120, 5, &l);
    assert_int_equal(l.form, LAYOUT_CARDS);
    assert_true(l.boxed && l.ring.rows > 0 && l.log.rows > 0);
    layout_compute(24, 80, 5, &l);
    assert_int_equal(l.form, LAYOUT_PAIRS);
    layout_compute(14, 80, 5, &l); /* no ring */
    assert_int_equal(l.ring.rows, 0);
    assert_true(l.log.rows > 0);
    layout_compute(11, 80, 5, &l); /* no log */
    assert_int_equal(l.log.rows, 0);
    assert_int_equal(l.heading.rows, 1);
    layout_compute(8, 80, 5, &l); /* one line a node and no more */
    assert_int_equal(l.heading.rows + l.title.rows, 0);
    assert_false(l.too_small);
}

static void more_room_never_shows_less(void **state) {
    (void)state;
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        for (int cols = 30; cols <= 200; cols += 10) {
            bool log = false, title = false;
            for (int rows = nodes + 3; rows <= CELLS_ROWS_MAX; rows++) {
                struct layout l;
                layout_compute(rows, cols, nodes, &l);
                assert_false(log && l.log.rows == 0);
                assert_false(title && l.title.rows == 0);
                log = l.log.rows > 0;
                title = l.title.rows > 0;
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_panel_leaves_the_screen_or_covers_another),
        cmocka_unit_test(three_rows_more_than_nodes_and_thirty_columns_are_enough),
        cmocka_unit_test(ten_nodes_at_80_by_24_keep_ring_and_log),
        cmocka_unit_test(steps_of_giving_way),
        cmocka_unit_test(more_room_never_shows_less),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
