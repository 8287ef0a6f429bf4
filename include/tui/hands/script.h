/* tui/hands/script.h - keys fed from a file, with waits on what the screen shows.
 *
 *     # kill the leader and see the next one
 *     wait "A leads"
 *     key K
 *     wait "B leads" 5s
 *     screen after.txt
 *     quit
 *
 * One statement a line; the table below is the language.  Names of keys: one
 * character stands for itself, others are in SCRIPT_KEYS, ^X is a control key.
 */
#ifndef TUI_HANDS_SCRIPT_H
#define TUI_HANDS_SCRIPT_H

#include <stdio.h>

#include "base/err.h"
#include "tui/draw/cells.h"
#include "tui/draw/theme.h"
#include "tui/terminal/term.h"

/* symbol, word, syntax, help */
#define SCRIPT_STATEMENTS(X)                                                                       \
    X(KEY, "key", "key NAME...", "press keys: k, Enter, Esc, PgUp, F1, ^L, ...")                   \
    X(TYPE, "type", "type TEXT", "press one key for each character; TEXT may be quoted")           \
    X(PASTE, "paste", "paste \"TEXT\"", "paste text, as a terminal does")                          \
    X(CLICK, "click", "click \"TEXT\"", "click where the text stands; or: click ROW COLUMN")       \
    X(WAIT, "wait", "wait \"TEXT\" [DUR]", "until a line of the screen contains the text")         \
    X(WAIT_NOT, "wait-not", "wait-not \"TEXT\" [DUR]", "until no line of it does")                 \
    X(SLEEP, "sleep", "sleep DUR", "let so much real time pass")                                   \
    X(PASS, "pass", "pass DUR", "let so much of the cluster's time pass")                          \
    X(SCREEN, "screen", "screen FILE",                                                             \
      "write the screen: as a picture (.svg), with colours (.ans), else as text; - is stdout")     \
    X(RESIZE, "resize", "resize WxH", "draw at this size; resize own: at the terminal's")          \
    X(TIMEOUT, "timeout", "timeout DUR", "of every wait from here on (20s)")                       \
    X(QUIT, "quit", "quit", "leave; else the keyboard goes on at the end of the file")

enum script_kind {
#define X(symbol, word, syntax, help) SCRIPT_##symbol,
    SCRIPT_STATEMENTS(X)
#undef X
    SCRIPT_KIND_COUNT
};

/* name, code */
#define SCRIPT_KEYS(X)                                                                             \
    X("Enter", KEYS_CODE_ENTER)                                                                    \
    X("Esc", KEYS_CODE_ESC)                                                                        \
    X("Space", ' ')                                                                                \
    X("Tab", KEYS_CODE_TAB)                                                                        \
    X("S-Tab", KEYS_CODE_BACKTAB)                                                                  \
    X("Up", KEYS_CODE_UP)                                                                          \
    X("Down", KEYS_CODE_DOWN)                                                                      \
    X("Left", KEYS_CODE_LEFT)                                                                      \
    X("Right", KEYS_CODE_RIGHT)                                                                    \
    X("Home", KEYS_CODE_HOME)                                                                      \
    X("End", KEYS_CODE_END)                                                                        \
    X("PgUp", KEYS_CODE_PAGE_UP)                                                                   \
    X("PgDn", KEYS_CODE_PAGE_DOWN)                                                                 \
    X("WheelUp", KEYS_CODE_WHEEL_UP)                                                               \
    X("WheelDown", KEYS_CODE_WHEEL_DOWN)                                                           \
    X("Delete", KEYS_CODE_DELETE)                                                                  \
    X("Backspace", KEYS_CODE_BACKSPACE)                                                            \
    X("F1", KEYS_CODE_F1)                                                                          \
    X("F10", KEYS_CODE_F10)                                                                        \
    X("Resize", KEYS_CODE_RESIZE)                                                                  \
    X("Other", KEYS_CODE_OTHER)

enum { SCRIPT_STEPS_MAX = 8192, SCRIPT_BYTES_MAX = 1 << 18, SCRIPT_TEXT_MAX = 400 };

struct script_step {
    enum script_kind kind;
    uint32_t line, column; /* of the statement, 1-based */
    int code;              /* KEY */
    int rows, cols;        /* CLICK, RESIZE; 0: the text, the terminal's own */
    int64_t us;            /* durations; 0: not given */
    uint32_t text;         /* offset into bytes; NUL-terminated */
};

/* About 700 kB: keep it static. */
struct script {
    char path[200];
    int count, at;
    bool begun;            /* the step at `at` has begun … */
    int64_t since_us;      /* … then: real or cluster time, as it needs */
    uint32_t typed;        /* characters of it that were typed or pasted */
    int64_t real_since_us; /* PASS: in real time */
    int64_t timeout_us;
    int error;     /* errno of a screen that could not be written */
    uint32_t used; /* of bytes */
    struct script_step step[SCRIPT_STEPS_MAX];
    char bytes[SCRIPT_BYTES_MAX];
};

struct script_error {
    uint32_t line, column; /* 1-based; columns count bytes */
    char message[240];
};

/* False: *error says where and what was expected. */
bool script_parse(struct script *self, const char *bytes, size_t length,
                  struct script_error *error);
/* Read and parse a file (`-` is stdin).  Whole messages are printed to `talk`.
 *   has_terminal  then stdin and stdout are the dashboard's, and `-` is refused
 * EXIT_HOLDS, EXIT_USAGE, or EXIT_ENVIRONMENT. */
int script_load(struct script *self, const char *path, bool has_terminal, FILE *talk);

/* What the script sees. */
struct script_sight {
    int64_t real_us, cluster_us;
    const struct cells *cells; /* the frame drawn last */
    bool fresh;                /* nothing has changed since it was drawn */
    const struct theme *theme; /* for screens with colours */
    enum theme_depth depth;
};

enum script_answer {
    SCRIPT_NEXT_KEY,    /* *out is to be taken as if it had been pressed */
    SCRIPT_NEXT_RESIZE, /* to out->row x out->col; 0: the terminal's own size */
    SCRIPT_NEXT_WAIT,   /* nothing now: ask again after the next frame */
    SCRIPT_NEXT_QUIT,
    SCRIPT_NEXT_END,    /* the file is over */
    SCRIPT_NEXT_FAILED, /* a wait was in vain, or a screen could not be written */
};

/* What is to be done next.
 *   out   where `screen -` goes
 *   code  on FAILED: EXIT_VIOLATED or EXIT_ENVIRONMENT; script_fail() says why */
enum script_answer script_next(struct script *self, const struct script_sight *sight,
                               struct term_key *key, FILE *out, int *code);
/* The message of the failure, and the screen it happened on; not before the
 * terminal was given back. */
void script_fail(const struct script *self, const struct cells *cells, FILE *talk);

/* `--help`: the language. */
void script_help(FILE *out);

#endif
