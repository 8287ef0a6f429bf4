/* tui/why/look.h - finding what is asked about in the history of a run.
 *
 * Folds the events before the one that is asked about, once for each question.
 */
#ifndef TUI_WHY_LOOK_H
#define TUI_WHY_LOOK_H

#include "app/history.h"
#include "tui/why/why.h"

/* Which events a search stops at. */
enum why_steps {
    WHY_STEPS_TURNS,   /* what changed the node: no messages, no skips, not the active list */
    WHY_STEPS_NOTABLE, /* not the routine of messages, renewals and duties */
    WHY_STEPS_EACH,    /* each one, HOPACKs too */
};

/* Does the event concern the node: its own, a message it sent, got or should have got,
 * or something done to the whole ring? */
bool why_concerns(const struct event *event, uint8_t node);

/* Explain event `number` of the history.  Requires first <= number < count.  False: the
 * history could not be read. */
bool why_look(const struct trace_header *header, const struct history *history, size_t number,
              struct why *out);

/* The number of the event that concerns the node (NODE_NONE: any) next to `from`, among
 * [first, end): backward the last before `from`, forward the first from `from` on.
 * Changes of the active list are passed over where the run's policy does not count by it.
 * Returns `end` when there is none. */
size_t why_find(const struct trace_header *header, const struct history *history, size_t from,
                size_t end, uint8_t node, bool forward, enum why_steps steps);

#endif
