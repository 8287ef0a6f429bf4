/* trace/header.h - first and last line of a trace: how the run was set up, how it ended. */
#ifndef TRACE_HEADER_H
#define TRACE_HEADER_H

#include "election/elect.h"
#include "trace/event.h"

enum { TRACE_SCHEMA = 1, NAME_BYTES = 64 };

#define ENGINES(X)                                                                                 \
    X(THREADS, "threads", "one thread a node over pipes, in real time")                            \
    X(SIM, "sim", "virtual time from a seed; the same seed gives the same trace")                  \
    X(CHECK, "check", "a path found by exhaustive exploration")

enum engine_kind {
#define X(symbol, name, help) ENGINE_##symbol,
    ENGINES(X)
#undef X
    ENGINE_COUNT
};
const char *engine_name(enum engine_kind kind);
enum engine_kind engine_by_name(const char *name); /* ENGINE_COUNT when unknown */

struct trace_header {
    char program[NAME_BYTES];  /* "ringleader 0.1.0" */
    char scenario[NAME_BYTES]; /* its name, "" for none */
    enum engine_kind engine;
    uint64_t seed;
    uint8_t ring[NODES_MAX]; /* ring order, elect.nodes entries */
    struct elect_config elect;
};

struct trace_verdict {
    int exit;
    uint64_t events;
    uint64_t violations; /* unexpected ones */
    uint64_t expectations_met, expectations_failed;
    uint64_t elections;               /* first leases: (node, term) pairs that led */
    uint64_t messages[MESSAGE_COUNT]; /* sent, by kind */
};

#endif
