/* The command line of `check`. */
#include "app/check.h"

#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/options.h"
#include "app/setup.h"
#include "base/text.h"
#include "election/rules.h"
#include "explore/start.h"

/* symbol, name, short, argument, help; the bounds (explore/bounds.h) come on top */
#define CHECK_OPTIONS(X)                                                                           \
    X(NODES, "nodes", 'n', "N", "number of nodes, 2 to 5 (default 3)")                             \
    X(QUORUM, "quorum", 0, "POLICY", "active (default), majority or none")                         \
    X(BREAK, "break", 0, "RULE", "break a rule on purpose (repeatable; list rules)")               \
    X(PROPERTY, "property", 0, "P", "judge only this, S1 to S8 or L1 (repeatable)")                \
    X(LIVENESS, "liveness", 0, "", "judge L1 too: agreement from every state without faults")      \
    X(START, "start", 0, "boot|any", "begin at the start, or in arbitrary local states")           \
    X(CLOCKS, "clocks", 0, "exact|drift", "drift: each clock a fifth fast or slow, P made for it") \
    X(TERMS, "terms", 0, "T", "how far terms may spread, 1 to 14 (default: as they like)")         \
    X(CHANNEL, "channel", 0, "K", "messages that wait for a stalled node (default 2)")             \
    X(HOP, "hop", 0, "TICKS", "a hop takes up to this long (default 0: within the tick)")          \
    X(HOP_TIMEOUT, "hop-timeout", 0, "TICKS", "wait for a hop's acknowledgement, TH")              \
    X(HEARTBEAT, "heartbeat", 0, "TICKS", "interval of LEADER tokens, H")                          \
    X(LEASE, "lease", 0, "TICKS", "lease of a leader, L")                                          \
    X(PROMISE, "promise", 0, "TICKS", "promise of a signer, P")                                    \
    X(STAND, "stand", 0, "TICKS", "interval between candidacies, E")                               \
    X(UNSAFE, "unsafe", 0, "", "allow timers that break an inequality")                            \
    X(NO_REDUCTION, "no-reduction", 0, "", "explore also what cannot matter")                      \
    X(EXACT, "exact", 0, "", "keep and compare full states, not only fingerprints")                \
    X(STATES, "states", 0, "MAX", "stop after so many states")                                     \
    X(MEMORY, "memory", 0, "SIZE", "stop at so much memory, 512M or 4G (default 4G)")              \
    X(JOBS, "jobs", 'j', "J", "threads (default: one a core)")                                     \
    X(TRACE, "trace", 0, "FILE", "write the counterexample (JSON Lines; - = stdout)")              \
    X(SCENARIO, "scenario", 0, "FILE", "write a scenario that shows the same when it is run")      \
    X(NO_SHORTEN, "no-shorten", 0, "",                                                             \
      "tell the counterexample as found; do not look for a shorter one")                           \
    X(FORMAT, "format", 0, "FORMAT", "text or json")                                               \
    X(QUIET, "quiet", 'q', "", "leave out the steps of a counterexample")                          \
    X(HELP, "help", 'h', "", "this help")

enum check_option {
#define X(symbol, name, letter, argument, help) CHECK_##symbol,
    CHECK_OPTIONS(X)
#undef X
    CHECK_OPTION_COUNT
};

struct row {
    const char *name;
    char letter;
    const char *argument, *help;
};
static const struct row rows[] = {
#define X(symbol, name, letter, argument, help) { name, letter, argument, help },
    CHECK_OPTIONS(X)
#undef X
#define X(symbol, name, count, help) { name, 0, "K", help },
        BOUNDS(X)
#undef X
};
enum { ROW_COUNT = CHECK_OPTION_COUNT + BOUND_COUNT, LONG_ONLY = 256 };
_Static_assert(sizeof rows / sizeof rows[0] == ROW_COUNT, "options, then bounds");

/* ---- values ------------------------------------------------------------------------------ */

static bool parse_number(int row, const char *word, uint64_t min, uint64_t max, uint64_t *out) {
    uint64_t value;
    if (text_parse_uint(word, strlen(word), &value) && value >= min && value <= max) {
        *out = value;
        return true;
    }
    return setup_refuse("check", "--%s: `%.60s`; expected a number from %llu to %llu",
                        rows[row].name, word, (unsigned long long)min, (unsigned long long)max);
}

