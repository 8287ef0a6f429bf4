#include "explore/pool.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "explore/expand.h"
#include "explore/start.h"
#include "explore/pool_path.h"
#include "explore/pool_queue.h"
#include "explore/store.h"
#include "explore/store_graph.h"

enum {
    BLOCK_BYTES = 1 << 16,
    SLOTS_DEFAULT = 1 << 18,
    ASK_EVERY = 4096, /* states between two looks at the clock of the outside world */
};

/* Packed states of one level: records of {number, bytes, packed...}. */
struct block {
    struct block *next;
    uint32_t used;
    uint8_t at[BLOCK_BYTES];
};
struct record {
    uint32_t number;
    uint32_t bytes;
};

struct worker {
    struct search *search;
    struct expander expander;
    struct queue queue;
    struct store_hand hand;
    struct graph_edges edges;
    struct block *level; /* the next level's states found by this worker */
    uint64_t states, transitions, beyond_terms, beyond_flights;
    uint64_t told; /* transitions in progress already */
    uint32_t asked;
};

struct search {
    const struct explore_config *config;
    const struct search_options *options;
    struct store store;
    struct worker *worker;
    int jobs;
    pthread_mutex_t lock; /* of what follows, to `levels` */
    pthread_cond_t resumed;
    int running;     /* workers at work, not waiting */
    uint32_t rounds; /* how often the workers waited for each other */
    uint8_t depth;   /* of the states being found, at most 255 */
    bool growing;
    struct block *level; /* blocks of this level nobody has taken */
    struct block *spare;
    size_t block_bytes;
    size_t bytes_most;
    atomic_bool stop;  /* a violation, or a limit */
    atomic_bool pause; /* all are to come to the rendezvous */
    _Atomic int limit; /* enum search_limit */
    bool violated;
    struct violation violation;
    uint32_t guilty_parent; /* STATE_NONE: a start state itself */
    uint8_t guilty_move;
    uint64_t guilty_start;
};

const char *search_limit_name(enum search_limit limit) {
    static const char *const names[] = {
#define X(symbol, name) [LIMIT_##symbol] = name,
        SEARCH_LIMITS(X)
#undef X
    };
    REQUIRE(limit < LIMIT_COUNT);
    return names[limit];
}

static void hit_limit(struct search *self, enum search_limit limit) {
    int none = LIMIT_NONE;
    atomic_compare_exchange_strong(&self->limit, &none, limit);
    atomic_store(&self->stop, true);
}

/* ---- memory ----------------------------------------------------------------------- */

static size_t bytes_used(struct search *self) {
    size_t bytes = atomic_load(&self->store.bytes) + self->block_bytes;
    for (int i = 0; i < self->jobs; i++) bytes += atomic_load(&self->worker[i].edges.bytes);
    return bytes + (size_t)self->jobs * sizeof(struct worker);
}

/* Called while nobody else works. */
static void grow(struct search *self) {
    const size_t now = bytes_used(self);
    const size_t more = self->store.slots / 2 * sizeof(uint64_t);
    /* both tables exist for a moment */
    const size_t peak = now + more + self->store.slots * sizeof(uint64_t);
    if (peak > self->options->memory_max || !store_grow(&self->store)) {
        hit_limit(self, LIMIT_MEMORY);
    }
    if (peak > self->bytes_most) self->bytes_most = peak;
}

static struct block *block_take(struct search *self) {
    pthread_mutex_lock(&self->lock);
    struct block *block = self->spare;
    if (block != NULL) self->spare = block->next;
    else self->block_bytes += sizeof *block;
    pthread_mutex_unlock(&self->lock);
    if (block == NULL) block = malloc(sizeof *block);
    if (block == NULL) return NULL;
    block->next = NULL;
    block->used = 0;
    return block;
}

static void blocks_free(struct block *block) {
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
}

/* ---- waiting for each other ---------------------------------------------------------- */

/* The last one to arrive lets the table grow. Under the lock. */
static void resume_if_last(struct search *self) {
    if (!self->growing || self->running > 0) return;
    if (!atomic_load(&self->stop)) grow(self);
    self->growing = false;
    atomic_store(&self->pause, false);
    self->rounds++;
    pthread_cond_broadcast(&self->resumed);
}

static void rendezvous(struct search *self) {
    pthread_mutex_lock(&self->lock);
    self->growing = true;
    atomic_store(&self->pause, true);
    const uint32_t round = self->rounds;
    self->running--;
    resume_if_last(self);
    while (self->rounds == round) pthread_cond_wait(&self->resumed, &self->lock);
    self->running++;
    pthread_mutex_unlock(&self->lock);
}

