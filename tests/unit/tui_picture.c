/* Goal: an SVG picture has closed lines in every viewer.  Method: small screens, written to a
 * file in memory and read back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/draw/picture.h"
#include "tui/draw/svg_lines.h"
#include "tui/draw/theme_file.h"

static struct cells cells;
static char *made;

static const char *svg_of(int rows, const char *const *lines) {
    size_t length = 0;
    struct theme theme;
    struct err_info info;
    free(made);
    made = NULL;
    assert_int_equal(theme_load("dark", &theme, &info), ERR_NONE);
    cells_clear(&cells, rows, 20);
    for (int row = 0; row < rows; row++)
        (void)cells_text(&cells, (struct rect){ 0, 0, rows, 20 }, row, 0, STYLE_PLAIN, lines[row]);
    FILE *out = open_memstream(&made, &length);
    assert_non_null(out);
    assert_true(picture_write(&cells, REPORT_SVG, &theme, THEME_256, out));
    assert_int_equal(fclose(out), 0);
    return made;
}

static void lines_are_drawn_and_words_written(void **state) {
    (void)state;
    const char *const box[] = { "╭─ a ───╮", "│ <&> │", "╰───────╯" };
    const char *svg = svg_of(3, box);
    for (const char *at = svg; *at != '\0'; at++) assert_true((unsigned char)*at < 0x80);
    assert_non_null(strstr(svg, "   a "));
    assert_non_null(strstr(svg, "&lt;&amp;&gt;"));
    assert_non_null(strstr(svg, "M57 21.5h27")); /* three cells in one line */
}

/* From one row into the next, also where edges are smoothed. */
static void a_vertical_line_reaches_the_next_row(void **state) {
    (void)state;
    const char *const pillars[] = { "│┃█", "│┃█" };
    const char *svg = svg_of(2, pillars);
    assert_null(strstr(svg, "<text"));
    assert_non_null(strstr(svg, "stroke-width=\"1\" d=\"M12 12m4.5-.25v19.5\""));
    assert_non_null(strstr(svg, "stroke-width=\"1\" d=\"M12 31m4.5-.25v19.5\""));
    assert_non_null(strstr(svg, "stroke-width=\"3\" d=\"M21 12m4.5-.25v19.5\""));
    assert_non_null(strstr(svg, "stroke-width=\"9\" d=\"M30 12m4.5-.25v19.5\""));
}

static void letters_are_no_lines(void **state) {
    (void)state;
    assert_true(svg_lines_has(0x2502));
    assert_true(svg_lines_has(0x256d));
    assert_false(svg_lines_has('-'));
    assert_false(svg_lines_has(0x2605));
}

static int forget(void **state) {
    (void)state;
    free(made);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_drawn_and_words_written),
        cmocka_unit_test(a_vertical_line_reaches_the_next_row),
        cmocka_unit_test(letters_are_no_lines),
    };
    return cmocka_run_group_tests(tests, NULL, forget);
}