static bool parse_byte(int row, const char *word, uint64_t min, uint64_t max, uint8_t *out) {
    uint64_t value = 0;
    if (!parse_number(row, word, min, max, &value)) return false;
    *out = (uint8_t)value;
    return true;
}

static bool parse_size(const char *word, size_t *out) {
    static const struct {
        char letter;
        int shift;
    } units[] = { { 'K', 10 }, { 'M', 20 }, { 'G', 30 }, { 'T', 40 } };
    size_t digits = strspn(word, "0123456789");
    uint64_t value;
    if (digits > 0 && text_parse_uint(word, digits, &value)) {
        for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
            if ((word[digits] & ~32) != units[i].letter || word[digits + 1] != '\0') continue;
            *out = (size_t)(value << units[i].shift);
            if (*out >> units[i].shift == value && value > 0) return true;
        }
    }
    return setup_refuse(
        "check", "--memory: `%.60s`; expected a number and K, M, G or T, such as 512M", word);
}

static bool unknown(int row, const char *word, const char *const *names, size_t count) {
    const char *nearest = text_nearest(word, names, count);
    fprintf(stderr, "ringleader: check: --%s: unknown `%.60s`", rows[row].name, word);
    if (nearest != NULL) fprintf(stderr, "; did you mean `%s`?", nearest);
    fputs("; expected", stderr);
    for (size_t i = 0; i < count; i++) fprintf(stderr, "%s %s", i == 0 ? "" : ",", names[i]);
    fputs("\n", stderr);
    return false;
}

/* One of two words: false or true. */
static bool parse_choice(int row, const char *word, const char *no, const char *yes, bool *out) {
    const char *names[] = { no, yes };
    for (int i = 0; i < 2; i++) {
        if (strcmp(word, names[i]) != 0) continue;
        *out = i == 1;
        return true;
    }
    return unknown(row, word, names, 2);
}

static bool parse_quorum(const char *word, enum quorum_policy *out) {
    const char *names[QUORUM_COUNT];
    *out = quorum_by_name(word);
    if (*out != QUORUM_COUNT) return true;
    for (unsigned i = 0; i < QUORUM_COUNT; i++) names[i] = quorum_name((enum quorum_policy)i);
    return unknown(CHECK_QUORUM, word, names, QUORUM_COUNT);
}

static bool parse_break(const char *word, struct rule_set *out) {
    const char *names[RULE_COUNT];
    const enum rule rule = rule_by_name(word);
    if (rule != RULE_COUNT) {
        *out = rule_break(*out, rule);
        return true;
    }
    for (unsigned i = 0; i < RULE_COUNT; i++) names[i] = rule_name((enum rule)i);
    return unknown(CHECK_BREAK, word, names, RULE_COUNT);
}

static bool parse_property(struct check_options *self, const char *word) {
    static const char *const names[] = { "S1", "S2", "S3", "S4", "S5", "S6", "S8", "L1" };
    const size_t count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < count; i++) {
        if (strcmp(word, names[i]) != 0) continue;
        self->config.properties |= UINT32_C(1) << property_by_name(word);
        return true;
    }
    if (strcmp(word, "S7") == 0) {
        return setup_refuse("check",
                            "--property: S7 holds by the way the explorer makes its channels; "
                            "`ringleader verify` judges it in a counterexample's trace");
    }
    if (strcmp(word, "L2") == 0 || strcmp(word, "L3") == 0) {
        return setup_refuse("check",
                            "--property: %s is about one run's quiet phases; the simulator judges "
                            "it (ringleader sweep), the explorer judges L1 from every state",
                            word);
    }
    return unknown(CHECK_PROPERTY, word, names, count);
}

/* ---- the line -------------------------------------------------------------------------------- */

struct line {
    struct check_options *self;
    enum quorum_policy quorum;
    uint8_t nodes;
    bool unsafe, help;
};

