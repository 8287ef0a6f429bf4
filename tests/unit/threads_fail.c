#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

#include "unit/threads_rig.h"

#define LONG_US (60 * US_PER_S)
enum { CYCLES = 300, CALLS_MAX = 200 };

static struct rig rig;

static void assert_clear(enum err err, const struct err_info *info) {
    static const struct {
        enum err err;
        const char *says, *helps;
    } wanted[] = {
        { ERR_NO_FD, "no file descriptor left for ", "ulimit -n" },
        { ERR_NO_THREAD, "cannot start the thread of ", "fewer nodes (-n)" },
        { ERR_NO_MEMORY, "out of memory for the cluster", "ulimit -v" },
    };
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (wanted[i].err != err) continue;
        assert_non_null(strstr(info->text, wanted[i].says));
        assert_non_null(strstr(info->text, wanted[i].helps));
        return;
    }
    fail_msg("unexpected error %d: %s", (int)err, info->text);
}

static bool stands_once(const struct rig *self) {
    return self->count[EVENT_STAND] > 0;
}

/* Some calls are made by other threads later, so success is a run in which the
 * call asked for never came. */
static void whatever_the_system_refuses_the_error_is_clear_and_nothing_stays(void **state) {
    (void)state;
    struct trace_header header;
    struct err_info info = { "" };
    const int fds = rig_fds(), threads = rig_threads();
    bool seen[ERR_COUNT] = { false };
    rig_header(&header, 4, QUORUM_ACTIVE, 0);
    uint32_t nth = 1;
    for (bool refused = true; refused; nth++) {
        assert_true(nth < CALLS_MAX);
        memset(&rig, 0, sizeof rig);
        rig.header = header;
        sys_fail(SYS_RESOURCES, nth);
        enum err err = cluster_open(&header, &rig.cluster, &info);
        if (err == ERR_NONE) {
            (void)rig_until(&rig, stands_once, LONG_US);
            cluster_stop(rig.cluster);
            while (rig_next(&rig, TIME_NEVER)) {
            }
            err = rig.cluster->err;
            info = rig.cluster->info;
            cluster_close(rig.cluster);
        } else {
            assert_null(rig.cluster);
        }
        refused = sys_failed();
        sys_fail(0, 0);
        /* A refusal after the last event was told hurts nobody. */
        if (refused && err != ERR_NONE) assert_clear(err, &info);
        else assert_int_equal(err, ERR_NONE);
        seen[err] = true;
        assert_int_equal(rig_fds(), fds);
        assert_true(rig_threads_are(threads));
    }
    assert_true(nth > 4 * 3 + 5); /* at least a pipe, a wake and a thread for each node */
    assert_true(seen[ERR_NO_FD] && seen[ERR_NO_THREAD] && seen[ERR_NO_MEMORY]);
}

static void too_few_descriptors_are_an_error_that_names_the_limit(void **state) {
    (void)state;
    struct trace_header header;
    struct rlimit before, lower;
    if (rig_fds() < 0) skip();
    const int fds = rig_fds() - 3; /* less ., .. and the folder itself */
    rig_header(&header, 10, QUORUM_ACTIVE, 0);
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
    lower = before;
    int refusals = 0;
    for (int more = 0; more <= CLUSTER_FDS_MAX; more++) {
        struct err_info info;
        struct cluster *cluster;
        lower.rlim_cur = (rlim_t)(fds + more);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &lower), 0);
        const enum err err = cluster_open(&header, &cluster, &info);
        assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
        if (err == ERR_NONE) {
            cluster_close(cluster);
            break;
        }
        char limit[64];
        snprintf(limit, sizeof limit, "the limit is %d)", fds + more);
        assert_clear(err, &info);
        assert_non_null(strstr(info.text, limit));
        refusals++;
    }
    assert_true(refusals > 0 && refusals <= CLUSTER_FDS_MAX); /* as many as the message says */
    assert_int_equal(rig_fds() - 3, fds);
}

