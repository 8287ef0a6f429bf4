/* trace/cuts.h - which links are cut, folded from commands.
 *
 * One meaning of `partition`, `isolate`, `cut` and `heal` for engines, judges and
 * the dashboard.  X -> Y is one direction; a link has two.
 */
#ifndef TRACE_CUTS_H
#define TRACE_CUTS_H

#include "trace/command.h"

struct cuts {
    uint8_t nodes;
    struct node_set blocked[NODES_MAX];        /* [from]: whom it does not reach */
    uint32_t generation[NODES_MAX][NODES_MAX]; /* [from][to]: +1 with each cut; what was
                                                  sent before it is lost */
};

void cuts_init(struct cuts *self, uint8_t nodes);
/* False when the command is no PARTITION, ISOLATE, HEAL or CUT (nothing done). */
bool cuts_command(struct cuts *self, const struct command *command);
/* Does a message get from `from` to `to` now? A node reaches itself. */
static inline bool cuts_reach(const struct cuts *self, uint8_t from, uint8_t to) {
    return !set_has(self->blocked[from], to);
}
/* Nodes that reach x and are reached by it, x among them. */
struct node_set cuts_mutual(const struct cuts *self, uint8_t x);
bool cuts_any(const struct cuts *self);

#endif
