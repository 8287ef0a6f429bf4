/* tests/fuzz/keys.c - any bytes as a script of keys, and as a lesson.
 *
 * Nothing may crash; an error points into the text; a script that was understood can be
 * played to its end on an empty screen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/lesson.h"
#include "fuzz/fuzz.h"
#include "tui/hands/script.h"

enum { ERRORS_MAX = 4, LESSON_BYTES_MAX = 60000, TURNS_MAX = 100000 };

static void must(int holds, const char *what) {
    if (holds) return;
    fprintf(stderr, "%s\n", what);
    abort();
}

static int writes_a_file(const struct script *script) {
    for (int i = 0; i < script->count; i++) {
        if (script->step[i].kind == SCRIPT_SCREEN) return 1;
    }
    return 0;
}

static void try_script(const char *text, size_t size) {
    static struct script script;
    static struct cells cells;
    struct script_error error;
    if (!script_parse(&script, text, size, &error)) {
        must(error.line >= 1 && error.column >= 1 && error.column <= size + 2, "no such place");
        must(error.message[0] != '\0', "an error without a message");
        return;
    }
    if (writes_a_file(&script)) return;
    cells_clear(&cells, 24, 80);
    struct script_sight sight = { .cells = &cells, .fresh = true };
    for (int i = 0; i < TURNS_MAX; i++) {
        struct term_key key = { 0 };
        int code;
        switch (script_next(&script, &sight, &key, stdout, &code)) {
        case SCRIPT_NEXT_KEY:
        case SCRIPT_NEXT_RESIZE: must(key.code != 0, "a key without a code"); continue;
        case SCRIPT_NEXT_WAIT:
            sight.real_us += INT64_C(1) << 40;
            sight.cluster_us += INT64_C(1) << 40;
            continue;
        case SCRIPT_NEXT_QUIT:
        case SCRIPT_NEXT_END:
        case SCRIPT_NEXT_FAILED: return;
        }
    }
}

static void try_lesson(const char *text, size_t size) {
    static struct lesson lesson;
    static struct scenario scenario;
    static struct scenario_error errors[ERRORS_MAX];
    const int count = lesson_parse(text, size, "f.lesson", &lesson, &scenario, errors, ERRORS_MAX);
    for (int i = 0; i < count; i++) {
        must(errors[i].line >= 1 && errors[i].column >= 1, "no such place");
        must(errors[i].message[0] != '\0', "an error without a message");
    }
    if (count > 0) return;
    must(lesson.count >= 1 && lesson.count <= LESSON_STEPS_MAX, "a lesson without steps");
    must(scenario.count == 0, "a lesson with timed lines");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    try_script((const char *)data, size);
    if (size < LESSON_BYTES_MAX) try_lesson((const char *)data, size);
    return 0;
}
