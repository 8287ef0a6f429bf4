/* The command line of `sweep`. */
#include "app/sweep.h"

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/setup.h"

/* symbol, name, short, argument, changes the runs (so a replay line repeats it), help */
#define SWEEP_OPTIONS(X)                                                                           \
    X(SEEDS, "seeds", 0, "A..B", false, "seeds to run, inclusive (default 1..1000)")               \
    X(SHARD, "shard", 0, "I/N", false, "only every N-th seed from the I-th, 1 <= I <= N")          \
    X(JOBS, "jobs", 'j', "J", false, "threads (default: one a core)")                              \
    X(FOR, "for", 0, "DUR", true, "how long faults go on, cluster time (default: 10 recoveries)")  \
    X(KEEP_GOING, "keep-going", 'k', "", false, "collect failures instead of stopping at one")     \
    X(OUT, "out", 0, "DIR", false, "keep trace and scenario of each failure there")                \
    X(NODES, "nodes", 'n', "N|A..B", true, "nodes, or a range drawn from (default 2..10)")         \
    X(QUORUM, "quorum", 0, "POLICY", true, "active (default), majority or none")                   \
    X(BREAK, "break", 0, "RULE", true, "break a rule on purpose (repeatable; list rules)")         \
    X(HOP, "hop", 0, "DUR", true, "delay of one hop, d")                                           \
    X(HEARTBEAT, "heartbeat", 0, "DUR", true, "interval of LEADER tokens, H")                      \
    X(LEASE, "lease", 0, "DUR", true, "lease of a leader, L")                                      \
    X(PROMISE, "promise", 0, "DUR", true, "promise of a signer, P")                                \
    X(STAND, "stand", 0, "DUR", true, "interval between candidacies, E")                           \
    X(HOP_TIMEOUT, "hop-timeout", 0, "DUR", true, "wait for a hop's acknowledgement, TH")          \
    X(DRIFT, "drift", 0, "PPM", true, "bound of clock-rate errors, rho (default 10000)")           \
    X(UNSAFE, "unsafe", 0, "", true, "allow timers that break an inequality")                      \
    X(FORMAT, "format", 0, "FORMAT", false, "text or json")                                        \
    X(MERGE, "merge", 0, "", false,                                                                \
      "add up JSON summaries of shards: --merge FILE... (- = stdin)")                              \
    X(QUIET, "quiet", 'q', "", false, "only failures and the last line")                           \
    X(HELP, "help", 'h', "", false, "this help")

enum sweep_option {
#define X(symbol, name, letter, argument, repeat, help) SWEEP_##symbol,
    SWEEP_OPTIONS(X)
#undef X
    SWEEP_OPTION_COUNT
};

static const struct {
    const char *name;
    char letter;
    const char *argument;
    bool repeat;
    const char *help;
} rows[] = {
#define X(symbol, name, letter, argument, repeat, help) { name, letter, argument, repeat, help },
    SWEEP_OPTIONS(X)
#undef X
};

enum { LONG_ONLY = 256 }; /* getopt value of option i is LONG_ONLY + i */

struct line {
    struct sweep_options options;
    bool unsafe, merge, help;
};

/* ---- values ---------------------------------------------------------------------------- */

/* "A<between>B", or only A when single is allowed. */
static bool parse_pair(const char *word, const char *between, bool single, uint64_t *a,
                       uint64_t *b) {
    const char *at = strstr(word, between);
    if (at == NULL) {
        if (!single || !text_parse_uint(word, strlen(word), a)) return false;
        *b = *a;
        return true;
    }
    const char *second = at + strlen(between);
    return text_parse_uint(word, (size_t)(at - word), a) &&
           text_parse_uint(second, strlen(second), b);
}

static bool parse_seeds(struct sweep_options *options, const char *word) {
    if (parse_pair(word, "..", true, &options->first_seed, &options->last_seed) &&
        options->first_seed <= options->last_seed &&
        options->last_seed - options->first_seed < UINT64_MAX) {
        return true;
    }
    return setup_refuse("sweep", "--seeds: `%.60s`; expected A..B with A <= B, such as 1..1000",
                        word);
}

