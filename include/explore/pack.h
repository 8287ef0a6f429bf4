/* explore/pack.h - a stage as a few dozen canonical bytes.
 *
 * Two stages of one config with equal bytes have the same futures, up to the
 * time of day, hop numbers, message ids and the absolute value of terms:
 *   - times are relative to now and clamped where they no longer matter;
 *   - terms are relative to the smallest that is left anywhere (unless a broken
 *     rule lets terms fall), so the bound on terms is one on how far they spread;
 *   - hop numbers become the place of the hop in its sender's list;
 *   - signatures and age of a LEADER token that can grant nothing any more are left out.
 */
#ifndef EXPLORE_PACK_H
#define EXPLORE_PACK_H

#include <stddef.h>

#include "explore/stage.h"

enum { PACK_BYTES_MAX = 1024 };

struct pack {
    size_t bytes;
    uint8_t at[PACK_BYTES_MAX];
};

/* False: a term lies too far ahead (config->terms) or the stage overflowed.
 * Requires a settled stage, and config->unit_us == EXPLORE_UNIT_US. */
bool pack_stage(const struct stage *stage, const struct explore_config *config, struct pack *out);
/* Requires bytes that pack_stage() made with this config. */
void pack_open(const uint8_t *at, size_t bytes, const struct explore_config *config,
               struct stage *out);
/* XXH3, the low 64 bits of 128; never 0. */
uint64_t pack_fingerprint(const uint8_t *at, size_t bytes);

#endif
