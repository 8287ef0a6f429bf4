/* app/report.h - what `run` and `verify` say at the end: text, JSON, TAP 13, JUnit.
 *
 * One struct outcome a scenario (or trace); the same four writers for both.
 */
#ifndef APP_REPORT_H
#define APP_REPORT_H

#include <stdio.h>

#include "app/options.h"
#include "trace/event.h"
#include "trace/header.h"

enum { OUTCOME_FAILURES_MAX = 16, OUTCOME_LINE_BYTES = 400 };

struct outcome {
    char name[128];   /* of the scenario or trace */
    char source[256]; /* its file, "-" for stdin */
    struct trace_header header;
    struct trace_verdict verdict;
    int64_t t_us; /* cluster time it took */
    bool strict_liveness;
    bool cut_short;    /* a trace that ends before its verdict */
    int failure_count; /* all of them; only the first OUTCOME_FAILURES_MAX have a text */
    char failure[OUTCOME_FAILURES_MAX][OUTCOME_LINE_BYTES];
};

/* Note a failed expectation or an unexpected violation. */
void outcome_fail(struct outcome *self, const char *text);
/* Does this violation fail the run?  (Not: expected, not judged under the policy, L1-L3 on
 * threads without --strict-liveness.) */
bool outcome_is_failed_by(const struct outcome *self, const struct event *violation);
/* Of several exit codes the one to exit with.  What was found wrong stays found wrong: 1
 * beats all, then the signals, then 4, 2, 3. */
int outcome_worse(int a, int b);

struct report {
    FILE *out;
    enum report_format format;
    int total; /* outcomes that will come */
    int given, failed;
};

void report_begin(struct report *self, FILE *out, enum report_format format, int total);
void report_outcome(struct report *self, const struct outcome *outcome);
void report_end(struct report *self);

/* A JSON string, quotes included. */
void report_put_json(FILE *out, const char *string);

/* Call after writing to `out`: remembers why the first write to it failed. */
void output_note(FILE *out);
/* Flush stdout and hold what became of it against the exit code: a reader that went away
 * (`| head -1`) is quiet success, a full disk is told on stderr and is 4; 1 stays 1. */
int output_end(int exit_code);

#endif
