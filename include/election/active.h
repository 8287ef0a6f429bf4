/* election/active.h - the active list: who counts in the quorum policy `active`.
 *
 * Killing removes a node from the list, reviving adds it; a partition or a
 * stall changes nothing.  S1 and S2 hold because (a) a node leaves only once it
 * is dead, (b) the list changes by one node at a time, (c) two changes lie at
 * least L/(1-rho) apart (the first is made at once, later ones queue).  A
 * revived node joins only P+H+R after its revival.  Kept by the engine, on
 * cluster time; the nodes only read a struct roster.
 *
 *    member --killed--> leaving (dead, still counted) --turn--> absent
 *    leaving --revived--> member           (the removal is cancelled)
 *    absent --revived--> joining (alive, not yet counted) --turn--> member
 *    joining --killed--> absent            (the joining is cancelled)
 */
#ifndef ELECTION_ACTIVE_H
#define ELECTION_ACTIVE_H

#include "base/ids.h"
#include "election/rules.h"
#include "election/timers.h"

/* What a node may know of the list, read at one instant. */
struct roster {
    struct node_set members;
    struct node_set absent; /* known dead: neither member nor joining; may be skipped at once */
    uint32_t version;       /* 1 at the start, +1 with each change */
};

struct active_change {
    uint8_t node;
    bool join;        /* else leave */
    int64_t ready_us; /* not before */
};

struct active {
    uint8_t nodes;
    uint8_t pending_count;
    struct node_set members;
    uint32_t version;
    int64_t changed_us; /* last change; TIME_PAST before the first */
    int64_t hold_off_us;
    int64_t join_us;
    struct active_change pending[NODES_MAX]; /* oldest first; each node at most once */
};

/* Everybody is a member, version 1. */
void active_init(struct active *self, uint8_t nodes, const struct timers *timers,
                 struct rule_set broken);
/* The node is dead (joined, really gone). No-op for a node that is leaving or absent. */
void active_killed(struct active *self, uint8_t node, int64_t now_us);
/* The node has been started again. No-op for a member that is not leaving. */
void active_revived(struct active *self, uint8_t node, int64_t now_us);
/* Make the next change if one is ready and the hold-off is over; at most one.
 * True when the list changed: call again until false. */
bool active_advance(struct active *self, int64_t now_us);
/* When active_advance will next have something to do; TIME_NEVER when nothing waits. */
int64_t active_next_us(const struct active *self);

struct roster active_roster(const struct active *self);
struct node_set active_joining(const struct active *self);
struct node_set active_leaving(const struct active *self);

#endif
