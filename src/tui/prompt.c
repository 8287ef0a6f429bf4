#include "tui/prompt.h"

#include <string.h>

#include "base/check.h"
#include "app/builtin.h"
#include "scenario/statement.h"
#include "tui/picture.h"
#include "tui/preset.h"
#include "tui/theme_file.h"
#include "tui/until.h"
#include "tui/guide.h"
#include "tui/line.h"

enum prompt_word {
#define X(symbol, word, syntax, help) PROMPT_##symbol,
    PROMPT_WORDS(X)
#undef X
    PROMPT_WORD_COUNT
};

static const char *const words[] = {
#define X(symbol, word, syntax, help) [PROMPT_##symbol] = word,
    PROMPT_WORDS(X)
#undef X
};

static const char *const syntaxes[] = {
#define X(symbol, word, syntax, help) [PROMPT_##symbol] = syntax,
    PROMPT_WORDS(X)
#undef X
};

static struct ui_line *line_in_force(struct ui *ui) {
    REQUIRE(ui->mode == UI_PROMPT || ui->mode == UI_FILTER || ui->mode == UI_SEARCH);
    if (ui->mode == UI_SEARCH) return &ui->search;
    return ui->mode == UI_PROMPT ? &ui->prompt : &ui->filter;
}

/* ---- hints -------------------------------------------------------------------------- */

static bool starts_with(const char *word, const char *prefix, size_t length) {
    return strncmp(word, prefix, length) == 0;
}

/* The names that may follow one of our words. */
static const struct {
    const char *word;
    const struct builtin *names; /* up to a row of NULLs */
} named[] = { { "preset ", builtin_presets },
              { "lesson ", builtin_lessons },
              { "theme ", builtin_themes } };

static void own_candidates(const struct ui_line *line, struct candidates *out) {
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const size_t start = strlen(named[i].word);
        if (!text_starts(line->text, named[i].word) || (size_t)line->cursor < start) continue;
        out->start = start;
        out->count = 0;
        out->hint[0] = '\0';
        for (const struct builtin *each = named[i].names; each->name != NULL; each++) {
            if (out->count == CANDIDATES_MAX) break;
            if (starts_with(each->name, line->text + start, (size_t)line->cursor - start)) {
                out->word[out->count++] = each->name;
            }
        }
    }
}

/* Statements' words from the language, ours for the first word. */
static void candidates_at(const struct ui_line *line, uint8_t nodes, struct candidates *out) {
    statement_complete(line->text, (size_t)line->length, (size_t)line->cursor, nodes, out);
    const size_t typed = (size_t)line->cursor - out->start;
    own_candidates(line, out);
    if (strspn(line->text, " ") < out->start) return;
    for (int i = 0; i < PROMPT_WORD_COUNT && out->count < CANDIDATES_MAX; i++) {
        if (starts_with(words[i], line->text + out->start, typed)) {
            out->word[out->count++] = words[i];
        }
    }
}

static void show_candidates(struct ui *ui, const struct candidates *candidates) {
    struct text text;
    text_init(&text, ui->completions, sizeof ui->completions);
    for (int i = 0; i < candidates->count; i++) {
        if (i > 0) text_add(&text, "  ");
        text_add(&text, candidates->word[i]);
    }
    if (candidates->count == 0) text_add(&text, candidates->hint);
}

/* What could come next is shown while one types. */
static void show_hints(struct input_state *self, struct ui *ui) {
    struct candidates candidates;
    self->completed_next = -1;
    ui->prompt_error[0] = '\0';
    candidates_at(&ui->prompt, self->nodes, &candidates);
    show_candidates(ui, &candidates);
}

static size_t common_prefix(const struct candidates *candidates) {
    size_t length = strlen(candidates->word[0]);
    for (int i = 1; i < candidates->count; i++) {
        size_t same = 0;
        while (same < length && candidates->word[i][same] == candidates->word[0][same]) same++;
        length = same;
    }
    return length;
}

