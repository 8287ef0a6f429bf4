/* election/duty.h - the leader's periodic work and the fence that protects it.
 *
 * The duty is done only while the lease runs, tested at the instant of acting.
 * It writes to a shared resource and shows its fencing number, the term of its
 * lease.  A leader that froze between test and write arrives late; the fence
 * refuses it because its successor has been there (property S8, which holds
 * even when clocks break every bound).
 */
#ifndef ELECTION_DUTY_H
#define ELECTION_DUTY_H

#include "election/elect.h"

struct duty {
    int64_t next_us; /* on the node's clock; TIME_PAST: as soon as it leads */
    uint32_t term;   /* of the duties counted; a new term starts at 1 */
    uint32_t count;
};

/* One write on its way to the resource. */
struct duty_write {
    uint8_t node;
    uint32_t term; /* fencing number */
    uint32_t count;
};

void duty_init(struct duty *self);
/* True when the node leads and a duty is due at now_us: *out is the write to
 * make, and the duty is counted. */
bool duty_step(struct duty *self, const struct elect_config *config, const struct elect *elect,
               int64_t now_us, struct duty_write *out);
/* When duty_step should be called next; TIME_NEVER unless the node leads. */
int64_t duty_deadline(const struct duty *self, const struct elect *elect, int64_t now_us);

/* The resource: accepts a write unless a greater fencing number was accepted before. */
struct fence {
    uint32_t highest;
};
bool fence_accepts(struct fence *self, uint32_t term);

#endif
