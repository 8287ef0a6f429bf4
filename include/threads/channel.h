/* threads/channel.h - records of one fixed size through a pipe.
 *
 * One pipe per receiver, any number of writers.  A record is written whole or
 * not at all (POSIX promises that up to 512 bytes), nobody ever blocks.  Reading
 * is one thread's at a time; writing is safe beside it.
 */
#ifndef THREADS_CHANNEL_H
#define THREADS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CHANNEL_RECORD_MAX = 512, CHANNEL_BATCH_BYTES = 4608 };

struct channel {
    int fds[2]; /* [0] is read, [1] is written */
    size_t record_bytes;
    size_t first, end; /* read from the pipe, not yet handed out: batch[first..end) */
    uint8_t batch[CHANNEL_BATCH_BYTES];
};

/* False: errno.  Requires 1 <= record_bytes <= CHANNEL_RECORD_MAX. */
bool channel_open(struct channel *self, size_t record_bytes);
void channel_close(struct channel *self);
/* False: the pipe is full (or nobody can ever read it); nothing was written. */
bool channel_write(const struct channel *self, const uint8_t *record);
/* The next record, in the order of writing, copied to record; false when there
 * is none now. */
bool channel_read(struct channel *self, uint8_t *record);

#endif