/* The word at the cursor becomes word[0..length), and a blank when it is whole. */
static void replace_word(struct ui_line *line, size_t start, const char *word, size_t length,
                         bool whole) {
    line_cut(line, (int)start, line->cursor);
    for (size_t i = 0; i < length; i++) (void)line_insert(line, word[i]);
    if (whole && line->text[line->cursor] != ' ') (void)line_insert(line, ' ');
}

/* The first Tab goes as far as all candidates agree, the next ones go through them. */
static void complete(struct input_state *self, struct ui *ui) {
    struct candidates candidates;
    if (self->completed_next < 0) self->completed = ui->prompt;
    candidates_at(&self->completed, self->nodes, &candidates);
    if (candidates.count == 0) return;
    const size_t typed = (size_t)self->completed.cursor - candidates.start;
    const size_t common = common_prefix(&candidates);
    if (self->completed_next < 0 && (candidates.count == 1 || common > typed)) {
        replace_word(&ui->prompt, candidates.start, candidates.word[0], common,
                     candidates.count == 1);
        show_hints(self, ui);
        return;
    }
    if (self->completed_next < 0) self->completed_next = 0;
    const int chosen = self->completed_next % candidates.count;
    const char *word = candidates.word[chosen];
    ui->prompt = self->completed;
    replace_word(&ui->prompt, candidates.start, word, strlen(word), false);
    show_candidates(ui, &candidates);
    self->completed_next = chosen + 1;
}

/* ---- history ---------------------------------------------------------------------------- */

static void remember(struct input_state *self, const char *string) {
    const int last = self->history_count - 1;
    if (last >= 0 && strcmp(self->history[last], string) == 0) return;
    if (self->history_count == INPUT_HISTORY_MAX) {
        memmove(self->history[0], self->history[1], sizeof self->history - sizeof self->history[0]);
        self->history_count--;
    }
    memcpy(self->history[self->history_count++], string, UI_LINE_BYTES);
}

static void go_through_history(struct input_state *self, struct ui *ui, int step) {
    const int at = self->history_at + step;
    if (at < 0 || at > self->history_count) return;
    if (self->history_at == self->history_count) self->draft = ui->prompt;
    self->history_at = at;
    if (at == self->history_count) ui->prompt = self->draft;
    else line_set(&ui->prompt, self->history[at]);
}

/* ---- carrying it out ----------------------------------------------------------------------- */

void prompt_open(struct input_state *self, struct ui *ui) {
    memset(&ui->prompt, 0, sizeof ui->prompt);
    ui->mode = UI_PROMPT;
    self->history_at = self->history_count;
    show_hints(self, ui);
}

void prompt_filter_open(struct ui *ui) {
    ui->mode = UI_FILTER;
    ui->filter.cursor = ui->filter.length;
}

void prompt_search_clear(struct ui *ui) {
    memset(&ui->search, 0, sizeof ui->search);
    ui->help_scroll = 0;
}

static void done(struct input_state *self, struct ui *ui) {
    remember(self, ui->prompt.text);
    memset(&ui->prompt, 0, sizeof ui->prompt);
    ui->completions[0] = ui->prompt_error[0] = '\0';
    ui_home(ui);
}

/* The line stays, to be put right. */
static void refuse(struct ui *ui, int column, const char *why) {
    struct text text;
    text_init(&text, ui->prompt_error, sizeof ui->prompt_error);
    text_add(&text, why);
    ui->prompt_error_column = column;
    ui->toast[0] = '\0';
}

static void change_speed(struct input_state *self, struct ui *ui, const char *word, int column,
                         struct input_result *out) {
    uint32_t ppm = 0;
    /* a percentage of 100 is full speed; written as a factor it is the same digits */
    const size_t length = strcspn(word, "x ");
    if (!text_parse_percent(word, length, &ppm) || strchr(word, '%') != NULL ||
        ppm < INPUT_SPEED_MIN_PERMILLE * 10 || ppm > INPUT_SPEED_MAX_PERMILLE * 10) {
        refuse(ui, column, "expected a speed from 0.1 to 10");
        return;
    }
    if (ui->live && !input_may_act(ui)) {
        refuse(ui, 0, ui->toast);
        return;
    }
    ui->speed_permille = ppm / 10;
    out->request = INPUT_SPEED;
    done(self, ui);
}

