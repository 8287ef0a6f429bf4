/* app/engine.h - the joint: statements go in, events come out.
 *
 * Everything above it (session, dashboard, run) is the same for live threads,
 * the simulator and a recorded trace.  One thread calls an engine.
 */
#ifndef APP_ENGINE_H
#define APP_ENGINE_H

#include "base/err.h"
#include "trace/command.h"
#include "trace/event.h"
#include "trace/header.h"

enum engine_answer {
    ENGINE_EVENT,  /* *out is the next event; its seq is still 0 */
    ENGINE_TIME,   /* no event up to until_us, and cluster time has reached it */
    ENGINE_IDLE,   /* nothing yet (only with wait == false) */
    ENGINE_END,    /* a replayed trace is over */
    ENGINE_FAILED, /* the environment refused; engine->info says what */
};

struct engine;

struct engine_ops {
    /* Carry out a command now (at the current cluster time): its events come out
     * of next(), the `command` event among them.  `who` is already resolved.
     * A thread that cannot be started (revive) makes next() answer FAILED. */
    void (*submit)(struct engine *self, const struct command *command);
    /* The next event with t_us <= until_us, in the order of effects.  wait: block
     * (interrupted by a signal: IDLE) until there is one or until_us is reached. */
    enum engine_answer (*next)(struct engine *self, int64_t until_us, bool wait, struct event *out);
    int64_t (*now_us)(const struct engine *self); /* cluster time */
    void (*pause)(struct engine *self, bool paused);
    void (*speed)(struct engine *self, uint32_t permille); /* 100..10,000 */
    /* While paused: let this much cluster time pass at the current speed, then pause again. */
    void (*let)(struct engine *self, int64_t us);
    /* Stop every node, drain every event into next() (it then answers END). */
    void (*stop)(struct engine *self);
    /* Release everything; *self is unusable after. */
    void (*close)(struct engine *self);
};

/* An engine is the first member of its implementation's struct. */
struct engine {
    const struct engine_ops *ops;
    int fd; /* readable when next() may have something; -1: ask every frame */
    enum err err;
    struct err_info info;
};

/* The engines' doors.  *header is copied.  On failure nothing is left open and
 * *out is NULL.  paced: advance with real time (dashboard) instead of as fast as
 * the consumer asks (`run`); threads are always paced. */
enum err engine_threads_open(const struct trace_header *header, struct engine **out,
                             struct err_info *info);
enum err engine_sim_open(const struct trace_header *header, bool paced, struct engine **out,
                         struct err_info *info);

#endif
