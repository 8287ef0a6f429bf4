#include "tui/hands/prompt.h"

#include <string.h>

#include "app/builtin.h"
#include "base/check.h"
#include "scenario/scenario.h"
#include "scenario/statement.h"
#include "tui/hands/prompt_words.h"
#include "tui/person/line.h"
#include "tui/person/own_words.h"
#include "tui/view/until.h"

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
    static const char until[] = "until ";
    statement_complete(line->text, (size_t)line->length, (size_t)line->cursor, nodes, out);
    const size_t typed = (size_t)line->cursor - out->start;
    own_candidates(line, out);
    if (text_starts(line->text, until) && (size_t)line->cursor >= sizeof until - 1) {
        until_complete(line->text + sizeof until - 1, (size_t)line->cursor - (sizeof until - 1),
                       nodes, out);
        out->start += sizeof until - 1;
    }
    if (strspn(line->text, " ") < out->start) return;
    for (int i = 0; i < PROMPT_WORD_COUNT && out->count < CANDIDATES_MAX; i++) {
        if (starts_with(own_words[i], line->text + out->start, typed)) {
            out->word[out->count++] = own_words[i];
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

void prompt_done(struct input_state *self, struct ui *ui) {
    remember(self, ui->prompt.text);
    memset(&ui->prompt, 0, sizeof ui->prompt);
    ui->completions[0] = ui->prompt_error[0] = '\0';
    ui_home(ui);
}

void prompt_refuse(struct ui *ui, int column, const char *why) {
    struct text text;
    text_init(&text, ui->prompt_error, sizeof ui->prompt_error);
    text_add(&text, why);
    ui->prompt_error_column = column;
    ui->toast[0] = '\0';
}

void prompt_again(struct input_state *self, struct ui *ui, const char *why) {
    REQUIRE(self->history_count > 0);
    prompt_open(self, ui);
    line_set(&ui->prompt, self->history[self->history_count - 1]);
    const char *word = ui->prompt.text + strspn(ui->prompt.text, " ");
    const char *rest = word + strcspn(word, " ");
    prompt_refuse(ui, (int)(rest + strspn(rest, " ") - ui->prompt.text), why);
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

/* What stands in a scenario file but has no meaning here; false: something else. */
static bool say_of_file(const char *line, char *out, size_t bytes) {
    const char *word = line + strspn(line, " ");
    const size_t length = strcspn(word, " ");
    const size_t plus = word[0] == '+';
    int64_t us;
    struct text text;
    text_init(&text, out, bytes);
    if (text_parse_duration(word + plus, length - plus, &us)) {
        text_add(&text, "no time here: a statement is carried out at once");
        return true;
    }
    for (int i = 0; i < SETTING_COUNT; i++) {
        const char *setting = setting_word((enum setting)i);
        if (strlen(setting) != length || strncmp(word, setting, length) != 0) continue;
        text_add_char(&text, '`');
        text_add(&text, setting);
        text_add(&text, "` belongs to a scenario's header: it cannot change in a run");
        return true;
    }
    return false;
}

static void refuse_line(struct ui *ui, const struct statement_error *error) {
    char buffer[UI_TOAST_BYTES];
    const int start = (int)strspn(ui->prompt.text, " ");
    if (say_of_file(ui->prompt.text, buffer, sizeof buffer)) prompt_refuse(ui, start, buffer);
    else prompt_refuse(ui, (int)error->column - 1, error->message);
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
    if (prompt_own_word(self, ui, view, record, out)) return;
    if (!statement_parse(ui->prompt.text, (size_t)ui->prompt.length, view->nodes, &statement,
                         &error)) {
        refuse_line(ui, &error);
        return;
    }
    if (statement.kind == STATEMENT_END) {
        prompt_refuse(ui, 0, "only a scenario ends; quit leaves the dashboard");
        return;
    }
    if (!input_may_act(ui)) {
        prompt_refuse(ui, 0, ui->toast);
        return;
    }
    if (statement.kind == STATEMENT_EXPECT) {
        out->request = INPUT_EXPECT;
        out->expect = statement;
        prompt_done(self, ui);
        return;
    }
    struct command command;
    if (!statement_resolve(&statement, view_leader(view, ui->now_us), view->nodes, &command)) {
        prompt_refuse(ui, 0, "nobody leads at the moment, so `leader` names no node");
        return;
    }
    prompt_done(self, ui);
    char warning[UI_TOAST_BYTES];
    struct text text;
    text_init(&text, warning, sizeof warning);
    if (command_warn(&command, view->header.elect.timers.drift_ppm, &text)) {
        input_say(ui, true, warning);
    }
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
