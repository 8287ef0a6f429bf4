/* Random inserts a second into a plain open-addressing table: what a visited set
 * could do at best if a state cost nothing to make.
 *
 * usage: inserts STATES TRANSITIONS.  So many inserts, of which STATES are new, in
 * random order, into one table of 64-bit fingerprints, 8 of 10 slots used, one
 * thread, no prefetching.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/choose.h"

static double now_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int argc, char **argv) {
    __extension__ typedef unsigned __int128 wide;
    if (argc != 3) return 2;
    const uint64_t states = strtoull(argv[1], NULL, 10), inserts = strtoull(argv[2], NULL, 10);
    const uint64_t slots = states / 8 * 10 + 16;
    uint64_t *table = calloc(slots, sizeof *table);
    if (states == 0 || inserts < states || table == NULL) return 1;
    for (uint64_t i = 0; i < slots; i += 512) table[i] = 0; /* pages are there */
    uint64_t fresh = 0, random = 1;
    const double began = now_s();
    for (uint64_t i = 0; i < inserts; i++) {
        /* new ones evenly among old ones, as a search meets them */
        const bool is_new = (wide)(i + 1) * states / inserts > fresh;
        uint64_t seed = is_new ? fresh : choose_splitmix64(&random) % (fresh == 0 ? 1 : fresh);
        const uint64_t fingerprint = choose_splitmix64(&seed) | 1;
        uint64_t place = (uint64_t)((wide)fingerprint * slots >> 64);
        while (table[place] != 0 && table[place] != fingerprint) place = (place + 1) % slots;
        if (table[place] == 0) {
            table[place] = fingerprint;
            fresh++;
        }
    }
    printf("%.2f\n", (double)inserts / (now_s() - began) / 1e6);
    free(table);
    return fresh == 0;
}
