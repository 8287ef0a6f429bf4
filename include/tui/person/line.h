/* tui/person/line.h - one editable line of ASCII: the prompt, the filter, the search. */
#ifndef TUI_PERSON_LINE_H
#define TUI_PERSON_LINE_H

#include "tui/person/keys.h"
#include "tui/person/ui.h"

/* The cursor is at its end. */
void line_set(struct ui_line *line, const char *string);
/* Characters [from, to) go; the cursor is there. */
void line_cut(struct ui_line *line, int from, int to);
/* At the cursor; false when it does not fit or cannot be shown. */
bool line_insert(struct ui_line *line, int code);
/* KEYS_LINE_LEFT … KEYS_LINE_CLEAR; nothing for others. */
void line_key(struct ui_line *line, enum keys_id id);

#endif
