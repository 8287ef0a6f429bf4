/* Goal: a trace file is read in order, and one that is out of order is refused where.
 * Method: small files, with the place of the fault known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/recording.h"

#define HEADER                                                                                     \
    "{\"type\":\"header\",\"v\":1,\"program\":\"ringleader 0.1.0\",\"engine\":\"sim\","            \
    "\"scenario\":\"t\",\"nodes\":[\"A\",\"B\"],\"ring\":[\"A\",\"B\"],\"quorum\":\"majority\","   \
    "\"seed\":\"1\",\"timers_us\":{\"hop\":1000,\"hop_timeout\":25000,\"heartbeat\":106000,"       \
    "\"lease\":265000,\"promise\":270354,\"stand\":106000},\"drift_ppm\":10000,\"broken\":[]}\n"
#define STAND(t, seq)                                                                              \
    "{\"type\":\"event\",\"t_us\":" #t ",\"seq\":" #seq ",\"event\":\"stand\",\"node\":\"A\"}\n"
#define VERDICT                                                                                    \
    "{\"type\":\"verdict\",\"exit\":0,\"events\":2,\"violations\":0,\"expectations\":{\"met\":0,"  \
    "\"failed\":0},\"elections\":7,\"messages\":{\"ELECTION\":0,\"LEADER\":0,\"HOPACK\":0}}\n"

static char path[] = "/tmp/app_recording_XXXXXX";
static struct recording recording;
static struct event event;
static struct err_info info;
static enum err err;

static int make_file(void **state) {
    (void)state;
    const int fd = mkstemp(path);
    return fd < 0 ? -1 : close(fd);
}

static int remove_file(void **state) {
    (void)state;
    return unlink(path);
}

static enum err open_text(const char *text) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
    info.text[0] = '\0';
    return recording_open(&recording, path, &info);
}

/* How many events come before the answer that ends the reading. */
static int read_all(enum recording_answer *answer) {
    int count = 0;
    while ((*answer = recording_next(&recording, &event, &err, &info)) == RECORDING_EVENT) count++;
    return count;
}

static void expect_refusal(const char *text, int events, int line, const char *says) {
    enum recording_answer answer;
    char place[80];
    assert_int_equal(open_text(text), ERR_NONE);
    assert_int_equal(read_all(&answer), events);
    assert_int_equal(answer, RECORDING_FAILED);
    assert_int_equal(err, ERR_TRACE);
    snprintf(place, sizeof place, "%s:%d:", path, line);
    assert_memory_equal(info.text, place, strlen(place));
    if (strstr(info.text, says) == NULL) fail_msg("%s: not `%s`", info.text, says);
    recording_close(&recording);
}

static void a_whole_trace_is_read_to_its_verdict(void **state) {
    (void)state;
    enum recording_answer answer;
    assert_int_equal(open_text(HEADER STAND(5, 1) "\r\n" STAND(5, 3) VERDICT "\n"), ERR_NONE);
    assert_int_equal(recording.header.elect.nodes, 2);
    assert_int_equal(recording.header.elect.policy, QUORUM_MAJORITY);
    assert_int_equal(read_all(&answer), 2);
    assert_int_equal(answer, RECORDING_END);
    assert_true(recording.has_verdict);
    assert_int_equal(recording.verdict.elections, 7);
    assert_int_equal(recording.t_us, 5);
    recording_close(&recording);
}

static void a_trace_without_verdict_is_cut_short_but_no_error(void **state) {
    (void)state;
    enum recording_answer answer;
    assert_int_equal(open_text(HEADER STAND(5, 1)), ERR_NONE);
    assert_int_equal(read_all(&answer), 1);
    assert_int_equal(answer, RECORDING_END);
    assert_false(recording.has_verdict);
    recording_close(&recording);
}

static void time_that_falls_is_refused(void **state) {
    (void)state;
    expect_refusal(HEADER STAND(5, 1) STAND(4, 2), 1, 3, "time falls: t_us 4 after 5");
}

static void a_number_that_does_not_rise_is_refused(void **state) {
    (void)state;
    expect_refusal(HEADER STAND(5, 2) STAND(6, 1), 1, 3, "seq 1 after 2");
    expect_refusal(HEADER STAND(5, 2) STAND(6, 2), 1, 3, "seq 2 after 2");
}

static void nothing_may_follow_the_verdict(void **state) {
    (void)state;
    expect_refusal(HEADER STAND(5, 1) VERDICT STAND(6, 2), 1, 4, "after the verdict");
}

static void a_second_header_is_refused(void **state) {
    (void)state;
    expect_refusal(HEADER STAND(5, 1) HEADER, 1, 3, "second header");
}

static void a_line_cut_in_the_middle_is_refused_at_its_column(void **state) {
    (void)state;
    expect_refusal(HEADER STAND(5, 1) "{\"type\":\"ev", 1, 3, "");
    expect_refusal(HEADER "{\"type\":\"event\",\"t_us\":5,\"seq\":1,\"event\":\"stand\"}\n", 0, 2,
                   "node");
}

static void a_node_that_is_not_there_is_refused(void **state) {
    (void)state;
    expect_refusal(HEADER "{\"type\":\"event\",\"t_us\":5,\"seq\":1,\"event\":\"stand\","
                          "\"node\":\"C\"}\n",
                   0, 2, "");
}

static void a_trace_begins_with_its_header(void **state) {
    (void)state;
    assert_int_equal(open_text(""), ERR_TRACE);
    assert_non_null(strstr(info.text, ":1:1: the file is empty"));
    assert_int_equal(open_text(STAND(1, 1)), ERR_TRACE);
    assert_non_null(strstr(info.text, ":1:1: expected the trace's header line first"));
    assert_int_equal(recording_open(&recording, "/nonexistent/t", &info), ERR_TRACE);
    assert_non_null(strstr(info.text, "cannot read /nonexistent/t: "));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_trace_is_read_to_its_verdict),
        cmocka_unit_test(a_trace_without_verdict_is_cut_short_but_no_error),
        cmocka_unit_test(time_that_falls_is_refused),
        cmocka_unit_test(a_number_that_does_not_rise_is_refused),
        cmocka_unit_test(nothing_may_follow_the_verdict),
        cmocka_unit_test(a_second_header_is_refused),
        cmocka_unit_test(a_line_cut_in_the_middle_is_refused_at_its_column),
        cmocka_unit_test(a_node_that_is_not_there_is_refused),
        cmocka_unit_test(a_trace_begins_with_its_header),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
