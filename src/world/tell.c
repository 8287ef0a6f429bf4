#include "world/tell.h"

#include <string.h>

#include "world/narrate.h"

/* Events are large: nobody listening should cost nobody anything. */
static void put(const struct world_io *io, const struct event *event) {
    io->sink->put(io->sink, event);
}

static bool is_heard(const struct world_io *io) {
    return io->sink != NULL;
}

static uint32_t list_version(const struct world *world) {
    return world->config.policy == QUORUM_ACTIVE ? world->active.version : 0;
}

struct event tell_event(const struct world *world, enum event_kind kind, uint8_t node) {
    struct event event;
    memset(&event, 0, sizeof event); /* padding too: events are compared whole */
    event.kind = kind;
    event.node = node;
    event.t_us = world->now_us;
    return event;
}

void tell_start(const struct world *world, const struct world_io *io, uint8_t node, bool revived) {
    if (!is_heard(io)) return;
    const struct world_node *self = &world->node[node];
    struct event event = tell_event(world, EVENT_START, node);
    event.term = self->elect.stable.term;
    event.leader = self->elect.stable.voted;
    event.until_us = node_clock_cluster(&self->clock, self->elect.promise_us);
    event.revived = revived;
    put(io, &event);
}

void tell_node(const struct world *world, const struct world_io *io, enum event_kind kind,
               uint8_t node) {
    if (!is_heard(io)) return;
    const struct event event = tell_event(world, kind, node);
    put(io, &event);
}

static void fill(struct event *event, const struct frame *frame) {
    const struct message *message = &frame->message;
    event->id = frame->id;
    event->from = message->from;
    event->to = frame->to;
    event->origin = message->origin;
    event->message = message->kind;
    event->term = message->term;
}

void tell_send(const struct world *world, const struct world_io *io, const struct frame *frame,
               uint64_t copy_of) {
    if (!is_heard(io)) return;
    const struct message *message = &frame->message;
    struct event event = tell_event(world, EVENT_SEND, message->from);
    fill(&event, frame);
    event.need = message->need;
    event.hop = message->hop;
    event.signatures = message->signatures;
    event.reordered = frame->reordered;
    event.copy_of = copy_of;
    if (message->kind == MESSAGE_LEADER) {
        const struct node_clock *clock = &world->node[message->origin].clock;
        event.sent_us = node_clock_cluster(clock, message->sent_us);
    }
    put(io, &event);
}

void tell_deliver(const struct world *world, const struct world_io *io, const struct frame *frame) {
    if (!is_heard(io)) return;
    struct event event = tell_event(world, EVENT_DELIVER, frame->to);
    fill(&event, frame);
    put(io, &event);
}

void tell_drop(const struct world *world, const struct world_io *io, const struct frame *frame,
               uint8_t node, enum drop_reason reason) {
    if (!is_heard(io)) return;
    struct event event = tell_event(world, EVENT_DROP, node);
    fill(&event, frame);
    event.reason = reason;
    put(io, &event);
}

void tell_effect(const struct world *world, const struct world_io *io, uint8_t node,
                 const struct effect *effect, uint64_t id) {
    struct event event;
    if (!is_heard(io)) return;
    if (narrate_effect(effect, node, &world->node[node].clock, world->now_us, list_version(world),
                       id, &event)) {
        put(io, &event);
    }
}

void tell_rate_change(const struct world *world, const struct world_io *io, uint8_t node) {
    const struct world_node *self = &world->node[node];
    struct event events[2];
    if (!is_heard(io)) return;
    const int count = narrate_rate_change(&self->elect, &self->clock, world->now_us,
                                          list_version(world), self->signatures, events);
    for (int i = 0; i < count; i++) put(io, &events[i]);
}

void tell_duty(const struct world *world, const struct world_io *io,
               const struct duty_write *write) {
    if (!is_heard(io)) return;
    struct event event = tell_event(world, EVENT_DUTY, write->node);
    event.term = write->term;
    event.count = write->count;
    put(io, &event);
}

void tell_write(const struct world *world, const struct world_io *io,
                const struct duty_write *write, bool accepted) {
    if (!is_heard(io)) return;
    struct event event = tell_event(world, EVENT_WRITE, write->node);
    event.term = write->term;
    event.count = write->count;
    event.accepted = accepted;
    event.highest = world->fence.highest;
    put(io, &event);
}

/* Kept up with every policy, told where it counts. */
void tell_list(const struct world *world, const struct world_io *io) {
    if (!is_heard(io) || world->config.policy != QUORUM_ACTIVE) return;
    struct event event = tell_event(world, EVENT_LIST, NODE_NONE);
    event.version = world->active.version;
    event.members = world->active.members;
    event.joining = active_joining(&world->active);
    event.leaving = active_leaving(&world->active);
    put(io, &event);
}

void tell_command(const struct world *world, const struct world_io *io,
                  const struct command *command) {
    if (!is_heard(io)) return;
    struct event event = tell_event(world, EVENT_COMMAND, NODE_NONE);
    event.command = *command;
    put(io, &event);
}
