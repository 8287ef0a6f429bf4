#include "tui/panel/footer.h"

#include <string.h>

#include "tui/draw/parts.h"
#include "tui/draw/strip.h"
#include "tui/person/keys.h"
#include "tui/view/scrub.h"

/* ---- what can be done now --------------------------------------------------------- */

/* A key of this page alone, which changes nothing but what is looked at. */
static bool looks_only(const struct ui *ui, int id) {
    const struct key_row *row = &key_rows[id];
    return !row->acts && (row->modes & KEYS_IN_NORMAL) == 0 && keys_in_footer(row, ui->mode);
}

static bool any_violation(const struct ui *ui) {
    if (ui->scrub == NULL) return false;
    for (int i = 0; i < SCRUB_BINS; i++) {
        if ((ui->scrub->kinds[i] >> SCRUB_VIOLATION & 1u) != 0) return true;
    }
    return false;
}

/* In the past, and in a recording, nothing can be done but look around. */
static const char *word_past(const struct ui *ui, int id) {
    switch (id) {
    case KEYS_PAUSE: return ui->past_playing ? "hold" : "play";
    case KEYS_STEP: return "on";
    case KEYS_BACK: return "back";
    case KEYS_LEADER_BEFORE:
    case KEYS_LEADER_AFTER:
    case KEYS_COMMAND_BEFORE:
    case KEYS_COMMAND_AFTER: return keys_pair((enum keys_id)id)->word;
    case KEYS_VIOLATION_BEFORE:
    case KEYS_VIOLATION_AFTER: return any_violation(ui) ? keys_pair((enum keys_id)id)->word : "";
    case KEYS_NOW: return ui->live ? "now" : "end";
    case KEYS_SPACE:
    case KEYS_BELIEFS:
    case KEYS_WHY:
    case KEYS_FILTER:
    case KEYS_HELP:
    case KEYS_QUIT: return keys_in_footer(&key_rows[id], ui->mode) ? key_rows[id].footer : "";
    default: return looks_only(ui, id) ? key_rows[id].footer : "";
    }
}

/* What Esc does: only where something was begun is something cancelled. */
static const char *word_leave(const struct ui *ui) {
    switch ((int)ui->mode) {
    case UI_NORMAL: return ui->preset[0] != '\0' && !ui->past ? "end preset" : "";
    case UI_HELP: return ui->search.length > 0 ? "show all" : "close";
    case UI_SPACE:
    case UI_BELIEFS:
    case UI_WHY:
    case UI_MENU: return "close";
    default: return key_rows[KEYS_LEAVE].footer;
    }
}

/* Words of modes on top of a page. */
static const char *word_on_top(const struct ui *ui, int id) {
    if (id == KEYS_NEXT && ui->mode == UI_PARTITION) return "next node";
    if (id == KEYS_HELP_CLOSE && ui->search.length == 0) return ""; /* Esc closes */
    if (id == KEYS_MENU_CHOOSE && ui->menu.kind == MENU_BRANCHES) return "go there";
    return keys_in_footer(&key_rows[id], ui->mode) ? key_rows[id].footer : "";
}

/* The footer's word for a key as things stand; "" when it could do nothing now.
 * Only the dashboard's own mode depends on the cluster. */
static const char *word_now(const struct view *view, const struct ui *ui, int id) {
    const struct key_row *row = &key_rows[id];
    const struct view_node *node = &view->node[ui->selected];
    const bool clock = id == KEYS_PAUSE || id == KEYS_STEP;
    if (id == KEYS_LEAVE) return word_leave(ui);
    if (ui->past && ui_is_page(ui->mode)) return word_past(ui, id);
    if (row->acts && (ui->readonly || ui->ended || (!ui->live && !clock))) return "";
    if (id == KEYS_STEP && ui_is_page(ui->mode) && ui->paused) return row->name;
    if (!ui_is_page(ui->mode)) return word_on_top(ui, id);
    if (!keys_in_footer(row, ui->mode)) return "";
    switch (id) {
    case KEYS_KILL: return node->live ? row->footer : "";
    case KEYS_REVIVE: return node->live ? "" : row->footer;
    case KEYS_STALL: return !node->live ? "" : node->stalled ? "wake" : row->footer;
    case KEYS_ISOLATE: return view_isolated(view, ui->selected) ? "rejoin" : row->footer;
    case KEYS_KILL_LEADER: return view_leader(view, ui->now_us) != NODE_NONE ? row->footer : "";
    case KEYS_HEAL: return view_any_cut(view) ? row->footer : "";
    case KEYS_UNDO: return view->commands > 0 ? row->footer : "";
    case KEYS_PAUSE: return ui->paused ? "go on" : row->footer;
    default: return row->footer;
    }
}

