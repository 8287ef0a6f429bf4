#include "app/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/builtin.h"
#include "scenario/statement.h"

static const struct {
    const char *name, *syntax, *help;
} commands[] = {
#define X(symbol, name, syntax, help) [APP_##symbol] = { name, syntax, help },
    APP_COMMANDS(X)
#undef X
};

static const struct {
    const char *name;
    char letter;
    const char *argument;
    int on;
    const char *help;
} rows[] = {
#define X(symbol, name, letter, argument, on, help)                                                \
    [OPTION_##symbol] = { name, letter, argument, on, help },
    OPTIONS(X)
#undef X
};

static const struct {
    const char *name;
    int on;
} formats[] = {
#define X(symbol, name, on) [REPORT_##symbol] = { name, on },
    REPORT_FORMATS(X)
#undef X
};

enum { LONG_ONLY = 256 }; /* getopt value of option i is LONG_ONLY + i */

static enum err usage(struct err_info *info, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static enum err usage(struct err_info *info, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(info->text, sizeof info->text, format, arguments);
    va_end(arguments);
    return ERR_USAGE;
}

/* "; did you mean `x`?" for the nearest of a table's names, or "". */
static const char *did_you_mean(const char *word, const char *const *names, size_t count) {
    static char answer[80];
    const char *nearest = text_nearest(word, names, count);
    if (nearest == NULL) return "";
    snprintf(answer, sizeof answer, "; did you mean `%s`?", nearest);
    return answer;
}

static enum err bad_word(struct err_info *info, const char *option, const char *word,
                         const char *const *names, size_t count) {
    char expected[160];
    size_t length = 0;
    for (size_t i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : i + 1 == count ? " or " : ", ";
        length +=
            (size_t)snprintf(expected + length, sizeof expected - length, "%s%s", before, names[i]);
    }
    return usage(info, "--%s: unknown `%.60s`%s%s expected %s", option, word,
                 did_you_mean(word, names, count),
                 text_nearest(word, names, count) != NULL ? "" : ";", expected);
}

static enum err parse_break(struct options *self, const char *word, struct err_info *info) {
    const enum rule rule = rule_by_name(word);
    if (rule == RULE_COUNT) {
        const char *names[RULE_COUNT];
        for (unsigned i = 0; i < RULE_COUNT; i++) names[i] = rule_name((enum rule)i);
        return usage(info, "--break: unknown rule `%.60s`%s (ringleader list rules)", word,
                     did_you_mean(word, names, RULE_COUNT));
    }
    self->broken = rule_break(self->broken, rule);
    return ERR_NONE;
}

static enum err parse_named(struct options *self, enum option_kind kind, const char *word,
                            struct err_info *info) {
    const char *names[16];
    size_t count = 0;
    if (kind == OPTION_QUORUM) {
        self->quorum = quorum_by_name(word);
        if (self->quorum != QUORUM_COUNT) return ERR_NONE;
        for (; count < QUORUM_COUNT; count++) names[count] = quorum_name((enum quorum_policy)count);
        return bad_word(info, "quorum", word, names, count);
    }
    if (kind == OPTION_ENGINE) {
        self->engine = engine_by_name(word);
        if (self->engine == ENGINE_THREADS || self->engine == ENGINE_SIM) return ERR_NONE;
        for (; count < ENGINE_CHECK; count++) names[count] = engine_name((enum engine_kind)count);
        return bad_word(info, "engine", word, names, count);
    }
    for (unsigned i = 0; i < REPORT_COUNT; i++) {
        if ((formats[i].on & 1 << self->command) == 0) continue;
        names[count++] = formats[i].name;
        if (strcmp(formats[i].name, word) != 0) continue;
        self->format = (enum report_format)i;
        return ERR_NONE;
    }
    return bad_word(info, "format", word, names, count);
}

static enum err parse_duration(enum option_kind kind, const char *word, int64_t *out_us,
                               struct err_info *info) {
    const bool zero_ok = kind == OPTION_AT;
    if (text_parse_duration(word, strlen(word), out_us) && *out_us >= (zero_ok ? 0 : 1)) {
        if (*out_us <= STATEMENT_DURATION_MAX_US) return ERR_NONE;
        return usage(info, "--%s: `%.60s` is too long; at most 1000000s", rows[kind].name, word);
    }
    return usage(info,
                 "--%s: `%.60s` is no duration; expected a number%s and a unit: "
                 "us, ms, s or m (250us, 1.5s)",
                 rows[kind].name, word, zero_ok ? "" : " above 0");
}

static enum err parse_number(struct options *self, enum option_kind kind, const char *word,
                             struct err_info *info) {
    uint64_t value;
    const bool ok = text_parse_uint(word, strlen(word), &value);
    if (kind == OPTION_SEED) {
        if (!ok)
            return usage(info, "--seed: `%.60s` is no number; expected decimal or 0x...", word);
        self->seed = value;
    } else if (kind == OPTION_NODES) {
        if (!ok || value < NODES_MIN || value > NODES_MAX) {
            return usage(info, "--nodes: `%.60s`; expected a number from %d to %d", word, NODES_MIN,
                         NODES_MAX);
        }
        self->nodes = (uint8_t)value;
    } else {
        if (!ok || value > DRIFT_PPM_MAX) {
            return usage(info, "--drift: `%.60s`; expected parts per million from 0 to %d", word,
                         DRIFT_PPM_MAX);
        }
        self->drift_ppm = (uint32_t)value;
    }
    return ERR_NONE;
}

static enum err parse_speed(struct options *self, const char *word, struct err_info *info) {
    char *end;
    const double speed = strtod(word, &end);
    if (*word == '\0' || *end != '\0' || !(speed >= 0.1 && speed <= 10.0)) {
        return usage(info, "--speed: `%.60s`; expected a number from 0.1 to 10", word);
    }
    self->speed_permille = (uint32_t)(speed * 1000 + 0.5);
    return ERR_NONE;
}

static enum err parse_size(struct options *self, const char *word, struct err_info *info) {
    char *end = NULL;
    const long wide = strtol(word, &end, 10);
    const long high = *end == 'x' ? strtol(end + 1, &end, 10) : 0;
    if (*end != '\0' || wide < 1 || wide > 320 || high < 1 || high > 110) {
        return usage(info, "--size: `%.60s`; expected COLUMNSxROWS, 1x1 to 320x110", word);
    }
    self->size_cols = (int)wide;
    self->size_rows = (int)high;
    return ERR_NONE;
}

static enum err parse_view(struct options *self, const char *word, struct err_info *info) {
    static const char *const pages[] = { "dashboard", "space", "beliefs", "why" };
    self->view = word;
    for (int i = 0; i < 4; i++) {
        if (strcmp(word, pages[i]) == 0) return ERR_NONE;
    }
    return bad_word(info, "view", word, pages, 4);
}

static enum err parse_seq(struct options *self, const char *word, struct err_info *info) {
    if (text_parse_uint(word, strlen(word), &self->seq) && self->seq > 0) return ERR_NONE;
    return usage(info, "--seq: `%.60s`; expected the number of an event, 1 or more", word);
}

static enum err parse_node(struct options *self, const char *word, struct err_info *info) {
    const char letter = word[0] >= 'a' && word[0] <= 'j' ? (char)(word[0] - 'a' + 'A') : word[0];
    self->node = (uint8_t)(letter - 'A');
    if (word[0] != '\0' && word[1] == '\0' && letter >= 'A' && letter <= 'J') return ERR_NONE;
    return usage(info, "--node: `%.60s`; expected a node, A to J", word);
}

static enum err parse_one(struct options *self, enum option_kind kind, const char *value,
                          struct err_info *info) {
    if ((rows[kind].on & 1 << self->command) == 0) {
        return usage(info, "--%s does not belong to `%s` (ringleader %s --help)", rows[kind].name,
                     commands[self->command].name, commands[self->command].name);
    }
    self->given |= UINT64_C(1) << kind;
    switch (kind) {
    case OPTION_NODES:
    case OPTION_SEED:
    case OPTION_DRIFT: return parse_number(self, kind, value, info);
    case OPTION_QUORUM:
    case OPTION_ENGINE:
    case OPTION_FORMAT: return parse_named(self, kind, value, info);
    case OPTION_HOP: return parse_duration(kind, value, &self->timers.hop_us, info);
    case OPTION_HEARTBEAT: return parse_duration(kind, value, &self->timers.heartbeat_us, info);
    case OPTION_LEASE: return parse_duration(kind, value, &self->timers.lease_us, info);
    case OPTION_PROMISE: return parse_duration(kind, value, &self->timers.promise_us, info);
    case OPTION_STAND: return parse_duration(kind, value, &self->timers.stand_us, info);
    case OPTION_HOP_TIMEOUT: return parse_duration(kind, value, &self->timers.hop_timeout_us, info);
    case OPTION_FOR: return parse_duration(kind, value, &self->for_us, info);
    case OPTION_SPEED: return parse_speed(self, value, info);
    case OPTION_BREAK: return parse_break(self, value, info);
    case OPTION_TRACE: self->trace = value; return ERR_NONE;
    case OPTION_THEME: self->theme = value; return ERR_NONE;
    case OPTION_VIEW: return parse_view(self, value, info);
    case OPTION_SIZE: return parse_size(self, value, info);
    case OPTION_KEYS: self->keys = value; return ERR_NONE;
    case OPTION_RECORD: self->record = value; return ERR_NONE;
    case OPTION_SEQ: return parse_seq(self, value, info);
    case OPTION_NODE: return parse_node(self, value, info);
    case OPTION_LESSON: self->lesson = value; return ERR_NONE;
    case OPTION_AT: return parse_duration(kind, value, &self->at_us, info);
    case OPTION_UNSAFE:
    case OPTION_STRICT:
    case OPTION_STRICT_LIVENESS:
    case OPTION_HEADLESS:
    case OPTION_NO_TERMINAL:
    case OPTION_NO_COLOR:
    case OPTION_ASCII:
    case OPTION_READONLY:
    case OPTION_QUIET:
    case OPTION_VERBOSE:
    case OPTION_HELP:
    case OPTION_VERSION:
    case OPTION_COUNT: return ERR_NONE;
    }
    return ERR_NONE;
}

static void build_tables(struct option longs[OPTION_COUNT + 1], char shorts[2 * OPTION_COUNT + 2]) {
    char *end = shorts;
    *end++ = ':'; /* getopt tells a missing argument from an unknown option */
    for (int i = 0; i < OPTION_COUNT; i++) {
        const int has_argument = rows[i].argument[0] != '\0' ? required_argument : no_argument;
        longs[i] = (struct option){ rows[i].name, has_argument, NULL, LONG_ONLY + i };
        if (rows[i].letter == '\0') continue;
        *end++ = rows[i].letter;
        if (has_argument == required_argument) *end++ = ':';
    }
    *end = '\0';
    longs[OPTION_COUNT] = (struct option){ 0 };
}

static enum option_kind kind_of(int answer) {
    if (answer >= LONG_ONLY) return (enum option_kind)(answer - LONG_ONLY);
    for (int i = 0; i < OPTION_COUNT; i++) {
        if (rows[i].letter == answer && answer != '\0') return (enum option_kind)i;
    }
    return OPTION_COUNT;
}

static enum err unknown_option(const char *word, enum app_command command, struct err_info *info) {
    const char *names[OPTION_COUNT];
    char bare[64];
    size_t count = 0;
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((rows[i].on & 1 << command) != 0) names[count++] = rows[i].name;
    }
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word, "="), word);
    for (size_t i = 0; i < count && strncmp(bare, "--", 2) == 0; i++) {
        if (strcmp(names[i], bare + 2) == 0) return usage(info, "`%s` takes no value", bare);
    }
    const char *nearest =
        word[0] == '-' && word[1] == '-' ? text_nearest(bare + 2, names, count) : NULL;
    if (nearest == NULL) {
        return usage(info, "unknown option `%.60s` (ringleader %s --help)", word,
                     commands[command].name);
    }
    return usage(info, "unknown option `%.60s`; did you mean `--%s`?", word, nearest);
}

