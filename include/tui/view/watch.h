/* tui/view/watch.h - an `expect` given at the prompt: does it come true from now on?
 *
 * The scenario player with a scenario of one line.  It needs to know the state of
 * the cluster when the line is given, so it is fed every event from the start.
 */
#ifndef TUI_VIEW_WATCH_H
#define TUI_VIEW_WATCH_H

#include "scenario/player.h"

/* Large because of the scenario: keep it static. */
struct watch {
    struct player told; /* all events, no scenario */
    struct player one;  /* plays the line */
    struct scenario scenario;
    bool active;
    int64_t since_us;
};

void watch_init(struct watch *self, const struct trace_header *header);
void watch_event(struct watch *self, const struct event *event);
/* Watch this expectation; an earlier one that is still open is forgotten. */
void watch_expect(struct watch *self, const struct statement *statement, int64_t now_us);
/* All events up to now_us have been told.  True: it is decided, the answer is in
 * `said` and *met. */
bool watch_answer(struct watch *self, int64_t now_us, struct text *said, bool *met);

#endif
