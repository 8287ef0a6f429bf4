/* Events per second through the journal: two producers, four events a step, one
 * consumer that waits at the bell, as the engine does.  Against it in the same run:
 * a bounded ring with one lock and two conditions, same events, same producers,
 * same consumer, which lets waiting producers go on once the ring is half empty.
 * Rounds alternate, so that a drifting machine hits both.
 */
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "threads/journal.h"

enum { ROUNDS = 15, PRODUCERS = 2, STEPS = 20000, EVENTS_A_STEP = 4 };

static struct journal journal;
static struct {
    pthread_mutex_t lock;
    pthread_cond_t filled, room;
    struct event slot[JOURNAL_RING_EVENTS];
    uint64_t added, taken;
} plain = { .lock = PTHREAD_MUTEX_INITIALIZER,
            .filled = PTHREAD_COND_INITIALIZER,
            .room = PTHREAD_COND_INITIALIZER };

static int64_t now_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void *produce(void *unused) {
    for (int i = 0; i < STEPS; i++) {
        if (!journal_begin(&journal)) abort();
        for (int k = 0; k < EVENTS_A_STEP; k++) (void)journal_add(&journal, EVENT_DUTY, 0);
        journal_end(&journal);
    }
    return unused;
}

static void consume(struct event *event) {
    while (journal_take(&journal, TIME_NEVER, event) != JOURNAL_EVENT) {
        struct pollfd bell = { .fd = journal.bell.fds[0], .events = POLLIN };
        (void)poll(&bell, 1, -1);
    }
}

static void *produce_plain(void *unused) {
    static const struct event event = { .kind = EVENT_DUTY };
    for (int i = 0; i < STEPS; i++) {
        pthread_mutex_lock(&plain.lock);
        while (plain.added - plain.taken > JOURNAL_RING_EVENTS - EVENTS_A_STEP) {
            pthread_cond_wait(&plain.room, &plain.lock);
        }
        for (int k = 0; k < EVENTS_A_STEP; k++) {
            plain.slot[plain.added++ % JOURNAL_RING_EVENTS] = event;
        }
        pthread_mutex_unlock(&plain.lock);
        pthread_cond_signal(&plain.filled);
    }
    return unused;
}

static void consume_plain(struct event *event) {
    pthread_mutex_lock(&plain.lock);
    while (plain.added == plain.taken) pthread_cond_wait(&plain.filled, &plain.lock);
    *event = plain.slot[plain.taken++ % JOURNAL_RING_EVENTS];
    const bool half_empty = plain.added - plain.taken == JOURNAL_RING_EVENTS / 2;
    pthread_mutex_unlock(&plain.lock);
    if (half_empty) pthread_cond_broadcast(&plain.room);
}

static double per_second(void *(*producer)(void *), void (*consumer)(struct event *)) {
    pthread_t thread[PRODUCERS];
    static struct event event;
    const uint64_t total = (uint64_t)PRODUCERS * STEPS * EVENTS_A_STEP;
    const int64_t from = now_ns();
    for (int i = 0; i < PRODUCERS; i++) {
        if (pthread_create(&thread[i], NULL, producer, NULL) != 0) exit(4);
    }
    for (uint64_t taken = 0; taken < total;) {
        consumer(&event);
        if (event.kind == EVENT_DUTY) taken++; /* not a gap that the clock left out */
    }
    for (int i = 0; i < PRODUCERS; i++) pthread_join(thread[i], NULL);
    return (double)total * 1e9 / (double)(now_ns() - from);
}

static int rising(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void) {
    double ours[ROUNDS], bare[ROUNDS], ratio[ROUNDS];
    if (journal_open(&journal) != JOURNAL_WHOLE) return 4;
    for (int i = 0; i < ROUNDS; i++) {
        ours[i] = per_second(produce, consume);
        bare[i] = per_second(produce_plain, consume_plain);
        ratio[i] = ours[i] / bare[i];
    }
    journal_finish(&journal);
    qsort(ours, ROUNDS, sizeof ours[0], rising);
    qsort(bare, ROUNDS, sizeof bare[0], rising);
    qsort(ratio, ROUNDS, sizeof ratio[0], rising);
    printf("events through the journal / through a plain bounded ring | %.2f (%.2f to %.2f) | "
           "median of %d rounds; %.2f M/s against %.2f M/s; producers waited %llu times\n",
           ratio[ROUNDS / 2], ratio[0], ratio[ROUNDS - 1], ROUNDS, ours[ROUNDS / 2] / 1e6,
           bare[ROUNDS / 2] / 1e6, (unsigned long long)journal.waits);
    journal_close(&journal);
    return 0;
}
