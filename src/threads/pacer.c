#include "threads/pacer.h"

#include "base/check.h"
#include "base/ids.h"

#define WAIT_US_MAX (INT64_C(3600) * US_PER_S)
/* Readings are products of real time and speed; this far apart they stay small. */
#define REBASE_NS (INT64_C(3600) * 1000 * 1000 * 1000)

void pacer_init(struct pacer *self, int64_t real_ns) {
    *self = (struct pacer){
        .paused = true,
        .permille = 1000,
        .real_ns = real_ns,
        .read_ns = real_ns,
        .limit_us = TIME_NEVER,
    };
}

static int64_t cluster_at(const struct pacer *self, int64_t real_ns) {
    const int64_t elapsed_us = (real_ns - self->real_ns) * self->permille / INT64_C(1000000);
    if (self->limit_us - self->cluster_us < elapsed_us) return self->limit_us;
    return self->cluster_us + elapsed_us;
}

int64_t pacer_read(struct pacer *self, int64_t real_ns) {
    REQUIRE(real_ns >= self->read_ns);
    const int64_t gap_ns = real_ns - self->read_ns;
    self->read_ns = real_ns;
    if (self->paused) return self->cluster_us;
    if (gap_ns > PACER_GAP_NS) {
        self->real_ns += gap_ns;
        self->left_out_ns += gap_ns;
    }
    const int64_t now_us = cluster_at(self, real_ns);
    if (now_us == self->limit_us) {
        self->paused = true;
        self->limit_us = TIME_NEVER;
    }
    if (self->paused || real_ns - self->real_ns > REBASE_NS) {
        self->cluster_us = now_us;
        self->real_ns = real_ns;
    }
    return now_us;
}

static void rebase(struct pacer *self, int64_t real_ns) {
    self->cluster_us = pacer_read(self, real_ns);
    self->real_ns = real_ns;
}

void pacer_pause(struct pacer *self, bool paused, int64_t real_ns) {
    rebase(self, real_ns);
    self->paused = paused;
    self->limit_us = TIME_NEVER;
}

void pacer_speed(struct pacer *self, uint32_t permille, int64_t real_ns) {
    rebase(self, real_ns);
    self->permille = permille;
    if (permille < PACER_PERMILLE_MIN) self->permille = PACER_PERMILLE_MIN;
    if (permille > PACER_PERMILLE_MAX) self->permille = PACER_PERMILLE_MAX;
}

void pacer_let(struct pacer *self, int64_t us, int64_t real_ns) {
    rebase(self, real_ns);
    if (us <= 0 || (!self->paused && self->limit_us == TIME_NEVER)) return;
    const int64_t from_us = self->paused ? self->cluster_us : self->limit_us;
    self->paused = false;
    self->limit_us = us > TIME_NEVER - 1 - from_us ? TIME_NEVER - 1 : from_us + us;
}

int64_t pacer_wait_ns(const struct pacer *self, int64_t cluster_us, int64_t real_ns) {
    if (self->paused || cluster_us == TIME_NEVER || cluster_us > self->limit_us) {
        /* A limit is reached without anybody's doing; whoever reads then sees the pause. */
        return -1;
    }
    if (cluster_us <= self->cluster_us) return 0;
    int64_t away_us = cluster_us - self->cluster_us;
    if (away_us > WAIT_US_MAX + cluster_at(self, real_ns) - self->cluster_us) {
        away_us = WAIT_US_MAX + cluster_at(self, real_ns) - self->cluster_us;
    }
    const int64_t at_ns =
        self->real_ns + (away_us * INT64_C(1000000) + self->permille - 1) / self->permille;
    return at_ns > real_ns ? at_ns - real_ns : 0;
}
