/* tui/hands/fault_keys.h - the keys that do something to the cluster: kill, stall, cut, undo ... */
#ifndef TUI_HANDS_FAULT_KEYS_H
#define TUI_HANDS_FAULT_KEYS_H

#include "tui/hands/input.h"

/* KEYS_KILL … KEYS_UNDO: what it asks for, or why it cannot act. */
void fault_key(struct ui *ui, const struct view *view, const struct record *record, enum keys_id id,
               struct input_result *out);

#endif
