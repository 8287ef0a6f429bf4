#include "threads/wake.h"

#include <errno.h>
#include <stdint.h>
#include <unistd.h>

#include "threads/sys.h"

bool wake_open(struct wake *self) {
    return sys_wake_pair(self->fds);
}

void wake_close(struct wake *self) {
    sys_close_pair(self->fds);
}

/* Past the seam on purpose: a full descriptor is a rung one, not a failure. */
void wake_ring(struct wake *self) {
    const uint64_t one = 1;
    while (write(self->fds[1], &one, sizeof one) < 0 && errno == EINTR) {
    }
}

void wake_clear(struct wake *self) {
    uint64_t rung[16];
    while (sys_read(self->fds[0], rung, sizeof rung) == sizeof rung) {
    }
}
