/* threads/wake.h - a descriptor that gets a thread out of its poll. */
#ifndef THREADS_WAKE_H
#define THREADS_WAKE_H

#include <stdbool.h>

struct wake {
    int fds[2]; /* [0] is polled, [1] is rung */
};

/* False: errno. */
bool wake_open(struct wake *self);
void wake_close(struct wake *self);
/* Any thread, never blocks.  Stays readable until wake_clear. */
void wake_ring(struct wake *self);
void wake_clear(struct wake *self);

#endif
