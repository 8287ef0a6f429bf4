/* threads/node.h - one node: a thread, a pipe to reach it, what survives a kill.
 *
 * The thread waits in poll for its pipe, its wake and its next deadline, and
 * does everything else in steps under the journal's lock: reads the clock and
 * the active list, tests the link, runs elect_step, writes the frames that come
 * of it, adds the events.  Every field here is guarded by that lock, but
 * `thread`, which belongs to whoever gives the cluster its commands.
 *
 *    dead --node_start--> alive --dying--> (thread joined) --node_bury--> dead
 *                          |  ^
 *                    stalled  woken      a stalled thread waits where it stands,
 *                                        maybe between a duty and its write
 */
#ifndef THREADS_NODE_H
#define THREADS_NODE_H

#include <pthread.h>

#include "election/duty.h"
#include "election/elect.h"
#include "threads/channel.h"
#include "threads/inbox.h"
#include "threads/wake.h"
#include "world/clock.h"

struct cluster;

enum { NODE_SENT_MAX = 128 };

struct node {
    struct cluster *cluster;
    uint8_t id;
    /* for the whole run */
    struct channel channel; /* frames to it; open while it is dead, too */
    struct inbox inbox;     /* read from the channel, not yet due */
    struct wake wake;
    struct node_clock clock;
    struct stable stable; /* its stable storage */
    uint32_t lives;
    pthread_cond_t readied; /* ready was set */
    /* of one life */
    pthread_t thread;
    bool joinable; /* the thread exists */
    bool ready;    /* … and runs */
    bool alive, dying, stalled;
    bool stall_armed; /* stall between the next duty and its write */
    struct elect elect;
    struct duty duty;
    struct node_set signatures; /* of its last lease */
    struct {
        uint32_t hop;
        uint64_t id;
    } sent[NODE_SENT_MAX]; /* ids of its last attempts, at hop % NODE_SENT_MAX */
};

/* Zeroed memory in, pipe and wake out.  False: errno; node_close is still due. */
bool node_open(struct node *self, struct cluster *cluster, uint8_t id);
void node_close(struct node *self);

/* A new life, thread first, from stable storage: a START event once it runs.
 * Requires: dead.  False: errno, no thread. */
bool node_start(struct node *self, bool revived);
/* Wait for the end of a thread that was told to end (dying, or the cluster is
 * stopping).  No-op without a thread. */
void node_join(struct node *self);
/* After node_join of a killed one: what was due there is dropped, STOP is told,
 * and it is dead at that same instant.  What is still on its way is dropped when
 * it is due, by the keeper, or reaches the next life. */
void node_bury(struct node *self);

#endif
