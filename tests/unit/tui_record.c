#include "tui_hands.h"

#include <stdlib.h>
#include <unistd.h>

#include "scenario/scenario.h"

static char *written(void) {
    char *text = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    assert_non_null(out);
    assert_true(record_write(&record, &header, "mine", out));
    fclose(out);
    return text;
}

static struct scenario *parsed(const char *text) {
    static struct scenario scenario;
    struct scenario_error error;
    if (scenario_parse(text, strlen(text), "", &scenario, &error, 1) != 0) {
        fail_msg("%u:%u: %s\n%s", error.line, error.column, error.message, text);
    }
    return &scenario;
}

/* The last line that is no comment, as the parser understands it. */
static const char *last_statement(const char *text) {
    static char buffer[400];
    struct text out;
    const struct scenario *scenario = parsed(text);
    assert_true(scenario->count > 0);
    text_init(&out, buffer, sizeof buffer);
    statement_print(&scenario->line[scenario->count - 1].statement, &out);
    return buffer;
}

static void assert_end_starts(const char *expected) {
    char *text = written();
    const char *end = last_statement(text);
    if (strncmp(end, expected, strlen(expected)) != 0) fail_msg("%s\n%s", end, text);
    free(text);
}

static void what_was_done_is_a_scenario_with_its_times(void **state) {
    (void)state;
    cluster(5, QUORUM_MAJORITY);
    header.elect.broken = rule_break(header.elect.broken, RULE_PROMISE);
    let_lead(0, 1);
    type("K");
    const int64_t killed_us = record.row[0].t_us;
    type(":partition A B | C D E\n");
    type(":loss 5 A > B\n");
    type(":note hello there\n");
    char *text = written();
    const struct scenario *scenario = parsed(text);
    assert_int_equal(scenario->nodes, 5);
    assert_int_equal(scenario->quorum, QUORUM_MAJORITY);
    assert_int_equal(scenario->seed, 42);
    assert_int_equal(scenario->timers.lease_us, header.elect.timers.lease_us);
    assert_int_equal(scenario->timers.hop_timeout_us, header.elect.timers.hop_timeout_us);
    assert_int_equal(scenario->broken.bits, header.elect.broken.bits);
    assert_string_equal(scenario->name, "mine");
    assert_true(scenario->count >= 4);
    assert_int_equal(scenario->line[0].time_us, killed_us);
    for (int i = 0; i < 4; i++) {
        char recorded[400], again[400];
        struct text out;
        text_init(&out, recorded, sizeof recorded);
        command_print(&record.row[i].command, &out);
        text_init(&out, again, sizeof again);
        statement_print(&scenario->line[i].statement, &out);
        assert_string_equal(again, recorded);
        assert_false(scenario->line[i].relative);
    }
    free(text);
}

static void it_ends_with_agreement_of_those_who_can(void **state) {
    (void)state;
    cluster(5, QUORUM_MAJORITY);
    assert_end_starts("expect agreement within");
    press('k');
    assert_end_starts("expect agreement within");
    type(":partition A B | C D E\n");
    assert_end_starts("expect agreement in C D E within");
    type(":stall C\n");
    assert_end_starts("expect no leader within");
    press('h');
    type(":wake C\n");
    assert_end_starts("expect agreement within");
    type(":kill B C\n");
    assert_end_starts("expect no leader within"); /* 2 of 5 */
}

static void the_active_list_counts_those_not_killed(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    type(":kill A B C D\n");
    assert_end_starts("expect agreement within"); /* the survivor */
    type(":kill all\n");
    assert_end_starts("expect no leader within");
    type(":revive A B C\n");
    type(":partition A | B | C\n");
    assert_end_starts("expect no leader within");
    cluster(2, QUORUM_NONE);
    type(":partition A | B\n");
    assert_end_starts("expect agreement in A within");
}

static void what_is_not_promised_is_only_a_comment(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    type(":loss 90\n");
    char *text = written();
    assert_non_null(strstr(text, "\n# not promised as things are: +0s expect agreement within"));
    assert_int_equal(parsed(text)->count, 1);
    free(text);
    type(":loss 0\n");
    assert_end_starts("expect agreement within");
    type(":cut A > B\n"); /* C hears both: no group hears itself whole */
    text = written();
    assert_non_null(strstr(text, "expect agreement"));
    free(text);
}

static void nothing_done_is_a_scenario_too(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    char *text = written();
    assert_int_equal(parsed(text)->count, 1);
    free(text);
}

static void a_full_record_says_that_more_was_done(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_COMMAND;
    event.command.kind = COMMAND_HEAL;
    event.command.x = event.command.y = NODE_NONE;
    for (int i = 0; i < RECORD_COMMANDS_MAX + 1; i++) record_event(&record, &event);
    assert_true(record.cut);
    char *text = written();
    assert_non_null(strstr(text, "# more was done"));
    assert_int_equal(parsed(text)->count, RECORD_COMMANDS_MAX + 1);
    free(text);
}

