/* threads/pacer.h - cluster time as a function of real time.
 *
 * Pausable, 0.1 to 10 times as fast, and blind to time in which the process did
 * not run: when nobody has read it for PACER_GAP_NS, the process was suspended
 * (Ctrl-Z, a laptop lid, a frozen machine) and that gap never happened.  Starts
 * paused at 0.  A plain value: the caller brings the real time and the lock.
 */
#ifndef THREADS_PACER_H
#define THREADS_PACER_H

#include <stdbool.h>
#include <stdint.h>

#define PACER_GAP_NS INT64_C(250000000)
enum { PACER_PERMILLE_MIN = 100, PACER_PERMILLE_MAX = 10000 };

struct pacer {
    bool paused;
    uint32_t permille;   /* cluster seconds in 1,000 real ones */
    int64_t real_ns;     /* at this real time … */
    int64_t cluster_us;  /* … it was this cluster time */
    int64_t read_ns;     /* somebody's last reading */
    int64_t limit_us;    /* pauses by itself here; TIME_NEVER */
    int64_t left_out_ns; /* gaps taken out and not yet told, real time */
};

void pacer_init(struct pacer *self, int64_t real_ns);
/* Cluster time now; never falls.  Requires: real_ns never falls. */
int64_t pacer_read(struct pacer *self, int64_t real_ns);
void pacer_pause(struct pacer *self, bool paused, int64_t real_ns);
void pacer_speed(struct pacer *self, uint32_t permille, int64_t real_ns); /* clamped */
/* While paused (or still letting): run for us more, then pause.  Else nothing. */
void pacer_let(struct pacer *self, int64_t us, int64_t real_ns);
/* How long from real_ns until cluster time is at least cluster_us, rounded up;
 * -1: not by itself (paused, or TIME_NEVER).  At most about an hour: ask again. */
int64_t pacer_wait_ns(const struct pacer *self, int64_t cluster_us, int64_t real_ns);

#endif
