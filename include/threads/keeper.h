/* threads/keeper.h - the thread that looks after what is nobody's.
 *
 * Reads the cluster clock every 100 ms, so that a suspended process is noticed;
 * makes the delayed changes of the active list; drops what arrives for the dead.
 */
#ifndef THREADS_KEEPER_H
#define THREADS_KEEPER_H

#include "election/active.h"
#include "threads/wake.h"

#include <pthread.h>

struct cluster;

struct keeper {
    struct cluster *cluster;
    struct wake wake; /* rung when a node died or a change of the list waits */
    bool joinable;
    pthread_t thread;
};

/* Zeroed memory in.  False: errno; keeper_close is still due. */
bool keeper_open(struct keeper *self, struct cluster *cluster);
bool keeper_start(struct keeper *self); /* false: errno */
void keeper_join(struct keeper *self);  /* once the cluster is stopping */
void keeper_close(struct keeper *self);

/* Between journal_begin and journal_end: make the changes of the active list that
 * are due, with a LIST event each; one also when what waits differs from *before. */
void keeper_update_list(struct keeper *self, const struct active *before);

#endif
