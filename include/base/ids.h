/* base/ids.h - nodes, sets of nodes, and every limit of the program.
 *
 * A node is a small number, 0-based; node 0 is shown as "A".  The lower number
 * is the better candidate.  Its place on the ring is a different thing and is
 * never a number: the ring is a "who is next" table (election/elect.h), so the
 * two cannot be mixed up.
 */
#ifndef BASE_IDS_H
#define BASE_IDS_H

#include <stdbool.h>
#include <stdint.h>

enum {
    NODES_MIN = 2,
    NODES_MAX = 10,
    NODE_NONE = 0xff, /* "nobody", e.g. voted for none */
};

/* Times are signed microseconds.  A node's own time and the cluster's time are
 * kept apart by whose struct they live in; both start near 0. */
#define TIME_PAST INT64_MIN  /* before everything: "not set", "already over" */
#define TIME_NEVER INT64_MAX /* after everything: "no deadline" */
#define US_PER_MS INT64_C(1000)
#define US_PER_S INT64_C(1000000)
#define PPM_PER_ONE INT64_C(1000000)

/* A set of nodes as a bitmask; bit i is node i.  A struct, so that a set and a
 * node cannot be swapped. */
struct node_set {
    uint16_t bits;
};
_Static_assert(NODES_MAX <= 16, "a node_set holds every node");

#define SET_EMPTY ((struct node_set){ 0 })

static inline struct node_set set_of(uint8_t node) {
    return (struct node_set){ (uint16_t)(1u << node) };
}
/* The first `count` nodes: the whole ring. */
static inline struct node_set set_all(uint8_t count) {
    return (struct node_set){ (uint16_t)((1u << count) - 1u) };
}
static inline bool set_has(struct node_set set, uint8_t node) {
    return node < NODES_MAX && ((set.bits >> node) & 1u) != 0;
}
static inline struct node_set set_with(struct node_set set, uint8_t node) {
    return (struct node_set){ (uint16_t)(set.bits | 1u << node) };
}
static inline struct node_set set_without(struct node_set set, uint8_t node) {
    return (struct node_set){ (uint16_t)(set.bits & ~(1u << node)) };
}
static inline struct node_set set_and(struct node_set a, struct node_set b) {
    return (struct node_set){ (uint16_t)(a.bits & b.bits) };
}
static inline struct node_set set_or(struct node_set a, struct node_set b) {
    return (struct node_set){ (uint16_t)(a.bits | b.bits) };
}
static inline struct node_set set_minus(struct node_set a, struct node_set b) {
    return (struct node_set){ (uint16_t)(a.bits & ~b.bits) };
}
static inline bool set_is_empty(struct node_set set) {
    return set.bits == 0;
}
static inline bool set_equal(struct node_set a, struct node_set b) {
    return a.bits == b.bits;
}
static inline uint8_t set_count(struct node_set set) {
    uint8_t count = 0;
    for (uint16_t rest = set.bits; rest != 0; rest = (uint16_t)(rest & (rest - 1u))) count++;
    return count;
}

/* The node's name: 'A' for 0.  Requires node < NODES_MAX. */
static inline char node_letter(uint8_t node) {
    return (char)('A' + node);
}

#endif