static bool take_model(struct line *line, int option, const char *word) {
    struct check_options *self = line->self;
    switch (option) {
    case CHECK_NODES: return parse_byte(option, word, NODES_MIN, EXPLORE_NODES_MAX, &line->nodes);
    case CHECK_QUORUM: return parse_quorum(word, &line->quorum);
    case CHECK_BREAK: return parse_break(word, &self->config.elect.broken);
    case CHECK_PROPERTY: return parse_property(self, word);
    case CHECK_START: return parse_choice(option, word, "boot", "any", &self->config.any);
    case CHECK_CLOCKS: return parse_choice(option, word, "exact", "drift", &self->config.drift);
    case CHECK_TERMS:
        self->terms_given = true;
        return parse_byte(option, word, 1, TERMS_MAX, &self->config.terms);
    case CHECK_CHANNEL: return parse_byte(option, word, 1, CHANNEL_MAX, &self->config.channel);
    case CHECK_HOP: return parse_byte(option, word, 0, DELAY_TICKS_MAX, &self->ticks.hop);
    case CHECK_HOP_TIMEOUT: return parse_byte(option, word, 1, 50, &self->ticks.hop_timeout);
    case CHECK_HEARTBEAT: return parse_byte(option, word, 1, 50, &self->ticks.heartbeat);
    case CHECK_LEASE: return parse_byte(option, word, 1, 50, &self->ticks.lease);
    case CHECK_PROMISE: return parse_byte(option, word, 1, 50, &self->ticks.promise);
    case CHECK_STAND: return parse_byte(option, word, 1, 50, &self->ticks.stand);
    default: break;
    }
    return parse_byte(option, word, 0, BOUND_MAX, &self->config.bound[option - CHECK_OPTION_COUNT]);
}

static bool take_jobs(struct check_options *self, const char *word) {
    uint64_t jobs = 0;
    if (!parse_number(CHECK_JOBS, word, 1, SEARCH_JOBS_MAX, &jobs)) return false;
    self->search.jobs = (int)jobs;
    return true;
}

static bool take(struct line *line, int option, const char *word) {
    struct check_options *self = line->self;
    switch (option) {
    case CHECK_LIVENESS: self->search.liveness = true; return true;
    case CHECK_UNSAFE: line->unsafe = true; return true;
    case CHECK_NO_REDUCTION: /* without relative terms there is no end of states */
        self->config.reductions = 1 << REDUCE_TERMS;
        return true;
    case CHECK_EXACT: self->search.exact = true; return true;
    case CHECK_NO_SHORTEN: self->no_shorten = true; return true;
    case CHECK_QUIET: self->quiet = true; return true;
    case CHECK_HELP: line->help = true; return true;
    case CHECK_STATES:
        return parse_number(option, word, 1, UINT32_MAX / 2, &self->search.states_max);
    case CHECK_MEMORY: return parse_size(word, &self->search.memory_max);
    case CHECK_JOBS: return take_jobs(self, word);
    case CHECK_TRACE: self->trace = word; return true;
    case CHECK_SCENARIO: self->scenario = word; return true;
    case CHECK_FORMAT: return parse_choice(option, word, "text", "json", &self->json);
    default: return take_model(line, option, word);
    }
}

static bool unknown_option(const char *word) {
    const char *names[ROW_COUNT];
    char bare[64];
    for (int i = 0; i < ROW_COUNT; i++) names[i] = rows[i].name;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word, "="), word);
    const bool is_long = word[0] == '-' && word[1] == '-';
    const char *nearest = is_long ? text_nearest(bare + 2, names, ROW_COUNT) : NULL;
    if (nearest == NULL)
        return setup_refuse("check", "unknown option `%.60s` (ringleader check --help)", word);
    return setup_refuse("check", "unknown option `%.60s`; did you mean `--%s`?", word, nearest);
}

static int row_of(int answer) {
    if (answer >= LONG_ONLY) return answer - LONG_ONLY;
    for (int i = 0; i < ROW_COUNT; i++) {
        if (rows[i].letter == answer && answer != 0) return i;
    }
    return 0;
}

static bool read_line(struct line *line, int argc, char **argv) {
    struct option longs[ROW_COUNT + 1];
    char shorts[2 * ROW_COUNT + 2];
    char *end = shorts;
    *end++ = ':';
    for (int i = 0; i < ROW_COUNT; i++) {
        const int has = rows[i].argument[0] != '\0' ? required_argument : no_argument;
        longs[i] = (struct option){ rows[i].name, has, NULL, LONG_ONLY + i };
        if (rows[i].letter == '\0') continue;
        *end++ = rows[i].letter;
        if (has == required_argument) *end++ = ':';
    }
    *end = '\0';
    longs[ROW_COUNT] = (struct option){ 0 };
    opterr = 0;
    optind = 1;
    for (;;) {
        const int at = optind;
        const int answer = getopt_long(argc, argv, shorts, longs, NULL);
        if (answer == -1) break;
        if (answer == ':') return setup_refuse("check", "`%.60s` needs a value", argv[optind - 1]);
        if (answer == '?') return unknown_option(argv[at < argc ? at : argc - 1]);
        if (!take(line, row_of(answer), optarg)) return false;
    }
    if (optind == argc) return true;
    return setup_refuse("check", "`%.60s` is no option; check takes nothing else", argv[optind]);
}

