/* A counterexample, told: text, trace, scenario. */
#include "app/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "explore/explain.h"
#include "trace/judge_channel.h"
#include "trace/judge_safety.h"
#include "trace/write.h"

/* Readable times: a tick is 10 ms; 12 ms with drifting clocks, whose times come out even. */
enum {
    TOLD_UNIT_US = 10000,
    TOLD_UNIT_DRIFT_US = 2400,
    TOLD_ROUNDS = 30, /* of a loop, in a trace; in words one is enough */
};

struct teller {
    struct retell_sink sink;
    struct explore_config config; /* that of the search, in readable times */
    const struct search_result *result;
    int loop;           /* step after which the loop begins; -1: none */
    int calm;           /* step after which nothing goes wrong any more */
    FILE *text, *trace; /* NULL: not wanted */
    struct trace_header header;
    struct trace_verdict verdict;
    uint64_t seq;
    bool told_violation;
    uint32_t led[EXPLORE_NODES_MAX]; /* last term of which a lease was told */
    struct draft draft;
    struct retelling retelling;
    int64_t end_us;               /* of the last step */
    struct judge_safety safety;   /* judges the events anew: S1-S6, S8, */
    struct judge_channel channel; /* and S7 */
    struct violation confirmed;   /* the violation in readable times */
    bool is_confirmed;
    char line[TRACE_LINE_BYTES + 2];
    char words[EXPLAIN_BYTES];
};

static void put_line(struct teller *self, const struct text *text) {
    fwrite(text->at, 1, text->length, self->trace);
    fputc('\n', self->trace);
}

static void put_event(struct teller *self, const struct event *event);

/* Right behind what broke it. */
static void put_violation(struct teller *self, int64_t t_us) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_VIOLATION;
    event.node = NODE_NONE;
    event.t_us = t_us;
    event.property = (uint8_t)self->result->violation.property;
    event.line = (uint32_t)self->seq;
    snprintf(event.text, sizeof event.text, "%s", self->confirmed.detail);
    self->told_violation = true;
    put_event(self, &event);
}

/* The search judged packed states; the judges of every trace must agree. */
static bool judge(struct teller *self, const struct event *event) {
    struct violation found[VIOLATIONS_MAX];
    int count = 0;
    judge_safety_event(&self->safety, event, found, &count);
    judge_channel_event(&self->channel, event, found, &count);
    for (int i = 0; i < count; i++) {
        if (found[i].property != self->result->violation.property) continue;
        self->confirmed = found[i];
        self->is_confirmed = true;
        return true;
    }
    return false;
}

static void put_event(struct teller *self, const struct event *event) {
    struct event numbered = *event;
    struct text text;
    numbered.seq = ++self->seq;
    const bool breaks = judge(self, &numbered);
    self->verdict.events++;
    if (event->kind == EVENT_SEND) self->verdict.messages[event->message]++;
    if (event->kind == EVENT_LEASE && self->led[event->node] != event->term) {
        self->led[event->node] = event->term;
        self->verdict.elections++;
    }
    if (self->trace != NULL) {
        text_init(&text, self->line, sizeof self->line);
        write_event_line(&numbered, &self->header, &text);
        put_line(self, &text);
    }
    if (breaks && !self->told_violation) put_violation(self, event->t_us);
}

/* What a replay of a livelock opens with: nothing in it breaks at one moment. */
static void put_mark(struct teller *self, int64_t t_us) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = EVENT_COMMAND;
    event.node = NODE_NONE;
    event.t_us = t_us;
    event.command.kind = COMMAND_NOTE;
    event.command.x = event.command.y = NODE_NONE;
    if (self->loop >= 0) {
        snprintf(event.command.note, sizeof event.command.note,
                 "from here on the next %d steps can repeat for ever",
                 self->result->path.length - self->loop);
    } else {
        snprintf(event.command.note, sizeof event.command.note, "from here on no further fault%s",
                 self->result->race ? ", and yet terms go on rising" : "");
    }
    put_event(self, &event);
}

static void tell_step(struct retell_sink *sink, const struct retold *step) {
    struct teller *self = (struct teller *)sink;
    struct text text;
    const int mark = self->loop >= 0 ? self->loop : self->calm;
    if (self->text != NULL && step->number <= self->result->path.length) {
        text_init(&text, self->words, sizeof self->words);
        explain_step(step, &self->config, &text);
        fputs(self->words, self->text);
        if (step->number == self->loop) {
            fputs("----- what follows can repeat for ever -----\n", self->text);
        }
    }
    for (int i = 0; i < step->log->count; i++) put_event(self, &step->log->event[i]);
    draft_step(&self->draft, step, &self->config);
    self->end_us = step->after->now_us;
    if (step->number == mark && property_is_liveness(self->result->violation.property)) {
        put_mark(self, self->end_us);
    }
}

/* Before anything is told: when does the last fault happen? */
static void note_calm(struct retell_sink *sink, const struct retold *step) {
    struct teller *self = (struct teller *)sink;
    if (step->number > 0 && move_is_fault(step->move)) self->calm = step->number;
}

