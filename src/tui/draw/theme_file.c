#include "tui/draw/theme_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "app/builtin.h"
#include "base/check.h"
#include "base/text.h"

static const char *const style_names[STYLE_COUNT] = {
#define X(symbol, name) [STYLE_##symbol] = name,
    STYLES(X)
#undef X
};

static const char *const colours[] = { "black", "red",     "green", "yellow",
                                       "blue",  "magenta", "cyan",  "white" };
enum { COLOURS = sizeof colours / sizeof colours[0] };

static const struct {
    const char *name;
    uint8_t bit;
} attributes[] = { { "bold", THEME_BOLD },
                   { "dim", THEME_DIM },
                   { "reverse", THEME_REVERSE },
                   { "underline", THEME_UNDERLINE } };
enum { ATTRIBUTES = sizeof attributes / sizeof attributes[0] };

/* ---- words of a line ----------------------------------------------------------------- */

struct word {
    const char *at;
    size_t length; /* 0: the end of the line, or of the column */
};

struct reader {
    const char *line, *at, *end; /* of the line; the next character; where it ends */
    struct theme_error *error;
};

static bool is(struct word word, const char *name) {
    return word.length == strlen(name) && memcmp(word.at, name, word.length) == 0;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\r';
}

static struct word next_word(struct reader *self) {
    while (self->at < self->end && is_blank(*self->at)) self->at++;
    struct word word = { self->at, 0 };
    if (self->at < self->end && *self->at == '#') self->at = self->end;
    while (self->at < self->end && !is_blank(*self->at) && *self->at != '|') self->at++;
    word.length = (size_t)(self->at - word.at);
    if (word.length > 0 && *word.at == '#') word.length = 0; /* a comment */
    return word;
}

/* False, always: so that it can be returned. */
static bool refuse(struct reader *self, const char *at, const char *expected,
                   const char *const *known, size_t count) {
    char typed[24];
    struct text said;
    size_t length = 0;
    while (at + length < self->end && !is_blank(at[length]) && at[length] != '|') length++;
    text_init(&said, typed, sizeof typed);
    text_add_n(&said, at, length < sizeof typed - 1 ? length : sizeof typed - 1);
    self->error->column = (int)(at - self->line) + 1;
    text_init(&said, self->error->message, sizeof self->error->message);
    text_add(&said, "expected ");
    text_add(&said, expected);
    if (length > 0) {
        text_add(&said, ", not `");
        text_add(&said, typed);
        text_add(&said, "`");
    }
    const char *nearest = count > 0 && length > 0 ? text_nearest(typed, known, count) : NULL;
    if (nearest != NULL) {
        text_add(&said, "; did you mean `");
        text_add(&said, nearest);
        text_add(&said, "`?");
    }
    return false;
}

/* ---- looks ------------------------------------------------------------------------------ */

static bool parse_number(struct word word, int16_t *out) {
    int value = 0;
    for (size_t i = 0; i < word.length; i++) {
        if (word.at[i] < '0' || word.at[i] > '9' || value > 255) return false;
        value = 10 * value + (word.at[i] - '0');
    }
    *out = (int16_t)value;
    return word.length > 0 && value <= 255;
}

static bool parse_colour(struct word word, enum theme_depth depth, int16_t *out) {
    if (depth == THEME_256) return parse_number(word, out);
    for (int i = 0; depth == THEME_8 && i < COLOURS; i++) {
        if (!is(word, colours[i])) continue;
        *out = (int16_t)i;
        return true;
    }
    return false;
}

static bool parse_attribute(struct word word, uint8_t *set) {
    for (int i = 0; i < ATTRIBUTES; i++) {
        if (!is(word, attributes[i].name)) continue;
        *set |= attributes[i].bit;
        return true;
    }
    return false;
}

