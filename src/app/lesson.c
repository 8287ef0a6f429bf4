#include "app/lesson.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/builtin.h"
#include "app/setup.h"
#include "base/check.h"
#include "scenario/reader.h"

enum { FILE_BYTES_MAX = 1 << 16, ERRORS_MAX = 20, LINE_BYTES = 600 };

/* symbol, word: what a line of ours begins with. */
#define PARTS(X)                                                                                   \
    X(TITLE, "title")                                                                              \
    X(STEP, "step")                                                                                \
    X(SAY, "say")                                                                                  \
    X(DO, "do")                                                                                    \
    X(TASK, "task")                                                                                \
    X(UNTIL, "until")                                                                              \
    X(HINT, "hint")

enum part {
#define X(symbol, word) PART_##symbol,
    PARTS(X)
#undef X
    PART_COUNT
};

static const char *const parts[] = {
#define X(symbol, word) [PART_##symbol] = word,
    PARTS(X)
#undef X
};

static const char *const conditions[] = {
#define X(symbol, word, syntax, help) [LESSON_##symbol] = word,
    LESSON_CONDITIONS(X)
#undef X
};

static const char *const sights[] = {
#define X(symbol, word) [LESSON_SIGHT_##symbol] = word,
    LESSON_SIGHTS(X)
#undef X
};

/* ---- one line ----------------------------------------------------------------------- */

static struct lesson_step *last_step(struct lesson *self) {
    return &self->step[self->count - 1];
}

/* The rest of the line behind what is there already. */
static bool read_more_text(struct reader *in, char *out) {
    char line[LESSON_TEXT_BYTES];
    const size_t used = strlen(out);
    const bool blank = used > 0 && out[used - 1] != '\n';
    if (!reader_text(in, line, sizeof line)) return reader_fail(in);
    const int wanted = snprintf(out + used, LESSON_TEXT_BYTES - used, blank ? " %s" : "%s", line);
    if (used + (size_t)wanted < LESSON_TEXT_BYTES) return true;
    return reader_fail_with(in, "this line makes the text too long");
}

/* `say` alone begins a new paragraph. */
static bool read_say(struct reader *in, struct lesson_step *step) {
    if (reader_more(in)) return read_more_text(in, step->say);
    const size_t length = strlen(step->say);
    if (length + 1 < sizeof step->say) memcpy(step->say + length, "\n", 2);
    return true;
}

/* A statement that stands in the line, with words before and after it. */
static bool read_statement(struct reader *in, size_t from, const char *before, const char *after,
                           struct statement *out) {
    char line[LINE_BYTES];
    struct text text;
    struct statement_error error;
    text_init(&text, line, sizeof line);
    text_add(&text, before);
    text_add_n(&text, in->text + from, in->length - from);
    text_add(&text, after);
    if (!text.cut && statement_parse(line, text.length, NODES_MAX, out, &error)) {
        in->at = in->end = in->length;
        return true;
    }
    if (text.cut) return reader_fail_with(in, "this line is too long");
    const uint32_t shift = (uint32_t)text_length(before);
    (void)reader_fail_with(in, error.message);
    in->error.column = (uint32_t)from + (error.column > shift ? error.column - shift : 1);
    return false;
}

static bool read_do(struct reader *in, struct lesson_step *step) {
    if (step->action_count == LESSON_DO_MAX) return reader_fail_with(in, "too many `do`");
    struct statement *statement = &step->action[step->action_count++];
    const struct reader before = *in;
    if (!read_statement(in, in->at, "", "", statement)) return false;
    if (statement->kind == STATEMENT_COMMAND) return true;
    *in = before;
    return reader_fail_with(in, "only a command can be done; a condition is an `until`");
}

/* [X | leader] */
static void read_node_or_leader(struct reader *in, struct lesson_until *out) {
    out->node = NODE_NONE;
    out->leader = reader_word(in, "leader");
    if (!out->leader) (void)reader_node(in, &out->node);
}

