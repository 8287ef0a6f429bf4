/* Plays every scenario in every world with every seed, and keeps what it came to. */
#include "app/compare.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/report.h"
#include "app/setup.h"
#include "app/signals.h"
#include "base/check.h"

/* ---- what went wrong ---------------------------------------------------------------- */

/* Once a run: the first of its kind. */
static void note_event(struct compare_world *world, uint64_t seed, const struct event *event) {
    const bool is_violation = event->kind == EVENT_VIOLATION;
    const uint32_t key = is_violation ? event->property : event->line;
    for (int i = 0; i < world->note_count; i++) {
        struct compare_note *note = &world->note[i];
        if (note->is_violation == is_violation && note->key == key) {
            note->count++;
            return;
        }
    }
    if (world->note_count == COMPARE_NOTES_MAX) return;
    struct compare_note *note = &world->note[world->note_count++];
    *note = (struct compare_note){ .is_violation = is_violation,
                                   .expected = event->expected,
                                   .key = key,
                                   .seed = seed,
                                   .t_us = event->t_us,
                                   .count = 1 };
    memcpy(note->text, event->text, sizeof note->text);
}

static void note_if_wrong(struct compare_world *world, const struct compare_measure *measure,
                          uint64_t seed, const struct event *event) {
    if (event->kind == EVENT_EXPECT && !event->met) note_event(world, seed, event);
    if (event->kind != EVENT_VIOLATION || event->property >= PROPERTY_COUNT) return;
    /* told to `measure` already: the first of this run, if it is judged at all */
    if (measure->violation[event->property].count == 1) note_event(world, seed, event);
}

/* ---- one run ------------------------------------------------------------------------ */

/* % becomes SCENARIO-WORLD, with several seeds SCENARIO-WORLD-SEED. */
static enum err open_trace(const struct compare_options *options, const char *scenario, int world,
                           uint64_t seed, FILE **out, struct err_info *info) {
    char path[4096], name[NAME_BYTES], number[32] = "";
    const char *percent = strchr(options->trace, '%');
    snprintf(name, sizeof name, "%s", scenario);
    for (char *slash; (slash = strchr(name, '/')) != NULL;) *slash = '-';
    if (options->seeds_given) snprintf(number, sizeof number, "-%" PRIu64, seed);
    snprintf(path, sizeof path, "%.*s%s-%d%s%s", (int)(percent - options->trace), options->trace,
             name, world + 1, number, percent + 1);
    *out = fopen(path, "we");
    if (*out != NULL) return ERR_NONE;
    snprintf(info->text, sizeof info->text, "cannot write %.200s: %s", path, strerror(errno));
    return ERR_WRITE;
}

/* To the end of the session.  False: a signal came. */
static bool play_session(struct session *session, struct compare_world *world, uint64_t seed,
                         struct compare_measure *measure) {
    static struct event event;
    for (;;) {
        const int signal = signals_pending();
        if (signal != 0) session->verdict.exit = EXIT_SIGNAL_BASE + signal;
        if (signal != 0) session_end(session);
        const enum engine_answer answer = session_next(session, true, &event);
        if (answer == ENGINE_END || answer == ENGINE_FAILED) return signal == 0;
        if (answer != ENGINE_EVENT) continue;
        measure_event(measure, &event);
        note_if_wrong(world, measure, seed, &event);
    }
}

static int play(const struct compare_options *options, const struct compare_table *table,
                int world_index, uint64_t seed) {
    static struct session session; /* large; one run at a time */
    struct compare_world *world = &table->world[world_index];
    struct compare_measure measure;
    struct err_info info = { "" };
    struct engine *engine;
    FILE *trace = NULL;
    world->header.seed = seed;
    enum err err = setup_engine(&world->header, false, &engine, &info);
    if (err == ERR_NONE && options->trace != NULL) {
        err = open_trace(options, world->header.scenario, world_index, seed, &trace, &info);
        if (err != ERR_NONE) engine->ops->close(engine);
    }
    if (err != ERR_NONE) return setup_fail(err, &info);
    (void)session_open(&session, &world->header, engine, table->scenario, trace);
    session.for_us = options->for_us;
    measure_init(&measure, world->header.elect.policy);
    const bool whole = play_session(&session, world, seed, &measure);
    measure_end(&measure, session.now_us);
    REQUIRE(world->run != NULL);
    struct compare_run *run = &world->run[world->run_count];
    *run = (struct compare_run){ .seed = seed, .holds = session.verdict.exit == EXIT_HOLDS };
    memcpy(run->value, measure.value, sizeof run->value);
    memcpy(run->violation, measure.violation, sizeof run->violation);
    if (whole && session.err == ERR_NONE) world->run_count++;
    int code = setup_fail(session.err, &session.info);
    session_close(&session);
    if (trace != NULL && fclose(trace) != 0 && code == EXIT_HOLDS) {
        snprintf(info.text, sizeof info.text, "cannot write the trace: %s", strerror(errno));
        code = setup_fail(ERR_WRITE, &info);
    }
    return whole ? code : EXIT_SIGNAL_BASE + signals_pending();
}

