#include "trace/cuts.h"

#include "base/check.h"

void cuts_init(struct cuts *self, uint8_t nodes) {
    *self = (struct cuts){ .nodes = nodes };
}

static void cut(struct cuts *self, uint8_t from, uint8_t to) {
    if (from == to || !cuts_reach(self, from, to)) return;
    self->generation[from][to]++;
    self->blocked[from] = set_with(self->blocked[from], to);
}

static void heal(struct cuts *self, uint8_t from, uint8_t to) {
    self->blocked[from] = set_without(self->blocked[from], to);
}

/* The group of a node: its place among the named ones, or one more for the unnamed. */
static uint8_t group_of(const struct command *command, uint8_t node) {
    for (uint8_t i = 0; i < command->group_count; i++) {
        if (set_has(command->group[i], node)) return i;
    }
    return command->group_count;
}

/* A link that was cut already keeps its generation; one that is cut anew loses
 * what is on it. */
static void partition(struct cuts *self, const struct command *command) {
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) {
            if (group_of(command, from) == group_of(command, to)) heal(self, from, to);
            else cut(self, from, to);
        }
    }
}

static void isolate(struct cuts *self, struct node_set who) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!set_has(who, node)) continue;
        for (uint8_t other = 0; other < self->nodes; other++) {
            cut(self, node, other);
            cut(self, other, node);
        }
    }
}

bool cuts_command(struct cuts *self, const struct command *command) {
    if (command->kind == COMMAND_PARTITION) {
        partition(self, command);
    } else if (command->kind == COMMAND_ISOLATE) {
        isolate(self, command->who);
    } else if (command->kind == COMMAND_CUT) {
        cut(self, command->x, command->y);
        if (!command->one_way) cut(self, command->y, command->x);
    } else if (command->kind == COMMAND_HEAL && command->x != NODE_NONE) {
        heal(self, command->x, command->y);
        heal(self, command->y, command->x);
    } else if (command->kind == COMMAND_HEAL) {
        for (uint8_t from = 0; from < self->nodes; from++) self->blocked[from] = SET_EMPTY;
    } else {
        return false;
    }
    return true;
}

struct node_set cuts_mutual(const struct cuts *self, uint8_t x) {
    struct node_set set = SET_EMPTY;
    for (uint8_t other = 0; other < self->nodes; other++) {
        if (cuts_reach(self, x, other) && cuts_reach(self, other, x)) set = set_with(set, other);
    }
    return set;
}

bool cuts_any(const struct cuts *self) {
    for (uint8_t from = 0; from < self->nodes; from++) {
        if (!set_is_empty(self->blocked[from])) return true;
    }
    return false;
}
