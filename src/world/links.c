#include "world/links.h"

#include "base/check.h"

/* A reordered message is held back by up to this many hop delays. */
enum { REORDER_HOPS_MAX = 4 };

void links_init(struct links *self, uint8_t nodes) {
    *self = (struct links){ .nodes = nodes };
    cuts_init(&self->cuts, nodes);
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
    if (cuts_command(&self->cuts, command)) return true;
    const bool fault = command->kind == COMMAND_DELAY || command->kind == COMMAND_LOSS ||
                       command->kind == COMMAND_DUPLICATE || command->kind == COMMAND_REORDER;
    if (fault) set_faults(self, command);
    return fault;
}

bool links_reach(const struct links *self, uint8_t from, uint8_t to) {
    return cuts_reach(&self->cuts, from, to);
}

struct node_set links_mutual(const struct links *self, uint8_t x) {
    return cuts_mutual(&self->cuts, x);
}

static struct link_copy one_copy(struct link *link, uint32_t generation, struct chooser *chooser,
                                 int64_t now_us, int64_t hop_us) {
    struct link_copy copy = { .due_us = now_us + hop_us + link->delay_us,
                              .generation = generation,
                              .reordered = choose_ppm(chooser, link->reorder_ppm) };
    if (copy.reordered) {
        const int64_t span = REORDER_HOPS_MAX * hop_us;
        const uint32_t bound = span > 0 && span < INT32_MAX ? (uint32_t)span : INT32_MAX;
        copy.due_us += choose(chooser, bound) + 1;
    } else {
        const bool same_channel = link->generation == generation;
        if (same_channel && copy.due_us < link->last_due_us) copy.due_us = link->last_due_us;
        link->last_due_us = copy.due_us;
        link->generation = generation;
    }
    return copy;
}

struct link_fate links_send(struct links *self, struct chooser *chooser, uint8_t from, uint8_t to,
                            int64_t now_us, int64_t hop_us) {
    struct link *link = &self->link[from][to];
    struct link_fate fate = { .lost = choose_ppm(chooser, link->loss_ppm) };
    if (fate.lost) return fate;
    fate.copies = choose_ppm(chooser, link->duplicate_ppm) ? 2 : 1;
    for (uint8_t i = 0; i < fate.copies; i++) {
        fate.copy[i] = one_copy(link, self->cuts.generation[from][to], chooser, now_us, hop_us);
    }
    return fate;
}

bool links_arrives(const struct links *self, uint8_t from, uint8_t to, uint32_t generation) {
    return cuts_reach(&self->cuts, from, to) && self->cuts.generation[from][to] == generation;
}
