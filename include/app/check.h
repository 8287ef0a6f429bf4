/* app/check.h - `ringleader check`: every behaviour of a small ring.
 *
 * check.c runs the search, check_options.c parses and refuses, check_report.c says
 * what was seen (text or JSON), check_trace.c retells a counterexample.
 */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include <stdio.h>

#include "explore/pool.h"

struct check_options {
    struct explore_config config; /* for the search */
    struct explore_ticks ticks;
    struct search_options search;
    const char *trace;    /* FILE, "-" for stdout, or NULL; all borrowed from argv */
    const char *scenario; /* the same */
    bool json, quiet;
    bool terms_given;
};

enum check_answer { CHECK_GO, CHECK_DONE, CHECK_REFUSED };

/* Parse argv[2..]; argv[1] is "check".  CHECK_DONE: help was printed; CHECK_REFUSED:
 * the reason was printed on stderr. */
enum check_answer check_options_parse(struct check_options *self, int argc, char **argv);

/* The exit code that the result deserves (a signal aside). */
int check_exit(const struct check_options *options, const struct search_result *result);
/* Upper bound of the chance that two different states had one fingerprint. */
double check_collision(const struct search_result *result);
void check_report(FILE *out, const struct check_options *options,
                  const struct search_result *result, double seconds);

/* Tell the counterexample: as text on `out` (NULL: not), as trace and as scenario where
 * asked.  Errors: ERR_WRITE; ERR_TRACE if the trace's judges do not agree. */
enum err check_retell(FILE *out, const struct check_options *options,
                      const struct search_result *result, struct err_info *info);

#endif
