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
}

void menu_move(struct ui *ui, int rows) {
    ui->menu.at += rows;
    if (ui->menu.at >= ui->menu.count) ui->menu.at = ui->menu.count - 1;
    if (ui->menu.at < 0) ui->menu.at = 0;
}
