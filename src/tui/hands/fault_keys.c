#include "tui/hands/fault_keys.h"

#include "tui/hands/partition_edit.h"

/* "A is down already; r revives it" */
static void say_of_node(struct ui *ui, bool bad, uint8_t node, const char *rest) {
    struct text text;
    text_init(&text, ui->toast, sizeof ui->toast);
    text_add_char(&text, node_letter(node));
    text_add(&text, rest);
    ui->toast_bad = bad;
}

static void command_who(struct input_result *out, enum command_kind kind, uint8_t node) {
    input_command(out, kind)->who = set_of(node);
}

static void kill_selected(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t node = ui->selected;
    if (!view->node[node].live) say_of_node(ui, true, node, " is down already: r revives it");
    else command_who(out, COMMAND_KILL, node);
}

static void revive_selected(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t node = ui->selected;
    if (view->node[node].live && view->node[node].stalled) {
        say_of_node(ui, true, node, " is stalled, not down: s wakes it");
    } else if (view->node[node].live) {
        say_of_node(ui, true, node, " is not down");
    } else {
        command_who(out, COMMAND_REVIVE, node);
    }
}

static void stall_selected(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t node = ui->selected;
    if (!view->node[node].live) say_of_node(ui, true, node, " is down: r revives it");
    else command_who(out, view->node[node].stalled ? COMMAND_WAKE : COMMAND_STALL, node);
}

static void isolate_selected(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t node = ui->selected;
    if (!view_isolated(view, node)) {
        command_who(out, COMMAND_ISOLATE, node);
        return;
    }
    for (uint8_t other = 0; other < view->nodes; other++) {
        if (other == node) continue;
        struct command *heal = input_command(out, COMMAND_HEAL);
        heal->x = node;
        heal->y = other;
    }
}

static void kill_leader(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t leader = view_leader(view, ui->now_us);
    if (leader == NODE_NONE) {
        input_say(ui, true, "nobody leads at the moment, so there is no leader to kill");
    } else {
        command_who(out, COMMAND_KILL, leader);
    }
}

static void heal_all(struct ui *ui, const struct view *view, struct input_result *out) {
    if (view_any_cut(view)) (void)input_command(out, COMMAND_HEAL);
    else input_say(ui, true, "no link is cut");
}

static void undo(struct ui *ui, const struct record *record, struct input_result *out) {
    int fault;
    char buffer[UI_TOAST_BYTES];
    struct text text;
    out->command_count = record_undo(record, &fault, out->command);
    if (fault < 0) {
        input_say(ui, true, "nothing to undo: no fault is in effect");
        return;
    }
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, "undone: ");
    command_print(&record->row[fault].command, &text);
    input_say(ui, false, buffer);
}

void fault_key(struct ui *ui, const struct view *view, const struct record *record, enum keys_id id,
               struct input_result *out) {
    if (!input_may_act(ui)) return;
    if (id == KEYS_KILL) kill_selected(ui, view, out);
    else if (id == KEYS_REVIVE) revive_selected(ui, view, out);
    else if (id == KEYS_STALL) stall_selected(ui, view, out);
    else if (id == KEYS_ISOLATE) isolate_selected(ui, view, out);
    else if (id == KEYS_KILL_LEADER) kill_leader(ui, view, out);
    else if (id == KEYS_PARTITION) partition_edit_open(ui, view);
    else if (id == KEYS_CUT) partition_edit_cut_open(ui, view);
    else if (id == KEYS_HEAL) heal_all(ui, view, out);
    else undo(ui, record, out);
}
