#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "scenario/scenario.h"

enum { ERRORS_MAX = 8 };
static struct scenario scenario, again;
static struct scenario_error errors[ERRORS_MAX];
static char printed[400000];

static int parse_bytes(const char *bytes, size_t length) {
    memset(errors, 0, sizeof errors);
    return scenario_parse(bytes, length, "from-file", &scenario, errors, ERRORS_MAX);
}

static int parse(const char *text) {
    return parse_bytes(text, strlen(text));
}

static void expect_good(const char *text) {
    if (parse(text) != 0)
        fail_msg("%u:%u: %s", errors[0].line, errors[0].column, errors[0].message);
}

static void expect_error(int i, uint32_t line, uint32_t column, const char *message) {
    if (errors[i].line == line && errors[i].column == column &&
        strcmp(errors[i].message, message) == 0) {
        return;
    }
    fail_msg("is %u:%u: %s\n  not %u:%u: %s", errors[i].line, errors[i].column, errors[i].message,
             line, column, message);
}

static void expect_bad(const char *text, uint32_t line, uint32_t column, const char *message) {
    if (parse(text) == 0) fail_msg("no error in: %s", text);
    expect_error(0, line, column, message);
}

static const char *print(const struct scenario *self) {
    struct text out;
    text_init(&out, printed, sizeof printed);
    scenario_print(self, &out);
    assert_false(out.cut);
    return printed;
}

static void the_example_of_the_manual_is_understood(void **state) {
    (void)state;
    expect_good("nodes 5                     # header\n"
                "quorum majority\n"
                "seed 42\n"
                "0s      expect leader A within 2s\n"
                "+200ms  kill leader\n"
                "+0s     partition A B | C D E\n"
                "1500ms  heal\n"
                "+0s     expect stable for 2s\n");
    assert_true(scenario.nodes_given);
    assert_int_equal(scenario.nodes, 5);
    assert_int_equal(scenario.quorum, QUORUM_MAJORITY);
    assert_int_equal(scenario.seed, 42);
    assert_false(scenario.hop_given);
    assert_string_equal(scenario.name, "from-file");
    assert_int_equal(scenario.count, 5);
    assert_int_equal(scenario.line[0].time_us, 0);
    assert_false(scenario.line[0].relative);
    assert_int_equal(scenario.line[0].line, 4);
    assert_int_equal(scenario.line[0].column, 9);
    assert_int_equal(scenario.line[1].time_us, 200000);
    assert_true(scenario.line[1].relative);
    assert_int_equal(scenario.line[3].time_us, 1500000);
    assert_int_equal(scenario_check(&scenario, 5, errors, ERRORS_MAX), 0);
}

static const char canonical[] = "nodes 3\n"
                                "quorum none\n"
                                "seed 18446744073709551615\n"
                                "hop 2ms\n"
                                "heartbeat 200ms\n"
                                "lease 1s\n"
                                "promise 1200ms\n"
                                "stand 300ms\n"
                                "hop-timeout 30ms\n"
                                "drift 20000\n"
                                "break vote-once hop-skip\n"
                                "engine sim\n"
                                "ring A C B\n"
                                "name two-rings\n"
                                "unsafe\n"
                                "0s expect leader A within 2s\n"
                                "+200ms kill leader\n"
                                "1500ms partition A | B C\n"
                                "+0s expect violation S2 within 1s\n"
                                "+0s end\n";

static void printing_a_parsed_canonical_file_gives_it_back(void **state) {
    (void)state;
    expect_good(canonical);
    assert_string_equal(print(&scenario), canonical);
    assert_int_equal(scenario.timers.promise_us, 1200000);
    assert_int_equal(scenario.timers.drift_ppm, 20000);
    assert_true(rule_broken(scenario.broken, RULE_HOP_SKIP));
    assert_int_equal(scenario.engine, ENGINE_SIM);
    assert_int_equal(scenario.ring[1], 2);
    assert_string_equal(scenario.name, "two-rings");
    assert_true(scenario.unsafe_given);
}

static void bom_crlf_comments_blank_lines_and_no_last_newline_are_fine(void **state) {
    (void)state;
    expect_good("\xEF\xBB\xBF# a comment: \xE2\x82\xAC\r\n"
                "nodes 2\r\n"
                "\r\n"
                "   \t \n"
                "  0s   kill A   # why\r\n"
                "end");
    assert_int_equal(scenario.nodes, 2);
    assert_string_equal(print(&scenario), "nodes 2\n0s kill A\n+0s end\n");
    assert_int_equal(scenario.line[0].line, 5);
}

