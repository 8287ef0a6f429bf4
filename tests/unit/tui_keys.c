#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tui/person/keys.h"

static void every_mode_can_be_left_and_quit(void **state) {
    (void)state;
    for (int mode = 0; mode < UI_MODE_COUNT; mode++) {
        assert_int_equal(keys_find((enum ui_mode)mode, KEYS_CODE_ESC), KEYS_LEAVE);
        const enum keys_id quit = keys_find((enum ui_mode)mode, KEYS_CODE_F10);
        assert_true(quit == KEYS_QUIT || quit == KEYS_QUIT_ANYWHERE);
        assert_int_equal(keys_find((enum ui_mode)mode, KEYS_CTRL('L')), KEYS_REDRAW);
        assert_int_equal(keys_find((enum ui_mode)mode, KEYS_CTRL('Z')), KEYS_SUSPEND);
    }
}

static void no_key_means_two_things_in_a_mode_but_quit(void **state) {
    (void)state;
    for (int row = 0; row < KEYS_COUNT; row++) {
        for (const int *code = key_rows[row].codes; *code != KEYS_CODE_NONE; code++) {
            for (int mode = 0; mode < UI_MODE_COUNT; mode++) {
                if ((key_rows[row].modes >> mode & 1u) == 0 || row == KEYS_QUIT_ANYWHERE) continue;
                const enum keys_id found = keys_find((enum ui_mode)mode, *code);
                /* A page's own keys come before what the key does on every page. */
                if (found < KEYS_COUNT && (key_rows[found].modes & KEYS_IN_NORMAL) == 0 &&
                    (key_rows[row].modes & KEYS_IN_NORMAL) != 0) {
                    continue;
                }
                if (found != (enum keys_id)row) {
                    fail_msg("%s: code %d is taken in mode %d", key_rows[row].name, *code, mode);
                }
            }
        }
    }
}

static void a_prompt_takes_every_printable_character_as_text(void **state) {
    (void)state;
    for (int code = ' '; code <= '~'; code++) {
        assert_int_equal(keys_find(UI_PROMPT, code), KEYS_COUNT);
        assert_int_equal(keys_find(UI_FILTER, code), KEYS_COUNT);
    }
}

static void keys_that_inject_faults_are_marked_as_acting(void **state) {
    (void)state;
    for (const char *key = "krsiKpchz .+-"; *key != '\0'; key++) {
        assert_true(key_rows[keys_find(UI_NORMAL, *key)].acts);
    }
    for (const char *key = "w/?q1"; *key != '\0'; key++) {
        assert_false(key_rows[keys_find(UI_NORMAL, *key)].acts);
    }
}

static void rows_have_labels_and_words_that_fit(void **state) {
    (void)state;
    assert_int_equal(key_row_count, KEYS_COUNT);
    for (int row = 0; row < KEYS_COUNT; row++) {
        if (row == KEYS_RESIZE) continue;
        assert_true(strlen(key_rows[row].label) >= 1);
        assert_true(strlen(key_rows[row].label) <= 15);
        assert_true(strlen(key_rows[row].help) >= 2);
        assert_true(strlen(key_rows[row].help) <= 62); /* beside the label in 80 columns */
        assert_true(strlen(key_rows[row].footer) <= 12);
    }
}

static void nothing_has_no_code(void **state) {
    (void)state;
    assert_int_equal(keys_find(UI_NORMAL, KEYS_CODE_NONE), KEYS_COUNT);
    assert_int_equal(keys_find(UI_NORMAL, KEYS_CODE_OTHER), KEYS_COUNT);
    assert_int_equal(keys_find(UI_NORMAL, '~'), KEYS_COUNT);
}

static void the_list_names_every_row_once_a_line(void **state) {
    (void)state;
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    keys_list(out);
    fclose(out);
    int lines = 0;
    for (size_t i = 0; i < length; i++) lines += text[i] == '\n';
    assert_int_equal(lines, KEYS_COUNT - 1); /* RESIZE is nobody's key */
    assert_non_null(strstr(text, "kill whoever leads"));
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_mode_can_be_left_and_quit),
        cmocka_unit_test(no_key_means_two_things_in_a_mode_but_quit),
        cmocka_unit_test(a_prompt_takes_every_printable_character_as_text),
        cmocka_unit_test(keys_that_inject_faults_are_marked_as_acting),
        cmocka_unit_test(rows_have_labels_and_words_that_fit),
        cmocka_unit_test(nothing_has_no_code),
        cmocka_unit_test(the_list_names_every_row_once_a_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
