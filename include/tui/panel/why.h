/* tui/panel/why.h - why a node does not lead, and why an event happened. */
#ifndef TUI_PANEL_WHY_H
#define TUI_PANEL_WHY_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* On top of a page.  The node's answer is that of the moment shown, the event's was
 * found when it was asked for (ui->why). */
void panel_why_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                    struct cells *cells);

/* The largest ui->why_scroll that makes sense on a screen of that size. */
int panel_why_scroll_max(const struct view *view, const struct ui *ui, int rows, int cols);

#endif
