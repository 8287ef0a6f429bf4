/* app/talk.h - a run told in words, one line an event: the text output of `run`.
 *
 * Every node says what it knows: `Node A: "I am the leader!"`.  A fold of
 * events, so a recorded trace reads the same as a live run.
 */
#ifndef APP_TALK_H
#define APP_TALK_H

#include <stdio.h>

#include "trace/event.h"
#include "trace/header.h"

enum talk_level { TALK_QUIET, TALK_NORMAL, TALK_VERBOSE };

struct talk {
    FILE *out; /* borrowed */
    enum talk_level level;
    struct rule_set broken;     /* rules of the run that is told */
    bool leads[NODES_MAX];      /* has said that it leads */
    uint8_t follows[NODES_MAX]; /* whom it said it follows, or NODE_NONE */
};

void talk_init(struct talk *self, FILE *out, enum talk_level level);
/* How the run is set up: engine, nodes, policy, seed, timers. */
void talk_header(struct talk *self, const struct trace_header *header);
/* Print the lines the event is worth at this level; each is flushed. */
void talk_event(struct talk *self, const struct event *event);

#endif
