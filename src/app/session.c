#include "app/session.h"

#include <errno.h>
#include <string.h>

#include "base/check.h"
#include "trace/verdict.h"
#include "trace/write.h"

enum { LINE_BYTES = 4096 };

/* ---- the trace ------------------------------------------------------------- */

/* A record is flushed when it is complete.  A reader that went away ends the run
 * quietly; a full disk is an error. */
static void write_line(struct session *self, const struct text *line) {
    if (self->trace == NULL) return;
    ENSURE(!line->cut);
    if (fwrite(line->at, 1, line->length, self->trace) == line->length &&
        fputc('\n', self->trace) != EOF && fflush(self->trace) == 0) {
        return;
    }
    self->err = errno == EPIPE ? ERR_PIPE_CLOSED : ERR_WRITE;
    snprintf(self->info.text, sizeof self->info.text, "cannot write the trace: %s",
             strerror(errno));
    self->trace = NULL;
}

static void write_event(struct session *self, const struct event *event) {
    static char buffer[LINE_BYTES];
    struct text line;
    if (self->trace == NULL) return;
    text_init(&line, buffer, sizeof buffer);
    write_event_line(event, &self->header, &line);
    write_line(self, &line);
}

static void write_end(struct session *self) {
    static char buffer[LINE_BYTES];
    struct text line;
    if (self->trace == NULL) return;
    text_init(&line, buffer, sizeof buffer);
    write_verdict_line(&self->verdict, &line);
    write_line(self, &line);
}

/* ---- own events --------------------------------------------------------------- */

static struct event *own_event(struct session *self, enum event_kind kind) {
    if (self->own_count == SESSION_OWN_EVENTS_MAX) return NULL; /* a flood of violations: enough */
    struct event *event =
        &self->own[(self->own_first + self->own_count++) % SESSION_OWN_EVENTS_MAX];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->t_us = self->now_us;
    event->node = NODE_NONE;
    return event;
}

/* L1-L3 depend on real time in a threaded run: there they are only reported. */
static bool fails_the_run(const struct session *self, enum property property) {
    if (!property_applies(property, self->header.elect.policy)) return false;
    return !property_is_liveness(property) || self->header.engine != ENGINE_THREADS ||
           self->strict_liveness;
}

static void on_violations(struct session *self, const struct violation *violations, int count) {
    for (int i = 0; i < count; i++) {
        const enum property property = violations[i].property;
        const bool expected = self->scenario != NULL && player_expects(&self->player, property);
        if (self->broken[property]++ == 0) self->broken_first_us[property] = self->now_us;
        if (!expected && fails_the_run(self, property)) {
            self->verdict.violations++;
            self->verdict.exit = EXIT_VIOLATED;
        }
        struct event *event = own_event(self, EVENT_VIOLATION);
        if (event == NULL) continue;
        event->property = (uint8_t)property;
        event->expected = expected;
        event->line = (uint32_t)self->seq;
        memcpy(event->text, violations[i].detail, sizeof event->text);
    }
}

/* ---- one event of the engine ----------------------------------------------------- */

/* A recording was judged when it was made: its violations stand in it. */
static void take_recorded(struct session *self, const struct event *event) {
    if (event->kind == EVENT_EXPECT) {
        self->verdict.expectations_met += event->met ? 1 : 0;
        self->verdict.expectations_failed += event->met ? 0 : 1;
    }
    if (event->kind != EVENT_VIOLATION) return;
    if (self->broken[event->property]++ == 0) self->broken_first_us[event->property] = event->t_us;
    if (!event->expected) self->verdict.violations++;
}

static void take(struct session *self, struct event *event) {
    struct violation violations[VIOLATIONS_MAX];
    ENSURE(event->t_us >= self->now_us);
    self->now_us = event->t_us;
    if (!self->recorded) event->seq = self->seq + 1;
    self->seq = event->seq;
    self->verdict.events++;
    verdict_count(&self->verdict, self->led, event);
    write_event(self, event);
    player_event(&self->player, event);
    if (self->recorded) take_recorded(self, event);
    else on_violations(self, violations, judge_event(&self->judge, event, violations));
}

static bool take_own(struct session *self, struct event *out) {
    if (self->own_count == 0) return false;
    *out = self->own[self->own_first];
    self->own_first = (self->own_first + 1) % SESSION_OWN_EVENTS_MAX;
    self->own_count--;
    take(self, out);
    return true;
}

/* ---- the player --------------------------------------------------------------------- */

static void on_expectation(struct session *self, const struct player_action *action) {
    if (action->met) self->verdict.expectations_met++;
    else self->verdict.expectations_failed++;
    if (!action->met) self->verdict.exit = EXIT_VIOLATED;
    struct event *event = own_event(self, EVENT_EXPECT);
    if (event == NULL) return;
    event->met = action->met;
    event->line = action->line;
    memcpy(event->text, action->text, sizeof event->text);
}

