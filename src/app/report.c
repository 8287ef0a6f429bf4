#include "app/report.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "trace/property.h"

/* Bytes of the UTF-8 character that begins here; 0: none does. */
static size_t character(const char *at) {
    const unsigned char lead = (unsigned char)at[0];
    const size_t length = lead < 0x80                    ? 1
                          : lead >= 0xc2 && lead <= 0xdf ? 2
                          : lead >= 0xe0 && lead <= 0xef ? 3
                          : lead >= 0xf0 && lead <= 0xf4 ? 4
                                                         : 0;
    for (size_t i = 1; i < length; i++) {
        if (((unsigned char)at[i] & 0xc0u) != 0x80u) return 0;
    }
    /* overlong forms, surrogates, beyond the last plane */
    const unsigned char second = (unsigned char)(length > 1 ? at[1] : 0);
    if ((lead == 0xe0 && second < 0xa0) || (lead == 0xed && second > 0x9f)) return 0;
    if ((lead == 0xf0 && second < 0x90) || (lead == 0xf4 && second > 0x8f)) return 0;
    return length;
}

/* File names are any bytes: what is no text becomes U+FFFD, so that the document stays one. */
static size_t put_beyond_ascii(FILE *out, const char *at) {
    const size_t length = character(at);
    if (length == 0) {
        fputs("\xef\xbf\xbd", out);
        return 1;
    }
    fwrite(at, 1, length, out);
    return length;
}

/* A string as the inside of a JSON string or of XML text. */
static void put_escaped(FILE *out, const char *string, bool xml) {
    while (*string != '\0') {
        const unsigned char c = (unsigned char)*string;
        if (c >= 0x80) {
            string += put_beyond_ascii(out, string);
            continue;
        }
        string++;
        if (xml && c == '<') fputs("&lt;", out);
        else if (xml && c == '&') fputs("&amp;", out);
        else if (xml && c == '"') fputs("&quot;", out);
        else if (xml && c < 0x20) fputc(' ', out);
        else if (!xml && (c == '"' || c == '\\')) fprintf(out, "\\%c", c);
        else if (!xml && c < 0x20) fprintf(out, "\\u%04x", c);
        else fputc(c, out);
    }
}

/* A name on a line for people: control characters would be the terminal's orders. */
static void put_name(FILE *out, const char *name) {
    while (*name != '\0') {
        const unsigned char c = (unsigned char)*name;
        if (c >= 0x80) {
            name += put_beyond_ascii(out, name);
            continue;
        }
        name++;
        fputc(c < 0x20 || c == 0x7f ? '?' : c, out);
    }
}

/* In TAP a # begins a directive: a test named "x # TODO" would pass for one. */
static void put_tap_name(FILE *out, const char *name) {
    for (; *name != '\0'; name++) {
        if (*name == '#' || *name == '\\') fputc('\\', out);
        fputc(*name == '\n' || *name == '\r' ? ' ' : *name, out);
    }
}

void report_put_json(FILE *out, const char *string) {
    fputc('"', out);
    put_escaped(out, string, false);
    fputc('"', out);
}

void outcome_fail(struct outcome *self, const char *text) {
    if (self->failure_count < OUTCOME_FAILURES_MAX) {
        snprintf(self->failure[self->failure_count], OUTCOME_LINE_BYTES, "%s", text);
    }
    self->failure_count++;
}

bool outcome_is_failed_by(const struct outcome *self, const struct event *violation) {
    const enum property property = (enum property)violation->property;
    if (violation->expected || !property_applies(property, self->header.elect.policy)) return false;
    return !property_is_liveness(property) || self->header.engine != ENGINE_THREADS ||
           self->strict_liveness;
}

static int rank(int code) {
    switch (code) {
    case EXIT_HOLDS: return 0;
    case EXIT_INCONCLUSIVE: return 1;
    case EXIT_USAGE: return 2;
    case EXIT_ENVIRONMENT: return 3;
    case EXIT_VIOLATED: return 5;
    default: return 4;
    }
}

int outcome_worse(int a, int b) {
    return rank(b) > rank(a) ? b : a;
}

/* ---- stdout itself --------------------------------------------------------------- */

static int output_errno;

void output_note(FILE *out) {
    if (ferror(out) && output_errno == 0) output_errno = errno;
}

