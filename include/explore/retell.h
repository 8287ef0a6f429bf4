/* explore/retell.h - a path of the search lived through once more, in full.
 *
 * The search keeps states as canonical bytes; here the same moves are made on one
 * stage that goes on from step to step, with every event told, in readable times
 * (the config's unit_us).  The moves of a stage come in the same order as those of
 * its packed form, so their numbers fit.
 */
#ifndef EXPLORE_RETELL_H
#define EXPLORE_RETELL_H

#include "explore/ghost.h"
#include "explore/moves.h"
#include "explore/pool.h"

/* One step, for whoever listens.  number 0: the start, all else 1..path->length. */
struct retold {
    int number;
    struct move move;           /* meaningless for the start */
    const struct stage *before; /* the start: the same as after */
    const struct stage *after;
    const struct stage_log *log;
};
struct retell_sink {
    void (*step)(struct retell_sink *self, const struct retold *step);
};

/* Room to work in; large, so the caller's. */
struct retelling {
    struct stage before, after;
    struct stage_log log;
    struct move moves[MOVES_MAX];
    uint64_t reordered[REORDERED_IDS_MAX / 64];
    uint64_t last[EXPLORE_NODES_MAX][EXPLORE_NODES_MAX]; /* delivered, by channel */
};

/* config: as that of the search, but for unit_us and tick_us. */
void retell(struct retelling *self, const struct explore_config *config,
            const struct search_path *path, struct retell_sink *sink);

#endif