static bool parse_shard(struct sweep_options *options, const char *word) {
    if (parse_pair(word, "/", false, &options->shard, &options->shards) && options->shard >= 1 &&
        options->shard <= options->shards) {
        return true;
    }
    return setup_refuse("sweep", "--shard: `%.60s`; expected I/N with 1 <= I <= N, such as 2/8",
                        word);
}

static bool parse_nodes(struct sweep_options *options, const char *word) {
    uint64_t min, max;
    if (parse_pair(word, "..", true, &min, &max) && min >= NODES_MIN && min <= max &&
        max <= NODES_MAX) {
        options->wish.nodes_min = (uint8_t)min;
        options->wish.nodes_max = (uint8_t)max;
        return true;
    }
    return setup_refuse("sweep", "--nodes: `%.60s`; expected a number from %d to %d, or two: 2..10",
                        word, NODES_MIN, NODES_MAX);
}

static bool parse_jobs(struct sweep_options *options, const char *word) {
    uint64_t jobs;
    if (text_parse_uint(word, strlen(word), &jobs) && jobs >= 1 && jobs <= SWEEP_JOBS_MAX) {
        options->jobs = (int)jobs;
        return true;
    }
    return setup_refuse("sweep", "--jobs: `%.60s`; expected a number from 1 to %d", word,
                        SWEEP_JOBS_MAX);
}

static bool unknown(const char *option, const char *word, const char *what,
                    const char *const *names, size_t count, const char *advice) {
    const char *nearest = text_nearest(word, names, count);
    if (nearest == NULL)
        return setup_refuse("sweep", "--%s: unknown %s `%.60s`%s", option, what, word, advice);
    return setup_refuse("sweep", "--%s: unknown %s `%.60s`; did you mean `%s`?%s", option, what,
                        word, nearest, advice);
}

static bool parse_quorum(struct sweep_options *options, const char *word) {
    const char *names[QUORUM_COUNT];
    options->wish.policy = quorum_by_name(word);
    if (options->wish.policy != QUORUM_COUNT) return true;
    for (unsigned i = 0; i < QUORUM_COUNT; i++) names[i] = quorum_name((enum quorum_policy)i);
    return unknown("quorum", word, "policy", names, QUORUM_COUNT, " (active, majority, none)");
}

static bool parse_break(struct sweep_options *options, const char *word) {
    const char *names[RULE_COUNT];
    const enum rule rule = rule_by_name(word);
    if (rule != RULE_COUNT) {
        options->wish.broken = rule_break(options->wish.broken, rule);
        return true;
    }
    for (unsigned i = 0; i < RULE_COUNT; i++) names[i] = rule_name((enum rule)i);
    return unknown("break", word, "rule", names, RULE_COUNT, " (ringleader list rules)");
}

static bool parse_format(struct sweep_options *options, const char *word) {
    options->json = strcmp(word, "json") == 0;
    return options->json || strcmp(word, "text") == 0 ||
           setup_refuse("sweep", "--format: unknown format `%.60s`; expected text or json", word);
}

static bool parse_drift(struct sweep_options *options, const char *word) {
    uint64_t ppm;
    if (!text_parse_uint(word, strlen(word), &ppm) || ppm > DRIFT_PPM_MAX) {
        return setup_refuse("sweep", "--drift: `%.60s`; expected parts per million from 0 to %d",
                            word, DRIFT_PPM_MAX);
    }
    options->wish.timers.drift_ppm = (uint32_t)ppm;
    return true;
}

static bool parse_duration(enum sweep_option option, const char *word, int64_t *out_us) {
    if (text_parse_duration(word, strlen(word), out_us) && *out_us > 0) return true;
    return setup_refuse(
        "sweep",
        "--%s: `%.60s` is no duration; expected a number above 0 and a unit: us, ms, s "
        "or m (250us, 1.5s)",
        rows[option].name, word);
}

