#include "tui/hands/script.h"

#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "scenario/statement.h"
#include "tui/person/keys.h"

enum { TIMEOUT_US = 20 * 1000000, WORD_BYTES = 64 };

static const struct {
    const char *word, *syntax, *help;
} statements[] = {
#define X(symbol, word, syntax, help) [SCRIPT_##symbol] = { word, syntax, help },
    SCRIPT_STATEMENTS(X)
#undef X
};

static const struct {
    const char *name;
    int code;
} key_names[] = {
#define X(name, code) { name, code },
    SCRIPT_KEYS(X)
#undef X
};
enum { KEY_NAME_COUNT = sizeof key_names / sizeof key_names[0] };

/* One line being read. */
struct line {
    struct script *script;
    const char *at, *end;
    const char *start;
    uint32_t number;
    struct script_error *error;
};

/* ---- errors ------------------------------------------------------------------------- */

static bool fail(struct line *line, const char *at, const char *what, const char *word,
                 const char *expected) {
    struct text text;
    line->error->line = line->number;
    line->error->column = (uint32_t)(at - line->start) + 1;
    text_init(&text, line->error->message, sizeof line->error->message);
    text_add(&text, what);
    if (word != NULL) {
        text_add(&text, " `");
        text_add_n(&text, word, text_length(word) > 60 ? 60 : text_length(word));
        text_add_char(&text, '`');
    }
    text_add(&text, expected);
    return false;
}

static bool fail_expected(struct line *line, const char *at, enum script_kind kind) {
    char expected[160];
    struct text text;
    text_init(&text, expected, sizeof expected);
    text_add(&text, "expected ");
    text_add(&text, statements[kind].syntax);
    return fail(line, at, expected, NULL, "");
}

static bool fail_nearest(struct line *line, const char *at, const char *what, const char *word,
                         const char *const *names, size_t count, const char *otherwise) {
    char tail[160];
    struct text text;
    const char *nearest = text_nearest(word, names, count);
    text_init(&text, tail, sizeof tail);
    if (nearest != NULL) {
        text_add(&text, "; did you mean `");
        text_add(&text, nearest);
        text_add_char(&text, '`');
        text_add_char(&text, '?');
    } else {
        text_add(&text, otherwise);
    }
    return fail(line, at, what, word, tail);
}

/* ---- words ---------------------------------------------------------------------------- */

static void skip_blanks(struct line *line) {
    while (line->at < line->end && (*line->at == ' ' || *line->at == '\t')) line->at++;
    if (line->at < line->end && *line->at == '#') line->at = line->end;
}

static bool more(struct line *line) {
    skip_blanks(line);
    return line->at < line->end;
}

/* The next word; cut when it is too long to be one of ours. */
static void take_word(struct line *line, char out[WORD_BYTES]) {
    size_t length = 0;
    while (line->at < line->end && *line->at != ' ' && *line->at != '\t') {
        if (length < WORD_BYTES - 1) out[length++] = *line->at;
        line->at++;
    }
    out[length] = '\0';
}

static bool keep(struct script *self, char c) {
    if (self->used == SCRIPT_BYTES_MAX) return false;
    self->bytes[self->used++] = c;
    return true;
}

static bool keep_end(struct line *line, const char *from, struct script_step *step) {
    const uint32_t length = line->script->used - step->text;
    if (length == 0) return fail(line, from, "the text is empty", NULL, "");
    if (length > SCRIPT_TEXT_MAX || !keep(line->script, '\0')) {
        return fail(line, from, "the text is too long", NULL, "");
    }
    return true;
}

/* "TEXT" with \" and \\ in it. */
static bool take_string(struct line *line, struct script_step *step) {
    const char *from = line->at++;
    step->text = line->script->used;
    while (line->at < line->end && *line->at != '"') {
        if (*line->at == '\\' && line->at + 1 < line->end) line->at++;
        if (!keep(line->script, *line->at++)) return fail(line, from, "too much text", NULL, "");
    }
    if (line->at == line->end) return fail(line, from, "the text has no closing \"", NULL, "");
    line->at++;
    return keep_end(line, from, step);
}

/* The rest of the line, up to a comment. */
static bool take_rest(struct line *line, struct script_step *step) {
    const char *from = line->at, *last = line->at;
    for (const char *at = from; at < line->end; at++) {
        if (*at == '#' && (at[-1] == ' ' || at[-1] == '\t')) break;
        if (*at != ' ' && *at != '\t') last = at + 1;
    }
    step->text = line->script->used;
    for (const char *at = from; at < last; at++) {
        if (!keep(line->script, *at)) return fail(line, from, "too much text", NULL, "");
    }
    line->at = line->end;
    return keep_end(line, from, step);
}

