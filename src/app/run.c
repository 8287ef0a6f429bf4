#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/report.h"
#include "app/setup.h"
#include "app/signals.h"
#include "app/talk.h"

/* One scenario, ready to be played. */
struct job {
    const char *source; /* as given on the command line */
    struct scenario *scenario;
    struct trace_header header;
};

static int worse(int a, int b) {
    return a > b ? a : b;
}

/* FILE with % replaced by the scenario's name. */
static FILE *open_trace(const struct options *options, const struct job *job, int *exit_code) {
    char path[4096];
    const char *percent = strchr(options->trace, '%');
    if (strcmp(options->trace, "-") == 0) return stdout;
    if (percent == NULL) {
        snprintf(path, sizeof path, "%s", options->trace);
    } else {
        snprintf(path, sizeof path, "%.*s%s%s", (int)(percent - options->trace), options->trace,
                 job->header.scenario, percent + 1);
    }
    FILE *file = fopen(path, "we");
    if (file != NULL) return file;
    fprintf(stderr, "ringleader: cannot write %s: %s\n", path, strerror(errno));
    *exit_code = EXIT_ENVIRONMENT;
    return NULL;
}

static void note_failure(struct outcome *outcome, const struct job *job,
                         const struct event *event) {
    char line[OUTCOME_LINE_BYTES];
    if (event->kind == EVENT_EXPECT && !event->met) {
        snprintf(line, sizeof line, "%s:%" PRIu32 ": failed: %.200s (at %" PRId64 " ms)",
                 job->source, event->line, event->text, event->t_us / US_PER_MS);
    } else if (event->kind == EVENT_VIOLATION && !event->expected) {
        snprintf(line, sizeof line, "%s violated: %.240s (trace line %" PRIu32 ")",
                 property_name((enum property)event->property), event->text, event->line + 1);
    } else {
        return;
    }
    outcome_fail(outcome, line);
}

/* Play one scenario to its end.  Returns its exit code. */
static int play(const struct options *options, const struct job *job, struct talk *talk,
                struct outcome *outcome) {
    static struct session session; /* large; one run at a time */
    struct engine *engine;
    struct err_info info = { "" };
    int exit_code = EXIT_HOLDS;
    *outcome = (struct outcome){ .header = job->header };
    snprintf(outcome->name, sizeof outcome->name, "%s", job->header.scenario);
    snprintf(outcome->source, sizeof outcome->source, "%s", job->source);

    FILE *trace = NULL;
    if (options->trace != NULL && (trace = open_trace(options, job, &exit_code)) == NULL) {
        return exit_code;
    }
    enum err err = setup_engine(&job->header, false, &engine, &info);
    if (err != ERR_NONE) {
        if (trace != NULL && trace != stdout) fclose(trace);
        return setup_fail(err, &info);
    }
    if (options_has(options, OPTION_SPEED)) engine->ops->speed(engine, options->speed_permille);
    (void)session_open(&session, &job->header, engine, job->scenario, trace);
    session.for_us = options->for_us;
    session.strict_liveness = options_has(options, OPTION_STRICT_LIVENESS);

    static struct event event;
    for (;;) {
        if (signals_pending() != 0) session_end(&session);
        const enum engine_answer answer = session_next(&session, true, &event);
        if (answer == ENGINE_END || answer == ENGINE_FAILED) break;
        if (answer != ENGINE_EVENT) continue;
        talk_event(talk, &event);
        note_failure(outcome, job, &event);
    }
    outcome->verdict = session.verdict;
    outcome->t_us = session.now_us;
    exit_code = session.verdict.exit;
    if (session.err != ERR_NONE && session.err != ERR_PIPE_CLOSED) {
        exit_code = setup_fail(session.err, &session.info);
    }
    session_close(&session);
    if (trace != NULL && trace != stdout && fclose(trace) != 0 && exit_code == EXIT_HOLDS) {
        fprintf(stderr, "ringleader: cannot write the trace: %s\n", strerror(errno));
        exit_code = EXIT_ENVIRONMENT;
    }
    return exit_code;
}

/* A closed pipe (`| head -1`) ends the run quietly; a full disk is an error. */
static int check_stdout(int exit_code) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return exit_code;
    if (errno == EPIPE) return exit_code == EXIT_VIOLATED ? EXIT_VIOLATED : EXIT_HOLDS;
    fprintf(stderr, "ringleader: cannot write to stdout: %s\n", strerror(errno));
    return exit_code == EXIT_VIOLATED ? EXIT_VIOLATED : EXIT_ENVIRONMENT;
}

static int play_all(const struct options *options, const struct job *jobs, int count) {
    static struct outcome outcome;
    struct report report;
    struct talk talk;
    const bool to_trace = options->trace != NULL && strcmp(options->trace, "-") == 0;
    FILE *out = to_trace ? stderr : stdout;
    enum talk_level level = options_has(options, OPTION_VERBOSE) ? TALK_VERBOSE : TALK_NORMAL;
    if (options_has(options, OPTION_QUIET)) level = TALK_QUIET;
    const bool talks = options->format == REPORT_TEXT;
    int exit_code = EXIT_HOLDS;

    report_begin(&report, out, options->format, count);
    for (int i = 0; i < count && signals_pending() == 0 && !ferror(stdout); i++) {
        talk_init(&talk, out, talks ? level : TALK_QUIET);
        if (!talks) talk.out = stderr;
        if (talks) talk_header(&talk, &jobs[i].header);
        exit_code = worse(exit_code, play(options, &jobs[i], &talk, &outcome));
        report_outcome(&report, &outcome);
    }
    report_end(&report);
    if (signals_pending() != 0) return EXIT_SIGNAL_BASE + signals_pending();
    return check_stdout(exit_code);
}

static int check_usage(const struct options *options) {
    const char *problem = NULL;
    if (options->operand_count == 0) {
        problem = "run: expected at least one scenario file, or - for stdin\n"
                  "            (ringleader list scenarios; ringleader run --help)";
    } else if (options->operand_count > 1 && options->trace != NULL &&
               strchr(options->trace, '%') == NULL && strcmp(options->trace, "-") != 0) {
        problem = "--trace: with several scenarios FILE must contain %, "
                  "which becomes the scenario's name";
    }
    if (problem == NULL) return EXIT_HOLDS;
    fprintf(stderr, "ringleader: %s\n", problem);
    return EXIT_USAGE;
}

/* Everything is read and checked before anything is run. */
int run_main(const struct options *options) {
    int exit_code = check_usage(options);
    if (exit_code != EXIT_HOLDS) return exit_code;
    const int count = options->operand_count;
    struct job *jobs = calloc((size_t)count, sizeof *jobs);
    if (jobs == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    for (int i = 0; i < count; i++) {
        jobs[i].source = options->operands[i];
        int code = setup_load(jobs[i].source, &jobs[i].scenario);
        if (code == EXIT_HOLDS) {
            code = setup_header(options, jobs[i].scenario, jobs[i].source, &jobs[i].header);
        }
        exit_code = worse(exit_code, code);
    }
    if (exit_code == EXIT_HOLDS) exit_code = play_all(options, jobs, count);
    for (int i = 0; i < count; i++) free(jobs[i].scenario);
    free(jobs);
    return exit_code;
}

int run_demo(const struct options *options) {
    static char name[] = "demo";
    char *operands[] = { name };
    struct options demo = *options;
    demo.operands = operands;
    demo.operand_count = 1;
    return run_main(&demo);
}
