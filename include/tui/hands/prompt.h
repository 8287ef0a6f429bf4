/* tui/hands/prompt.h - the `:` line and the `/` lines: editing, history, completion, errors. */
#ifndef TUI_HANDS_PROMPT_H
#define TUI_HANDS_PROMPT_H

#include "tui/hands/input.h"

void prompt_open(struct input_state *self, struct ui *ui);
void prompt_filter_open(struct ui *ui);
/* All of the help, from its beginning. */
void prompt_search_clear(struct ui *ui);

/* A row of the key table in PROMPT, FILTER or SEARCH mode. */
void prompt_key(struct input_state *self, struct ui *ui, const struct view *view,
                const struct record *record, enum keys_id id, struct input_result *out);
/* A character for the line in force; false when it does not fit or is none. */
bool prompt_insert(struct input_state *self, struct ui *ui, int code);

/* The line has been carried out: it is remembered, and the page comes back. */
void prompt_done(struct input_state *self, struct ui *ui);
/* The line stays, to be put right at this column. */
void prompt_refuse(struct ui *ui, int column, const char *why);
/* It was carried out, but nothing came of it: it is back, to be put right. */
void prompt_again(struct input_state *self, struct ui *ui, const char *why);

#endif
