/* tui/panel_menu.h - a list to choose from, on top of a page. */
#ifndef TUI_PANEL_MENU_H
#define TUI_PANEL_MENU_H

#include "tui/cells.h"
#include "tui/layout.h"
#include "tui/ui.h"

void panel_menu_draw(const struct ui *ui, const struct layout *layout, struct cells *cells);

/* The row of the menu under a cell of the screen; false: none. */
bool panel_menu_hit(const struct ui *ui, const struct layout *layout, int row, int col, int *out);

/* Open an empty menu; rows are added by its owner. */
void menu_open(struct ui *ui, enum ui_menu_kind kind);
void menu_add(struct ui *ui, const char *name, const char *help);
/* Moves the cursor, never beyond the ends. */
void menu_move(struct ui *ui, int rows);

#endif
