/* explore/store_graph.h - L1 on the graph of all states and fault-free moves.
 *
 * From every state in which a leader is owed, every fault-free continuation must
 * come to a state from which agreement lasts: no cycle may hold a state that can
 * still lose it, and the longest way there is the recovery time.
 */
#ifndef EXPLORE_STORE_GRAPH_H
#define EXPLORE_STORE_GRAPH_H

#include "explore/store.h"

/* Fault-free moves of one thread, collected while it searches. */
struct graph_edges {
    struct graph_block *first, *last;
    uint64_t count;
    _Atomic size_t bytes;
};
struct graph_block {
    struct graph_block *next;
    uint32_t used;
    struct {
        uint32_t from, to;
    } edge[1 << 15];
    uint8_t ticks[1 << 15];
};

void graph_edges_open(struct graph_edges *self);
void graph_edges_close(struct graph_edges *self);
/* False: no memory. */
bool graph_edges_add(struct graph_edges *self, uint32_t from, uint32_t to, uint8_t ticks);

struct graph_answer {
    uint64_t owed, unsure, unowed;
    uint64_t weak;  /* states in which a leader is owed, but not that all acknowledge it */
    bool livelock;  /* a cycle without lasting agreement, or a way beyond the bounds */
    uint32_t worst; /* the state with the longest way, or one from which the cycle is reached */
    int ticks_max;  /* of the longest way */
    bool late;      /* some state's way is longer than its bound; then worst is one of these */
    uint32_t *way;  /* livelock: states from worst on, the last one repeats one before; malloc */
    uint32_t way_length;
    uint32_t way_loop; /* place in way of the state that is repeated */
    bool leaderless;   /* the cycle goes through states in which a leader is owed */
};

/* Bytes that graph_judge() takes for so many, beside what is there. */
size_t graph_bytes(uint64_t states, uint64_t edges);

/* all: edges of `hands` threads.  beyond_is_livelock: a fault-free way beyond the
 * bounds counts as one without end.  False: no memory. answer->way: to be freed. */
bool graph_judge(const struct store *store, const struct graph_edges *all, int hands,
                 bool beyond_is_livelock, struct graph_answer *answer);

#endif
