/* trace/judge.h - judges a run, event by event. */
#ifndef TRACE_JUDGE_H
#define TRACE_JUDGE_H

#include "trace/judge_channel.h"
#include "trace/judge_liveness.h"
#include "trace/judge_safety.h"
#include "trace/property.h"

struct judge {
    struct judge_safety safety;
    struct judge_channel channel;
    struct judge_liveness liveness;
};

void judge_init(struct judge *self, const struct trace_header *header);
/* Feed the next event.  Returns how many properties it broke (0..VIOLATIONS_MAX),
 * written to out.  EXPECT and VIOLATION events are looked at but never judged.
 * A property is reported each time it is broken anew, not again for the same fact. */
int judge_event(struct judge *self, const struct event *event,
                struct violation out[VIOLATIONS_MAX]);
/* Cluster time has reached now_us without a further event: liveness deadlines. */
int judge_time(struct judge *self, int64_t now_us, struct violation out[VIOLATIONS_MAX]);

#endif
