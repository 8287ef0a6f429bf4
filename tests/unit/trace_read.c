/* Goal: a bad line is refused with the field, what it holds and what was
 * expected; a line of a later program is read.  Method: good lines with one
 * thing changed in each. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "trace/read.h"

static struct record record;
static struct err_info info;
static int column;

static enum err read_line(const char *line) {
    memset(&info, 0, sizeof info);
    return read_record(line, strlen(line), 3, &record, &column, &info);
}

static void assert_refused(const char *line, const char *message) {
    const enum err err = read_line(line);
    if (err != ERR_TRACE || strcmp(info.text, message) != 0) {
        fail_msg("%s\n  answers %d: %s\n  expected: %s", line, (int)err, info.text, message);
    }
}

#define EVENT "{\"type\":\"event\",\"t_us\":5,\"seq\":1,\"event\":"

static void a_line_that_is_no_json_object_is_refused(void **state) {
    (void)state;
    assert_refused("", "the record ends in the middle; expected one JSON object a line");
    assert_refused("{\"type\":\"event\",\"t_us\":5,",
                   "the record ends in the middle; expected one JSON object a line");
    assert_refused("[1,2]", "expected one JSON object a line");
    assert_refused("null ", "expected one JSON object a line");
    assert_refused("17 ", "expected one JSON object a line");
    assert_refused("{\"type\" \"event\"}", "expected one JSON object a line");
    assert_refused("{'type':'event'}", "expected one JSON object a line");
    assert_refused("{\"type\":\"event\"} {}", "expected one JSON object a line");
    assert_refused("{\"type\":\"ev\xff\"}", "expected one JSON object a line");
}

static void the_column_of_broken_json_is_told(void **state) {
    (void)state;
    assert_int_equal(read_line("{\"type\":!}"), ERR_TRACE);
    assert_int_equal(column, 9);
    assert_int_equal(read_line("{\"type\":\"other\"}"), ERR_TRACE);
    assert_int_equal(column, 1);
}

static void an_unknown_type_or_event_is_refused_with_the_nearest(void **state) {
    (void)state;
    assert_refused("{\"type\":\"evnt\"}", "`type` is `evnt`; expected header, event or verdict");
    assert_refused("{\"typ\":\"event\"}", "line: field `type` is missing; expected a string");
    assert_refused(EVENT "\"sgin\"}", "unknown event `sgin`; did you mean `sign`?");
    assert_refused(EVENT "\"delver\"}", "unknown event `delver`; did you mean `deliver`?");
    assert_refused(EVENT "\"zzzzzz\"}", "unknown event `zzzzzz`");
    assert_refused(EVENT "7}", "event: field `event` is 7; expected a string");
}

static void a_missing_or_ill_typed_field_is_named(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        { EVENT "\"stop\"}", "event `stop`: field `node` is missing; expected a node's name" },
        { EVENT "\"stop\",\"node\":1}", "event `stop`: field `node` is 1; expected a node's name" },
        { EVENT "\"stop\",\"node\":\"D\"}",
          "event `stop`: field `node` names `D`; expected a node, A to C" },
        { EVENT "\"stop\",\"node\":\"AB\"}",
          "event `stop`: field `node` names `AB`; expected a node, A to C" },
        { EVENT "\"stop\",\"node\":\"\"}",
          "event `stop`: field `node` names ``; expected a node, A to C" },
        { EVENT "\"stop\",\"node\":null}",
          "event `stop`: field `node` is null; expected a node's name" },
        { EVENT "\"follow\",\"node\":\"A\",\"leader\":\"B\"}",
          "event `follow`: field `term` is missing; expected an integer" },
        { EVENT "\"follow\",\"node\":\"A\",\"term\":\"1\",\"leader\":\"B\"}",
          "event `follow`: field `term` is \"1\"; expected an integer" },
        { EVENT "\"follow\",\"node\":\"A\",\"term\":1.5,\"leader\":\"B\"}",
          "event `follow`: field `term` is 1.5; expected an integer" },
        { EVENT "\"follow\",\"node\":\"A\",\"term\":-1,\"leader\":\"B\"}",
          "event `follow`: field `term` is -1; expected 0 to 4294967295" },
        { EVENT "\"follow\",\"node\":\"A\",\"term\":4294967296,\"leader\":\"B\"}",
          "event `follow`: field `term` is 4294967296; expected 0 to 4294967295" },
        { EVENT "\"sign\",\"node\":\"A\",\"term\":1,\"leader\":null,\"promise_until_us\":5}",
          "event `sign`: field `leader` is null; expected a node's name" },
        { EVENT "\"lease\",\"node\":\"A\",\"term\":1,\"until_us\":9,\"signatures\":\"A\"}",
          "event `lease`: field `signatures` is \"A\"; expected a list" },
        { EVENT "\"lease\",\"node\":\"A\",\"term\":1,\"until_us\":9,\"signatures\":[1]}",
          "event `lease`: field `signatures` must be a list of strings" },
        { EVENT "\"lease\",\"node\":\"A\",\"term\":1,\"until_us\":9,\"signatures\":[\"D\"]}",
          "event `lease`: field `signatures` names `D`; expected a node, A to C" },
        { EVENT "\"lease\",\"node\":\"A\",\"term\":1,\"until_us\":9223372036854775807,"
                "\"signatures\":[]}",
          "event `lease`: field `until_us` is 9223372036854775807; expected "
          "-2305843009213693951 to 2305843009213693951" },
        { EVENT "\"write\",\"node\":\"A\",\"term\":1,\"count\":1,\"accepted\":1,\"highest\":1}",
          "event `write`: field `accepted` is 1; expected true or false" },
        { EVENT "\"role\",\"node\":\"A\",\"role\":\"king\",\"term\":1,\"why\":\"\"}",
          "event `role`: field `role` is `king`, which is unknown" },
        { EVENT "\"role\",\"node\":\"A\",\"role\":\"leader\",\"term\":1,\"why\":\"so\"}",
          "event `role`: field `why` is `so`, which is unknown" },
        { EVENT "\"deliver\",\"id\":1,\"from\":\"A\",\"to\":\"B\",\"message\":\"HELLO\","
                "\"term\":1,\"origin\":\"A\"}",
          "event `deliver`: field `message` is `HELLO`, which is unknown" },
        { EVENT "\"drop\",\"id\":1,\"from\":\"A\",\"to\":\"B\",\"message\":\"LEADER\","
                "\"term\":1,\"origin\":\"A\",\"reason\":\"dog\"}",
          "event `drop`: field `reason` is `dog`, which is unknown" },
        { EVENT "\"list\",\"version\":2,\"members\":[\"A\"],\"pending\":[\"B\"]}",
          "event `list`: `pending` has `B`; expected +X or -X" },
        { EVENT "\"list\",\"version\":2,\"members\":[\"A\"],\"pending\":[\"+D\"]}",
          "event `list`: field `pending` names `D`; expected a node, A to C" },
        { EVENT "\"command\",\"text\":\"explode A\"}",
          "event `command`: field `text` is `explode A`, which is no statement" },
        { EVENT "\"command\",\"text\":\"kill D\"}",
          "event `command`: field `text` is `kill D`, which is no statement" },
        { EVENT "\"violation\",\"property\":\"S9\",\"detail\":\"\",\"expected\":true}",
          "event `violation`: field `property` is `S9`, which is unknown" },
        { EVENT "\"clock\",\"left_out_us\":-1}",
          "event `clock`: field `left_out_us` is -1; expected 0 to 2305843009213693951" },
        { "{\"type\":\"event\",\"t_us\":-5,\"seq\":1,\"event\":\"stop\",\"node\":\"A\"}",
          "event `stop`: field `t_us` is -5; expected 0 to 2305843009213693951" },
        { "{\"type\":\"event\",\"t_us\":5,\"seq\":99999999999999999999,\"event\":\"stop\","
          "\"node\":\"A\"}",
          "event `stop`: field `seq` is 9223372036854775807; expected 0 to 9223372036854775806" },
        { "{\"type\":\"event\",\"seq\":1,\"event\":\"stop\",\"node\":\"A\"}",
          "event `stop`: field `t_us` is missing; expected an integer" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_refused(rows[i][0], rows[i][1]);
}

static void text_that_is_too_long_is_refused(void **state) {
    (void)state;
    char line[1024], text[EVENT_TEXT_BYTES + 1];
    memset(text, 'x', sizeof text);
    text[EVENT_TEXT_BYTES] = '\0';
    snprintf(line, sizeof line, EVENT "\"expect\",\"text\":\"%s\",\"line\":1,\"met\":true}", text);
    assert_refused(line, "event `expect`: field `text` is longer than 239 bytes");
    text[EVENT_TEXT_BYTES - 1] = '\0';
    snprintf(line, sizeof line, EVENT "\"expect\",\"text\":\"%s\",\"line\":1,\"met\":true}", text);
    assert_int_equal(read_line(line), ERR_NONE);
}

static void further_fields_of_a_later_program_are_passed_over(void **state) {
    (void)state;
    assert_int_equal(read_line(EVENT "\"stop\",\"node\":\"B\",\"mood\":\"bad\",\"x\":[{}]}"),
                     ERR_NONE);
    assert_int_equal(record.kind, RECORD_EVENT);
    assert_int_equal(record.event.kind, EVENT_STOP);
    assert_int_equal(record.event.node, 1);
}

static void the_fields_the_schema_does_not_promise_may_be_missing(void **state) {
    (void)state;
    static const char *const lines[] = {
        EVENT "\"start\",\"node\":\"A\",\"term\":0,\"voted\":null,\"promise_until_us\":0}",
        EVENT "\"stand\",\"node\":\"A\"}",
        EVENT "\"skip\",\"node\":\"A\",\"skipped\":\"B\"}",
        EVENT "\"send\",\"id\":1,\"from\":\"A\",\"to\":\"B\",\"message\":\"LEADER\",\"term\":1,"
              "\"origin\":\"A\",\"signatures\":[],\"need\":0,\"sent_us\":0,\"hop\":1}",
        EVENT "\"deliver\",\"id\":1,\"from\":\"A\",\"to\":\"B\",\"message\":\"LEADER\",\"term\":1,"
              "\"origin\":\"A\"}",
        EVENT "\"violation\",\"property\":\"S1\",\"detail\":\"\",\"expected\":false}",
        EVENT "\"lease\",\"node\":\"A\",\"term\":1,\"until_us\":9,\"signatures\":[\"A\"]}",
    };
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        if (read_line(lines[i]) != ERR_NONE) fail_msg("%s: %s", lines[i], info.text);
    }
}

/* ---- header and verdict -------------------------------------------------------------- */

