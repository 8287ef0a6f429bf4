/* tui/panel/space_messages.h - the messages of the space-time diagram: lines from lane to
 * lane that end in an arrow, a cross, or the token itself where it is now. */
#ifndef TUI_PANEL_SPACE_MESSAGES_H
#define TUI_PANEL_SPACE_MESSAGES_H

#include "tui/panel/space_pen.h"
#include "tui/view/space.h"

/* All of the window's; those of the journey are drawn last, as picked. */
void panel_space_messages(const struct space_pen *pen, const struct view *view,
                          const struct space_window *window, const struct space_journey *journey);

#endif
