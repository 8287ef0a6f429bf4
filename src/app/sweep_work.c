#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/signals.h"
#include "app/sweep.h"
#include "base/check.h"
#include "threads/sys.h"

#define PROGRESS_NS INT64_C(200000000)

/* Shared by the workers; the lock guards what follows it. */
struct work {
    const struct sweep_options *options;
    pthread_mutex_t lock;
    uint64_t next;    /* how many seeds were handed out */
    uint64_t count;   /* how many there are */
    uint64_t stop_at; /* none from this one on; count unless something failed */
    uint64_t done;
    int running;
    struct sweep_sum *sum;
    enum err err;
    struct err_info info;
};

struct worker {
    pthread_t thread;
    struct work *work;
    struct trial trial;
    struct plan plan, scratch;
    struct sweep_sum sum; /* its own; failures go to the common one */
};

static void lock(struct work *work) {
    ENSURE(pthread_mutex_lock(&work->lock) == 0);
}

static void unlock(struct work *work) {
    ENSURE(pthread_mutex_unlock(&work->lock) == 0);
}

static uint64_t seed_of(const struct sweep_options *options, uint64_t nth) {
    return options->first_seed + options->shard - 1 + nth * options->shards;
}

static uint64_t seed_count(const struct sweep_options *options) {
    const uint64_t span = options->last_seed - options->first_seed; /* seeds less one */
    if (options->shard - 1 > span) return 0;
    return (span - (options->shard - 1)) / options->shards + 1;
}

static bool take_seed(struct work *work, uint64_t *nth) {
    lock(work);
    const bool more = work->next < work->count && work->next < work->stop_at;
    if (more) *nth = work->next++;
    unlock(work);
    return more;
}

/* ---- one seed ----------------------------------------------------------------------- */

static void count_run(struct sweep_sum *sum, const struct trial *trial, const struct plan *plan) {
    sum->runs++;
    sum->events += trial->verdict.events;
    sum->elections += trial->verdict.elections;
    sum->faults += plan->count;
    sum->cluster_us += (uint64_t)trial->sim.world.now_us;
    for (int kind = 0; kind < SOMETIMES_COUNT; kind++) {
        if (sometimes_saw(&trial->sometimes, (enum sometimes_kind)kind)) sum->sometimes[kind]++;
    }
    if (trial->recovered_us < 0) return;
    const uint32_t permille = (uint32_t)(trial->recovered_us * 1000 / plan_recovery_us(plan));
    if (permille < sum->recovery_permille) return;
    if (permille == sum->recovery_permille && sum->recovery_seed <= plan->seed) return;
    sum->recovery_permille = permille;
    sum->recovery_seed = plan->seed;
}

static void stop_all(struct work *work, enum err err, const struct err_info *info) {
    lock(work);
    if (work->err == ERR_NONE) {
        work->err = err;
        work->info = *info;
    }
    work->stop_at = 0;
    unlock(work);
}

/* By rising seed, whoever finds it; the list keeps the first ones. */
static void insert_failure(struct sweep_sum *sum, const struct sweep_failure *failure) {
    int at = sum->failure_count;
    if (at == SWEEP_FAILURES_MAX) {
        if (sum->failure[at - 1].seed < failure->seed) return;
        at--;
    } else {
        sum->failure_count++;
    }
    for (; at > 0 && sum->failure[at - 1].seed > failure->seed; at--) {
        sum->failure[at] = sum->failure[at - 1];
    }
    sum->failure[at] = *failure;
}

static void on_failure(struct worker *self, uint64_t nth) {
    struct work *work = self->work;
    struct sweep_failure failure;
    struct err_info info = { "" };
    lock(work);
    if (!work->options->keep_going && nth < work->stop_at) work->stop_at = nth;
    const bool described = work->sum->failure_count < SWEEP_FAILURES_MAX;
    work->sum->failed++;
    unlock(work);
    if (!described) return;
    const enum err err =
        sweep_keep(work->options, &self->trial, &self->plan, &self->scratch, &failure, &info);
    if (err != ERR_NONE) {
        stop_all(work, err, &info);
        return;
    }
    lock(work);
    insert_failure(work->sum, &failure);
    unlock(work);
}

static void *run(void *argument) {
    struct worker *self = argument;
    struct work *work = self->work;
    const struct sweep_options *options = work->options;
    uint64_t nth;
    while (take_seed(work, &nth)) {
        plan_draw(&self->plan, &options->wish, seed_of(options, nth));
        const bool holds = trial_run(&self->trial, &self->plan, NULL);
        count_run(&self->sum, &self->trial, &self->plan);
        if (!holds) on_failure(self, nth);
        lock(work);
        work->done++;
        unlock(work);
    }
    lock(work);
    work->running--;
    unlock(work);
    return NULL;
}

