#include "threads/inbox.h"

#include <string.h>

#include "base/check.h"

static bool later(const struct frame *a, const struct frame *b) {
    return a->due_us != b->due_us ? a->due_us > b->due_us : a->id > b->id;
}

/* Nearly always the new frame is the last to be due, so the search starts there. */
bool inbox_put(struct inbox *self, const struct frame *frame) {
    if (self->end == INBOX_MAX) {
        if (self->first == 0) return false;
        memmove(self->frame, self->frame + self->first,
                (size_t)inbox_count(self) * sizeof self->frame[0]);
        self->end -= self->first;
        self->first = 0;
    }
    int at = self->end++;
    for (; at > self->first && later(&self->frame[at - 1], frame); at--) {
        self->frame[at] = self->frame[at - 1];
    }
    self->frame[at] = *frame;
    return true;
}

const struct frame *inbox_head(const struct inbox *self) {
    return self->first == self->end ? NULL : &self->frame[self->first];
}

void inbox_pop(struct inbox *self) {
    REQUIRE(self->first < self->end);
    self->first++;
}

int inbox_count(const struct inbox *self) {
    return self->end - self->first;
}
