#include "app/setup.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "app/builtin.h"

enum { SCENARIO_BYTES_MAX = 1 << 20, ERRORS_SHOWN_MAX = 20 };

int setup_fail(enum err err, const struct err_info *info) {
    if (err == ERR_NONE || err == ERR_PIPE_CLOSED) return EXIT_HOLDS;
    const bool told = info != NULL && info->text[0] != '\0';
    fprintf(stderr, "ringleader: %s\n", told ? info->text : err_text(err));
    return err_exit_code(err);
}

bool setup_refuse(const char *command, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "ringleader: %s: ", command);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    return false;
}

/* ---- reading a scenario ----------------------------------------------------------- */

/* The name of a scenario is its file's, without folder and ".ring". */
static void name_of(const char *source, char *out, size_t bytes) {
    const char *slash = strrchr(source, '/');
    const char *base = slash != NULL ? slash + 1 : source;
    const char *dot = strrchr(base, '.');
    const size_t length =
        dot != NULL && strcmp(dot, ".ring") == 0 ? (size_t)(dot - base) : strlen(base);
    if (strcmp(source, "-") == 0) snprintf(out, bytes, "stdin");
    else snprintf(out, bytes, "%.*s", (int)length, base);
}

static void print_errors(const char *source, const struct scenario_error *errors, int count) {
    for (int i = 0; i < count; i++) {
        fprintf(stderr, "%s:%" PRIu32 ":%" PRIu32 ": %s\n", source, errors[i].line,
                errors[i].column, errors[i].message);
    }
}

int setup_parse(const char *bytes, size_t length, const char *source, struct scenario **out) {
    static struct scenario_error errors[ERRORS_SHOWN_MAX];
    char name[NAME_BYTES];
    struct scenario *scenario = malloc(sizeof *scenario);
    *out = NULL;
    if (scenario == NULL) return setup_fail(ERR_NO_MEMORY, NULL);
    name_of(source, name, sizeof name);
    const char *shown = strcmp(source, "-") == 0 ? "stdin" : source;
    const int count = scenario_parse(bytes, length, name, scenario, errors, ERRORS_SHOWN_MAX);
    if (count == 0) {
        *out = scenario;
        return EXIT_HOLDS;
    }
    print_errors(shown, errors, count);
    free(scenario);
    return EXIT_USAGE;
}

/* A missing file whose name is nearly a built-in one deserves a hint. */
static int no_such_file(const char *path) {
    const char **names = calloc((size_t)builtin_count + 1, sizeof *names);
    const char *nearest = NULL;
    const int error = errno;
    if (names != NULL) {
        for (int i = 0; i < builtin_count; i++) names[i] = builtins[i].name;
        nearest = text_nearest(path, names, (size_t)builtin_count);
    }
    fprintf(stderr, "ringleader: cannot read %s: %s", path, strerror(error));
    if (nearest != NULL) fprintf(stderr, "; did you mean the built-in `%s`?", nearest);
    fputc('\n', stderr);
    free(names);
    return error == ENOENT || error == EISDIR || error == ENOTDIR ? EXIT_USAGE : EXIT_ENVIRONMENT;
}

int setup_load(const char *path, struct scenario **out) {
    const bool from_stdin = strcmp(path, "-") == 0;
    *out = NULL;
    FILE *file = from_stdin ? stdin : fopen(path, "re");
    if (file == NULL) {
        const struct builtin *builtin = builtin_find(path);
        if (builtin != NULL) return setup_parse(builtin->bytes, builtin->length, path, out);
        return no_such_file(path);
    }
    char *bytes = malloc(SCENARIO_BYTES_MAX + 1);
    if (bytes == NULL) {
        if (!from_stdin) fclose(file);
        return setup_fail(ERR_NO_MEMORY, NULL);
    }
    const size_t length = fread(bytes, 1, SCENARIO_BYTES_MAX + 1, file);
    int code = EXIT_HOLDS;
    if (ferror(file)) {
        code = no_such_file(path);
    } else if (length > SCENARIO_BYTES_MAX) {
        fprintf(stderr, "%s:1:1: the file is larger than %d bytes\n", path, SCENARIO_BYTES_MAX);
        code = EXIT_USAGE;
    } else {
        code = setup_parse(bytes, length, path, out);
    }
    free(bytes);
    if (!from_stdin) fclose(file);
    return code;
}

/* ---- the header -------------------------------------------------------------------- */

/* Short enough to type, different from run to run. */
static uint64_t fresh_seed(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t state = (uint64_t)now.tv_sec * 1000003u + (uint64_t)now.tv_nsec + (uint64_t)getpid();
    state ^= state >> 29;
    return state % 1000000;
}

static int64_t pick(int64_t option, int64_t scenario) {
    return option != 0 ? option : scenario;
}

static struct timers wanted_timers(const struct options *options, const struct scenario *scenario) {
    static const struct timers none;
    const struct timers *given = scenario != NULL ? &scenario->timers : &none;
    struct timers t = { .drift_ppm = options->drift_ppm };
#define X(symbol, field, word, help) t.field = pick(options->timers.field, given->field);
    TIMERS(X)
#undef X
    if (!options_has(options, OPTION_DRIFT) && scenario != NULL && scenario->drift_given) {
        t.drift_ppm = given->drift_ppm;
    }
    return t;
}

