/* What can happen in a world: one act each, told as it takes effect. */
#include <string.h>

#include "base/check.h"
#include "world/tell.h"
#include "world/world.h"

/* Any odd number does: hop numbers of two lives then start far apart. */
enum { HOPS_APART = 1000003 };

/* ---- frames ---------------------------------------------------------------------- */

static struct frame take_frame(struct world *self, int at) {
    REQUIRE(at >= 0 && at < self->frame_count);
    const struct frame frame = self->frame[at];
    self->frame_count--;
    const size_t later = (size_t)(self->frame_count - at);
    memmove(&self->frame[at], &self->frame[at + 1], later * sizeof self->frame[0]);
    memmove(&self->frame_us[at], &self->frame_us[at + 1], later * sizeof self->frame_us[0]);
    return frame;
}

static void put_frame(struct world *self, const struct world_io *io, const struct frame *frame) {
    if (self->frame_count == WORLD_FRAMES_MAX) {
        tell_drop(self, io, frame, frame->message.from, DROP_FULL);
        return;
    }
    self->frame_us[self->frame_count] = frame->due_us;
    self->frame[self->frame_count++] = *frame;
}

/* Returns the id of the first copy. */
static uint64_t send(struct world *self, const struct world_io *io, uint8_t to,
                     const struct message *message) {
    const struct link_fate fate = links_send(&self->links, io->chooser, message->from, to,
                                             self->now_us, self->config.timers.hop_us);
    const uint64_t first = self->last_id + 1;
    struct frame frame;
    memset(&frame, 0, sizeof frame);
    frame.message = *message;
    frame.to = to;
    if (fate.lost) {
        frame.id = ++self->last_id;
        tell_send(self, io, &frame, 0);
        tell_drop(self, io, &frame, message->from, DROP_LOSS);
    }
    for (uint8_t i = 0; i < fate.copies; i++) {
        frame.id = ++self->last_id;
        frame.due_us = fate.copy[i].due_us;
        frame.generation = fate.copy[i].generation;
        frame.reordered = fate.copy[i].reordered;
        tell_send(self, io, &frame, i == 0 ? 0 : first);
        put_frame(self, io, &frame);
    }
    return first;
}

/* ---- one step of a node -------------------------------------------------------------- */

/* Message ids of a node's attempts, by hop number: those that wait, and those of
 * the step being made. */
struct attempts {
    int count;
    struct {
        uint32_t hop;
        uint64_t id;
    } v[WAITING_MAX + EFFECTS_MAX];
};

static void attempts_add(struct attempts *self, uint32_t hop, uint64_t id) {
    self->v[self->count].hop = hop;
    self->v[self->count++].id = id;
}

static uint64_t attempts_id(const struct attempts *self, uint32_t hop) {
    for (int i = self->count - 1; i >= 0; i--) {
        if (self->v[i].hop == hop) return self->v[i].id;
    }
    return 0; /* never left: the node is alone on its ring */
}

static struct attempts attempts_of(const struct world_node *node) {
    struct attempts attempts;
    attempts.count = 0;
    for (int i = 0; i < node->elect.waiting_count; i++) {
        attempts_add(&attempts, node->elect.waiting[i].message.hop, node->attempt[i]);
    }
    return attempts;
}

static void perform_one(struct world *self, const struct world_io *io, uint8_t node,
                        const struct effect *effect, uint64_t arrived, struct attempts *attempts) {
    const struct message *message = &effect->message;
    uint64_t id = 0;
    if (effect->kind == EFFECT_PERSIST) self->node[node].stable = effect->stable;
    if (effect->kind == EFFECT_LEASE) self->node[node].signatures = effect->signatures;
    if (effect->kind == EFFECT_SEND) {
        id = send(self, io, effect->to, message);
        if (message->kind != MESSAGE_HOPACK) attempts_add(attempts, message->hop, id);
        return;
    }
    if (effect->kind == EFFECT_DROP) {
        id = message->from == node ? attempts_id(attempts, message->hop) : arrived;
    }
    tell_effect(self, io, node, effect, id);
}

/* arrived: id of the message that caused it, 0 for none. before: taken ahead of
 * the step, which may have emptied the waiting list. */
