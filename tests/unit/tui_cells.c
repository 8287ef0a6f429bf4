/* The grid of cells, and what each style and glyph looks like. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tui/draw/cells.h"
#include "tui/draw/theme.h"

static struct cells cells;
static const struct rect whole = { 0, 0, 5, 20 };

static const char *row_text(int row) {
    static char text[CELLS_COLS_MAX * 3 + 1];
    (void)cells_row_text(&cells, row, text, sizeof text);
    return text;
}

static void a_cleared_grid_is_blank_and_within_limits(void **state) {
    (void)state;
    cells_clear(&cells, 0, 100000);
    assert_int_equal(cells.rows, 1);
    assert_int_equal(cells.cols, CELLS_COLS_MAX);
    assert_string_equal(row_text(0), "");
}

static void text_is_clipped_on_every_side(void **state) {
    (void)state;
    cells_clear(&cells, 5, 20);
    const struct rect clip = { 1, 5, 2, 4 };
    assert_int_equal(cells_text(&cells, clip, 0, -2, STYLE_PLAIN, "abcdefgh"), 8);
    (void)cells_text(&cells, clip, 2, 0, STYLE_PLAIN, "below");
    (void)cells_text(&cells, clip, -1, 0, STYLE_PLAIN, "above");
    assert_string_equal(row_text(0), "");
    assert_string_equal(row_text(1), "     cdef");
    assert_string_equal(row_text(3), "");
}

static void a_clip_outside_the_grid_draws_nothing(void **state) {
    (void)state;
    cells_clear(&cells, 5, 20);
    const struct rect outside = { -3, 18, 20, 20 };
    for (int row = 0; row < 20; row++) {
        (void)cells_text(&cells, outside, row, 0, STYLE_PLAIN, "xyz");
        cells_mark(&cells, outside, row, 0, 9, true);
    }
    assert_string_equal(row_text(0), "                  xy");
    assert_int_equal(cells_at(&cells, outside, 3, 2), 0);
}

static void utf8_goes_in_and_comes_out(void **state) {
    (void)state;
    cells_clear(&cells, 5, 20);
    assert_int_equal(cells_text(&cells, whole, 0, 0, STYLE_LEADER, "★ é ✂"), 5);
    assert_string_equal(row_text(0), "★ é ✂");
    assert_int_equal(cells.cell[0][0].rune, 0x2605);
    assert_int_equal(cells.cell[0][0].style, STYLE_LEADER);
    assert_int_equal(cells_width("★ é ✂"), 5);
}

static void what_is_not_one_column_wide_becomes_a_question_mark(void **state) {
    (void)state;
    static const char *const strange[] = {
        "\x1b", /* an escape would command the terminal */
        "\x7f",
        "\xc2\x85",         /* controls */
        "\xe6\xbc\xa2",     /* double width */
        "\xcc\x81",         /* combining */
        "\xf0\x9f\x98\x80", /* an emoji */
        "\xc0\x80",         /* NUL, written too long */
        "\xff",
    };
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++) {
        cells_clear(&cells, 5, 20);
        assert_int_equal(cells_text(&cells, whole, 0, 0, STYLE_PLAIN, strange[i]), 1);
        assert_string_equal(row_text(0), "?");
    }
}

static void utf8_that_breaks_off_ends_with_the_string(void **state) {
    (void)state;
    cells_clear(&cells, 5, 20);
    assert_int_equal(cells_text(&cells, whole, 0, 0, STYLE_PLAIN, "a\xe2\x98"), 3);
    assert_string_equal(row_text(0), "a??");
}

static void a_row_never_overruns_its_buffer(void **state) {
    (void)state;
    char small[8];
    cells_clear(&cells, 5, 20);
    (void)cells_text(&cells, whole, 0, 0, STYLE_PLAIN, "★★★★★");
    memset(small, 'z', sizeof small);
    assert_int_equal(cells_row_text(&cells, 0, small, sizeof small), 6);
    assert_string_equal(small, "★★");
    assert_int_equal(cells_row_text(&cells, 99, small, sizeof small), 0);
}

static void ascii_stands_in_for_every_glyph(void **state) {
    (void)state;
    for (uint32_t rune = 0x20; rune <= 0x7e; rune++) {
        assert_int_equal(theme_ascii(rune), (char)rune);
    }
    assert_int_equal(theme_ascii(0x2605), '*');
    assert_int_equal(theme_ascii(0x2500), '-');
    assert_int_equal(theme_ascii(0x1f600), '?');
    assert_int_equal(theme_ascii(0), '?');
}

/* An ellipsis is no full stop; a token is no question and no violation. */
static void ascii_stand_ins_mean_nothing_else(void **state) {
    (void)state;
    assert_int_equal(theme_ascii(0x2026), '~');
    const char election = theme_ascii(0x25c7), leader = theme_ascii(0x25c9);
    assert_true(election != leader);
    assert_null(strchr("?!*%+^oX=", election));
    assert_null(strchr("?!*%+^oX=", leader));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_cleared_grid_is_blank_and_within_limits),
        cmocka_unit_test(text_is_clipped_on_every_side),
        cmocka_unit_test(a_clip_outside_the_grid_draws_nothing),
        cmocka_unit_test(utf8_goes_in_and_comes_out),
        cmocka_unit_test(what_is_not_one_column_wide_becomes_a_question_mark),
        cmocka_unit_test(utf8_that_breaks_off_ends_with_the_string),
        cmocka_unit_test(a_row_never_overruns_its_buffer),
        cmocka_unit_test(ascii_stands_in_for_every_glyph),
        cmocka_unit_test(ascii_stand_ins_mean_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
