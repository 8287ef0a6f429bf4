#include "app/engine_replay.h"

#include <stdlib.h>

#include "app/recording.h"

struct replay {
    struct engine engine;
    struct event *events; /* owned */
    size_t count, capacity, next;
    bool stopped;
};

static struct replay *of(struct engine *engine) {
    return (struct replay *)engine; /* the first member */
}

/* Of the last event that was handed out. */
static int64_t replay_now(const struct engine *engine) {
    const struct replay *self = (const struct replay *)engine;
    return self->next > 0 ? self->events[self->next - 1].t_us : 0;
}

/* What is recorded cannot be changed. */
static void replay_submit(struct engine *engine, const struct command *command) {
    (void)engine;
    (void)command;
}

static enum engine_answer replay_next(struct engine *engine, int64_t until_us, bool wait,
                                      struct event *out) {
    struct replay *self = of(engine);
    (void)wait; /* there is never anything to wait for */
    if (self->stopped || self->next == self->count) return ENGINE_END;
    if (self->events[self->next].t_us > until_us) return ENGINE_TIME;
    *out = self->events[self->next++];
    return ENGINE_EVENT;
}

static void replay_pause(struct engine *engine, bool paused) {
    (void)engine;
    (void)paused;
}

static void replay_speed(struct engine *engine, uint32_t permille) {
    (void)engine;
    (void)permille;
}

static void replay_let(struct engine *engine, int64_t us) {
    (void)engine;
    (void)us;
}

static void replay_stop(struct engine *engine) {
    of(engine)->stopped = true;
}

static void replay_close(struct engine *engine) {
    struct replay *self = of(engine);
    free(self->events);
    free(self);
}

static const struct engine_ops replay_ops = {
    .submit = replay_submit,
    .next = replay_next,
    .now_us = replay_now,
    .pause = replay_pause,
    .speed = replay_speed,
    .let = replay_let,
    .stop = replay_stop,
    .close = replay_close,
};

static bool keep(struct replay *self, const struct event *event) {
    if (self->count == self->capacity) {
        const size_t capacity = self->capacity == 0 ? 1024 : 2 * self->capacity;
        struct event *events = realloc(self->events, capacity * sizeof *events);
        if (events == NULL) return false;
        self->events = events;
        self->capacity = capacity;
    }
    self->events[self->count++] = *event;
    return true;
}

static enum err read_all(struct replay *self, const char *path, struct trace_header *header,
                         struct err_info *info) {
    struct recording recording;
    static struct event event;
    enum err err = recording_open(&recording, path, info);
    if (err != ERR_NONE) return err;
    while (recording_next(&recording, &event, &err, info) == RECORDING_EVENT) {
        if (keep(self, &event)) continue;
        err = ERR_NO_MEMORY;
        break;
    }
    *header = recording.header;
    recording_close(&recording);
    return err;
}

enum err engine_replay_open(const char *path, struct trace_header *header, struct engine **out,
                            struct err_info *info) {
    struct replay *self = calloc(1, sizeof *self);
    *out = NULL;
    if (self == NULL) return ERR_NO_MEMORY;
    const enum err err = read_all(self, path, header, info);
    if (err != ERR_NONE) {
        replay_close(&self->engine);
        return err;
    }
    self->engine.ops = &replay_ops;
    self->engine.fd = -1;
    *out = &self->engine;
    return ERR_NONE;
}
