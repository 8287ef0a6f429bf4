/* tui/panel/run.h - timers in force and counts so far, where the nodes leave room. */
#ifndef TUI_PANEL_RUN_H
#define TUI_PANEL_RUN_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/view/view.h"

void panel_run_draw(const struct view *view, const struct layout *layout, struct cells *cells);

#endif
