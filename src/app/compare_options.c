/* The command line of `compare`: its own options, and one for every header setting. */
#include <getopt.h>
#include <inttypes.h>
#include <string.h>

#include "app/compare.h"
#include "app/options.h"
#include "app/setup.h"

/* symbol, name, short, argument, help */
#define COMPARE_OPTIONS(X)                                                                         \
    X(WITH, "with", 0, "SETTINGS", "a world (repeatable; default: the three policies)")            \
    X(SEEDS, "seeds", 0, "A..B", "each world with every seed from A to B")                         \
    X(FOR, "for", 0, "DUR", "run on to at least this cluster time")                                \
    X(FORMAT, "format", 0, "FORMAT", "text, csv or json")                                          \
    X(TRACE, "trace", 0, "FILE", "a trace a run; % becomes SCENARIO-WORLD[-SEED]")                 \
    X(STRICT, "strict", 0, "", "exit 1 when a world does not hold")                                \
    X(HELP, "help", 'h', "", "this help")

enum compare_option {
#define X(symbol, name, letter, argument, help) COMPARE_##symbol,
    COMPARE_OPTIONS(X)
#undef X
    COMPARE_OPTION_COUNT
};

static const struct {
    const char *name;
    char letter;
    const char *argument, *help;
} rows[] = {
#define X(symbol, name, letter, argument, help) { name, letter, argument, help },
    COMPARE_OPTIONS(X)
#undef X
};

/* getopt values: OWN_FIRST + enum compare_option, SETTING_FIRST + enum setting. */
enum { OWN_FIRST = 256, SETTING_FIRST = 512, ALL_COUNT = COMPARE_OPTION_COUNT + SETTING_COUNT };

/* ---- values ------------------------------------------------------------------------- */

static bool parse_world(struct compare_options *self, const char *word) {
    struct err_info info;
    if (self->world_count == COMPARE_WORLDS_MAX) {
        return setup_refuse("compare", "--with: at most %d worlds fit into a comparison",
                            COMPARE_WORLDS_MAX);
    }
    if (compare_settings_parse(word, &self->world[self->world_count], &info)) {
        self->world_count++;
        return true;
    }
    return setup_refuse("compare", "--with `%.100s`: %s", word, info.text);
}

static bool parse_seeds(struct compare_options *self, const char *word) {
    const char *between = strstr(word, "..");
    self->seeds_given = true;
    if (between == NULL || !text_parse_uint(word, (size_t)(between - word), &self->first_seed) ||
        !text_parse_uint(between + 2, strlen(between + 2), &self->last_seed) ||
        self->first_seed > self->last_seed) {
        return setup_refuse("compare", "--seeds: `%.60s`; expected A..B with A <= B, such as 1..20",
                            word);
    }
    if (self->last_seed - self->first_seed >= COMPARE_SEEDS_MAX) {
        return setup_refuse("compare", "--seeds: `%.60s`; at most %d seeds", word,
                            COMPARE_SEEDS_MAX);
    }
    return true;
}

static bool parse_for(struct compare_options *self, const char *word) {
    if (text_parse_duration(word, strlen(word), &self->for_us) && self->for_us > 0 &&
        self->for_us <= STATEMENT_DURATION_MAX_US) {
        return true;
    }
    return setup_refuse("compare",
                        "--for: `%.60s` is no duration; expected a number above 0 and a unit: "
                        "us, ms, s or m (250us, 1.5s), at most 1000000s",
                        word);
}

static bool parse_format(struct compare_options *self, const char *word) {
    static const char *const formats[] = { "text", "csv", "json" };
    for (unsigned i = 0; i < 3; i++) {
        if (strcmp(word, formats[i]) != 0) continue;
        self->format = (enum compare_format)i;
        return true;
    }
    const char *nearest = text_nearest(word, formats, 3);
    if (nearest == NULL)
        return setup_refuse("compare", "--format: `%.60s`; expected text, csv or json", word);
    return setup_refuse("compare",
                        "--format: unknown `%.60s`; did you mean `%s`? expected text, csv or json",
                        word, nearest);
}