static int weight_past(const struct ui *ui, int id) {
    switch (id) {
    case KEYS_PAUSE:
    case KEYS_STEP:
    case KEYS_BACK: return 900;
    case KEYS_NOW: return ui->live ? 700 : 900; /* the title names it, too */
    case KEYS_WHY: return 850;
    case KEYS_LEADER_AFTER:
    case KEYS_VIOLATION_AFTER: return 800;
    default: return key_row_count - id;
    }
}

/* What a newcomer is to find comes before what the help will tell. */
static int weight_present(const struct ui *ui, int id) {
    static const enum keys_id order[] = {
        KEYS_KILL_LEADER, KEYS_PARTITION, KEYS_BACK,  KEYS_WHY,  KEYS_PRESETS, KEYS_SPACE,
        KEYS_BELIEFS,     KEYS_PAUSE,     KEYS_STALL, KEYS_KILL, KEYS_CUT,     KEYS_LESSONS,
    };
    if ((key_rows[id].modes & KEYS_IN_NORMAL) == 0)
        return 3 * key_row_count - id; /* a page's own */
    if (id == KEYS_BRANCHES && !ui->can_fork) return 0;
    for (int i = 0; i < (int)(sizeof order / sizeof order[0]); i++) {
        if ((int)order[i] == id) return 2 * key_row_count - i;
    }
    return key_row_count - id;
}

/* On top of a page: what does it, then the rest in the order of the table. */
static int weight_on_top(int id) {
    switch (id) {
    case KEYS_APPLY:
    case KEYS_YES:
    case KEYS_ACCEPT:
    case KEYS_WHY_GO:
    case KEYS_MENU_CHOOSE: return 9000;
    case KEYS_GROUP: return 2 * key_row_count;
    case KEYS_GROUP_LETTER: return 0;
    case KEYS_HELP: return 1;
    default: return key_row_count - id;
    }
}

/* Earlier rows matter more; what mends the present state more than that; how to get
 * help and how to get out most. */
static int weight_of(const struct view *view, const struct ui *ui, int id) {
    if (id == KEYS_LEAVE) return 10000;
    if (!ui_is_page(ui->mode)) return weight_on_top(id);
    if (id == KEYS_HELP || id == KEYS_QUIT) return 10000;
    if (ui->past) return weight_past(ui, id);
    const bool mends = id == KEYS_HEAL || id == KEYS_REVIVE || (id == KEYS_PAUSE && ui->paused) ||
                       id == KEYS_STEP || (id == KEYS_STALL && view->node[ui->selected].stalled);
    return (mends ? 4 * key_row_count : 0) + weight_present(ui, id);
}

/* The table's label, as far as there are nodes, and only one of keys that do the same. */
static const char *label_of(const struct view *view, const struct ui *ui, int id) {
    static const char *const letters[] = { "a-b", "a-c", "a-d", "a-e", "a-f",
                                           "a-g", "a-h", "a-i", "a-j" };
    static const char *const digits[] = { "1-2", "1-3", "1-4", "1-5", "1-6",
                                          "1-7", "1-8", "1-9", "1-9" };
    switch (id) {
    case KEYS_GROUP: return digits[view->nodes - NODES_MIN];
    case KEYS_GROUP_LETTER:
    case KEYS_CUT_OTHER: return letters[view->nodes - NODES_MIN];
    case KEYS_NEXT: return ui->mode == UI_PARTITION ? "Tab" : key_rows[id].label;
    default: return key_rows[id].label;
    }
}

static void add_key(const struct view *view, const struct ui *ui, int id, struct strip *out) {
    const struct key_pair *pair = keys_pair((enum keys_id)id);
    const char *word = word_now(view, ui, id);
    if (word[0] == '\0' || key_rows[id].label[0] == '\0') return;
    if (pair != NULL && (int)pair->first != id) return; /* told with the first */
    int weight = weight_of(view, ui, id);
    if (pair != NULL) {
        const int second = weight_of(view, ui, pair->second);
        if (second > weight) weight = second;
    }
    struct strip_item *item = strip_add(out, weight, STYLE_DIM);
    struct text words;
    item->label = pair != NULL ? pair->label : label_of(view, ui, id);
    item->tag = id;
    text_init(&words, item->text, sizeof item->text);
    text_add(&words, pair != NULL ? pair->word : word);
}

