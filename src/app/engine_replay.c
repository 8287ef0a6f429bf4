#include "app/engine_replay.h"

#include <stdlib.h>
#include <time.h>

#include "app/recording.h"
#include "threads/pacer.h"

struct replay {
    struct engine engine;
    struct pacer pacer;
    struct event *events; /* owned */
    size_t count, capacity, next;
    bool stopped;
};

static struct replay *of(struct engine *engine) {
    return (struct replay *)engine; /* the first member */
}

static int64_t real_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t last_us(const struct replay *self) {
    return self->count > 0 ? self->events[self->count - 1].t_us : 0;
}

static int64_t replay_now(const struct engine *engine) {
    /* Reading the pacer moves it; the clock of a recording has one reader. */
    struct replay *self = (struct replay *)(uintptr_t)engine;
    const int64_t now_us = pacer_read(&self->pacer, real_ns());
    return now_us < last_us(self) ? now_us : last_us(self);
}

/* What is recorded cannot be changed. */
static void replay_submit(struct engine *engine, const struct command *command) {
    (void)engine;
    (void)command;
}

static enum engine_answer replay_next(struct engine *engine, int64_t until_us, bool wait,
                                      struct event *out) {
    struct replay *self = of(engine);
    for (;;) {
        if (self->stopped || self->next == self->count) return ENGINE_END;
        const struct event *event = &self->events[self->next];
        const int64_t now_us = replay_now(engine);
        if (event->t_us <= now_us && event->t_us <= until_us) {
            *out = *event;
            self->next++;
            return ENGINE_EVENT;
        }
        if (event->t_us > until_us && now_us >= until_us) return ENGINE_TIME;
        if (!wait) return ENGINE_IDLE;
        const struct timespec nap = { .tv_nsec = 5000000 };
        if (nanosleep(&nap, NULL) != 0) return ENGINE_IDLE;
    }
}

static void replay_pause(struct engine *engine, bool paused) {
    pacer_pause(&of(engine)->pacer, paused, real_ns());
}

static void replay_speed(struct engine *engine, uint32_t permille) {
    pacer_speed(&of(engine)->pacer, permille, real_ns());
}

static void replay_let(struct engine *engine, int64_t us) {
    pacer_let(&of(engine)->pacer, us, real_ns());
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
    enum recording_answer answer;
    while ((answer = recording_next(&recording, &event, &err, info)) == RECORDING_EVENT) {
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
    pacer_init(&self->pacer, real_ns());
    pacer_pause(&self->pacer, false, real_ns());
    *out = &self->engine;
    return ERR_NONE;
}
