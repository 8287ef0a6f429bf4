/* tui/panel/space_words.h - below or beside the space-time diagram: what is picked, in words. */
#ifndef TUI_PANEL_SPACE_WORDS_H
#define TUI_PANEL_SPACE_WORDS_H

#include "tui/draw/cells.h"
#include "tui/person/ui.h"
#include "tui/view/space.h"

/* Nothing picked (journey NULL, picked false): what the glyphs mean. */
void panel_space_words(const struct view *view, const struct ui *ui,
                       const struct space_journey *journey, struct rect rect, struct cells *cells);

#endif
