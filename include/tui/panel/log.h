/* tui/panel/log.h - the event log in words, newest at the bottom. */
#ifndef TUI_PANEL_LOG_H
#define TUI_PANEL_LOG_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

void panel_log_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                    struct cells *cells);

/* Lines the log can be scrolled back at most. */
int panel_log_scroll_max(const struct view *view, const struct ui *ui, const struct layout *layout);

/* Does the filter let the line pass?  A part of the line in any case; one capital
 * letter that names a node: lines that name it. */
bool panel_log_matches(const char *line, const char *filter, uint8_t nodes);

#endif
