/* explore/moves.h - what can happen next, and what need not be looked at.
 *
 * Which message is lost, doubled or held back is chosen when it could arrive,
 * that is at the head of its channel: earlier makes no difference.
 *
 * Reductions (explore_config.reductions).  tests/unit/explore_reductions.c switches each
 * off and compares the states that are reached, explore_search.c the verdicts:
 *   acks        An acknowledgement arrives at once when nothing can come between:
 *               its receiver is awake, has nothing overdue, waits long enough, and
 *               no cut, partition or stall is left to choose.  It only takes a
 *               waiting hop off a list; losing it or holding it back are moves of
 *               their own.  It overtakes what is before it on its link, so a few states
 *               are reached that the full exploration does not have, and none is missed.
 *   dead acks   An acknowledgement that matches no waiting hop is not kept when taking
 *               it changes nothing: its receiver is awake and has nothing due, and must
 *               take it within the tick, in which nothing new falls due: a step leaves
 *               nothing due behind.  Otherwise it is a step like any other: with something
 *               due it runs rules 6, 5 and 1 before the time-out of a hop is looked at.
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
/* Reduction `dead acks`: does an acknowledgement for `hop` change nothing at `node`? */
bool moves_ack_is_nothing(const struct stage *self, const struct explore_config *config,
                          uint8_t node, uint32_t hop);

#endif
