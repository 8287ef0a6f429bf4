/* scenario/scenario.h - a scenario file as plain data, and back as text.
 *
 *     nodes 5                      header statements first, each at most once
 *     quorum majority              (`break` may be repeated)
 *     0s     expect leader within 2s
 *     +200ms kill leader           TIME STATEMENT; +: since the previous line was done
 *
 * UTF-8, LF or CRLF, `#` starts a comment.  A scenario without timed lines is
 * legal: a run that only starts.
 */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "scenario/statement.h"
#include "trace/header.h"

/* symbol, field (scenario.FIELD_given), word, syntax, help */
#define SETTINGS(X)                                                                                \
    X(NODES, nodes, "nodes", "nodes N", "number of nodes, 2 to 10")                                \
    X(QUORUM, quorum, "quorum", "quorum POLICY", "active, majority or none")                       \
    X(SEED, seed, "seed", "seed S", "seed of chance, decimal or 0x...")                            \
    X(HOP, hop, "hop", "hop DUR", "delay of one hop, d")                                           \
    X(HEARTBEAT, heartbeat, "heartbeat", "heartbeat DUR", "interval of LEADER tokens, H")          \
    X(LEASE, lease, "lease", "lease DUR", "lease of a leader, L")                                  \
    X(PROMISE, promise, "promise", "promise DUR", "promise of a signer, P")                        \
    X(STAND, stand, "stand", "stand DUR", "interval between candidacies, E")                       \
    X(HOP_TIMEOUT, hop_timeout, "hop-timeout", "hop-timeout DUR",                                  \
      "wait for a hop's acknowledgement, TH")                                                      \
    X(DRIFT, drift, "drift", "drift PPM", "bound of clock-rate errors the timers are made for")    \
    X(BREAK, broken, "break", "break RULE...", "break a rule on purpose")                          \
    X(ENGINE, engine, "engine", "engine ENGINE", "threads or sim")                                 \
    X(RING, ring, "ring", "ring X...", "the order of all nodes round the ring")                    \
    X(NAME, name, "name", "name WORD", "the scenario's name")                                      \
    X(UNSAFE, unsafe, "unsafe", "unsafe", "allow timers that break an inequality")

enum setting {
#define X(symbol, field, word, syntax, help) SETTING_##symbol,
    SETTINGS(X)
#undef X
    SETTING_COUNT
};

const char *setting_word(enum setting setting);
const char *setting_syntax(enum setting setting);
const char *setting_help(enum setting setting);

/* Enough for every session that the dashboard records. */
enum { SCENARIO_LINES_MAX = 2048, SCENARIO_NODES_DEFAULT = 5 };

struct scenario_line {
    int64_t time_us; /* absolute, or since the previous line was done */
    bool relative;
    uint32_t line;   /* of the file, 1-based */
    uint32_t column; /* where the statement begins, 1-based */
    struct statement statement;
};

/* Large (some 700 kB): keep it static or on the heap. */
struct scenario {
#define X(symbol, field, word, syntax, help) bool field##_given;
    SETTINGS(X)
#undef X
    uint32_t setting_line[SETTING_COUNT]; /* where it was given; break: the first; 0: not */
    uint8_t nodes;                        /* SCENARIO_NODES_DEFAULT when not given */
    enum quorum_policy quorum;            /* QUORUM_ACTIVE when not given */
    uint64_t seed;
    struct timers timers; /* only what was given, else 0; drift_ppm: see drift_given */
    struct rule_set broken;
    enum engine_kind engine; /* THREADS (also when not given) or SIM */
    uint8_t ring_count;
    uint8_t ring[NODES_MAX];         /* ring_count nodes, each once; ring_count 0 when not given */
    uint16_t ring_column[NODES_MAX]; /* where each node of `ring` is named */
    char name[NAME_BYTES];
    int count;
    struct scenario_line line[SCENARIO_LINES_MAX];
};

struct scenario_error {
    uint32_t line, column; /* 1-based; columns count characters */
    char message[STATEMENT_MESSAGE_BYTES];
};

/* Parse a whole file.
 *   name    used when the file has no `name` statement; "" is fine, cut when too long
 *   errors  receives the first `max` (>= 1) errors in the order of the file
 * Returns how many were written; 0: *out is complete.  Node names are only held
 * against NODES_MAX: which nodes there are may still be overridden. */
int scenario_parse(const char *bytes, size_t length, const char *name, struct scenario *out,
                   struct scenario_error *errors, int max);

/* Are all names within a ring of `nodes` nodes, and does `ring` name them all?
 * Returns the number of errors written. */
int scenario_check(const struct scenario *self, uint8_t nodes, struct scenario_error *errors,
                   int max);

/* The scenario as a file: header, timed lines; scenario_parse gives the same
 * scenario back (but for line numbers and comments). */
void scenario_print(const struct scenario *self, struct text *out);
/* Only the header's lines, or one timed line, each with its newline. */
void scenario_print_header(const struct scenario *self, struct text *out);
void scenario_print_line(const struct scenario_line *line, struct text *out);

/* Add a command at an absolute time.  False: it is full. */
bool scenario_add_command(struct scenario *self, int64_t time_us, const struct command *command);

#endif