/* Where the scenario first sets a timer, as `FILE:LINE:1`; otherwise the command line did. */
static const char *place_of_timers(const struct options *options, const struct scenario *scenario,
                                   const char *source, char *out, size_t bytes) {
    uint32_t line = 0;
    bool from_options = options_has(options, OPTION_DRIFT);
#define X(symbol, field, word, help) from_options |= options->timers.field != 0;
    TIMERS(X)
#undef X
    if (from_options) return "ringleader";
    for (int i = SETTING_HOP; scenario != NULL && i <= SETTING_DRIFT; i++) {
        const uint32_t at = scenario->setting_line[i];
        if (at != 0 && (line == 0 || at < line)) line = at;
    }
    if (line == 0) return "ringleader";
    snprintf(out, bytes, "%s:%" PRIu32 ":1", source, line);
    return out;
}

static int check_timers(const struct timers *timers, bool unsafe, const char *place) {
    bool all_hold = true;
    for (unsigned i = 0; i < INEQUALITY_COUNT; i++) {
        char buffer[300];
        struct text text;
        if (timers_hold(timers, (enum timer_inequality)i)) continue;
        text_init(&text, buffer, sizeof buffer);
        timers_explain(timers, (enum timer_inequality)i, &text);
        fprintf(stderr, "%s: %s%s\n", place, unsafe ? "warning: " : "", buffer);
        all_hold = false;
    }
    if (all_hold || unsafe) return EXIT_HOLDS;
    fprintf(stderr, "%s: these timers are refused; change them, or allow them with --unsafe\n",
            place);
    return EXIT_USAGE;
}

static void set_ring(const struct scenario *scenario, uint8_t nodes, struct trace_header *out) {
    for (uint8_t i = 0; i < nodes; i++) {
        out->ring[i] = scenario != NULL && scenario->ring_count == nodes ? scenario->ring[i] : i;
    }
    elect_ring(&out->elect, out->ring, nodes);
}

static void warn_of_drift(const struct scenario *scenario, uint32_t drift_ppm, const char *source) {
    for (int i = 0; scenario != NULL && i < scenario->count; i++) {
        const struct scenario_line *line = &scenario->line[i];
        char buffer[160];
        struct text warning;
        text_init(&warning, buffer, sizeof buffer);
        if (line->statement.kind != STATEMENT_COMMAND ||
            !command_warn(&line->statement.command, drift_ppm, &warning)) {
            continue;
        }
        fprintf(stderr, "%s:%" PRIu32 ":%" PRIu32 ": warning: %s\n", source, line->line,
                line->column, buffer);
    }
}

int setup_header(const struct options *options, const struct scenario *scenario, const char *source,
                 struct trace_header *out) {
    static struct scenario_error errors[ERRORS_SHOWN_MAX];
    const char *shown = source == NULL ? "ringleader" : strcmp(source, "-") == 0 ? "stdin" : source;
    *out = (struct trace_header){ .engine = ENGINE_THREADS };
    snprintf(out->program, sizeof out->program, "ringleader " PROGRAM_VERSION);
    snprintf(out->scenario, sizeof out->scenario, "%s", scenario != NULL ? scenario->name : "");
    const bool given = scenario != NULL;
    const uint8_t nodes = given && scenario->nodes_given && !options_has(options, OPTION_NODES)
                              ? scenario->nodes
                              : options->nodes;
    if (given) {
        const int count = scenario_check(scenario, nodes, errors, ERRORS_SHOWN_MAX);
        print_errors(shown, errors, count);
        if (count > 0) return EXIT_USAGE;
    }
    set_ring(scenario, nodes, out);
    out->elect.policy =
        options_has(options, OPTION_QUORUM) || !given ? options->quorum : scenario->quorum;
    out->engine =
        options_has(options, OPTION_ENGINE) || !given ? options->engine : scenario->engine;
    if (options_has(options, OPTION_SEED)) out->seed = options->seed;
    else out->seed = given && scenario->seed_given ? scenario->seed : fresh_seed();
    out->elect.broken = options->broken;
    if (given) out->elect.broken.bits |= scenario->broken.bits;

    struct timers wanted = wanted_timers(options, scenario);
    if (options->heartbeat_is_ring && wanted.heartbeat_us == 0) {
        wanted.heartbeat_us = timers_derive(nodes, out->elect.policy, &wanted).ring_us;
    }
    out->elect.timers = timers_derive(nodes, out->elect.policy, &wanted);
    warn_of_drift(scenario, out->elect.timers.drift_ppm, shown);
    const bool unsafe = options_has(options, OPTION_UNSAFE) || (given && scenario->unsafe_given);
    char place[4096];
    return check_timers(&out->elect.timers, unsafe,
                        place_of_timers(options, scenario, shown, place, sizeof place));
}

enum err setup_engine(const struct trace_header *header, bool paced, struct engine **out,
                      struct err_info *info) {
    if (header->engine == ENGINE_SIM) return engine_sim_open(header, paced, out, info);
    return engine_threads_open(header, out, info);
}
