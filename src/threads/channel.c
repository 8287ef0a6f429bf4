#include "threads/channel.h"

#include <string.h>

#include "base/check.h"
#include "threads/sys.h"

bool channel_open(struct channel *self, size_t record_bytes) {
    REQUIRE(record_bytes >= 1 && record_bytes <= CHANNEL_RECORD_MAX);
    self->record_bytes = record_bytes;
    self->first = self->end = 0;
    return sys_pipe(self->fds);
}

void channel_close(struct channel *self) {
    sys_close_pair(self->fds);
}

bool channel_write(const struct channel *self, const uint8_t *record) {
    return sys_write(self->fds[1], record, self->record_bytes);
}

/* Systems may hand out a record in pieces even when it was written whole; the
 * rest of one waits in the batch for its end. */
bool channel_read(struct channel *self, uint8_t *record) {
    if (self->end - self->first < self->record_bytes) {
        memmove(self->batch, self->batch + self->first, self->end - self->first);
        self->end -= self->first;
        self->first = 0;
        const size_t room = sizeof self->batch - self->end;
        self->end += sys_read(self->fds[0], self->batch + self->end,
                              room - (self->end + room) % self->record_bytes);
    }
    if (self->end - self->first < self->record_bytes) return false;
    memcpy(record, self->batch + self->first, self->record_bytes);
    self->first += self->record_bytes;
    return true;
}