static void save_as(struct input_state *self, struct ui *ui, const char *name, int column,
                    struct input_result *out) {
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == ' ') length--;
    if (length + sizeof ".ring" > sizeof out->path) {
        refuse(ui, column, "this name is too long");
        return;
    }
    memcpy(out->path, name, length);
    out->path[length] = '\0';
    const char *base = strrchr(out->path, '/');
    base = base == NULL ? out->path : base + 1;
    if (length > 0 && strchr(base, '.') == NULL)
        memcpy(out->path + length, ".ring", sizeof ".ring");
    out->request = INPUT_SAVE;
    done(self, ui);
}

static void save_screen(struct input_state *self, struct ui *ui, const char *name, int column,
                        struct input_result *out) {
    enum report_format format;
    struct text path;
    size_t length = strlen(name);
    while (length > 0 && name[length - 1] == ' ') length--;
    text_init(&path, out->path, sizeof out->path);
    text_add_n(&path, name, length);
    if (!picture_format(out->path, &format)) {
        refuse(ui, column, "expected a file's name that ends in .txt, .ans or .svg");
        return;
    }
    out->request = INPUT_SAVE_SCREEN;
    done(self, ui);
}

static bool is_word(const char *rest, const char *word) {
    const size_t length = strlen(word);
    return starts_with(rest, word, length) && rest[length + strspn(rest + length, " ")] == '\0';
}

static void begin_lesson(struct input_state *self, struct ui *ui, const char *rest, int column,
                         struct input_result *out) {
    const char *names[UI_MENU_ROWS_MAX];
    const int count = lesson_builtin_count();
    int which = 0;
    while (which < count && !is_word(rest, lesson_builtin_name(which))) which++;
    if (which < count && ui->no_lessons == NULL) {
        struct text text;
        text_init(&text, out->path, sizeof out->path);
        text_add(&text, lesson_builtin_name(which));
        out->request = INPUT_LESSON;
        done(self, ui);
        return;
    }
    char buffer[UI_TOAST_BYTES];
    struct text text;
    int listed = 0;
    for (; listed < count && listed < UI_MENU_ROWS_MAX; listed++) {
        names[listed] = lesson_builtin_name(listed);
    }
    const char *nearest = text_nearest(rest, names, (size_t)listed);
    text_init(&text, buffer, sizeof buffer);
    text_add(&text,
             which < count ? ui->no_lessons : "no such lesson; expected a name, next or stop");
    if (which == count && nearest != NULL) {
        text_add(&text, ": did you mean ");
        text_add(&text, nearest);
        text_add_char(&text, '?');
    }
    refuse(ui, column, buffer);
}

static void lesson_word(struct input_state *self, struct ui *ui, const char *rest, int column,
                        struct input_result *out) {
    const bool skip = is_word(rest, "next"), stop = is_word(rest, "stop");
    if (*rest != '\0' && !skip && !stop) {
        begin_lesson(self, ui, rest, column, out);
        return;
    }
    done(self, ui);
    if (skip) out->request = INPUT_LESSON_SKIP;
    else if (stop) out->request = INPUT_LESSON_STOP;
    else guide_menu(ui);
}

static void preset_word(struct input_state *self, struct ui *ui, const char *rest, int column,
                        struct input_result *out) {
    const char *nearest = NULL;
    char buffer[UI_TOAST_BYTES];
    struct text text;
    size_t length = strlen(rest);
    while (length > 0 && rest[length - 1] == ' ') length--;
    text_init(&text, out->path, sizeof out->path);
    if (!is_word(rest, "stop")) text_add_n(&text, rest, length);
    if (out->path[0] != '\0' && preset_find(out->path, &nearest) == NULL) {
        text_init(&text, buffer, sizeof buffer);
        text_add(&text, "no such preset; P lists them");
        if (nearest != NULL) {
            text_add(&text, ": did you mean ");
            text_add(&text, nearest);
            text_add_char(&text, '?');
        }
        refuse(ui, column, buffer);
        return;
    }
    if (!is_word(rest, "stop") && length == 0) {
        refuse(ui, column, "expected the name of a preset (P lists them), or stop");
        return;
    }
    out->request = INPUT_PRESET;
    done(self, ui);
}

