/* Goal: the lines of a trace are exactly those of the schema, and what is read
 * back and written again is the same bytes.  Method: goldens by hand; a round
 * trip of every kind of event, with every field set and with every field zero. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>

#include <cmocka.h>

#include "trace/read.h"
#include "trace/write.h"
#include "trace_lines.h"

static struct trace_header header;

static const char *line_of_event(const struct event *event) {
    static char buffer[TRACE_LINE_BYTES];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    write_event_line(event, &header, &text);
    assert_false(text.cut);
    return buffer;
}

static int with_active(void **state) {
    (void)state;
    header = sample_header(QUORUM_ACTIVE);
    return 0;
}

static const char *const goldens[EVENT_COUNT] = {
    [EVENT_START] = "\"start\",\"node\":\"B\",\"term\":3,\"voted\":\"C\","
                    "\"promise_until_us\":1770000,\"revived\":true}",
    [EVENT_STOP] = "\"stop\",\"node\":\"B\"}",
    [EVENT_STALL] = "\"stall\",\"node\":\"B\"}",
    [EVENT_WAKE] = "\"wake\",\"node\":\"B\"}",
    [EVENT_STAND] = "\"stand\",\"node\":\"B\",\"term\":3}",
    [EVENT_ROLE] = "\"role\",\"node\":\"B\",\"role\":\"elected\",\"term\":4,\"list\":2,\"why\":"
                   "\"its ELECTION token came home with a quorum while it was free\"}",
    [EVENT_SIGN] = "\"sign\",\"node\":\"B\",\"term\":1,\"leader\":\"A\","
                   "\"promise_until_us\":1770000}",
    [EVENT_LEASE] = "\"lease\",\"node\":\"B\",\"term\":4,\"until_us\":1700000,"
                    "\"signatures\":[\"B\",\"D\",\"E\"],\"list\":2}",
    [EVENT_FOLLOW] = "\"follow\",\"node\":\"B\",\"term\":4,\"leader\":\"A\"}",
    [EVENT_DUTY] = "\"duty\",\"node\":\"B\",\"term\":4,\"count\":9}",
    [EVENT_WRITE] = "\"write\",\"node\":\"B\",\"term\":4,\"count\":9,\"accepted\":false,"
                    "\"highest\":5}",
    [EVENT_SEND] =
        "\"send\",\"node\":\"B\",\"id\":17,\"from\":\"B\",\"to\":\"C\","
        "\"message\":\"LEADER\",\"term\":3,\"origin\":\"A\",\"signatures\":[\"A\",\"B\"],"
        "\"need\":5,\"sent_us\":1400000,\"hop\":1048577,\"copy_of\":16,"
        "\"reordered\":true}",
    [EVENT_DELIVER] = "\"deliver\",\"node\":\"B\",\"id\":17,\"from\":\"B\",\"to\":\"C\","
                      "\"message\":\"LEADER\",\"term\":3,\"origin\":\"A\"}",
    [EVENT_DROP] = "\"drop\",\"node\":\"B\",\"id\":17,\"from\":\"B\",\"to\":\"C\","
                   "\"message\":\"LEADER\",\"term\":3,\"origin\":\"A\",\"reason\":\"partition\"}",
    [EVENT_SKIP] = "\"skip\",\"node\":\"B\",\"skipped\":\"D\",\"message\":\"ELECTION\","
                   "\"origin\":\"E\"}",
    [EVENT_LIST] = "\"list\",\"version\":3,\"members\":[\"A\",\"B\",\"D\"],"
                   "\"pending\":[\"+C\",\"-B\"]}",
    [EVENT_COMMAND] = "\"command\",\"text\":\"partition A B | C D E\"}",
    [EVENT_EXPECT] = "\"expect\",\"text\":\"expect leader A within 2s\",\"line\":12,\"met\":true}",
    [EVENT_VIOLATION] = "\"violation\",\"property\":\"S2\",\"detail\":"
                        "\"two \\\"leases\\\"\\u000a\\u0009at once \\\\ \\u0001\","
                        "\"expected\":true,\"cause_seq\":41}",
    [EVENT_CLOCK] = "\"clock\",\"left_out_us\":3600000000}",
};

static void every_event_is_written_as_the_schema_says(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
        const struct event event = sample_event((enum event_kind)kind);
        char expected[TRACE_LINE_BYTES];
        struct text text;
        text_init(&text, expected, sizeof expected);
        text_add(&text, "{\"type\":\"event\",\"t_us\":1500000,\"seq\":42,\"event\":");
        assert_non_null(goldens[kind]);
        text_add(&text, goldens[kind]);
        assert_string_equal(line_of_event(&event), expected);
    }
}

static void the_list_version_is_written_with_active_only(void **state) {
    (void)state;
    header = sample_header(QUORUM_MAJORITY);
    struct event event = sample_event(EVENT_LEASE);
    assert_null(strstr(line_of_event(&event), "list"));
    event = sample_event(EVENT_ROLE);
    assert_null(strstr(line_of_event(&event), "list"));
}

static void nobody_is_null_and_defaults_are_left_out(void **state) {
    (void)state;
    struct event event = sample_event(EVENT_START);
    event.leader = NODE_NONE;
    assert_non_null(strstr(line_of_event(&event), "\"voted\":null,"));
    event = sample_event(EVENT_SEND);
    event.copy_of = 0;
    event.reordered = false;
    assert_null(strstr(line_of_event(&event), "copy_of"));
    assert_null(strstr(line_of_event(&event), "reordered"));
}

static void text_that_is_no_utf8_is_made_so(void **state) {
    (void)state;
    static const char *const pairs[][2] = {
        { "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x92\xa1", "\xc3\xa4 \xe2\x82\xac \xf0\x9f\x92\xa1" },
        { "cut \xe2\x82", "cut ??" },
        { "\x80 \xff \xfe", "? ? ?" },
        { "\xc0\xaf \xe0\x80\xaf", "?? ???" },           /* overlong */
        { "\xed\xa0\x80 \xf4\x90\x80\x80", "??? ????" }, /* surrogate; above U+10FFFF */
        { "\xc3(", "?(" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        struct event event = sample_event(EVENT_EXPECT);
        char expected[128];
        struct text text;
        memset(event.text, 0, sizeof event.text);
        memcpy(event.text, pairs[i][0], strlen(pairs[i][0]));
        text_init(&text, expected, sizeof expected);
        text_add(&text, "\"text\":\"");
        text_add(&text, pairs[i][1]);
        text_add(&text, "\",");
        if (strstr(line_of_event(&event), expected) == NULL) fail_msg("%s", line_of_event(&event));
    }
}

