/* `verify`: recorded traces, judged again by the same judges as live runs. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/recording.h"
#include "app/report.h"
#include "app/setup.h"
#include "app/talk.h"

struct verification {
    struct recording recording;
    struct judge judge;
    struct outcome outcome;
    uint32_t expected; /* bit per property: the trace itself says a violation was expected */
    bool strict_liveness;
    bool quiet;
};

static bool fails(const struct verification *self, enum property property) {
    if ((self->expected >> property & 1u) != 0) return false;
    return !property_is_liveness(property) || self->strict_liveness ||
           self->recording.header.engine != ENGINE_THREADS;
}

static void on_violation(struct verification *self, const struct violation *violation, FILE *talk) {
    char line[OUTCOME_LINE_BYTES];
    const bool failing = fails(self, violation->property);
    snprintf(line, sizeof line, "%.120s:%" PRIu64 ": %s violated at %" PRId64 " us: %.220s%s",
             self->recording.path, self->recording.line_no, property_name(violation->property),
             violation->t_us, violation->detail, failing ? "" : " (reported only)");
    if (failing) {
        self->outcome.verdict.violations++;
        self->outcome.verdict.exit = EXIT_VIOLATED;
        outcome_fail(&self->outcome, line);
    }
    if (talk != NULL && !self->quiet) fprintf(talk, "%s\n", line);
}

/* What the run expected stands behind its cause in the trace: read it first. */
static int read_expected(struct verification *self, const char *path) {
    static struct event event;
    struct err_info info = { "" };
    enum err err = recording_open(&self->recording, path, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    enum recording_answer answer;
    while ((answer = recording_next(&self->recording, &event, &err, &info)) == RECORDING_EVENT) {
        if (event.kind == EVENT_VIOLATION && event.expected) {
            self->expected |= UINT32_C(1) << event.property;
        }
    }
    recording_close(&self->recording);
    return answer == RECORDING_FAILED ? setup_fail(err, &info) : EXIT_HOLDS;
}

static int judge_trace(struct verification *self, const char *path, FILE *talk) {
    static struct event event;
    struct violation violations[VIOLATIONS_MAX];
    struct err_info info = { "" };
    enum err err = recording_open(&self->recording, path, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    judge_init(&self->judge, &self->recording.header);
    while (recording_next(&self->recording, &event, &err, &info) == RECORDING_EVENT) {
        self->outcome.verdict.events++;
        const int count = judge_event(&self->judge, &event, violations);
        for (int i = 0; i < count; i++) on_violation(self, &violations[i], talk);
        if (event.kind == EVENT_EXPECT && event.met) self->outcome.verdict.expectations_met++;
        if (event.kind != EVENT_EXPECT || event.met) continue;
        char line[OUTCOME_LINE_BYTES];
        self->outcome.verdict.expectations_failed++;
        self->outcome.verdict.exit = EXIT_VIOLATED;
        snprintf(line, sizeof line, "%.120s:%" PRIu64 ": failed in the run: %.220s",
                 self->recording.path, self->recording.line_no, event.text);
        outcome_fail(&self->outcome, line);
        if (talk != NULL && !self->quiet) fprintf(talk, "%s\n", line);
    }
    self->outcome.header = self->recording.header;
    self->outcome.t_us = self->recording.t_us;
    if (self->recording.has_verdict) {
        self->outcome.verdict.elections = self->recording.verdict.elections;
    } else if (talk != NULL) {
        fprintf(talk, "%s: the trace has no verdict: it was cut short; judged as far as it goes\n",
                self->recording.path);
    }
    recording_close(&self->recording);
    return self->outcome.verdict.exit;
}

int verify_main(const struct options *options) {
    static struct verification verification; /* large */
    struct report report;
    int exit_code = EXIT_HOLDS;
    if (options->operand_count == 0) {
        fprintf(stderr, "ringleader: verify: expected at least one trace file\n");
        return EXIT_USAGE;
    }
    FILE *talk = options->format == REPORT_TEXT ? stdout : NULL;
    report_begin(&report, stdout, options->format, options->operand_count);
    for (int i = 0; i < options->operand_count; i++) {
        const char *path = options->operands[i];
        memset(&verification, 0, sizeof verification);
        verification.strict_liveness = options_has(options, OPTION_STRICT_LIVENESS);
        verification.quiet = options_has(options, OPTION_QUIET);
        snprintf(verification.outcome.name, sizeof verification.outcome.name, "%s", path);
        snprintf(verification.outcome.source, sizeof verification.outcome.source, "%s", path);
        int code = strcmp(path, "-") == 0 ? EXIT_HOLDS : read_expected(&verification, path);
        if (code == EXIT_HOLDS) code = judge_trace(&verification, path, talk);
        if (code > EXIT_VIOLATED) {
            verification.outcome.verdict.exit = code;
            outcome_fail(&verification.outcome, "the trace cannot be read");
        }
        report_outcome(&report, &verification.outcome);
        if (code > exit_code) exit_code = code;
    }
    report_end(&report);
    return exit_code;
}

int replay_headless(const struct options *options) {
    static struct recording recording;
    static struct event event;
    struct talk talk;
    struct err_info info = { "" };
    if (options->operand_count != 1) {
        fprintf(stderr, "ringleader: replay: expected one trace file\n");
        return EXIT_USAGE;
    }
    enum err err = recording_open(&recording, options->operands[0], &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    talk_init(&talk, stdout, TALK_VERBOSE);
    talk_header(&talk, &recording.header);
    enum recording_answer answer;
    while ((answer = recording_next(&recording, &event, &err, &info)) == RECORDING_EVENT) {
        talk_event(&talk, &event);
        if (ferror(stdout)) break;
    }
    recording_close(&recording);
    if (answer == RECORDING_FAILED) return setup_fail(err, &info);
    return EXIT_HOLDS;
}
