#include "app/dashboard.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "app/clock.h"
#include "app/engine_replay.h"
#include "app/report.h"
#include "app/setup.h"

static int open_trace(struct dashboard *self, const struct options *options) {
    if (options->trace == NULL) return EXIT_HOLDS;
    if (strcmp(options->trace, "-") == 0) {
        fprintf(stderr, "ringleader: --trace: the dashboard has stdout for itself; name a file\n");
        return EXIT_USAGE;
    }
    self->trace = fopen(options->trace, "we");
    if (self->trace != NULL) return EXIT_HOLDS;
    fprintf(stderr, "ringleader: cannot write %s: %s\n", options->trace, strerror(errno));
    return EXIT_ENVIRONMENT;
}

/* Humanly visible by default: tokens must be seen to travel. */
static struct options with_visible_hops(const struct options *options,
                                        const struct scenario *scenario) {
    struct options visible = *options;
    const bool given = options->timers.hop_us != 0 || (scenario != NULL && scenario->hop_given);
    if (given) return visible;
    const uint8_t nodes =
        !options_has(options, OPTION_NODES) && scenario != NULL && scenario->nodes_given
            ? scenario->nodes
            : options->nodes;
    visible.timers.hop_us = (nodes <= 5 ? 40 : 20) * US_PER_MS;
    visible.heartbeat_is_ring = true;
    return visible;
}

/* What a lesson is about it sets itself. */
static const enum option_kind set_by_lesson[] = {
    OPTION_NODES, OPTION_QUORUM,      OPTION_HOP,   OPTION_HEARTBEAT, OPTION_LEASE, OPTION_PROMISE,
    OPTION_STAND, OPTION_HOP_TIMEOUT, OPTION_DRIFT, OPTION_UNSAFE,    OPTION_BREAK,
};
enum { SET_BY_LESSON_COUNT = sizeof set_by_lesson / sizeof set_by_lesson[0] };

static int load_lesson(struct dashboard *self, const struct options *options) {
    for (int i = 0; i < SET_BY_LESSON_COUNT; i++) {
        if (!options_has(options, set_by_lesson[i])) continue;
        fprintf(stderr, "ringleader: --lesson sets --%s itself\n", option_name(set_by_lesson[i]));
        return EXIT_USAGE;
    }
    if (options_has(options, OPTION_READONLY)) {
        fprintf(stderr, "ringleader: --lesson is for doing things, --readonly forbids them\n");
        return EXIT_USAGE;
    }
    if (options->operand_count > 0) {
        fprintf(stderr, "ringleader: --lesson brings its own ring; unexpected `%.60s`\n",
                options->operands[0]);
        return EXIT_USAGE;
    }
    self->is_lesson = true;
    return lesson_load(options->lesson, &self->lesson, &self->scenario);
}

struct options dashboard_lesson_options(const struct options *options, const char *name) {
    struct options out = *options;
    out.lesson = name;
    out.operand_count = 0;
    out.timers = (struct timers){ 0 };
    out.heartbeat_is_ring = false;
    out.broken = (struct rule_set){ 0 };
    out.drift_ppm = DRIFT_PPM_DEFAULT;
    for (int i = 0; i < SET_BY_LESSON_COUNT; i++) out.given &= ~(UINT64_C(1) << set_by_lesson[i]);
    return out;
}

static int open_live(struct dashboard *self, const struct options *options,
                     struct trace_header *header, struct engine **engine) {
    struct err_info info = { "" };
    const char *source = options->operand_count > 0 ? options->operands[0] : NULL;
    if (options->operand_count > 1) {
        fprintf(stderr, "ringleader: tui: expected one scenario; `ringleader run` plays several\n");
        return EXIT_USAGE;
    }
    int code = EXIT_HOLDS;
    if (options->lesson != NULL) {
        code = load_lesson(self, options);
        source = options->lesson;
    } else if (source != NULL) {
        code = setup_load(source, &self->scenario);
    }
    if (code != EXIT_HOLDS) return code;
    const struct options visible = with_visible_hops(options, self->scenario);
    code = setup_header(&visible, self->scenario, source, header);
    if (code != EXIT_HOLDS) return code;
    /* without a terminal nobody sees real time pass; threads need it */
    if (options_has(options, OPTION_NO_TERMINAL) && header->engine == ENGINE_SIM) clock_still();
    const enum err err = setup_engine(header, true, engine, &info);
    return err == ERR_NONE ? EXIT_HOLDS : setup_fail(err, &info);
}

static int open_recorded(const struct options *options, struct trace_header *header,
                         struct engine **engine) {
    struct err_info info = { "" };
    if (options->operand_count != 1) {
        fprintf(stderr, "ringleader: replay: expected one trace file\n");
        return EXIT_USAGE;
    }
    if (options_has(options, OPTION_NO_TERMINAL)) clock_still();
    const enum err err = engine_replay_open(options->operands[0], header, engine, &info);
    return err == ERR_NONE ? EXIT_HOLDS : setup_fail(err, &info);
}

int dashboard_open(struct dashboard *self, const struct options *options) {
    struct trace_header header;
    struct engine *engine = NULL;
    *self = (struct dashboard){ 0 };
    int code = open_trace(self, options);
    if (code == EXIT_HOLDS) {
        code = options->command == APP_REPLAY ? open_recorded(options, &header, &engine)
                                              : open_live(self, options, &header, &engine);
    }
    if (code != EXIT_HOLDS) {
        if (self->trace != NULL) fclose(self->trace);
        free(self->scenario);
        return code;
    }
    if (options_has(options, OPTION_SPEED)) engine->ops->speed(engine, options->speed_permille);
    const bool timed = self->scenario != NULL && self->scenario->count > 0;
    (void)session_open(&self->session, &header, engine, timed ? self->scenario : NULL, self->trace);
    self->session.interactive = true;
    self->session.recorded = options->command == APP_REPLAY;
    return EXIT_HOLDS;
}

int dashboard_close(struct dashboard *self, const struct options *options, int shown) {
    static struct event event;
    struct session *session = &self->session;
    int code = EXIT_HOLDS;
    if (shown > EXIT_SIGNAL_BASE && session->verdict.exit == EXIT_HOLDS) {
        session->verdict.exit = shown; /* as of any run that a signal ended */
    }
    session_end(session);
    enum engine_answer answer = ENGINE_EVENT;
    while (answer != ENGINE_END && answer != ENGINE_FAILED) {
        answer = session_next(session, true, &event);
    }
    if (options_has(options, OPTION_STRICT) && session->verdict.violations > 0) {
        code = EXIT_VIOLATED;
    }
    if (session->err != ERR_NONE) {
        code = outcome_worse(code, setup_fail(session->err, &session->info));
    }
    session_close(session);
    if (self->trace != NULL && fclose(self->trace) != 0 && code == EXIT_HOLDS) {
        fprintf(stderr, "ringleader: cannot write the trace: %s\n", strerror(errno));
        code = EXIT_ENVIRONMENT;
    }
    free(self->scenario);
    return code;
}