static void an_existing_file_is_never_overwritten(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    char path[] = "/tmp/ringleader-test-XXXXXX", said_buffer[UI_TOAST_BYTES];
    const int fd = mkstemp(path);
    assert_true(fd >= 0);
    close(fd);
    struct text said;
    text_init(&said, said_buffer, sizeof said_buffer);
    assert_false(record_save(&record, &header, path, &said));
    assert_non_null(strstr(said_buffer, "exists"));
    unlink(path);
    text_init(&said, said_buffer, sizeof said_buffer);
    assert_true(record_save(&record, &header, path, &said));
    assert_non_null(strstr(said_buffer, "saved"));
    FILE *in = fopen(path, "r");
    assert_non_null(in);
    fclose(in);
    unlink(path);
}

static void a_folder_that_is_not_there_is_said(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    char buffer[UI_TOAST_BYTES];
    struct text said;
    text_init(&said, buffer, sizeof buffer);
    assert_false(record_save(&record, &header, "/nowhere/at/all.ring", &said));
    assert_non_null(strstr(buffer, "cannot write /nowhere/at/all.ring"));
}

static void a_full_disk_leaves_no_file(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    FILE *out = fopen("/dev/full", "w");
    if (out == NULL) skip();
    assert_false(record_write(&record, &header, "mine", out));
    fclose(out);
}

static void the_default_name_has_the_time_in_it(void **state) {
    (void)state;
    char path[RECORD_PATH_BYTES];
    record_default_path(".ring", path);
    assert_int_equal(strlen(path), strlen("ringleader-YYYYmmdd-HHMMSS.ring"));
    assert_int_equal(strncmp(path, "ringleader-20", 13), 0);
    assert_string_equal(path + strlen(path) - 5, ".ring");
    record_default_path(".svg", path);
    assert_string_equal(path + strlen("ringleader-YYYYmmdd-HHMMSS"), ".svg");
}

static struct statement parsed_statement(const char *words) {
    struct statement statement;
    struct statement_error error;
    assert_true(statement_parse(words, strlen(words), header.elect.nodes, &statement, &error));
    return statement;
}

static void expect_now(const char *words) {
    const struct statement statement = parsed_statement(words);
    record_expect(&record, &statement, view.now_us);
}

#define ASSERT_WRITTEN(part)                                                                       \
    do {                                                                                           \
        char *file = written();                                                                    \
        (void)parsed(file);                                                                        \
        if (strstr(file, part) == NULL) fail_msg("no \"%s\" in\n%s", part, file);                  \
        free(file);                                                                                \
    } while (0)

static void what_was_expected_is_in_the_scenario(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    let_lead(0, 1);
    view.now_us = 2 * US_PER_S;
    press('k');
    expect_now("expect leader B within 5s");
    ASSERT_WRITTEN("\n# not decided: 2002ms expect leader B within 5s\n");
    record_decide(&record, true, 3 * US_PER_S);
    view.now_us = 4 * US_PER_S;
    press('r');
    ASSERT_WRITTEN("2001ms kill A\n2002ms expect leader B within 5s\n4001ms revive A\n");
    view.now_us = 6 * US_PER_S;
    expect_now("expect leader C within 100ms");
    record_decide(&record, false, 6100 * US_PER_MS);
    ASSERT_WRITTEN("4001ms revive A\n# not met: 6s expect leader C within 100ms\n+0s expect");
}

/* In a scenario an open expectation would hold up the very command that it waits for. */
static void an_expectation_stands_behind_what_it_was_met_after(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    let_lead(0, 1);
    view.now_us = US_PER_S;
    expect_now("expect leader B within 5s");
    view.now_us = 2 * US_PER_S;
    press('k');
    record_decide(&record, true, 3 * US_PER_S);
    view.now_us = 4 * US_PER_S;
    expect_now("expect stable for 2s");
    view.now_us = 5 * US_PER_S;
    press('r');
    record_decide(&record, true, 6 * US_PER_S);
    ASSERT_WRITTEN("2001ms kill A\n2001ms expect leader B within 3999ms\n5001ms revive A\n"
                   "# met, while more was done: 4s expect stable for 2s\n+0s");
}

static void a_branch_knows_the_expectations_of_its_past(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    view.now_us = US_PER_S;
    expect_now("expect leader within 1s");
    record_decide(&record, true, 2 * US_PER_S);
    view.now_us = 3 * US_PER_S;
    expect_now("expect leader B within 1s");
    record_decide(&record, true, 4 * US_PER_S);
    struct record_expects expects = record.expects;
    record_expects_until(&expects, 3 * US_PER_S);
    assert_int_equal(expects.count, 2);
    assert_int_equal(expects.row[0].verdict, RECORD_MET);
    assert_int_equal(expects.row[1].verdict, RECORD_OPEN);
    record_expects_until(&expects, 2 * US_PER_S);
    assert_int_equal(expects.count, 1);
    assert_int_equal(expects.row[0].verdict, RECORD_MET);
}

