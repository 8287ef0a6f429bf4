/* `verify`: recorded traces, judged again by the same judges as live runs. */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "app/commands.h"
#include "app/recording.h"
#include "app/report.h"
#include "app/setup.h"
#include "app/signals.h"
#include "app/talk.h"
#include "trace/verdict.h"

enum { NOTED_MAX = 64 };

/* What the run expected stands behind its cause in the trace, so that only at the end of
 * the trace it is known which violations count. */
struct verification {
    struct recording recording;
    struct judge judge;
    struct outcome outcome;
    bool led[NODES_MAX];
    uint32_t expected; /* bit per property: the trace itself says a violation was expected */
    uint64_t broken[PROPERTY_COUNT];
    struct violation recorded; /* the explorer's own verdict on a livelock; detail "": none */
    uint64_t recorded_line_no;
    int noted_count;
    struct {
        struct event event; /* property only, for outcome_is_failed_by() */
        char line[OUTCOME_LINE_BYTES];
    } noted[NOTED_MAX];
};

static void note_violation(struct verification *self, const struct violation *violation) {
    self->broken[violation->property]++;
    if (self->noted_count == NOTED_MAX) return;
    struct event *event = &self->noted[self->noted_count].event;
    event->kind = EVENT_VIOLATION;
    event->property = (uint8_t)violation->property;
    snprintf(self->noted[self->noted_count++].line, OUTCOME_LINE_BYTES,
             "%.120s:%" PRIu64 ":1: violated at %" PRId64 " us: %.220s", self->recording.path,
             self->recording.line_no, violation->t_us, violation->detail);
}

static void note_expectation(struct verification *self, const struct event *event) {
    char line[OUTCOME_LINE_BYTES];
    struct trace_verdict *verdict = &self->outcome.verdict;
    if (event->met) {
        verdict->expectations_met++;
        return;
    }
    verdict->expectations_failed++;
    verdict->exit = EXIT_VIOLATED;
    snprintf(line, sizeof line, "%.120s:%" PRIu64 ":1: failed in the run: %.220s",
             self->recording.path, self->recording.line_no, event->text);
    outcome_fail(&self->outcome, line);
}

/* That something never ends shows on the graph of all states; a path is only its beginning. */
static void note_recorded(struct verification *self, const struct event *event) {
    const enum property property = (enum property)event->property;
    if (self->recording.header.engine != ENGINE_CHECK || !property_is_liveness(property)) return;
    self->recorded = (struct violation){ .property = property, .t_us = event->t_us };
    memcpy(self->recorded.detail, event->text, sizeof self->recorded.detail);
    self->recorded_line_no = self->recording.line_no;
}

static void count_recorded(struct verification *self) {
    char line[OUTCOME_LINE_BYTES];
    struct trace_verdict *verdict = &self->outcome.verdict;
    if (self->recorded.detail[0] == '\0' || self->broken[self->recorded.property] > 0) return;
    verdict->violations++;
    verdict->exit = EXIT_VIOLATED;
    snprintf(line, sizeof line,
             "%.100s:%" PRIu64 ":1: violated at %" PRId64
             " us: %.160s (recorded by check; events alone cannot show that it never ends)",
             self->recording.path, self->recorded_line_no, self->recorded.t_us,
             self->recorded.detail);
    outcome_fail(&self->outcome, line);
}

static void count_violations(struct verification *self, FILE *talk) {
    struct event event = { .kind = EVENT_VIOLATION };
    for (unsigned i = 0; i < PROPERTY_COUNT; i++) {
        event.property = (uint8_t)i;
        event.expected = (self->expected >> i & 1u) != 0;
        if (!outcome_is_failed_by(&self->outcome, &event)) continue;
        self->outcome.verdict.violations += self->broken[i];
        if (self->broken[i] > 0) self->outcome.verdict.exit = EXIT_VIOLATED;
    }
    for (int i = 0; i < self->noted_count; i++) {
        struct event *noted = &self->noted[i].event;
        noted->expected = (self->expected >> noted->property & 1u) != 0;
        if (outcome_is_failed_by(&self->outcome, noted)) {
            outcome_fail(&self->outcome, self->noted[i].line);
        } else if (talk != NULL) {
            fprintf(talk, "%s (%s)\n", self->noted[i].line,
                    noted->expected ? "expected" : "reported only");
        }
    }
}

static enum err refuse_verdict(const struct verification *self, const char *what, uint64_t said,
                               uint64_t counted, struct err_info *info) {
    snprintf(info->text, sizeof info->text,
             "%.120s:%" PRIu64 ":1: the verdict counts %" PRIu64 " %s, but the trace has %" PRIu64,
             self->recording.path, self->recording.line_no, said, what, counted);
    return ERR_TRACE;
}