static bool refuse_look(struct reader *self, const char *at, enum theme_depth depth) {
    const char *known[COLOURS + ATTRIBUTES];
    size_t count = 0;
    for (int i = 0; i < ATTRIBUTES; i++) known[count++] = attributes[i].name;
    for (int i = 0; depth == THEME_8 && i < COLOURS; i++) known[count++] = colours[i];
    static const char *const expected[THEME_DEPTH_COUNT] = {
        [THEME_256] = "a colour from 0 to 255, on, bold, dim, reverse, underline or -",
        [THEME_8] = "one of 8 colours, on, bold, dim, reverse, underline or -",
        [THEME_MONO] = "bold, dim, reverse, underline or -: this column has no colours",
    };
    return refuse(self, at, expected[depth], known, count);
}

/* [COLOUR] [on COLOUR] [ATTRIBUTE...], or `-`. */
static bool parse_look(struct reader *self, enum theme_depth depth, struct theme_look *out) {
    struct theme_look look = { THEME_DEFAULT, THEME_DEFAULT, THEME_NORMAL };
    bool dash = false;
    int words = 0;
    for (;; words++) {
        const struct word word = next_word(self);
        if (word.length == 0) break;
        if (dash) return refuse_look(self, word.at, depth);
        if (words == 0 && is(word, "-")) {
            dash = true;
        } else if (is(word, "on") && depth != THEME_MONO && look.bg == THEME_DEFAULT) {
            const struct word ground = next_word(self);
            if (!parse_colour(ground, depth, &look.bg)) return refuse_look(self, ground.at, depth);
        } else if (words == 0 && parse_colour(word, depth, &look.fg)) {
            continue;
        } else if (!parse_attribute(word, &look.attributes)) {
            return refuse_look(self, word.at, depth);
        }
    }
    if (words == 0) return refuse_look(self, self->at, depth);
    *out = look;
    return true;
}

static bool parse_style(struct reader *self, enum style style, struct theme *out) {
    static const enum theme_depth columns[] = { THEME_256, THEME_8, THEME_MONO };
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        if (i > 0) {
            if (self->at == self->end || *self->at != '|') {
                return refuse(self, self->at, "| and the next column", NULL, 0);
            }
            self->at++;
        }
        if (!parse_look(self, columns[i], &out->look[columns[i]][style])) return false;
    }
    if (self->at < self->end) return refuse(self, self->at, "no more than three columns", NULL, 0);
    return true;
}

/* ---- the file ----------------------------------------------------------------------------- */

/* `background dark|light`; styles named before it would be lost. */
static bool parse_background(struct reader *self, struct theme *out, bool *known) {
    static const char *const names[] = { "dark", "light" };
    const struct word word = next_word(self);
    if (*known) return refuse(self, word.at, "the background once, before all styles", NULL, 0);
    if (!is(word, "dark") && !is(word, "light")) {
        return refuse(self, word.at, "dark or light", names, 2);
    }
    out->background = is(word, "dark") ? THEME_DARK : THEME_LIGHT;
    *known = true;
    const struct word more = next_word(self);
    if (more.length > 0) return refuse(self, more.at, "nothing more", NULL, 0);
    return true;
}

static bool parse_line(struct reader *self, struct theme *out, bool *known) {
    const char *words[STYLE_COUNT + 1];
    const struct word word = next_word(self);
    if (word.length == 0 && self->at == self->end) return true;
    if (is(word, "background")) return parse_background(self, out, known);
    for (int i = 0; i < STYLE_COUNT; i++) {
        if (!is(word, style_names[i])) continue;
        if (!*known)
            return refuse(self, word.at, "`background dark` or `background light` first", NULL, 0);
        return parse_style(self, (enum style)i, out);
    }
    for (int i = 0; i < STYLE_COUNT; i++) words[i] = style_names[i];
    words[STYLE_COUNT] = "background";
    return refuse(self, word.at, "a style or background", words, STYLE_COUNT + 1);
}

