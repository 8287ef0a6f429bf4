#include "tui/draw/parts.h"

#include <stddef.h>

void draw_erase(struct cells *cells, struct rect rect) {
    for (int row = 0; row < rect.rows; row++) {
        for (int col = 0; col < rect.cols; col++) {
            cells_put(cells, rect, row, col, ' ', STYLE_PLAIN);
        }
    }
}

struct rect draw_frame(struct cells *cells, struct rect rect, bool boxed, enum style style,
                       const char *title, const char *right) {
    const int last_row = rect.rows - 1, last_col = rect.cols - 1;
    for (int col = 0; col < rect.cols; col++) {
        cells_put(cells, rect, 0, col, 0x2500, style);
        if (boxed) cells_put(cells, rect, last_row, col, 0x2500, style);
    }
    for (int row = 0; boxed && row < rect.rows; row++) {
        const bool top = row == 0, bottom = row == last_row;
        cells_put(cells, rect, row, 0, top ? 0x256d : bottom ? 0x2570 : 0x2502, style);
        cells_put(cells, rect, row, last_col, top ? 0x256e : bottom ? 0x256f : 0x2502, style);
    }
    int used = 2;
    if (title[0] != '\0') {
        cells_put(cells, rect, 0, 2, ' ', style);
        const int width = cells_text(cells, rect, 0, 3, STYLE_TITLE, title);
        cells_put(cells, rect, 0, 3 + width, ' ', style);
        used = 5 + width;
    }
    const int width = cells_width(right);
    if (width > 0 && used + width + 4 <= rect.cols) {
        const int col = rect.cols - width - 3;
        cells_put(cells, rect, 0, col - 1, ' ', style);
        (void)cells_text(cells, rect, 0, col, STYLE_DIM, right);
        cells_put(cells, rect, 0, col + width, ' ', style);
    }
    if (!boxed) return (struct rect){ rect.row + 1, rect.col, rect.rows - 1, rect.cols };
    return (struct rect){ rect.row + 1, rect.col + 1, rect.rows - 2, rect.cols - 2 };
}

void draw_bar(struct cells *cells, struct rect clip, int row, int col, int cols, enum style style,
              int64_t part, int64_t whole) {
    int64_t halves = 0;
    if (whole > 0 && part > 0) {
        const int64_t capped = part > whole ? whole : part;
        /* Scaled down first: a product of two times may not fit. */
        const int64_t unit = whole / 100000 + 1;
        halves = capped / unit * 2 * cols / (whole / unit);
        if (halves == 0) halves = 1; /* something is not nothing */
    }
    for (int i = 0; i < cols; i++) {
        const bool full = halves >= 2 * (i + 1), half = halves == 2 * i + 1;
        cells_put(cells, clip, row, col + i,
                  full   ? 0x2501
                  : half ? 0x2578
                         : 0x254c,
                  full || half ? style : STYLE_BAR_EMPTY);
    }
}

/* How many of `room` columns to keep of a text that is longer: up to the end of a
 * word, and no parenthesis that is not closed, unless too little would be left. */
static int cut_place(const char *text, int room) {
    int column = 0, word = 0, before_parenthesis = -1;
    for (size_t i = 0; text[i] != '\0' && column < room; i++) {
        if (((unsigned char)text[i] & 0xc0u) == 0x80u) continue; /* within a character */
        if (text[i] == ' ' && column < room - 1) word = column + 1;
        if (text[i] == '(') before_parenthesis = column;
        if (text[i] == ')') before_parenthesis = -1;
        column++;
    }
    if (before_parenthesis > room / 2) return before_parenthesis;
    return word > room * 2 / 3 ? word : room - 1;
}

void draw_text_right(struct cells *cells, struct rect clip, int row, int end, enum style style,
                     const char *text) {
    (void)cells_text(cells, clip, row, end - cells_width(text), style, text);
}

void draw_text_cut(struct cells *cells, struct rect clip, int row, int col, int cols,
                   enum style style, const char *text) {
    const int room = clip.cols - col < cols ? clip.cols - col : cols;
    if (room <= 0) return;
    struct rect part = clip;
    part.cols = col + room;
    if (cells_width(text) <= room) {
        (void)cells_text(cells, part, row, col, style, text);
        return;
    }
    const int keep = cut_place(text, room);
    part.cols = col + keep;
    (void)cells_text(cells, part, row, col, style, text);
    part.cols = col + room;
    cells_put(cells, part, row, col + keep, 0x2026, style);
}
