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
    const char *shown;  /* the same in messages: stdin for - */
    struct scenario *scenario;
    struct trace_header header;
};

/* FILE with % replaced by the scenario's name, whose slashes must not choose a folder. */
static enum err open_trace(const struct options *options, const struct job *job, FILE **out,
                           struct err_info *info) {
    char path[4096], name[sizeof job->header.scenario];
    const char *percent = strchr(options->trace, '%');
    *out = stdout;
    if (strcmp(options->trace, "-") == 0) return ERR_NONE;
    snprintf(name, sizeof name, "%s", job->header.scenario);
    for (char *slash; (slash = strchr(name, '/')) != NULL;) *slash = '-';
    const int before =
        (int)(percent == NULL ? strlen(options->trace) : (size_t)(percent - options->trace));
    snprintf(path, sizeof path, "%.*s%s%s", before, options->trace, percent != NULL ? name : "",
             percent != NULL ? percent + 1 : "");
    *out = fopen(path, "we");
    if (*out != NULL) return ERR_NONE;
    snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
    return ERR_WRITE;
}

static uint32_t column_of(const struct scenario *scenario, uint32_t line) {
    for (int i = 0; i < scenario->count; i++) {
        if (scenario->line[i].line == line) return scenario->line[i].column;
    }
    return 1;
}

static void note_failure(struct outcome *outcome, const struct job *job,
                         const struct event *event) {
    char line[OUTCOME_LINE_BYTES];
    if (event->kind == EVENT_EXPECT && !event->met) {
        snprintf(line, sizeof line,
                 "%.100s:%" PRIu32 ":%" PRIu32 ": failed at %" PRId64 " ms: %.200s", job->shown,
                 event->line, column_of(job->scenario, event->line), event->t_us / US_PER_MS,
                 event->text);
    } else if (event->kind == EVENT_VIOLATION && outcome_is_failed_by(outcome, event)) {
        snprintf(line, sizeof line, "violated at %" PRId64 " ms: %.240s (trace line %" PRIu32 ")",
                 event->t_us / US_PER_MS, event->text, event->line + 1);
    } else {
        return;
    }
    outcome_fail(outcome, line);
}

/* Plays what is opened to its end; the session keeps the verdict. */
static void play_session(struct session *session, const struct job *job, struct talk *talk,
                         struct outcome *outcome) {
    static struct event event;
    for (;;) {
        const int signal = signals_pending();
        if (signal != 0 && session->verdict.exit == EXIT_HOLDS) {
            session->verdict.exit = EXIT_SIGNAL_BASE + signal;
        }
        if (signal != 0 || ferror(talk->out)) session_end(session);
        const enum engine_answer answer = session_next(session, true, &event);
        if (answer == ENGINE_END || answer == ENGINE_FAILED) return;
        if (answer != ENGINE_EVENT) continue;
        talk_event(talk, &event);
        output_note(talk->out);
        note_failure(outcome, job, &event);
    }
}

/* What kept a scenario from being played to its end belongs into the report, too. */
static void fail(struct outcome *outcome, enum err err, const struct err_info *info) {
    if (err == ERR_NONE || err == ERR_PIPE_CLOSED) return;
    const int code = setup_fail(err, info);
    outcome->verdict.exit = outcome_worse(outcome->verdict.exit, code);
    outcome_fail(outcome, info->text[0] != '\0' ? info->text : err_text(err));
}