#define HEADER_REST                                                                                \
    "\"seed\":\"42\",\"timers_us\":{\"hop\":1000,\"hop_timeout\":25000,\"heartbeat\":100000,"      \
    "\"lease\":228000,\"promise\":232607,\"stand\":56000},\"drift_ppm\":10000,\"broken\":[]}"
#define HEADER_NODES "\"nodes\":[\"A\",\"B\",\"C\"],\"ring\":[\"A\",\"B\",\"C\"],"
#define HEADER_START                                                                               \
    "{\"type\":\"header\",\"v\":1,\"program\":\"p\",\"engine\":\"sim\",\"scenario\":\"\","

static void a_header_is_read(void **state) {
    (void)state;
    assert_int_equal(read_line(HEADER_START HEADER_NODES "\"quorum\":\"majority\"," HEADER_REST),
                     ERR_NONE);
    assert_int_equal(record.kind, RECORD_HEADER);
    assert_int_equal(record.header.elect.nodes, 3);
    assert_int_equal(record.header.elect.policy, QUORUM_MAJORITY);
    assert_int_equal(record.header.elect.timers.ring_us, 28000);
    assert_int_equal(record.header.seed, 42);
}

static void a_bad_header_is_refused(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        { "{\"type\":\"header\",\"v\":2}",
          "header: schema version 2; this program reads version 1" },
        { "{\"type\":\"header\"}", "header: field `v` is missing; expected an integer" },
        { HEADER_START HEADER_NODES "\"quorum\":\"most\"," HEADER_REST,
          "header: field `quorum` is `most`, which is unknown" },
        { HEADER_START "\"nodes\":[\"A\"],\"ring\":[\"A\"],\"quorum\":\"none\"," HEADER_REST,
          "header: `nodes` must name 2 to 10 nodes from A on" },
        { HEADER_START
          "\"nodes\":[\"A\",\"C\"],\"ring\":[\"A\",\"C\"],\"quorum\":\"none\"," HEADER_REST,
          "header: `nodes` must name 2 to 10 nodes from A on" },
        { HEADER_START
          "\"nodes\":[\"A\",\"B\"],\"ring\":[\"A\",\"A\"],\"quorum\":\"none\"," HEADER_REST,
          "header: `ring` must name each node once" },
        { HEADER_START "\"nodes\":[\"A\",\"B\"],\"ring\":[\"A\"],\"quorum\":\"none\"," HEADER_REST,
          "header: `ring` must name each node once" },
        { HEADER_START
          "\"nodes\":[\"A\",\"B\"],\"ring\":[\"A\",\"C\"],\"quorum\":\"none\"," HEADER_REST,
          "header: field `ring` names `C`; expected a node, A to B" },
        { HEADER_START HEADER_NODES "\"quorum\":\"none\",\"seed\":42}",
          "header: field `seed` is 42; expected a string" },
        { HEADER_START HEADER_NODES "\"quorum\":\"none\",\"seed\":\"x\"}",
          "header: field `seed` is `x`; expected a number in a string" },
        { HEADER_START HEADER_NODES "\"quorum\":\"none\",\"seed\":\"1\",\"drift_ppm\":500001}",
          "header: field `drift_ppm` is 500001; expected 0 to 500000" },
        { HEADER_START HEADER_NODES "\"quorum\":\"none\",\"seed\":\"1\",\"drift_ppm\":1,"
                                    "\"timers_us\":{\"hop\":1000}}",
          "header: timers_us: field `hop_timeout` is missing; expected an integer" },
        { HEADER_START HEADER_NODES "\"quorum\":\"none\",\"seed\":\"1\",\"drift_ppm\":1,"
                                    "\"timers_us\":{\"hop\":0}}",
          "header: timers_us: field `hop` is 0; expected 1 to 1000000000000000" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_refused(rows[i][0], rows[i][1]);
}

static void an_unknown_broken_rule_or_engine_is_refused(void **state) {
    (void)state;
    char line[1024];
    snprintf(line, sizeof line, "%s", HEADER_START HEADER_NODES "\"quorum\":\"none\"," HEADER_REST);
    memcpy(strstr(line, "\"broken\":[]}"), "\"broken\":[\"luck\"]}",
           sizeof "\"broken\":[\"luck\"]}");
    assert_refused(line, "header: `broken` names the unknown rule `luck`");
    assert_refused("{\"type\":\"header\",\"v\":1,\"program\":\"p\",\"scenario\":\"\","
                   "\"engine\":\"steam\"}",
                   "header: field `engine` is `steam`, which is unknown");
}

static void a_bad_verdict_is_refused(void **state) {
    (void)state;
    assert_refused("{\"type\":\"verdict\",\"exit\":256}",
                   "verdict: field `exit` is 256; expected 0 to 255");
    assert_refused("{\"type\":\"verdict\",\"exit\":0,\"events\":1,\"violations\":0,"
                   "\"elections\":1,\"expectations\":{\"met\":1}}",
                   "verdict: expectations: field `failed` is missing; expected an integer");
    assert_refused("{\"type\":\"verdict\",\"exit\":0,\"events\":1,\"violations\":0,"
                   "\"elections\":1,\"expectations\":{\"met\":1,\"failed\":0},\"messages\":[]}",
                   "verdict: field `messages` is []; expected an object");
}

/* Every beginning of a good line is a bad line, and none of them reads beyond. */
static void a_line_cut_anywhere_is_refused(void **state) {
    (void)state;
    static const char line[] = HEADER_START HEADER_NODES "\"quorum\":\"active\"," HEADER_REST;
    for (size_t length = 0; length + 1 < sizeof line; length++) {
        memset(&info, 0, sizeof info);
        assert_int_equal(read_record(line, length, 3, &record, &column, &info), ERR_TRACE);
        assert_true(info.text[0] != '\0');
    }
    assert_int_equal(read_line(line), ERR_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_that_is_no_json_object_is_refused),
        cmocka_unit_test(the_column_of_broken_json_is_told),
        cmocka_unit_test(an_unknown_type_or_event_is_refused_with_the_nearest),
        cmocka_unit_test(a_missing_or_ill_typed_field_is_named),
        cmocka_unit_test(text_that_is_too_long_is_refused),
        cmocka_unit_test(further_fields_of_a_later_program_are_passed_over),
        cmocka_unit_test(the_fields_the_schema_does_not_promise_may_be_missing),
        cmocka_unit_test(a_header_is_read),
        cmocka_unit_test(a_bad_header_is_refused),
        cmocka_unit_test(an_unknown_broken_rule_or_engine_is_refused),
        cmocka_unit_test(a_bad_verdict_is_refused),
        cmocka_unit_test(a_line_cut_anywhere_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