static bool parse(const char *text, size_t length, struct theme *out, bool *known,
                  struct theme_error *error) {
    const char *end = text + length;
    error->line = 0;
    for (const char *line = text; line < end;) {
        const char *stop = memchr(line, '\n', (size_t)(end - line));
        if (stop == NULL) stop = end;
        struct reader reader = { line, line, stop, error };
        error->line++;
        if (!parse_line(&reader, out, known)) return false;
        line = stop + 1;
    }
    return true;
}

static const struct builtin *find(const char *name) {
    for (int i = 0; i < builtin_theme_count; i++) {
        if (strcmp(builtin_themes[i].name, name) == 0) return &builtin_themes[i];
    }
    return NULL;
}

/* What is not named looks as in the built-in theme of that background, so the
 * background is read first. */
bool theme_parse(const char *text, size_t length, struct theme *out, struct theme_error *error) {
    static const char *const bases[THEME_BACKGROUND_COUNT] = { "dark", "light" };
    struct theme wanted = { .background = THEME_DARK };
    bool known = false;
    if (!parse(text, length, &wanted, &known, error)) return false;
    if (!known) {
        error->line++;
        error->column = 1;
        static const char missing[] = "expected a line `background dark` or `background light`";
        memcpy(error->message, missing, sizeof missing);
        return false;
    }
    const struct builtin *base = find(bases[wanted.background]);
    *out = wanted;
    known = false;
    if (!parse(base->bytes, base->length, out, &known, error)) UNREACHABLE();
    known = false;
    return parse(text, length, out, &known, error);
}

/* ---- finding one ----------------------------------------------------------------------------- */

static enum err refuse_name(const char *word, struct err_info *info) {
    const char *names[64];
    size_t count = 0;
    for (; count < (size_t)builtin_theme_count && count < 64; count++) {
        names[count] = builtin_themes[count].name;
    }
    const char *nearest = text_nearest(word, names, count);
    struct text said;
    text_init(&said, info->text, sizeof info->text);
    text_add(&said, "no theme `");
    text_add(&said, word);
    text_add(&said, "`; ");
    if (nearest != NULL) {
        text_add(&said, "did you mean `");
        text_add(&said, nearest);
        text_add(&said, "`? ");
    }
    text_add(&said, "(ringleader list themes)");
    return ERR_USAGE;
}

static bool is_path(const char *word) {
    const size_t length = strlen(word), ending = strlen(".theme");
    return strchr(word, '/') != NULL ||
           (length > ending && strcmp(word + length - ending, ".theme") == 0);
}

static enum err load_file(const char *path, struct theme *out, struct err_info *info) {
    static char bytes[THEME_BYTES_MAX + 1];
    struct theme_error error;
    FILE *file = fopen(path, "re");
    const size_t length = file != NULL ? fread(bytes, 1, sizeof bytes, file) : 0;
    const int failed = file == NULL || ferror(file) ? errno : 0;
    if (file != NULL) fclose(file);
    if (failed != 0) {
        snprintf(info->text, sizeof info->text, "%.100s: %s", path, strerror(failed));
    } else if (length > THEME_BYTES_MAX) {
        snprintf(info->text, sizeof info->text, "%.100s: a theme has at most %d bytes", path,
                 THEME_BYTES_MAX);
    } else if (!theme_parse(bytes, length, out, &error)) {
        snprintf(info->text, sizeof info->text, "%.100s:%d:%d: %s", path, error.line, error.column,
                 error.message);
    } else {
        return ERR_NONE;
    }
    return ERR_USAGE;
}

enum err theme_load(const char *word, struct theme *out, struct err_info *info) {
    struct theme_error error;
    if (is_path(word)) return load_file(word, out, info);
    const struct builtin *builtin = find(word);
    if (builtin == NULL) return refuse_name(word, info);
    ENSURE(theme_parse(builtin->bytes, builtin->length, out, &error));
    return ERR_NONE;
}