static bool parse_one(struct line *line, enum sweep_option option, const char *word) {
    struct sweep_options *options = &line->options;
    struct timers *timers = &options->wish.timers;
    switch (option) {
    case SWEEP_SEEDS: return parse_seeds(options, word);
    case SWEEP_SHARD: return parse_shard(options, word);
    case SWEEP_JOBS: return parse_jobs(options, word);
    case SWEEP_FOR: return parse_duration(option, word, &options->wish.faults_us);
    case SWEEP_KEEP_GOING: options->keep_going = true; return true;
    case SWEEP_OUT: options->out = word; return true;
    case SWEEP_NODES: return parse_nodes(options, word);
    case SWEEP_QUORUM: return parse_quorum(options, word);
    case SWEEP_BREAK: return parse_break(options, word);
    case SWEEP_HOP: return parse_duration(option, word, &timers->hop_us);
    case SWEEP_HEARTBEAT: return parse_duration(option, word, &timers->heartbeat_us);
    case SWEEP_LEASE: return parse_duration(option, word, &timers->lease_us);
    case SWEEP_PROMISE: return parse_duration(option, word, &timers->promise_us);
    case SWEEP_STAND: return parse_duration(option, word, &timers->stand_us);
    case SWEEP_HOP_TIMEOUT: return parse_duration(option, word, &timers->hop_timeout_us);
    case SWEEP_DRIFT: return parse_drift(options, word);
    case SWEEP_UNSAFE: line->unsafe = true; return true;
    case SWEEP_FORMAT: return parse_format(options, word);
    case SWEEP_MERGE: line->merge = true; return true;
    case SWEEP_QUIET: options->quiet = true; return true;
    case SWEEP_HELP: line->help = true; return true;
    case SWEEP_OPTION_COUNT: break;
    }
    return setup_refuse("sweep", "unknown option");
}

/* ---- the line -------------------------------------------------------------------------- */

/* What one seed must be told again to run as it did. */
static void note_again(struct sweep_options *options, enum sweep_option option, const char *word) {
    if (!rows[option].repeat) return;
    const size_t length = strlen(options->again);
    snprintf(options->again + length, sizeof options->again - length, " --%s%s%s",
             rows[option].name, word != NULL ? " " : "", word != NULL ? word : "");
}

static void build_tables(struct option longs[], char *shorts) {
    *shorts++ = ':'; /* getopt tells a missing argument from an unknown option */
    for (int i = 0; i < SWEEP_OPTION_COUNT; i++) {
        const int has = rows[i].argument[0] != '\0' ? required_argument : no_argument;
        longs[i] = (struct option){ rows[i].name, has, NULL, LONG_ONLY + i };
        if (rows[i].letter == '\0') continue;
        *shorts++ = rows[i].letter;
        if (has == required_argument) *shorts++ = ':';
    }
    *shorts = '\0';
    longs[SWEEP_OPTION_COUNT] = (struct option){ 0 };
}

static enum sweep_option option_of(int answer) {
    if (answer >= LONG_ONLY) return (enum sweep_option)(answer - LONG_ONLY);
    for (int i = 0; i < SWEEP_OPTION_COUNT; i++) {
        if (rows[i].letter == answer && answer != '\0') return (enum sweep_option)i;
    }
    return SWEEP_OPTION_COUNT;
}

static bool refuse_option(const char *word) {
    const char *names[SWEEP_OPTION_COUNT];
    for (int i = 0; i < SWEEP_OPTION_COUNT; i++) names[i] = rows[i].name;
    const char *nearest =
        strncmp(word, "--", 2) == 0 ? text_nearest(word + 2, names, SWEEP_OPTION_COUNT) : NULL;
    if (nearest == NULL)
        return setup_refuse("sweep", "unknown option `%.60s` (ringleader sweep --help)", word);
    return setup_refuse("sweep", "unknown option `%.60s`; did you mean `--%s`?", word, nearest);
}

static bool parse_line(struct line *line, int argc, char **argv) {
    struct option longs[SWEEP_OPTION_COUNT + 1];
    char shorts[2 * SWEEP_OPTION_COUNT + 2];
    build_tables(longs, shorts);
    opterr = 0;
    optind = 1;
    for (;;) {
        const int at = optind;
        const int answer = getopt_long(argc, argv, shorts, longs, NULL);
        if (answer == -1) return true;
        if (answer == ':') return setup_refuse("sweep", "`%.60s` needs a value", argv[optind - 1]);
        if (answer == '?') return refuse_option(argv[at < argc ? at : argc - 1]);
        const enum sweep_option option = option_of(answer);
        if (!parse_one(line, option, optarg)) return false;
        note_again(&line->options, option, optarg);
    }
}

