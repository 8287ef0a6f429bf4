#include "tui/hands/input.h"

#include <string.h>

#include "base/check.h"
#include "tui/hands/beliefs_input.h"
#include "tui/hands/fault_keys.h"
#include "tui/hands/lesson_keys.h"
#include "tui/hands/partition_edit.h"
#include "tui/hands/preset.h"
#include "tui/hands/prompt.h"
#include "tui/hands/space_input.h"
#include "tui/hands/time_keys.h"
#include "tui/hands/why_input.h"
#include "tui/panel/menu.h"
#include "tui/panel/screen.h"
#include "tui/person/guide.h"
#include "tui/person/menu.h"

enum { WHEEL_LINES = 3 };

void input_init(struct input_state *self, uint8_t nodes) {
    memset(self, 0, sizeof *self);
    self->rows = 24;
    self->cols = 80;
    self->nodes = nodes;
    self->completed_next = -1;
}

/* ---- answers --------------------------------------------------------------------- */

void input_say(struct ui *ui, bool bad, const char *words) {
    struct text text;
    text_init(&text, ui->toast, sizeof ui->toast);
    text_add(&text, words);
    ui->toast_bad = bad;
    ui->toast_echo = false;
}

bool input_may_act(struct ui *ui) {
    if (ui->too_small) { /* acting blindly is not meant; as few letters as there is room for */
        input_say(ui, true, "not done: too small");
        return false;
    }
    if (ui->past && ui->can_fork && !ui->readonly) return true; /* on a branch of its own */
    if (!ui->live) {
        input_say(ui, true, "this is a recording: what happened cannot be changed");
    } else if (ui->past) {
        input_say(ui, true, "this is the past; n returns to now (--engine sim can branch here)");
    } else if (ui->ended) {
        input_say(ui, true, "the run is over: q leaves");
    } else if (ui->readonly) {
        input_say(ui, true, "--readonly: keys that act on the cluster do nothing");
    } else {
        return true;
    }
    return false;
}

struct command *input_command(struct input_result *out, enum command_kind kind) {
    ENSURE(out->command_count < INPUT_COMMANDS_MAX);
    struct command *command = &out->command[out->command_count++];
    memset(command, 0, sizeof *command);
    command->kind = kind;
    command->x = command->y = NODE_NONE;
    return command;
}

/* ---- looking around ----------------------------------------------------------------------- */

static void select_node(struct ui *ui, const struct view *view, int node) {
    if (node >= 0 && node < view->nodes) ui->selected = (uint8_t)node;
    else input_say(ui, true, "there is no such node");
}

static void select_next(struct ui *ui, const struct view *view, int step) {
    ui->selected = (uint8_t)((ui->selected + view->nodes + step) % view->nodes);
}

static void scroll_log(const struct input_state *self, struct ui *ui, const struct view *view,
                       int lines) {
    const int most = screen_log_scroll_max(view, ui, self->rows, self->cols);
    ui->log_scroll += lines;
    if (ui->log_scroll > most) ui->log_scroll = most;
    if (ui->log_scroll < 0) ui->log_scroll = 0;
}

static void scroll_help(const struct input_state *self, struct ui *ui, int lines) {
    const int most = screen_help_scroll_max(ui, self->rows, self->cols);
    ui->help_scroll += lines;
    if (ui->help_scroll > most) ui->help_scroll = most;
    if (ui->help_scroll < 0) ui->help_scroll = 0;
}

int input_lines(int code, int rows) {
    const int leaf = rows / 3 > 1 ? rows / 3 : 1;
    switch (code) {
    case KEYS_CODE_HOME: return -INT16_MAX;
    case KEYS_CODE_END: return INT16_MAX;
    case KEYS_CODE_PAGE_UP: return -leaf;
    case KEYS_CODE_PAGE_DOWN:
    case ' ': return leaf;
    case KEYS_CODE_WHEEL_UP: return -WHEEL_LINES;
    case KEYS_CODE_WHEEL_DOWN: return WHEEL_LINES;
    case KEYS_CODE_UP:
    case KEYS_CODE_BACKTAB:
    case 'k': return -1;
    default: return 1;
    }
}

static void leave(struct ui *ui) {
    if (ui_is_page(ui->mode) && ui->page != UI_NORMAL) {
        ui->page = UI_NORMAL;
    } else if (ui->mode == UI_NORMAL) {
        if (ui->log_scroll == 0 && ui->filter.length > 0) memset(&ui->filter, 0, sizeof ui->filter);
        ui->log_scroll = 0;
    } else if (ui->mode == UI_HELP) {
        if (ui->search.length > 0) prompt_search_clear(ui);
        else ui->mode = ui->help_over;
        return;
    }
    if (ui->mode == UI_CONFIRM) input_say(ui, false, "not done");
    ui_home(ui);
}

