/* world/clock.h - a node's own clock as a function of cluster time.
 *
 * Runs at (1 + ppm/10^6) of the cluster's rate; a change of rate keeps the
 * reading continuous.  Pure arithmetic in 64 bits; a node's clock never falls.
 */
#ifndef WORLD_CLOCK_H
#define WORLD_CLOCK_H

#include <stdint.h>

struct node_clock {
    int64_t cluster_us; /* reading taken here … */
    int64_t local_us;   /* … was this */
    int32_t ppm;        /* -900,000..900,000 */
};

/* Starts exact, reading start_us at cluster time 0. */
void node_clock_init(struct node_clock *self, int64_t start_us);
void node_clock_set_rate(struct node_clock *self, int64_t cluster_now_us, int32_t ppm);
/* The node's reading at a cluster time, rounded down.  TIME_PAST and TIME_NEVER map
 * to themselves. */
int64_t node_clock_local(const struct node_clock *self, int64_t cluster_us);
/* The earliest cluster time at which the node's clock reads at least local_us. */
int64_t node_clock_cluster(const struct node_clock *self, int64_t local_us);

#endif
