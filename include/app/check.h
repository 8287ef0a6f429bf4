/* app/check.h - `ringleader check`: every behaviour of a small ring.
 *
 * check.c runs the search, check_options.c parses and refuses, check_report.c says
 * what was seen (text or JSON), check_trace.c retells a counterexample, check_scenario.c says
 * it as a scenario.
 */
#ifndef APP_CHECK_H
#define APP_CHECK_H

#include <stdio.h>

#include "explore/draft.h"
#include "explore/pool.h"

struct check_options {
    struct explore_config config; /* for the search */
    struct explore_ticks ticks;
    struct search_options search;
    const char *trace;    /* FILE, "-" for stdout, or NULL; all borrowed from argv */
    const char *scenario; /* the same */
    bool json, quiet;
    bool terms_given;
    bool no_shorten;
};

/* What is told of a violation: that of the search, or a shorter one of the same property. */
struct check_told {
    struct check_options options; /* fewer nodes, lower bounds */
    struct search_result result;  /* of the search with these */
    int steps_found;              /* of the path that was found first; 0: it is told as found */
};

enum check_answer { CHECK_GO, CHECK_DONE, CHECK_REFUSED };

/* Parse argv[2..]; argv[1] is "check".  CHECK_DONE: help was printed; CHECK_REFUSED:
 * the reason was printed on stderr. */
enum check_answer check_options_parse(struct check_options *self, int argc, char **argv);

/* The exit code that the result deserves (a signal aside). */
int check_exit(const struct check_options *options, const struct search_result *result);
/* Upper bound of the chance that two different states had one fingerprint. */
double check_collision(const struct search_result *result);
/* told: NULL when nothing was violated. */
void check_report(FILE *out, const struct check_options *options,
                  const struct search_result *result, const struct check_told *told,
                  double seconds);

/* Look for a shorter path to a violation of the same property: with lower bounds, with fewer
 * nodes; of a race of terms only the first rounds are kept.  Leaves in *told what was found
 * (the result itself, when nothing is shorter or options say not to look). */
void check_shorten(const struct check_options *options, const struct search_result *result,
                   struct check_told *told);
/* "shortened from 50 steps: 2 nodes instead of 5", and a newline; nothing if it was not. */
void check_shorten_say(FILE *out, const struct check_options *options,
                       const struct check_told *told);

/* Tell the counterexample: as text on `out` (NULL: not), as trace and as scenario where
 * asked.  options: of the search.  Errors: ERR_WRITE; ERR_TRACE if the trace's judges do not agree.
 */
enum err check_retell(FILE *out, const struct check_options *options, const struct check_told *told,
                      struct err_info *info);

/* Write a scenario that shows result->violation.property violated when it is run: the faults of the
 * draft, or, where no run near them does, others.  Says on `talk` (NULL: not) what was written, or
 * that nothing was.  config: in the draft's times.  Errors: ERR_WRITE, ERR_NO_MEMORY. */
enum err check_scenario(const char *path, FILE *talk, const struct explore_config *config,
                        const struct draft *draft, const struct search_result *result,
                        struct err_info *info);

#endif