static bool is_line(const struct ui *ui) {
    return ui->mode == UI_PROMPT || ui->mode == UI_FILTER || ui->mode == UI_SEARCH;
}

/* Nothing on the screen could be left but a preset or a lesson. */
static bool has_nothing_open(const struct ui *ui) {
    return ui->mode == UI_NORMAL && ui->log_scroll == 0 && ui->filter.length == 0;
}

static void input_row(struct input_state *self, struct ui *ui, const struct view *view,
                      const struct record *record, enum keys_id id, int code,
                      struct input_result *out);

/* A click does what a key would: select a node, or press a word of the footer. */
static void click(struct input_state *self, struct ui *ui, const struct view *view,
                  const struct record *record, const struct term_key *key,
                  struct input_result *out) {
    static struct ui seen; /* time has gone on since the screen was drawn */
    seen = *ui;
    if (ui->drawn) seen.now_us = ui->drawn_now_us;
    if (ui->drawn) seen.behind_us = ui->drawn_behind_us;
    const struct screen_hit hit =
        screen_hit(view, &seen, self->rows, self->cols, key->row, key->col);
    switch (hit.target) {
    case SCREEN_NOTHING:
    case SCREEN_LOG: return;
    case SCREEN_NODE:
        if (hit.node >= view->nodes) return;
        if (ui->mode == UI_CUT) partition_edit_key(ui, view, KEYS_CUT_OTHER, 'a' + hit.node, out);
        else ui->selected = hit.node;
        return;
    case SCREEN_EVENT:
        if (ui->mode == UI_SPACE) space_input_pick(ui, view, &hit, self->rows, self->cols);
        return;
    case SCREEN_ROW:
        ui->menu.at = hit.menu_row;
        input_row(self, ui, view, record, KEYS_MENU_CHOOSE, KEYS_CODE_ENTER, out);
        return;
    case SCREEN_TIME:
        out->request = INPUT_GO_MARK;
        out->let_us = hit.from_us;
        out->to_us = hit.to_us;
        return;
    case SCREEN_KEY:
        if (hit.key < 0 || hit.key >= KEYS_COUNT || hit.key == KEYS_CLICK) return;
        input_row(self, ui, view, record, (enum keys_id)hit.key, key_rows[hit.key].codes[0], out);
        return;
    }
    UNREACHABLE();
}

/* Its key opens a page and leaves it again. */
static void open_page(struct ui *ui, enum ui_mode page) {
    ui->page = ui->page == page ? UI_NORMAL : page;
    ui_home(ui);
}

/* ---- one key --------------------------------------------------------------------------------- */

static void dialog_key(struct input_state *self, struct ui *ui, const struct view *view,
                       enum keys_id id, int code, struct input_result *out) {
    if (ui->mode == UI_CONFIRM) {
        ui_home(ui);
        if (id != KEYS_YES) input_say(ui, false, "not done");
        else if (input_may_act(ui)) *input_command(out, self->pending.kind) = self->pending;
    } else if (id == KEYS_APPLY) {
        if (!input_may_act(ui)) ui_home(ui);
        else if (ui->mode == UI_PARTITION) partition_edit_apply(ui, view, out);
        else partition_edit_cut_apply(ui, view, out);
    } else {
        partition_edit_key(ui, view, id, code, out);
    }
}

/* Keys of pages, of the answers to why, of lessons and menus.  False: none of them. */
static bool page_row(struct input_state *self, struct ui *ui, const struct view *view,
                     enum keys_id id, int code, struct input_result *out) {
    switch ((int)id) {
    case KEYS_HELP_CLOSE: ui->mode = ui->help_over; return true;
    case KEYS_SPACE: open_page(ui, UI_SPACE); return true;
    case KEYS_BELIEFS: open_page(ui, UI_BELIEFS); return true;
    case KEYS_SPACE_PICK:
    case KEYS_SPACE_SCROLL:
    case KEYS_SPACE_NEARER:
    case KEYS_SPACE_FARTHER:
    case KEYS_SPACE_ACKS:
    case KEYS_SPACE_OLDEST:
    case KEYS_SPACE_FOLLOW:
        space_input_key(ui, view, id, code, self->rows, self->cols);
        return true;
    case KEYS_LINK_MOVE:
    case KEYS_LINK: beliefs_input_key(ui, view, id, code, out); return true;
    case KEYS_WHY: why_input_open(ui, view); return true;
    case KEYS_WHY_UP:
    case KEYS_WHY_DOWN:
    case KEYS_WHY_BACK:
    case KEYS_WHY_ON:
    case KEYS_WHY_BACK_EACH:
    case KEYS_WHY_ON_EACH:
    case KEYS_WHY_NODE:
    case KEYS_WHY_GO: why_input_key(ui, view, id, code, self->rows, self->cols, out); return true;
    case KEYS_WHY_CLOSE: ui_home(ui); return true;
    case KEYS_LESSONS: lesson_menu(ui); return true;
    case KEYS_LESSON_NEXT:
        if (ui->guide != NULL) out->request = INPUT_LESSON_NEXT;
        else input_say(ui, true, "Enter goes on in a lesson: L lists them");
        return true;
    case KEYS_PRESETS:
        if (input_may_act(ui)) preset_menu(ui);
        return true;
    case KEYS_MENU_UP:
    case KEYS_MENU_DOWN: menu_move(ui, input_lines(code, self->rows)); return true;
    case KEYS_MENU_CHOOSE:
        ui_home(ui);
        if (ui->menu.count > 0) out->request = INPUT_MENU;
        return true;
    default: return false;
    }
}