/* The command is the first word.  Without one it is `tui`. */
static int find_command(struct options *self, int argc, char **argv) {
    self->command = APP_TUI;
    if (argc < 2 || argv[1][0] == '-') return 1;
    for (int i = 0; i < APP_COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, argv[1]) != 0) continue;
        self->command = (enum app_command)i;
        self->command_given = true;
        return 2;
    }
    return 1;
}

/* Without a command the first operand is a scenario.  One that is none, but is or is nearly
 * the name of a command, is a mistake worth naming. */
static enum err check_operands(const struct options *self, struct err_info *info) {
    const char *names[APP_COMMAND_COUNT];
    if (self->command_given || self->operand_count == 0) return ERR_NONE;
    const char *word = self->operands[0];
    for (int i = 0; i < APP_COMMAND_COUNT; i++) names[i] = commands[i].name;
    const char *nearest = text_nearest(word, names, APP_COMMAND_COUNT);
    if (nearest == NULL || builtin_find(word) != NULL || access(word, F_OK) == 0) return ERR_NONE;
    if (strcmp(nearest, word) != 0) {
        return usage(info, "unknown command `%.60s`; did you mean `%s`? (ringleader --help)", word,
                     nearest);
    }
    return usage(info, "`%s` must come first: ringleader %s [OPTIONS]", word, word);
}

