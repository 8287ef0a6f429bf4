#include "tui/why_main.h"

#include <inttypes.h>

#include "app/recording.h"
#include "app/report.h"
#include "app/setup.h"
#include "tui/why/look.h"

static struct recording recording;
static struct history history;
static struct view view;
static struct why why;

/* ---- the trace --------------------------------------------------------------------- */

static int load(const char *path) {
    static struct event event;
    struct err_info info = { "" };
    enum err err = recording_open(&recording, path, &info);
    enum recording_answer answer = RECORDING_END;
    if (err != ERR_NONE) return setup_fail(err, &info);
    while ((answer = recording_next(&recording, &event, &err, &info)) == RECORDING_EVENT) {
        if (!history_add(&history, &event)) break;
    }
    const struct trace_header header = recording.header;
    recording_close(&recording);
    recording.header = header;
    if (answer == RECORDING_FAILED) return setup_fail(err, &info);
    if (answer == RECORDING_EVENT) {
        info = (struct err_info){ "no memory or disk for the events of the trace" };
        return setup_fail(ERR_NO_MEMORY, &info);
    }
    return EXIT_HOLDS;
}

/* Number of the event with this seq; history.count when there is none. */
static size_t number_of(uint64_t seq) {
    static struct event event;
    size_t low = 0, high = history.count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (!history_get(&history, middle, &event)) return history.count;
        if (event.seq < seq) low = middle + 1;
        else high = middle;
    }
    if (low == history.count || !history_get(&history, low, &event)) return history.count;
    return event.seq == seq ? low : history.count;
}

/* ---- text ---------------------------------------------------------------------------- */

static void put_lines(FILE *out, int first) {
    for (int i = first; i < why.count; i++) {
        fprintf(out, "  %-8s %s\n", why_kind_label(why.line[i].kind), why.line[i].text);
    }
}

static void put_seconds(FILE *out, int64_t us) {
    fprintf(out, "%" PRId64 ".%03" PRId64 " s", us / US_PER_S, us / US_PER_MS % 1000);
}

/* ---- JSON ------------------------------------------------------------------------------ */

static void put_kind(FILE *out, enum why_kind kind) {
    bool any = false;
    fprintf(out, ",\"%s\":[", why_kind_name(kind));
    for (int i = 0; i < why.count; i++) {
        if (why.line[i].kind != kind) continue;
        if (any) fputc(',', out);
        report_put_json(out, why.line[i].text);
        any = true;
    }
    fputc(']', out);
}

static void put_why(FILE *out) {
    fputs(",\"says\":", out);
    report_put_json(out, why.line[0].text);
    if (why.rule >= 0) fprintf(out, ",\"rule_number\":%d", why.rule);
    for (unsigned kind = WHY_IS_RULE; kind < WHY_IS_COUNT; kind++)
        put_kind(out, (enum why_kind)kind);
}

/* ---- what is asked ----------------------------------------------------------------------- */

static bool tell_event(FILE *out, size_t number, bool json) {
    static struct event event;
    if (!history_get(&history, number, &event) ||
        !why_look(&recording.header, &history, number, &why)) {
        return false;
    }
    if (json) {
        fprintf(out, "{\"seq\":%" PRIu64 ",\"t_us\":%" PRId64 ",\"event\":\"%s\"", event.seq,
                event.t_us, event_name(event.kind));
        if (event.node < NODES_MAX) fprintf(out, ",\"node\":\"%c\"", node_letter(event.node));
        put_why(out);
        fputc('}', out);
    } else {
        fprintf(out, "#%" PRIu64 "  ", event.seq);
        put_seconds(out, event.t_us);
        fprintf(out, "  %s\n", why.line[0].text);
        put_lines(out, 1);
    }
    return true;
}

static void tell_node(FILE *out, uint8_t node, int64_t at_us, size_t end, bool json) {
    const bool leads = view_leads(&view, node, at_us);
    why_node(&view, node, at_us, &why);
    if (json) {
        fprintf(out, "{\"node\":\"%c\",\"t_us\":%" PRId64 ",\"leads\":%s", node_letter(node), at_us,
                leads ? "true" : "false");
        put_why(out);
        fputs(",\"last\":", out);
    } else {
        put_seconds(out, at_us);
        fprintf(out, "  %s\n", why.line[0].text);
        put_lines(out, 1);
    }
    const size_t last =
        why_find(&recording.header, &history, end, end, node, false, WHY_STEPS_TURNS);
    if (!json && last != end) fputs("last, ", out);
    if (last == end || !tell_event(out, last, json)) {
        if (json) fputs("null", out);
    }
    if (json) fputc('}', out);
}

static void tell_nodes(const struct options *options, FILE *out, FILE *talk, bool json) {
    static struct event event;
    const bool one = options_has(options, OPTION_NODE);
    size_t end = history.count;
    if (options_has(options, OPTION_AT)) end = history_until(&history, options->at_us);
    view_init(&view, &recording.header);
    for (size_t i = 0; i < end; i++) {
        if (history_get(&history, i, &event)) view_event(&view, &event);
    }
    int64_t at_us = options_has(options, OPTION_AT) ? options->at_us : view.now_us;
    if (end == history.count) at_us = recording_until(view.now_us, at_us, "why", talk);
    if (json && !one) fputc('[', out);
    for (uint8_t node = 0; node < view.nodes; node++) {
        if (one && node != options->node) continue;
        if (!one && node > 0) fputc(json ? ',' : '\n', out);
        tell_node(out, node, at_us, end, json);
    }
    if (json && !one) fputc(']', out);
}

static int tell(const struct options *options, FILE *out, FILE *talk) {
    const bool json = options->format == REPORT_JSON;
    if (options_has(options, OPTION_NODE) && options->node >= recording.header.elect.nodes) {
        fprintf(talk, "ringleader: why: --node %c: the trace's nodes are A to %c\n",
                node_letter(options->node), node_letter(recording.header.elect.nodes - 1));
        return EXIT_USAGE;
    }
    if (options_has(options, OPTION_SEQ)) {
        const size_t number = number_of(options->seq);
        if (number == history.count) {
            fprintf(talk,
                    "ringleader: why: --seq %" PRIu64 ": the trace has %zu events and none with "
                    "that number\n",
                    options->seq, history.count);
            return EXIT_USAGE;
        }
        (void)tell_event(out, number, json);
    } else {
        tell_nodes(options, out, talk, json);
    }
    if (json) fputc('\n', out);
    return EXIT_HOLDS;
}

int why_main(const struct options *options, FILE *out, FILE *talk) {
    if (options->operand_count != 1) {
        fprintf(talk, "ringleader: why: expected one trace file\n");
        return EXIT_USAGE;
    }
    if (options_has(options, OPTION_SEQ) &&
        (options_has(options, OPTION_AT) || options_has(options, OPTION_NODE))) {
        fprintf(talk, "ringleader: why: --seq asks of one event; --at and --node of a moment\n");
        return EXIT_USAGE;
    }
    if (!history_open(&history)) {
        const struct err_info info = { "no memory for the events of the trace" };
        return setup_fail(ERR_NO_MEMORY, &info);
    }
    int code = load(options->operands[0]);
    if (code == EXIT_HOLDS) code = tell(options, out, talk);
    history_close(&history);
    return code;
}
