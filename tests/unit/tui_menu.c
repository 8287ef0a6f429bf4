/* A menu: how its cursor moves, and that each row's text can be read on every screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/panel/screen.h"
#include "tui/person/menu.h"
#include "tui_scene.h"

static struct scene s;
static struct cells cells;

static bool on_screen(int rows, int cols, const char *part) {
    screen_draw(&s.view, &s.ui, &cells, rows, cols);
    for (int row = 0; row < rows; row++) {
        char line[CELLS_COLS_MAX * 3 + 1];
        (void)cells_row_text(&cells, row, line, sizeof line);
        if (strstr(line, part) != NULL) return true;
    }
    return false;
}

static void a_menu_shows_the_text_under_its_cursor_in_full(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    menu_open(&s.ui, MENU_PRESETS);
    menu_add(&s.ui, "one", "short");
    menu_add(&s.ui, "longer-name",
             "A text that does not fit beside its name, not even on a screen of eighty: the end.");
    assert_true(on_screen(24, 80, " one          short"));
    assert_false(on_screen(24, 80, "the end."));
    menu_move(&s.ui, 1);
    assert_true(on_screen(24, 80, "the end."));
    assert_true(on_screen(10, 40, "A text that does not fit beside its"));
    assert_true(on_screen(40, 120, "the end."));
}

static void the_cursor_of_a_menu_passes_what_is_only_said(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    menu_open(&s.ui, MENU_BRANCHES);
    menu_add(&s.ui, "1", "");
    menu_add(&s.ui, "2", "");
    menu_add_note(&s.ui, "", "said of 2");
    menu_add(&s.ui, "3", "");
    menu_add_note(&s.ui, "", "said of 3");
    menu_move(&s.ui, 1);
    assert_int_equal(s.ui.menu.at, 1);
    menu_move(&s.ui, 1);
    assert_int_equal(s.ui.menu.at, 3);
    menu_move(&s.ui, 1);
    assert_int_equal(s.ui.menu.at, 3);
    menu_move(&s.ui, INT16_MAX);
    assert_int_equal(s.ui.menu.at, 3);
    menu_move(&s.ui, -1);
    assert_int_equal(s.ui.menu.at, 1);
    menu_move(&s.ui, -INT16_MAX);
    assert_int_equal(s.ui.menu.at, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_menu_shows_the_text_under_its_cursor_in_full),
        cmocka_unit_test(the_cursor_of_a_menu_passes_what_is_only_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
