/* tui/snapshot_page.h - which page a snapshot shows. */
#ifndef TUI_SNAPSHOT_PAGE_H
#define TUI_SNAPSHOT_PAGE_H

#include "tui/person/ui.h"
#include "tui/view/view.h"

/* page: dashboard, space, beliefs or why, as `--view` takes it. */
void snapshot_page_open(struct ui *ui, const struct view *view, const char *page);

#endif
