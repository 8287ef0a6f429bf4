#include "tui/person/menu.h"

#include "base/check.h"
#include "base/text.h"

void menu_open(struct ui *ui, enum ui_menu_kind kind) {
    ui->menu.kind = kind;
    ui->menu.count = ui->menu.at = 0;
    ui->mode = UI_MENU;
}

void menu_add(struct ui *ui, const char *name, const char *help) {
    struct text text;
    REQUIRE(ui->menu.count < UI_MENU_ROWS_MAX);
    struct ui_menu_row *row = &ui->menu.row[ui->menu.count++];
    text_init(&text, row->name, sizeof row->name);
    text_add(&text, name);
    text_init(&text, row->help, sizeof row->help);
    text_add(&text, help);
    row->note = false;
}

void menu_add_note(struct ui *ui, const char *name, const char *help) {
    menu_add(ui, name, help);
    ui->menu.row[ui->menu.count - 1].note = true;
}

static bool is_choice(const struct ui_menu *menu, int at) {
    return at >= 0 && at < menu->count && !menu->row[at].note;
}

void menu_move(struct ui *ui, int rows) {
    struct ui_menu *menu = &ui->menu;
    int at = menu->at + rows;
    if (at >= menu->count) at = menu->count - 1;
    if (at < 0) at = 0;
    const int step = rows < 0 ? -1 : 1;
    int to = at;
    while (to >= 0 && to < menu->count && !is_choice(menu, to)) to += step;
    if (!is_choice(menu, to)) { /* behind the last choice: back to it */
        to = at;
        while (to >= 0 && to < menu->count && !is_choice(menu, to)) to -= step;
    }
    menu->at = is_choice(menu, to) ? to : 0;
}
