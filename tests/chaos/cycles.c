/* Ten thousand kills and revivals leave threads, descriptors and memory as they
 * were.  cycles [COUNT]; speaks TAP. */
#include <inttypes.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "unit/threads_rig.h"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

enum { NODES = 4, WARM_UP = 500, GROWTH_KB_MAX = 1024 };

static struct rig rig;
static int cycles = 10000;

/* Resident memory in KB; -1: unknown, or a sanitizer's, which remembers on purpose. */
static long resident_kb(void) {
    long whole, resident;
    FILE *file = SANITIZED ? NULL : fopen("/proc/self/statm", "r");
    if (file == NULL) return -1;
    const int got = fscanf(file, "%ld %ld", &whole, &resident);
    fclose(file);
    return got == 2 ? resident * (sysconf(_SC_PAGESIZE) / 1024) : -1;
}

static void lives_leave_threads_descriptors_and_memory_as_they_were(void **state) {
    (void)state;
    const int fds_before = rig_fds(), threads_before = rig_threads();
    rig_open(&rig, NODES, QUORUM_ACTIVE);
    cluster_speed(rig.cluster, PACER_PERMILLE_MAX);
    const int fds = rig_fds(), threads = rig_threads();
    long kb = -1;
    for (int i = 0; i < cycles; i++) {
        const char node[2] = { node_letter((uint8_t)(i % NODES)), 0 };
        char text[16];
        snprintf(text, sizeof text, "kill %s", node);
        rig_do(&rig, text);
        snprintf(text, sizeof text, "revive %s", node);
        rig_do(&rig, text);
        rig_run(&rig, 0);
        if (i == WARM_UP) kb = resident_kb();
    }
    assert_int_equal(rig_fds(), fds);
    assert_true(rig_threads_are(threads));
    if (kb >= 0) assert_in_range(resident_kb(), 1, kb + GROWTH_KB_MAX);
    assert_true(rig_until(&rig, rig_agrees, 600 * US_PER_S));
    rig_close(&rig);
    assert_int_equal(rig.count[EVENT_STOP], cycles);
    assert_int_equal(rig.count[EVENT_START], NODES + cycles);
    assert_int_equal(rig_fds(), fds_before);
    assert_true(rig_threads_are(threads_before));
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lives_leave_threads_descriptors_and_memory_as_they_were),
    };
    if (argc > 1) cycles = atoi(argv[1]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