int output_end(int exit_code) {
    if (fflush(stdout) == 0 && !ferror(stdout)) return exit_code;
    output_note(stdout);
    if (output_errno == 0) output_errno = errno; /* fflush() failed without marking the stream */
    if (output_errno == EPIPE) return exit_code;
    fprintf(stderr, "ringleader: cannot write to stdout: %s\n", strerror(output_errno));
    return outcome_worse(exit_code, EXIT_ENVIRONMENT);
}

static int shown(const struct outcome *outcome) {
    return outcome->failure_count < OUTCOME_FAILURES_MAX ? outcome->failure_count
                                                         : OUTCOME_FAILURES_MAX;
}

/* Nothing can be said when the run or the trace did not come to its end; what was found
 * wrong before that can. */
static bool is_judged(const struct outcome *outcome) {
    return outcome->verdict.exit == EXIT_HOLDS || outcome->verdict.exit == EXIT_VIOLATED;
}

static const char *reason(const struct outcome *outcome) {
    static char text[64];
    if (outcome->failure_count > 0) return outcome->failure[0];
    if (outcome->verdict.exit <= EXIT_SIGNAL_BASE) return "failed";
    snprintf(text, sizeof text, "ended by signal %d", outcome->verdict.exit - EXIT_SIGNAL_BASE);
    return text;
}

static void put_count(FILE *out, uint64_t count, const char *what) {
    fprintf(out, ", %" PRIu64 " %s%s", count, what, count == 1 ? "" : "s");
}

/* ---- text --------------------------------------------------------------------- */

static void text_outcome(const struct report *self, const struct outcome *o) {
    const struct trace_verdict *v = &o->verdict;
    if (!is_judged(o)) {
        fputs("ERROR ", self->out);
        put_name(self->out, o->name);
        fputs(": ", self->out);
        put_name(self->out, reason(o));
        fputc('\n', self->out);
        return;
    }
    fputs(v->exit == EXIT_HOLDS ? "PASS  " : "FAIL  ", self->out);
    put_name(self->out, o->name);
    fprintf(self->out, ": %" PRIu64 " of %" PRIu64 " expectations met", v->expectations_met,
            v->expectations_met + v->expectations_failed);
    put_count(self->out, v->violations, "violation");
    put_count(self->out, v->elections, "election");
    put_count(self->out, v->events, "event");
    fprintf(self->out, ", seed %" PRIu64 "\n", o->header.seed);
    if (v->exit == EXIT_HOLDS) return;
    for (int i = 0; i < shown(o); i++) {
        fputs("      ", self->out);
        put_name(self->out, o->failure[i]);
        fputc('\n', self->out);
    }
    if (o->failure_count > OUTCOME_FAILURES_MAX) {
        fprintf(self->out, "      ... and %d more\n", o->failure_count - OUTCOME_FAILURES_MAX);
    }
}

/* ---- JSON ----------------------------------------------------------------------- */

static void json_outcome(const struct report *self, const struct outcome *o) {
    const struct trace_verdict *v = &o->verdict;
    fprintf(self->out, "%s\n{\"name\":\"", self->given == 0 ? "" : ",");
    put_escaped(self->out, o->name, false);
    fprintf(self->out, "\",\"file\":\"");
    put_escaped(self->out, o->source, false);
    fprintf(self->out,
            "\",\"exit\":%d%s,\"engine\":\"%s\",\"nodes\":%d,\"quorum\":\"%s\","
            "\"seed\":\"%" PRIu64 "\",\"t_us\":%" PRId64 ",\"events\":%" PRIu64
            ",\"violations\":%" PRIu64 ",\"expectations\":{\"met\":%" PRIu64 ",\"failed\":%" PRIu64
            "},\"elections\":%" PRIu64 ",\"failures\":[",
            v->exit, o->cut_short ? ",\"complete\":false" : "", engine_name(o->header.engine),
            o->header.elect.nodes, quorum_name(o->header.elect.policy), o->header.seed, o->t_us,
            v->events, v->violations, v->expectations_met, v->expectations_failed, v->elections);
    for (int i = 0; i < shown(o); i++) {
        fputs(i == 0 ? "\"" : ",\"", self->out);
        put_escaped(self->out, o->failure[i], false);
        fputc('"', self->out);
    }
    fputs("]}", self->out);
}

