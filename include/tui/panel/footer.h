/* tui/panel/footer.h - the last two lines: what can be done now, and the line being typed. */
#ifndef TUI_PANEL_FOOTER_H
#define TUI_PANEL_FOOTER_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

void panel_footer_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct cells *cells);

/* The row of the key table whose word stands at a column of the footer, or -1. */
int panel_footer_hit(const struct view *view, const struct ui *ui, const struct layout *layout,
                     int col);

#endif
