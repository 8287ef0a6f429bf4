/* tui/hands/lesson_keys.h - what keys and words do to a lesson (tui/person/guide.h). */
#ifndef TUI_HANDS_LESSON_KEYS_H
#define TUI_HANDS_LESSON_KEYS_H

#include "tui/hands/input.h"
#include "tui/person/guide.h"

/* What a key asked for (INPUT_LESSON...).  Answers are told by ui->toast.  True: the
 * lesson `next` shall be begun. */
bool lesson_take(struct guide *self, struct ui *ui, const struct input_result *asked,
                 int64_t real_us, char next[LESSON_NAME_BYTES]);

/* Open the menu of the built-in lessons, or say why none can be begun. */
void lesson_menu(struct ui *ui);

#endif
