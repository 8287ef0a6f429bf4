/* Goal: whatever a key, a word or a statement does is found in the help.
 * Method: keys go in, the screen is read. */
#include "tui_hands.h"

#include "tui/panel/screen.h"
#include "tui/person/keys.h"
#include "tui/person/own_words.h"

enum { ROWS = 40, COLS = 120 };

static struct cells cells;

static void open_help(void) {
    cluster(5, QUORUM_ACTIVE);
    input.rows = ROWS;
    input.cols = COLS;
    press('?');
}

static bool shows(const char *text) {
    char row[COLS * 4 + 1];
    screen_draw(&view, &ui, &cells, ROWS, COLS);
    for (int i = 0; i < ROWS; i++) {
        cells_row_text(&cells, i, row, sizeof row);
        if (strstr(row, text) != NULL) return true;
    }
    return false;
}

/* The first word or two of a text, which no line breaks. */
static const char *beginning(const char *text) {
    static char out[24];
    size_t length = strnlen(text, sizeof out - 1);
    memcpy(out, text, length);
    out[length] = '\0';
    return out;
}

static bool is_in_the_help(const char *text) {
    open_help();
    for (int page = 0; page < 30; page++) {
        if (shows(beginning(text))) return true;
        press(KEYS_CODE_PAGE_DOWN);
    }
    return false;
}

static void every_key_is_in_the_help(void **state) {
    (void)state;
    for (int i = 0; i < key_row_count; i++) {
        if (key_rows[i].label[0] == '\0') continue;
        if (!is_in_the_help(key_rows[i].help)) fail_msg("%s is missing", key_rows[i].name);
    }
}

static void every_word_and_statement_is_in_the_help(void **state) {
    (void)state;
#define X(symbol, word, syntax, help) assert_true(is_in_the_help(word));
    PROMPT_WORDS(X)
#undef X
    for (int i = 0; i < COMMAND_COUNT; i++) {
        assert_true(is_in_the_help(command_syntax((enum command_kind)i)));
    }
    for (int i = 0; i < EXPECT_KIND_COUNT; i++) {
        assert_true(is_in_the_help(expect_words((enum expect_kind)i)));
    }
}

static void a_search_leaves_what_contains_the_text_in_any_case(void **state) {
    (void)state;
    open_help();
    press('/');
    type("PARTITION G");
    assert_int_equal(ui.mode, UI_SEARCH);
    assert_true(shows("search the help /PARTITION G"));
    assert_true(shows("partition G | G [| G...]: "));
    assert_true(shows("1 of "));
    assert_false(shows("kill whoever leads"));
}

static void enter_keeps_it_and_esc_first_clears_then_closes(void **state) {
    (void)state;
    open_help();
    press('/');
    type("whoever");
    press(KEYS_CODE_ENTER);
    assert_int_equal(ui.mode, UI_HELP);
    assert_true(shows("help /whoever"));
    press(KEYS_CODE_ESC);
    assert_int_equal(ui.mode, UI_HELP);
    assert_true(shows("Try this"));
    press('/');
    type("whoever");
    press(KEYS_CODE_ESC);
    assert_int_equal(ui.mode, UI_HELP);
    assert_int_equal(ui.search.length, 0);
    press(KEYS_CODE_ESC);
    assert_int_equal(ui.mode, UI_NORMAL);
}

static void what_is_not_there_is_said_with_what_is_like_it(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    type(":help isolat3");
    press(KEYS_CODE_ENTER);
    assert_true(shows("nothing here contains \"isolat3\""));
    assert_true(shows("did you mean isolate?"));
}

static void whatever_is_suggested_is_found(void **state) {
    (void)state;
    for (int i = 0; i < key_row_count; i++) {
        if (key_rows[i].label[0] == '\0') continue;
        open_help();
        press('/');
        type(key_rows[i].name);
        if (shows("nothing here contains")) fail_msg("%s is not found", key_rows[i].name);
    }
}

static void a_search_in_the_middle_of_a_scrolled_help_begins_at_the_top(void **state) {
    (void)state;
    open_help();
    press(KEYS_CODE_END);
    assert_true(ui.help_scroll > 0);
    press('/');
    type("e");
    assert_int_equal(ui.help_scroll, 0);
    press(KEYS_CODE_ENTER);
    press(KEYS_CODE_END);
    assert_true(ui.help_scroll > 0);
    press('/');
    press(KEYS_CODE_BACKSPACE);
    assert_int_equal(ui.help_scroll, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_in_the_help),
        cmocka_unit_test(every_word_and_statement_is_in_the_help),
        cmocka_unit_test(a_search_leaves_what_contains_the_text_in_any_case),
        cmocka_unit_test(enter_keeps_it_and_esc_first_clears_then_closes),
        cmocka_unit_test(what_is_not_there_is_said_with_what_is_like_it),
        cmocka_unit_test(whatever_is_suggested_is_found),
        cmocka_unit_test(a_search_in_the_middle_of_a_scrolled_help_begins_at_the_top),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
