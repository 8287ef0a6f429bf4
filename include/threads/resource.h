/* threads/resource.h - the shared resource that leaders write to, behind a fence.
 *
 * A thread of its own with a pipe of its own.  A write takes a hop's delay; the
 * fence is asked when it arrives, and a WRITE event tells the answer.
 */
#ifndef THREADS_RESOURCE_H
#define THREADS_RESOURCE_H

#include <pthread.h>

#include "election/duty.h"
#include "threads/channel.h"
#include "threads/wake.h"

struct cluster;

struct resource {
    struct cluster *cluster;
    struct channel channel;
    struct wake wake;
    struct fence fence;
    uint64_t lost; /* writes that found the pipe full */
    bool joinable;
    pthread_t thread;
};

/* Zeroed memory in.  False: errno; resource_close is still due. */
bool resource_open(struct resource *self, struct cluster *cluster);
bool resource_start(struct resource *self); /* false: errno */
/* Once the cluster is stopping. */
void resource_join(struct resource *self);
void resource_close(struct resource *self);
/* Between journal_begin and journal_end: a write sets out now. */
void resource_write(struct resource *self, const struct duty_write *write);

#endif
