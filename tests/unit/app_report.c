/* Goal: the four reports say the same, escape what they must, and exit codes add up.
 * Method: outcomes made by hand, written to memory. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "app/report.h"
#include "trace/property.h"

#define NASTY "a<b & \"c\" \\ \t\x01"

static struct outcome outcome_of(const char *name, int exit_code) {
    struct outcome outcome = { .t_us = 1234567, .header = { .engine = ENGINE_SIM, .seed = 42 } };
    outcome.header.elect.nodes = 3;
    outcome.verdict.exit = exit_code;
    outcome.verdict.elections = 1;
    outcome.verdict.expectations_met = 2;
    snprintf(outcome.name, sizeof outcome.name, "%s", name);
    snprintf(outcome.source, sizeof outcome.source, "%s.ring", name);
    return outcome;
}

/* The report of these outcomes; the caller frees it. */
static char *report_of(enum report_format format, int total, const struct outcome *outcomes,
                       int count) {
    char *bytes = NULL;
    size_t length;
    struct report report;
    FILE *out = open_memstream(&bytes, &length);
    assert_non_null(out);
    report_begin(&report, out, format, total);
    for (int i = 0; i < count; i++) report_outcome(&report, &outcomes[i]);
    report_end(&report);
    assert_int_equal(fclose(out), 0);
    return bytes;
}

static void expect_report(enum report_format format, int total, const struct outcome *outcomes,
                          int count, const char *wanted) {
    char *bytes = report_of(format, total, outcomes, count);
    assert_string_equal(bytes, wanted);
    free(bytes);
}

static struct json_object *field(struct json_object *object, const char *name) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, name, &value)) fail_msg("no field %s", name);
    return value;
}

static void json_is_one_object_whatever_the_names(void **state) {
    (void)state;
    struct outcome outcomes[2] = { outcome_of("good", EXIT_HOLDS),
                                   outcome_of(NASTY, EXIT_VIOLATED) };
    outcome_fail(&outcomes[1], NASTY);
    char *bytes = report_of(REPORT_JSON, 2, outcomes, 2);
    struct json_object *root = json_tokener_parse(bytes);
    assert_non_null(root);
    struct json_object *runs = field(root, "runs");
    assert_int_equal(json_object_array_length(runs), 2);
    struct json_object *run = json_object_array_get_idx(runs, 1);
    assert_string_equal(json_object_get_string(field(run, "name")), NASTY);
    assert_string_equal(json_object_get_string(field(run, "seed")), "42");
    assert_int_equal(json_object_get_int(field(run, "exit")), EXIT_VIOLATED);
    assert_int_equal(json_object_get_int(field(run, "t_us")), 1234567);
    struct json_object *failures = field(run, "failures");
    assert_string_equal(json_object_get_string(json_object_array_get_idx(failures, 0)), NASTY);
    assert_int_equal(json_object_get_int(field(root, "passed")), 1);
    assert_int_equal(json_object_get_int(field(root, "failed")), 1);
    json_object_put(root);
    free(bytes);
}

static void junit_escapes_and_tells_failures_from_errors(void **state) {
    (void)state;
    struct outcome outcomes[3] = { outcome_of("good", EXIT_HOLDS), outcome_of("bad", EXIT_VIOLATED),
                                   outcome_of("none", EXIT_ENVIRONMENT) };
    outcome_fail(&outcomes[1], NASTY);
    outcome_fail(&outcomes[2], "no memory");
    expect_report(REPORT_JUNIT, 3, outcomes, 3,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<testsuite name=\"ringleader\" tests=\"3\">\n"
                  "  <testcase classname=\"ringleader\" name=\"good\" time=\"1.234567\"/>\n"
                  "  <testcase classname=\"ringleader\" name=\"bad\" time=\"1.234567\">\n"
                  "    <failure message=\"a&lt;b &amp; &quot;c&quot; \\   \">"
                  "a&lt;b &amp; &quot;c&quot; \\   \n</failure>\n"
                  "  </testcase>\n"
                  "  <testcase classname=\"ringleader\" name=\"none\" time=\"1.234567\">\n"
                  "    <error message=\"no memory\">no memory\n</error>\n"
                  "  </testcase>\n"
                  "</testsuite>\n");
}

