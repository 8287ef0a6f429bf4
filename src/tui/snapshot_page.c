#include "tui/snapshot_page.h"

#include <string.h>

#include "tui/hands/why_input.h"

void snapshot_page_open(struct ui *ui, const struct view *view, const char *page) {
    if (strcmp(page, "space") == 0) ui->page = UI_SPACE;
    if (strcmp(page, "beliefs") == 0) ui->page = UI_BELIEFS;
    ui_home(ui);
    if (strcmp(page, "why") == 0) why_input_open(ui, view);
}