static void a_revival_without_a_thread_ends_the_run_with_all_events_told(void **state) {
    (void)state;
    const int fds = rig_fds(), threads = rig_threads();
    rig_open(&rig, 3, QUORUM_ACTIVE);
    rig_do(&rig, "kill B");
    sys_fail(1u << SYS_THREAD, 1);
    rig_do(&rig, "revive B");
    assert_true(sys_failed());
    while (rig_next(&rig, TIME_NEVER)) {
    }
    assert_int_equal(rig.cluster->err, ERR_NO_THREAD);
    assert_non_null(strstr(rig.cluster->info.text, "node B"));
    assert_int_equal(rig.count[EVENT_COMMAND], 2);
    assert_int_equal(rig.count[EVENT_START], 3); /* no start is told that did not happen */
    assert_int_equal(rig.events, rig.cluster->journal.added);
    rig_do(&rig, "revive B"); /* over is over */
    cluster_close(rig.cluster);
    assert_int_equal(rig_fds(), fds);
    assert_true(rig_threads_are(threads));
}

static bool full_came(const struct rig *self) {
    return self->dropped[DROP_FULL] > 0;
}

static void a_full_pipe_drops_the_frame_and_nothing_else(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_ACTIVE);
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    for (int i = 0; i < 1000 && !full_came(&rig); i++) { /* it may be a duty's write */
        sys_fail(1u << SYS_WRITE, 1);
        (void)rig_until(&rig, full_came, 100 * US_PER_MS);
    }
    assert_true(full_came(&rig));
    assert_int_not_equal(rig.last.id, 0);
    assert_int_equal(rig.last.node, rig.last.from);
    const uint64_t duties = rig.count[EVENT_DUTY];
    while (rig.count[EVENT_DUTY] < duties + 3) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    rig_close(&rig);
}

/* 60 s of a stalled reader in little: a pipe of one page, and links that send all
 * they have twice. */
static void a_stalled_readers_full_pipe_does_not_stop_the_others(void **state) {
    (void)state;
    rig_open(&rig, 3, QUORUM_MAJORITY);
    if (fcntl(rig.cluster->node[2].channel.fds[1], F_SETPIPE_SZ, 4096) < 0) skip();
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_do(&rig, "stall C");
    rig_do(&rig, "duplicate 100");
    assert_true(rig_until(&rig, full_came, 10 * LONG_US));
    const uint64_t duties = rig.count[EVENT_DUTY];
    while (rig.count[EVENT_DUTY] < duties + 3) assert_true(rig_next(&rig, rig.t_us + LONG_US));
    rig_do(&rig, "duplicate 0");
    rig_do(&rig, "wake C");
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_close(&rig);
}

static void hundreds_of_lives_leave_threads_and_descriptors_as_they_were(void **state) {
    (void)state;
    const int fds_before = rig_fds(), threads_before = rig_threads();
    rig_open(&rig, 3, QUORUM_ACTIVE);
    const int fds = rig_fds(), threads = rig_threads();
    for (int i = 0; i < CYCLES; i++) {
        rig_do(&rig, i % 2 == 0 ? "kill A" : "kill B C");
        rig_do(&rig, i % 2 == 0 ? "revive A" : "revive B C");
        rig_run(&rig, 0);
    }
    assert_int_equal(rig_fds(), fds);
    assert_true(rig_threads_are(threads));
    assert_true(rig_until(&rig, rig_agrees, LONG_US));
    rig_close(&rig);
    assert_int_equal(rig.count[EVENT_START], 3 + CYCLES / 2 * 3);
    assert_int_equal(rig_fds(), fds_before);
    assert_true(rig_threads_are(threads_before));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_system_refuses_the_error_is_clear_and_nothing_stays),
        cmocka_unit_test(too_few_descriptors_are_an_error_that_names_the_limit),
        cmocka_unit_test(a_revival_without_a_thread_ends_the_run_with_all_events_told),
        cmocka_unit_test(a_full_pipe_drops_the_frame_and_nothing_else),
        cmocka_unit_test(a_stalled_readers_full_pipe_does_not_stop_the_others),
        cmocka_unit_test(hundreds_of_lives_leave_threads_and_descriptors_as_they_were),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
