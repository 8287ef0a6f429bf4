/* world/links.h - the links between nodes and the faults of their messages.
 *
 * Pure: chance comes from a chooser, time from the caller, both on cluster time.
 * Used by the simulator's world and, under the journal's lock, by the threads.
 * X -> Y is one direction; a link has two.
 */
#ifndef WORLD_LINKS_H
#define WORLD_LINKS_H

#include "base/choose.h"
#include "base/ids.h"
#include "trace/command.h"
#include "trace/cuts.h"

struct link {
    int64_t delay_us; /* extra, on top of the hop delay */
    uint32_t loss_ppm, duplicate_ppm, reorder_ppm;
    int64_t last_due_us; /* channel order: nothing later arrives before this … */
    uint32_t generation; /* … unless the link was cut since: what was on it is lost */
};

struct links {
    uint8_t nodes;
    struct cuts cuts;
    struct link link[NODES_MAX][NODES_MAX]; /* [from][to] */
};

void links_init(struct links *self, uint8_t nodes);

/* Carry out PARTITION, ISOLATE, HEAL, CUT, DELAY, LOSS, DUPLICATE, REORDER.
 * False when the command is none of these (nothing done). */
bool links_command(struct links *self, const struct command *command);

/* Is `to` reached from `from` now? */
bool links_reach(const struct links *self, uint8_t from, uint8_t to);
/* Nodes that reach x and are reached by it, x among them. */
struct node_set links_mutual(const struct links *self, uint8_t x);

/* What becomes of one message sent now. */
struct link_copy {
    int64_t due_us;
    uint32_t generation;
    bool reordered;
};
struct link_fate {
    bool lost;      /* copies is 0 */
    uint8_t copies; /* 1, or 2 with a duplicate */
    struct link_copy copy[2];
};
/* A message sent across a cut link is not lost here: it is dropped when due
 * (links_arrives), so that "sent" and "cut" stay two facts.  A reordered copy is
 * held back by up to four hop delays and takes no part in the channel's order. */
struct link_fate links_send(struct links *self, struct chooser *chooser, uint8_t from, uint8_t to,
                            int64_t now_us, int64_t hop_us);
/* At its due time: does the frame get through?  False: the link is cut, or was
 * cut since the frame was sent. */
bool links_arrives(const struct links *self, uint8_t from, uint8_t to, uint32_t generation);

#endif