/* ---- one state -------------------------------------------------------------------------- */

static bool remember(struct worker *self, uint32_t number, const uint8_t *at, size_t bytes) {
    const struct record record = { .number = number, .bytes = (uint32_t)bytes };
    if (self->level == NULL || self->level->used + sizeof record + bytes > BLOCK_BYTES) {
        struct block *block = block_take(self->search);
        if (block == NULL) return false;
        block->next = self->level;
        self->level = block;
    }
    struct block *block = self->level;
    memcpy(block->at + block->used, &record, sizeof record);
    memcpy(block->at + block->used + sizeof record, at, bytes);
    block->used += (uint32_t)(sizeof record + bytes);
    return true;
}

/* Insert the state that has waited longest; false when memory ran out. */
static bool insert_oldest(struct worker *self) {
    struct search *search = self->search;
    const struct queued *next = queue_pop(&self->queue);
    uint32_t number;
    const enum store_answer answer =
        store_insert(&search->store, &self->hand, &next->entry, next->at, next->bytes, &number);
    bool room = answer != STORE_NO_MEMORY;
    if (answer == STORE_NEW) {
        self->states++;
        room = remember(self, number, next->at, next->bytes);
    }
    if (room && next->edge) {
        room = graph_edges_add(&self->edges, next->entry.parent, number, next->ticks);
    }
    if (!room) hit_limit(search, LIMIT_MEMORY);
    return room;
}

/* Insert all that wait. */
static void drain(struct worker *self) {
    while (!queue_is_empty(&self->queue)) {
        if (!insert_oldest(self)) self->queue.first = self->queue.end;
    }
}

/* One successor into the queue; false when memory ran out. */
static bool insert(struct worker *self, uint32_t parent, const struct successor *next,
                   uint8_t flags) {
    struct search *search = self->search;
    if (queue_is_full(&self->queue) && !insert_oldest(self)) return false;
    struct queued *queued = queue_room(&self->queue);
    queued->entry = (struct store_entry){ .fingerprint = next->fingerprint,
                                          .parent = parent,
                                          .move = next->move,
                                          .flags = next->flags | flags,
                                          .depth = search->depth,
                                          .bound_ticks = next->bound_ticks };
    queued->edge = search->options->liveness && flags == 0 && !next->fault;
    queued->ticks = next->ticks;
    queued->bytes = next->bytes;
    memcpy(queued->at, self->expander.room + next->offset, next->bytes);
    queue_push(&self->queue, &search->store);
    return true;
}

static void accuse(struct worker *self, uint32_t parent, uint64_t start) {
    struct search *search = self->search;
    pthread_mutex_lock(&search->lock);
    if (!search->violated) {
        search->violated = true;
        search->violation = self->expander.violation;
        search->guilty_parent = parent;
        search->guilty_move = self->expander.guilty;
        search->guilty_start = start;
    }
    pthread_mutex_unlock(&search->lock);
    atomic_store(&search->stop, true);
}

static void expand_one(struct worker *self, uint32_t number, const uint8_t *at, size_t bytes) {
    struct search *search = self->search;
    struct expander *expander = &self->expander;
    expand_packed(expander, at, bytes);
    self->transitions += (uint64_t)expander->count + expander->violated;
    for (int i = 0; i < expander->count; i++) {
        const struct successor *next = &expander->next[i];
        if (next->bytes > 0) {
            if (!insert(self, number, next, 0)) return;
            continue;
        }
        if (next->overflow) self->beyond_flights++;
        else self->beyond_terms++;
        if (!next->fault) store_entry(&search->store, number)->flags |= STATE_LEAVES;
    }
    if (!expander->violated) return;
    drain(self);
    accuse(self, number, 0);
}

/* ---- one level ----------------------------------------------------------------------------- */

static void report(struct worker *self) {
    struct search *search = self->search;
    struct search_progress *progress = search->options->progress;
    /* a limit may be so low that one worker alone comes to it before it asks */
    if (self->states + QUEUE_LENGTH >= search->options->states_max) drain(self);
    if (self->states >= search->options->states_max) hit_limit(search, LIMIT_STATES);
    if (++self->asked % ASK_EVERY != 0) return;
    drain(self);
    if (search->options->interrupted != NULL && search->options->interrupted()) {
        hit_limit(search, LIMIT_INTERRUPT);
    }
    const uint64_t states = atomic_load_explicit(&search->store.used, memory_order_relaxed);
    if (states >= search->options->states_max) hit_limit(search, LIMIT_STATES);
    if (progress == NULL) return;
    atomic_store(&progress->states, states);
    atomic_fetch_add(&progress->transitions, self->transitions - self->told);
    self->told = self->transitions;
    if (self == &search->worker[0] && search->options->tick != NULL) {
        search->options->tick(progress);
    }
}

