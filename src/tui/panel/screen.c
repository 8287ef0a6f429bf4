#include "tui/panel/screen.h"

#include <string.h>

#include "base/check.h"
#include "tui/draw/layout.h"
#include "tui/draw/theme.h"
#include "tui/panel/beliefs.h"
#include "tui/panel/footer.h"
#include "tui/panel/help.h"
#include "tui/panel/lesson.h"
#include "tui/panel/log.h"
#include "tui/panel/menu.h"
#include "tui/panel/nodes.h"
#include "tui/panel/overlay.h"
#include "tui/panel/ring.h"
#include "tui/panel/run.h"
#include "tui/panel/scrub.h"
#include "tui/panel/space.h"
#include "tui/panel/status.h"
#include "tui/panel/why.h"
#include "tui/person/guide.h"

static void compute_layout(const struct view *view, const struct ui *ui, int rows, int cols,
                           struct layout *out) {
    layout_compute_below(rows, cols, view->nodes, panel_lesson_rows(ui->guide, cols), out);
}

/* "needs at least 30x8" */
static void say_size(char line[48], const char *before, int cols, int rows, const char *after) {
    struct text words;
    text_init(&words, line, 48);
    text_add(&words, before);
    text_add_int(&words, cols);
    text_add_char(&words, 'x');
    text_add_int(&words, rows);
    text_add(&words, after);
}

/* What remains to be said where nothing fits, in as many words as there is room for. */
static void draw_too_small(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    char lines[3][48] = { "too small:", "", "q quits" };
    const struct rect rect = { 0, 0, cells->rows, cells->cols };
    say_size(lines[1], "needs at least ", layout->cols_needed, layout->rows_needed, "");
    if (cells_width(lines[1]) <= rect.cols) {
        say_size(lines[0], "terminal is ", rect.cols, rect.rows, ",");
    } else {
        say_size(lines[1], "needs ", layout->cols_needed, layout->rows_needed, "");
        if (cells_width(lines[1]) > rect.cols)
            say_size(lines[1], "", layout->cols_needed, layout->rows_needed, "");
        if (cells_width(lines[0]) > rect.cols) memcpy(lines[0], "needs", sizeof "needs");
    }
    const bool refused = ui->too_small && ui->toast_bad && ui->toast[0] != '\0';
    const enum style last = refused ? STYLE_ERROR : STYLE_DIM;
    if (refused) {
        struct text words;
        text_init(&words, lines[2], sizeof lines[2]);
        text_add(&words, ui->toast);
    }
    const int first = rect.rows == 1 ? 1 : 0; /* what to do is more than what is wrong */
    const int top = rect.rows > 3 ? (rect.rows - 3) / 2 : 0;
    for (int i = first; i < 3; i++) {
        const int width = cells_width(lines[i]);
        const int col = width < rect.cols ? (rect.cols - width) / 2 : 0;
        (void)cells_text(cells, rect, top + i - first, col, i < 2 ? STYLE_PLAIN : last, lines[i]);
    }
}

/* Panels draw one set of glyphs; what a terminal cannot show is replaced at the end,
 * in one place, so that no panel can forget it. */
static void to_ascii(struct cells *cells) {
    for (int row = 0; row < cells->rows; row++) {
        for (int col = 0; col < cells->cols; col++) {
            struct cell *cell = &cells->cell[row][col];
            cell->rune = (unsigned char)theme_ascii(cell->rune);
        }
    }
}

static void draw_page(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells) {
    if (ui->page == UI_SPACE) {
        panel_space_draw(view, ui, layout, cells);
    } else if (ui->page == UI_BELIEFS) {
        panel_beliefs_draw(view, ui, layout, cells);
    } else {
        panel_nodes_draw(view, ui, layout, cells);
        panel_run_draw(view, layout, cells);
        panel_ring_draw(view, ui, layout, cells);
        panel_log_draw(view, ui, layout, cells);
    }
}

