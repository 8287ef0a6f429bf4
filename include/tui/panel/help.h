/* tui/panel/help.h - every key, sign, word and statement, searchable; and what to try first. */
#ifndef TUI_PANEL_HELP_H
#define TUI_PANEL_HELP_H

#include "tui/draw/layout.h"
#include "tui/person/ui.h"

/* In HELP and SEARCH, over everything but the footer. */
void panel_help_draw(const struct ui *ui, struct cells *cells);
/* Lines of it, as far as they match the search, that do not fit. */
int panel_help_scroll_max(const struct ui *ui, int rows, int cols);

/* Three lines for a newcomer, over the log; nothing where that is too small. */
void panel_help_draw_first(const struct ui *ui, const struct layout *layout, struct cells *cells);

#endif