static void expand_block(struct worker *self, const struct block *block) {
    struct search *search = self->search;
    for (uint32_t at = 0; at < block->used && !atomic_load(&search->stop);) {
        struct record record;
        if (atomic_load_explicit(&search->pause, memory_order_relaxed) ||
            !store_has_room(&search->store, (uint64_t)search->jobs * 2 * MOVES_MAX)) {
            drain(self);
            rendezvous(search);
            continue;
        }
        memcpy(&record, block->at + at, sizeof record);
        expand_one(self, record.number, block->at + at + sizeof record, record.bytes);
        at += (uint32_t)sizeof record + record.bytes;
        report(self);
    }
    drain(self);
}

static void *work(void *argument) {
    struct worker *self = argument;
    struct search *search = self->search;
    for (;;) {
        pthread_mutex_lock(&search->lock);
        struct block *block = search->level;
        if (block != NULL) search->level = block->next;
        if (bytes_used(search) > search->options->memory_max) hit_limit(search, LIMIT_MEMORY);
        if (block == NULL || atomic_load(&search->stop)) {
            if (block != NULL) {
                block->next = search->spare;
                search->spare = block;
            }
            search->running--;
            resume_if_last(search);
            pthread_mutex_unlock(&search->lock);
            return NULL;
        }
        pthread_mutex_unlock(&search->lock);
        expand_block(self, block);
        pthread_mutex_lock(&search->lock);
        block->next = search->spare;
        search->spare = block;
        pthread_mutex_unlock(&search->lock);
    }
}

/* All workers' finds become the level to expand; false when there are none. */
static bool next_level(struct search *self) {
    for (int i = 0; i < self->jobs; i++) {
        struct block *block = self->worker[i].level;
        self->worker[i].level = NULL;
        while (block != NULL) {
            struct block *next = block->next;
            block->next = self->level;
            self->level = block;
            block = next;
        }
    }
    const size_t bytes = bytes_used(self);
    if (bytes > self->bytes_most) self->bytes_most = bytes;
    return self->level != NULL;
}

static enum err run_level(struct search *self) {
    pthread_t thread[SEARCH_JOBS_MAX];
    int started = 0;
    enum err err = ERR_NONE;
    self->running = self->jobs;
    for (; started < self->jobs - 1; started++) {
        if (pthread_create(&thread[started], NULL, work, &self->worker[started + 1]) == 0) continue;
        err = ERR_NO_THREAD;
        atomic_store(&self->stop, true);
        pthread_mutex_lock(&self->lock);
        self->running -= self->jobs - 1 - started;
        pthread_mutex_unlock(&self->lock);
        break;
    }
    work(&self->worker[0]);
    for (int i = 0; i < started; i++) pthread_join(thread[i], NULL);
    return err;
}

/* ---- beginning and end ------------------------------------------------------------------------
 */

static void insert_starts(struct search *self, struct search_result *out) {
    struct worker *worker = &self->worker[0];
    const uint64_t count = start_count(self->config);
    REQUIRE(count < STATE_NONE);
    out->starts = count;
    for (uint64_t i = 0; i < count && !atomic_load(&self->stop); i++) {
        if (!store_has_room(&self->store, (uint64_t)self->jobs * 2 * MOVES_MAX)) {
            drain(worker);
            grow(self);
        }
        expand_start(&worker->expander, i);
        if (worker->expander.violated) {
            drain(worker);
            accuse(worker, STATE_NONE, i);
        } else if (worker->expander.next[0].bytes > 0) {
            (void)insert(worker, (uint32_t)i, &worker->expander.next[0], STATE_ROOT);
        }
        report(worker);
    }
    drain(worker);
}

static void add_up(const struct search *self, struct search_result *out) {
    for (int i = 0; i < self->jobs; i++) {
        const struct worker *worker = &self->worker[i];
        out->states += worker->states;
        out->transitions += worker->transitions;
        out->beyond_terms += worker->beyond_terms;
        out->beyond_flights += worker->beyond_flights;
        out->edges += worker->edges.count;
    }
}

