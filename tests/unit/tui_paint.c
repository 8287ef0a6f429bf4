/* Goal: what is written makes the terminal show the grid, and is little. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/choose.h"
#include "tui/draw/paint.h"

enum { ROWS = 6, COLS = 30, ROUNDS = 2000 };

static struct cells shown, wanted;
static struct paint paint;

static void set(struct cells *cells, int row, int col, uint32_t rune, enum style style) {
    cells->cell[row][col] = (struct cell){ .rune = rune, .style = (uint8_t)style };
}

static int clear_both(void **state) {
    (void)state;
    cells_clear(&shown, ROWS, COLS);
    cells_clear(&wanted, ROWS, COLS);
    return 0;
}

static bool same(const struct cell *a, const struct cell *b) {
    return a->rune == b->rune && paint_same_look(a, b);
}

/* Writes as a terminal does: a stroke has the look of its first cell. */
static void write_strokes(struct cells *screen) {
    for (int i = 0; i < paint.count; i++) {
        const struct paint_stroke *stroke = &paint.stroke[i];
        assert_in_range(stroke->cols, 1, COLS - stroke->col);
        for (int k = 0; k < stroke->cols; k++) {
            struct cell cell = wanted.cell[stroke->row][stroke->col];
            cell.rune = wanted.cell[stroke->row][stroke->col + k].rune;
            screen->cell[stroke->row][stroke->col + k] = cell;
        }
    }
}

static void assert_shows_wanted(const struct cells *screen) {
    for (int row = 0; row < ROWS; row++) {
        for (int col = 0; col < COLS; col++) {
            assert_true(same(&screen->cell[row][col], &wanted.cell[row][col]));
        }
    }
}

static void a_screen_that_shows_it_already_is_left_alone(void **state) {
    (void)state;
    set(&shown, 2, 3, 'x', STYLE_BAD);
    set(&wanted, 2, 3, 'x', STYLE_BAD);
    paint_changes(&paint, &wanted, &shown);
    assert_int_equal(paint.count, 0);
    assert_int_equal(paint.changed, 0);
}

static void a_change_of_character_or_look_is_written(void **state) {
    (void)state;
    set(&wanted, 0, 0, 'x', STYLE_PLAIN);
    set(&wanted, ROWS - 1, COLS - 1, ' ', STYLE_BAR);
    wanted.cell[3][4].reverse = true;
    paint_changes(&paint, &wanted, &shown);
    assert_int_equal(paint.count, 3);
    assert_int_equal(paint.changed, 3);
    write_strokes(&shown);
    assert_shows_wanted(&shown);
}

static void neighbours_of_one_look_are_one_stroke(void **state) {
    (void)state;
    set(&wanted, 1, 5, 'a', STYLE_PLAIN);
    set(&wanted, 1, 6, 'b', STYLE_PLAIN);
    set(&wanted, 1, 8, 'c', STYLE_PLAIN); /* past an unchanged blank */
    set(&wanted, 1, 9, 'd', STYLE_BAD);
    set(&wanted, 1, 28, 'e', STYLE_PLAIN); /* too far */
    set(&wanted, 2, 0, 'f', STYLE_PLAIN);  /* another row */
    paint_changes(&paint, &wanted, &shown);
    assert_int_equal(paint.count, 4);
    assert_int_equal(paint.stroke[0].col, 5);
    assert_int_equal(paint.stroke[0].cols, 4);
}

static void looks_come_one_after_the_other(void **state) {
    (void)state;
    for (int row = 0; row < ROWS; row++) {
        set(&wanted, row, 0, 'g', STYLE_GOOD);
        set(&wanted, row, 9, 'b', STYLE_BAD);
    }
    paint_changes(&paint, &wanted, &shown);
    assert_int_equal(paint.count, 2 * ROWS);
    for (int i = 0; i < paint.count; i++) {
        assert_int_equal(paint.stroke[i].col, i < ROWS ? 0 : 9);
        assert_int_equal(paint.stroke[i].row, i % ROWS);
    }
}

static void change_something(uint64_t *random) {
    for (uint64_t left = choose_splitmix64(random) % 40; left > 0; left--) {
        const uint64_t bits = choose_splitmix64(random);
        struct cell *cell = &wanted.cell[bits % ROWS][(bits >> 8) % COLS];
        cell->rune = (uint32_t)('a' + (bits >> 16) % 3);
        cell->style = (uint8_t)((bits >> 24) % 3 == 0 ? STYLE_COUNT - 1 : STYLE_PLAIN);
        cell->reverse = (bits >> 32) % 5 == 0;
    }
}

static void whatever_changes_the_screen_follows(void **state) {
    (void)state;
    uint64_t random = 7;
    for (int round = 0; round < ROUNDS; round++) {
        change_something(&random);
        paint_changes(&paint, &wanted, &shown);
        write_strokes(&shown);
        assert_shows_wanted(&shown);
    }
}

static void all_is_written_on_an_empty_screen(void **state) {
    (void)state;
    uint64_t random = 8;
    for (int round = 0; round < ROUNDS; round++) {
        change_something(&random);
        cells_clear(&shown, ROWS, COLS);
        paint_all(&paint, &wanted, true);
        write_strokes(&shown);
        assert_shows_wanted(&shown);
    }
}

static void blanks_that_can_be_seen_are_written(void **state) {
    (void)state;
    paint_all(&paint, &wanted, true);
    assert_int_equal(paint.count, 0);
    paint_all(&paint, &wanted, false); /* a theme that colours its background */
    assert_int_equal(paint.count, ROWS);
    assert_int_equal(paint.changed, ROWS * COLS);
    set(&wanted, 1, 1, ' ', STYLE_STATUS);
    wanted.cell[2][2].reverse = true;
    paint_all(&paint, &wanted, true);
    assert_int_equal(paint.count, 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup(name, clear_both)
        TEST(a_screen_that_shows_it_already_is_left_alone),
        TEST(a_change_of_character_or_look_is_written),
        TEST(neighbours_of_one_look_are_one_stroke),
        TEST(looks_come_one_after_the_other),
        TEST(whatever_changes_the_screen_follows),
        TEST(all_is_written_on_an_empty_screen),
        TEST(blanks_that_can_be_seen_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