/* ---- all of them -------------------------------------------------------------------- */

/* Real time can be long; a person at a terminal sees that something goes on. */
static void progress(const struct compare_table *table, const struct compare_world *world,
                     bool clear) {
    if (world->header.engine != ENGINE_THREADS || isatty(STDERR_FILENO) == 0) return;
    if (clear) fputs("\r\033[K", stderr);
    else fprintf(stderr, "\r\033[K%.30s: %.40s ...", table->source, world->settings->label);
}

static int play_all(const struct compare_options *options, const struct compare_table *tables,
                    int count) {
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < tables[i].world_count; j++) {
            struct compare_world *world = &tables[i].world[j];
            const uint64_t first = options->seeds_given ? options->first_seed : world->header.seed;
            const uint64_t last = options->seeds_given ? options->last_seed : first;
            for (uint64_t seed = first;; seed++) {
                progress(&tables[i], world, false);
                const int code = play(options, &tables[i], j, seed);
                progress(&tables[i], world, true);
                if (code != EXIT_HOLDS) return code;
                if (seed == last) break;
            }
        }
    }
    return EXIT_HOLDS;
}

static int prepare(const struct compare_options *options, const char *source,
                   struct compare_table *table) {
    table->source = source;
    table->world_count = options->world_count;
    int code = setup_load(source, &table->scenario);
    if (code != EXIT_HOLDS) return code;
    table->world = calloc((size_t)options->world_count, sizeof *table->world);
    if (table->world == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    for (int i = 0; i < options->world_count; i++) {
        struct compare_world *world = &table->world[i];
        const uint64_t runs =
            options->seeds_given ? options->last_seed - options->first_seed + 1 : 1;
        world->settings = &options->world[i];
        code = outcome_worse(code, compare_header(options, world->settings, table->scenario, source,
                                                  &world->header));
        world->run = calloc((size_t)runs, sizeof *world->run);
        if (world->run == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    }
    return code;
}

static void release(struct compare_table *table) {
    for (int i = 0; table->world != NULL && i < table->world_count; i++) free(table->world[i].run);
    free(table->world);
    free(table->scenario);
}

static bool all_hold(const struct compare_table *tables, int count) {
    for (int i = 0; i < count; i++) {
        for (int j = 0; j < tables[i].world_count; j++) {
            const struct compare_world *world = &tables[i].world[j];
            if (compare_holds(world) < world->run_count) return false;
        }
    }
    return true;
}

/* Two traces of one name: the second would replace the first. */
static bool names_differ(const struct compare_options *options, const struct compare_table *tables,
                         int count) {
    for (int i = 0; options->trace != NULL && i < count; i++) {
        for (int j = 0; j < i; j++) {
            const char *name = tables[i].scenario->name;
            if (strcmp(name, tables[j].scenario->name) != 0) continue;
            fprintf(stderr,
                    "ringleader: compare: --trace: %s and %s are both named `%s`: one trace would "
                    "replace the other; give one a `name`\n",
                    tables[j].source, tables[i].source, name);
            return false;
        }
    }
    return true;
}

int compare_main(int argc, char **argv) {
    static struct compare_options options;
    switch (compare_options_parse(&options, argc, argv)) {
    case COMPARE_DONE: return output_end(EXIT_HOLDS);
    case COMPARE_REFUSED: return EXIT_USAGE;
    case COMPARE_GO: break;
    }
    const int count = options.scenario_count;
    struct compare_table *tables = calloc((size_t)count, sizeof *tables);
    if (tables == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    int code = EXIT_HOLDS;
    for (int i = 0; i < count; i++) {
        code = outcome_worse(code, prepare(&options, options.scenarios[i], &tables[i]));
    }
    if (code == EXIT_HOLDS && !names_differ(&options, tables, count)) code = EXIT_USAGE;
    if (code == EXIT_HOLDS) code = play_all(&options, tables, count);
    if (code == EXIT_HOLDS) {
        switch (options.format) {
        case COMPARE_TEXT: compare_print_text(&options, tables, count, stdout); break;
        case COMPARE_CSV: compare_print_csv(tables, count, stdout); break;
        case COMPARE_JSON: compare_print_json(tables, count, stdout); break;
        }
        if (options.strict && !all_hold(tables, count)) code = EXIT_VIOLATED;
        code = output_end(code);
    }
    for (int i = 0; i < count; i++) release(&tables[i]);
    free(tables);
    return code;
}