/* ---- all of them ----------------------------------------------------------------------- */

static void add_sum(struct sweep_sum *sum, const struct sweep_sum *part) {
    sum->runs += part->runs;
    sum->events += part->events;
    sum->elections += part->elections;
    sum->faults += part->faults;
    sum->cluster_us += part->cluster_us;
    for (int kind = 0; kind < SOMETIMES_COUNT; kind++)
        sum->sometimes[kind] += part->sometimes[kind];
    const bool slower = part->recovery_permille > sum->recovery_permille ||
                        (part->recovery_permille == sum->recovery_permille &&
                         part->recovery_seed < sum->recovery_seed);
    if (!slower && sum->recovery_seed != 0) return;
    sum->recovery_permille = part->recovery_permille;
    sum->recovery_seed = part->recovery_seed;
}

/* Seeds beyond the first failure that others had begun meanwhile do not count. */
static void keep_first_failure(struct sweep_sum *sum) {
    if (sum->failure_count == 0) return;
    for (int i = 1; i < sum->failure_count; i++) {
        if (sum->failure[i].trace[0] != '\0') (void)unlink(sum->failure[i].trace);
        if (sum->failure[i].scenario[0] != '\0') (void)unlink(sum->failure[i].scenario);
    }
    sum->failure_count = 1;
    sum->failed = 1;
}

/* The main thread only watches: signals, and a line of progress on a terminal. */
static void watch(struct work *work) {
    const bool progress = isatty(STDERR_FILENO) != 0 && !work->options->quiet;
    for (;;) {
        (void)sys_poll(NULL, 0, PROGRESS_NS / 8);
        lock(work);
        const bool over = work->running == 0;
        const uint64_t done = work->done, failed = work->sum->failed;
        if (signals_pending() != 0) {
            work->sum->signal = signals_pending();
            work->stop_at = 0;
        }
        unlock(work);
        if (progress) {
            fprintf(stderr, "\r%llu of %llu seeds, %llu failed ", (unsigned long long)done,
                    (unsigned long long)work->count, (unsigned long long)failed);
        }
        if (over) break;
    }
    if (progress) fputs("\r\033[K", stderr);
}

static enum err start_workers(struct work *work, struct worker *workers[], int jobs,
                              struct err_info *info) {
    for (int i = 0; i < jobs; i++) {
        workers[i] = sys_calloc(1, sizeof *workers[i]);
        if (workers[i] == NULL) {
            snprintf(info->text, sizeof info->text,
                     "out of memory for job %d of %d: take fewer (--jobs)", i + 1, jobs);
            return ERR_NO_MEMORY;
        }
        workers[i]->work = work;
        lock(work);
        work->running++;
        unlock(work);
        if (sys_thread(&workers[i]->thread, run, workers[i])) continue;
        snprintf(info->text, sizeof info->text,
                 "cannot start job %d of %d: %s: take fewer (--jobs)", i + 1, jobs,
                 strerror(errno));
        lock(work);
        work->running--;
        unlock(work);
        sys_free(workers[i]);
        workers[i] = NULL;
        return ERR_NO_THREAD;
    }
    return ERR_NONE;
}

enum err sweep_run(const struct sweep_options *options, struct sweep_sum *sum,
                   struct err_info *info) {
    static struct worker *workers[SWEEP_JOBS_MAX];
    memset(sum, 0, sizeof *sum);
    struct work work = { .options = options, .count = seed_count(options), .sum = sum };
    work.stop_at = work.count;
    const int jobs = (uint64_t)options->jobs < work.count ? options->jobs
                     : work.count == 0                    ? 1
                                                          : (int)work.count;
    const int64_t from_ns = sys_now_ns();
    ENSURE(pthread_mutex_init(&work.lock, NULL) == 0);
    memset(workers, 0, sizeof workers);
    const enum err err = start_workers(&work, workers, jobs, info);
    if (err != ERR_NONE) stop_all(&work, err, info);
    watch(&work);
    for (int i = 0; i < jobs && workers[i] != NULL; i++) {
        ENSURE(pthread_join(workers[i]->thread, NULL) == 0);
        add_sum(sum, &workers[i]->sum);
        sys_free(workers[i]);
    }
    (void)pthread_mutex_destroy(&work.lock);
    if (!options->keep_going) keep_first_failure(sum);
    sum->seconds = (double)(sys_now_ns() - from_ns) / 1e9;
    *info = work.info;
    return work.err;
}