/* ---- TAP 13 ----------------------------------------------------------------------- */

static void tap_outcome(const struct report *self, const struct outcome *o) {
    const struct trace_verdict *v = &o->verdict;
    fprintf(self->out, "%s %d - ", v->exit == EXIT_HOLDS ? "ok" : "not ok", self->given + 1);
    put_tap_name(self->out, o->name);
    fputc('\n', self->out);
    if (v->exit == EXIT_HOLDS) return;
    fprintf(self->out, "  ---\n  file: \"");
    put_escaped(self->out, o->source, false);
    fprintf(self->out, "\"\n  seed: \"%" PRIu64 "\"\n  message: \"", o->header.seed);
    put_escaped(self->out, reason(o), false);
    fputs(o->failure_count > 0 ? "\"\n  failures:\n" : "\"\n", self->out);
    for (int i = 0; i < shown(o); i++) {
        fputs("    - \"", self->out);
        put_escaped(self->out, o->failure[i], false);
        fputs("\"\n", self->out);
    }
    fputs("  ...\n", self->out);
}

/* ---- JUnit -------------------------------------------------------------------------- */

static void junit_outcome(const struct report *self, const struct outcome *o) {
    fputs("  <testcase classname=\"ringleader\" name=\"", self->out);
    put_escaped(self->out, o->name, true);
    fprintf(self->out, "\" time=\"%" PRId64 ".%06" PRId64 "\"", o->t_us / US_PER_S,
            o->t_us % US_PER_S);
    if (o->verdict.exit == EXIT_HOLDS) {
        fputs("/>\n", self->out);
        return;
    }
    const char *kind = is_judged(o) ? "failure" : "error";
    fprintf(self->out, ">\n    <%s message=\"", kind);
    put_escaped(self->out, reason(o), true);
    fputs("\">", self->out);
    for (int i = 0; i < shown(o); i++) {
        put_escaped(self->out, o->failure[i], true);
        fputc('\n', self->out);
    }
    fprintf(self->out, "</%s>\n  </testcase>\n", kind);
}

/* ---- the frame around them ------------------------------------------------------------ */

void report_begin(struct report *self, FILE *out, enum report_format format, int total) {
    *self = (struct report){ .out = out, .format = format, .total = total };
    switch (format) {
    case REPORT_TAP: fprintf(out, "TAP version 13\n1..%d\n", total); break;
    case REPORT_JSON:
        fputs("{\"program\":\"ringleader " PROGRAM_VERSION "\",\"runs\":[", out);
        break;
    case REPORT_JUNIT:
        fprintf(out,
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                "<testsuite name=\"ringleader\" tests=\"%d\">\n",
                total);
        break;
    case REPORT_TEXT:
    case REPORT_ANSI:
    case REPORT_SVG:
    case REPORT_COUNT: break;
    }
}

void report_outcome(struct report *self, const struct outcome *outcome) {
    switch (self->format) {
    case REPORT_TEXT: text_outcome(self, outcome); break;
    case REPORT_JSON: json_outcome(self, outcome); break;
    case REPORT_TAP: tap_outcome(self, outcome); break;
    case REPORT_JUNIT: junit_outcome(self, outcome); break;
    case REPORT_ANSI:
    case REPORT_SVG:
    case REPORT_COUNT: break;
    }
    self->given++;
    if (outcome->verdict.exit != EXIT_HOLDS) self->failed++;
    fflush(self->out);
}

void report_end(struct report *self) {
    switch (self->format) {
    case REPORT_TEXT:
        if (self->given > 1) {
            fprintf(self->out, "%d passed, %d failed\n", self->given - self->failed, self->failed);
        }
        break;
    case REPORT_JSON:
        fprintf(self->out, "\n],\"passed\":%d,\"failed\":%d}\n", self->given - self->failed,
                self->failed);
        break;
    case REPORT_JUNIT: fputs("</testsuite>\n", self->out); break;
    case REPORT_TAP:
        if (self->given < self->total) fputs("Bail out! ended before all were played\n", self->out);
        break;
    case REPORT_ANSI:
    case REPORT_SVG:
    case REPORT_COUNT: break;
    }
    fflush(self->out);
}