static void theme_word(struct input_state *self, struct ui *ui, const char *rest, int column,
                       struct input_result *out) {
    struct theme theme;
    struct err_info info = { "" };
    struct text text;
    size_t length = strlen(rest);
    while (length > 0 && rest[length - 1] == ' ') length--;
    text_init(&text, out->path, sizeof out->path);
    text_add_n(&text, rest, length);
    if (length == 0) {
        refuse(ui, column, "expected the name of a theme, or a file");
    } else if (theme_load(out->path, &theme, &info) != ERR_NONE) {
        refuse(ui, column, info.text);
    } else {
        out->request = INPUT_THEME;
        done(self, ui);
    }
}

static void until_word(struct input_state *self, struct ui *ui, const struct view *view,
                       const char *rest, int column, struct input_result *out) {
    struct statement_error error;
    memset(&out->until, 0, sizeof out->until);
    memcpy(out->until.text, "off", sizeof "off");
    if (*rest == '\0') {
        out->until.text[0] = '\0';
    } else if (!is_word(rest, "off") && !until_parse(rest, view->nodes, &out->until, &error)) {
        refuse(ui, column + (int)error.column - 1, error.message);
        return;
    }
    out->request = INPUT_UNTIL;
    done(self, ui);
}

/* One of our own words?  False: it is a statement, or none at all. */
static bool own_word(struct input_state *self, struct ui *ui, const struct view *view,
                     const struct record *record, struct input_result *out) {
    const int start = (int)strspn(ui->prompt.text, " ");
    const char *word = ui->prompt.text + start;
    const size_t length = strcspn(word, " ");
    const char *rest = word + length + strspn(word + length, " ");
    const int column = (int)(rest - ui->prompt.text);
    int which = 0;
    while (which < PROMPT_WORD_COUNT &&
           !(strlen(words[which]) == length && starts_with(word, words[which], length))) {
        which++;
    }
    if (which == PROMPT_WORD_COUNT) return false;
    if (which == PROMPT_SAVE) {
        save_as(self, ui, rest, column, out);
    } else if (which == PROMPT_SAVE_SCREEN) {
        save_screen(self, ui, rest, column, out);
    } else if (which == PROMPT_SPEED) {
        change_speed(self, ui, rest, column, out);
    } else if (which == PROMPT_PRESET) {
        preset_word(self, ui, rest, column, out);
    } else if (which == PROMPT_THEME) {
        theme_word(self, ui, rest, column, out);
    } else if (which == PROMPT_UNTIL) {
        until_word(self, ui, view, rest, column, out);
    } else if (which == PROMPT_LESSON) {
        lesson_word(self, ui, rest, column, out);
    } else if (which == PROMPT_HELP) {
        struct ui_line search;
        line_set(&search, rest);
        done(self, ui);
        prompt_search_clear(ui);
        ui->search = search;
        ui->mode = UI_HELP;
    } else if (*rest != '\0') {
        char buffer[UI_TOAST_BYTES];
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        text_add(&text, "expected nothing more: ");
        text_add(&text, syntaxes[which]);
        refuse(ui, column, buffer);
    } else {
        done(self, ui);
        static const enum keys_id keys[] = {
            [PROMPT_PAUSE] = KEYS_PAUSE,
            [PROMPT_UNDO] = KEYS_UNDO,
            [PROMPT_QUIT] = KEYS_QUIT,
        };
        const struct term_key key = { .code = key_rows[keys[which]].codes[0] };
        input_key(self, ui, view, record, &key, 0, out);
    }
    return true;
}