static void a_file_without_timed_lines_is_a_scenario(void **state) {
    (void)state;
    assert_int_equal(parse(""), 0);
    assert_int_equal(scenario.count, 0);
    assert_int_equal(scenario.nodes, SCENARIO_NODES_DEFAULT);
    assert_false(scenario.nodes_given);
    expect_good("nodes 3");
    assert_int_equal(scenario.count, 0);
}

static void every_break_adds_a_rule(void **state) {
    (void)state;
    expect_good("break promise\nbreak need\n");
    assert_true(rule_broken(scenario.broken, RULE_PROMISE));
    assert_true(rule_broken(scenario.broken, RULE_NEED));
    assert_int_equal(scenario.setting_line[SETTING_BREAK], 1);
}

#define ALL_SETTINGS                                                                               \
    "one of nodes, quorum, seed, hop, heartbeat, lease, promise, stand, hop-timeout, drift, "      \
    "break, engine, ring, name or unsafe"

static void a_bad_file_is_told_line_column_and_what_was_expected(void **state) {
    (void)state;
    expect_bad("nodse 5", 1, 1,
               "unknown word `nodse`; did you mean `nodes`? expected " ALL_SETTINGS);
    expect_bad("\nxyzzy", 2, 1, "expected " ALL_SETTINGS ", not `xyzzy`");
    expect_bad("nodes", 1, 6, "the line ends here, but expected a number from 2 to 10");
    expect_bad("nodes 1", 1, 7, "expected a number from 2 to 10, not `1`");
    expect_bad("nodes 11", 1, 7, "expected a number from 2 to 10, not `11`");
    expect_bad("nodes 5 6", 1, 9, "`6` is too much: expected the end of the line");
    expect_bad("quorum majorty", 1, 8,
               "unknown word `majorty`; did you mean `majority`? expected one of active, majority "
               "or none");
    expect_bad("engine check", 1, 8, "expected `threads` or `sim`, not `check`");
    expect_bad("seed x", 1, 6, "expected a number, decimal or 0x..., not `x`");
    expect_bad("hop 0", 1, 5, "a timer must be longer than 0");
    expect_bad("hop 5", 1, 5, "`5` needs a unit: us, ms, s or m");
    expect_bad("drift -1", 1, 7, "expected a number of ppm from 0 to 500000, not `-1`");
    expect_bad("ring A", 1, 7, "the line ends here, but expected a node (A to J)");
    expect_bad("ring A B A", 1, 10, "`A` is named twice");
    expect_bad("name ../../x", 1, 6, "expected a word without `/` or `%`, not `../../x`");
    expect_bad("name .x", 1, 6, "a name cannot begin with a dot");
    expect_bad("nodes 3\nseed 1\nnodes 4", 3, 1, "`nodes` is given twice; first on line 1");
    expect_bad("nodes 3\n0s kill A\nseed 7", 3, 1,
               "header statements must come before the first timed line");
    expect_bad("kill A", 1, 1,
               "`kill` needs a time before it: `2s kill ...` at that time, `+200ms kill ...` so "
               "long after the line before");
    expect_bad(
        "0s  kil A", 1, 5,
        "unknown word `kil`; did you mean `kill`? expected one of kill, revive, stall, wake, "
        "partition, isolate, heal, cut, delay, loss, duplicate, reorder, drift, note, expect "
        "or end");
    expect_bad("5 kill A", 1, 1, "`5` needs a unit: us, ms, s or m");
    expect_bad("+5 kill A", 1, 1, "`+5` needs a unit: us, ms, s or m");
    expect_bad("+ 5s kill A", 1, 1, "expected a time such as 2s or +200ms, not `+`");
    expect_bad("-5s kill A", 1, 1, "expected a time such as 2s or +200ms, not `-5s`");
    expect_bad("2000000s kill A", 1, 1, "too long: expected at most 1000000s");
    expect_bad("1s end\n2s kill A", 2, 1, "nothing can come after `end`");
    expect_bad("nodes 3 # \xC3\xA9 \x80", 1, 13, "not UTF-8: byte 0x80");
    expect_bad("0s note \x07", 1, 9, "a control character: U+0007");
}

