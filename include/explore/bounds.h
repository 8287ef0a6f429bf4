/* explore/bounds.h - what the explorer may let go wrong, and how often.
 *
 * A state carries what is left of each; every choice of a fault takes one.
 * Killed nodes may be revived, stalled ones woken and cuts healed at any time,
 * or never: that costs nothing.
 */
#ifndef EXPLORE_BOUNDS_H
#define EXPLORE_BOUNDS_H

#include <stdint.h>

/* symbol, name (option, JSON key), default, help */
#define BOUNDS(X)                                                                                  \
    X(KILLS, "kills", 1, "crashes; who was killed may be revived at any time")                     \
    X(STALLS, "stalls", 0, "freezes, also between a leader's test of its lease and its write")     \
    X(LOSSES, "losses", 0, "messages lost, acknowledgements too")                                  \
    X(DUPLICATES, "duplicates", 0, "messages doubled")                                             \
    X(LATE, "late", 0, "messages held back for any time, overtaken by later ones")                 \
    X(PARTITIONS, "partitions", 0, "splits of the ring into two groups")                           \
    X(CUTS, "cuts", 0, "cuts of one direction of one link")

enum bound {
#define X(symbol, name, count, help) BOUND_##symbol,
    BOUNDS(X)
#undef X
    BOUND_COUNT
};

enum { BOUND_MAX = 15 }; /* a state has four bits for each */

#endif
