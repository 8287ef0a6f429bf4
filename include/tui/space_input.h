/* tui/space_input.h - the keys of the space-time diagram: scrolling, zoom, what is picked. */
#ifndef TUI_SPACE_INPUT_H
#define TUI_SPACE_INPUT_H

#include "tui/input.h"

/* A key of the page.
 *   rows, cols  of the screen, for scrolling */
void space_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code, int rows,
                     int cols);

#endif
