/* Goal: scripts of keys are read, refused and played as documented.  Method: short
 * scripts, a screen drawn by hand, a clock moved by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "tui/draw/theme_file.h"
#include "tui/hands/script.h"
#include "tui/person/keys.h"

static struct script script;
static struct cells cells;
static struct script_error error;
static struct script_sight sight = { .cells = &cells, .fresh = true };
static struct term_key key;
static int code;

static void read_script(const char *text) {
    assert_true(script_parse(&script, text, strlen(text), &error));
    sight.real_us = sight.cluster_us = 0;
    cells_clear(&cells, 24, 80);
}

static void shows(const char *text) {
    cells_clear(&cells, 24, 80);
    (void)cells_text(&cells, (struct rect){ 0, 0, 24, 80 }, 3, 10, STYLE_PLAIN, text);
}

static enum script_answer next(void) {
    return script_next(&script, &sight, &key, stdout, &code);
}

static void presses(int wanted) {
    assert_int_equal(next(), SCRIPT_NEXT_KEY);
    assert_int_equal(key.code, wanted);
}

static void keys_have_names(void **state) {
    (void)state;
    read_script("key k K # a comment\n\n   key Enter Esc Space Tab S-Tab PgUp F10 ^L ~ \"\r\n");
    const int wanted[] = { 'k',
                           'K',
                           KEYS_CODE_ENTER,
                           KEYS_CODE_ESC,
                           ' ',
                           KEYS_CODE_TAB,
                           KEYS_CODE_BACKTAB,
                           KEYS_CODE_PAGE_UP,
                           KEYS_CODE_F10,
                           KEYS_CTRL('L'),
                           '~',
                           '"' };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) presses(wanted[i]);
    assert_int_equal(next(), SCRIPT_NEXT_END);
    assert_int_equal(next(), SCRIPT_NEXT_END);
}

static void every_named_key_of_the_table_has_a_name_here(void **state) {
    static const int named[] = {
#define X(name, code) code,
        SCRIPT_KEYS(X)
#undef X
    };
    (void)state;
    for (int row = 0; row < key_row_count; row++) {
        for (const int *each = key_rows[row].codes; *each != KEYS_CODE_NONE; each++) {
            bool known = *each == KEYS_CODE_MOUSE || *each < 128;
            for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
                known = known || named[i] == *each;
            }
            assert_true(known);
        }
    }
}

static void text_is_typed_one_character_at_a_time(void **state) {
    (void)state;
    read_script("type :heal # links\ntype \"a \\\"#\\\\\"\n");
    for (const char *each = ":heala \"#\\"; *each != '\0'; each++) presses(*each);
    assert_int_equal(next(), SCRIPT_NEXT_END);
}

static void a_paste_is_bracketed(void **state) {
    (void)state;
    read_script("paste \"xy\"");
    presses(KEYS_CODE_PASTE_BEGIN);
    presses('x');
    presses('y');
    presses(KEYS_CODE_PASTE_END);
    assert_int_equal(next(), SCRIPT_NEXT_END);
}

static void a_wait_ends_when_a_fresh_screen_shows_the_text(void **state) {
    (void)state;
    read_script("wait \"A leads\"\nkey x");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    shows("★ A leads term 1");
    sight.fresh = false;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 0);
    sight.fresh = true;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 1);
    presses('x');
}

static void a_wait_in_vain_fails_at_its_time_and_says_where(void **state) {
    (void)state;
    char *said = NULL;
    size_t bytes = 0;
    read_script("\n  wait \"B leads\" 2s");
    shows("A leads");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.real_us = 1999999;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.real_us = 2000000;
    code = -1;
    assert_int_equal(next(), SCRIPT_NEXT_FAILED);
    assert_int_equal(code, EXIT_VIOLATED);
    FILE *talk = open_memstream(&said, &bytes);
    snprintf(script.path, sizeof script.path, "f.keys");
    script_fail(&script, &cells, talk);
    fclose(talk);
    const char first[] = "f.keys:2:3: \"B leads\" did not appear within 2s; the screen shows:\n";
    assert_memory_equal(said, first, strlen(first));
    assert_non_null(strstr(said, "          A leads\n"));
    free(said);
}

/* The screen as the script writes it to a file with this ending. */
static const char *saved_as(const char *ending) {
    static char folder[] = "/tmp/ringleader-script-XXXXXX", path[80], text[120], read[2000];
    static bool made;
    if (!made) assert_non_null(mkdtemp(folder));
    made = true;
    snprintf(path, sizeof path, "%s/shot%s", folder, ending);
    snprintf(text, sizeof text, "screen %s\n", path);
    read_script(text);
    shows("A leads");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(next(), SCRIPT_NEXT_END);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    read[fread(read, 1, sizeof read - 1, file)] = '\0';
    assert_int_equal(fclose(file), 0);
    assert_int_equal(unlink(path), 0);
    (void)rmdir(folder);
    made = false;
    memcpy(folder + strlen(folder) - 6, "XXXXXX", 6);
    return read;
}

