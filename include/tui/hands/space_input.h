/* tui/hands/space_input.h - the keys of the space-time diagram: scrolling, zoom, what is picked. */
#ifndef TUI_HANDS_SPACE_INPUT_H
#define TUI_HANDS_SPACE_INPUT_H

#include "tui/hands/input.h"
#include "tui/panel/screen.h"

/* A key of the page.
 *   rows, cols  of the screen, for scrolling */
void space_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code, int rows,
                     int cols);
/* What was clicked on, a SCREEN_EVENT, is picked, and the stretch that is seen is held. */
void space_input_pick(struct ui *ui, const struct view *view, const struct screen_hit *hit,
                      int rows, int cols);

#endif
