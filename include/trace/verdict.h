/* trace/verdict.h - what a verdict counts of a run's events. */
#ifndef TRACE_VERDICT_H
#define TRACE_VERDICT_H

#include "trace/event.h"
#include "trace/header.h"

/* Messages by kind, and elections: a node that takes its first lease since it last
 * stepped down, died or started has been elected.
 *   led  by node, all false at first: it holds such a lease */
void verdict_count(struct trace_verdict *self, bool led[NODES_MAX], const struct event *event);

#endif
