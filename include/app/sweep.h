/* app/sweep.h - `ringleader sweep`: many seeds of random faults in virtual time.
 *
 * sweep.c parses and decides, sweep_work.c runs the seeds on all cores,
 * sweep_keep.c writes down what failed, sweep_report.c sums up, sweep_merge.c adds
 * up the summaries of shards.
 */
#ifndef APP_SWEEP_H
#define APP_SWEEP_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/err.h"
#include "sim/trial.h"

enum { SWEEP_JOBS_MAX = 256, SWEEP_FAILURES_MAX = 200, SWEEP_PATH_BYTES = 1024 };

struct sweep_options {
    struct plan_wish wish;
    uint64_t first_seed, last_seed; /* inclusive */
    uint64_t shard, shards;         /* 1-based: of every `shards` seeds the shard-th */
    int jobs;
    bool keep_going;
    bool json, quiet;
    const char *out; /* folder for traces of failures; NULL: none are kept */
    char again[400]; /* the options that a line replaying one seed needs, from here */
};

/* One failing seed, shortened. */
struct sweep_failure {
    uint64_t seed;
    struct violation violation; /* of the shortened run */
    uint8_t nodes;
    uint16_t faults; /* of the shortened plan, the cure not counted */
    int shrink_runs;
    char trace[SWEEP_PATH_BYTES];    /* "" when none was kept */
    char scenario[SWEEP_PATH_BYTES]; /* the same as a .ring, when one can express it */
};

struct sweep_sum {
    uint64_t runs, events, elections, faults;
    uint64_t cluster_us;                 /* virtual time */
    uint64_t sometimes[SOMETIMES_COUNT]; /* runs in which it happened */
    uint32_t recovery_permille;          /* the slowest recovery, of its bound */
    uint64_t recovery_seed;              /* whose it was */
    uint64_t failed;                     /* all of them */
    int failure_count;                   /* those described, by rising seed */
    struct sweep_failure failure[SWEEP_FAILURES_MAX];
    double seconds; /* real ones */
    int signal;     /* that ended it early, or 0 */
};

/* Run them.  *sum is large.  Errors: no thread, no memory, cannot write. */
enum err sweep_run(const struct sweep_options *options, struct sweep_sum *sum,
                   struct err_info *info);

/* Shorten a failing plan and describe it in *out; with options->out write its trace
 * and, where it can be said so, its scenario there.  `plan` is replaced. */
enum err sweep_keep(const struct sweep_options *options, struct trial *trial, struct plan *plan,
                    struct plan *scratch, struct sweep_failure *out, struct err_info *info);

void sweep_print_failure(const struct sweep_options *options, const struct sweep_failure *failure,
                         FILE *out);
void sweep_print_text(const struct sweep_options *options, const struct sweep_sum *sum, FILE *out);
void sweep_print_json(const struct sweep_options *options, const struct sweep_sum *sum, FILE *out);

/* `sweep --merge FILE...`: JSON summaries in, one out.  Returns the exit code. */
int sweep_merge(char *const *files, int count, bool json);

#endif
