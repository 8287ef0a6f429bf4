/* tui/panel_beliefs.h - who believes what, and who reaches whom. */
#ifndef TUI_PANEL_BELIEFS_H
#define TUI_PANEL_BELIEFS_H

#include "tui/cells.h"
#include "tui/layout.h"
#include "tui/ui.h"
#include "tui/view.h"

void panel_beliefs_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                        struct cells *cells);

/* The node whose row is there; NODE_NONE. */
uint8_t panel_beliefs_hit(const struct view *view, const struct layout *layout, int row);

#endif
