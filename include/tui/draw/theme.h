/* tui/draw/theme.h - what each style looks like, and what each glyph is in ASCII.
 *
 * A theme is a small file (tui/draw/theme_file.h).  One accent per role; besides, every
 * state has a word and a glyph, and nothing blinks.  The terminal (tui/terminal/term_curses.c)
 * asks for the look of a style and does with it what the terminal can.
 */
#ifndef TUI_DRAW_THEME_H
#define TUI_DRAW_THEME_H

#include "tui/draw/cells.h"

enum theme_background { THEME_DARK, THEME_LIGHT, THEME_BACKGROUND_COUNT };
enum theme_depth { THEME_MONO, THEME_8, THEME_256, THEME_DEPTH_COUNT };

/* Attributes, a set. */
enum {
    THEME_NORMAL = 0,
    THEME_BOLD = 1,
    THEME_DIM = 2,
    THEME_REVERSE = 4,
    THEME_UNDERLINE = 8,
};

enum { THEME_DEFAULT = -1 }; /* the terminal's own colour */

struct theme_look {
    int16_t fg, bg;     /* colour number of the depth, or THEME_DEFAULT */
    uint8_t attributes; /* THEME_BOLD | … */
};

/* THEME_MONO never has a colour; THEME_8 uses 0..7, THEME_256 uses 0..255. */
struct theme {
    enum theme_background background;
    struct theme_look look[THEME_DEPTH_COUNT][STYLE_COUNT];
};

/* Total for every style < STYLE_COUNT.  A cell's own `reverse` comes on top. */
struct theme_look theme_look(const struct theme *theme, enum theme_depth depth, enum style style);

/* 0xRRGGBB of xterm's 256 colours: 16 named, a cube of 6x6x6, 24 greys; 0 <= colour < 256. */
uint32_t theme_rgb(int colour);
/* What THEME_DEFAULT is in a picture. */
uint32_t theme_ink(enum theme_background background);
uint32_t theme_paper(enum theme_background background);

/* The ASCII stand-in of a glyph that panels draw; '?' for any other character
 * beyond ASCII, ASCII itself unchanged. */
char theme_ascii(uint32_t rune);

#endif
