/* tui/hands/prompt_words.h - the words of the `:` line that are the dashboard's own. */
#ifndef TUI_HANDS_PROMPT_WORDS_H
#define TUI_HANDS_PROMPT_WORDS_H

#include "tui/hands/input.h"

/* Carry out the line if it begins with one of them, or refuse it.  False: it does not; it
 * is a statement, or nothing at all. */
bool prompt_own_word(struct input_state *self, struct ui *ui, const struct view *view,
                     const struct record *record, struct input_result *out);

#endif
