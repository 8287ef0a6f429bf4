/* tui/hands/why_input.h - the keys of the overlay "why?": which event is asked about. */
#ifndef TUI_HANDS_WHY_INPUT_H
#define TUI_HANDS_WHY_INPUT_H

#include "tui/person/keys.h"

struct input_result;

/* Ask about the selected node, and the last thing that happened to it. */
void why_input_open(struct ui *ui, const struct view *view);
/* A key of the mode.
 *   rows, cols  of the screen, for scrolling */
void why_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code, int rows,
                   int cols, struct input_result *out);

#endif
