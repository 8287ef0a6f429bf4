/* threads/journal.h - one lock, one clock, one order of events.
 *
 * Everything the threads of a cluster share is guarded by the journal's lock,
 * the only one in the program.  A thread that does something - a step of a
 * node with its link tests and its writes, a command, a change of the active
 * list - does the whole of it between journal_begin and journal_end, at one
 * reading of the clock, and adds its events there.  So the order of the trace
 * is the order of effects by construction.
 *
 *   decision    links, active list, stable storage, fence and message ids are
 *               plain structs under this lock, not atomics of their own: a link
 *               test and its `deliver`, a reading of the list and its `lease`
 *               are then one instant without any argument about memory order.
 *   rejected    an atomic matrix and a lock for the journal only: a cut could
 *               fall between the test and the event.
 *   consequence two nodes never step at the same time; a step takes some ten
 *               microseconds, so ten nodes at ten times the speed have room.
 *
 * Events go into a bounded ring, and the consumer takes them from there.  For one
 * that lags, a thread of the journal moves them into a queue that grows, once the
 * ring is half full; it waits for nobody but memory, and sleeps while all is well.
 * When the ring has no room for a whole step, whoever begins one waits (counted),
 * and nothing is lost.
 */
#ifndef THREADS_JOURNAL_H
#define THREADS_JOURNAL_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "threads/pacer.h"
#include "threads/wake.h"
#include "trace/event.h"

enum {
    JOURNAL_RING_EVENTS = 1024,
    JOURNAL_STEP_EVENTS = 256, /* at most this many between begin and end */
    JOURNAL_CHUNK_EVENTS = 128,
};
_Static_assert(JOURNAL_STEP_EVENTS >= 4 * EFFECTS_MAX + 8,
               "a send may be two copies, each of them dropped; and then some");

struct journal_chunk {
    struct journal_chunk *next;
    int count; /* events in it; taken by the consumer up to journal.taken_at */
    struct event event[JOURNAL_CHUNK_EVENTS];
};

struct journal {
    pthread_mutex_t lock;
    pthread_cond_t filled; /* the ring is half full, or closing */
    pthread_cond_t room;   /* the ring has room, or broken */
    struct pacer pacer;
    int64_t now_us; /* of the step under way */
    bool closing;   /* no more events will come */
    bool broken;    /* no memory for the queue; what is in the ring stays there */
    bool drained;   /* the journal's thread has ended */
    bool idle;      /* the consumer found nothing: ring the bell with the next event */
    bool started;   /* the thread exists */
    pthread_t thread;
    struct wake bell;      /* readable when the consumer should look */
    uint64_t added, taken; /* events in, events out */
    uint64_t waits;        /* begins that found no room */
    int step_events;       /* of the step under way */
    int ring_first, ring_count;
    struct event ring[JOURNAL_RING_EVENTS];
    struct journal_chunk *head, *tail; /* the queue, oldest first; NULL: empty */
    struct journal_chunk *spare;       /* saves an allocation now and then */
    int taken_at;                      /* of head: next event to hand out */
};

enum journal_answer {
    JOURNAL_EVENT,   /* *out is the next event */
    JOURNAL_TIME,    /* all events up to until_us are out, and it is at least that late */
    JOURNAL_NOTHING, /* nothing yet; the bell will ring */
    JOURNAL_END,     /* closed, and everything is out */
};

/* Which part could not be had: errno says why. */
enum journal_part { JOURNAL_WHOLE, JOURNAL_NO_BELL, JOURNAL_NO_THREAD };

/* *self must be zeroed memory that stays where it is. */
enum journal_part journal_open(struct journal *self);
/* No more events: what was added comes out of journal_take, then END.  The
 * journal's thread is joined.  Call once no other thread adds. */
void journal_finish(struct journal *self);
/* After journal_finish, or when journal_open failed. */
void journal_close(struct journal *self);

/* Lock, wait for room, read the clock.  False: the journal is broken, nothing
 * is locked and nothing may be done any more. */
bool journal_begin(struct journal *self);
void journal_end(struct journal *self);
/* Between begin and end only.  The event is zeroed, with its kind, node and the
 * step's time; valid until journal_end. */
struct event *journal_add(struct journal *self, enum event_kind kind, uint8_t node);
void journal_add_copy(struct journal *self, const struct event *event);

/* For what adds no event: flags, the speed, the time. */
void journal_lock(struct journal *self);
void journal_unlock(struct journal *self);
int64_t journal_now(struct journal *self);
/* Real time until cluster_us, see pacer_wait_ns.  Locked or not: takes the lock. */
int64_t journal_wait_ns(struct journal *self, int64_t cluster_us);

/* One consumer thread. */
enum journal_answer journal_take(struct journal *self, int64_t until_us, struct event *out);

#endif
