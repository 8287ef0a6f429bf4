#include "base/choose.h"

#include "base/check.h"
#include "base/ids.h"

uint64_t choose_splitmix64(uint64_t *state) {
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

static uint64_t rotate_left(uint64_t value, unsigned by) {
    return value << by | value >> (64 - by);
}

uint64_t chooser_seeded_next(struct chooser_seeded *self) {
    uint64_t *s = self->state;
    const uint64_t result = rotate_left(s[1] * 5, 7) * 9;
    const uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate_left(s[3], 45);
    return result;
}

/* Multiply-shift: the bias is below bound / 2^32, and no loop means that every
 * pick consumes exactly one draw (a trace stays aligned with its seed). */
static uint32_t seeded_pick(struct chooser *base, uint32_t bound) {
    REQUIRE(bound > 0);
    struct chooser_seeded *self = (struct chooser_seeded *)base;
    const uint64_t high = chooser_seeded_next(self) >> 32;
    return (uint32_t)(high * bound >> 32);
}

void chooser_seeded_init(struct chooser_seeded *self, uint64_t seed) {
    self->base.pick = seeded_pick;
    for (int i = 0; i < 4; i++) self->state[i] = choose_splitmix64(&seed);
}

bool choose_ppm(struct chooser *self, uint32_t ppm) {
    if (ppm == 0) return false;
    if (ppm >= PPM_PER_ONE) return true;
    return choose(self, (uint32_t)PPM_PER_ONE) < ppm;
}
