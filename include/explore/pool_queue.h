/* explore/pool_queue.h - states on their way into the visited set.
 *
 * The table and its entries are larger than any cache.  A state therefore waits
 * here while its slot, then its entry are fetched and others are computed.
 * First in, first out: states are numbered as if they never waited.
 */
#ifndef EXPLORE_POOL_QUEUE_H
#define EXPLORE_POOL_QUEUE_H

#include "explore/pack.h"
#include "explore/store.h"

struct queued {
    struct store_entry entry;
    uint32_t bytes;
    bool edge; /* fault-free, from entry.parent: for liveness */
    uint8_t ticks;
    uint8_t at[PACK_BYTES_MAX];
};

enum { QUEUE_LENGTH = 32 }; /* a power of two */

/* [first, end) modulo the length; zeroed: empty. */
struct queue {
    uint32_t first, end;
    struct queued state[QUEUE_LENGTH];
};

static inline bool queue_is_empty(const struct queue *self) {
    return self->first == self->end;
}
static inline bool queue_is_full(const struct queue *self) {
    return self->end - self->first == QUEUE_LENGTH;
}

/* Room for one more, of which the caller has filled in all.  Requires: not full. */
static inline struct queued *queue_room(struct queue *self) {
    return &self->state[self->end % QUEUE_LENGTH];
}
/* That room is filled: begin to fetch, and go on with one that has waited half its time. */
static inline void queue_push(struct queue *self, const struct store *store) {
    store_prefetch(store, queue_room(self)->entry.fingerprint);
    self->end++;
    if (self->end - self->first < QUEUE_LENGTH / 2) return;
    const uint32_t half = self->end - QUEUE_LENGTH / 2;
    store_prefetch_entry(store, self->state[half % QUEUE_LENGTH].entry.fingerprint);
}
/* The oldest, valid until the next push.  Requires: not empty. */
static inline const struct queued *queue_pop(struct queue *self) {
    return &self->state[self->first++ % QUEUE_LENGTH];
}

#endif
