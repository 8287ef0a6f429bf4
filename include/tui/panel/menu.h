/* tui/panel/menu.h - a list to choose from, on top of a page. */
#ifndef TUI_PANEL_MENU_H
#define TUI_PANEL_MENU_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"

void panel_menu_draw(const struct ui *ui, const struct layout *layout, struct cells *cells);

/* The row of the menu under a cell of the screen; false: none. */
bool panel_menu_hit(const struct ui *ui, const struct layout *layout, int row, int col, int *out);

#endif
