#include "explore/store_graph.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

enum { BLOCK_EDGES = 1 << 15, TICKS_CAP = 60000 };

/* ---- collecting -------------------------------------------------------------------- */

void graph_edges_open(struct graph_edges *self) {
    memset(self, 0, sizeof *self);
}

void graph_edges_close(struct graph_edges *self) {
    for (struct graph_block *block = self->first; block != NULL;) {
        struct graph_block *next = block->next;
        free(block);
        block = next;
    }
    graph_edges_open(self);
}

bool graph_edges_add(struct graph_edges *self, uint32_t from, uint32_t to, uint8_t ticks) {
    if (self->last == NULL || self->last->used == BLOCK_EDGES) {
        struct graph_block *block = malloc(sizeof *block);
        if (block == NULL) return false;
        block->next = NULL;
        block->used = 0;
        if (self->last == NULL) self->first = block;
        else self->last->next = block;
        self->last = block;
        self->bytes += sizeof *block;
    }
    struct graph_block *block = self->last;
    block->edge[block->used].from = from;
    block->edge[block->used].to = to;
    block->ticks[block->used] = ticks;
    block->used++;
    self->count++;
    return true;
}

/* ---- the graph, backwards ------------------------------------------------------------ */

struct graph {
    const struct store *store;
    const struct graph_edges *hands;
    int hand_count;
    uint32_t states;
    uint64_t *first; /* [state]: its first edge in the arrays below */
    uint32_t *from;  /* whence the edge comes */
    uint8_t *ticks;
    uint8_t *mark;  /* bits below */
    uint16_t *way;  /* ticks until agreement lasts, the longest */
    uint32_t *open; /* ways on that are not settled yet */
    uint32_t *next; /* where the longest way goes on */
    uint32_t *queue;
};
enum { CAN_LOSE = 1, CAN_LEAVE = 2, SETTLED = 4, LOOP_TRIES = 10000 };

size_t graph_bytes(uint64_t states, uint64_t edges) {
    const struct graph *g;
    const size_t a_state = sizeof *g->first + sizeof *g->mark + sizeof *g->way + sizeof *g->open +
                           sizeof *g->next + sizeof *g->queue;
    return (size_t)states * a_state + (size_t)edges * (sizeof *g->from + sizeof *g->ticks);
}

static bool graph_make(struct graph *g, uint64_t edges) {
    const size_t states = g->states;
    g->first = calloc(states + 2, sizeof *g->first);
    g->from = malloc((edges + 1) * sizeof *g->from);
    g->ticks = malloc(edges + 1);
    g->mark = calloc(states + 1, 1);
    g->way = calloc(states + 1, sizeof *g->way);
    g->open = calloc(states + 1, sizeof *g->open);
    g->next = malloc((states + 1) * sizeof *g->next);
    g->queue = malloc((states + 1) * sizeof *g->queue);
    return g->first != NULL && g->from != NULL && g->ticks != NULL && g->mark != NULL &&
           g->way != NULL && g->open != NULL && g->next != NULL && g->queue != NULL;
}

static void graph_free(struct graph *g) {
    free(g->first);
    free(g->from);
    free(g->ticks);
    free(g->mark);
    free(g->way);
    free(g->open);
    free(g->next);
    free(g->queue);
}

#define EACH_EDGE(g, block, i)                                                                     \
    for (int hand_ = 0; hand_ < (g)->hand_count; hand_++)                                          \
        for (const struct graph_block *block = (g)->hands[hand_].first; block != NULL;             \
             block = block->next)                                                                  \
            for (uint32_t i = 0; i < block->used; i++)

static void graph_fill(struct graph *g) {
    EACH_EDGE(g, block, i) g->first[block->edge[i].to + 2]++;
    for (uint32_t s = 0; s < g->states; s++) g->first[s + 2] += g->first[s + 1];
    EACH_EDGE(g, block, i) {
        const uint64_t at = g->first[block->edge[i].to + 1]++;
        g->from[at] = block->edge[i].from;
        g->ticks[at] = block->ticks[i];
    }
}

static bool is_state(const struct graph *g, uint32_t state) {
    return store_entry(g->store, state)->fingerprint != 0;
}

static bool has_flag(const struct graph *g, uint32_t state, unsigned flag) {
    return (store_entry(g->store, state)->flags & flag) != 0;
}

