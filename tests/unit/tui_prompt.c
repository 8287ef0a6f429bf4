#include "tui_hands.h"

#include "tui/hands/prompt.h"

static void a_statement_is_carried_out_and_the_prompt_closes(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    type(":partition A B | C D E\n");
    ASSERT_COMMANDS("partition A B | C D E");
    assert_int_equal(ui.mode, UI_NORMAL);
    assert_string_equal(ui.prompt.text, "");
    assert_string_equal(ui.completions, "");
}

static void an_error_stays_in_place_with_its_column(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":kill A Q\n");
    ASSERT_COMMANDS("");
    assert_int_equal(ui.mode, UI_PROMPT);
    assert_string_equal(ui.prompt.text, "kill A Q");
    assert_true(ui.prompt_error[0] != '\0');
    assert_int_equal(ui.prompt_error_column, 7);
    press(KEYS_CODE_BACKSPACE); /* editing takes the error away */
    assert_string_equal(ui.prompt_error, "");
    type("B\n");
    ASSERT_COMMANDS("kill A B");
}

static void a_clock_beyond_the_bound_is_warned_of(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":drift C 30000\n");
    ASSERT_COMMANDS("drift C 30000");
    assert_string_equal(ui.toast,
                        "a drift of 30000 ppm is beyond the bound of 10000 ppm: S2 and S5 may "
                        "break");
    assert_true(ui.toast_bad);
    type(":drift C -10001\n");
    ASSERT_SAYS("a drift of -10001 ppm is beyond");
    type(":drift C -10000\n");
    ASSERT_COMMANDS("drift C -10000");
    assert_string_equal(ui.toast, "");
}

static void what_belongs_to_a_file_is_told_so(void **state) {
    static const struct {
        const char *line, *says;
    } cases[] = {
        { "nodes 3", "`nodes` belongs to a scenario's header" },
        { "  quorum none", "`quorum` belongs to a scenario's header" },
        { "+1s kill A", "no time here" },
        { "250ms kill A", "no time here" },
        { "nodse 3", "expected" },
        { "1 kill A", "expected" },
    };
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        type(":");
        type(cases[i].line);
        type("\n");
        ASSERT_COMMANDS("");
        assert_int_equal(ui.mode, UI_PROMPT);
        if (strstr(ui.prompt_error, cases[i].says) == NULL) {
            fail_msg("%s: %s", cases[i].line, ui.prompt_error);
        }
        assert_int_equal(ui.prompt_error_column, strspn(cases[i].line, " "));
        press(KEYS_CODE_ESC);
    }
}

static void a_line_of_which_nothing_came_is_back(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":save foo/bar\n");
    assert_int_equal(result.request, INPUT_SAVE);
    prompt_again(&input, &ui, "cannot write foo/bar.ring");
    assert_int_equal(ui.mode, UI_PROMPT);
    assert_string_equal(ui.prompt.text, "save foo/bar");
    assert_int_equal(ui.prompt.cursor, 12);
    assert_string_equal(ui.prompt_error, "cannot write foo/bar.ring");
    assert_int_equal(ui.prompt_error_column, 5);
    type("k"); /* text, not a key that kills */
    ASSERT_COMMANDS("");
    assert_string_equal(ui.prompt.text, "save foo/bark");
}

static void leader_is_resolved_or_refused(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    type(":kill leader\n");
    ASSERT_COMMANDS("");
    assert_non_null(strstr(ui.prompt_error, "nobody leads"));
    press(KEYS_CODE_ESC);
    let_lead(2, 1);
    type(":kill leader\n");
    ASSERT_COMMANDS("kill C");
}

static void ending_every_node_is_asked_about(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":kill all\n");
    ASSERT_COMMANDS("");
    assert_int_equal(ui.mode, UI_CONFIRM);
    ASSERT_SAYS("Really");
    press('n');
    ASSERT_COMMANDS("");
    assert_int_equal(ui.mode, UI_NORMAL);
    type(":kill all\n");
    press(KEYS_CODE_ENTER); /* Enter is no yes */
    ASSERT_COMMANDS("");
    type(":kill all\n");
    press('~'); /* nor is anything else */
    ASSERT_COMMANDS("");
    assert_int_equal(ui.mode, UI_NORMAL);
    type(":kill A B C\n");
    assert_int_equal(ui.mode, UI_CONFIRM);
    press('y');
    ASSERT_COMMANDS("kill A B C");
    type(":revive all\n");
    ASSERT_COMMANDS("revive A B C");
}

static void history_goes_back_and_keeps_the_draft(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":kill A\n");
    type(":kill A\n"); /* twice the same is remembered once */
    type(":revive A\n");
    type(":hea");
    press(KEYS_CODE_UP);
    assert_string_equal(ui.prompt.text, "revive A");
    press(KEYS_CODE_UP);
    assert_string_equal(ui.prompt.text, "kill A");
    press(KEYS_CODE_UP);
    assert_string_equal(ui.prompt.text, "kill A");
    press(KEYS_CODE_DOWN);
    press(KEYS_CODE_DOWN);
    assert_string_equal(ui.prompt.text, "hea");
    assert_int_equal(ui.prompt.cursor, 3);
}

