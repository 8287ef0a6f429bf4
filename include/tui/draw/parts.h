/* tui/draw/parts.h - what panels draw with: frames, bars, texts that fit. */
#ifndef TUI_DRAW_PARTS_H
#define TUI_DRAW_PARTS_H

#include "tui/draw/cells.h"

/* Blanks: what is drawn next lies on top of what was there. */
void draw_erase(struct cells *cells, struct rect rect);

/* A heading line, or a frame all round when boxed; returns the rectangle inside.
 * title and right (may be "") are set into the upper line. */
struct rect draw_frame(struct cells *cells, struct rect rect, bool boxed, enum style style,
                       const char *title, const char *right);

/* A bar of `cols` cells, part/whole of it filled, to half a cell; a whole <= 0 is empty. */
void draw_bar(struct cells *cells, struct rect clip, int row, int col, int cols, enum style style,
              int64_t part, int64_t whole);

/* Right-aligned: the text ends before column `end`. */
void draw_text_right(struct cells *cells, struct rect clip, int row, int end, enum style style,
                     const char *text);
/* Not beyond `cols` columns; what is cut off ends with an ellipsis. */
void draw_text_cut(struct cells *cells, struct rect clip, int row, int col, int cols,
                   enum style style, const char *text);

#endif
