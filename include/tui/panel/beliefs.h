/* tui/panel/beliefs.h - who believes what, and who reaches whom. */
#ifndef TUI_PANEL_BELIEFS_H
#define TUI_PANEL_BELIEFS_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

void panel_beliefs_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells);

/* The node whose row is there; NODE_NONE. */
uint8_t panel_beliefs_hit(const struct view *view, const struct layout *layout, int row);

#endif