static void history_is_bounded(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    for (int i = 0; i < INPUT_HISTORY_MAX + 5; i++) {
        char line[40];
        snprintf(line, sizeof line, ":note %d\n", i);
        type(line);
    }
    assert_int_equal(input.history_count, INPUT_HISTORY_MAX);
    press(':');
    for (int i = 0; i < INPUT_HISTORY_MAX + 5; i++) press(KEYS_CODE_UP);
    assert_string_equal(ui.prompt.text, "note 5");
}

static void tab_completes_words_nodes_and_our_own(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":ki");
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, "kill ");
    press(KEYS_CODE_ESC);
    type(":part");
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, "partition ");
    press(KEYS_CODE_ESC);
    type(":sav");
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, "save"); /* or save-screen */
    press(KEYS_CODE_ESC);
    type(":kill qu"); /* our words are first words only */
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, "kill qu");
}

static void a_theme_is_chosen_by_name_or_refused_with_the_nearest(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":theme colour-blind\n");
    assert_int_equal(result.request, INPUT_THEME);
    assert_string_equal(result.path, "colour-blind");
    type(":theme drak\n");
    assert_int_equal(result.request, INPUT_NONE);
    assert_non_null(strstr(ui.prompt_error, "did you mean `dark`?"));
    press(KEYS_CODE_ESC);
    type(":theme con");
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, "theme contrast ");
}

static void tab_again_goes_through_the_candidates(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":re");
    assert_non_null(strstr(ui.completions, "revive"));
    assert_non_null(strstr(ui.completions, "reorder"));
    press(KEYS_CODE_TAB);
    char first[UI_LINE_BYTES];
    memcpy(first, ui.prompt.text, sizeof first);
    press(KEYS_CODE_TAB);
    assert_string_not_equal(ui.prompt.text, first);
    press(KEYS_CODE_TAB);
    assert_string_equal(ui.prompt.text, first);
}

static void the_line_is_edited_as_in_a_shell(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":kill B C");
    press(KEYS_CTRL('W'));
    assert_string_equal(ui.prompt.text, "kill B ");
    press(KEYS_CTRL('A'));
    type("x");
    assert_string_equal(ui.prompt.text, "xkill B ");
    press(KEYS_CODE_BACKSPACE);
    press(KEYS_CODE_RIGHT);
    press(KEYS_CODE_DELETE);
    assert_string_equal(ui.prompt.text, "kll B ");
    press(KEYS_CODE_LEFT);
    press(KEYS_CODE_LEFT); /* stays at the start */
    assert_int_equal(ui.prompt.cursor, 0);
    press(KEYS_CODE_END);
    assert_int_equal(ui.prompt.cursor, 6);
    press(KEYS_CTRL('U'));
    assert_string_equal(ui.prompt.text, "");
    press(KEYS_CODE_BACKSPACE); /* rubs out the colon */
    assert_int_equal(ui.mode, UI_NORMAL);
}

static void a_line_has_an_end_and_takes_ascii_only(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press(':');
    for (int i = 0; i < 2 * UI_LINE_BYTES; i++) press('a');
    assert_int_equal(ui.prompt.length, UI_LINE_BYTES - 1);
    press(KEYS_CTRL('U'));
    press(KEYS_CODE_OTHER);
    press(KEYS_CODE_PAGE_UP);
    assert_int_equal(ui.prompt.length, 0);
}

static void own_words_do_what_the_keys_do(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":speed 0.5\n");
    assert_int_equal(result.request, INPUT_SPEED);
    assert_int_equal(ui.speed_permille, 500);
    type(":speed 2x\n");
    assert_int_equal(ui.speed_permille, 2000);
    type(":speed 11\n");
    assert_non_null(strstr(ui.prompt_error, "0.1 to 10"));
    assert_int_equal(ui.prompt_error_column, 6);
    press(KEYS_CODE_ESC);
    type(":save mine\n");
    assert_int_equal(result.request, INPUT_SAVE);
    assert_string_equal(result.path, "mine.ring");
    type(":save dir.d/other.txt \n");
    assert_string_equal(result.path, "dir.d/other.txt");
    type(":save\n");
    assert_string_equal(result.path, "");
    type(":save-screen ring.svg \n");
    assert_int_equal(result.request, INPUT_SAVE_SCREEN);
    assert_string_equal(result.path, "ring.svg");
    type(":save-screen ring.png\n");
    assert_int_equal(result.request, INPUT_NONE);
    assert_non_null(strstr(ui.prompt_error, ".txt, .ans or .svg"));
    assert_int_equal(ui.prompt_error_column, 12);
    press(KEYS_CODE_ESC);
    type(":pause\n");
    assert_int_equal(result.request, INPUT_PAUSE);
    type(":help\n");
    assert_int_equal(ui.mode, UI_HELP);
    press(KEYS_CODE_ESC);
    type(":quit now\n");
    assert_int_equal(ui.mode, UI_PROMPT);
    assert_int_equal(ui.prompt_error_column, 5);
    press(KEYS_CODE_ESC);
    type(":quit\n");
    assert_int_equal(result.request, INPUT_QUIT);
}

