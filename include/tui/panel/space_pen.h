/* tui/panel/space_pen.h - drawing into the space-time diagram, and finding what was drawn.
 *
 * What a click meant is found by drawing once more: the pen says of what each cell is
 * a part, and the probe remembers the last one that was drawn under the mouse, which is
 * the one that is seen.
 */
#ifndef TUI_PANEL_SPACE_PEN_H
#define TUI_PANEL_SPACE_PEN_H

#include <stddef.h>

#include "tui/panel/space.h"

struct space_probe {
    int row, col;  /* in the diagram */
    size_t number; /* what is being drawn: an event of the history */
    uint8_t node;  /* on whose lane it can be picked; NODE_NONE: on any */
    int distance;  /* rows from what was found; SPACE_PROBE_FAR: nothing */
    size_t found;  /* number and node of that */
    uint8_t found_node;
};

/* Lines are thin: a row beside counts, if nothing is nearer. */
enum { SPACE_PROBE_FAR = 2 };

struct space_pen {
    const struct space_place *place;
    const struct ui *ui;
    struct cells *cells;
    struct space_probe *probe; /* NULL: nobody asks */
};

/* What is drawn from here on. */
void space_pen_about(const struct space_pen *pen, size_t number, uint8_t node);
void space_pen_put(const struct space_pen *pen, int row, int col, uint32_t rune, enum style style);
/* `cols` cells were drawn by other means. */
void space_pen_touch(const struct space_pen *pen, int row, int col, int cols);

int64_t space_floor(int64_t t_us, int64_t step_us);
int space_row(const struct space_place *place, int64_t t_us);
int space_lane_col(const struct space_place *place, int lane);
bool space_is_lane(const struct space_place *place, int col);

#endif
