/* tui/panel/status.h - the lines that say how the cluster is, in words. */
#ifndef TUI_PANEL_STATUS_H
#define TUI_PANEL_STATUS_H

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

/* The title bar (what runs), the status line (who leads), the message line. */
void panel_status_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                       struct cells *cells);

/* One sentence on the state of the cluster: who leads, or why nobody does and what
 * would help.  Returns how it should look: PLAIN, WARN or BAD. */
enum style panel_status_explain(const struct view *view, const struct ui *ui, struct text *out);

#endif
