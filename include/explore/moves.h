/* explore/moves.h - what can happen next, and what need not be looked at.
 *
 * Which message is lost, doubled or held back is chosen when it could arrive,
 * that is at the head of its channel: earlier makes no difference.
 *
 * Reductions (explore_config.reduce), each compared with the full exploration by
 * tests/unit/explore_search.c:
 *   acks        An acknowledgement arrives at once when nothing can come between:
 *               its receiver is awake, has nothing overdue, waits long enough, and
 *               no cut, partition or stall is left to choose.  It only takes a
 *               waiting hop off a list, so it commutes with all else; losing it or
 *               holding it back are moves of their own.
 *   dead acks   An acknowledgement that matches no waiting hop is not kept.
 *   time jump   When no fault is left to choose (and nobody is dead, stalled, cut
 *               off or late), time jumps to the next instant at which anything is due.
 * Node symmetry is no reduction here: names are priorities.
 */
#ifndef EXPLORE_MOVES_H
#define EXPLORE_MOVES_H

#include "explore/stage.h"

enum { MOVES_MAX = 255 };

/* Fill out with all that can happen, in a fixed order; how many. */
int stage_moves(const struct stage *self, const struct explore_config *config,
                struct move out[MOVES_MAX]);

/* Reduction `acks`: may an acknowledgement for `hop` go to `node` at once? */
bool moves_ack_at_once(const struct stage *self, const struct explore_config *config, uint8_t node,
                       uint32_t hop);
/* Does the node wait for this hop's acknowledgement? */
bool moves_ack_matters(const struct stage *self, uint8_t node, uint32_t hop);

#endif
