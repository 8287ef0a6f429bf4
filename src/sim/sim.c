#include "sim/sim.h"

#include <string.h>

#include "base/check.h"

enum { TIES_MAX = 64 }; /* more at one instant than are drawn from: the rest wait their turn */

void sim_init(struct sim *self, const struct elect_config *config, uint64_t seed, bool shuffle) {
    memset(self, 0, sizeof *self);
    world_init(&self->world, config);
    chooser_seeded_init(&self->chance, seed);
    self->shuffle = shuffle;
}

static struct world_io io_to(struct sim *self, struct event_sink *sink) {
    return (struct world_io){ .chooser = &self->chance.base, .sink = sink };
}

void sim_start(struct sim *self, struct event_sink *sink) {
    const struct world_io io = io_to(self, sink);
    world_start(&self->world, &io);
}

/* Draw among what is due by now. */
static struct world_due draw(struct sim *self, struct world_due first) {
    struct world_due due[TIES_MAX];
    const int count = world_due_now(&self->world, due, TIES_MAX);
    if (count <= 1) return first;
    return due[choose(&self->chance.base, (uint32_t)count)];
}

bool sim_step(struct sim *self, int64_t until_us, struct event_sink *sink) {
    struct world *world = &self->world;
    const struct world_io io = io_to(self, sink);
    struct world_due due;
    REQUIRE(until_us >= world->now_us);
    const int64_t next_us = world_next(world, &due);
    if (next_us == TIME_NEVER || next_us > until_us) {
        REQUIRE(until_us != TIME_NEVER);
        world_advance_to(world, until_us);
        return false;
    }
    if (next_us > world->now_us) world_advance_to(world, next_us);
    world_do(world, &io, self->shuffle ? draw(self, due) : due);
    return true;
}

void sim_run(struct sim *self, int64_t until_us, struct event_sink *sink) {
    while (sim_step(self, until_us, sink)) continue;
}

void sim_command(struct sim *self, const struct command *command, struct event_sink *sink) {
    const struct world_io io = io_to(self, sink);
    world_command(&self->world, &io, command);
}
