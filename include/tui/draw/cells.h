/* tui/draw/cells.h - the grid of cells that panels draw into.
 *
 * Drawing never touches a terminal: golden screens, snapshots and the curses
 * terminal all read the same grid.  A cell holds one character of one column
 * (combining and wide characters are not used) and a style.
 */
#ifndef TUI_DRAW_CELLS_H
#define TUI_DRAW_CELLS_H

#include <stdbool.h>
#include <stdint.h>

enum { CELLS_ROWS_MAX = 110, CELLS_COLS_MAX = 320, CELLS_RUNE_BYTES = 3 };

/* Styles by meaning, never by colour; a theme (tui/draw/theme.h) gives each its look. */
#define STYLES(X)                                                                                  \
    X(PLAIN, "plain")                                                                              \
    X(DIM, "dim")                                                                                  \
    X(TITLE, "title")                                                                              \
    X(SELECTED, "selected")                                                                        \
    X(FOLLOWER, "follower")                                                                        \
    X(STANDING, "standing")                                                                        \
    X(ELECTED, "elected")                                                                          \
    X(LEADER, "leader")                                                                            \
    X(DOWN, "down")                                                                                \
    X(STALLED, "stalled")                                                                          \
    X(GOOD, "good")                                                                                \
    X(WARN, "warn")                                                                                \
    X(BAD, "bad")                                                                                  \
    X(TOKEN_ELECTION, "token-election")                                                            \
    X(TOKEN_LEADER, "token-leader")                                                                \
    X(CUT, "cut")                                                                                  \
    X(KEY, "key")                                                                                  \
    X(BAR, "bar")                                                                                  \
    X(BAR_EMPTY, "bar-empty")                                                                      \
    X(FRAME, "frame")                                                                              \
    X(PROMPT, "prompt")                                                                            \
    X(ERROR, "error")                                                                              \
    X(STATUS, "status")

enum style {
#define X(symbol, name) STYLE_##symbol,
    STYLES(X)
#undef X
    STYLE_COUNT
};

struct cell {
    uint32_t rune; /* Unicode code point, one column wide; never 0 */
    uint8_t style; /* enum style */
    bool reverse;
};

/* The whole screen; about 280 kB, so keep it static. */
struct cells {
    int rows, cols; /* 1..MAX */
    struct cell cell[CELLS_ROWS_MAX][CELLS_COLS_MAX];
};

struct rect {
    int row, col, rows, cols;
};

void cells_clear(struct cells *self, int rows, int cols);
/* All drawing clips at the grid and at `clip`; negative positions are fine. */
void cells_put(struct cells *self, struct rect clip, int row, int col, uint32_t rune,
               enum style style);
/* UTF-8; returns the columns it would take unclipped. row, col are relative to clip. */
int cells_text(struct cells *self, struct rect clip, int row, int col, enum style style,
               const char *utf8);
/* The columns a text takes; every character is one wide here. */
int cells_width(const char *utf8);
/* The character there; 0 outside. */
uint32_t cells_at(const struct cells *self, struct rect clip, int row, int col);
/* Turn reverse on or off for `cols` cells that are drawn already. */
void cells_mark(struct cells *self, struct rect clip, int row, int col, int cols, bool reverse);
/* The character as UTF-8; returns the bytes written. */
int cells_encode(uint32_t rune, char out[CELLS_RUNE_BYTES]);
/* The row as UTF-8 without trailing blanks, for goldens; returns the bytes written. */
int cells_row_text(const struct cells *self, int row, char *out, int bytes);

#endif
