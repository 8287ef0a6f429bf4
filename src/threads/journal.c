#include "threads/journal.h"

#include <string.h>

#include "base/check.h"
#include "threads/sys.h"

void journal_lock(struct journal *self) {
    ENSURE(pthread_mutex_lock(&self->lock) == 0);
}

void journal_unlock(struct journal *self) {
    ENSURE(pthread_mutex_unlock(&self->lock) == 0);
}

/* ---- adding ---------------------------------------------------------------------- */

static bool has_room(const struct journal *self) {
    return JOURNAL_RING_EVENTS - self->ring_count >= JOURNAL_STEP_EVENTS;
}

static bool is_half_full(const struct journal *self) {
    return self->ring_count > JOURNAL_RING_EVENTS / 2;
}

static void tell_gap(struct journal *self) {
    if (self->pacer.left_out_ns == 0) return;
    journal_add(self, EVENT_CLOCK, NODE_NONE)->until_us = self->pacer.left_out_ns / 1000;
    self->pacer.left_out_ns = 0;
}

bool journal_begin(struct journal *self) {
    journal_lock(self);
    if (!has_room(self) && !self->broken) self->waits++;
    while (!has_room(self) && !self->broken) {
        ENSURE(pthread_cond_wait(&self->room, &self->lock) == 0);
    }
    if (self->broken) {
        journal_unlock(self);
        return false;
    }
    REQUIRE(!self->closing);
    self->now_us = pacer_read(&self->pacer, sys_now_ns());
    self->step_events = 0;
    tell_gap(self);
    return true;
}

/* The consumer takes from the ring by itself; the thread is for one that lags. */
void journal_end(struct journal *self) {
    const bool lags = is_half_full(self), ring = self->idle && self->step_events > 0;
    if (ring) self->idle = false;
    journal_unlock(self);
    if (lags) (void)pthread_cond_signal(&self->filled);
    if (ring) wake_ring(&self->bell);
}

struct event *journal_add(struct journal *self, enum event_kind kind, uint8_t node) {
    REQUIRE(self->step_events < JOURNAL_STEP_EVENTS);
    const int at = (self->ring_first + self->ring_count) % JOURNAL_RING_EVENTS;
    struct event *event = &self->ring[at];
    memset(event, 0, sizeof *event);
    event->kind = kind;
    event->node = node;
    event->t_us = self->now_us;
    self->ring_count++;
    self->step_events++;
    self->added++;
    return event;
}

void journal_add_copy(struct journal *self, const struct event *event) {
    REQUIRE(event->t_us == self->now_us);
    *journal_add(self, event->kind, event->node) = *event;
}

int64_t journal_now(struct journal *self) {
    journal_lock(self);
    const int64_t now_us = pacer_read(&self->pacer, sys_now_ns());
    journal_unlock(self);
    return now_us;
}

int64_t journal_wait_ns(struct journal *self, int64_t cluster_us) {
    journal_lock(self);
    const int64_t wait_ns = pacer_wait_ns(&self->pacer, cluster_us, sys_now_ns());
    journal_unlock(self);
    return wait_ns;
}

/* ---- from the ring to the queue ------------------------------------------------------ */

static void skip_ring_head(struct journal *self) {
    self->ring_first = (self->ring_first + 1) % JOURNAL_RING_EVENTS;
    self->ring_count--;
}

/* Locked.  Fill the last chunk as far as it goes. */
static void move_events(struct journal *self) {
    struct journal_chunk *chunk = self->tail;
    while (self->ring_count > 0 && chunk->count < JOURNAL_CHUNK_EVENTS) {
        chunk->event[chunk->count++] = self->ring[self->ring_first];
        skip_ring_head(self);
    }
    (void)pthread_cond_broadcast(&self->room);
}

/* Locked; unlocks while it allocates.  False: no memory. */
static bool add_chunk(struct journal *self) {
    struct journal_chunk *chunk = self->spare;
    self->spare = NULL;
    if (chunk == NULL) {
        journal_unlock(self);
        chunk = sys_calloc(1, sizeof *chunk);
        journal_lock(self);
    }
    if (chunk == NULL) return false;
    chunk->next = NULL;
    chunk->count = 0;
    if (self->tail == NULL) self->head = chunk;
    else self->tail->next = chunk;
    self->tail = chunk;
    return true;
}