static bool timers_are_safe(const struct sweep_options *options) {
    for (uint8_t nodes = options->wish.nodes_min; nodes <= options->wish.nodes_max; nodes++) {
        const struct timers timers =
            timers_derive(nodes, options->wish.policy, &options->wish.timers);
        for (unsigned i = 0; i < INEQUALITY_COUNT; i++) {
            char buffer[300];
            struct text text;
            if (timers_hold(&timers, (enum timer_inequality)i)) continue;
            text_init(&text, buffer, sizeof buffer);
            timers_explain(&timers, (enum timer_inequality)i, &text);
            return setup_refuse(
                "sweep",
                "with %d nodes: %s\nthese timers are refused; change them, or allow "
                "them with --unsafe",
                nodes, buffer);
        }
    }
    return true;
}

static bool folder_exists(const char *path) {
    struct stat status;
    if (mkdir(path, 0777) == 0 || errno == EEXIST) {
        if (stat(path, &status) == 0 && S_ISDIR(status.st_mode)) return true;
        errno = ENOTDIR;
    }
    fprintf(stderr, "ringleader: sweep: --out: cannot make %s: %s\n", path, strerror(errno));
    return false;
}

static void print_help(FILE *out) {
    fputs(
        "Usage: ringleader sweep [OPTIONS]\n"
        "       ringleader sweep --merge FILE...\n\n"
        "Many seeds of random faults in virtual time, judged by the properties.  Each seed\n"
        "switches some kinds of faults on; when they stop, a leader is due in time.\n\nOptions:\n",
        out);
    for (int i = 0; i < SWEEP_OPTION_COUNT; i++) {
        char left[48], letter[8] = "    ";
        if (rows[i].letter != '\0') snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
        snprintf(left, sizeof left, "%s--%s %s", letter, rows[i].name, rows[i].argument);
        fprintf(out, "  %-26s %s\n", left, rows[i].help);
    }
    fputs("\nKinds of faults, and the policies that promise to survive them:\n", out);
#define X(symbol, name, policies, help)                                                            \
    fprintf(out, "  %-11s %-16s %s\n", name, (policies) == BY_ALL ? "all" : "active, majority",    \
            help);
    FAULT_KINDS(X)
#undef X
}

static int cores(void) {
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
    if (count < 1) return 1;
    return count > SWEEP_JOBS_MAX ? SWEEP_JOBS_MAX : (int)count;
}

static int report(const struct sweep_options *options, const struct sweep_sum *sum) {
    if (options->json) sweep_print_json(options, sum, stdout);
    else sweep_print_text(options, sum, stdout);
    if (fflush(stdout) != 0 && errno != EPIPE) {
        fprintf(stderr, "ringleader: cannot write: %s\n", strerror(errno));
        return EXIT_ENVIRONMENT;
    }
    if (sum->signal != 0) return EXIT_SIGNAL_BASE + sum->signal;
    return sum->failed > 0 ? EXIT_VIOLATED : EXIT_HOLDS;
}

int sweep_main(int argc, char **argv) {
    static struct line line;
    static struct sweep_sum sum;
    struct err_info info = { "" };
    line = (struct line){ .options = { .wish = { .nodes_min = NODES_MIN,
                                                 .nodes_max = NODES_MAX,
                                                 .policy = QUORUM_ACTIVE,
                                                 .timers = { .drift_ppm = DRIFT_PPM_DEFAULT } },
                                       .first_seed = 1,
                                       .last_seed = 1000,
                                       .shard = 1,
                                       .shards = 1,
                                       .jobs = cores() } };
    if (!parse_line(&line, argc - 1, argv + 1)) return EXIT_USAGE;
    if (line.help) {
        print_help(stdout);
        return EXIT_HOLDS;
    }
    char *const *operands = argv + 1 + optind;
    const int operand_count = argc - 1 - optind;
    if (line.merge) return sweep_merge(operands, operand_count, line.options.json);
    if (operand_count > 0) {
        (void)setup_refuse("sweep", "`%.60s` is one word too many (ringleader sweep --help)",
                           operands[0]);
        return EXIT_USAGE;
    }
    if (!line.unsafe && !timers_are_safe(&line.options)) return EXIT_USAGE;
    if (line.options.out != NULL && !folder_exists(line.options.out)) return EXIT_ENVIRONMENT;
    const enum err err = sweep_run(&line.options, &sum, &info);
    if (err != ERR_NONE) return setup_fail(err, &info);
    return report(&line.options, &sum);
}
