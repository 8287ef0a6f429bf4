#include "trace/judge_channel.h"

#include "base/check.h"
#include "trace/judge_safety.h"

_Static_assert((FLYING_MAX & (FLYING_MAX - 1)) == 0, "slots are masked");

static uint32_t home_slot(uint64_t id) {
    return (uint32_t)(id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & (FLYING_MAX - 1);
}

static uint32_t next_slot(uint32_t slot) {
    return (slot + 1) & (FLYING_MAX - 1);
}

static struct flying *find(struct judge_channel *self, uint64_t id) {
    for (uint32_t slot = home_slot(id); self->flying[slot].id != 0; slot = next_slot(slot)) {
        if (self->flying[slot].id == id) return &self->flying[slot];
    }
    return NULL;
}

static void insert(struct judge_channel *self, struct flying message) {
    uint32_t slot = home_slot(message.id);
    while (self->flying[slot].id != 0) slot = next_slot(slot);
    self->flying[slot] = message;
    self->flying_count++;
}

/* Deletion by moving later entries of the run back (Knuth, TAOCP 3, 6.4 R). */
static void erase(struct judge_channel *self, struct flying *gone) {
    uint32_t hole = (uint32_t)(gone - self->flying);
    for (uint32_t slot = next_slot(hole); self->flying[slot].id != 0; slot = next_slot(slot)) {
        const uint32_t home = home_slot(self->flying[slot].id);
        const uint32_t span = (slot - home) & (FLYING_MAX - 1);
        if (span < ((slot - hole) & (FLYING_MAX - 1))) continue;
        self->flying[hole] = self->flying[slot];
        hole = slot;
    }
    self->flying[hole] = (struct flying){ 0 };
    self->flying_count--;
}

/* "S7 …: message 17 from A to B " */
static struct text begin(const struct event *event, struct violation *out, int *count) {
    struct text text = violation_begin(out, count, PROPERTY_S7, event->t_us);
    text_add(&text, "message ");
    text_add_uint(&text, event->id);
    text_add(&text, " from ");
    text_add_char(&text, node_letter(event->from));
    text_add(&text, " to ");
    text_add_char(&text, node_letter(event->to));
    text_add_char(&text, ' ');
    return text;
}

static void accuse(const struct event *event, struct violation *out, int *count,
                   const char *words) {
    struct text text = begin(event, out, count);
    text_add(&text, words);
}

static void on_send(struct judge_channel *self, const struct event *event, struct violation *out,
                    int *count) {
    self->sent++;
    if (event->id <= self->last_id) {
        accuse(event, out, count, "has an id that is not above all earlier ones");
        return;
    }
    self->last_id = event->id;
    if (self->flying_count == FLYING_MAX - 1) {
        accuse(event, out, count, "is one more in flight than can be judged");
        return;
    }
    insert(self, (struct flying){ .id = event->id,
                                  .generation = self->cuts.generation[event->from][event->to],
                                  .from = event->from,
                                  .to = event->to,
                                  .reordered = event->reordered });
}

static void judge_delivery(struct judge_channel *self, const struct event *event,
                           const struct flying *message, struct violation *out, int *count) {
    uint64_t *last = &self->last_delivered[event->from][event->to];
    if (!set_has(self->live, event->to)) {
        accuse(event, out, count, "was delivered to a dead node");
    }
    if (!cuts_reach(&self->cuts, event->from, event->to)) {
        accuse(event, out, count, "was delivered across a cut");
    } else if (self->cuts.generation[event->from][event->to] != message->generation) {
        accuse(event, out, count, "was delivered although its link was cut since it was sent");
    }
    if (message->reordered) return;
    if (event->id < *last) accuse(event, out, count, "was overtaken on its link");
    else *last = event->id;
}

static void on_end(struct judge_channel *self, const struct event *event, struct violation *out,
                   int *count) {
    const bool delivered = event->kind == EVENT_DELIVER;
    struct flying *message = event->id != 0 ? find(self, event->id) : NULL;
    if (message == NULL) {
        accuse(event, out, count,
               delivered ? "was delivered, but is not in flight: never sent, or already ended"
                         : "was dropped, but is not in flight: never sent, or already ended");
        return;
    }
    if (message->from != event->from || message->to != event->to) {
        accuse(event, out, count, "was sent on another link");
    } else if (delivered) {
        judge_delivery(self, event, message, out, count);
    }
    if (delivered) self->delivered++;
    else self->dropped++;
    erase(self, message);
    ENSURE(self->sent >= self->delivered + self->dropped);
}

void judge_channel_init(struct judge_channel *self, const struct trace_header *header) {
    *self = (struct judge_channel){ 0 };
    cuts_init(&self->cuts, header->elect.nodes);
}

void judge_channel_event(struct judge_channel *self, const struct event *event,
                         struct violation out[VIOLATIONS_MAX], int *count) {
    if (event->kind == EVENT_START) {
        self->live = set_with(self->live, event->node);
    } else if (event->kind == EVENT_STOP) {
        self->live = set_without(self->live, event->node);
    } else if (event->kind == EVENT_COMMAND) {
        (void)cuts_command(&self->cuts, &event->command);
    } else if (event->kind == EVENT_SEND) {
        on_send(self, event, out, count);
    } else if (event->kind == EVENT_DELIVER ||
               (event->kind == EVENT_DROP && !drop_reason_arrived(event->reason))) {
        on_end(self, event, out, count);
    }
}