static void *run(void *argument) {
    struct journal *self = argument;
    (void)sys_thread_name("journal");
    journal_lock(self);
    for (;;) {
        while (!is_half_full(self) && !self->closing) {
            ENSURE(pthread_cond_wait(&self->filled, &self->lock) == 0);
        }
        if (self->ring_count == 0) break;
        if ((self->tail == NULL || self->tail->count == JOURNAL_CHUNK_EVENTS) && !add_chunk(self)) {
            self->broken = true;
            (void)pthread_cond_broadcast(&self->room);
            break;
        }
        move_events(self);
    }
    self->drained = true;
    wake_ring(&self->bell);
    journal_unlock(self);
    return NULL;
}

/* ---- taking --------------------------------------------------------------------------- */

static void release_head(struct journal *self, struct journal_chunk **out) {
    struct journal_chunk *chunk = self->head;
    self->head = chunk->next;
    if (self->head == NULL) self->tail = NULL;
    self->taken_at = 0;
    if (self->spare == NULL) self->spare = chunk;
    else *out = chunk;
}

static const struct event *queue_head(const struct journal *self) {
    const struct journal_chunk *chunk = self->head;
    return chunk != NULL && self->taken_at < chunk->count ? &chunk->event[self->taken_at] : NULL;
}

static void take_ring_head(struct journal *self) {
    skip_ring_head(self);
    if (has_room(self)) (void)pthread_cond_broadcast(&self->room);
}

/* Locked.  *released: memory to free once unlocked. */
static enum journal_answer take(struct journal *self, int64_t until_us, struct event *out,
                                struct journal_chunk **released) {
    const struct event *next = queue_head(self);
    const bool from_ring = next == NULL && self->ring_count > 0; /* nothing older is left */
    if (from_ring) next = &self->ring[self->ring_first];
    if (next != NULL) {
        if (next->t_us > until_us) return JOURNAL_TIME;
        *out = *next;
        self->taken++;
        if (from_ring) take_ring_head(self);
        else if (++self->taken_at == JOURNAL_CHUNK_EVENTS) release_head(self, released);
        return JOURNAL_EVENT;
    }
    if (self->drained) return JOURNAL_END;
    if (pacer_read(&self->pacer, sys_now_ns()) >= until_us) return JOURNAL_TIME;
    wake_clear(&self->bell);
    self->idle = true;
    return JOURNAL_NOTHING;
}

enum journal_answer journal_take(struct journal *self, int64_t until_us, struct event *out) {
    struct journal_chunk *released = NULL;
    journal_lock(self);
    const enum journal_answer answer = take(self, until_us, out, &released);
    journal_unlock(self);
    sys_free(released);
    return answer;
}

/* ---- life ------------------------------------------------------------------------------ */

enum journal_part journal_open(struct journal *self) {
    ENSURE(pthread_mutex_init(&self->lock, NULL) == 0);
    ENSURE(pthread_cond_init(&self->filled, NULL) == 0);
    ENSURE(pthread_cond_init(&self->room, NULL) == 0);
    pacer_init(&self->pacer, sys_now_ns());
    self->idle = true;
    if (!wake_open(&self->bell)) return JOURNAL_NO_BELL;
    self->started = sys_thread(&self->thread, run, self);
    return self->started ? JOURNAL_WHOLE : JOURNAL_NO_THREAD;
}

void journal_finish(struct journal *self) {
    if (!self->started) return;
    self->started = false;
    journal_lock(self);
    self->closing = true;
    journal_unlock(self);
    (void)pthread_cond_signal(&self->filled);
    ENSURE(pthread_join(self->thread, NULL) == 0);
}

void journal_close(struct journal *self) {
    journal_finish(self);
    wake_close(&self->bell);
    while (self->head != NULL) {
        struct journal_chunk *chunk = self->head;
        self->head = chunk->next;
        sys_free(chunk);
    }
    sys_free(self->spare);
    (void)pthread_mutex_destroy(&self->lock);
    (void)pthread_cond_destroy(&self->filled);
    (void)pthread_cond_destroy(&self->room);
}
