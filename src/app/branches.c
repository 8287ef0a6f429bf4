#include "app/branches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine_sim.h"
#include "base/check.h"
#include "trace/write.h"

enum { LINE_BYTES = 4096 };

void branches_open(struct branches *self, struct session *first) {
    memset(self, 0, sizeof *self);
    self->count = 1;
    self->branch[0] = (struct branch){ .session = first, .parent = -1 };
}

void branches_close(struct branches *self) {
    for (int i = 1; i < self->count; i++) {
        session_close(self->branch[i].session);
        free(self->branch[i].session);
    }
    self->count = 0;
}

void branches_drop(struct branches *self) {
    REQUIRE(self->count > 1 && self->at != self->count - 1);
    struct session *session = self->branch[--self->count].session;
    session_close(session);
    free(session);
}

/* As their lines in a trace are the same. */
static bool is_same(const struct event *a, const struct event *b,
                    const struct trace_header *header) {
    static char line_a[LINE_BYTES], line_b[LINE_BYTES];
    struct text text_a, text_b;
    text_init(&text_a, line_a, sizeof line_a);
    text_init(&text_b, line_b, sizeof line_b);
    write_event_line(a, header, &text_a);
    write_event_line(b, header, &text_b);
    return strcmp(line_a, line_b) == 0;
}

/* Of the session or of real time, not of the simulated world. */
static bool is_aside(enum event_kind kind) {
    return kind == EVENT_EXPECT || kind == EVENT_VIOLATION || kind == EVENT_CLOCK;
}

/* Simulate one event of the past again. */
static bool again(struct engine *engine, const struct event *was,
                  const struct trace_header *header) {
    static struct event is;
    if (is_aside(was->kind)) return true;
    if (was->kind == EVENT_COMMAND) {
        if (engine->ops->next(engine, was->t_us, false, &is) != ENGINE_TIME) return false;
        engine->ops->submit(engine, &was->command);
    }
    if (engine->ops->next(engine, was->t_us, false, &is) != ENGINE_EVENT) return false;
    is.seq = was->seq;
    return is_same(&is, was, header);
}

static bool retell(struct session *session, const struct history *history, size_t count,
                   struct err_info *info) {
    static struct event was;
    for (size_t i = 0; i < count; i++) {
        if (!history_get(history, i, &was)) {
            snprintf(info->text, sizeof info->text, "no branch: the past cannot be read");
            return false;
        }
        if (!again(session->engine, &was, &session->header)) {
            snprintf(info->text, sizeof info->text,
                     "no branch: simulated again, event %zu is not what it was", i + 1);
            return false;
        }
        session_retell(session, &was);
    }
    return true;
}

int branches_fork(struct branches *self, const struct history *history, size_t count, int64_t t_us,
                  const struct command *did, struct err_info *info) {
    const struct session *parent = self->branch[self->at].session;
    struct engine *engine;
    REQUIRE(parent->header.engine == ENGINE_SIM && count <= history->count);
    if (self->count == BRANCHES_MAX) {
        snprintf(info->text, sizeof info->text, "no more than %d branches", (int)BRANCHES_MAX);
        return -1;
    }
    if (history->first > 0) {
        snprintf(info->text, sizeof info->text, "no branch: the beginning is forgotten");
        return -1;
    }
    struct session *session = malloc(sizeof *session);
    if (session == NULL || engine_sim_open(&parent->header, false, &engine, info) != ERR_NONE) {
        free(session);
        snprintf(info->text, sizeof info->text, "no branch: out of memory");
        return -1;
    }
    (void)session_open(session, &parent->header, engine, parent->scenario, NULL);
    session->interactive = true;
    if (!retell(session, history, count, info)) {
        session_close(session);
        free(session);
        return -1;
    }
    engine_sim_pace(engine, t_us);
    self->branch[self->count] = (struct branch){
        .session = session, .parent = self->at, .fork_us = t_us, .fork_events = count, .did = *did
    };
    return self->count++;
}
