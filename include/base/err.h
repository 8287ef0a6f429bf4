/* base/err.h - how the outside world says no, and what the program exits with.
 *
 * One row per failure: symbol, exit code, text.  Programmer errors are not
 * here (base/check.h), nor are violated properties (trace/property.h).
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/text.h"

/* Exit codes of the program; the only place that knows the numbers. */
#define EXIT_CODES(X)                                                                              \
    X(EXIT_HOLDS, 0, "everything asked for holds")                                                 \
    X(EXIT_VIOLATED, 1, "a property was violated or an expectation failed")                        \
    X(EXIT_USAGE, 2, "bad usage or a bad scenario or trace; nothing was run")                      \
    X(EXIT_INCONCLUSIVE, 3, "a budget ran out before the end")                                     \
    X(EXIT_ENVIRONMENT, 4, "the environment refused: terminal, descriptors, threads, memory, disk")

enum exit_code {
#define X(symbol, number, help) symbol = number,
    EXIT_CODES(X)
#undef X
};
enum { EXIT_SIGNAL_BASE = 128 }; /* ended by signal n: 128 + n */

#define ERRS(X)                                                                                    \
    X(ERR_NONE, EXIT_HOLDS, "no error")                                                            \
    X(ERR_USAGE, EXIT_USAGE, "bad usage")                                                          \
    X(ERR_SCENARIO, EXIT_USAGE, "bad scenario")                                                    \
    X(ERR_TRACE, EXIT_USAGE, "bad trace")                                                          \
    X(ERR_BUDGET, EXIT_INCONCLUSIVE, "budget exhausted")                                           \
    X(ERR_NO_FD, EXIT_ENVIRONMENT, "no file descriptors left")                                     \
    X(ERR_NO_THREAD, EXIT_ENVIRONMENT, "cannot start a thread")                                    \
    X(ERR_NO_MEMORY, EXIT_ENVIRONMENT, "out of memory")                                            \
    X(ERR_NO_TERMINAL, EXIT_ENVIRONMENT, "no usable terminal")                                     \
    X(ERR_READ, EXIT_ENVIRONMENT, "cannot read")                                                   \
    X(ERR_WRITE, EXIT_ENVIRONMENT, "cannot write")                                                 \
    X(ERR_PIPE_CLOSED, EXIT_HOLDS, "the reader of our output went away")

enum err {
#define X(symbol, code, help) symbol,
    ERRS(X)
#undef X
    ERR_COUNT
};

/* What went wrong in words, for the one line printed on stderr. */
struct err_info {
    char text[400];
};

const char *err_text(enum err err);         /* static storage, never NULL */
enum exit_code err_exit_code(enum err err); /* the row's exit code */

#endif