/* Mark all states from which one with the flag can be reached. */
static void spread(struct graph *g, unsigned flag, uint8_t mark) {
    uint32_t head = 0, tail = 0;
    for (uint32_t s = 0; s < g->states; s++) {
        if (!is_state(g, s) || !has_flag(g, s, flag)) continue;
        g->mark[s] |= mark;
        g->queue[tail++] = s;
    }
    while (head < tail) {
        const uint32_t s = g->queue[head++];
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++) {
            const uint32_t from = g->from[e];
            if ((g->mark[from] & mark) != 0) continue;
            g->mark[from] |= mark;
            g->queue[tail++] = from;
        }
    }
}

static bool can_lose(const struct graph *g, uint32_t state) {
    return (g->mark[state] & CAN_LOSE) != 0;
}

/* After settle(): does its way lead into a cycle? */
static bool is_unsettled(const struct graph *g, uint32_t state) {
    return can_lose(g, state) && (g->mark[state] & SETTLED) == 0;
}

/* A way on to `state` is known: its predecessors' ways are at least that long. */
static void pass_on(struct graph *g, uint32_t state, uint32_t *tail) {
    const bool lasting = !can_lose(g, state);
    for (uint64_t e = g->first[state]; e < g->first[state + 1]; e++) {
        const uint32_t from = g->from[e];
        if (!can_lose(g, from)) continue;
        const unsigned way = (lasting ? 0u : g->way[state]) + g->ticks[e];
        if (way >= g->way[from] || g->next[from] == STATE_NONE) {
            g->way[from] = (uint16_t)(way > TICKS_CAP ? TICKS_CAP : way);
            g->next[from] = state;
        }
        if (--g->open[from] == 0) {
            g->mark[from] |= SETTLED;
            g->queue[(*tail)++] = from;
        }
    }
}

/* Longest ways, from the end backwards; what stays unsettled leads into a cycle. */
static void settle(struct graph *g) {
    uint32_t head = 0, tail = 0;
    EACH_EDGE(g, block, i) g->open[block->edge[i].from]++;
    for (uint32_t s = 0; s < g->states; s++) g->next[s] = STATE_NONE;
    for (uint32_t s = 0; s < g->states; s++) {
        if (!is_state(g, s)) continue;
        if (!can_lose(g, s)) {
            pass_on(g, s, &tail);
        } else if (g->open[s] == 0) {
            g->mark[s] |= SETTLED; /* only beyond the bounds does it go on */
            g->queue[tail++] = s;
        }
    }
    while (head < tail) pass_on(g, g->queue[head++], &tail);
}

/* ---- answering --------------------------------------------------------------------------- */

static bool follow_way(struct graph *g, uint32_t state, struct graph_answer *answer) {
    /* place in the way, by state: reuse the counters nobody needs any more */
    memset(g->open, 0, ((size_t)g->states + 1) * sizeof *g->open);
    uint32_t length = 0;
    for (uint32_t s = state; s != STATE_NONE && g->open[s] == 0; s = g->next[s]) {
        g->open[s] = ++length;
    }
    answer->way = malloc(((size_t)length + 1) * sizeof *answer->way);
    if (answer->way == NULL) return false;
    uint32_t s = state;
    for (uint32_t i = 0; i < length; i++, s = g->next[s]) answer->way[i] = s;
    answer->way_length = length;
    answer->way_loop = length;
    if (s == STATE_NONE) return true;
    answer->way[answer->way_length++] = s;
    answer->way_loop = g->open[s] - 1;
    return true;
}

/* Any way on among the unsettled. */
static void link_unsettled(struct graph *g) {
    EACH_EDGE(g, block, i) {
        const uint32_t from = block->edge[i].from, to = block->edge[i].to;
        if (!is_unsettled(g, from)) continue;
        if (is_unsettled(g, to)) g->next[from] = to;
    }
}

/* Breadth first backwards from a state to itself, among the unsettled: afterwards
 * next[] leads along the shortest cycle.  `stamp` tells this search from others. */
static bool close_loop(struct graph *g, uint32_t state, uint32_t stamp) {
    uint32_t head = 0, tail = 0;
    g->queue[tail++] = state;
    while (head < tail) {
        const uint32_t s = g->queue[head++];
        for (uint64_t e = g->first[s]; e < g->first[s + 1]; e++) {
            const uint32_t from = g->from[e];
            if (!is_unsettled(g, from) || g->open[from] == stamp) continue;
            g->open[from] = stamp;
            g->next[from] = s;
            if (from == state) return true;
            g->queue[tail++] = from;
        }
    }
    return false;
}

