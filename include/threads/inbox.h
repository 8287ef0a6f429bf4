/* threads/inbox.h - frames that were read from a pipe and are not yet due.
 *
 * Sorted by due time, then by id (the order of sending).  Bounded.  A plain
 * value, guarded by whoever owns it.
 */
#ifndef THREADS_INBOX_H
#define THREADS_INBOX_H

#include "election/message.h"

enum { INBOX_MAX = 1024 };

struct inbox {
    int first, end; /* frame[first..end) */
    struct frame frame[INBOX_MAX];
};

/* False when it is full. */
bool inbox_put(struct inbox *self, const struct frame *frame);
/* The next one, or NULL; valid until the next call. */
const struct frame *inbox_head(const struct inbox *self);
void inbox_pop(struct inbox *self);
int inbox_count(const struct inbox *self);

#endif
