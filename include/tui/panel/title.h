/* tui/panel/title.h - the title bar: what runs, and where in time the screen is. */
#ifndef TUI_PANEL_TITLE_H
#define TUI_PANEL_TITLE_H

#include "tui/draw/layout.h"
#include "tui/draw/strip.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

void panel_title_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells);

/* For a screen that has no title bar, where the end of a line is the first to give way: that
 * the clock stands, or that this is not the present. */
void panel_title_mark(const struct ui *ui, struct strip *strip);
/* Its right end; marked: without what panel_title_mark() says. */
void panel_title_clock(const struct ui *ui, bool marked, struct strip *strip, enum style style);

#endif
