/* tests/fuzz/fuzz.h - what every fuzz target defines.
 *
 * Returns 0.  Must not keep data, nor depend on an earlier call; it fails by
 * crashing (REQUIRE, ENSURE, abort, a sanitizer).
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