static void perform(struct world *self, const struct world_io *io, uint8_t node,
                    const struct effects *effects, uint64_t arrived, struct attempts *before) {
    struct world_node *n = &self->node[node];
    for (int i = 0; i < effects->count; i++) {
        perform_one(self, io, node, &effects->v[i], arrived, before);
    }
    for (int i = 0; i < n->elect.waiting_count; i++) {
        n->attempt[i] = attempts_id(before, n->elect.waiting[i].message.hop);
    }
}

static struct roster roster_now(const struct world *self) {
    if (self->listed) return active_roster(&self->active);
    return (struct roster){ .members = set_all(self->config.nodes), .version = 1 };
}

static void step(struct world *self, const struct world_io *io, uint8_t node,
                 const struct frame *frame) {
    struct world_node *n = &self->node[node];
    struct attempts attempts = attempts_of(n);
    struct effects effects;
    struct input input = { .kind = frame == NULL ? INPUT_TIME : INPUT_MESSAGE,
                           .now_us = world_local_us(self, node),
                           .roster = roster_now(self) };
    REQUIRE(n->alive && !n->stalled);
    if (frame != NULL) input.message = frame->message;
    elect_step(&n->elect, &self->config, &input, &effects);
    perform(self, io, node, &effects, frame == NULL ? 0 : frame->id, &attempts);
    if (self->config.broken.bits == 0) elect_check(&n->elect, &self->config);
    world_refresh(self, node);
}

/* ---- acts ---------------------------------------------------------------------------- */

void world_deliver(struct world *self, const struct world_io *io, int at) {
    REQUIRE(!self->node[self->frame[at].to].stalled);
    const bool arrives = world_frame_arrives(self, at);
    const struct frame frame = take_frame(self, at);
    if (!self->node[frame.to].alive) {
        tell_drop(self, io, &frame, frame.to, DROP_DOWN);
    } else if (!arrives) {
        tell_drop(self, io, &frame, frame.to, DROP_PARTITION);
    } else {
        tell_deliver(self, io, &frame);
        step(self, io, frame.to, &frame);
    }
}

void world_lose(struct world *self, const struct world_io *io, int at) {
    const struct frame frame = take_frame(self, at);
    tell_drop(self, io, &frame, frame.message.from, DROP_LOSS);
}

bool world_double(struct world *self, const struct world_io *io, int at) {
    if (self->frame_count == WORLD_FRAMES_MAX) return false;
    struct frame copy = self->frame[at];
    copy.id = ++self->last_id;
    tell_send(self, io, &copy, self->frame[at].id);
    put_frame(self, io, &copy);
    return true;
}

void world_timer(struct world *self, const struct world_io *io, uint8_t node) {
    step(self, io, node, NULL);
}

static void hand_in(struct world *self, const struct world_io *io, const struct duty_write *write) {
    if (self->write_count == WORLD_WRITES_MAX) world_write_arrives(self, io, 0);
    self->write[self->write_count++] =
        (struct world_write){ .write = *write,
                              .due_us = self->now_us + self->config.timers.hop_us };
}

void world_duty(struct world *self, const struct world_io *io, uint8_t node) {
    struct world_node *n = &self->node[node];
    struct duty_write write;
    REQUIRE(n->alive && !n->stalled);
    if (duty_step(&n->duty, &self->config, &n->elect, world_local_us(self, node), &write)) {
        tell_duty(self, io, &write);
        if (n->stall_armed) {
            n->stall_armed = false;
            n->stalled = true;
            n->holds_write = true;
            n->held = write;
            tell_node(self, io, EVENT_STALL, node);
        } else {
            hand_in(self, io, &write);
        }
    }
    world_refresh(self, node);
}

void world_write_arrives(struct world *self, const struct world_io *io, int at) {
    REQUIRE(at >= 0 && at < self->write_count);
    const struct duty_write write = self->write[at].write;
    self->write_count--;
    memmove(&self->write[at], &self->write[at + 1],
            (size_t)(self->write_count - at) * sizeof self->write[0]);
    const bool accepted = fence_accepts(&self->fence, write.term);
    tell_write(self, io, &write, accepted);
}

void world_list(struct world *self, const struct world_io *io) {
    if (!self->listed) return;
    while (active_advance(&self->active, self->now_us)) tell_list(self, io);
}

void world_do(struct world *self, const struct world_io *io, struct world_due due) {
    switch (due.kind) {
    case DUE_LIST: world_list(self, io); return;
    case DUE_WRITE: world_write_arrives(self, io, due.at); return;
    case DUE_FRAME: world_deliver(self, io, due.at); return;
    case DUE_TIMER: world_timer(self, io, (uint8_t)due.at); return;
    case DUE_DUTY: world_duty(self, io, (uint8_t)due.at); return;
    }
    UNREACHABLE();
}

