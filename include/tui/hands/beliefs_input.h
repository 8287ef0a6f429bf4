/* tui/hands/beliefs_input.h - the keys of the page "who believes what": a cursor over links. */
#ifndef TUI_HANDS_BELIEFS_INPUT_H
#define TUI_HANDS_BELIEFS_INPUT_H

#include "tui/hands/input.h"

/* KEYS_LINK_MOVE and KEYS_LINK; `code` tells the arrows apart. */
void beliefs_input_key(struct ui *ui, const struct view *view, enum keys_id id, int code,
                       struct input_result *out);

#endif