static bool parses_its_own(enum app_command command) {
    return command == APP_SWEEP || command == APP_CHECK || command == APP_COMPARE;
}

enum err options_parse(struct options *self, int argc, char **argv, struct err_info *info) {
    struct option longs[OPTION_COUNT + 1];
    char shorts[2 * OPTION_COUNT + 2];
    *self = (struct options){ .nodes = 5,
                              .drift_ppm = DRIFT_PPM_DEFAULT,
                              .speed_permille = 1000,
                              .theme = "dark",
                              .view = "dashboard",
                              .size_rows = 24,
                              .size_cols = 80 };
    const int first = find_command(self, argc, argv);
    if (parses_its_own(self->command)) return ERR_NONE;
    build_tables(longs, shorts);
    opterr = 0;
    optind = 0; /* 0, not 1: afresh, also after an earlier line was refused half-way */
    char **line = argv + (first - 1);
    const int count = argc - (first - 1);
    for (;;) {
        const int answer = getopt_long(count, line, shorts, longs, NULL);
        if (answer == -1) break;
        if (answer == ':') return usage(info, "`%.60s` needs a value", line[optind - 1]);
        if (answer == '?' && optopt > 0 && optopt < LONG_ONLY) {
            const char letter[] = { '-', (char)optopt, '\0' };
            return unknown_option(letter, self->command, info);
        }
        if (answer == '?') return unknown_option(line[optind - 1], self->command, info);
        const enum err err = parse_one(self, kind_of(answer), optarg, info);
        if (err != ERR_NONE) return err;
    }
    self->operands = line + optind;
    self->operand_count = count - optind;
    return check_operands(self, info);
}

