#include "tui/panel/overlay.h"

#include "tui/draw/parts.h"
#include "tui/panel/ring.h"

/* ---- the editors ----------------------------------------------------------------------- */

enum { EDITOR_ROWS = 5 };

struct rect panel_overlay_open(const struct layout *layout, struct cells *cells, struct rect over,
                               const char *title) {
    const struct rect ring = layout->ring;
    const bool beside = ring.rows > 0 && ring.col == over.col + over.cols && ring.row <= over.row;
    if (beside && !layout->boxed) over.cols++;
    draw_erase(cells, over);
    return draw_frame(cells, over, true, STYLE_KEY, title, "");
}

/* Over the log, so that ring and nodes stay in sight. */
static struct rect editor_open(const struct layout *layout, struct cells *cells,
                               const char *title) {
    struct rect rect = layout->log;
    if (rect.rows < EDITOR_ROWS) {
        const int row = layout->message.row - EDITOR_ROWS;
        rect = (struct rect){ row > 0 ? row : 0, 0, EDITOR_ROWS, layout->message.cols };
    }
    rect.rows = EDITOR_ROWS;
    return panel_overlay_open(layout, cells, rect, title);
}

static void draw_partition(const struct view *view, const struct ui *ui,
                           const struct layout *layout, struct cells *cells) {
    char statement[96];
    struct text words;
    const struct rect rect = editor_open(layout, cells, "partition");
    int col = 2, groups = 0;
    text_init(&words, statement, sizeof statement);
    text_add(&words, "partition");
    for (uint8_t group = 0; group < NODES_MAX; group++) {
        bool any = false;
        for (uint8_t i = 0; i < view->nodes; i++) {
            if (ui->group[i] != group) continue;
            const enum style style = panel_ring_group_style(group);
            const char name[2] = { node_letter(i), '\0' };
            const char number[3] = { (char)('1' + group % 10), ':', '\0' };
            if (!any && groups++ > 0) {
                text_add(&words, " |");
                col += 2;
            }
            if (!any) col += cells_text(cells, rect, 0, col, style, number);
            col += 1 + cells_text(cells, rect, 0, col + 1, style, name);
            if (i == ui->selected) {
                (void)cells_text(cells, rect, 0, col - 2, STYLE_KEY, "▸");
                cells_mark(cells, rect, 0, col - 1, 1, true);
            }
            any = true;
            text_add_char(&words, ' ');
            text_add_char(&words, node_letter(i));
        }
    }
    if (groups > 1) {
        draw_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_TITLE, statement);
        draw_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                      "groups will not reach one another");
    } else {
        draw_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_TITLE,
                      view_any_cut(view) ? "heal" : "all in one group: nothing to cut");
        draw_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                      "Tab chooses a node, 1-9 puts it into a group");
    }
}

static void draw_cut(const struct view *view, const struct ui *ui, const struct layout *layout,
                     struct cells *cells) {
    char statement[48], meaning[80];
    struct text words;
    if (ui->cut_other >= view->nodes) return;
    const struct rect rect = editor_open(layout, cells, "cut a link");
    const bool back = ui->cut_direction == 2, both = ui->cut_direction == 0;
    const uint8_t x = back ? ui->cut_other : ui->selected, y = back ? ui->selected : ui->cut_other;
    const bool open = view_reaches(view, x, y) || (both && view_reaches(view, y, x));
    text_init(&words, statement, sizeof statement);
    text_add(&words, open ? "cut " : "restore ");
    text_add_char(&words, node_letter(x));
    text_add(&words, both ? " " : " > ");
    text_add_char(&words, node_letter(y));
    text_init(&words, meaning, sizeof meaning);
    if (both) {
        text_add(&words, open ? "neither hears the other" : "both hear each other again");
    } else {
        text_add_char(&words, node_letter(y));
        text_add(&words, open ? " hears nothing from " : " hears again from ");
        text_add_char(&words, node_letter(x));
    }
    draw_text_cut(cells, rect, 0, 2, rect.cols - 3, STYLE_TITLE, statement);
    draw_text_cut(cells, rect, 1, 2, rect.cols - 3, STYLE_PLAIN, meaning);
    draw_text_cut(cells, rect, 2, 2, rect.cols - 3, STYLE_DIM,
                  both ? "Space: one way only" : "Space: the other way, or both");
}

void panel_overlay_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells) {
    if (ui->mode == UI_PARTITION) draw_partition(view, ui, layout, cells);
    if (ui->mode == UI_CUT) draw_cut(view, ui, layout, cells);
}