static void judge_liveness(struct search *self, struct search_result *out) {
    struct graph_edges all[SEARCH_JOBS_MAX];
    struct graph_answer answer;
    uint64_t edges = 0;
    for (int i = 0; i < self->jobs; i++) {
        all[i] = self->worker[i].edges;
        edges += all[i].count;
    }
    const size_t bytes = bytes_used(self) + graph_bytes(store_numbers(&self->store), edges);
    if (bytes > self->options->memory_max) {
        hit_limit(self, LIMIT_MEMORY);
        return;
    }
    if (bytes > self->bytes_most) self->bytes_most = bytes;
    /* the full range of terms is not meant as a bound: to leave it without a fault is a race */
    const bool race = self->config->terms == TERMS_MAX;
    if (!graph_judge(&self->store, all, self->jobs, race, &answer)) {
        hit_limit(self, LIMIT_MEMORY);
        return;
    }
    out->judged_liveness = true;
    out->owed = answer.owed;
    out->unsure = answer.unsure;
    out->unowed = answer.unowed;
    out->weakly_owed = answer.weak;
    out->recovery_ticks_max = answer.ticks_max;
    if (answer.worst != STATE_NONE) {
        out->bound_ticks = store_entry(&self->store, answer.worst)->bound_ticks;
    }
    if (answer.livelock || answer.late) {
        out->violated = true;
        path_livelock(&self->store, self->config, &self->worker[0].expander, &answer, out);
    }
    free(answer.way);
}

static enum err run(struct search *self, struct search_result *out) {
    enum err err = ERR_NONE;
    insert_starts(self, out);
    while (err == ERR_NONE && next_level(self) && !atomic_load(&self->stop)) {
        if (self->depth < UINT8_MAX) self->depth++;
        err = run_level(self);
        if (atomic_load(&self->stop)) break;
        if (next_level(self)) out->depth++;
        if (self->options->progress != NULL) {
            atomic_store(&self->options->progress->depth, out->depth);
        }
    }
    add_up(self, out);
    out->violated = self->violated;
    if (self->violated) {
        out->violation = self->violation;
        path_find(&self->store, self->guilty_parent, self->guilty_start, self->guilty_move,
                  &out->path);
        out->depth++;
    } else if (self->options->liveness && atomic_load(&self->limit) == LIMIT_NONE &&
               err == ERR_NONE) {
        judge_liveness(self, out);
    }
    out->limit = (enum search_limit)atomic_load(&self->limit);
    out->collisions = atomic_load(&self->store.collisions);
    out->bytes = self->bytes_most;
    return err;
}

static bool search_open(struct search *self, const struct explore_config *config,
                        const struct search_options *options) {
    memset(self, 0, sizeof *self);
    self->config = config;
    self->options = options;
    self->jobs = options->jobs < 1 ? 1 : options->jobs;
    if (self->jobs > SEARCH_JOBS_MAX) self->jobs = SEARCH_JOBS_MAX;
    self->worker = calloc((size_t)self->jobs, sizeof *self->worker);
    if (self->worker == NULL) return false;
    const uint64_t slots = options->slots != 0 ? options->slots : SLOTS_DEFAULT;
    const uint64_t least = (uint64_t)self->jobs * 4 * MOVES_MAX; /* room for one step of all */
    if (!store_open(&self->store, slots < least ? least : slots, options->exact)) return false;
    for (int i = 0; i < self->jobs; i++) {
        struct worker *worker = &self->worker[i];
        worker->search = self;
        worker->expander.config = config;
        worker->expander.agreement = options->liveness;
        store_hand_open(&worker->hand);
        graph_edges_open(&worker->edges);
    }
    return true;
}

static void search_close(struct search *self) {
    if (self->worker == NULL) return;
    blocks_free(self->level);
    blocks_free(self->spare);
    for (int i = 0; i < self->jobs; i++) {
        blocks_free(self->worker[i].level);
        graph_edges_close(&self->worker[i].edges);
        store_hand_close(&self->worker[i].hand);
    }
    free(self->worker);
    store_close(&self->store);
}

enum err search_run(const struct explore_config *config, const struct search_options *options,
                    struct search_result *out, struct err_info *info) {
    memset(out, 0, sizeof *out);
    out->recovery_ticks_max = -1;
    out->path.loop = -1;
    struct text text;
    text_init(&text, info->text, sizeof info->text);
    struct search *self = malloc(sizeof *self);
    if (self == NULL || !search_open(self, config, options)) {
        if (self != NULL) search_close(self);
        free(self);
        text_add(&text, "not enough memory to begin");
        return ERR_NO_MEMORY;
    }
    pthread_mutex_init(&self->lock, NULL);
    pthread_cond_init(&self->resumed, NULL);
    const enum err err = run(self, out);
    if (err == ERR_NO_THREAD) text_add(&text, "cannot start a thread; try --jobs 1");
    pthread_cond_destroy(&self->resumed);
    pthread_mutex_destroy(&self->lock);
    search_close(self);
    free(self);
    return err;
}