/* With more than a node (`stall leader mid-duty`, `drift A -600000`) it is a statement. */
static bool read_done(struct reader *in, struct lesson_until *out) {
    const char *words[COMMAND_COUNT];
    const struct reader before = *in;
    for (unsigned i = 0; i < COMMAND_COUNT; i++) words[i] = command_word((enum command_kind)i);
    const int kind = reader_choice(in, words, COMMAND_COUNT);
    if (kind < 0) return reader_fail(in);
    out->command = (enum command_kind)kind;
    read_node_or_leader(in, out);
    out->exact = reader_more(in);
    if (!out->exact) return true;
    *in = before;
    return read_statement(in, in->at, "", "", &out->statement);
}

static bool read_count(struct reader *in, uint32_t *out) {
    int64_t count = 0;
    if (!reader_int(in, WANT_NODES, NODES_MIN, NODES_MAX, &count)) return reader_fail(in);
    *out = (uint32_t)count;
    return true;
}

static bool read_event(struct reader *in, struct lesson_until *out) {
    const char *words[EVENT_COUNT];
    int64_t times = 1;
    for (unsigned i = 0; i < EVENT_COUNT; i++) words[i] = event_name((enum event_kind)i);
    const int kind = reader_choice(in, words, EVENT_COUNT);
    if (kind < 0) return reader_fail(in);
    out->event = (enum event_kind)kind;
    read_node_or_leader(in, out);
    if (reader_word(in, "times") && !reader_int(in, WANT_TERM, 1, 1000, &times)) {
        return reader_fail(in);
    }
    out->times = (uint32_t)times;
    return true;
}

static bool read_until(struct reader *in, struct lesson_step *step) {
    if (step->until_count == LESSON_UNTIL_MAX) return reader_fail_with(in, "too many `until`");
    struct lesson_until *out = &step->until[step->until_count++];
    const size_t from = in->at;
    int choice = reader_choice(in, conditions, LESSON_HOLDS);
    if (choice < 0) {
        const char *words[EXPECT_KIND_COUNT];
        int count = 0;
        for (unsigned i = 0; i < EXPECT_KIND_COUNT; i++) {
            if (i != EXPECT_STABLE) words[count++] = expect_words((enum expect_kind)i);
        }
        if (reader_choice(in, words, count) < 0) return reader_fail(in);
        choice = LESSON_HOLDS;
    }
    out->condition = (enum lesson_condition)choice;
    switch (out->condition) {
    case LESSON_DONE: return read_done(in, out);
    case LESSON_EVENT: return read_event(in, out);
    case LESSON_SHOWN:
        choice = reader_choice(in, sights, LESSON_SIGHT_COUNT);
        out->sight = (enum lesson_sight)choice;
        return choice >= 0 ? true : reader_fail(in);
    case LESSON_PASSED: return reader_duration(in, &out->us) ? true : reader_fail(in);
    case LESSON_MINORITY:
    case LESSON_WHOLE: return true;
    case LESSON_ISOLATED: return reader_node(in, &out->node) ? true : reader_fail(in);
    case LESSON_APART: return read_statement(in, in->at, "partition ", "", &out->statement);
    case LESSON_LEADERS: return read_count(in, &out->times);
    case LESSON_HOLDS: return read_statement(in, from, "expect ", " within 1s", &out->statement);
    }
    UNREACHABLE();
}

static bool read_hint(struct reader *in, struct lesson_step *step) {
    if (step->hint_count == LESSON_HINTS_MAX) return reader_fail_with(in, "too many `hint`");
    struct lesson_hint *hint = &step->hint[step->hint_count++];
    if (!reader_duration(in, &hint->after_us)) return reader_fail(in);
    return reader_text(in, hint->text, sizeof hint->text) ? true : reader_fail(in);
}

static bool read_step(struct reader *in, struct lesson *out) {
    if (out->count == LESSON_STEPS_MAX) return reader_fail_with(in, "too many steps");
    struct lesson_step *step = &out->step[out->count++];
    return reader_text(in, step->title, sizeof step->title) ? true : reader_fail(in);
}