/* L1: the loop comes round often enough for every bound on recovery to pass. */
static void repeat_loop(struct search_path *path) {
    const int length = path->length - path->loop;
    if (path->loop < 0) return;
    for (int i = 1; i < TOLD_ROUNDS && path->length + length <= PATH_MAX_MOVES; i++) {
        memcpy(path->move + path->length, path->move + path->loop, (size_t)length);
        path->length += length;
    }
}

static void fill_header(struct teller *self) {
    struct trace_header *header = &self->header;
    snprintf(header->program, sizeof header->program, "ringleader %s", PROGRAM_VERSION);
    header->engine = ENGINE_CHECK;
    header->elect = self->config.elect;
    for (uint8_t i = 0; i < header->elect.nodes; i++) header->ring[i] = i;
    /* a hop within the tick takes some time, but none that the model sees */
    if (header->elect.timers.hop_us == 0) header->elect.timers.hop_us = 1;
    judge_safety_init(&self->safety, header);
    judge_channel_init(&self->channel, header);
}

static void begin_trace(struct teller *self) {
    struct text text;
    if (self->trace == NULL) return;
    text_init(&text, self->line, sizeof self->line);
    write_header_line(&self->header, &text);
    put_line(self, &text);
}

static void end_trace(struct teller *self) {
    struct text text;
    if (!self->told_violation) put_violation(self, self->end_us);
    self->verdict.violations = 1;
    self->verdict.exit = EXIT_VIOLATED;
    if (self->trace == NULL) return;
    text_init(&text, self->line, sizeof self->line);
    write_verdict_line(&self->verdict, &text);
    put_line(self, &text);
}

static FILE *open_output(const char *path, struct err_info *info) {
    if (strcmp(path, "-") == 0) return stdout;
    FILE *file = fopen(path, "we");
    if (file == NULL) {
        snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
    }
    return file;
}

static bool close_output(FILE *file, const char *path, struct err_info *info) {
    const bool failed = fflush(file) != 0 || ferror(file) != 0;
    if (failed) {
        snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
    }
    if (file != stdout && fclose(file) != 0 && !failed) {
        snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
        return false;
    }
    return !failed;
}

static void advise(FILE *out, const struct check_options *options) {
    if (out == NULL) return;
    if (options->trace == NULL) {
        fputs("to see it in the dashboard: add --trace FILE, then ringleader replay FILE\n", out);
    } else if (strcmp(options->trace, "-") != 0) {
        fprintf(out, "open it: ringleader replay %s\n", options->trace);
    }
}

static void tell_title(const struct teller *self, FILE *out, const struct check_options *options,
                       const struct check_told *told) {
    if (out == NULL) return;
    fprintf(out, "\ncounterexample, %d steps; a tick is shown as %" PRId64 " ms\n",
            self->result->path.length, self->config.tick_us / US_PER_MS);
    check_shorten_say(out, options, told);
}

static enum err tell_all(struct teller *self, FILE *out, const struct search_path *path,
                         const char *trace_path, struct err_info *info) {
    self->sink.step = note_calm;
    retell(&self->retelling, &self->config, path, &self->sink);
    self->sink.step = tell_step;
    begin_trace(self);
    retell(&self->retelling, &self->config, path, &self->sink);
    end_trace(self);
    if (self->text != NULL && self->result->race) {
        fputs("----- and so on: the search followed it until terms were too far apart -----\n",
              self->text);
    }
    if (out != NULL) fprintf(out, "VIOLATED: %s\n", self->confirmed.detail);
    if (!self->is_confirmed) {
        snprintf(info->text, sizeof info->text,
                 "the trace's judge does not find this violation: a bug of the explorer");
        return ERR_TRACE;
    }
    if (self->trace == NULL || close_output(self->trace, trace_path, info)) return ERR_NONE;
    return ERR_WRITE;
}

static void prepare(struct teller *self, FILE *out, const struct check_told *told) {
    const struct check_options *options = &told->options;
    self->config = options->config;
    self->result = &told->result;
    self->confirmed = told->result.violation;
    self->is_confirmed = property_is_liveness(told->result.violation.property); /* of the graph */
    self->loop = told->result.path.loop;
    self->text = options->quiet ? NULL : out;
    (void)explore_config_timers(&self->config, options->config.elect.nodes,
                                options->config.elect.policy, &options->ticks,
                                options->config.drift ? TOLD_UNIT_DRIFT_US : TOLD_UNIT_US);
    fill_header(self);
    draft_begin(&self->draft, &self->config);
}

enum err check_retell(FILE *out, const struct check_options *options, const struct check_told *told,
                      struct err_info *info) {
    enum err err = ERR_NONE;
    struct teller *self = calloc(1, sizeof *self); /* large */
    if (self == NULL) return ERR_NO_MEMORY;
    struct search_path path = told->result.path;
    prepare(self, out, told);
    repeat_loop(&path);
    if (options->trace != NULL) {
        self->trace = open_output(options->trace, info);
        if (self->trace == NULL) err = ERR_WRITE;
    }
    tell_title(self, out, options, told);
    if (err == ERR_NONE) err = tell_all(self, out, &path, options->trace, info);
    if (err == ERR_NONE && options->scenario != NULL) {
        err = check_scenario(options->scenario, out != NULL ? out : stderr, &self->config,
                             &self->draft, &told->result, info);
    }
    if (err == ERR_NONE) advise(out, options);
    free(self);
    return err;
}
