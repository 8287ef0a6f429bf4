#include "tui/hands/partition_edit.h"

#include <string.h>

#include "base/check.h"

/* ---- groups -------------------------------------------------------------------- */

void partition_edit_open(struct ui *ui, const struct view *view) {
    uint8_t groups = 0;
    bool placed[NODES_MAX] = { false };
    for (uint8_t node = 0; node < view->nodes; node++) {
        if (placed[node]) continue;
        for (uint8_t other = node; other < view->nodes; other++) {
            if (placed[other] || !view_reaches(view, node, other) ||
                !view_reaches(view, other, node)) {
                continue;
            }
            ui->group[other] = groups;
            placed[other] = true;
        }
        groups++;
    }
    ui->mode = UI_PARTITION;
}

static uint8_t groups_used(const struct ui *ui, const struct view *view) {
    uint8_t most = 0;
    for (uint8_t node = 0; node < view->nodes; node++) {
        if (ui->group[node] > most) most = ui->group[node];
    }
    return (uint8_t)(most + 1);
}

/* Round through the groups there are, which are two at least; a third is made with 3. */
static void next_group(struct ui *ui, const struct view *view, uint8_t node) {
    uint8_t used = groups_used(ui, view);
    if (used < 2) used = 2;
    ui->group[node] = (uint8_t)((ui->group[node] + 1) % used);
}

void partition_edit_apply(struct ui *ui, const struct view *view, struct input_result *out) {
    struct command partition;
    memset(&partition, 0, sizeof partition);
    partition.kind = COMMAND_PARTITION;
    partition.x = partition.y = NODE_NONE;
    struct node_set left = set_all(view->nodes);
    for (uint8_t first = 0; first < view->nodes; first++) {
        if (!set_has(left, first)) continue;
        struct node_set members = SET_EMPTY;
        for (uint8_t node = first; node < view->nodes; node++) {
            if (ui->group[node] == ui->group[first]) members = set_with(members, node);
        }
        left = set_minus(left, members);
        partition.group[partition.group_count++] = members;
    }
    ui_home(ui);
    if (partition.group_count > 1) *input_command(out, COMMAND_PARTITION) = partition;
    else if (view_any_cut(view)) (void)input_command(out, COMMAND_HEAL);
    else input_say(ui, true, "all nodes are in one group: nothing to cut");
}

/* ---- one link ----------------------------------------------------------------------- */

void partition_edit_cut_open(struct ui *ui, const struct view *view) {
    ui->cut_other = view->header.elect.next[ui->selected];
    if (ui->page == UI_BELIEFS) ui->cut_other = ui->beliefs_to; /* the link under its cursor */
    if (ui->cut_other >= view->nodes || ui->cut_other == ui->selected) {
        ui->cut_other = (uint8_t)((ui->selected + 1) % view->nodes);
    }
    ui->cut_direction = 0;
    ui->mode = UI_CUT;
}

static void choose_other(struct ui *ui, const struct view *view, int node) {
    if (node < 0 || node >= view->nodes) input_say(ui, true, "there is no such node");
    else if (node == ui->selected) input_say(ui, true, "a link has two ends: choose another node");
    else ui->cut_other = (uint8_t)node;
}

static void step_other(struct ui *ui, const struct view *view, int step) {
    do {
        ui->cut_other = (uint8_t)((ui->cut_other + view->nodes + step) % view->nodes);
    } while (ui->cut_other == ui->selected);
}

static void link_command(struct input_result *out, enum command_kind kind, uint8_t x, uint8_t y,
                         bool one_way) {
    struct command *command = input_command(out, kind);
    command->x = x;
    command->y = y;
    command->one_way = one_way;
}

/* What is cut already is restored instead; the language restores both ways at
 * once, so the other way is cut again when it was. */
void partition_edit_cut_apply(struct ui *ui, const struct view *view, struct input_result *out) {
    const uint8_t a = ui->selected, b = ui->cut_other;
    const uint8_t x = ui->cut_direction == 2 ? b : a, y = ui->cut_direction == 2 ? a : b;
    const bool to = view_reaches(view, x, y), back = view_reaches(view, y, x);
    ui_home(ui);
    if (ui->cut_direction == 0) {
        link_command(out, to || back ? COMMAND_CUT : COMMAND_HEAL, x, y, false);
    } else if (to) {
        link_command(out, COMMAND_CUT, x, y, true);
    } else {
        link_command(out, COMMAND_HEAL, x, y, false);
        if (!back) link_command(out, COMMAND_CUT, y, x, true);
    }
}

/* ---- keys ------------------------------------------------------------------------------ */

void partition_edit_key(struct ui *ui, const struct view *view, enum keys_id id, int code,
                        struct input_result *out) {
    (void)out;
    switch ((int)id) {
    case KEYS_GROUP:
        if (code - '1' < view->nodes) ui->group[ui->selected] = (uint8_t)(code - '1');
        else input_say(ui, true, "there cannot be more groups than nodes");
        return;
    case KEYS_GROUP_NEXT: next_group(ui, view, ui->selected); return;
    case KEYS_GROUP_LETTER:
        if (code - 'a' >= view->nodes) {
            input_say(ui, true, "there is no such node");
            return;
        }
        ui->selected = (uint8_t)(code - 'a');
        next_group(ui, view, ui->selected);
        return;
    case KEYS_SELECT: choose_other(ui, view, code == '0' ? 9 : code - '1'); return;
    case KEYS_CUT_OTHER: choose_other(ui, view, code - 'a'); return;
    case KEYS_CUT_DIRECTION: ui->cut_direction = (ui->cut_direction + 1) % 3; return;
    case KEYS_NEXT: step_other(ui, view, 1); return;
    case KEYS_PREVIOUS: step_other(ui, view, -1); return;
    default: return;
    }
}
