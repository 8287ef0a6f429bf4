/* app/options.h - the commands and options of the program, one table each.
 *
 * Parser, --help and the README's table come from here.
 */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"
#include "election/elect.h"
#include "trace/header.h"

#define PROGRAM_VERSION "0.1.0"

/* symbol, name, syntax, help */
#define APP_COMMANDS(X)                                                                            \
    X(TUI, "tui", "[OPTIONS] [SCENARIO]", "the dashboard (the default)")                           \
    X(RUN, "run", "[OPTIONS] SCENARIO...", "play scenarios headless, judge them; - is stdin")      \
    X(SWEEP, "sweep", "[OPTIONS]", "many seeds of random faults in virtual time")                  \
    X(COMPARE, "compare", "[OPTIONS] SCENARIO...", "a scenario in several worlds, side by side")   \
    X(CHECK, "check", "[OPTIONS]", "explore every behaviour of a small ring")                      \
    X(VERIFY, "verify", "[OPTIONS] TRACE...", "judge recorded traces offline")                     \
    X(REPLAY, "replay", "[OPTIONS] TRACE", "open a trace in the dashboard; --headless prints it")  \
    X(SNAPSHOT, "snapshot", "[OPTIONS] TRACE",                                                     \
      "one screen of the dashboard, as text, ansi or svg")                                         \
    X(WHY, "why", "[OPTIONS] TRACE", "why an event happened, or why a node does not lead")         \
    X(LIST, "list", "WHAT", "scenarios, properties, rules, keys, ...")

enum app_command {
#define X(symbol, name, syntax, help) APP_##symbol,
    APP_COMMANDS(X)
#undef X
    APP_COMMAND_COUNT
};

/* symbol, name, the commands whose --format takes it (bits of `on`, below) */
#define REPORT_FORMATS(X)                                                                          \
    X(TEXT, "text", ON_RUN | ON_VERIFY | ON_SNAPSHOT | ON_WHY)                                     \
    X(JSON, "json", ON_RUN | ON_VERIFY | ON_WHY)                                                   \
    X(TAP, "tap", ON_RUN | ON_VERIFY)                                                              \
    X(JUNIT, "junit", ON_RUN | ON_VERIFY)                                                          \
    X(ANSI, "ansi", ON_SNAPSHOT)                                                                   \
    X(SVG, "svg", ON_SNAPSHOT)

enum report_format {
#define X(symbol, name, on) REPORT_##symbol,
    REPORT_FORMATS(X)
#undef X
    REPORT_COUNT
};

/* Bits of `on`: the commands an option belongs to. */
enum {
    ON_TUI = 1 << APP_TUI,
    ON_RUN = 1 << APP_RUN,
    ON_VERIFY = 1 << APP_VERIFY,
    ON_REPLAY = 1 << APP_REPLAY,
    ON_SNAPSHOT = 1 << APP_SNAPSHOT,
    ON_WHY = 1 << APP_WHY,
    ON_LIST = 1 << APP_LIST,
    ON_LIVE = ON_TUI | ON_RUN,
    ON_SCREEN = ON_TUI | ON_REPLAY | ON_SNAPSHOT,
    ON_ALL = ON_TUI | ON_RUN | ON_VERIFY | ON_REPLAY | ON_SNAPSHOT | ON_WHY | ON_LIST,
};

/* symbol, long name, short ('\0' for none), argument ("" for none), on, help.
 * `sweep`, `check` and `compare` parse their own lines (app/sweep.c, app/check.c,
 * app/compare_options.c). */
