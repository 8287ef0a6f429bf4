#include "world/links.h"

#include "base/check.h"

/* A reordered message is held back by up to this many hop delays. */
enum { REORDER_HOPS_MAX = 4 };

void links_init(struct links *self, uint8_t nodes) {
    *self = (struct links){ .nodes = nodes };
}

static void cut(struct links *self, uint8_t from, uint8_t to) {
    if (from == to) return;
    struct link *link = &self->link[from][to];
    if (!link->cut) link->generation++;
    link->cut = true;
}

static void heal(struct links *self, uint8_t from, uint8_t to) {
    self->link[from][to].cut = false;
}

static void heal_all(struct links *self) {
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) heal(self, from, to);
    }
}

/* The group of a node: its place among the named ones, or one more for the unnamed. */
static uint8_t group_of(const struct command *command, uint8_t node) {
    for (uint8_t i = 0; i < command->group_count; i++) {
        if (set_has(command->group[i], node)) return i;
    }
    return command->group_count;
}

/* Links within a group are restored, links between groups are cut; a link that was
 * cut already keeps its generation, one that is cut anew loses what is on it. */
static void partition(struct links *self, const struct command *command) {
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) {
            if (group_of(command, from) == group_of(command, to)) heal(self, from, to);
            else cut(self, from, to);
        }
    }
}

static void isolate(struct links *self, struct node_set who) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!set_has(who, node)) continue;
        for (uint8_t other = 0; other < self->nodes; other++) {
            cut(self, node, other);
            cut(self, other, node);
        }
    }
}

static void set_fault(struct link *link, const struct command *command) {
    if (command->kind == COMMAND_DELAY) link->delay_us = command->delay_us;
    else if (command->kind == COMMAND_LOSS) link->loss_ppm = command->ppm;
    else if (command->kind == COMMAND_DUPLICATE) link->duplicate_ppm = command->ppm;
    else link->reorder_ppm = command->ppm;
}

static void set_faults(struct links *self, const struct command *command) {
    if (command->x != NODE_NONE) {
        set_fault(&self->link[command->x][command->y], command);
        return;
    }
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) set_fault(&self->link[from][to], command);
    }
}

bool links_command(struct links *self, const struct command *command) {
    switch (command->kind) {
    case COMMAND_PARTITION: partition(self, command); return true;
    case COMMAND_ISOLATE: isolate(self, command->who); return true;
    case COMMAND_HEAL:
        if (command->x == NODE_NONE) {
            heal_all(self);
        } else {
            heal(self, command->x, command->y);
            heal(self, command->y, command->x);
        }
        return true;
    case COMMAND_CUT:
        cut(self, command->x, command->y);
        if (!command->one_way) cut(self, command->y, command->x);
        return true;
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER: set_faults(self, command); return true;
    case COMMAND_KILL:
    case COMMAND_REVIVE:
    case COMMAND_STALL:
    case COMMAND_WAKE:
    case COMMAND_DRIFT:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return false;
    }
    UNREACHABLE();
}

bool links_reach(const struct links *self, uint8_t from, uint8_t to) {
    return from == to || !self->link[from][to].cut;
}

struct node_set links_mutual(const struct links *self, uint8_t x) {
    struct node_set set = SET_EMPTY;
    for (uint8_t other = 0; other < self->nodes; other++) {
        if (links_reach(self, x, other) && links_reach(self, other, x)) set = set_with(set, other);
    }
    return set;
}

static struct link_copy one_copy(struct link *link, struct chooser *chooser, int64_t now_us,
                                 int64_t hop_us) {
    struct link_copy copy = { .due_us = now_us + hop_us + link->delay_us,
                              .generation = link->generation,
                              .reordered = choose_ppm(chooser, link->reorder_ppm) };
    if (copy.reordered) {
        const int64_t span = REORDER_HOPS_MAX * hop_us;
        const uint32_t bound = span > 0 && span < INT32_MAX ? (uint32_t)span : INT32_MAX;
        copy.due_us += choose(chooser, bound) + 1;
    } else {
        if (copy.due_us < link->last_due_us) copy.due_us = link->last_due_us;
        link->last_due_us = copy.due_us;
    }
    return copy;
}

struct link_fate links_send(struct links *self, struct chooser *chooser, uint8_t from, uint8_t to,
                            int64_t now_us, int64_t hop_us) {
    struct link *link = &self->link[from][to];
    struct link_fate fate = { .lost = choose_ppm(chooser, link->loss_ppm) };
    if (fate.lost) return fate;
    fate.copies = choose_ppm(chooser, link->duplicate_ppm) ? 2 : 1;
    for (uint8_t i = 0; i < fate.copies; i++) fate.copy[i] = one_copy(link, chooser, now_us, hop_us);
    return fate;
}

bool links_arrives(const struct links *self, uint8_t from, uint8_t to, uint32_t generation) {
    const struct link *link = &self->link[from][to];
    return !link->cut && link->generation == generation;
}
