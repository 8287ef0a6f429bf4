#include "tui/panel/menu.h"

#include "base/check.h"
#include "tui/draw/parts.h"

enum { MENU_COLS = 116, NAME_COLS = 24 };

static const char *const titles[MENU_KIND_COUNT] = {
    [MENU_PRESETS] = "presets: what shall happen?",
    [MENU_LESSONS] = "lessons",
    [MENU_BRANCHES] = "branches",
};

static struct rect outer_rect(const struct ui_menu *menu, const struct layout *layout) {
    struct rect outer = layout->body;
    const int wanted = menu->count + 2;
    if (outer.cols > MENU_COLS) {
        outer.col += (outer.cols - MENU_COLS) / 2;
        outer.cols = MENU_COLS;
    }
    if (outer.rows > wanted) {
        outer.row += (outer.rows - wanted) / 2;
        outer.rows = wanted;
    }
    return outer;
}

/* The row that is drawn first, so that the cursor is in sight. */
static int first_row(const struct ui_menu *menu, int rows) {
    return menu->at < rows ? 0 : menu->at - rows + 1;
}

void panel_menu_draw(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    const struct ui_menu *menu = &ui->menu;
    const struct rect outer = outer_rect(menu, layout);
    draw_erase(cells, outer);
    const struct rect rect = draw_frame(cells, outer, true, STYLE_KEY, titles[menu->kind], "");
    const int first = first_row(menu, rect.rows);
    for (int i = 0; i < rect.rows && first + i < menu->count; i++) {
        const struct ui_menu_row *row = &menu->row[first + i];
        const bool here = first + i == menu->at;
        draw_text_cut(cells, rect, i, 1, NAME_COLS, here ? STYLE_KEY : STYLE_PLAIN, row->name);
        draw_text_cut(cells, rect, i, 2 + NAME_COLS, rect.cols - NAME_COLS - 3,
                      here ? STYLE_PLAIN : STYLE_DIM, row->help);
        if (here) cells_mark(cells, rect, i, 0, rect.cols, true);
    }
}

bool panel_menu_hit(const struct ui *ui, const struct layout *layout, int row, int col, int *out) {
    const struct rect outer = outer_rect(&ui->menu, layout);
    const struct rect rect = { outer.row + 1, outer.col + 1, outer.rows - 2, outer.cols - 2 };
    if (!rect_has(rect, row, col)) return false;
    *out = first_row(&ui->menu, rect.rows) + row - rect.row;
    return *out < ui->menu.count;
}
