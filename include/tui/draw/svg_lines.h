/* tui/draw/svg_lines.h - box-drawing characters of an SVG picture as lines.
 *
 * A font's own leave gaps where its lines are lower than a cell, and every viewer has
 * another font: drawn as lines they close in all of them.
 */
#ifndef TUI_DRAW_SVG_LINES_H
#define TUI_DRAW_SVG_LINES_H

#include <stdio.h>

#include "tui/draw/cells.h"

enum { SVG_CELL_W = 9, SVG_CELL_H = 19 };

/* Is it drawn as lines, and so not to be written as text? */
bool svg_lines_has(uint32_t rune);
/* The lines of cells [col, end) of a row whose first cell is at x, y. */
void svg_lines_put(FILE *out, const struct cell *line, int col, int end, int x, int y, uint32_t ink,
                   bool dim);

#endif
