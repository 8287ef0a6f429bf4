/* scenario/statement.h - one statement of the scenario language.
 *
 * The same words in files, at the dashboard's `:` prompt and in what the
 * dashboard saves.  A statement is a command that injects a fault
 * (trace/command.h, WHO possibly still `leader` or `all`), an expectation, or
 * `end`.  Parser, error messages, completion and help come from the tables
 * COMMANDS and EXPECTATIONS.
 */
#ifndef SCENARIO_STATEMENT_H
#define SCENARIO_STATEMENT_H

#include "trace/command.h"
#include "trace/property.h"

/* symbol, words after `expect`, syntax, help */
#define EXPECTATIONS(X)                                                                            \
    X(LEADER, "leader", "expect leader [X] [in X...] within D",                                    \
      "some node (or X; among X...) leads: holds an unexpired lease")                              \
    X(NO_LEADER, "no leader", "expect no leader [in X...] within D",                               \
      "at some instant nobody (among X...) leads")                                                 \
    X(AGREEMENT, "agreement", "expect agreement [in X...] within D",                               \
      "every live, un-stalled node (among X...) acknowledges the same leader, who leads")          \
    X(STABLE, "stable", "expect stable for D",                                                     \
      "someone leads, and goes on leading without its lease ever lapsing, for D")                  \
    X(ROLE, "role", "expect role WHO ROLE within D",                                               \
      "each of WHO is follower, standing, elected, leader, down or stalled")                       \
    X(TERM, "term", "expect term WHO >= K within D", "each of WHO has reached term K")             \
    X(VIOLATION, "violation", "expect violation PROPERTY within D",                                \
      "the property must be violated; it then does not fail the run")                              \
    X(WRITE_REFUSED, "write refused", "expect write refused within D",                             \
      "a write is refused for its fencing number, after the line before was carried out")

enum expect_kind {
#define X(symbol, words, syntax, help) EXPECT_##symbol,
    EXPECTATIONS(X)
#undef X
    EXPECT_KIND_COUNT
};

/* What a person sees a node do; exactly one at any instant, DOWN and STALLED
 * before the others.  Symbol, word, help. */
#define EXPECT_ROLES(X)                                                                            \
    X(FOLLOWER, "follower", "follows, or waits")                                                   \
    X(STANDING, "standing", "its ELECTION token is under way")                                     \
    X(ELECTED, "elected", "chosen, but without a lease")                                           \
    X(LEADER, "leader", "holds an unexpired lease")                                                \
    X(DOWN, "down", "killed")                                                                      \
    X(STALLED, "stalled", "frozen where it stands")

enum expect_role {
#define X(symbol, word, help) EXPECT_ROLE_##symbol,
    EXPECT_ROLES(X)
#undef X
    EXPECT_ROLE_COUNT
};

enum statement_kind { STATEMENT_COMMAND, STATEMENT_EXPECT, STATEMENT_END };

struct expectation {
    enum expect_kind kind;
    struct node_set among;  /* LEADER, NO_LEADER, AGREEMENT: `in X...`; empty: all nodes */
    enum expect_role role;  /* ROLE */
    uint32_t term;          /* TERM */
    enum property property; /* VIOLATION */
    int64_t within_us;      /* 0.. ; STABLE: for */
};

/* Fixed size, no pointers.  Only what the kind needs means anything; the rest is 0. */
struct statement {
    enum statement_kind kind;
    bool who_leader, who_all;  /* WHO has `leader`, `all` besides the names in `who` */
    struct node_set who;       /* COMMAND: = command.who; EXPECT LEADER (0 or 1), ROLE, TERM */
    struct command command;    /* STATEMENT_COMMAND; its who lacks `leader` and `all` */
    struct expectation expect; /* STATEMENT_EXPECT */
    uint16_t name_column[NODES_MAX]; /* 1-based column where a node is first named, 0: nowhere */
};

enum { STATEMENT_MESSAGE_BYTES = 320 };
/* The longest time that can be written. */
#define STATEMENT_DURATION_MAX_US (INT64_C(1000000) * US_PER_S)

struct statement_error {
    uint32_t column; /* 1-based, in characters */
    char message[STATEMENT_MESSAGE_BYTES];
};

/* Parse one statement, without its time.  `#` starts a comment.  text need not be
 * NUL-terminated.  nodes bounds the names.
 * False: *error says where and what was expected; *out is then unspecified. */
bool statement_parse(const char *text, size_t length, uint8_t nodes, struct statement *out,
                     struct statement_error *error);

/* The canonical text: names in order, words separated by one blank.
 * statement_parse gives the same statement back. */
void statement_print(const struct statement *self, struct text *out);

/* Nodes a parsed statement names that a ring of `nodes` nodes does not have: the
 * leftmost one, or NODE_NONE. */
uint8_t statement_foreign(const struct statement *self, uint8_t nodes);

/* Put names for `leader` and `all`.  False when `leader` is needed and `leader` is
 * NODE_NONE.  Requires: self->kind == STATEMENT_COMMAND. */
bool statement_resolve(const struct statement *self, uint8_t leader, uint8_t nodes,
                       struct command *out);

enum { CANDIDATES_MAX = 32 };

/* What could stand at the cursor. */
struct candidates {
    size_t start; /* offset of the word to replace; it ends at the cursor */
    int count;
    const char *word[CANDIDATES_MAX];   /* static storage; each begins with what is there already */
    char hint[STATEMENT_MESSAGE_BYTES]; /* what is expected there, in words; "" for nothing */
};

/* cursor: offset in text, <= length; what stands behind it is not looked at. */
void statement_complete(const char *text, size_t length, size_t cursor, uint8_t nodes,
                        struct candidates *out);

const char *expect_words(enum expect_kind kind); /* "no leader" */
const char *expect_syntax(enum expect_kind kind);
const char *expect_help(enum expect_kind kind);
const char *expect_role_word(enum expect_role role);

#endif