/* ---- the whole --------------------------------------------------------------------------------
 */

static void print_row(const struct row *row) {
    char left[40];
    if (row->letter != 0)
        snprintf(left, sizeof left, "-%c, --%s %s", row->letter, row->name, row->argument);
    else snprintf(left, sizeof left, "    --%s %s", row->name, row->argument);
    printf("  %-26s %s\n", left, row->help);
}

static void print_help(void) {
    options_help(stdout, APP_CHECK);
    printf("What may go wrong, and how often (0 to %d, default 0, kills 1):\n", BOUND_MAX);
    for (int i = CHECK_OPTION_COUNT; i < ROW_COUNT; i++) print_row(&rows[i]);
    printf("\nOptions:\n");
    for (int i = 0; i < CHECK_OPTION_COUNT; i++) print_row(&rows[i]);
    printf("\nTimes are in ticks: a message arrives within its tick, or up to --hop later, in any\n"
           "order with everything else. Exit codes: 0 all holds, 1 violated, 2 bad usage, 3 a\n"
           "limit was hit first, 4 no memory or cannot write.\n");
}

static bool timers_fit(const struct line *line) {
    const struct check_options *self = line->self;
    for (unsigned i = 0; i < INEQUALITY_COUNT && !line->unsafe; i++) {
        const struct timers *t = &self->config.elect.timers;
        if (timers_hold(t, (enum timer_inequality)i)) continue;
        char buffer[300];
        struct text text;
        text_init(&text, buffer, sizeof buffer);
        timers_explain_ticks(t, (enum timer_inequality)i, self->config.tick_us, &text);
        return setup_refuse("check", "%s (--unsafe allows it)", buffer);
    }
    return true;
}

static bool complete(struct line *line) {
    struct check_options *self = line->self;
    const uint32_t liveness = UINT32_C(1) << PROPERTY_L1;
    if ((self->config.properties & liveness) != 0) self->search.liveness = true;
    if (self->config.properties == 0) self->config.properties = UINT32_MAX;
    if (self->search.liveness && line->quorum == QUORUM_NONE) {
        return setup_refuse(
            "check", "--liveness: nothing is promised with quorum none; use active or majority");
    }
    if (!explore_config_timers(&self->config, line->nodes, line->quorum, &self->ticks,
                               EXPLORE_UNIT_US)) {
        return setup_refuse("check", "these times are too long: every one must stay below %d ticks",
                            self->config.drift ? 50 : 250);
    }
    if (!timers_fit(line)) return false;
    if (start_count(&self->config) > self->search.states_max) {
        return setup_refuse("check",
                            "--start any: %" PRIu64 " ways to begin with these bounds, more than "
                            "the limit of %" PRIu64 " states; fewer nodes, or shorter times",
                            start_count(&self->config), self->search.states_max);
    }
    if (self->trace != NULL && self->scenario != NULL && strcmp(self->trace, "-") == 0 &&
        strcmp(self->scenario, "-") == 0) {
        return setup_refuse("check", "--trace and --scenario cannot both go to stdout");
    }
    return true;
}

enum check_answer check_options_parse(struct check_options *self, int argc, char **argv) {
    struct line line = { .self = self, .nodes = 3, .quorum = QUORUM_ACTIVE };
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    memset(self, 0, sizeof *self);
    self->config.reductions = REDUCE_ALL;
    self->config.terms = TERMS_MAX;
    self->config.channel = 2;
#define X(symbol, name, count, help) self->config.bound[BOUND_##symbol] = count;
    BOUNDS(X)
#undef X
    self->search.jobs = cores < 1 ? 1 : cores > SEARCH_JOBS_MAX ? SEARCH_JOBS_MAX : (int)cores;
    self->search.states_max = UINT32_MAX / 2;
    self->search.memory_max = (size_t)4 << 30;
    if (!read_line(&line, argc - 1, argv + 1)) return CHECK_REFUSED;
    if (line.help) {
        print_help();
        return CHECK_DONE;
    }
    return complete(&line) ? CHECK_GO : CHECK_REFUSED;
}