static bool parse_own(struct compare_options *self, enum compare_option option, const char *value) {
    switch (option) {
    case COMPARE_WITH: return parse_world(self, value);
    case COMPARE_SEEDS: return parse_seeds(self, value);
    case COMPARE_FOR: return parse_for(self, value);
    case COMPARE_FORMAT: return parse_format(self, value);
    case COMPARE_TRACE: self->trace = value; return true;
    case COMPARE_STRICT: self->strict = true; return true;
    case COMPARE_HELP:
    case COMPARE_OPTION_COUNT: return true;
    }
    return true;
}

static bool parse_setting(struct compare_options *self, enum setting setting, const char *value) {
    struct err_info info;
    const char *word = value == NULL ? "" : value;
    if (compare_settings_add(&self->common, setting, word, strlen(word), &info)) return true;
    return setup_refuse("compare", "--%s", info.text);
}

/* ---- the line ----------------------------------------------------------------------- */

/* A label is a world's own. */
static bool is_option(enum setting setting) {
    return setting != SETTING_NAME;
}

static const char *argument_of(enum setting setting) {
    const char *blank = strchr(setting_syntax(setting), ' ');
    return blank == NULL ? "" : blank + 1;
}

static void build_longs(struct option longs[ALL_COUNT + 1]) {
    struct option *end = longs;
    for (int i = 0; i < COMPARE_OPTION_COUNT; i++) {
        const int has = rows[i].argument[0] != '\0' ? required_argument : no_argument;
        *end++ = (struct option){ rows[i].name, has, NULL, OWN_FIRST + i };
    }
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const enum setting setting = (enum setting)i;
        if (!is_option(setting)) continue;
        const int has = argument_of(setting)[0] != '\0' ? required_argument : no_argument;
        *end++ = (struct option){ setting_word(setting), has, NULL, SETTING_FIRST + (int)i };
    }
    *end = (struct option){ 0 };
}

static bool refuse_option(const char *word, const struct option *longs) {
    const char *names[ALL_COUNT];
    char bare[64];
    size_t count = 0;
    for (; longs[count].name != NULL; count++) names[count] = longs[count].name;
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word, "="), word);
    const bool is_long = strncmp(bare, "--", 2) == 0;
    for (size_t i = 0; is_long && i < count; i++) {
        if (strcmp(names[i], bare + 2) == 0)
            return setup_refuse("compare", "`%s` takes no value", bare);
    }
    const char *nearest = is_long ? text_nearest(bare + 2, names, count) : NULL;
    if (nearest == NULL) {
        return setup_refuse("compare", "unknown option `%.60s` (ringleader compare --help)", word);
    }
    return setup_refuse("compare", "unknown option `%.60s`; did you mean `--%s`?", word, nearest);
}

static bool parse_line(struct compare_options *self, int argc, char **argv, bool *help) {
    struct option longs[ALL_COUNT + 1];
    build_longs(longs);
    opterr = 0;
    optind = 0;
    for (;;) {
        const int answer = getopt_long(argc, argv, ":hn:", longs, NULL);
        if (answer == -1) break;
        if (answer == ':')
            return setup_refuse("compare", "`%.60s` needs a value", argv[optind - 1]);
        if (answer == '?' && optopt > 0 && optopt < OWN_FIRST) {
            const char letter[] = { '-', (char)optopt, '\0' };
            return refuse_option(letter, longs);
        }
        if (answer == '?') return refuse_option(argv[optind - 1], longs);
        if (answer == 'h' || answer == OWN_FIRST + COMPARE_HELP) *help = true;
        else if (answer == 'n') {
            if (!parse_setting(self, SETTING_NODES, optarg)) return false;
        } else if (answer >= SETTING_FIRST) {
            if (!parse_setting(self, (enum setting)(answer - SETTING_FIRST), optarg)) return false;
        } else if (!parse_own(self, (enum compare_option)(answer - OWN_FIRST), optarg)) {
            return false;
        }
    }
    self->scenarios = argv + optind;
    self->scenario_count = argc - optind;
    return true;
}

static bool add_policies(struct compare_options *self) {
    for (unsigned i = 0; i < QUORUM_COUNT; i++) {
        char label[40];
        struct err_info info;
        const char *name = quorum_name((enum quorum_policy)i);
        struct compare_settings *world = &self->world[self->world_count++];
        snprintf(label, sizeof label, "quorum=%s", name);
        snprintf(world->label, sizeof world->label, "%s", label);
        if (!compare_settings_add(world, SETTING_QUORUM, name, strlen(name), &info)) return false;
    }
    return true;
}

