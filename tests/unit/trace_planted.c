/* Goal: from a file, too, every property is found broken where it is, and only
 * it; and lawful runs are not.  Method: tests/data/trace/planted_P*.jsonl break
 * P with their last event; clean_*.jsonl break nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <glob.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "trace/judge.h"
#include "trace/read.h"
#include "trace/write.h"

#define FOLDER "tests/data/trace/"

static struct judge judge;
static struct record record;

struct result {
    uint32_t broken;     /* bit per property */
    uint64_t at, events; /* seq of the last event that broke one; number of events */
    bool has_verdict;
};

static void assert_same_when_written(const char *line, const struct trace_header *header) {
    char buffer[TRACE_LINE_BYTES];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    switch (record.kind) {
    case RECORD_HEADER: write_header_line(&record.header, &text); break;
    case RECORD_EVENT: write_event_line(&record.event, header, &text); break;
    case RECORD_VERDICT: write_verdict_line(&record.verdict, &text); break;
    }
    assert_string_equal(buffer, line);
}

static void judge_record(struct result *result, struct trace_header *header) {
    struct violation violation[VIOLATIONS_MAX];
    if (record.kind == RECORD_HEADER) {
        *header = record.header;
        judge_init(&judge, header);
    } else if (record.kind == RECORD_VERDICT) {
        result->has_verdict = true;
        assert_int_equal(record.verdict.events, result->events);
        assert_int_equal(record.verdict.exit, result->broken != 0 ? 1 : 0);
    } else {
        const int count = judge_event(&judge, &record.event, violation);
        result->events++;
        assert_int_equal(record.event.seq, result->events);
        for (int i = 0; i < count; i++) {
            result->broken |= UINT32_C(1) << violation[i].property;
            result->at = record.event.seq;
        }
    }
}

static struct result judge_file(const char *path) {
    static char line[TRACE_LINE_BYTES];
    struct result result = { 0 };
    struct trace_header header = { .elect.nodes = NODES_MAX };
    FILE *file = fopen(path, "re");
    if (file == NULL) fail_msg("cannot read %s", path);
    while (fgets(line, sizeof line, file) != NULL) {
        struct err_info info = { "" };
        int column;
        line[strcspn(line, "\n")] = '\0';
        if (read_record(line, strlen(line), header.elect.nodes, &record, &column, &info) !=
            ERR_NONE) {
            fail_msg("%s: %s: %s", path, line, info.text);
        }
        judge_record(&result, &header);
        assert_same_when_written(line, &header);
    }
    fclose(file);
    assert_true(result.has_verdict);
    return result;
}

static void a_planted_violation_is_found_where_it_is_and_no_other(void **state) {
    (void)state;
    glob_t found;
    uint32_t seen = 0;
    assert_int_equal(glob(FOLDER "planted_*.jsonl", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const char *path = found.gl_pathv[i];
        char name[3] = { 0 };
        memcpy(name, path + strlen(FOLDER "planted_"), 2);
        const enum property property = property_by_name(name);
        assert_true(property < PROPERTY_COUNT);
        const struct result result = judge_file(path);
        if (result.broken != UINT32_C(1) << property || result.at != result.events) {
            fail_msg("%s: breaks %x at event %d of %d", path, result.broken, (int)result.at,
                     (int)result.events);
        }
        seen |= result.broken;
    }
    globfree(&found);
    assert_int_equal(seen, (UINT32_C(1) << PROPERTY_COUNT) - 1);
}

static void a_clean_run_is_clean(void **state) {
    (void)state;
    glob_t found;
    assert_int_equal(glob(FOLDER "clean_*.jsonl", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        const struct result result = judge_file(found.gl_pathv[i]);
        if (result.broken != 0) {
            fail_msg("%s: breaks %x at event %d", found.gl_pathv[i], result.broken, (int)result.at);
        }
    }
    globfree(&found);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_planted_violation_is_found_where_it_is_and_no_other),
        cmocka_unit_test(a_clean_run_is_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