static void input_row(struct input_state *self, struct ui *ui, const struct view *view,
                      const struct record *record, enum keys_id id, int code,
                      struct input_result *out) {
    if (page_row(self, ui, view, id, code, out) || time_key(ui, view, id, out)) return;
    switch ((int)id) {
    case KEYS_KILL:
    case KEYS_REVIVE:
    case KEYS_STALL:
    case KEYS_ISOLATE:
    case KEYS_KILL_LEADER:
    case KEYS_PARTITION:
    case KEYS_CUT:
    case KEYS_HEAL:
    case KEYS_UNDO: fault_key(ui, view, record, id, out); return;
    case KEYS_BRANCHES: out->request = INPUT_BRANCHES; return;
    case KEYS_SELECT:
        if (ui->mode == UI_CUT) partition_edit_key(ui, view, id, code, out);
        else if (ui->mode == UI_WHY) why_input_key(ui, view, id, code, self->rows, self->cols, out);
        else select_node(ui, view, code == '0' ? 9 : code - '1');
        return;
    case KEYS_NEXT:
    case KEYS_PREVIOUS:
        if (ui->mode == UI_CUT) partition_edit_key(ui, view, id, code, out);
        else select_next(ui, view, id == KEYS_NEXT ? 1 : -1);
        return;
    case KEYS_PROMPT: prompt_open(self, ui); return;
    case KEYS_FILTER: prompt_filter_open(ui); return;
    case KEYS_SAVE:
        out->request = INPUT_SAVE;
        out->path[0] = '\0';
        return;
    case KEYS_SAVE_SCREEN:
        out->request = INPUT_SAVE_SCREEN;
        out->path[0] = '\0';
        return;
    case KEYS_LOG_UP:
    case KEYS_LOG_DOWN: scroll_log(self, ui, view, -input_lines(code, self->rows)); return;
    case KEYS_LOG_OLDEST: scroll_log(self, ui, view, VIEW_ALL_MAX); return;
    case KEYS_LOG_END: ui->log_scroll = 0; return;
    case KEYS_HELP:
        ui->help_over = ui->mode;
        ui->mode = UI_HELP;
        prompt_search_clear(ui);
        return;
    case KEYS_HELP_SEARCH: ui->mode = UI_SEARCH; return;
    case KEYS_HELP_UP:
    case KEYS_HELP_DOWN: scroll_help(self, ui, input_lines(code, self->rows)); return;
    case KEYS_GROUP:
    case KEYS_GROUP_NEXT:
    case KEYS_GROUP_LETTER:
    case KEYS_CUT_OTHER:
    case KEYS_CUT_DIRECTION:
    case KEYS_APPLY:
    case KEYS_YES:
    case KEYS_NO: dialog_key(self, ui, view, id, code, out); return;
    case KEYS_ACCEPT:
    case KEYS_COMPLETE:
    case KEYS_HISTORY_UP:
    case KEYS_HISTORY_DOWN:
    case KEYS_LINE_LEFT:
    case KEYS_LINE_RIGHT:
    case KEYS_LINE_HOME:
    case KEYS_LINE_END:
    case KEYS_LINE_BACKSPACE:
    case KEYS_LINE_DELETE:
    case KEYS_LINE_WORD:
    case KEYS_LINE_CLEAR: prompt_key(self, ui, view, record, id, out); return;
    case KEYS_LEAVE:
        if (is_line(ui)) {
            prompt_key(self, ui, view, record, id, out);
        } else if (ui->preset[0] != '\0' && has_nothing_open(ui)) {
            out->request = INPUT_PRESET; /* no name: end it */
        } else if (ui->guide != NULL && has_nothing_open(ui)) {
            out->request = INPUT_LESSON_LEAVE;
        } else {
            leave(ui);
        }
        return;
    case KEYS_REDRAW:
    case KEYS_RESIZE: out->request = INPUT_REDRAW; return;
    case KEYS_SUSPEND: out->request = INPUT_SUSPEND; return;
    case KEYS_QUIT:
    case KEYS_QUIT_ANYWHERE: out->request = INPUT_QUIT; return;
    default: return; /* KEYS_CLICK has a place besides its code: input_key() */
    }
}