static void a_screen_is_written_as_its_name_says(void **state) {
    static struct theme theme;
    struct err_info info;
    (void)state;
    assert_int_equal(theme_load("dark", &theme, &info), ERR_NONE);
    sight.theme = &theme;
    sight.depth = THEME_256;
    assert_non_null(strstr(saved_as(".txt"), "\n          A leads\n"));
    assert_non_null(strstr(saved_as(""), "\n          A leads\n"));
    assert_non_null(strstr(saved_as(".ans"), "A leads\033[0m\n"));
    const char *svg = saved_as(".svg");
    assert_memory_equal(svg, "<svg ", 5);
    assert_non_null(strstr(svg, "A leads</text>"));
}

static void the_default_patience_can_be_set(void **state) {
    (void)state;
    read_script("timeout 1s\nwait-not \"A\"");
    shows("A");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.real_us = 1000000;
    assert_int_equal(next(), SCRIPT_NEXT_FAILED);
    read_script("wait-not \"A\"");
    shows("B");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 1);
}

static void sleeping_takes_real_time_and_passing_the_clusters(void **state) {
    (void)state;
    read_script("sleep 100ms\npass 1s\nkey x");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.cluster_us = 5000000;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 0);
    sight.real_us = 100000;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 1);
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.cluster_us = 5999999;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    assert_int_equal(script.at, 1);
    sight.cluster_us = 6000000;
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    presses('x');
}

static void a_stopped_clock_does_not_hang_the_script(void **state) {
    (void)state;
    read_script("pass 1s");
    assert_int_equal(next(), SCRIPT_NEXT_WAIT);
    sight.real_us = INT64_C(41000000);
    assert_int_equal(next(), SCRIPT_NEXT_FAILED);
    assert_int_equal(code, EXIT_VIOLATED);
}

static void a_click_finds_its_text_in_columns(void **state) {
    (void)state;
    read_script("click \"B\"\nclick 5 6\nresize 100x30\nresize own\nquit");
    shows("★ ▸B");
    assert_int_equal(next(), SCRIPT_NEXT_KEY);
    assert_int_equal(key.code, KEYS_CODE_MOUSE);
    assert_int_equal(key.row, 3);
    assert_int_equal(key.col, 13);
    assert_int_equal(next(), SCRIPT_NEXT_KEY);
    assert_int_equal(key.row, 4);
    assert_int_equal(key.col, 5);
    assert_int_equal(next(), SCRIPT_NEXT_RESIZE);
    assert_int_equal(key.row, 30);
    assert_int_equal(key.col, 100);
    assert_int_equal(next(), SCRIPT_NEXT_RESIZE);
    assert_int_equal(key.row, 0);
    assert_int_equal(next(), SCRIPT_NEXT_QUIT);
}

