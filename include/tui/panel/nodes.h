/* tui/panel/nodes.h - a panel per node: what it is, what it says, what it is bound by. */
#ifndef TUI_PANEL_NODES_H
#define TUI_PANEL_NODES_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* The heading of the columns, where there is one, and every node. */
void panel_nodes_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells);

/* What the node tells about the leader, in its own words; without quotation marks
 * when it is told about the node instead.  At most 23 columns. */
void panel_nodes_says(const struct view *view, uint8_t node, int64_t now_us, struct text *out);

/* "✂ B C", "✂ >B" (its messages do not reach B), "✂ <B" (B's do not reach it), "✂ 3/4"; as
 * much of it as `cols` columns take; nothing when no link is cut. */
void panel_nodes_links(const struct view *view, uint8_t node, int cols, struct text *out);

#endif
