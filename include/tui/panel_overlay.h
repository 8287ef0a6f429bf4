/* tui/panel_overlay.h - what lies over the panels for a while: the two link editors. */
#ifndef TUI_PANEL_OVERLAY_H
#define TUI_PANEL_OVERLAY_H

#include "tui/cells.h"
#include "tui/layout.h"
#include "tui/ui.h"
#include "tui/view.h"

/* What the mode needs; nothing in the others. */
void panel_overlay_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells);

#endif