/* Carries out what the scenario says for now.  Returns until when the engine may
 * run; sets `ending` when the scenario and --for are over. */
static int64_t play(struct session *self) {
    if (self->ending) return TIME_NEVER;
    for (;;) {
        struct player_action action;
        player_next(&self->player, self->now_us, &action);
        switch (action.kind) {
        case PLAYER_SUBMIT: self->engine->ops->submit(self->engine, &action.command); continue;
        case PLAYER_EXPECT: on_expectation(self, &action); return self->now_us;
        case PLAYER_WAIT: return action.until_us;
        case PLAYER_DONE: break;
        }
        if (self->interactive) return TIME_NEVER;
        if (self->now_us < self->for_us) return self->for_us;
        session_end(self);
        return TIME_NEVER;
    }
}

/* What the scenario asked for has happened already: it is in what is retold. */
static void pass_over(struct session *self, const struct event *event) {
    const bool answers = event->kind == EVENT_COMMAND || event->kind == EVENT_EXPECT;
    int64_t now_us = self->now_us;
    for (;;) {
        struct player_action action;
        player_next(&self->player, now_us, &action);
        if (action.kind == PLAYER_DONE) return;
        if (action.kind != PLAYER_WAIT) continue;
        if (action.until_us <= now_us || action.until_us > event->t_us) return;
        if (action.until_us == event->t_us && !answers) return;
        now_us = action.until_us;
    }
}

void session_retell(struct session *self, const struct event *event) {
    struct violation violations[VIOLATIONS_MAX];
    pass_over(self, event);
    self->now_us = event->t_us;
    self->seq = event->seq;
    self->verdict.events++;
    verdict_count(&self->verdict, self->led, event);
    player_event(&self->player, event);
    take_recorded(self, event);
    if (event->kind == EVENT_VIOLATION) (void)judge_time(&self->judge, event->t_us, violations);
    else (void)judge_event(&self->judge, event, violations);
}

/* ---- the outside ---------------------------------------------------------------------- */

enum err session_open(struct session *self, const struct trace_header *header,
                      struct engine *engine, const struct scenario *scenario, FILE *trace) {
    static char buffer[LINE_BYTES];
    struct text line;
    memset(self, 0, sizeof *self);
    self->header = *header;
    self->engine = engine;
    self->scenario = scenario;
    self->trace = trace;
    judge_init(&self->judge, header);
    player_init(&self->player, scenario, header);
    text_init(&line, buffer, sizeof buffer);
    write_header_line(header, &line);
    write_line(self, &line);
    return self->err;
}

static enum engine_answer finish(struct session *self, enum engine_answer answer) {
    if (self->ended) return answer;
    self->ended = true;
    if (answer == ENGINE_FAILED && self->err == ERR_NONE) {
        self->err = self->engine->err;
        self->info = self->engine->info;
    }
    if (self->err != ERR_NONE && self->verdict.exit == EXIT_HOLDS) {
        self->verdict.exit = err_exit_code(self->err);
    }
    write_end(self);
    return answer;
}

enum engine_answer session_next(struct session *self, bool wait, struct event *out) {
    for (;;) {
        if (take_own(self, out)) return ENGINE_EVENT;
        if (self->ended) return self->err == ERR_NONE ? ENGINE_END : ENGINE_FAILED;
        if (self->err != ERR_NONE) return finish(self, ENGINE_FAILED);
        const int64_t until_us = play(self);
        if (self->own_count > 0) continue;
        const enum engine_answer answer =
            self->engine->ops->next(self->engine, until_us, wait, out);
        switch (answer) {
        case ENGINE_EVENT: take(self, out); return ENGINE_EVENT;
        case ENGINE_TIME: {
            struct violation violations[VIOLATIONS_MAX];
            if (until_us > self->now_us) self->now_us = until_us;
            if (self->recorded) continue;
            on_violations(self, violations, judge_time(&self->judge, self->now_us, violations));
            continue;
        }
        case ENGINE_IDLE: return ENGINE_IDLE;
        case ENGINE_END:
        case ENGINE_FAILED: return finish(self, answer);
        }
    }
}

void session_submit(struct session *self, const struct command *command) {
    if (!self->ending) self->engine->ops->submit(self->engine, command);
}

void session_end(struct session *self) {
    if (self->ending) return;
    self->ending = true;
    self->engine->ops->stop(self->engine);
}

void session_close(struct session *self) {
    if (self->engine != NULL) self->engine->ops->close(self->engine);
    self->engine = NULL;
}