static void header_and_verdict_are_written_as_the_schema_says(void **state) {
    (void)state;
    char buffer[TRACE_LINE_BYTES];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    write_header_line(&header, &text);
    assert_string_equal(
        buffer,
        "{\"type\":\"header\",\"v\":1,\"program\":\"ringleader 0.1.0\",\"engine\":\"sim\","
        "\"scenario\":\"a \\\"quoted\\\" name\",\"nodes\":[\"A\",\"B\",\"C\",\"D\",\"E\"],"
        "\"ring\":[\"A\",\"C\",\"B\",\"E\",\"D\"],\"quorum\":\"active\","
        "\"seed\":\"18446744073709551615\",\"timers_us\":{\"hop\":2000,\"hop_timeout\":25000,"
        "\"heartbeat\":220000,\"lease\":550000,\"promise\":555528,\"stand\":220000},"
        "\"drift_ppm\":5000,\"broken\":[\"promise\",\"need\"]}");
    const struct trace_verdict verdict = { .exit = 1,
                                           .events = 900,
                                           .violations = 2,
                                           .expectations_met = 4,
                                           .expectations_failed = 3,
                                           .elections = 5,
                                           .messages = { 10, 20, 30 } };
    text_init(&text, buffer, sizeof buffer);
    write_verdict_line(&verdict, &text);
    assert_string_equal(buffer, "{\"type\":\"verdict\",\"exit\":1,\"events\":900,\"violations\":2,"
                                "\"expectations\":{\"met\":4,\"failed\":3},\"elections\":5,"
                                "\"messages\":{\"ELECTION\":10,\"LEADER\":20,\"HOPACK\":30}}");
}

/* ---- round trips -------------------------------------------------------------------- */

static const struct record *read_back(const char *line) {
    static struct record record;
    struct err_info info = { "" };
    int column;
    if (read_record(line, strlen(line), header.elect.nodes, &record, &column, &info) != ERR_NONE) {
        fail_msg("%s: %s", line, info.text);
    }
    return &record;
}

static void assert_round_trip(const struct event *event) {
    char first[TRACE_LINE_BYTES];
    const char *line = line_of_event(event);
    memcpy(first, line, strlen(line) + 1);
    const struct record *record = read_back(first);
    assert_int_equal(record->kind, RECORD_EVENT);
    assert_string_equal(line_of_event(&record->event), first);
}

static void every_event_survives_a_round_trip_whole(void **state) {
    (void)state;
    for (int policy = 0; policy < QUORUM_COUNT; policy++) {
        header = sample_header((enum quorum_policy)policy);
        for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
            struct event event = sample_event((enum event_kind)kind);
            if (policy != QUORUM_ACTIVE) event.version = kind == EVENT_LIST ? 3 : 0;
            assert_round_trip(&event);
            const struct record *record = read_back(line_of_event(&event));
            assert_memory_equal(&record->event, &event, sizeof event);
        }
    }
}

static void events_with_zero_fields_survive_a_round_trip(void **state) {
    (void)state;
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
        struct event event;
        memset(&event, 0, sizeof event);
        event.kind = (enum event_kind)kind;
        event.command.who.bits = 1; /* `kill` needs somebody */
        assert_round_trip(&event);
    }
}

