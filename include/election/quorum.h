/* election/quorum.h - when is a set of signatures enough?
 *
 * Vocabulary: corosync votequorum(5).  What each policy promises: README.
 */
#ifndef ELECTION_QUORUM_H
#define ELECTION_QUORUM_H

#include "base/ids.h"

#define QUORUM_POLICIES(X)                                                                         \
    X(ACTIVE, "active", "more than half of the nodes that have not been killed")                   \
    X(MAJORITY, "majority", "more than half of the configured nodes")                              \
    X(NONE, "none", "any token that comes home: the textbook ring")

enum quorum_policy {
#define X(symbol, name, help) QUORUM_##symbol,
    QUORUM_POLICIES(X)
#undef X
    QUORUM_COUNT
};

const char *quorum_name(enum quorum_policy policy);
const char *quorum_help(enum quorum_policy policy);
/* QUORUM_COUNT when there is no such policy. */
enum quorum_policy quorum_by_name(const char *name);

/* Is `signatures` a quorum?  `members` is the active list, read only with
 * QUORUM_ACTIVE; an empty list has no quorum. */
bool quorum_holds(enum quorum_policy policy, uint8_t nodes, struct node_set members,
                  struct node_set signatures);
/* How many signatures a quorum takes: for "2 of 3 needed". 1 for QUORUM_NONE. */
uint8_t quorum_size(enum quorum_policy policy, uint8_t nodes, struct node_set members);

#endif