#define OPTIONS(X)                                                                                 \
    X(NODES, "nodes", 'n', "N", ON_LIVE, "number of nodes, 2 to 10 (default 5)")                   \
    X(QUORUM, "quorum", 0, "POLICY", ON_LIVE, "active (default), majority or none")                \
    X(ENGINE, "engine", 0, "ENGINE", ON_LIVE, "threads (default) or sim")                          \
    X(SEED, "seed", 0, "S", ON_LIVE, "seed of chance, decimal or 0x...; always printed")           \
    X(HOP, "hop", 0, "DUR", ON_LIVE, "delay of one hop, d")                                        \
    X(HEARTBEAT, "heartbeat", 0, "DUR", ON_LIVE, "interval of LEADER tokens, H")                   \
    X(LEASE, "lease", 0, "DUR", ON_LIVE, "lease of a leader, L")                                   \
    X(PROMISE, "promise", 0, "DUR", ON_LIVE, "promise of a signer, P")                             \
    X(STAND, "stand", 0, "DUR", ON_LIVE, "interval between candidacies, E")                        \
    X(HOP_TIMEOUT, "hop-timeout", 0, "DUR", ON_LIVE, "wait for a hop's acknowledgement, TH")       \
    X(DRIFT, "drift", 0, "PPM", ON_LIVE, "bound of clock-rate errors, rho (default 10000)")        \
    X(UNSAFE, "unsafe", 0, "", ON_LIVE, "allow timers that break an inequality")                   \
    X(BREAK, "break", 0, "RULE", ON_LIVE, "break a rule on purpose (repeatable; list rules)")      \
    X(FOR, "for", 0, "DUR", ON_RUN, "run on to at least this cluster time")                        \
    X(SPEED, "speed", 0, "X", ON_LIVE | ON_REPLAY, "speed of the cluster's clock, 0.1 to 10")      \
    X(TRACE, "trace", 0, "FILE", ON_LIVE,                                                          \
      "write the trace (JSON Lines; - = stdout, % = scenario)")                                    \
    X(FORMAT, "format", 0, "FORMAT", ON_RUN | ON_VERIFY | ON_SNAPSHOT | ON_WHY,                    \
      "" /* the command's formats, by name */)                                                     \
    X(AT, "at", 0, "DUR", ON_SNAPSHOT | ON_REPLAY | ON_WHY,                                        \
      "the cluster time to show, or to ask about (default: the end)")                              \
    X(SIZE, "size", 0, "WxH", ON_SNAPSHOT | ON_TUI | ON_REPLAY,                                    \
      "columns and rows (default 80x24; on a terminal: all it has)")                               \
    X(VIEW, "view", 0, "PAGE", ON_SNAPSHOT,                                                        \
      "dashboard (default), space, beliefs or why: the page to show")                              \
    X(KEYS, "keys", 0, "FILE", ON_TUI | ON_REPLAY,                                                 \
      "keys fed from a file, with waits on what the screen shows")                                 \
    X(RECORD, "record", 0, "FILE", ON_TUI | ON_REPLAY,                                             \
      "record the screen as an asciicast, for asciinema play FILE")                                \
    X(LESSON, "lesson", 0, "NAME", ON_TUI, "a guided lesson (list lessons), or a file with one")   \
    X(NO_TERMINAL, "no-terminal", 0, "", ON_TUI | ON_REPLAY,                                       \
      "only --keys, no terminal; with sim or a trace always the same")                             \
    X(SEQ, "seq", 0, "N", ON_WHY, "the event with this number (`seq` in the trace)")               \
    X(NODE, "node", 0, "X", ON_WHY, "this node only (default: all)")                               \
    X(STRICT, "strict", 0, "", ON_TUI, "exit 1 after a violation")                                 \
    X(STRICT_LIVENESS, "strict-liveness", 0, "", ON_RUN | ON_VERIFY,                               \
      "L1-L3 fail a threaded run, too")                                                            \
    X(HEADLESS, "headless", 0, "", ON_REPLAY, "print the trace instead of opening the dashboard")  \
    X(NO_COLOR, "no-color", 0, "", ON_SCREEN, "no colour (also: NO_COLOR)")                        \
    X(ASCII, "ascii", 0, "", ON_SCREEN, "draw with ASCII only")                                    \
    X(THEME, "theme", 0, "NAME|FILE", ON_SCREEN, "list themes; default: dark")                     \
    X(READONLY, "readonly", 0, "", ON_TUI | ON_REPLAY, "keys that act on the cluster do nothing")  \
    X(QUIET, "quiet", 'q', "", ON_RUN | ON_VERIFY, "only failures and the verdict")                \
    X(VERBOSE, "verbose", 'v', "", ON_RUN, "every event, messages too")                            \
    X(HELP, "help", 'h', "", ON_ALL, "this help")                                                  \
    X(VERSION, "version", 'V', "", ON_ALL, "the version")

enum option_kind {
#define X(symbol, name, letter, argument, on, help) OPTION_##symbol,
    OPTIONS(X)
#undef X
    OPTION_COUNT
};

struct options {
    enum app_command command;
    bool command_given; /* named, not implied */
    uint64_t given;     /* bit per enum option_kind */
    uint8_t nodes;
    enum quorum_policy quorum;
    enum engine_kind engine;
    uint64_t seed;
    struct timers timers;   /* 0 where not given */
    bool heartbeat_is_ring; /* the dashboard's default: H = R */
    uint32_t drift_ppm;
    struct rule_set broken;
    int64_t for_us, at_us;
    int size_rows, size_cols; /* snapshot */
    uint64_t seq;             /* why */
    uint8_t node;             /* why */
    uint32_t speed_permille;
    const char *trace; /* borrowed from argv, as all strings here */
    enum report_format format;
    const char *theme;
    const char *record;
    const char *keys, *lesson; /* NULL: none */
    const char *view;          /* snapshot: dashboard, space, beliefs or why */
    char *const *operands;
    int operand_count;
};
_Static_assert(OPTION_COUNT <= 64, "options.given has a bit for every option");

static inline bool options_has(const struct options *self, enum option_kind kind) {
    return (self->given >> kind & 1u) != 0;
}

/* Parse the command line of every command but sweep, check and compare.  For those only
 * the command is filled in.  argv is permuted.  ERR_USAGE with text in *info. */
enum err options_parse(struct options *self, int argc, char **argv, struct err_info *info);

const char *option_name(enum option_kind kind);

/* Help of one command, or of the program when command is APP_COMMAND_COUNT. */
void options_help(FILE *out, enum app_command command);

#endif
