/* tui/panel/lesson.h - the strip of text that a lesson adds on top of the panels. */
#ifndef TUI_PANEL_LESSON_H
#define TUI_PANEL_LESSON_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/guide.h"

/* Rows that the longest step of the lesson takes at so many columns, its heading
 * included: the strip keeps this height, so that nothing below it moves.  0 without one. */
int panel_lesson_rows(const struct guide *guide, int cols);

/* In layout->lesson; nothing without a lesson.  Where it is short of rows the task
 * comes before the text. */
void panel_lesson_draw(const struct ui *ui, const struct layout *layout, struct cells *cells);

#endif
