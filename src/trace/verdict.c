#include "trace/verdict.h"

void verdict_count(struct trace_verdict *self, bool led[NODES_MAX], const struct event *event) {
    if (event->kind == EVENT_SEND) self->messages[event->message]++;
    if (event->kind == EVENT_START || event->kind == EVENT_STOP) led[event->node] = false;
    if (event->kind == EVENT_ROLE && event->role != ROLE_LEADER) led[event->node] = false;
    if (event->kind != EVENT_LEASE) return;
    if (!led[event->node]) self->elections++;
    led[event->node] = true;
}
