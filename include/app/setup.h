/* app/setup.h - from options and a scenario's header to the set-up of a run. */
#ifndef APP_SETUP_H
#define APP_SETUP_H

#include "app/engine.h"
#include "app/options.h"
#include "scenario/scenario.h"

/* Read a whole scenario file (`-` is stdin) and parse it.
 *   out      from malloc, the caller frees; NULL on failure
 * Every error is printed to stderr as FILE:LINE:COLUMN: message.
 * Returns EXIT_HOLDS, EXIT_USAGE (bad scenario) or EXIT_ENVIRONMENT. */
int setup_load(const char *path, struct scenario **out);
/* The same from memory; `source` names it in messages. */
int setup_parse(const char *bytes, size_t length, const char *source, struct scenario **out);

/* Command line beats scenario header beats default; timers are derived and held
 * against their inequalities.  Messages go to stderr, warnings too.
 * scenario may be NULL.  Returns EXIT_HOLDS or EXIT_USAGE. */
int setup_header(const struct options *options, const struct scenario *scenario, const char *source,
                 struct trace_header *out);

/* Open the engine the header names. */
enum err setup_engine(const struct trace_header *header, bool paced, struct engine **out,
                      struct err_info *info);

/* Program and reason on stderr: "ringleader: TEXT". Returns the error's exit code. */
int setup_fail(enum err err, const struct err_info *info);
/* A bad command line: "ringleader: COMMAND: ..." on stderr.  Always false. */
bool setup_refuse(const char *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