void screen_draw(const struct view *view, const struct ui *ui, struct cells *cells, int rows,
                 int cols) {
    struct layout layout;
    REQUIRE(ui->selected < view->nodes);
    cells_clear(cells, rows, cols);
    compute_layout(view, ui, cells->rows, cells->cols, &layout);
    if (layout.too_small) {
        draw_too_small(ui, &layout, cells);
    } else {
        panel_status_draw(view, ui, &layout, cells);
        panel_lesson_draw(ui, &layout, cells);
        draw_page(view, ui, &layout, cells);
        panel_scrub_draw(ui, &layout, cells);
        panel_footer_draw(view, ui, &layout, cells);
        if (ui->mode == UI_MENU) panel_menu_draw(ui, &layout, cells);
        if (ui->mode == UI_WHY) panel_why_draw(view, ui, &layout, cells);
        panel_overlay_draw(view, ui, &layout, cells);
        panel_help_draw_first(ui, &layout, cells);
        if (ui->mode == UI_HELP || ui->mode == UI_SEARCH) panel_help_draw(ui, cells);
    }
    if (ui->ascii) to_ascii(cells);
}

static struct screen_hit hit_footer(const struct view *view, const struct ui *ui,
                                    const struct layout *layout, int row, int col) {
    struct screen_hit hit = { .target = SCREEN_NOTHING, .node = NODE_NONE, .key = -1 };
    if (!rect_has(layout->footer, row, col)) return hit;
    hit.key = panel_footer_hit(view, ui, layout, col);
    if (hit.key >= 0) hit.target = SCREEN_KEY;
    return hit;
}

struct screen_hit screen_hit(const struct view *view, const struct ui *ui, int rows, int cols,
                             int row, int col) {
    struct screen_hit hit = { .target = SCREEN_NOTHING, .node = NODE_NONE, .key = -1 };
    struct layout layout;
    compute_layout(view, ui, rows, cols, &layout);
    if (layout.too_small) return hit;
    if (ui->mode == UI_MENU && panel_menu_hit(ui, &layout, row, col, &hit.menu_row)) {
        hit.target = SCREEN_ROW;
        return hit;
    }
    if (ui->mode == UI_HELP || ui->mode == UI_SEARCH || ui->mode == UI_WHY || ui->mode == UI_MENU)
        return hit_footer(view, ui, &layout, row, col);
    if (panel_scrub_hit(ui, &layout, row, col, &hit.from_us, &hit.to_us)) {
        hit.target = SCREEN_TIME;
        return hit;
    }
    if (ui->page == UI_BELIEFS) hit.node = panel_beliefs_hit(view, &layout, row);
    if (hit.node != NODE_NONE) {
        hit.target = SCREEN_NODE;
        return hit;
    }
    struct space_hit space;
    if (ui->page == UI_SPACE && panel_space_hit(view, ui, &layout, row, col, &space)) {
        hit.target = space.is_event ? SCREEN_EVENT : SCREEN_NODE;
        hit.node = space.node;
        hit.number = space.number;
        hit.from_us = space.top_us;
        hit.to_us = space.end_us;
        return hit;
    }
    if (ui->page != UI_NORMAL) return hit_footer(view, ui, &layout, row, col);
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (rect_has(layout.node[i], row, col)) hit.node = i;
    }
    if (hit.node == NODE_NONE) hit.node = panel_ring_hit(view, &layout, row, col);
    if (hit.node != NODE_NONE) {
        hit.target = SCREEN_NODE;
    } else if (rect_has(layout.log, row, col)) {
        hit.target = SCREEN_LOG;
    } else {
        return hit_footer(view, ui, &layout, row, col);
    }
    return hit;
}

bool screen_too_small(const struct view *view, const struct ui *ui, int rows, int cols) {
    struct layout layout;
    compute_layout(view, ui, rows, cols, &layout);
    return layout.too_small;
}

int screen_help_scroll_max(const struct ui *ui, int rows, int cols) {
    return panel_help_scroll_max(ui, rows, cols);
}

int screen_log_scroll_max(const struct view *view, const struct ui *ui, int rows, int cols) {
    struct layout layout;
    compute_layout(view, ui, rows, cols, &layout);
    return panel_log_scroll_max(view, ui, &layout);
}