static void several_errors_are_told_at_once(void **state) {
    (void)state;
    assert_int_equal(parse("nodes 99\n0s kill Q\n0s kill A\n0s loss\n"), 3);
    expect_error(0, 1, 7, "expected a number from 2 to 10, not `99`");
    expect_error(1, 2, 9, "there is no node `Q`: the nodes are A to J");
    expect_error(2, 4, 8, "the line ends here, but expected a percentage from 0 to 100");
    assert_int_equal(parse("x\nx\nx\nx\nx\nx\nx\nx\nx\nx\n"), ERRORS_MAX);
}

static void a_nul_is_a_control_character(void **state) {
    (void)state;
    assert_int_equal(parse_bytes("nodes 3\n0s kill A\0B", 19), 1);
    expect_error(0, 2, 10, "a control character: U+0000");
}

static void names_are_held_against_the_number_of_nodes(void **state) {
    (void)state;
    expect_good("ring C B A D\n0s kill A\n1s  cut B > E\n+0s expect leader in D F within 1s\n");
    assert_int_equal(scenario_check(&scenario, 4, errors, ERRORS_MAX), 2);
    expect_error(0, 3, 13, "there is no node `E`: the nodes are A to D");
    expect_error(1, 4, 24, "there is no node `F`: the nodes are A to D");
    assert_int_equal(scenario_check(&scenario, 6, errors, ERRORS_MAX), 1);
    expect_error(0, 1, 6, "`ring` names 4 of 6 nodes; missing: E F");
    assert_int_equal(scenario_check(&scenario, 3, errors, 1), 1);
    expect_error(0, 1, 12, "there is no node `D`: the nodes are A to C");
}

/* Called last: fills the big buffers. */
static void more_lines_than_fit_are_refused_with_the_limit(void **state) {
    (void)state;
    static char text[SCENARIO_LINES_MAX * 16 + 64];
    struct text out;
    text_init(&out, text, sizeof text);
    for (int i = 0; i < SCENARIO_LINES_MAX; i++) text_add(&out, "+0s kill A\n");
    expect_good(text);
    assert_int_equal(scenario.count, SCENARIO_LINES_MAX);
    assert_string_equal(print(&scenario), text);
    text_add(&out, "+0s kill A\n+0s kill A\n");
    assert_int_equal(parse(text), 1);
    expect_error(0, SCENARIO_LINES_MAX + 1, 1,
                 "too many timed lines: a scenario holds at most 2048");
}

static void commands_can_be_added_until_it_is_full(void **state) {
    (void)state;
    struct command command;
    assert_int_equal(parse("nodes 3"), 0);
    assert_true(command_parse("partition A | B C", 3, &command));
    assert_true(scenario_add_command(&scenario, 1500, &command));
    assert_string_equal(print(&scenario), "nodes 3\n1500us partition A | B C\n");
    for (int i = 1; i < SCENARIO_LINES_MAX; i++) {
        assert_true(scenario_add_command(&scenario, 1500 + i, &command));
    }
    assert_false(scenario_add_command(&scenario, 9999, &command));
}

static void a_name_from_a_file_fits_and_names_no_folder(void **state) {
    (void)state;
    assert_int_equal(scenario_parse("", 0, "a/b%c", &again, errors, ERRORS_MAX), 0);
    assert_string_equal(again.name, "a_b_c");
    char name[100];
    memset(name, 'x', sizeof name);
    memcpy(name + NAME_BYTES - 2, "\xE2\x82\xAC", 4);
    assert_int_equal(scenario_parse("", 0, name, &again, errors, ERRORS_MAX), 0);
    assert_int_equal(strlen(again.name), NAME_BYTES - 2);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_example_of_the_manual_is_understood),
        cmocka_unit_test(printing_a_parsed_canonical_file_gives_it_back),
        cmocka_unit_test(bom_crlf_comments_blank_lines_and_no_last_newline_are_fine),
        cmocka_unit_test(a_file_without_timed_lines_is_a_scenario),
        cmocka_unit_test(every_break_adds_a_rule),
        cmocka_unit_test(a_bad_file_is_told_line_column_and_what_was_expected),
        cmocka_unit_test(several_errors_are_told_at_once),
        cmocka_unit_test(a_nul_is_a_control_character),
        cmocka_unit_test(names_are_held_against_the_number_of_nodes),
        cmocka_unit_test(more_lines_than_fit_are_refused_with_the_limit),
        cmocka_unit_test(commands_can_be_added_until_it_is_full),
        cmocka_unit_test(a_name_from_a_file_fits_and_names_no_folder),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
