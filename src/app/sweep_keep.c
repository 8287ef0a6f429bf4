/* What is kept of a failing seed: a shortened plan, its trace, its scenario. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <unistd.h>

#include "app/options.h"
#include "app/sweep.h"
#include "trace/write.h"

enum { SHRINK_RUNS_MAX = 400 };

/* ---- the trace ---------------------------------------------------------------------- */

/* A sink that writes lines and notes the commands with their times. */
struct keeper {
    struct event_sink sink;
    FILE *file; /* NULL: only the commands are wanted */
    struct trace_header header;
    struct plan *as_done; /* NULL, or where commands go as they were carried out */
};

static void put(struct event_sink *sink, const struct event *event) {
    struct keeper *self = (struct keeper *)sink; /* its first member */
    if (self->as_done != NULL && event->kind == EVENT_COMMAND) {
        struct fault *fault = &self->as_done->fault[self->as_done->count++];
        *fault = (struct fault){ .at_us = event->t_us, .command = event->command };
    }
    if (self->file == NULL) return;
    char buffer[TRACE_LINE_BYTES];
    struct text line;
    text_init(&line, buffer, sizeof buffer);
    write_event_line(event, &self->header, &line);
    fprintf(self->file, "%s\n", buffer);
}

static enum err fail_write(struct err_info *info, const char *path) {
    snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
    return ERR_WRITE;
}

static enum err close_file(FILE *file, const char *path, struct err_info *info) {
    const bool whole = !ferror(file);
    if (fclose(file) != 0 || !whole) return fail_write(info, path);
    return ERR_NONE;
}

static enum err write_trace(struct trial *trial, const struct plan *plan, const char *path,
                            struct plan *as_done, struct err_info *info) {
    char buffer[TRACE_LINE_BYTES];
    struct text line;
    struct keeper keeper = { .sink = { put },
                             .header = plan_header(plan, "ringleader " PROGRAM_VERSION) };
    keeper.file = fopen(path, "we");
    if (keeper.file == NULL) return fail_write(info, path);
    keeper.as_done = as_done;
    text_init(&line, buffer, sizeof buffer);
    write_header_line(&keeper.header, &line);
    fprintf(keeper.file, "%s\n", buffer);
    (void)trial_run(trial, plan, &keeper.sink);
    text_init(&line, buffer, sizeof buffer);
    write_verdict_line(&trial->verdict, &line);
    fprintf(keeper.file, "%s\n", buffer);
    return close_file(keeper.file, path, info);
}

/* ---- the scenario --------------------------------------------------------------------- */

/* All timers: those of a shortened ring are not the ones its nodes would get. */
static void write_scenario_header(FILE *file, const struct plan *plan) {
    fprintf(file, "nodes %d\nquorum %s\nengine sim\nseed %" PRIu64 "\n", plan->config.nodes,
            quorum_name(plan->config.policy), plan->seed);
    fputs("ring", file);
    for (uint8_t i = 0; i < plan->config.nodes; i++)
        fprintf(file, " %c", node_letter(plan->ring[i]));
    fprintf(file, "\ndrift %" PRIu32 "\n", plan->config.timers.drift_ppm);
#define X(symbol, field, word, help)                                                               \
    fprintf(file, word " %" PRId64 "us\n", plan->config.timers.field);
    TIMERS(X)
#undef X
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (rule_broken(plan->config.broken, (enum rule)rule)) {
            fprintf(file, "break %s\n", rule_name((enum rule)rule));
        }
    }
    for (unsigned i = 0; i < INEQUALITY_COUNT; i++) {
        if (timers_hold(&plan->config.timers, (enum timer_inequality)i)) continue;
        fputs("unsafe\n", file);
        break;
    }
}

static enum err write_scenario(const struct plan *plan, const struct violation *violation,
                               const char *path, struct err_info *info) {
    FILE *file = fopen(path, "we");
    if (file == NULL) return fail_write(info, path);
    fprintf(file, "# %s\n", violation->detail);
    write_scenario_header(file, plan);
    for (uint16_t i = 0; i < plan->count; i++) {
        char buffer[256];
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        command_print(&plan->fault[i].command, &text);
        fprintf(file, "%" PRId64 "us %s\n", plan->fault[i].at_us, buffer);
    }
    fprintf(file, "%" PRId64 "us note the property is violated by now\n", violation->t_us + 1);
    return close_file(file, path, info);
}

/* A scenario has no drawn ties and names nodes: does it fail in the same way? */
static bool can_be_said(struct trial *trial, const struct plan *plan, enum property property) {
    if (trial_run(trial, plan, NULL)) return false;
    return trial->violation.property == property;
}

/* ---- both -------------------------------------------------------------------------------- */

enum err sweep_keep(const struct sweep_options *options, struct trial *trial, struct plan *plan,
                    struct plan *scratch, struct sweep_failure *out, struct err_info *info) {
    memset(out, 0, sizeof *out);
    out->seed = plan->seed;
    out->shrink_runs = trial_shrink(trial, plan, scratch, SHRINK_RUNS_MAX);
    out->violation = trial->violation;
    out->nodes = plan->config.nodes;
    for (uint16_t i = 0; i < plan->count; i++) out->faults += plan->fault[i].cure ? 0 : 1;
    if (options->out == NULL) return ERR_NONE;
    snprintf(out->trace, sizeof out->trace, "%s/sweep-%" PRIu64 ".jsonl", options->out, plan->seed);
    *scratch = *plan;
    scratch->count = 0;
    scratch->shuffle = false;
    enum err err = write_trace(trial, plan, out->trace, scratch, info);
    const enum property property = out->violation.property;
    if (err != ERR_NONE || !can_be_said(trial, scratch, property)) return err;
    snprintf(out->scenario, sizeof out->scenario, "%s/sweep-%" PRIu64 ".ring", options->out,
             plan->seed);
    return write_scenario(scratch, &trial->violation, out->scenario, info);
}
