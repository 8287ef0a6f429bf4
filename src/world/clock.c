#include "world/clock.h"

#include "base/ids.h"

void node_clock_init(struct node_clock *self, int64_t start_us) {
    *self = (struct node_clock){ .local_us = start_us };
}

static int64_t divide_down(int64_t value, int64_t by) {
    return value / by - (value % by < 0 ? 1 : 0);
}

/* value * (1 + ppm/10^6) rounded down, without overflow for 290 years. */
static int64_t run_at_rate(int64_t elapsed_us, int32_t ppm) {
    const int64_t whole = divide_down(elapsed_us, PPM_PER_ONE);
    const int64_t rest = elapsed_us - whole * PPM_PER_ONE;
    return elapsed_us + whole * ppm + divide_down(rest * ppm, PPM_PER_ONE);
}

int64_t node_clock_local(const struct node_clock *self, int64_t cluster_us) {
    if (cluster_us == TIME_PAST || cluster_us == TIME_NEVER) return cluster_us;
    return self->local_us + run_at_rate(cluster_us - self->cluster_us, self->ppm);
}

int64_t node_clock_cluster(const struct node_clock *self, int64_t local_us) {
    if (local_us == TIME_PAST || local_us == TIME_NEVER) return local_us;
    const int64_t wanted = local_us - self->local_us;
    if (self->ppm == 0) return self->cluster_us + wanted; /* most clocks of an exploration */
    const int64_t rate = PPM_PER_ONE + self->ppm;
    const int64_t whole = divide_down(wanted, rate);
    const int64_t rest = wanted - whole * rate;
    int64_t elapsed = whole * PPM_PER_ONE + divide_down(rest * PPM_PER_ONE, rate);
    /* The division rounds; the definition is "the earliest at which it reads at least". */
    while (run_at_rate(elapsed, self->ppm) < wanted) elapsed++;
    while (run_at_rate(elapsed - 1, self->ppm) >= wanted) elapsed--;
    return self->cluster_us + elapsed;
}

void node_clock_set_rate(struct node_clock *self, int64_t cluster_now_us, int32_t ppm) {
    self->local_us = node_clock_local(self, cluster_now_us);
    self->cluster_us = cluster_now_us;
    self->ppm = ppm;
}
