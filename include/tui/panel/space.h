/* tui/panel/space.h - the space-time diagram: one column a node, time downwards.
 *
 * The first node's column is repeated at the right end, so that tokens go from left to
 * right all round the ring.
 */
#ifndef TUI_PANEL_SPACE_H
#define TUI_PANEL_SPACE_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* Where things are, and which stretch of time is shown. */
struct space_place {
    struct rect head;              /* names of the lanes; of no rows: no room for the page */
    struct rect rect;              /* the diagram */
    struct rect detail;            /* words; of no rows when there is no room */
    int first_col, spacing, lanes; /* lanes: nodes, and the first once more */
    int64_t row_us, top_us;
};

void panel_space_place(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct space_place *out);
/* The zoom, or the nearest or farthest there is. */
int panel_space_zoom_limit(const struct view *view, const struct space_place *place, int zoom);

void panel_space_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                      struct cells *cells);

struct space_hit {
    uint8_t node; /* its lane, or that on which the event can be picked */
    bool is_event;
    size_t number;          /* of the event in the history */
    int64_t top_us, end_us; /* the stretch of time that is shown */
};

/* What lies under a cell (0-based) of the screen: something that can be picked, or a lane.
 * False: neither. */
bool panel_space_hit(const struct view *view, const struct ui *ui, const struct layout *layout,
                     int row, int col, struct space_hit *out);

#endif