static void every_row_of_the_tables_survives_a_round_trip(void **state) {
    (void)state;
    struct event event = sample_event(EVENT_DROP);
    for (unsigned i = 0; i < DROP_COUNT; i++) {
        event.reason = (enum drop_reason)i;
        assert_round_trip(&event);
    }
    event = sample_event(EVENT_ROLE);
    for (unsigned i = 0; i < WHY_COUNT; i++) {
        event.why = (enum role_why)i;
        event.role = (enum role)(i % ROLE_COUNT);
        assert_round_trip(&event);
    }
    event = sample_event(EVENT_VIOLATION);
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        event.property = (uint8_t)i;
        assert_round_trip(&event);
    }
    event = sample_event(EVENT_SEND);
    for (unsigned i = 0; i < MESSAGE_COUNT; i++) {
        event.message = (enum message_kind)i;
        assert_round_trip(&event);
    }
}

static void every_command_survives_a_round_trip(void **state) {
    (void)state;
    static const char *const texts[] = {
        "kill A B",
        "revive A",
        "stall A mid-duty",
        "wake A",
        "partition A | B",
        "isolate A",
        "heal",
        "heal A B",
        "cut A B",
        "cut A > B",
        "delay 5ms",
        "loss 1.5 A > B",
        "duplicate 1",
        "reorder 100",
        "drift A -5",
        "note \"quoted\" \\ and \x07 a bell, \xc3\xa4",
    };
    uint32_t kinds = 0;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct event event = sample_event(EVENT_COMMAND);
        assert_true(command_parse(texts[i], 5, &event.command));
        kinds |= UINT32_C(1) << event.command.kind;
        assert_round_trip(&event);
        const struct record *record = read_back(line_of_event(&event));
        assert_memory_equal(&record->event.command, &event.command, sizeof event.command);
    }
    assert_int_equal(kinds, (UINT32_C(1) << COMMAND_COUNT) - 1);
}

static void the_longest_lines_fit(void **state) {
    (void)state;
    struct event event = sample_event(EVENT_EXPECT);
    memset(event.text, 1, sizeof event.text - 1);
    event.text[sizeof event.text - 1] = '\0';
    assert_round_trip(&event);
    event = sample_event(EVENT_VIOLATION);
    memset(event.text, '"', sizeof event.text - 1);
    event.text[sizeof event.text - 1] = '\0';
    assert_round_trip(&event);
    event = sample_event(EVENT_COMMAND);
    assert_true(command_parse("note x", 5, &event.command));
    memset(event.command.note, 0xff, sizeof event.command.note - 1);
    assert_round_trip(&event);
}

static void header_and_verdict_survive_a_round_trip(void **state) {
    (void)state;
    for (int policy = 0; policy < QUORUM_COUNT; policy++) {
        char first[TRACE_LINE_BYTES], second[TRACE_LINE_BYTES];
        struct text text;
        header = sample_header((enum quorum_policy)policy);
        text_init(&text, first, sizeof first);
        write_header_line(&header, &text);
        const struct record *record = read_back(first);
        assert_int_equal(record->kind, RECORD_HEADER);
        assert_memory_equal(record->header.elect.next, header.elect.next, 5);
        assert_int_equal(record->header.elect.timers.ring_us, header.elect.timers.ring_us);
        assert_int_equal(record->header.elect.timers.duty_us, header.elect.timers.duty_us);
        text_init(&text, second, sizeof second);
        write_header_line(&record->header, &text);
        assert_string_equal(second, first);
    }
    char first[TRACE_LINE_BYTES], second[TRACE_LINE_BYTES];
    struct text text;
    const struct trace_verdict verdict = { 1, 2, 3, 4, 5, 6, { 7, 8, 9 } };
    text_init(&text, first, sizeof first);
    write_verdict_line(&verdict, &text);
    const struct record *record = read_back(first);
    assert_int_equal(record->kind, RECORD_VERDICT);
    text_init(&text, second, sizeof second);
    write_verdict_line(&record->verdict, &text);
    assert_string_equal(second, first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(every_event_is_written_as_the_schema_says, with_active),
        cmocka_unit_test_setup(the_list_version_is_written_with_active_only, with_active),
        cmocka_unit_test_setup(nobody_is_null_and_defaults_are_left_out, with_active),
        cmocka_unit_test_setup(text_that_is_no_utf8_is_made_so, with_active),
        cmocka_unit_test_setup(header_and_verdict_are_written_as_the_schema_says, with_active),
        cmocka_unit_test_setup(every_event_survives_a_round_trip_whole, with_active),
        cmocka_unit_test_setup(events_with_zero_fields_survive_a_round_trip, with_active),
        cmocka_unit_test_setup(every_row_of_the_tables_survives_a_round_trip, with_active),
        cmocka_unit_test_setup(every_command_survives_a_round_trip, with_active),
        cmocka_unit_test_setup(the_longest_lines_fit, with_active),
        cmocka_unit_test_setup(header_and_verdict_survive_a_round_trip, with_active),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