/* ---- lives ------------------------------------------------------------------------------ */

/* After a change of what waits: make the changes that are due, tell the rest. */
static void update_list(struct world *self, const struct world_io *io,
                        const struct active *before) {
    const uint32_t version = self->active.version;
    if (!self->listed) return;
    world_list(self, io);
    if (self->active.version != version) return;
    if (!set_equal(active_joining(before), active_joining(&self->active)) ||
        !set_equal(active_leaving(before), active_leaving(&self->active))) {
        tell_list(self, io);
    }
}

static void start(struct world *self, const struct world_io *io, uint8_t node, bool revived) {
    struct world_node *n = &self->node[node];
    struct attempts none = { .count = 0 };
    struct effects effects;
    duty_init(&n->duty);
    n->signatures = SET_EMPTY;
    elect_start(&n->elect, &self->config, node, n->stable, n->lives++ * (uint32_t)HOPS_APART,
                world_local_us(self, node), &effects);
    n->alive = true;
    perform(self, io, node, &effects, 0, &none);
    tell_start(self, io, node, revived);
    world_refresh(self, node);
}

void world_start(struct world *self, const struct world_io *io) {
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        REQUIRE(!self->node[i].alive);
        start(self, io, i, false);
    }
}

static void kill(struct world *self, const struct world_io *io, uint8_t node) {
    struct world_node *n = &self->node[node];
    const struct active before = self->active;
    if (!n->alive) return;
    for (int i = 0; i < self->frame_count;) {
        if (self->frame[i].to != node || self->frame[i].due_us > self->now_us) {
            i++;
            continue;
        }
        const struct frame frame = take_frame(self, i);
        tell_drop(self, io, &frame, node, DROP_DOWN);
    }
    n->alive = n->stalled = n->stall_armed = n->holds_write = false;
    memset(&n->elect, 0, sizeof n->elect);
    world_refresh(self, node);
    tell_node(self, io, EVENT_STOP, node);
    active_killed(&self->active, node, self->now_us);
    update_list(self, io, &before);
}

static void revive(struct world *self, const struct world_io *io, uint8_t node) {
    const struct active before = self->active;
    if (self->node[node].alive) return;
    start(self, io, node, true);
    active_revived(&self->active, node, self->now_us);
    update_list(self, io, &before);
}

static void stall(struct world *self, const struct world_io *io, uint8_t node, bool mid_duty) {
    struct world_node *n = &self->node[node];
    if (!n->alive || n->stalled) return;
    n->stall_armed = mid_duty;
    if (mid_duty) return;
    n->stalled = true;
    tell_node(self, io, EVENT_STALL, node);
}

static void wake(struct world *self, const struct world_io *io, uint8_t node) {
    struct world_node *n = &self->node[node];
    n->stall_armed = false;
    if (!n->alive || !n->stalled) return;
    n->stalled = false;
    tell_node(self, io, EVENT_WAKE, node);
    if (n->holds_write) hand_in(self, io, &n->held);
    n->holds_write = false;
    world_refresh(self, node);
}

static void drift(struct world *self, const struct world_io *io, uint8_t node, int32_t ppm) {
    node_clock_set_rate(&self->node[node].clock, self->now_us, ppm);
    world_refresh(self, node);
    if (self->node[node].alive) tell_rate_change(self, io, node);
}

static void command_node(struct world *self, const struct world_io *io,
                         const struct command *command, uint8_t node) {
    switch (command->kind) {
    case COMMAND_KILL: kill(self, io, node); return;
    case COMMAND_REVIVE: revive(self, io, node); return;
    case COMMAND_STALL: stall(self, io, node, command->mid_duty); return;
    case COMMAND_WAKE: wake(self, io, node); return;
    case COMMAND_DRIFT: drift(self, io, node, command->drift_ppm); return;
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_HEAL:
    case COMMAND_CUT:
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return;
    }
    UNREACHABLE();
}

void world_command(struct world *self, const struct world_io *io, const struct command *command) {
    tell_command(self, io, command);
    if (links_command(&self->links, command)) return;
    for (uint8_t node = 0; node < self->config.nodes; node++) {
        if (set_has(command->who, node)) command_node(self, io, command, node);
    }
}
