/* tui/panel/scrub.h - the whole run as one line: marks, the playhead, what lies ahead. */
#ifndef TUI_PANEL_SCRUB_H
#define TUI_PANEL_SCRUB_H

#include "tui/draw/layout.h"
#include "tui/person/ui.h"

void panel_scrub_draw(const struct ui *ui, const struct layout *layout, struct cells *cells);
/* The stretch of time [*from_us, *to_us) under a cell of the line; false: none there,
 * or nothing has happened yet that late. */
bool panel_scrub_hit(const struct ui *ui, const struct layout *layout, int row, int col,
                     int64_t *from_us, int64_t *to_us);

#endif
