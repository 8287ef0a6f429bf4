/* tui/hands/time_keys.h - the keys of the clock and of the playhead. */
#ifndef TUI_HANDS_TIME_KEYS_H
#define TUI_HANDS_TIME_KEYS_H

#include "tui/hands/input.h"

/* KEYS_PAUSE … KEYS_SLOWER, KEYS_BACK … KEYS_NOW.  False: another key. */
bool time_key(struct ui *ui, const struct view *view, enum keys_id id, struct input_result *out);

#endif
