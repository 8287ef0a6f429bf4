/* tui/panel/ring.h - the ring as a picture: nodes, links, tokens on their way. */
#ifndef TUI_PANEL_RING_H
#define TUI_PANEL_RING_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* The ring runs clockwise from the top.  HOPACKs are not drawn. */
void panel_ring_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                     struct cells *cells);

/* The node whose place is there, or NODE_NONE. */
uint8_t panel_ring_hit(const struct view *view, const struct layout *layout, int row, int col);

/* Colour of the group 0.. in the partition editor. */
enum style panel_ring_group_style(uint8_t group);

#endif