static void tap_numbers_its_lines_and_bails_out_when_cut(void **state) {
    (void)state;
    struct outcome outcomes[2] = { outcome_of("good", EXIT_HOLDS),
                                   outcome_of("bad", EXIT_VIOLATED) };
    outcome_fail(&outcomes[1], "say \"why\"");
    static const char both[] =
        "TAP version 13\n1..%d\nok 1 - good\nnot ok 2 - bad\n  ---\n"
        "  file: \"bad.ring\"\n  seed: \"42\"\n  message: \"say \\\"why\\\"\"\n"
        "  failures:\n    - \"say \\\"why\\\"\"\n  ...\n%s";
    char wanted[400];
    snprintf(wanted, sizeof wanted, both, 2, "");
    expect_report(REPORT_TAP, 2, outcomes, 2, wanted);
    snprintf(wanted, sizeof wanted, both, 3, "Bail out! ended before all were played\n");
    expect_report(REPORT_TAP, 3, outcomes, 2, wanted);
}

static void text_counts_in_words_and_never_says_pass_for_an_error(void **state) {
    (void)state;
    struct outcome outcomes[3] = { outcome_of("good", EXIT_HOLDS), outcome_of("bad", EXIT_VIOLATED),
                                   outcome_of("cut", EXIT_SIGNAL_BASE + 15) };
    outcome_fail(&outcomes[1], "why");
    expect_report(REPORT_TEXT, 3, outcomes, 3,
                  "PASS  good: 2 of 2 expectations met, 0 violations, 1 election, 0 events, "
                  "seed 42\n"
                  "FAIL  bad: 2 of 2 expectations met, 0 violations, 1 election, 0 events, "
                  "seed 42\n      why\n"
                  "ERROR cut: ended by signal 15\n"
                  "1 passed, 2 failed\n");
}

static void failures_beyond_the_room_are_counted(void **state) {
    (void)state;
    struct outcome outcome = outcome_of("bad", EXIT_VIOLATED);
    for (int i = 0; i < OUTCOME_FAILURES_MAX + 3; i++) outcome_fail(&outcome, "x");
    char *bytes = report_of(REPORT_TEXT, 1, &outcome, 1);
    assert_non_null(strstr(bytes, "      ... and 3 more\n"));
    free(bytes);
}

static void what_was_found_wrong_stays_found_wrong(void **state) {
    (void)state;
    /* from the least to the worst; whatever the order in which they came */
    static const int codes[] = { EXIT_HOLDS,       EXIT_INCONCLUSIVE,     EXIT_USAGE,
                                 EXIT_ENVIRONMENT, EXIT_SIGNAL_BASE + 15, EXIT_VIOLATED };
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        for (size_t j = 0; j <= i; j++) {
            assert_int_equal(outcome_worse(codes[i], codes[j]), codes[i]);
            assert_int_equal(outcome_worse(codes[j], codes[i]), codes[i]);
        }
    }
}

static void liveness_fails_a_threaded_run_only_when_asked(void **state) {
    (void)state;
    struct outcome outcome = outcome_of("x", EXIT_HOLDS);
    struct event event = { .kind = EVENT_VIOLATION, .property = PROPERTY_L1 };
    outcome.header.elect.policy = QUORUM_MAJORITY;
    assert_true(outcome_is_failed_by(&outcome, &event));
    outcome.header.engine = ENGINE_THREADS;
    assert_false(outcome_is_failed_by(&outcome, &event));
    outcome.strict_liveness = true;
    assert_true(outcome_is_failed_by(&outcome, &event));
    event.expected = true;
    assert_false(outcome_is_failed_by(&outcome, &event));
    event = (struct event){ .kind = EVENT_VIOLATION, .property = PROPERTY_S4 };
    assert_true(outcome_is_failed_by(&outcome, &event));
    outcome.header.elect.policy = QUORUM_NONE;
    assert_false(outcome_is_failed_by(&outcome, &event));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_is_one_object_whatever_the_names),
        cmocka_unit_test(junit_escapes_and_tells_failures_from_errors),
        cmocka_unit_test(tap_numbers_its_lines_and_bails_out_when_cut),
        cmocka_unit_test(text_counts_in_words_and_never_says_pass_for_an_error),
        cmocka_unit_test(failures_beyond_the_room_are_counted),
        cmocka_unit_test(what_was_found_wrong_stays_found_wrong),
        cmocka_unit_test(liveness_fails_a_threaded_run_only_when_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
