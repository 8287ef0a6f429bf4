/* explore/draft.h - what went wrong on a path, in the words of a scenario.
 *
 * The explorer has no delay within a tick and lets single messages be lost; a scenario
 * has both the other way round.  So this is what happened and when, as told; how to bring it
 * about on a ring where messages take time is for whoever runs it (app/check_near.c).
 */
#ifndef EXPLORE_DRAFT_H
#define EXPLORE_DRAFT_H

#include "explore/retell.h"

enum draft_kind {
    DRAFT_COMMAND,   /* as it stands */
    DRAFT_LOSS,      /* of one message on the link */
    DRAFT_DUPLICATE, /* the same */
    DRAFT_DELAY,     /* one message held back until until_us */
};

struct draft_fault {
    enum draft_kind kind;
    int64_t t_us;
    int64_t until_us; /* DELAY: when it arrived, or when the path ended */
    uint8_t from, to; /* not COMMAND: the link */
    uint32_t id;      /* DELAY: of the message, while it is on its way */
    struct command command;
};

enum { DRAFT_FAULTS_MAX = 64 };

struct draft {
    bool arbitrary;  /* began in arbitrary local states: nothing can bring these about */
    bool incomplete; /* there was more than fits */
    int count;
    struct draft_fault fault[DRAFT_FAULTS_MAX + 1]; /* in the order of time; the last is no fault
                                                       but where what does not fit goes */
    int32_t drift_ppm[EXPLORE_NODES_MAX];           /* of each node's clock */
};

void draft_begin(struct draft *self, const struct explore_config *config);
/* Feed it every step, from the start on. */
void draft_step(struct draft *self, const struct retold *step, const struct explore_config *config);

#endif