const char *option_name(enum option_kind kind) {
    return rows[kind].name;
}

/* "text, json, tap or junit" */
static void help_formats(FILE *out, enum app_command command) {
    int left = 0;
    for (unsigned i = 0; i < REPORT_COUNT; i++) left += (formats[i].on & 1 << command) != 0;
    for (unsigned i = 0; i < REPORT_COUNT; i++) {
        if ((formats[i].on & 1 << command) == 0) continue;
        left--;
        fprintf(out, "%s%s", formats[i].name, left > 1 ? ", " : left == 1 ? " or " : "\n");
    }
}

static void help_options(FILE *out, enum app_command command) {
    fprintf(out, "\nOptions:\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((rows[i].on & 1 << command) == 0) continue;
        char left[48];
        if (rows[i].letter != '\0') {
            snprintf(left, sizeof left, "-%c, --%s %s", rows[i].letter, rows[i].name,
                     rows[i].argument);
        } else {
            snprintf(left, sizeof left, "    --%s %s", rows[i].name, rows[i].argument);
        }
        fprintf(out, "  %-26s ", left);
        if (i == OPTION_FORMAT) help_formats(out, command);
        else fprintf(out, "%s\n", rows[i].help);
    }
    if (command == APP_LIST || command == APP_VERIFY) return;
    fprintf(out, "\nDUR is a number and a unit: us, ms, s or m (250us, 1.5s).\n");
    if ((ON_LIVE & 1 << command) == 0) return;
    fprintf(out, "\nPOLICY, whose signatures a leader needs:\n");
    for (unsigned i = 0; i < QUORUM_COUNT; i++) {
        fprintf(out, "  %-10s %s\n", quorum_name((enum quorum_policy)i),
                quorum_help((enum quorum_policy)i));
    }
}

void options_help(FILE *out, enum app_command command) {
    static const struct {
        int code;
        const char *help;
    } codes[] = {
#define X(symbol, number, help) { number, help },
        EXIT_CODES(X)
#undef X
    };
    if (command != APP_COMMAND_COUNT) {
        fprintf(out, "Usage: ringleader %s %s\n\n  %s\n", commands[command].name,
                commands[command].syntax, commands[command].help);
        if (!parses_its_own(command)) help_options(out, command);
        else fputc('\n', out); /* they go on with their own */
        return;
    }
    fprintf(out,
            "ringleader - a leader election you can watch, break and prove, in a terminal\n\n");
    for (int i = 0; i < APP_COMMAND_COUNT; i++) {
        fprintf(out, "  ringleader %-8s %-22s %s\n", commands[i].name, commands[i].syntax,
                commands[i].help);
    }
    help_options(out, APP_TUI);
    fprintf(out, "\nExit codes:\n");
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++) {
        fprintf(out, "  %-10d %s\n", codes[i].code, codes[i].help);
    }
    fprintf(out, "  %-10s %s\n\n", "128+n", "ended by signal n");
    fprintf(out, "`ringleader COMMAND --help` tells more of one command.\n");
}
