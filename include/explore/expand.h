/* explore/expand.h - from a packed state to all that come after it.
 *
 * One struct expander a thread: room for a state, its moves and what each leads to.
 */
#ifndef EXPLORE_EXPAND_H
#define EXPLORE_EXPAND_H

#include "explore/ghost.h"
#include "explore/moves.h"
#include "explore/pack.h"

struct successor {
    uint32_t offset; /* of its packed bytes in the expander's room */
    uint16_t bytes;  /* 0: beyond the bounds */
    uint8_t move;    /* which of the parent's moves */
    uint8_t ticks;   /* that pass */
    bool fault;
    bool overflow; /* beyond: no room for a message (else: a term too far ahead) */
    uint8_t flags; /* STATE_OPEN, STATE_GOOD; only with `agreement` */
    uint8_t bound_ticks;
    uint64_t fingerprint;
};

enum { EXPAND_ROOM_BYTES = MOVES_MAX * 512 };

struct expander {
    const struct explore_config *config; /* borrowed */
    bool agreement;                      /* judge agreement of each successor, for liveness */
    int count;
    struct successor next[MOVES_MAX];
    bool violated; /* by move `guilty`; nothing after it was looked at */
    uint8_t guilty;
    struct violation violation;
    struct stage stage, after;
    struct judge_safety judge, sitting;
    struct stage_log log;
    struct move moves[MOVES_MAX];
    struct pack pack;
    uint8_t room[EXPAND_ROOM_BYTES];
};

/* Fill next[0..count).  at[0..bytes): the packed state. */
void expand_packed(struct expander *self, const uint8_t *at, size_t bytes);
/* The same from self->stage, a settled stage. */
void expand_stage(struct expander *self);
/* A start state: self->stage, judged and packed into next[0] (or `violated`). */
void expand_start(struct expander *self, uint64_t index);

#endif
