#include "tui/panel/menu.h"

#include "base/check.h"
#include "tui/draw/parts.h"

enum {
    MENU_COLS = 116,
    HELP_COLS_MIN = 24, /* beside the names; with less the names stand alone */
    LIST_ROWS_MIN = 2,
    LINE_ROWS_MIN = 6, /* inside; with less there is no line between list and text */
    DETAIL_ROWS_MAX = 4,
};

static const char *const titles[MENU_KIND_COUNT] = {
    [MENU_PRESETS] = "presets: what shall happen?",
    [MENU_LESSONS] = "lessons",
    [MENU_BRANCHES] = "branches (choose where to go on)",
};

/* Where what is. */
struct places {
    struct rect outer;
    int list_rows, detail_rows; /* inside; detail: of the text under the cursor, in full */
    int line_rows;              /* between both */
    int name_cols, help_cols;   /* help_cols 0: no room beside the names */
};

/* The next line of a text wrapped at blanks; its bytes, and where the one after begins. */
static int wrap(const char *text, int cols, const char **rest) {
    int bytes = 0, columns = 0, blank = 0;
    while (text[bytes] != '\0' && columns <= cols) {
        if (text[bytes] == ' ') blank = bytes;
        bytes++;
        while (((unsigned char)text[bytes] & 0xc0u) == 0x80u) bytes++;
        columns++;
    }
    if (columns <= cols || blank == 0) {
        *rest = text + bytes;
        return bytes;
    }
    *rest = text + blank + 1;
    return blank;
}

static int wrapped_rows(const char *text, int cols) {
    int rows = 0;
    while (*text != '\0') {
        (void)wrap(text, cols, &text);
        rows++;
    }
    return rows;
}

static void place_columns(const struct ui_menu *menu, int cols, struct places *out) {
    for (int i = 0; i < menu->count; i++) {
        const int width = cells_width(menu->row[i].name);
        if (width > out->name_cols) out->name_cols = width;
    }
    out->help_cols = cols - out->name_cols - 4;
    if (out->help_cols >= HELP_COLS_MIN) return;
    out->help_cols = 0;
    out->name_cols = cols - 2;
}

/* Rows for the text under the cursor, the same for all rows; 0: all are seen whole. */
static int detail_rows(const struct ui_menu *menu, const struct places *places, int cols) {
    int rows = 0;
    for (int i = 0; i < menu->count; i++) {
        const char *help = menu->row[i].help;
        if (menu->row[i].note || cells_width(help) <= places->help_cols) continue;
        const int needed = wrapped_rows(help, cols - 2);
        if (needed > rows) rows = needed;
    }
    return rows < DETAIL_ROWS_MAX ? rows : DETAIL_ROWS_MAX;
}

static struct places places_of(const struct ui_menu *menu, const struct layout *layout) {
    struct places out = { .outer = layout->body };
    if (out.outer.cols > MENU_COLS) {
        out.outer.col += (out.outer.cols - MENU_COLS) / 2;
        out.outer.cols = MENU_COLS;
    }
    place_columns(menu, out.outer.cols - 2, &out);
    out.detail_rows = detail_rows(menu, &out, out.outer.cols - 2);
    out.line_rows = out.detail_rows > 0 && out.outer.rows - 2 >= LINE_ROWS_MIN ? 1 : 0;
    const int wanted = menu->count + out.line_rows + out.detail_rows + 2;
    if (out.outer.rows > wanted) {
        out.outer.row += (out.outer.rows - wanted) / 2;
        out.outer.rows = wanted;
    }
    const int left = out.outer.rows - 2 - out.line_rows;
    if (out.detail_rows > left - LIST_ROWS_MIN) out.detail_rows = left - LIST_ROWS_MIN;
    if (out.detail_rows < 0) out.detail_rows = 0;
    out.list_rows = left - out.detail_rows;
    return out;
}

/* The row that is drawn first, so that the cursor is in sight. */
static int first_row(const struct ui_menu *menu, int rows) {
    return menu->at < rows ? 0 : menu->at - rows + 1;
}

static void draw_list(const struct ui_menu *menu, const struct places *places, struct rect rect,
                      struct cells *cells) {
    const int first = first_row(menu, places->list_rows);
    for (int i = 0; i < places->list_rows && first + i < menu->count; i++) {
        const struct ui_menu_row *row = &menu->row[first + i];
        const bool here = first + i == menu->at;
        const enum style name = here ? STYLE_KEY : row->note ? STYLE_DIM : STYLE_PLAIN;
        draw_text_cut(cells, rect, i, 1, places->name_cols, name, row->name);
        if (places->help_cols > 0) {
            draw_text_cut(cells, rect, i, 3 + places->name_cols, places->help_cols,
                          here ? STYLE_PLAIN : STYLE_DIM, row->help);
        }
        if (here) cells_mark(cells, rect, i, 0, rect.cols, true);
    }
}

/* The text under the cursor, from its beginning to its end. */
static void draw_detail(const struct ui_menu *menu, const struct places *places, struct rect rect,
                        struct cells *cells) {
    const char *text = menu->row[menu->at].help;
    const int top = places->list_rows + places->line_rows, indent = places->line_rows > 0 ? 1 : 2;
    for (int col = 0; places->line_rows > 0 && col < rect.cols + 2; col++) {
        const bool left = col == 0, right = col == rect.cols + 1;
        cells_put(cells, places->outer, top, col,
                  left    ? 0x251c
                  : right ? 0x2524
                          : 0x2500,
                  STYLE_KEY);
    }
    for (int i = 0; i < places->detail_rows && *text != '\0'; i++) {
        char line[sizeof menu->row[0].help];
        struct text words;
        const char *from = text;
        const int bytes = wrap(text, rect.cols - 1 - indent, &text);
        const bool last = i + 1 == places->detail_rows;
        text_init(&words, line, sizeof line);
        text_add_n(&words, from, last ? text_length(from) : (size_t)bytes);
        draw_text_cut(cells, rect, top + i, indent, rect.cols - 1 - indent, STYLE_PLAIN, line);
    }
}

void panel_menu_draw(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    const struct ui_menu *menu = &ui->menu;
    const struct places places = places_of(menu, layout);
    draw_erase(cells, places.outer);
    const struct rect rect =
        draw_frame(cells, places.outer, true, STYLE_KEY, titles[menu->kind], "");
    draw_list(menu, &places, rect, cells);
    if (places.detail_rows > 0 && menu->at < menu->count) draw_detail(menu, &places, rect, cells);
}

bool panel_menu_hit(const struct ui *ui, const struct layout *layout, int row, int col, int *out) {
    const struct places places = places_of(&ui->menu, layout);
    const struct rect outer = places.outer;
    const struct rect rect = { outer.row + 1, outer.col + 1, places.list_rows, outer.cols - 2 };
    if (!rect_has(rect, row, col)) return false;
    *out = first_row(&ui->menu, places.list_rows) + row - rect.row;
    return *out < ui->menu.count;
}