/* Play one scenario to its end; outcome->verdict.exit is its exit code. */
static void play(const struct options *options, const struct job *job, struct talk *talk,
                 struct outcome *outcome) {
    static struct session session; /* large; one run at a time */
    struct engine *engine;
    struct err_info info = { "" };
    FILE *trace = NULL;
    *outcome = (struct outcome){ .header = job->header };
    outcome->strict_liveness = options_has(options, OPTION_STRICT_LIVENESS);
    snprintf(outcome->name, sizeof outcome->name, "%s", job->header.scenario);
    snprintf(outcome->source, sizeof outcome->source, "%s", job->shown);

    /* The engine first: a trace of an earlier run outlives an environment that refuses. */
    enum err err = setup_engine(&job->header, false, &engine, &info);
    if (err == ERR_NONE && options->trace != NULL) {
        err = open_trace(options, job, &trace, &info);
        if (err != ERR_NONE) engine->ops->close(engine);
    }
    if (err != ERR_NONE) {
        fail(outcome, err, &info);
        return;
    }
    if (options_has(options, OPTION_SPEED)) engine->ops->speed(engine, options->speed_permille);
    (void)session_open(&session, &job->header, engine, job->scenario, trace);
    session.for_us = options->for_us;
    session.strict_liveness = outcome->strict_liveness;
    play_session(&session, job, talk, outcome);
    outcome->verdict = session.verdict;
    outcome->t_us = session.now_us;
    fail(outcome, session.err, &session.info);
    session_close(&session);
    if (trace != NULL && trace != stdout && fclose(trace) != 0 && session.err == ERR_NONE) {
        snprintf(info.text, sizeof info.text, "cannot write the trace: %s", strerror(errno));
        fail(outcome, ERR_WRITE, &info);
    }
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
        talk_init(&talk, talks ? out : stderr, talks ? level : TALK_QUIET);
        talk_header(&talk, &jobs[i].header);
        play(options, &jobs[i], &talk, &outcome);
        exit_code = outcome_worse(exit_code, outcome.verdict.exit);
        /* nobody reads on: what was broken off has neither passed nor failed */
        if (ferror(stdout) && outcome.verdict.exit == EXIT_HOLDS) break;
        report_outcome(&report, &outcome);
        output_note(out);
    }
    report_end(&report);
    if (signals_pending() != 0) return EXIT_SIGNAL_BASE + signals_pending();
    return output_end(exit_code);
}

static int check_usage(const struct options *options) {
    const char *problem = NULL;
    if (options->operand_count == 0) {
        problem = "run: expected at least one scenario file, or - for stdin\n"
                  "            (ringleader list scenarios; ringleader run --help)";
    } else if (options->operand_count > 1 && options->trace != NULL &&
               strchr(options->trace, '%') == NULL) {
        problem = "--trace: with several scenarios FILE must contain %, "
                  "which becomes the scenario's name";
    }
    int from_stdin = 0;
    for (int i = 0; i < options->operand_count; i++) {
        from_stdin += strcmp(options->operands[i], "-") == 0;
    }
    if (from_stdin > 1) problem = "run: - is stdin, and that can be read only once";
    if (problem == NULL) return EXIT_HOLDS;
    fprintf(stderr, "ringleader: %s\n", problem);
    return EXIT_USAGE;
}

/* Two traces of one name: the second would replace the first. */
static int check_names(const struct options *options, const struct job *jobs, int count) {
    if (options->trace == NULL) return EXIT_HOLDS;
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < i; j++) {
            if (strcmp(jobs[i].header.scenario, jobs[j].header.scenario) != 0) continue;
            fprintf(stderr,
                    "ringleader: --trace: %s and %s are both named `%s`: one trace would replace "
                    "the other; give one a `name`\n",
                    jobs[j].shown, jobs[i].shown, jobs[i].header.scenario);
            return EXIT_USAGE;
        }
    }
    return EXIT_HOLDS;
}

/* Everything is read and checked before anything is run. */
int run_main(const struct options *options) {
    int exit_code = check_usage(options);
    if (exit_code != EXIT_HOLDS) return exit_code;
    const int count = options->operand_count;
    struct job *jobs = count > 0 ? calloc((size_t)count, sizeof *jobs) : NULL;
    if (jobs == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    for (int i = 0; i < count; i++) {
        jobs[i].source = options->operands[i];
        jobs[i].shown = strcmp(jobs[i].source, "-") == 0 ? "stdin" : jobs[i].source;
        int code = setup_load(jobs[i].source, &jobs[i].scenario);
        if (code == EXIT_HOLDS) {
            code = setup_header(options, jobs[i].scenario, jobs[i].source, &jobs[i].header);
        }
        exit_code = outcome_worse(exit_code, code);
    }
    if (exit_code == EXIT_HOLDS) exit_code = check_names(options, jobs, count);
    if (exit_code == EXIT_HOLDS) exit_code = play_all(options, jobs, count);
    for (int i = 0; i < count; i++) free(jobs[i].scenario);
    free(jobs);
    return exit_code;
}

enum { DEMO_NODES = 5 };

int run_demo(const struct options *options) {
    static char names[][16] = { "demo", "first-election" };
    const bool other_ring = options_has(options, OPTION_NODES) && options->nodes != DEMO_NODES;
    char *operands[] = { names[other_ring] }; /* the demo cuts and kills nodes by name */
    struct options demo = *options;
    demo.operands = operands;
    demo.operand_count = 1;
    return run_main(&demo);
}
