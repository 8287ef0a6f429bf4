#include "app/report.h"

#include <inttypes.h>
#include <string.h>

/* A string as the inside of a JSON string or of XML text. */
static void put_escaped(FILE *out, const char *string, bool xml) {
    for (; *string != '\0'; string++) {
        const unsigned char c = (unsigned char)*string;
        if (xml && c == '<') fputs("&lt;", out);
        else if (xml && c == '&') fputs("&amp;", out);
        else if (xml && c == '"') fputs("&quot;", out);
        else if (xml && c < 0x20) fputc(' ', out);
        else if (!xml && (c == '"' || c == '\\')) fprintf(out, "\\%c", c);
        else if (!xml && c < 0x20) fprintf(out, "\\u%04x", c);
        else fputc(c, out);
    }
}

void outcome_fail(struct outcome *self, const char *text) {
    if (self->failure_count < OUTCOME_FAILURES_MAX) {
        snprintf(self->failure[self->failure_count], OUTCOME_LINE_BYTES, "%s", text);
    }
    self->failure_count++;
}

static int shown(const struct outcome *outcome) {
    return outcome->failure_count < OUTCOME_FAILURES_MAX ? outcome->failure_count
                                                         : OUTCOME_FAILURES_MAX;
}

/* ---- text --------------------------------------------------------------------- */

static void text_outcome(const struct report *self, const struct outcome *o) {
    const struct trace_verdict *v = &o->verdict;
    fprintf(self->out,
            "%s  %s: %" PRIu64 " of %" PRIu64 " expectations met, %" PRIu64 " violations, %" PRIu64
            " elections, %" PRIu64 " events, seed %" PRIu64 "\n",
            v->exit == EXIT_HOLDS ? "PASS" : "FAIL", o->name, v->expectations_met,
            v->expectations_met + v->expectations_failed, v->violations, v->elections, v->events,
            o->header.seed);
    if (v->exit == EXIT_HOLDS) return;
    for (int i = 0; i < shown(o); i++) fprintf(self->out, "      %s\n", o->failure[i]);
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
            "\",\"exit\":%d,\"engine\":\"%s\",\"nodes\":%d,\"quorum\":\"%s\",\"seed\":\"%" PRIu64
            "\",\"t_us\":%" PRId64 ",\"events\":%" PRIu64 ",\"violations\":%" PRIu64
            ",\"expectations\":{\"met\":%" PRIu64 ",\"failed\":%" PRIu64 "},\"elections\":%" PRIu64
            ",\"failures\":[",
            v->exit, engine_name(o->header.engine), o->header.elect.nodes,
            quorum_name(o->header.elect.policy), o->header.seed, o->t_us, v->events, v->violations,
            v->expectations_met, v->expectations_failed, v->elections);
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
    fprintf(self->out, "%s %d - %s\n", v->exit == EXIT_HOLDS ? "ok" : "not ok", self->given + 1,
            o->name);
    if (v->exit == EXIT_HOLDS) return;
    fprintf(self->out, "  ---\n  file: \"");
    put_escaped(self->out, o->source, false);
    fprintf(self->out, "\"\n  seed: \"%" PRIu64 "\"\n  failures:\n", o->header.seed);
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
    fputs(">\n    <failure message=\"", self->out);
    put_escaped(self->out, o->failure_count > 0 ? o->failure[0] : "failed", true);
    fputs("\">", self->out);
    for (int i = 0; i < shown(o); i++) {
        put_escaped(self->out, o->failure[i], true);
        fputc('\n', self->out);
    }
    fputs("</failure>\n  </testcase>\n", self->out);
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
    case REPORT_ANSI:
    case REPORT_SVG:
    case REPORT_COUNT: break;
    }
    fflush(self->out);
}