static bool is_text(int code) {
    return (code >= ' ' && code <= '~') || code == KEYS_CODE_ENTER || code == KEYS_CODE_TAB;
}

/* ---- pasted text ------------------------------------------------------------------------ */

/* Into a prompt it goes as one line, line ends as blanks, and waits for a real
 * Enter; elsewhere it is nothing. */
static void paste_character(struct input_state *self, struct ui *ui, int code) {
    if (!is_line(ui)) {
        self->pasted_ignored++;
        return;
    }
    if (code == KEYS_CODE_ENTER || code == KEYS_CODE_TAB) {
        self->pasted_blank = true;
        return;
    }
    if (self->pasted_blank) (void)prompt_insert(self, ui, ' ');
    self->pasted_blank = false;
    (void)prompt_insert(self, ui, code);
}

static void paste_begin(struct input_state *self, int64_t now_us) {
    self->pasting = true;
    self->pasted_blank = false;
    self->pasted_ignored = 0;
    self->pasted_us = now_us;
}

static void paste_end(struct input_state *self, struct ui *ui) {
    self->pasting = false;
    if (self->pasted_ignored == 0) return;
    struct text text;
    text_init(&text, ui->toast, sizeof ui->toast);
    text_add(&text, "pasted text is not taken as keys (");
    text_add_int(&text, self->pasted_ignored);
    text_add(&text, " characters); : takes a statement");
    ui->toast_bad = true;
}

int64_t input_time(struct input_state *self, struct ui *ui, int64_t now_us) {
    if (!self->pasting) return -1;
    const int64_t silent_us = now_us - self->pasted_us;
    if (silent_us < INPUT_PASTE_SILENCE_US) return INPUT_PASTE_SILENCE_US - silent_us;
    paste_end(self, ui);
    return -1;
}

bool input_is_flood(const struct ui *ui, const struct term_key *keys, int count) {
    if (is_line(ui) || count < 1 || keys[0].code == ':' || keys[0].code == '/') return false;
    int characters = 0;
    for (int i = 0; i < count; i++) {
        if (keys[i].code == KEYS_CODE_PASTE_BEGIN) break; /* it says so itself */
        characters += is_text(keys[i].code);
    }
    return is_text(keys[0].code) && characters > INPUT_FLOOD_KEYS;
}

void input_flood(struct input_state *self, int count, int64_t now_us) {
    if (!self->pasting) paste_begin(self, now_us);
    self->pasted_us = now_us;
    self->pasted_ignored += count;
}

/* A key of the page below is not unknown: it has to wait. */
static void say_no_key(struct ui *ui, int code) {
    char buffer[UI_TOAST_BYTES];
    struct text text;
    const enum keys_id below = keys_find(ui->page, code);
    if (ui_is_page(ui->mode) || below == KEYS_COUNT || key_rows[below].label[0] == '\0') {
        input_say(ui, true, "no such key: ? lists them");
        return;
    }
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, key_rows[KEYS_LEAVE].label);
    text_add(&text, " first, then ");
    text_add_char(&text, (char)code);
    text_add(&text, " (");
    text_add(&text, key_rows[below].name);
    text_add_char(&text, ')');
    input_say(ui, true, buffer);
}

void input_key(struct input_state *self, struct ui *ui, const struct view *view,
               const struct record *record, const struct term_key *key, int64_t now_us,
               struct input_result *out) {
    REQUIRE(view->nodes >= NODES_MIN && ui->selected < view->nodes);
    out->command_count = 0;
    out->request = INPUT_NONE;
    out->path[0] = '\0';
    ui->too_small = screen_too_small(view, ui, self->rows, self->cols);
    (void)input_time(self, ui, now_us);
    if (key->code == KEYS_CODE_PASTE_BEGIN) {
        paste_begin(self, now_us);
        return;
    }
    if (self->pasting && key->code == KEYS_CODE_PASTE_END) {
        paste_end(self, ui);
        return;
    }
    if (self->pasting && is_text(key->code)) {
        self->pasted_us = now_us;
        paste_character(self, ui, key->code);
        return;
    }
    const enum keys_id id = keys_find(ui->mode, key->code);
    if (id != KEYS_RESIZE && id != KEYS_REDRAW) {
        ui->toast[0] = '\0';
        ui->toast_echo = false;
    }
    if (id == KEYS_CLICK) click(self, ui, view, record, key, out);
    else if (id != KEYS_COUNT) input_row(self, ui, view, record, id, key->code, out);
    else if (is_line(ui)) (void)prompt_insert(self, ui, key->code);
    else if (ui->mode == UI_CONFIRM) leave(ui);
    else if (is_text(key->code)) say_no_key(ui, key->code);
}
