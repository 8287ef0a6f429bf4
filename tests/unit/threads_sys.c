#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit/threads_rig.h"

static void pipes_and_wakes_never_take_the_place_of_a_closed_standard_stream(void **state) {
    (void)state;
    const pid_t child = fork(); /* closing 0..2 here would silence the test itself */
    assert_true(child >= 0);
    if (child == 0) {
        int pipes[2], wake[2];
        close(0);
        close(1);
        close(2);
        const bool opened = sys_pipe(pipes) && sys_wake_pair(wake);
        const bool above = pipes[0] > 2 && pipes[1] > 2 && wake[0] > 2 && wake[1] > 2;
        const bool free_again =
            fcntl(0, F_GETFD) < 0 && fcntl(1, F_GETFD) < 0 && fcntl(2, F_GETFD) < 0;
        _exit(opened && above && free_again ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}

static void pipes_and_wakes_are_closed_on_exec_and_never_block(void **state) {
    (void)state;
    int fds[4];
    assert_true(sys_pipe(fds) && sys_wake_pair(fds + 2));
    for (int i = 0; i < 4; i++) {
        assert_int_equal(fcntl(fds[i], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
        assert_int_equal(fcntl(fds[i], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
    }
    sys_close_pair(fds);
    sys_close_pair(fds + 2);
    assert_int_equal(fds[0], -1);
    sys_close_pair(fds);
}

static void the_kth_call_fails_once_and_says_so(void **state) {
    (void)state;
    int fds[2];
    sys_fail(1u << SYS_PIPE | 1u << SYS_MEMORY, 2);
    assert_true(sys_pipe(fds));
    sys_close_pair(fds);
    assert_true(sys_wake_pair(fds)); /* not among those asked for */
    sys_close_pair(fds);
    assert_false(sys_failed());
    assert_false(sys_pipe(fds));
    assert_int_equal(errno, EMFILE);
    assert_int_equal(fds[0], -1);
    assert_true(sys_failed());
    assert_false(sys_failed());
    assert_true(sys_pipe(fds));
    sys_close_pair(fds);
}

static bool thread_is_there(const char *wanted) {
    DIR *folder = opendir("/proc/self/task");
    bool found = false;
    struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        char path[300], name[32] = "";
        snprintf(path, sizeof path, "/proc/self/task/%s/comm", entry->d_name);
        FILE *file = fopen(path, "r");
        if (file == NULL) continue;
        if (fgets(name, sizeof name, file) != NULL) name[strcspn(name, "\n")] = 0;
        fclose(file);
        if (strcmp(name, wanted) == 0) found = true;
    }
    closedir(folder);
    return found;
}

static struct rig rig;

static void threads_have_names(void **state) {
    (void)state;
    if (rig_proc_count("/proc/self/task") < 0) skip();
    rig_open(&rig, 3, QUORUM_ACTIVE);
    rig_run(&rig, 20 * US_PER_MS);
    static const char *const names[] = { "node-A", "node-B",   "node-C",
                                         "keeper", "resource", "journal" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_true(thread_is_there(names[i]));
    }
    assert_false(thread_is_there("node-D"));
    rig_do(&rig, "kill B");
    for (int i = 0; i < 500 && thread_is_there("node-B"); i++) (void)sys_poll(NULL, 0, 10000000);
    assert_false(thread_is_there("node-B")); /* really gone, if not at once from the listing */
    rig_close(&rig);
}

static volatile sig_atomic_t handled;

static void note(int number) {
    handled = number;
}

static void a_signal_is_never_handled_by_a_thread_of_the_cluster(void **state) {
    (void)state;
    sigset_t mine, before, pending;
    struct sigaction action = { .sa_handler = note };
    sigaction(SIGWINCH, &action, NULL);
    rig_open(&rig, 2, QUORUM_ACTIVE);
    sigemptyset(&mine);
    sigaddset(&mine, SIGWINCH);
    pthread_sigmask(SIG_BLOCK, &mine, &before);
    kill(getpid(), SIGWINCH); /* some other thread would have to take it */
    rig_run(&rig, 20 * US_PER_MS);
    assert_int_equal(handled, 0);
    sigpending(&pending);
    assert_int_equal(sigismember(&pending, SIGWINCH), 1);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    assert_int_equal(handled, SIGWINCH);
    rig_close(&rig);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pipes_and_wakes_never_take_the_place_of_a_closed_standard_stream),
        cmocka_unit_test(pipes_and_wakes_are_closed_on_exec_and_never_block),
        cmocka_unit_test(the_kth_call_fails_once_and_says_so),
        cmocka_unit_test(threads_have_names),
        cmocka_unit_test(a_signal_is_never_handled_by_a_thread_of_the_cluster),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
