#include "tui/panel/footer.h"

#include "tui/draw/parts.h"
#include "tui/draw/strip.h"
#include "tui/person/keys.h"

/* ---- what can be done now --------------------------------------------------------- */

/* In the past, and in a recording, nothing can be done but look around. */
static const char *word_past(const struct ui *ui, int id) {
    switch (id) {
    case KEYS_PAUSE: return ui->past_playing ? "hold" : "play";
    case KEYS_STEP: return "on";
    case KEYS_BACK: return "back";
    case KEYS_LEADER_BEFORE:
    case KEYS_LEADER_AFTER: return "leader";
    case KEYS_COMMAND_BEFORE:
    case KEYS_COMMAND_AFTER: return "command";
    case KEYS_VIOLATION_BEFORE:
    case KEYS_VIOLATION_AFTER: return "violation";
    case KEYS_NOW: return ui->live ? "now" : "end";
    case KEYS_LINK_MOVE:
    case KEYS_SPACE:
    case KEYS_BELIEFS:
    case KEYS_WHY:
    case KEYS_FILTER:
    case KEYS_HELP:
    case KEYS_QUIT: return keys_in_footer(&key_rows[id], ui->mode) ? key_rows[id].footer : "";
    default: return "";
    }
}

/* The footer's word for a key as things stand; "" when it could do nothing now.
 * Only the dashboard's own mode depends on the cluster. */
static const char *word_now(const struct view *view, const struct ui *ui, int id) {
    const struct key_row *row = &key_rows[id];
    const struct view_node *node = &view->node[ui->selected];
    const bool clock = id == KEYS_PAUSE || id == KEYS_STEP;
    if (ui->past && ui_is_page(ui->mode)) return word_past(ui, id);
    if (row->acts && (ui->readonly || ui->ended || (!ui->live && !clock))) return "";
    if (id == KEYS_STEP && ui_is_page(ui->mode) && ui->paused) return row->name;
    if (!keys_in_footer(row, ui->mode)) return "";
    if (!ui_is_page(ui->mode)) return row->footer;
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

static int weight_past(int id) {
    switch (id) {
    case KEYS_PAUSE:
    case KEYS_STEP:
    case KEYS_BACK:
    case KEYS_NOW: return 900;
    case KEYS_WHY: return 850;
    case KEYS_LEADER_AFTER:
    case KEYS_VIOLATION_AFTER: return 800;
    case KEYS_LEADER_BEFORE:
    case KEYS_VIOLATION_BEFORE: return 700;
    default: return key_row_count - id;
    }
}

/* What a newcomer is to find comes before what the help will tell. */
static int weight_present(const struct ui *ui, int id) {
    static const enum keys_id order[] = {
        KEYS_KILL_LEADER, KEYS_KILL,  KEYS_PARTITION, KEYS_PAUSE,   KEYS_PRESETS, KEYS_BACK,
        KEYS_WHY,         KEYS_SPACE, KEYS_STALL,     KEYS_BELIEFS, KEYS_CUT,     KEYS_LESSONS,
    };
    if ((key_rows[id].modes & KEYS_IN_NORMAL) == 0)
        return 3 * key_row_count - id; /* a page's own */
    if (id == KEYS_BRANCHES && !ui->can_fork) return 0;
    for (int i = 0; i < (int)(sizeof order / sizeof order[0]); i++) {
        if ((int)order[i] == id) return 2 * key_row_count - i;
    }
    return key_row_count - id;
}

/* Earlier rows matter more; what mends the present state more than that; how to get
 * help and how to get out most. */
static int weight_of(const struct view *view, const struct ui *ui, int id) {
    bool mends = false;
    if (id == KEYS_HELP || id == KEYS_QUIT || id == KEYS_LEAVE) return 10000;
    if (ui_is_page(ui->mode) && ui->past) return weight_past(id);
    if (ui_is_page(ui->mode)) {
        mends = id == KEYS_HEAL || id == KEYS_REVIVE || (id == KEYS_PAUSE && ui->paused) ||
                id == KEYS_STEP || (id == KEYS_STALL && view->node[ui->selected].stalled);
    }
    if (!ui_is_page(ui->mode)) return key_row_count - id;
    return (mends ? 4 * key_row_count : 0) + weight_present(ui, id);
}

static void footer_strip(const struct view *view, const struct ui *ui, int cols,
                         struct strip *out) {
    *out = (struct strip){ .separator = "  " };
    for (int id = 0; id < key_row_count && out->count < STRIP_ITEMS_MAX; id++) {
        const char *word = word_now(view, ui, id);
        if (word[0] == '\0' || key_rows[id].label[0] == '\0') continue;
        struct strip_item *item = strip_add(out, weight_of(view, ui, id), STYLE_DIM);
        struct text words;
        item->label = key_rows[id].label;
        item->tag = id;
        text_init(&words, item->text, sizeof item->text);
        text_add(&words, word);
    }
    strip_fit(out, cols);
}

int panel_footer_hit(const struct view *view, const struct ui *ui, const struct layout *layout,
                     int col) {
    struct strip strip;
    footer_strip(view, ui, layout->footer.cols, &strip);
    for (int i = 0; i < strip.count; i++) {
        const struct strip_item *item = &strip.item[i];
        if (item->cols > 0 && col >= item->col && col < item->col + item->cols) return item->tag;
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