static void each_own_word_says_what_it_expected_and_where(void **state) {
    static const struct {
        const char *line, *error;
        int column;
    } rows[] = {
        { ":speed\n", "expected a speed from 0.1 to 10", 6 },
        { ":speed fast\n", "expected a speed from 0.1 to 10", 7 },
        { ":save-screen ring.png\n", "expected a file's name that ends in .txt, .ans or .svg", 13 },
        { ":lesson nonsense-at-all\n", "no such lesson; expected a name, next or stop", 8 },
        { ":preset\n", "expected the name of a preset (P lists them), or stop", 7 },
        { ":preset flaping\n", "no such preset; P lists them: did you mean flapping?", 8 },
        { ":theme\n", "expected the name of a theme, or a file", 6 },
        { ":until nonsense\n",
          "expected leader, no leader, role, term, lease <, violation, off, ...", 7 },
        { ":until violaton\n",
          "did you mean violation? expected leader, no leader, role, term, lease <, violation, "
          "off, ...",
          7 },
        { ":pause now\n", "expected nothing more: pause", 7 },
        { ":undo that\n", "expected nothing more: undo", 6 },
        { ":quit now\n", "expected nothing more: quit", 6 },
    };
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        type(rows[i].line);
        assert_int_equal(result.request, INPUT_NONE);
        assert_int_equal(ui.mode, UI_PROMPT);
        assert_true(ui.prompt_error[0] != '\0');
        if (rows[i].error != NULL) assert_string_equal(ui.prompt_error, rows[i].error);
        assert_int_equal(ui.prompt_error_column + 1, rows[i].column);
        press(KEYS_CODE_ESC);
    }
}

static void conditions_of_until_are_offered(void **state) {
    static const struct {
        const char *typed, *offered;
    } rows[] = {
        { ":until ", "leader  no  agreement  role  term  lease  violation  write  off" },
        { ":until n", "no" },
        { ":until no ", "leader" },
        { ":until leader ", "A  B  C  in" },
        { ":until violation S", "S1  S2  S3  S4  S5  S6  S7  S8" },
        { ":until role A f", "follower" },
        { ":until lease ", "<" },
        { ":until lease < ", "200ms" },
        { ":until st", "" },
    };
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        type(rows[i].typed);
        assert_string_equal(ui.completions, rows[i].offered);
        press(KEYS_CODE_ESC);
    }
    type(":until leas");
    press(KEYS_CODE_TAB);
    press(KEYS_CODE_TAB);
    type("\n");
    assert_true(ui.prompt_error[0] != '\0'); /* a duration is missing */
    type("1ms\n");
    assert_int_equal(result.request, INPUT_UNTIL);
    assert_string_equal(result.until.text, "lease < 1ms");
}

static void an_expectation_is_handed_on(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":expect leader B within 2s\n");
    assert_int_equal(result.request, INPUT_EXPECT);
    assert_int_equal(result.expect.kind, STATEMENT_EXPECT);
    assert_int_equal(result.expect.expect.within_us, 2 * US_PER_S);
    type(":end\n");
    assert_int_equal(result.request, INPUT_NONE);
    assert_int_equal(ui.mode, UI_PROMPT);
}

static void the_filter_is_in_force_until_esc(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type("/kill\n");
    assert_int_equal(ui.mode, UI_NORMAL);
    assert_string_equal(ui.filter.text, "kill");
    press('/'); /* goes on where it was */
    type("s\n");
    assert_string_equal(ui.filter.text, "kills");
    press(KEYS_CODE_ESC);
    assert_string_equal(ui.filter.text, "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_statement_is_carried_out_and_the_prompt_closes),
        cmocka_unit_test(an_error_stays_in_place_with_its_column),
        cmocka_unit_test(a_clock_beyond_the_bound_is_warned_of),
        cmocka_unit_test(what_belongs_to_a_file_is_told_so),
        cmocka_unit_test(a_line_of_which_nothing_came_is_back),
        cmocka_unit_test(leader_is_resolved_or_refused),
        cmocka_unit_test(ending_every_node_is_asked_about),
        cmocka_unit_test(history_goes_back_and_keeps_the_draft),
        cmocka_unit_test(history_is_bounded),
        cmocka_unit_test(tab_completes_words_nodes_and_our_own),
        cmocka_unit_test(a_theme_is_chosen_by_name_or_refused_with_the_nearest),
        cmocka_unit_test(tab_again_goes_through_the_candidates),
        cmocka_unit_test(the_line_is_edited_as_in_a_shell),
        cmocka_unit_test(a_line_has_an_end_and_takes_ascii_only),
        cmocka_unit_test(own_words_do_what_the_keys_do),
        cmocka_unit_test(each_own_word_says_what_it_expected_and_where),
        cmocka_unit_test(conditions_of_until_are_offered),
        cmocka_unit_test(an_expectation_is_handed_on),
        cmocka_unit_test(the_filter_is_in_force_until_esc),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
