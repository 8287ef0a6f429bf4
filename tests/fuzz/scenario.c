/* tests/fuzz/scenario.c - any bytes as a scenario, and as a statement at the prompt.
 *
 * Nothing may crash; an error points into the text; what was understood reads the
 * same when printed and parsed again; completion offers only words that go on from
 * what is there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "scenario/scenario.h"

enum { PRINTED_BYTES = 1 << 20, ERRORS_MAX = 16 };

static void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static void try_statement(const char *text, size_t size, uint8_t nodes) {
    struct statement statement, again;
    struct statement_error error;
    char first[1024], second[1024];
    struct text out;
    if (!statement_parse(text, size, nodes, &statement, &error)) {
        must(error.column >= 1 && error.column <= size + 1, "the column is outside the text");
        must(error.message[0] != '\0', "an error without a message");
        return;
    }
    text_init(&out, first, sizeof first);
    statement_print(&statement, &out);
    must(!out.cut, "a statement that does not fit");
    must(statement_parse(first, out.length, nodes, &again, &error), "the printed text is no good");
    text_init(&out, second, sizeof second);
    statement_print(&again, &out);
    must(strcmp(first, second) == 0, "printing twice differs");
    if (statement.kind != STATEMENT_COMMAND) return;
    struct command command, reread;
    must(statement_resolve(&statement, 0, nodes, &command), "not resolved");
    text_init(&out, first, sizeof first);
    command_print(&command, &out);
    must(command_parse(first, nodes, &reread), "a trace could not be read back");
}

static void try_completion(const char *text, size_t size, uint8_t nodes) {
    struct candidates candidates;
    const size_t cursor = size / 2;
    statement_complete(text, size, cursor, nodes, &candidates);
    must(candidates.start <= cursor, "completion begins behind the cursor");
    for (int i = 0; i < candidates.count; i++) {
        const size_t typed = cursor - candidates.start;
        must(strlen(candidates.word[i]) >= typed &&
                 memcmp(candidates.word[i], text + candidates.start, typed) == 0,
             "a candidate that does not go on from what is there");
    }
}

static void try_scenario(const char *text, size_t size) {
    static struct scenario scenario, again;
    static struct scenario_error errors[ERRORS_MAX];
    static char first[PRINTED_BYTES], second[PRINTED_BYTES];
    struct text out;
    const int count = scenario_parse(text, size, "fuzz", &scenario, errors, ERRORS_MAX);
    must(count >= 0 && count <= ERRORS_MAX, "more errors than asked for");
    for (int i = 0; i < count; i++) {
        must(errors[i].line >= 1 && errors[i].column >= 1, "an error nowhere");
        must(i == 0 || errors[i - 1].line <= errors[i].line, "errors out of order");
    }
    if (count > 0) return;
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        (void)scenario_check(&scenario, nodes, errors, ERRORS_MAX);
    }
    text_init(&out, first, sizeof first);
    scenario_print(&scenario, &out);
    must(!out.cut, "a scenario that does not fit");
    must(scenario_parse(first, out.length, "fuzz", &again, errors, ERRORS_MAX) == 0,
         "the printed scenario is no good");
    text_init(&out, second, sizeof second);
    scenario_print(&again, &out);
    must(strcmp(first, second) == 0, "printing a scenario twice differs");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = size > 0 ? (const char *)data : "";
    const uint8_t nodes = (uint8_t)(NODES_MIN + size % (NODES_MAX - NODES_MIN + 1));
    try_scenario(text, size);
    try_statement(text, size, nodes);
    try_completion(text, size, nodes);
    return 0;
}
