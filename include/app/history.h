/* app/history.h - every event of a run, by number; nothing is forgotten.
 *
 * Time travel is a fold up to an event: the dashboard looks events up here.  The
 * newest HISTORY_CACHE events are in memory, all are in an unlinked temporary
 * file, so that a session of days needs disk and not memory.  Where no temporary
 * file can be had, history begins anew with what fits (see `first`).
 *
 * Threads: one.
 */
#ifndef APP_HISTORY_H
#define APP_HISTORY_H

#include <stddef.h>

#include "trace/event.h"

enum { HISTORY_CACHE = 16384 };

struct history {
    int file;            /* unlinked temporary file; -1: none could be had */
    size_t count;        /* events added; they are numbered [0, count) */
    size_t first;        /* the oldest that can still be read; 0 while there is a file */
    int64_t bytes;       /* written to the file */
    int64_t *offset;     /* owned; where each event lies in the file */
    size_t capacity;     /* of offset */
    struct event *cache; /* owned; the last HISTORY_CACHE events, at number % HISTORY_CACHE */
};

/* False: no memory.  A missing temporary file is no failure. */
bool history_open(struct history *self);
void history_close(struct history *self);
/* False: no memory or disk for it; the event is then not kept. */
bool history_add(struct history *self, const struct event *event);
/* Requires first <= number < count.  False: the file cannot be read. */
bool history_get(const struct history *self, size_t number, struct event *out);
/* How many events have t_us <= t_us: the number to fold up to. */
size_t history_until(const struct history *self, int64_t t_us);

#endif