static bool read_part(struct reader *in, enum part part, struct lesson *out) {
    struct lesson_step *step = out->count > 0 ? last_step(out) : NULL;
    if (part == PART_STEP) return read_step(in, out);
    if (part == PART_TITLE) {
        return reader_text(in, out->title, sizeof out->title) ? true : reader_fail(in);
    }
    if (step == NULL) return reader_fail_with(in, "this belongs to a step; expected `step` first");
    switch (part) {
    case PART_SAY: return read_say(in, step);
    case PART_TASK: return read_more_text(in, step->task);
    case PART_DO: return read_do(in, step);
    case PART_UNTIL: return read_until(in, step) && reader_end(in);
    case PART_HINT: return read_hint(in, step);
    case PART_TITLE:
    case PART_STEP:
    case PART_COUNT: break;
    }
    UNREACHABLE();
}

/* Is the line ours?  If not it is a setting, and scenario_parse() reads it. */
static bool read_line(struct reader *in, struct lesson *out, bool *ours) {
    const char *settings[SETTING_COUNT];
    *ours = true;
    if (in->failed) return false;
    if (!reader_more(in)) return true;
    const int part = reader_choice(in, parts, PART_COUNT);
    if (part >= 0) return read_part(in, (enum part)part, out);
    if (out->count > 0) return reader_fail(in);
    for (unsigned i = 0; i < SETTING_COUNT; i++) settings[i] = setting_word((enum setting)i);
    if (reader_choice(in, settings, SETTING_COUNT) < 0) return reader_fail(in);
    *ours = false;
    return true;
}

/* ---- the file ----------------------------------------------------------------------- */

static int complain(struct scenario_error *errors, int count, int max, uint32_t line,
                    uint32_t column, const char *message) {
    if (count == max) return count;
    errors[count].line = line;
    errors[count].column = column;
    snprintf(errors[count].message, sizeof errors[count].message, "%s", message);
    return count + 1;
}

/* "assets/lessons/03-timeouts.lesson" is called "timeouts". */
static void set_name(const char *source, char out[LESSON_NAME_BYTES]) {
    const char *slash = strrchr(source, '/');
    const char *base = slash != NULL ? slash + 1 : source;
    const size_t digits = strspn(base, "0123456789");
    if (digits > 0 && base[digits] == '-') base += digits + 1;
    const char *dot = strrchr(base, '.');
    const int length = dot != NULL && strcmp(dot, ".lesson") == 0 ? (int)(dot - base) : 1000;
    snprintf(out, LESSON_NAME_BYTES, "%.*s", length, base);
}

static int check_whole(struct lesson *out, const struct scenario *scenario,
                       struct scenario_error *errors, int count, int max, uint32_t line) {
    out->nodes = scenario->nodes;
    if (out->title[0] == '\0') count = complain(errors, count, max, 1, 1, "there is no `title`");
    if (out->count == 0) count = complain(errors, count, max, line, 1, "there is no `step`");
    for (int i = 0; i < out->count; i++) {
        const struct lesson_step *step = &out->step[i];
        if (step->say[0] == '\0' || (step->until_count > 0) != (step->task[0] != '\0')) {
            char message[STATEMENT_MESSAGE_BYTES];
            snprintf(message, sizeof message,
                     "step `%s`: expected a `say`, and a `task` with its `until` or neither",
                     step->title);
            count = complain(errors, count, max, line, 1, message);
        }
    }
    return count;
}

