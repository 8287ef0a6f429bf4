/* The simulator behind the joint: virtual time, as fast as asked for, or paced by
 * real time for the dashboard. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine_sim.h"
#include "base/check.h"
#include "sim/sim.h"
#include "threads/pacer.h"
#include "threads/sys.h"

enum { QUEUE_FIRST = 256 };
#define WAIT_NS_MAX INT64_C(100000000)

struct sim_engine {
    struct engine base;
    struct event_sink sink; /* the world tells into the queue */
    struct sim sim;
    bool paced;
    struct pacer pacer; /* paced only */
    bool stopped;
    /* told, and not yet taken: queue[first..end) */
    struct event *queue;
    size_t first, end, room;
};

static struct sim_engine *sim_of(struct engine *self) {
    return (struct sim_engine *)self;
}

/* ---- the queue ------------------------------------------------------------------- */

static void fail_memory(struct sim_engine *self) {
    if (self->base.err != ERR_NONE) return;
    self->base.err = ERR_NO_MEMORY;
    snprintf(self->base.info.text, sizeof self->base.info.text,
             "out of memory for the simulator's events");
}

static bool grow(struct sim_engine *self) {
    const size_t room = self->room == 0 ? QUEUE_FIRST : 2 * self->room;
    struct event *queue = realloc(self->queue, room * sizeof *queue);
    if (queue == NULL) return false;
    self->queue = queue;
    self->room = room;
    return true;
}

static void put(struct event_sink *sink, const struct event *event) {
    struct sim_engine *self =
        (struct sim_engine *)((char *)sink - offsetof(struct sim_engine, sink));
    if (self->end == self->room && !grow(self)) {
        fail_memory(self);
        return;
    }
    self->queue[self->end++] = *event;
}

static bool take(struct sim_engine *self, int64_t until_us, struct event *out) {
    if (self->first == self->end || self->queue[self->first].t_us > until_us) return false;
    *out = self->queue[self->first++];
    if (self->first == self->end) self->first = self->end = 0;
    return true;
}

/* ---- paced by real time --------------------------------------------------------------- */

/* Cluster time now; what was left out is told. */
static int64_t paced_now_us(struct sim_engine *self) {
    const int64_t now_us = pacer_read(&self->pacer, sys_now_ns());
    if (self->pacer.left_out_ns == 0) return now_us;
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_CLOCK;
    event.node = NODE_NONE;
    event.t_us = self->sim.world.now_us;
    event.until_us = self->pacer.left_out_ns / 1000;
    self->pacer.left_out_ns = 0;
    put(&self->sink, &event);
    return now_us;
}

/* Until something is due, a signal comes, or a moment has passed.  False: a signal. */
static bool wait_for_time(struct sim_engine *self, int64_t until_us) {
    const int64_t next_us = world_next_us(&self->sim.world);
    const int64_t at_us = next_us < until_us ? next_us : until_us;
    int64_t wait_ns = pacer_wait_ns(&self->pacer, at_us, sys_now_ns());
    if (wait_ns < 0 || wait_ns > WAIT_NS_MAX) wait_ns = WAIT_NS_MAX;
    return sys_poll(NULL, 0, wait_ns);
}

/* ---- the joint ------------------------------------------------------------------------- */

/* As far as time has come and the caller wants; one thing that is due. */
static enum engine_answer advance(struct sim_engine *self, int64_t until_us) {
    int64_t to_us = until_us;
    if (self->paced) {
        const int64_t now_us = paced_now_us(self);
        if (now_us < to_us) to_us = now_us;
    }
    if (to_us < self->sim.world.now_us) to_us = self->sim.world.now_us;
    struct world_due due;
    if (to_us == TIME_NEVER && world_next(&self->sim.world, &due) == TIME_NEVER) {
        return ENGINE_IDLE; /* everybody is dead, and nobody says until when to wait */
    }
    if (sim_step(&self->sim, to_us, &self->sink)) return ENGINE_EVENT;
    return to_us >= until_us ? ENGINE_TIME : ENGINE_IDLE;
}

static enum engine_answer next(struct engine *base, int64_t until_us, bool wait,
                               struct event *out) {
    struct sim_engine *self = sim_of(base);
    for (bool again = wait;;) {
        if (take(self, until_us, out)) return ENGINE_EVENT;
        if (base->err != ERR_NONE) return ENGINE_FAILED;
        if (self->stopped) return ENGINE_END;
        if (self->first != self->end) return ENGINE_TIME; /* what comes next is later */
        const enum engine_answer answer = advance(self, until_us);
        if (answer == ENGINE_TIME && self->first == self->end) return ENGINE_TIME;
        if (answer != ENGINE_IDLE || self->first != self->end) continue;
        if (!again || !wait_for_time(self, until_us)) return ENGINE_IDLE;
        again = false; /* waited in vain: the caller looks for signals */
    }
}

static void submit(struct engine *base, const struct command *command) {
    struct sim_engine *self = sim_of(base);
    if (self->stopped) return;
    if (self->paced) {
        const int64_t now_us = paced_now_us(self);
        if (now_us > self->sim.world.now_us) sim_run(&self->sim, now_us, &self->sink);
    }
    sim_command(&self->sim, command, &self->sink);
}

static int64_t now_us(const struct engine *base) {
    return ((const struct sim_engine *)base)->sim.world.now_us;
}

static void set_pause(struct engine *base, bool paused) {
    struct sim_engine *self = sim_of(base);
    if (self->paced) pacer_pause(&self->pacer, paused, sys_now_ns());
}

static void set_speed(struct engine *base, uint32_t permille) {
    struct sim_engine *self = sim_of(base);
    if (self->paced) pacer_speed(&self->pacer, permille, sys_now_ns());
}

static void let(struct engine *base, int64_t us) {
    struct sim_engine *self = sim_of(base);
    if (self->paced) pacer_let(&self->pacer, us, sys_now_ns());
}

static void stop(struct engine *base) {
    sim_of(base)->stopped = true;
}

static void close_all(struct engine *base) {
    struct sim_engine *self = sim_of(base);
    free(self->queue);
    free(self);
}

void engine_sim_pace(struct engine *base, int64_t t_us) {
    struct sim_engine *self = sim_of(base);
    REQUIRE(!self->paced && t_us >= self->sim.world.now_us);
    sim_run(&self->sim, t_us, &self->sink);
    self->paced = true;
    pacer_init(&self->pacer, sys_now_ns());
    self->pacer.cluster_us = t_us;
}

static const struct engine_ops ops = {
    .submit = submit,
    .next = next,
    .now_us = now_us,
    .pause = set_pause,
    .speed = set_speed,
    .let = let,
    .stop = stop,
    .close = close_all,
};

enum err engine_sim_open(const struct trace_header *header, bool paced, struct engine **out,
                         struct err_info *info) {
    *out = NULL;
    struct sim_engine *self = calloc(1, sizeof *self);
    if (self == NULL || !grow(self)) {
        free(self);
        snprintf(info->text, sizeof info->text, "out of memory for the simulator");
        return ERR_NO_MEMORY;
    }
    self->base.ops = &ops;
    self->base.fd = -1;
    self->sink.put = put;
    self->paced = paced;
    sim_init(&self->sim, &header->elect, header->seed, false);
    pacer_init(&self->pacer, sys_now_ns());
    if (paced) pacer_pause(&self->pacer, false, sys_now_ns());
    sim_start(&self->sim, &self->sink);
    *out = &self->base;
    return ERR_NONE;
}
