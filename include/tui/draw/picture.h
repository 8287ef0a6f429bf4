/* tui/draw/picture.h - a screen as text, as text with colours, or as an SVG picture. */
#ifndef TUI_DRAW_PICTURE_H
#define TUI_DRAW_PICTURE_H

#include <stdbool.h>
#include <stdio.h>

#include "app/options.h"
#include "base/text.h"
#include "tui/draw/cells.h"
#include "tui/draw/theme.h"

/* False when `out` failed (errno says how). Formats but SVG and ANSI are text. */
bool picture_write(const struct cells *cells, enum report_format format, const struct theme *theme,
                   enum theme_depth depth, FILE *out);

/* Cells [col, end) of a row for a terminal, with the sequences that give them their look. */
void picture_run(const struct cells *cells, int row, int col, int end, const struct theme *theme,
                 enum theme_depth depth, FILE *out);

/* The format a file's name ends in: .txt, .ans or .svg; false: none of them. */
bool picture_format(const char *path, enum report_format *out);

/* Into a new file, in the format of its name; never overwrites.  What came of it is
 * added to `said`; false when it failed, then no file is left. */
bool picture_save(const struct cells *cells, const char *path, const struct theme *theme,
                  enum theme_depth depth, struct text *said);

#endif
