#include "app/history.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

/* Most events have neither text nor command: only the part before those is kept. */
enum { SHORT_BYTES = offsetof(struct event, command) };
_Static_assert(offsetof(struct event, text) > SHORT_BYTES, "texts come last");

static bool is_long(enum event_kind kind) {
    return kind == EVENT_COMMAND || kind == EVENT_EXPECT || kind == EVENT_VIOLATION;
}

static int open_unlinked(void) {
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/ringleader-XXXXXX",
             folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    const int file = mkostemp(path, O_CLOEXEC);
    if (file >= 0) unlink(path);
    return file;
}

bool history_open(struct history *self) {
    *self = (struct history){ .file = open_unlinked() };
    self->cache = calloc(HISTORY_CACHE, sizeof *self->cache);
    if (self->cache != NULL) return true;
    history_close(self);
    return false;
}

void history_close(struct history *self) {
    if (self->file >= 0) close(self->file);
    free(self->offset);
    free(self->cache);
    *self = (struct history){ .file = -1 };
}

static bool grow(struct history *self) {
    if (self->count < self->capacity) return true;
    const size_t capacity = self->capacity == 0 ? 4096 : 2 * self->capacity;
    int64_t *offset = realloc(self->offset, capacity * sizeof *offset);
    if (offset == NULL) return false;
    self->offset = offset;
    self->capacity = capacity;
    return true;
}

static bool spool(struct history *self, const struct event *event) {
    const size_t bytes = is_long(event->kind) ? sizeof *event : SHORT_BYTES;
    const uint8_t *at = (const uint8_t *)event;
    for (size_t done = 0; done < bytes;) {
        const ssize_t wrote =
            pwrite(self->file, at + done, bytes - done, (off_t)(self->bytes + (int64_t)done));
        if (wrote <= 0) return false;
        done += (size_t)wrote;
    }
    self->offset[self->count] = self->bytes;
    self->bytes += (int64_t)bytes;
    return true;
}

bool history_add(struct history *self, const struct event *event) {
    if (self->file >= 0 && (!grow(self) || !spool(self, event))) {
        /* No more disk or memory: what is on disk is given up, the cache goes on. */
        close(self->file);
        self->file = -1;
    }
    self->cache[self->count % HISTORY_CACHE] = *event;
    self->count++;
    if (self->file < 0 && self->count > HISTORY_CACHE &&
        self->first < self->count - HISTORY_CACHE) {
        self->first = self->count - HISTORY_CACHE;
    }
    return self->file >= 0 || self->first == 0;
}

bool history_get(const struct history *self, size_t number, struct event *out) {
    REQUIRE(number >= self->first && number < self->count);
    if (self->count - number <= HISTORY_CACHE) {
        *out = self->cache[number % HISTORY_CACHE];
        return true;
    }
    memset(out, 0, sizeof *out);
    const off_t at = (off_t)self->offset[number];
    if (pread(self->file, out, SHORT_BYTES, at) != (ssize_t)SHORT_BYTES) return false;
    return !is_long(out->kind) || pread(self->file, out, sizeof *out, at) == (ssize_t)sizeof *out;
}

size_t history_until(const struct history *self, int64_t t_us) {
    size_t low = self->first, high = self->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        static struct event event;
        if (history_get(self, middle, &event) && event.t_us <= t_us) low = middle + 1;
        else high = middle;
    }
    return low;
}