static void footer_strip(const struct view *view, const struct ui *ui, int cols,
                         struct strip *out) {
    const bool on_top = !ui_is_page(ui->mode); /* what is done there comes before the help */
    *out = (struct strip){ .separator = "  " };
    for (int id = 0; id < key_row_count && out->count < STRIP_ITEMS_MAX; id++) {
        if (on_top && id == KEYS_LEAVE) add_key(view, ui, KEYS_HELP, out);
        if (!on_top || id != KEYS_HELP) add_key(view, ui, id, out);
    }
    strip_fit(out, cols);
}

/* Of a pair the second key is meant only where it stands itself. */
static int key_at(const struct strip_item *item, int col) {
    const struct key_pair *pair = keys_pair((enum keys_id)item->tag);
    if (pair == NULL) return item->tag;
    const int second = (int)strcspn(pair->label, " ") + 1;
    const int end = (int)strlen(pair->label);
    const bool on_second = col >= item->col + second && col < item->col + end;
    return (int)(on_second ? pair->second : pair->first);
}

int panel_footer_hit(const struct view *view, const struct ui *ui, const struct layout *layout,
                     int col) {
    struct strip strip;
    footer_strip(view, ui, layout->footer.cols, &strip);
    for (int i = 0; i < strip.count; i++) {
        const struct strip_item *item = &strip.item[i];
        if (item->cols > 0 && col >= item->col && col < item->col + item->cols)
            return key_at(item, col);
    }
    return -1;
}

/* ---- the line being typed ----------------------------------------------------------- */

/* First byte shown, so that the cursor is always in sight. */
static int first_shown(const struct ui_line *line, int cols) {
    const int room = cols - 4;
    return line->cursor > room && room > 0 ? line->cursor - room : 0;
}

static void draw_typed(const struct ui *ui, struct rect rect, struct cells *cells) {
    const bool filter = ui->mode == UI_FILTER;
    const struct ui_line *line = filter ? &ui->filter : &ui->prompt;
    const int first = first_shown(line, rect.cols);
    cells_put(cells, rect, 0, 1, filter ? '/' : ':', STYLE_KEY);
    for (int i = first; i < line->length && i < UI_LINE_BYTES; i++) {
        const bool wrong = !filter && ui->prompt_error[0] != '\0' && i >= ui->prompt_error_column;
        cells_put(cells, rect, 0, 2 + i - first, (unsigned char)line->text[i],
                  wrong ? STYLE_ERROR : STYLE_PROMPT);
    }
    cells_mark(cells, rect, 0, 2 + line->cursor - first, 1, true);
}

/* A caret under the place, the words beside it, on whichever side has the room. */
static void draw_error(const struct ui *ui, struct rect rect, struct cells *cells) {
    const int first = first_shown(&ui->prompt, rect.cols);
    const int width = cells_width(ui->prompt_error);
    int col = 2 + ui->prompt_error_column - first;
    if (col < 2) col = 2;
    if (col > rect.cols - 2) col = rect.cols - 2;
    cells_put(cells, rect, 0, col, '^', STYLE_ERROR);
    if (col + 2 + width < rect.cols || col < rect.cols / 2) {
        draw_text_cut(cells, rect, 0, col + 2, rect.cols - col - 3, STYLE_ERROR, ui->prompt_error);
    } else if (width + 2 <= col) {
        draw_text_right(cells, rect, 0, col - 1, STYLE_ERROR, ui->prompt_error);
    } else {
        draw_text_cut(cells, rect, 0, 1, col - 2, STYLE_ERROR, ui->prompt_error);
    }
}

void panel_footer_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct cells *cells) {
    const bool typing = ui->mode == UI_PROMPT || ui->mode == UI_FILTER;
    if (typing) draw_typed(ui, layout->message, cells);
    if (ui->mode == UI_PROMPT && ui->prompt_error[0] != '\0') {
        draw_error(ui, layout->footer, cells);
        return;
    }
    if (ui->mode == UI_PROMPT && ui->completions[0] != '\0') {
        draw_text_cut(cells, layout->footer, 0, 2, layout->footer.cols - 3, STYLE_DIM,
                      ui->completions);
        return;
    }
    struct strip strip;
    footer_strip(view, ui, layout->footer.cols, &strip);
    strip_draw(&strip, cells, layout->footer);
}
