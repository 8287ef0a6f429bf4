/* Events per second through the journal: two producers, one consumer, against
 * a plain ring under a mutex of the same record size in the same run. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "threads/journal.h"

enum { PRODUCERS = 2, STEPS = 60000, EVENTS_A_STEP = 4, PLAIN_SLOTS = 1024 };

static struct journal journal;
static struct {
    pthread_mutex_t lock;
    struct event slot[PLAIN_SLOTS];
    uint64_t added;
} plain = { .lock = PTHREAD_MUTEX_INITIALIZER };

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

static void *produce_plain(void *unused) {
    static const struct event event = { .kind = EVENT_DUTY };
    for (int i = 0; i < STEPS; i++) {
        pthread_mutex_lock(&plain.lock);
        for (int k = 0; k < EVENTS_A_STEP; k++) plain.slot[plain.added++ % PLAIN_SLOTS] = event;
        pthread_mutex_unlock(&plain.lock);
    }
    return unused;
}

static double per_second(void *(*producer)(void *), bool consume) {
    pthread_t thread[PRODUCERS];
    static struct event event;
    const uint64_t total = (uint64_t)PRODUCERS * STEPS * EVENTS_A_STEP;
    const int64_t from = now_ns();
    for (int i = 0; i < PRODUCERS; i++) {
        if (pthread_create(&thread[i], NULL, producer, NULL) != 0) exit(4);
    }
    for (uint64_t taken = 0; consume && taken < total;) {
        if (journal_take(&journal, TIME_NEVER, &event) == JOURNAL_EVENT) taken++;
    }
    for (int i = 0; i < PRODUCERS; i++) pthread_join(thread[i], NULL);
    return (double)total * 1e9 / (double)(now_ns() - from);
}

int main(void) {
    if (journal_open(&journal) != JOURNAL_WHOLE) return 4;
    const double ours = per_second(produce, true);
    const double bare = per_second(produce_plain, false);
    journal_finish(&journal);
    printf("events through the journal / plain ring | %.2f | %.1f M/s to the consumer against "
           "%.1f M/s into memory; producers waited %llu times\n",
           ours / bare, ours / 1e6, bare / 1e6, (unsigned long long)journal.waits);
    journal_close(&journal);
    return 0;
}
