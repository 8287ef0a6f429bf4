/* tui/panel/overlay.h - what lies over the panels for a while: the two link editors. */
#ifndef TUI_PANEL_OVERLAY_H
#define TUI_PANEL_OVERLAY_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* What the mode needs; nothing in the others. */
void panel_overlay_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells);

/* A frame laid over a part of the page; returns what is inside.  Its right edge takes the
 * place of the line between log and ring: there are never two lines side by side. */
struct rect panel_overlay_open(const struct layout *layout, struct cells *cells, struct rect over,
                               const char *title);

#endif