static bool take_duration(struct line *line, struct script_step *step) {
    char word[WORD_BYTES];
    const char *from = line->at;
    take_word(line, word);
    if (text_parse_duration(word, strlen(word), &step->us) && step->us > 0) {
        if (step->us <= STATEMENT_DURATION_MAX_US) return true;
        return fail(line, from, "too long:", word, "; at most 1000000s");
    }
    return fail(line, from, "no duration:", word,
                "; expected a number above 0 and a unit: us, ms, s or m (200ms, 1.5s)");
}

/* What a keyboard and the prompts know is ASCII. */
static bool is_typed(struct line *line, const char *from, const struct script_step *step) {
    for (const char *at = line->script->bytes + step->text; *at != '\0'; at++) {
        if (*at < ' ' || *at > '~') {
            return fail(line, from, "only ASCII characters can be typed", NULL, "");
        }
    }
    return true;
}

/* ---- statements ------------------------------------------------------------------------- */

static struct script_step *add(struct line *line, enum script_kind kind, const char *at) {
    struct script *self = line->script;
    if (self->count == SCRIPT_STEPS_MAX) {
        (void)fail(line, at, "too many steps for one file", NULL, "");
        return NULL;
    }
    struct script_step *step = &self->step[self->count++];
    *step = (struct script_step){ .kind = kind, .line = line->number };
    step->column = (uint32_t)(at - line->start) + 1;
    return step;
}

static bool key_code(const char *word, int *out) {
    if (word[0] > ' ' && word[0] <= '~' && word[1] == '\0') *out = (unsigned char)word[0];
    else if (word[0] == '^' && word[1] >= '@' && word[1] <= '_' && word[2] == '\0')
        *out = KEYS_CTRL(word[1]);
    else *out = KEYS_CODE_NONE;
    for (int i = 0; i < KEY_NAME_COUNT && *out == KEYS_CODE_NONE; i++) {
        if (strcmp(key_names[i].name, word) == 0) *out = key_names[i].code;
    }
    return *out != KEYS_CODE_NONE;
}

static bool read_keys(struct line *line) {
    const char *names[KEY_NAME_COUNT];
    for (int i = 0; i < KEY_NAME_COUNT; i++) names[i] = key_names[i].name;
    if (!more(line)) return fail_expected(line, line->at, SCRIPT_KEY);
    while (more(line)) {
        char word[WORD_BYTES];
        const char *from = line->at;
        int code;
        take_word(line, word);
        if (!key_code(word, &code)) {
            return fail_nearest(line, from, "unknown key", word, names, KEY_NAME_COUNT,
                                "; expected one character, ^X, Enter, Esc, PgUp, F1, ...");
        }
        struct script_step *step = add(line, SCRIPT_KEY, from);
        if (step == NULL) return false;
        step->code = code;
    }
    return true;
}

static bool take_number(struct line *line, int most, int *out) {
    uint64_t value = 0;
    const char *from = line->at;
    while (line->at < line->end && *line->at >= '0' && *line->at <= '9') line->at++;
    if (!text_parse_uint(from, (size_t)(line->at - from), &value)) return false;
    *out = (int)value;
    return value >= 1 && value <= (uint64_t)most;
}

static bool read_click(struct line *line, struct script_step *step) {
    if (more(line) && *line->at == '"') return take_string(line, step);
    const char *from = line->at;
    if (take_number(line, CELLS_ROWS_MAX, &step->rows) && more(line) &&
        take_number(line, CELLS_COLS_MAX, &step->cols)) {
        return true;
    }
    return fail_expected(line, from, SCRIPT_CLICK);
}

static bool read_resize(struct line *line, struct script_step *step) {
    const char *from = line->at;
    if (line->end - line->at >= 3 && memcmp(line->at, "own", 3) == 0) {
        line->at += 3;
        return true;
    }
    if (take_number(line, CELLS_COLS_MAX, &step->cols) && line->at < line->end &&
        *line->at++ == 'x' && take_number(line, CELLS_ROWS_MAX, &step->rows)) {
        return true;
    }
    return fail(line, from, "expected COLUMNSxROWS, 1x1 to 320x110, or own", NULL, "");
}

static bool read_text(struct line *line, struct script_step *step, bool typed) {
    const char *from = line->at;
    if (from == line->end) return fail_expected(line, from, step->kind);
    const bool quoted = *from == '"';
    if (!quoted && step->kind != SCRIPT_TYPE && step->kind != SCRIPT_SCREEN) {
        return fail_expected(line, from, step->kind);
    }
    if (!(quoted ? take_string(line, step) : take_rest(line, step))) return false;
    return !typed || is_typed(line, from, step);
}

