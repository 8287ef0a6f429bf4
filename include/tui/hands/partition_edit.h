/* tui/hands/partition_edit.h - the two dialogs about links: groups (`p`) and one cut (`c`). */
#ifndef TUI_HANDS_PARTITION_EDIT_H
#define TUI_HANDS_PARTITION_EDIT_H

#include "tui/hands/input.h"

/* Enter the mode, starting from how the links are now. */
void partition_edit_open(struct ui *ui, const struct view *view);
void partition_edit_cut_open(struct ui *ui, const struct view *view);

/* A key of these modes.  `code` is the character for rows that have several. */
void partition_edit_key(struct ui *ui, const struct view *view, enum keys_id id, int code,
                        struct input_result *out);

/* Enter: the commands, and back to normal mode. */
void partition_edit_apply(struct ui *ui, const struct view *view, struct input_result *out);
void partition_edit_cut_apply(struct ui *ui, const struct view *view, struct input_result *out);

#endif