static bool is_leaderless(const struct graph *g, uint32_t state) {
    return is_state(g, state) && is_unsettled(g, state) && has_flag(g, state, STATE_OPEN);
}

/* Of the states without a leader at this depth the first that comes back to itself. */
static uint32_t find_loop_at(struct graph *g, unsigned depth, uint32_t *stamp) {
    for (uint32_t s = 0; s < g->states && *stamp < LOOP_TRIES; s++) {
        if (!is_leaderless(g, s) || store_entry(g->store, s)->depth != depth) continue;
        if (close_loop(g, s, ++*stamp)) return s;
    }
    return STATE_NONE;
}

/* The state without a leader nearest to the start that comes back to itself. */
static uint32_t find_loop(struct graph *g) {
    uint32_t count[UINT8_MAX + 1] = { 0 }, stamp = 0, found = STATE_NONE;
    memset(g->open, 0, ((size_t)g->states + 1) * sizeof *g->open);
    for (uint32_t s = 0; s < g->states; s++) {
        if (is_leaderless(g, s)) count[store_entry(g->store, s)->depth]++;
    }
    for (unsigned depth = 0; depth <= UINT8_MAX && found == STATE_NONE; depth++) {
        if (count[depth] > 0) found = find_loop_at(g, depth, &stamp);
    }
    return found;
}

static void find_worst(const struct graph *g, struct graph_answer *answer) {
    int excess = 0;
    for (uint32_t s = 0; s < g->states; s++) {
        if (!is_state(g, s)) continue;
        if (has_flag(g, s, STATE_WEAK)) answer->weak++;
        if (!can_lose(g, s)) {
            answer->unowed += !has_flag(g, s, STATE_GOOD);
            continue;
        }
        if (has_flag(g, s, STATE_OPEN)) answer->owed++;
        if ((g->mark[s] & CAN_LEAVE) != 0) {
            answer->unsure++;
            continue;
        }
        const int way = g->way[s], bound = store_entry(g->store, s)->bound_ticks;
        if (way > bound && way - bound > excess) {
            excess = way - bound;
            answer->late = true;
            answer->worst = s;
        }
        if (way <= answer->ticks_max && answer->ticks_max >= 0) continue;
        answer->ticks_max = way;
        if (!answer->late) answer->worst = s;
    }
}

/* The first state (so: nearest to the start) that leads into a cycle, or beyond. */
static uint32_t find_livelock(const struct graph *g, bool beyond_is_livelock) {
    for (uint32_t s = 0; s < g->states; s++) {
        if (!is_state(g, s)) continue;
        if (is_unsettled(g, s)) return s;
        if (beyond_is_livelock && has_flag(g, s, STATE_LEAVES)) return s;
    }
    return STATE_NONE;
}

static bool answer_all(struct graph *g, bool beyond_is_livelock, struct graph_answer *answer) {
    graph_fill(g);
    spread(g, STATE_OPEN, CAN_LOSE);
    spread(g, STATE_LEAVES, CAN_LEAVE);
    settle(g);
    find_worst(g, answer);
    const uint32_t stuck = find_livelock(g, beyond_is_livelock);
    if (stuck != STATE_NONE) {
        answer->livelock = true;
        const uint32_t loop = find_loop(g);
        answer->worst = loop != STATE_NONE ? loop : stuck;
        answer->leaderless = loop != STATE_NONE;
        if (loop == STATE_NONE && is_unsettled(g, stuck)) link_unsettled(g);
        else if (loop == STATE_NONE) g->next[stuck] = STATE_NONE;
        return follow_way(g, answer->worst, answer);
    }
    return !answer->late || follow_way(g, answer->worst, answer);
}

bool graph_judge(const struct store *store, const struct graph_edges *all, int hands,
                 bool beyond_is_livelock, struct graph_answer *answer) {
    struct graph g = {
        .store = store, .hands = all, .hand_count = hands, .states = store_numbers(store)
    };
    uint64_t edges = 0;
    for (int i = 0; i < hands; i++) edges += all[i].count;
    memset(answer, 0, sizeof *answer);
    answer->worst = STATE_NONE;
    const bool made = graph_make(&g, edges) && answer_all(&g, beyond_is_livelock, answer);
    graph_free(&g);
    return made;
}