static bool read_arguments(struct line *line, struct script_step *step) {
    (void)more(line);
    switch (step->kind) {
    case SCRIPT_TYPE:
    case SCRIPT_PASTE: return read_text(line, step, true);
    case SCRIPT_SCREEN: return read_text(line, step, false);
    case SCRIPT_CLICK: return read_click(line, step);
    case SCRIPT_WAIT:
    case SCRIPT_WAIT_NOT:
        if (!read_text(line, step, false)) return false;
        return more(line) ? take_duration(line, step) : true;
    case SCRIPT_SLEEP:
    case SCRIPT_PASS:
    case SCRIPT_TIMEOUT:
        if (line->at == line->end) return fail_expected(line, line->at, step->kind);
        return take_duration(line, step);
    case SCRIPT_RESIZE: return read_resize(line, step);
    case SCRIPT_QUIT: return true;
    case SCRIPT_KEY:
    case SCRIPT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

static bool read_line(struct line *line) {
    const char *words[SCRIPT_KIND_COUNT];
    char word[WORD_BYTES];
    unsigned kind = 0;
    if (!more(line)) return true;
    const char *from = line->at;
    take_word(line, word);
    for (unsigned i = 0; i < SCRIPT_KIND_COUNT; i++) words[i] = statements[i].word;
    while (kind < SCRIPT_KIND_COUNT && strcmp(words[kind], word) != 0) kind++;
    if (kind == SCRIPT_KIND_COUNT) {
        return fail_nearest(line, from, "unknown statement", word, words, SCRIPT_KIND_COUNT,
                            "; expected key, type, wait, sleep, pass, screen, ...");
    }
    if (kind == SCRIPT_KEY) return read_keys(line);
    struct script_step *step = add(line, (enum script_kind)kind, from);
    if (step == NULL || !read_arguments(line, step)) return false;
    if (more(line)) return fail(line, line->at, "expected the end of the line", NULL, "");
    return true;
}

bool script_parse(struct script *self, const char *bytes, size_t length,
                  struct script_error *error) {
    const char *at = bytes, *end = bytes + length;
    uint32_t number = 1;
    self->count = self->at = 0;
    self->begun = false;
    self->used = 1; /* offset 0 is the empty text */
    self->bytes[0] = '\0';
    self->timeout_us = TIMEOUT_US;
    for (; at < end; number++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end;
        struct line line = { self, at, stop, at, number, error };
        if (stop > at && stop[-1] == '\r') line.end--;
        if (memchr(at, '\0', (size_t)(stop - at)) != NULL) {
            return fail(&line, at, "a NUL byte; expected text", NULL, "");
        }
        if (!read_line(&line)) return false;
        at = newline != NULL ? newline + 1 : end;
    }
    return true;
}

/* ---- the file ------------------------------------------------------------------------------ */

static const char *shown_path(const char *path) {
    return strcmp(path, "-") == 0 ? "stdin" : path;
}

static int refuse_dashes(const struct script *self, FILE *talk) {
    for (int i = 0; i < self->count; i++) {
        const struct script_step *step = &self->step[i];
        if (step->kind != SCRIPT_SCREEN || strcmp(self->bytes + step->text, "-") != 0) continue;
        fprintf(talk,
                "%s:%u:%u: the dashboard has stdout for itself; name a file, or add "
                "--no-terminal\n",
                self->path, step->line, step->column);
        return EXIT_USAGE;
    }
    return EXIT_HOLDS;
}

int script_load(struct script *self, const char *path, bool has_terminal, FILE *talk) {
    static char bytes[SCRIPT_BYTES_MAX];
    struct script_error error;
    const bool from_stdin = strcmp(path, "-") == 0;
    if (from_stdin && has_terminal) {
        fprintf(talk, "ringleader: --keys -: the dashboard has stdin for itself; name a file, or "
                      "add --no-terminal\n");
        return EXIT_USAGE;
    }
    FILE *file = from_stdin ? stdin : fopen(path, "re");
    if (file == NULL) {
        fprintf(talk, "ringleader: cannot read %s: %s\n", path, strerror(errno));
        return errno == ENOENT || errno == ENOTDIR ? EXIT_USAGE : EXIT_ENVIRONMENT;
    }
    const size_t length = fread(bytes, 1, sizeof bytes, file);
    const bool broken = ferror(file) != 0, whole = feof(file) != 0;
    const int reason = errno;
    if (!from_stdin) (void)fclose(file);
    snprintf(self->path, sizeof self->path, "%s", shown_path(path));
    if (broken) {
        fprintf(talk, "ringleader: cannot read %s: %s\n", path, strerror(reason));
        return reason == EISDIR ? EXIT_USAGE : EXIT_ENVIRONMENT;
    }
    if (!whole) {
        fprintf(talk, "%s:1:1: the file is larger than %d bytes\n", self->path,
                SCRIPT_BYTES_MAX - 1);
        return EXIT_USAGE;
    }
    if (!script_parse(self, bytes, length, &error)) {
        fprintf(talk, "%s:%u:%u: %s\n", self->path, error.line, error.column, error.message);
        return EXIT_USAGE;
    }
    return has_terminal ? refuse_dashes(self, talk) : EXIT_HOLDS;
}

void script_help(FILE *out) {
    fprintf(out, "\nFILE of --keys, one statement a line, # starts a comment:\n");
    for (int i = 0; i < SCRIPT_KIND_COUNT; i++) {
        fprintf(out, "  %-26s %s\n", statements[i].syntax, statements[i].help);
    }
}