/* z, and what it says; "" when nothing was left to undo. */
static const char *undone(void) {
    press('z');
    if (result.command_count == 0) return "";
    ASSERT_SAYS("undone: ");
    return ui.toast + strlen("undone: ");
}

static void layers_of_a_setting_are_undone_one_by_one(void **state) {
    static const char *const layers[][2] = {
        { "loss 10", "loss 20" },           { "delay 10ms", "delay 20ms A > B" },
        { "reorder 5 A > B", "reorder 7" }, { "duplicate 1", "duplicate 2" },
        { "drift C 30000", "drift C 200" }, { "drift A B C 5", "drift A B 9" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        cluster(3, QUORUM_MAJORITY);
        for (int layer = 0; layer < 2; layer++) {
            type(":");
            type(layers[i][layer]);
            type("\n");
        }
        assert_string_equal(undone(), layers[i][1]);
        assert_string_equal(undone(), layers[i][0]);
        const struct record_state end = record_state(&record, RECORD_SKIP_NONE);
        for (uint8_t x = 0; x < 3; x++) {
            assert_int_equal(end.drift_ppm[x], 0);
            for (uint8_t y = 0; y < 3; y++) {
                const struct link *link = &end.links.link[x][y];
                if (x == y) continue; /* there is none */
                assert_int_equal(link->loss_ppm + link->duplicate_ppm + link->reorder_ppm, 0);
                assert_int_equal(link->delay_us, 0);
            }
        }
        assert_string_equal(undone(), "");
        ASSERT_SAYS("nothing to undo");
        assert_end_starts("expect agreement within");
    }
}

static void layers_of_cuts_are_undone_one_by_one(void **state) {
    (void)state;
    cluster(5, QUORUM_MAJORITY);
    type(":partition A B | C D E\n");
    type(":partition A | B C D E\n");
    type(":cut C D\n");
    assert_string_equal(undone(), "cut C D");
    assert_true(view_reaches(&view, 2, 3));
    assert_string_equal(undone(), "partition A | B C D E");
    assert_true(view_reaches(&view, 0, 1));
    assert_false(view_reaches(&view, 1, 2));
    assert_string_equal(undone(), "partition A B | C D E");
    assert_false(view_any_cut(&view));
    assert_string_equal(undone(), "");
}

/* A setting put back by hand is no fault, and one that comes again is a new one. */
static void only_faults_are_undone(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    type(":loss 10 A > B\n");
    type(":loss 20 B > C\n");
    type(":loss 0 A > B\n");
    assert_string_equal(undone(), "loss 20 B > C");
    assert_string_equal(undone(), "");
    type(":loss 10\n");
    type(":loss 20\n");
    assert_string_equal(undone(), "loss 20");
    type(":loss 30\n");
    type(":kill B\n");
    assert_string_equal(undone(), "kill B");
    assert_string_equal(undone(), "loss 30");
    assert_string_equal(undone(), "loss 10");
    assert_string_equal(undone(), "");
}

/* In a branch that begins before the undoing, the fault stands. */
static void what_was_undone_later_stands_in_the_past(void **state) {
    int fault;
    static struct record past;
    static struct command repair[RECORD_UNDO_MAX];
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    type(":loss 10\n");
    type(":loss 20\n");
    assert_string_equal(undone(), "loss 20");
    past = record;
    past.count = 2;
    assert_int_equal(record_undo(&past, &fault, repair), 1);
    assert_int_equal(fault, 1);
    assert_int_equal(repair[0].ppm, 100000);
    past.count = 3;
    assert_int_equal(record_undo(&past, &fault, repair), 1);
    assert_int_equal(fault, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_done_is_a_scenario_with_its_times),
        cmocka_unit_test(it_ends_with_agreement_of_those_who_can),
        cmocka_unit_test(the_active_list_counts_those_not_killed),
        cmocka_unit_test(what_is_not_promised_is_only_a_comment),
        cmocka_unit_test(nothing_done_is_a_scenario_too),
        cmocka_unit_test(a_full_record_says_that_more_was_done),
        cmocka_unit_test(what_was_expected_is_in_the_scenario),
        cmocka_unit_test(an_expectation_stands_behind_what_it_was_met_after),
        cmocka_unit_test(a_branch_knows_the_expectations_of_its_past),
        cmocka_unit_test(layers_of_a_setting_are_undone_one_by_one),
        cmocka_unit_test(layers_of_cuts_are_undone_one_by_one),
        cmocka_unit_test(only_faults_are_undone),
        cmocka_unit_test(what_was_undone_later_stands_in_the_past),
        cmocka_unit_test(an_existing_file_is_never_overwritten),
        cmocka_unit_test(a_folder_that_is_not_there_is_said),
        cmocka_unit_test(a_full_disk_leaves_no_file),
        cmocka_unit_test(the_default_name_has_the_time_in_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