static bool check(struct compare_options *self) {
    if (self->scenario_count == 0) {
        return setup_refuse("compare",
                            "expected at least one scenario, a file or a built-in one\n"
                            "            (ringleader list scenarios; ringleader compare --help)");
    }
    int from_stdin = 0;
    for (int i = 0; i < self->scenario_count; i++) from_stdin += !strcmp(self->scenarios[i], "-");
    if (from_stdin > 1) return setup_refuse("compare", "`-` can be read only once");
    if (self->trace != NULL && strchr(self->trace, '%') == NULL) {
        return setup_refuse("compare",
                            "--trace: FILE must contain %%, which becomes SCENARIO-WORLD[-SEED]");
    }
    if (self->world_count == 0) {
        if (compare_settings_have(&self->common, SETTING_QUORUM)) {
            return setup_refuse(
                "compare", "--quorum with nothing to compare: the worlds are the three policies; "
                           "say --with SETTINGS");
        }
        if (!add_policies(self)) return false;
    }
    for (int i = 0; self->seeds_given && i < self->world_count; i++) {
        if (!compare_settings_have(&self->world[i], SETTING_SEED)) continue;
        return setup_refuse(
            "compare", "--with `%.100s`: a world with a seed of its own cannot have --seeds, too",
            self->world[i].label);
    }
    if (self->seeds_given && compare_settings_have(&self->common, SETTING_SEED)) {
        return setup_refuse("compare", "--seed and --seeds: give one of them");
    }
    return true;
}

/* ---- help --------------------------------------------------------------------------- */

static void print_help(FILE *out) {
    fputs("Usage: ringleader compare [OPTIONS] SCENARIO...\n\n"
          "  Play a scenario in several worlds and show side by side what became of it.\n"
          "  A world is the scenario with some of its header settings changed:\n\n"
          "    ringleader compare leader-dies\n"
          "    ringleader compare leader-dies --with as-is --with heartbeat=400ms\n"
          "    ringleader compare leader-in-minority --with quorum=majority \\\n"
          "        --with quorum=none,break=vote-once+promise,name=reckless --seeds 1..20\n\n"
          "Options:\n",
          out);
    for (int i = 0; i < COMPARE_OPTION_COUNT; i++) {
        char left[48], letter[8] = "    ";
        if (rows[i].letter != '\0') snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
        snprintf(left, sizeof left, "%s--%s %s", letter, rows[i].name, rows[i].argument);
        fprintf(out, "  %-26s %s\n", left, rows[i].help);
    }
    fputs("\nSETTINGS is SETTING=VALUE,... or as-is.  As an option, --SETTING VALUE, each of\n"
          "these is for all worlds; break=none mends what the scenario breaks:\n",
          out);
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        char left[48];
        const enum setting setting = (enum setting)i;
        const char *argument = argument_of(setting);
        snprintf(left, sizeof left, "%s%s%s", setting_word(setting), argument[0] != '\0' ? "=" : "",
                 argument);
        const char *help = setting == SETTING_ENGINE ? "sim (default) or threads"
                           : setting == SETTING_SEED ? "seed of chance (default 1)"
                           : setting == SETTING_NAME ? "what the world is called in the table"
                                                     : setting_help(setting);
        fprintf(out, "  %-26s %s\n", left, help);
    }
    fputs("\nFigures (with several seeds min, median and max where they differ):\n", out);
    for (unsigned i = 0; i < MEASURES_COUNT; i++) {
        const char *words = measure_words((enum measure)i);
        fprintf(out, "  %-26s %s\n", words + strspn(words, " "), measure_help((enum measure)i));
    }
    fputs("\nA world that does not hold is a result: the exit code is 0, or 1 with --strict.\n",
          out);
}

enum compare_answer compare_options_parse(struct compare_options *self, int argc, char **argv) {
    bool help = false;
    memset(self, 0, sizeof *self);
    if (!parse_line(self, argc - 1, argv + 1, &help)) return COMPARE_REFUSED;
    if (help) {
        print_help(stdout);
        return COMPARE_DONE;
    }
    return check(self) ? COMPARE_GO : COMPARE_REFUSED;
}
