/* base/choose.h - the single source of chance.
 *
 * Simulator, shortening and replay are the same loop with another chooser:
 * seeded or recorded.  Nothing else in the program draws a random number.
 */
#ifndef BASE_CHOOSE_H
#define BASE_CHOOSE_H

#include <stdbool.h>
#include <stdint.h>

/* pick returns a value in [0, bound).  Requires bound > 0. */
struct chooser {
    uint32_t (*pick)(struct chooser *self, uint32_t bound);
};

static inline uint32_t choose(struct chooser *self, uint32_t bound) {
    return self->pick(self, bound);
}
/* True with a probability of ppm in a million; draws nothing for 0 and a million. */
bool choose_ppm(struct chooser *self, uint32_t ppm);

/* xoshiro256** 1.0, seeded through SplitMix64 (Blackman & Vigna, 2018; both in
 * the public domain, published test vectors in tests/unit/base_choose.c).
 * Written here because the same seed must give the same run on every libc. */
struct chooser_seeded {
    struct chooser base;
    uint64_t state[4];
};
void chooser_seeded_init(struct chooser_seeded *self, uint64_t seed);
uint64_t chooser_seeded_next(struct chooser_seeded *self);
/* One SplitMix64 step; also good for deriving one seed from another. */
uint64_t choose_splitmix64(uint64_t *state);

#endif