int lesson_parse(const char *bytes, size_t length, const char *source, struct lesson *out,
                 struct scenario *scenario, struct scenario_error *errors, int max) {
    static char settings[FILE_BYTES_MAX];
    int count = 0;
    uint32_t number = 1;
    REQUIRE(length < FILE_BYTES_MAX && max >= 1);
    memset(out, 0, sizeof *out);
    set_name(source, out->name);
    memcpy(settings, bytes, length);
    for (size_t at = 0; at < length && count < max; number++) {
        struct reader in;
        bool ours;
        size_t end = at;
        while (end < length && bytes[end] != '\n') end++;
        const size_t stop = end > at && bytes[end - 1] == '\r' ? end - 1 : end;
        reader_init(&in, bytes + at, stop - at, NODES_MAX);
        if (!read_line(&in, out, &ours)) {
            count = complain(errors, count, max, number, in.error.column, in.error.message);
        }
        if (ours) memset(settings + at, ' ', stop - at); /* lines keep their numbers */
        at = end + 1;
    }
    if (count == 0) count = scenario_parse(settings, length, out->name, scenario, errors, max);
    if (count == 0) count = check_whole(out, scenario, errors, count, max, number);
    return count;
}

/* ---- built in, or from a file -------------------------------------------------------- */

int lesson_builtin_count(void) {
    return builtin_lesson_count;
}

const char *lesson_builtin_name(int index) {
    return builtin_lessons[index].name;
}

void lesson_builtin_title(int index, char *out) {
    static const char word[] = "\ntitle ";
    const char *at = strstr(builtin_lessons[index].bytes, word);
    out[0] = '\0';
    if (at == NULL) return;
    at += sizeof word - 1;
    at += strspn(at, " ");
    snprintf(out, LESSON_TITLE_BYTES, "%.*s", (int)strcspn(at, "\r\n"), at);
}

static int parse(const char *bytes, size_t length, const char *source, struct lesson *out,
                 struct scenario **scenario) {
    static struct scenario_error errors[ERRORS_MAX];
    struct scenario *made = malloc(sizeof *made);
    if (made == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    const int count = lesson_parse(bytes, length, source, out, made, errors, ERRORS_MAX);
    for (int i = 0; i < count; i++) {
        fprintf(stderr, "%s:%u:%u: %s\n", source, errors[i].line, errors[i].column,
                errors[i].message);
    }
    if (count == 0) *scenario = made;
    else free(made);
    return count == 0 ? EXIT_HOLDS : EXIT_USAGE;
}

static int no_such_lesson(const char *name) {
    const char *names[64];
    size_t count = 0;
    for (int i = 0; i < builtin_lesson_count && count < 64; i++) {
        names[count++] = builtin_lessons[i].name;
    }
    const char *nearest = text_nearest(name, names, count);
    fprintf(stderr, "ringleader: no lesson `%.60s`", name);
    if (nearest != NULL) fprintf(stderr, "; did you mean `%s`?", nearest);
    fputs(" (ringleader list lessons)\n", stderr);
    return EXIT_USAGE;
}

static int load_file(FILE *file, const char *path, struct lesson *out, struct scenario **scenario) {
    static char bytes[FILE_BYTES_MAX];
    const size_t length = fread(bytes, 1, sizeof bytes, file);
    const bool broken = ferror(file) != 0;
    const int reason = errno;
    (void)fclose(file);
    if (broken) {
        fprintf(stderr, "ringleader: cannot read %s: %s\n", path, strerror(reason));
        return reason == EISDIR ? EXIT_USAGE : EXIT_ENVIRONMENT;
    }
    if (length == sizeof bytes) {
        fprintf(stderr, "%s:1:1: the file is larger than %d bytes\n", path, FILE_BYTES_MAX - 1);
        return EXIT_USAGE;
    }
    return parse(bytes, length, path, out, scenario);
}

int lesson_load(const char *name, struct lesson *out, struct scenario **scenario) {
    *scenario = NULL;
    for (int i = 0; i < builtin_lesson_count; i++) {
        const struct builtin *each = &builtin_lessons[i];
        if (strcmp(each->name, name) != 0) continue;
        const int code = parse(each->bytes, each->length, name, out, scenario);
        out->number = i + 1;
        out->total = builtin_lesson_count;
        return code;
    }
    FILE *file = fopen(name, "re");
    return file != NULL ? load_file(file, name, out, scenario) : no_such_lesson(name);
}
