#include "tui/view/scrub.h"

#include <string.h>

void scrub_init(struct scrub *self) {
    *self = (struct scrub){ .bin_us = SCRUB_BIN_US };
}

static enum scrub_kind kind_of_command(const struct command *command) {
    switch ((int)command->kind) {
    case COMMAND_KILL: return SCRUB_KILL;
    case COMMAND_STALL: return SCRUB_STALL;
    case COMMAND_CUT:
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE: return SCRUB_CUT;
    default: return SCRUB_OTHER;
    }
}

enum scrub_kind scrub_kind_of(const struct event *event) {
    switch ((int)event->kind) {
    case EVENT_VIOLATION: return SCRUB_VIOLATION;
    case EVENT_EXPECT: return event->met ? SCRUB_KIND_COUNT : SCRUB_VIOLATION;
    case EVENT_STOP: return SCRUB_KILL;
    case EVENT_STALL: return SCRUB_STALL;
    case EVENT_COMMAND: return kind_of_command(&event->command);
    case EVENT_ROLE:
        if (event->role == ROLE_LEADER && event->why == WHY_QUORUM_SIGNED) return SCRUB_LEADER;
        return event->why == WHY_LEASE_ENDED ? SCRUB_LAPSE : SCRUB_KIND_COUNT;
    default: return SCRUB_KIND_COUNT;
    }
}

/* Neighbours are merged; the second half is free then. */
static void halve(struct scrub *self) {
    for (int i = 0; i < SCRUB_BINS / 2; i++) {
        const int first = 2 * i;
        self->kinds[i] = self->kinds[first] | self->kinds[first + 1];
    }
    memset(self->kinds + SCRUB_BINS / 2, 0, sizeof self->kinds / 2);
    self->bin_us *= 2;
}

void scrub_add(struct scrub *self, const struct event *event) {
    const enum scrub_kind kind = scrub_kind_of(event);
    if (kind == SCRUB_KIND_COUNT) return;
    while (event->t_us / self->bin_us >= SCRUB_BINS) halve(self);
    self->kinds[event->t_us / self->bin_us] |= (uint8_t)(1u << kind);
}

int64_t scrub_edge_us(const struct scrub *self, int64_t t_us) {
    if (t_us <= 0) return 0;
    if (t_us > TIME_NEVER - self->bin_us) return TIME_NEVER;
    return (t_us + self->bin_us - 1) / self->bin_us * self->bin_us;
}

enum scrub_kind scrub_find(const struct scrub *self, int64_t from_us, int64_t to_us) {
    unsigned found = 0;
    int64_t bin = scrub_edge_us(self, from_us) / self->bin_us;
    for (; bin < SCRUB_BINS && bin * self->bin_us < to_us; bin++) found |= self->kinds[bin];
    for (int kind = 0; kind < SCRUB_KIND_COUNT; kind++) {
        if ((found >> kind & 1u) != 0) return (enum scrub_kind)kind;
    }
    return SCRUB_KIND_COUNT;
}
