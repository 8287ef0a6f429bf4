/* The undoing half of tui/view/record.h: the difference between how things are and how
 * they would be without the last fault, said in commands.  What was undone and the commands
 * that did it count no more: undoing once more goes one fault further back. */
#include <string.h>

#include "base/check.h"
#include "tui/view/record.h"

struct plan {
    int count;
    struct command *out;
};

static struct command *add(struct plan *plan, enum command_kind kind) {
    ENSURE(plan->count < RECORD_UNDO_MAX);
    struct command *command = &plan->out[plan->count++];
    memset(command, 0, sizeof *command);
    command->kind = kind;
    command->x = command->y = NODE_NONE;
    return command;
}

static void undo_nodes(struct plan *plan, enum command_kind kind, struct node_set who) {
    if (!set_is_empty(who)) add(plan, kind)->who = who;
}

static bool all_open(const struct links *links) {
    for (uint8_t x = 0; x < links->nodes; x++) {
        for (uint8_t y = 0; y < links->nodes; y++) {
            if (!links_reach(links, x, y)) return false;
        }
    }
    return true;
}

/* The language restores both ways of a link at once. */
static void undo_cut(struct plan *plan, const struct links *now, const struct links *then,
                     uint8_t x, uint8_t y) {
    const bool to = links_reach(then, x, y), back = links_reach(then, y, x);
    bool now_to = links_reach(now, x, y), now_back = links_reach(now, y, x);
    if ((to && !now_to) || (back && !now_back)) {
        struct command *heal = add(plan, COMMAND_HEAL);
        heal->x = x;
        heal->y = y;
        now_to = now_back = true;
    }
    const bool cut_to = now_to && !to, cut_back = now_back && !back;
    if (!cut_to && !cut_back) return;
    struct command *cut = add(plan, COMMAND_CUT);
    cut->x = cut_to ? x : y;
    cut->y = cut_to ? y : x;
    cut->one_way = cut_to != cut_back;
}

static void undo_cuts(struct plan *plan, const struct links *now, const struct links *then) {
    if (!all_open(now) && all_open(then)) {
        add(plan, COMMAND_HEAL);
        return;
    }
    for (uint8_t x = 0; x < now->nodes; x++) {
        for (uint8_t y = (uint8_t)(x + 1); y < now->nodes; y++) undo_cut(plan, now, then, x, y);
    }
}

/* The setting of one kind of message fault on a link, and a command that sets it. */
static int64_t setting(const struct links *links, enum command_kind kind, uint8_t x, uint8_t y) {
    const struct link *link = &links->link[x][y];
    if (kind == COMMAND_DELAY) return link->delay_us;
    if (kind == COMMAND_LOSS) return link->loss_ppm;
    return kind == COMMAND_DUPLICATE ? link->duplicate_ppm : link->reorder_ppm;
}

static void set(struct plan *plan, enum command_kind kind, int64_t value, uint8_t x, uint8_t y) {
    struct command *command = add(plan, kind);
    command->x = x;
    command->y = y;
    if (kind == COMMAND_DELAY) command->delay_us = value;
    else command->ppm = (uint32_t)value;
}

static void undo_fault(struct plan *plan, enum command_kind kind, const struct links *now,
                       const struct links *then) {
    bool same_now = true, same_then = true, changed = false;
    const int64_t all_now = setting(now, kind, 0, 1), all_then = setting(then, kind, 0, 1);
    for (uint8_t x = 0; x < now->nodes; x++) {
        for (uint8_t y = 0; y < now->nodes; y++) {
            if (x == y) continue;
            same_now = same_now && setting(now, kind, x, y) == all_now;
            same_then = same_then && setting(then, kind, x, y) == all_then;
            changed = changed || setting(now, kind, x, y) != setting(then, kind, x, y);
        }
    }
    if (!changed) return;
    if (same_now && same_then) {
        set(plan, kind, all_then, NODE_NONE, NODE_NONE);
        return;
    }
    for (uint8_t x = 0; x < now->nodes; x++) {
        for (uint8_t y = 0; y < now->nodes; y++) {
            const int64_t value = setting(then, kind, x, y);
            if (x != y && value != setting(now, kind, x, y)) set(plan, kind, value, x, y);
        }
    }
}