/* Ending every node is not done by a slip. */
static bool wants_asking(const struct view *view, const struct command *command) {
    if (command->kind != COMMAND_KILL && command->kind != COMMAND_STALL) return false;
    const struct node_set awake = view_awake(view);
    return set_count(awake) > 1 && set_is_empty(set_minus(awake, command->who));
}

static void ask(struct input_state *self, struct ui *ui, const struct command *command) {
    struct text text;
    self->pending = *command;
    text_init(&text, ui->toast, sizeof ui->toast);
    command_print(command, &text);
    text_add(&text, ": no node would be left. Really? (y/n)");
    ui->toast_bad = true;
    ui->mode = UI_CONFIRM;
}

static void accept(struct input_state *self, struct ui *ui, const struct view *view,
                   const struct record *record, struct input_result *out) {
    struct statement statement;
    struct statement_error error;
    if (strspn(ui->prompt.text, " ") == (size_t)ui->prompt.length) {
        ui->completions[0] = '\0';
        ui_home(ui);
        return;
    }
    if (own_word(self, ui, view, record, out)) return;
    if (!statement_parse(ui->prompt.text, (size_t)ui->prompt.length, view->nodes, &statement,
                         &error)) {
        refuse(ui, (int)error.column - 1, error.message);
        return;
    }
    if (statement.kind == STATEMENT_END) {
        refuse(ui, 0, "only a scenario ends; quit leaves the dashboard");
        return;
    }
    if (!input_may_act(ui)) {
        refuse(ui, 0, ui->toast);
        return;
    }
    if (statement.kind == STATEMENT_EXPECT) {
        out->request = INPUT_EXPECT;
        out->expect = statement;
        done(self, ui);
        return;
    }
    struct command command;
    if (!statement_resolve(&statement, view_leader(view, ui->now_us), view->nodes, &command)) {
        refuse(ui, 0, "nobody leads at the moment, so `leader` names no node");
        return;
    }
    done(self, ui);
    if (wants_asking(view, &command)) ask(self, ui, &command);
    else *input_command(out, command.kind) = command;
}

static void leave(struct ui *ui) {
    if (ui->mode == UI_SEARCH) {
        prompt_search_clear(ui);
        ui->mode = UI_HELP;
        return;
    }
    if (ui->mode == UI_FILTER) memset(&ui->filter, 0, sizeof ui->filter);
    memset(&ui->prompt, 0, sizeof ui->prompt);
    ui->completions[0] = ui->prompt_error[0] = '\0';
    ui_home(ui);
}

/* ---- keys ------------------------------------------------------------------------- */

bool prompt_insert(struct input_state *self, struct ui *ui, int code) {
    if (!line_insert(line_in_force(ui), code)) return false;
    if (ui->mode == UI_PROMPT) show_hints(self, ui);
    else ui->log_scroll = ui->help_scroll = 0;
    return true;
}

void prompt_key(struct input_state *self, struct ui *ui, const struct view *view,
                const struct record *record, enum keys_id id, struct input_result *out) {
    struct ui_line *line = line_in_force(ui);
    switch ((int)id) {
    case KEYS_ACCEPT:
        if (ui->mode == UI_PROMPT) accept(self, ui, view, record, out);
        else if (ui->mode == UI_SEARCH) ui->mode = UI_HELP;
        else ui_home(ui);
        return;
    case KEYS_LEAVE: leave(ui); return;
    case KEYS_COMPLETE: complete(self, ui); return;
    case KEYS_HISTORY_UP: go_through_history(self, ui, -1); break;
    case KEYS_HISTORY_DOWN: go_through_history(self, ui, 1); break;
    case KEYS_LINE_BACKSPACE:
        if (line->length == 0) { /* rubbing out the colon */
            leave(ui);
            return;
        }
        line_key(line, id);
        break;
    default: line_key(line, id); break;
    }
    if (ui->mode == UI_PROMPT) show_hints(self, ui);
    if (ui->mode == UI_SEARCH) ui->help_scroll = 0;
}
