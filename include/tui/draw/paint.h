/* tui/draw/paint.h - which cells to write, and in which order, so that a terminal shows
 * a grid: only what changed, and in few bytes.
 *
 * Pure.  The terminal (tui/terminal/term_curses.c) turns strokes into its language.
 */
#ifndef TUI_DRAW_PAINT_H
#define TUI_DRAW_PAINT_H

#include "tui/draw/cells.h"

enum { PAINT_STROKES_MAX = CELLS_ROWS_MAX * CELLS_COLS_MAX };

/* Neighbours in a row that look the same. */
struct paint_stroke {
    int16_t row, col, cols;
};

/* About 410 kB, so keep it static. */
struct paint {
    int count;
    int changed; /* cells that differ */
    struct paint_stroke stroke[PAINT_STROKES_MAX];
    struct paint_stroke found[PAINT_STROKES_MAX];
};

/* What makes a screen that shows `shown`, of the same size, show `wanted`.  Strokes
 * come look by look: a change of colours takes as many bytes as a move. */
void paint_changes(struct paint *self, const struct cells *wanted, const struct cells *shown);
/* What puts `wanted` on an empty screen, row by row; blanks in a plain look, which
 * cannot be seen, are left out when `plain_is_blank`. */
void paint_all(struct paint *self, const struct cells *wanted, bool plain_is_blank);

static inline bool paint_same_look(const struct cell *a, const struct cell *b) {
    return a->style == b->style && a->reverse == b->reverse;
}

#endif
