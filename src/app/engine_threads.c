#include <stdlib.h>

#include "app/engine.h"
#include "threads/cluster.h"
#include "threads/sys.h"

struct threads_engine {
    struct engine base;
    struct cluster *cluster;
};

static struct cluster *cluster_of(const struct engine *self) {
    return ((const struct threads_engine *)self)->cluster;
}

static void submit(struct engine *self, const struct command *command) {
    cluster_submit(cluster_of(self), command);
}

static enum engine_answer ended(struct engine *self) {
    const struct cluster *cluster = cluster_of(self);
    self->err = cluster->err;
    self->info = cluster->info;
    return self->err == ERR_NONE ? ENGINE_END : ENGINE_FAILED;
}

/* Waiting in vain for a while answers IDLE, too: the caller looks for signals. */
static enum engine_answer next(struct engine *self, int64_t until_us, bool wait,
                               struct event *out) {
    struct cluster *cluster = cluster_of(self);
    for (bool again = wait;; again = false) {
        switch (cluster_take(cluster, until_us, out)) {
        case JOURNAL_EVENT: return ENGINE_EVENT;
        case JOURNAL_TIME: return ENGINE_TIME;
        case JOURNAL_END: return ended(self);
        case JOURNAL_NOTHING: break;
        }
        if (!again || !cluster_wait(cluster, until_us)) return ENGINE_IDLE;
    }
}

static int64_t now_us(const struct engine *self) {
    return journal_now(&cluster_of(self)->journal);
}

static void set_pause(struct engine *self, bool paused) {
    cluster_pause(cluster_of(self), paused);
}

static void set_speed(struct engine *self, uint32_t permille) {
    cluster_speed(cluster_of(self), permille);
}

static void let(struct engine *self, int64_t us) {
    cluster_let(cluster_of(self), us);
}

static void stop(struct engine *self) {
    cluster_stop(cluster_of(self));
}

static void close_all(struct engine *self) {
    cluster_close(cluster_of(self));
    sys_free(self);
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

/* For tests of the whole program: RINGLEADER_FAIL_NTH=k makes the kth thing taken
 * from the system (descriptor, thread, memory) fail. */
static void fail_on_demand(void) {
    const char *nth = getenv("RINGLEADER_FAIL_NTH");
    uint64_t value;
    if (nth != NULL && text_parse_uint(nth, text_length(nth), &value) && value <= UINT32_MAX) {
        sys_fail(SYS_RESOURCES, (uint32_t)value);
    }
}

enum err engine_threads_open(const struct trace_header *header, struct engine **out,
                             struct err_info *info) {
    *out = NULL;
    fail_on_demand();
    struct threads_engine *self = sys_calloc(1, sizeof *self);
    if (self == NULL) {
        *info = (struct err_info){ "out of memory for the engine" };
        return ERR_NO_MEMORY;
    }
    const enum err err = cluster_open(header, &self->cluster, info);
    if (err != ERR_NONE) {
        sys_free(self);
        return err;
    }
    self->base.ops = &ops;
    self->base.fd = self->cluster->journal.bell.fds[0];
    *out = &self->base;
    return ERR_NONE;
}
