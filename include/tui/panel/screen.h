/* tui/panel/screen.h - the whole dashboard as one pure function.
 *
 * Same view, same ui, same size: same cells.  No terminal, no clock, no globals.
 * Any size from 1x1 on; what does not fit gives way in steps (tui/draw/layout.h).
 */
#ifndef TUI_PANEL_SCREEN_H
#define TUI_PANEL_SCREEN_H

#include "tui/draw/cells.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* Overwrites *cells, which gets the size rows x cols (at most CELLS_*_MAX).
 * With ui->ascii every cell is in 0x20..0x7e. */
void screen_draw(const struct view *view, const struct ui *ui, struct cells *cells, int rows,
                 int cols);

enum screen_target {
    SCREEN_NOTHING,
    SCREEN_NODE,
    SCREEN_LOG,
    SCREEN_KEY,
    SCREEN_TIME,
    SCREEN_EVENT,
    SCREEN_ROW,
};

struct screen_hit {
    enum screen_target target;
    uint8_t node;           /* SCREEN_NODE: in its panel, or on the ring */
    int key;                /* SCREEN_KEY: index into key_rows, a word of the footer */
    int64_t from_us, to_us; /* SCREEN_TIME: on the scrubber; SCREEN_EVENT: the stretch's */
    int menu_row;           /* SCREEN_ROW: of the menu */
    size_t number;          /* SCREEN_EVENT: in the space-time diagram, on the node's lane */
};

/* What lies under a cell (0-based) of the screen that screen_draw() makes. */
struct screen_hit screen_hit(const struct view *view, const struct ui *ui, int rows, int cols,
                             int row, int col);

/* Is there no room for anything but saying so? */
bool screen_too_small(const struct view *view, const struct ui *ui, int rows, int cols);
/* Rows the help overlay can scroll at most, so that a key does not run past its end. */
int screen_help_scroll_max(const struct ui *ui, int rows, int cols);
/* Lines the log can be scrolled back at most. */
int screen_log_scroll_max(const struct view *view, const struct ui *ui, int rows, int cols);

#endif
