/* tui/person/menu.h - a list to choose from: filled by whoever opens it. */
#ifndef TUI_PERSON_MENU_H
#define TUI_PERSON_MENU_H

#include "tui/person/ui.h"

/* Open an empty menu; rows are added by its owner. */
void menu_open(struct ui *ui, enum ui_menu_kind kind);
void menu_add(struct ui *ui, const char *name, const char *help);
/* A row that only says more about the one above it. */
void menu_add_note(struct ui *ui, const char *name, const char *help);
/* Moves the cursor from choice to choice, never beyond the ends. */
void menu_move(struct ui *ui, int rows);

#endif
