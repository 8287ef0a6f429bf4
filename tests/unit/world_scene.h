/* A ring of three with its events recorded, for the tests of world and sim. */
#ifndef TESTS_UNIT_WORLD_SCENE_H
#define TESTS_UNIT_WORLD_SCENE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "sim/sim.h"
#include "trace/write.h"

enum { RECORD_MAX = 20000 };

struct recorder {
    struct event_sink sink;
    int count;
    struct event event[RECORD_MAX];
};

static inline void recorder_put(struct event_sink *sink, const struct event *event) {
    struct recorder *self = (struct recorder *)sink;
    assert_true(self->count < RECORD_MAX);
    self->event[self->count++] = *event;
}

struct scene {
    struct sim sim;
    struct recorder told;
};

static inline struct elect_config scene_config(uint8_t nodes, enum quorum_policy policy) {
    static const uint8_t order[NODES_MAX] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    struct elect_config config;
    memset(&config, 0, sizeof config);
    config.policy = policy;
    elect_ring(&config, order, nodes);
    config.timers = timers_derive(nodes, policy, &wanted);
    return config;
}

/* At time 0, everybody started. */
static inline void scene_open(struct scene *self, uint8_t nodes, enum quorum_policy policy) {
    const struct elect_config config = scene_config(nodes, policy);
    sim_init(&self->sim, &config, 42, false);
    self->told.sink.put = recorder_put;
    self->told.count = 0;
    sim_start(&self->sim, &self->told.sink);
}

static inline void scene_run(struct scene *self, int64_t until_us) {
    sim_run(&self->sim, until_us, &self->told.sink);
}

/* A command as people write it. */
static inline void scene_do(struct scene *self, const char *text) {
    struct command command;
    assert_true(command_parse(text, self->sim.world.config.nodes, &command));
    sim_command(&self->sim, &command, &self->told.sink);
}

static inline const struct event *scene_next(const struct scene *self, int from,
                                             enum event_kind kind, uint8_t node) {
    for (int i = from; i < self->told.count; i++) {
        const struct event *event = &self->told.event[i];
        if (event->kind == kind && (node == NODE_NONE || event->node == node)) return event;
    }
    return NULL;
}

/* How often the kind was told from there on. */
static inline int scene_count(const struct scene *self, int from, enum event_kind kind) {
    int count = 0;
    for (int i = from; i < self->told.count; i++) count += self->told.event[i].kind == kind;
    return count;
}

static inline struct world_node *scene_node(struct scene *self, char name) {
    return &self->sim.world.node[name - 'A'];
}

#endif