/* A trace that ends with another count than it has lost lines on the way, or gained some.  Its
 * violations and its exit code are not held against ours: what fails a run depends on options
 * of the run, and a signal or a full disk may have ended it. */
static enum err check_verdict(const struct verification *self, struct err_info *info) {
    const struct trace_verdict *said = &self->recording.verdict, *counted = &self->outcome.verdict;
    if (!self->recording.has_verdict) return ERR_NONE;
    const struct {
        const char *what;
        uint64_t said, counted;
    } counts[] = {
        { "events", said->events, counted->events },
        { "elections", said->elections, counted->elections },
        { "expectations met", said->expectations_met, counted->expectations_met },
        { "expectations failed", said->expectations_failed, counted->expectations_failed },
        { "ELECTION messages", said->messages[MESSAGE_ELECTION],
          counted->messages[MESSAGE_ELECTION] },
        { "LEADER messages", said->messages[MESSAGE_LEADER], counted->messages[MESSAGE_LEADER] },
        { "HOPACK messages", said->messages[MESSAGE_HOPACK], counted->messages[MESSAGE_HOPACK] },
    };
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        if (counts[i].said == counts[i].counted) continue;
        return refuse_verdict(self, counts[i].what, counts[i].said, counts[i].counted, info);
    }
    return ERR_NONE;
}

static enum err judge_trace(struct verification *self, const char *path, FILE *talk,
                            struct err_info *info) {
    static struct event event;
    struct violation violations[VIOLATIONS_MAX];
    enum err err = recording_open(&self->recording, path, info);
    if (err != ERR_NONE) return err;
    self->outcome.header = self->recording.header;
    judge_init(&self->judge, &self->recording.header);
    while (recording_next(&self->recording, &event, &err, info) == RECORDING_EVENT) {
        self->outcome.verdict.events++;
        verdict_count(&self->outcome.verdict, self->led, &event);
        const int count = judge_event(&self->judge, &event, violations);
        for (int i = 0; i < count; i++) note_violation(self, &violations[i]);
        if (event.kind == EVENT_EXPECT) note_expectation(self, &event);
        if (event.kind != EVENT_VIOLATION) continue;
        if (event.expected) self->expected |= UINT32_C(1) << event.property;
        else note_recorded(self, &event);
    }
    self->outcome.t_us = self->recording.t_us;
    count_violations(self, talk);
    count_recorded(self);
    if (err == ERR_NONE) err = check_verdict(self, info);
    self->outcome.cut_short = !self->recording.has_verdict;
    if (self->outcome.cut_short && talk != NULL && err == ERR_NONE) {
        fprintf(talk, "%s: the trace has no verdict: it was cut short; judged as far as it goes\n",
                self->recording.path);
    }
    recording_close(&self->recording);
    return err;
}

static int verify_trace(struct verification *self, const struct options *options,
                        const char *path) {
    struct err_info info = { "" };
    const bool talks = options->format == REPORT_TEXT && !options_has(options, OPTION_QUIET);
    const char *shown = strcmp(path, "-") == 0 ? "stdin" : path;
    memset(self, 0, sizeof *self);
    self->outcome.strict_liveness = options_has(options, OPTION_STRICT_LIVENESS);
    snprintf(self->outcome.name, sizeof self->outcome.name, "%s", shown);
    snprintf(self->outcome.source, sizeof self->outcome.source, "%s", shown);
    const enum err err = judge_trace(self, path, talks ? stdout : NULL, &info);
    if (err != ERR_NONE) {
        struct trace_verdict *verdict = &self->outcome.verdict;
        verdict->exit = outcome_worse(verdict->exit, setup_fail(err, &info));
        outcome_fail(&self->outcome, info.text[0] != '\0' ? info.text : err_text(err));
    }
    return self->outcome.verdict.exit;
}

int verify_main(const struct options *options) {
    static struct verification verification; /* large */
    struct report report;
    int exit_code = EXIT_HOLDS;
    if (options->operand_count == 0) {
        fprintf(stderr, "ringleader: verify: expected at least one trace file, or - for stdin\n"
                        "            (ringleader run --trace FILE SCENARIO makes one)\n");
        return EXIT_USAGE;
    }
    report_begin(&report, stdout, options->format, options->operand_count);
    for (int i = 0; i < options->operand_count && signals_pending() == 0; i++) {
        const int code = verify_trace(&verification, options, options->operands[i]);
        exit_code = outcome_worse(exit_code, code);
        report_outcome(&report, &verification.outcome);
        output_note(stdout);
    }
    report_end(&report);
    return signals_pending() != 0 ? EXIT_SIGNAL_BASE + signals_pending() : exit_code;
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
        output_note(stdout);
        if (ferror(stdout)) break;
    }
    recording_close(&recording);
    if (answer == RECORDING_FAILED) return setup_fail(err, &info);
    return EXIT_HOLDS;
}