static void a_screen_that_cannot_be_written_is_an_error(void **state) {
    (void)state;
    read_script("screen /nowhere/at/all.txt");
    assert_int_equal(next(), SCRIPT_NEXT_FAILED);
    assert_int_equal(code, EXIT_ENVIRONMENT);
}

static void mistakes_say_line_column_and_what_was_meant(void **state) {
    static const struct {
        const char *text;
        uint32_t line, column;
        const char *says;
    } cases[] = {
        { "key k\n  wiat \"x\"", 2, 3, "did you mean `wait`?" },
        { "nonsense", 1, 1, "unknown statement `nonsense`; expected key" },
        { "key", 1, 4, "expected key NAME..." },
        { "key k Entr", 1, 7, "did you mean `Enter`?" },
        { "key xyzzy", 1, 5, "unknown key `xyzzy`" },
        { "key ^ k", 1, 5, NULL },
        { "wait x", 1, 6, "expected wait \"TEXT\" [DUR]" },
        { "wait", 1, 5, "expected wait" },
        { "wait \"x", 1, 6, "no closing \"" },
        { "wait \"\"", 1, 6, "the text is empty" },
        { "wait \"x\" 5", 1, 10, "no duration: `5`" },
        { "wait \"x\" 5s 6s", 1, 13, "expected the end of the line" },
        { "sleep", 1, 6, "expected sleep DUR" },
        { "sleep 0s", 1, 7, "no duration" },
        { "pass 9000000000s", 1, 6, "too long: `9000000000s`" },
        { "resize 0x5", 1, 8, "expected COLUMNSxROWS" },
        { "resize 80", 1, 8, "expected COLUMNSxROWS" },
        { "resize 80x24x", 1, 13, "expected the end of the line" },
        { "click", 1, 6, "expected click" },
        { "click 3", 1, 7, "expected click" },
        { "type \"\xc3\xa4\"", 1, 6, "only ASCII" },
        { "quit now", 1, 6, "expected the end of the line" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const bool parsed = script_parse(&script, cases[i].text, strlen(cases[i].text), &error);
        assert_int_equal(parsed, cases[i].says == NULL);
        if (parsed) continue;
        assert_int_equal(error.line, cases[i].line);
        assert_int_equal(error.column, cases[i].column);
        if (strstr(error.message, cases[i].says) == NULL) fail_msg("said: %s", error.message);
    }
    assert_false(script_parse(&script, "key \0k", 6, &error));
}

static void too_many_steps_are_refused(void **state) {
    static char text[2 * SCRIPT_STEPS_MAX + 100];
    (void)state;
    strcpy(text, "key");
    for (int i = 0; i < SCRIPT_STEPS_MAX; i++) memcpy(text + 3 + 2 * i, " k", 3);
    assert_true(script_parse(&script, text, strlen(text), &error));
    strcat(text, " k");
    assert_false(script_parse(&script, text, strlen(text), &error));
    assert_non_null(strstr(error.message, "too many steps"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_have_names),
        cmocka_unit_test(every_named_key_of_the_table_has_a_name_here),
        cmocka_unit_test(text_is_typed_one_character_at_a_time),
        cmocka_unit_test(a_paste_is_bracketed),
        cmocka_unit_test(a_wait_ends_when_a_fresh_screen_shows_the_text),
        cmocka_unit_test(a_wait_in_vain_fails_at_its_time_and_says_where),
        cmocka_unit_test(a_screen_is_written_as_its_name_says),
        cmocka_unit_test(the_default_patience_can_be_set),
        cmocka_unit_test(sleeping_takes_real_time_and_passing_the_clusters),
        cmocka_unit_test(a_stopped_clock_does_not_hang_the_script),
        cmocka_unit_test(a_click_finds_its_text_in_columns),
        cmocka_unit_test(a_screen_that_cannot_be_written_is_an_error),
        cmocka_unit_test(mistakes_say_line_column_and_what_was_meant),
        cmocka_unit_test(too_many_steps_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