static void undo_drift(struct plan *plan, uint8_t nodes, const struct record_state *now,
                       const struct record_state *then) {
    for (uint8_t node = 0; node < nodes; node++) {
        if (now->drift_ppm[node] == then->drift_ppm[node]) continue;
        struct command *command = add(plan, COMMAND_DRIFT);
        command->who = set_of(node);
        command->drift_ppm = then->drift_ppm[node];
    }
}

/* Does it break something?  `loss 0` and `drift C 0` put right what others broke. */
static bool is_fault(const struct command *command, const struct record_state *now) {
    switch (command->kind) {
    case COMMAND_KILL: return !set_is_empty(set_and(command->who, now->down));
    case COMMAND_STALL: return !set_is_empty(set_and(command->who, now->stalled));
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_CUT: return true;
    case COMMAND_DELAY: return command->delay_us != 0;
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER: return command->ppm != 0;
    case COMMAND_DRIFT: return command->drift_ppm != 0;
    case COMMAND_REVIVE:
    case COMMAND_WAKE:
    case COMMAND_HEAL:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return false;
    }
    UNREACHABLE();
}

/* Only what this kind of command does is undone, so that a plan never holds more
 * than one sort of repair. */
static void make_plan(struct plan *plan, const struct record *record, int fault,
                      const struct record_state *now) {
    const enum command_kind kind = record->row[fault].command.kind;
    if (record_is_undone(record, fault) || !is_fault(&record->row[fault].command, now)) return;
    const struct record_state then = record_state(record, fault);
    switch (kind) {
    case COMMAND_KILL: undo_nodes(plan, COMMAND_REVIVE, set_minus(now->down, then.down)); return;
    case COMMAND_STALL:
        undo_nodes(plan, COMMAND_WAKE, set_minus(now->stalled, then.stalled));
        return;
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_CUT: undo_cuts(plan, &now->links, &then.links); return;
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER: undo_fault(plan, kind, &now->links, &then.links); return;
    case COMMAND_DRIFT: undo_drift(plan, record->nodes, now, &then); return;
    case COMMAND_REVIVE:
    case COMMAND_WAKE:
    case COMMAND_HEAL:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return; /* no faults */
    }
    UNREACHABLE();
}

int record_undo(const struct record *self, int *fault, struct command out[RECORD_UNDO_MAX]) {
    const struct record_state now = record_state(self, RECORD_SKIP_NONE);
    struct plan plan = { 0, out };
    for (*fault = self->count - 1; *fault >= 0; --*fault) {
        make_plan(&plan, self, *fault, &now);
        if (plan.count > 0) break;
    }
    return plan.count;
}

/* ---- hearing it ---------------------------------------------------------------------- */

static bool same_text(const struct command *a, const struct command *b) {
    char one[500], other[500];
    struct text text;
    if (a->kind != b->kind) return false;
    text_init(&text, one, sizeof one);
    command_print(a, &text);
    text_init(&text, other, sizeof other);
    command_print(b, &text);
    return strcmp(one, other) == 0;
}

/* What would have undone something before the last row came? */
static void expect_undo(struct record *self) {
    self->heard = 0;
    self->count--;
    self->repair_count = record_undo(self, &self->undoes, self->repair);
    self->count++;
}

void record_hear_undo(struct record *self) {
    const int last = self->count - 1;
    const struct command *command = &self->row[last].command;
    switch ((int)command->kind) {
    case COMMAND_KILL:
    case COMMAND_STALL:
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_NOTE: self->heard = 0; return; /* never part of an undoing */
    default: break;
    }
    if (self->heard == 0 || !same_text(command, &self->repair[self->heard])) expect_undo(self);
    if (self->repair_count == 0 || !same_text(command, &self->repair[self->heard])) return;
    if (++self->heard < self->repair_count) return;
    for (int i = 0; i < self->heard; i++) self->row[last - i].undone_at = last;
    self->row[self->undoes].undone_at = last;
    self->heard = 0;
}
