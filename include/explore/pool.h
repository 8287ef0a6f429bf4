/* explore/pool.h - the search: breadth first, level by level, on all cores.
 *
 * Every state of a level is expanded before the next level begins, so the first
 * violation found lies as near to the start as any.  With more than one job,
 * which of several shortest paths is reported may differ between runs; all
 * numbers do not.
 *
 * Threads: starts its own and joins them before it returns.
 */
#ifndef EXPLORE_POOL_H
#define EXPLORE_POOL_H

#include <stdatomic.h>

#include "base/err.h"
#include "explore/stage.h"
#include "trace/property.h"

/* Which limit ended the search before everything was seen. */
#define SEARCH_LIMITS(X)                                                                           \
    X(NONE, "none")                                                                                \
    X(STATES, "states")                                                                            \
    X(MEMORY, "memory")                                                                            \
    X(INTERRUPT, "interrupted")

enum search_limit {
#define X(symbol, name) LIMIT_##symbol,
    SEARCH_LIMITS(X)
#undef X
    LIMIT_COUNT
};
const char *search_limit_name(enum search_limit limit);

/* As they stand while the search runs; may be read at any time. */
struct search_progress {
    _Atomic uint64_t states, transitions;
    _Atomic uint32_t depth;
};

struct search_options {
    int jobs; /* threads, at least 1 */
    uint64_t states_max;
    size_t memory_max;         /* bytes, everything included */
    uint64_t slots;            /* of the visited set to begin with; 0: a good number */
    bool exact;                /* keep full states, compare them */
    bool liveness;             /* judge L1 on the graph of fault-free moves */
    bool (*interrupted)(void); /* asked now and then by every thread; NULL: never */
    void (*tick)(const struct search_progress *progress); /* called now and then by the calling
                                                             thread; NULL: not */
    struct search_progress *progress;                     /* may be NULL */
};

enum { PATH_MAX_MOVES = 4096, SEARCH_JOBS_MAX = 64 };

/* From a start state to the violation. */
struct search_path {
    uint64_t start; /* number of the start state (explore/start.h) */
    int length;
    int loop;                     /* L1: moves [loop, length) repeat for ever; -1: they do not */
    uint8_t move[PATH_MAX_MOVES]; /* which of stage_moves() */
};

struct search_result {
    uint64_t states, transitions, starts;
    uint64_t beyond_terms,
        beyond_flights;  /* moves not followed: bound on terms, room for messages */
    uint64_t collisions; /* exact: fingerprints that met; else 0 */
    uint64_t edges;      /* fault-free ones, with liveness */
    uint32_t depth;      /* moves from a start to the furthest state */
    size_t bytes;        /* the most memory in use */
    enum search_limit limit;
    bool violated;
    struct violation violation;
    struct search_path path;
    bool race; /* L1: terms get ahead without end; the path shows how far that was followed */
    bool judged_liveness;
    uint64_t owed;          /* states in which a leader is owed */
    uint64_t unowed;        /* in which nothing is owed, nor ever without another fault */
    uint64_t weakly_owed;   /* in which somebody must lead, but not all acknowledge it */
    uint64_t unsure;        /* owed, but a way on leads beyond the bounds */
    int recovery_ticks_max; /* from any state to agreement that stays; -1: not judged */
    int bound_ticks;        /* L1's bound for that state */
};

/* ERR_NONE also when a limit was hit or something was violated.
 * Errors: ERR_NO_MEMORY (not even to begin), ERR_NO_THREAD. */
enum err search_run(const struct explore_config *config, const struct search_options *options,
                    struct search_result *out, struct err_info *info);

#endif
