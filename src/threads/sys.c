#include "threads/sys.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/eventfd.h>
#endif

#include "base/check.h"

enum { STACK_BYTES = 512 * 1024, FIRST_FREE_FD = 3 };
#define NS_PER_S INT64_C(1000000000)

/* ---- failures on demand -------------------------------------------------------- */

static _Atomic uint32_t fail_calls;
static _Atomic uint32_t fail_countdown; /* 0: none asked for */
static _Atomic bool fail_happened;
static _Atomic int64_t leap_ns;
static _Atomic bool stands_still;

static const int fail_errno[] = {
#define X(symbol, name, error) [SYS_##symbol] = error,
    SYS_CALLS(X)
#undef X
};

void sys_fail(uint32_t calls, uint32_t nth) {
    atomic_store(&fail_countdown, 0);
    atomic_store(&fail_happened, false);
    atomic_store(&fail_calls, calls);
    atomic_store(&fail_countdown, nth);
}

bool sys_failed(void) {
    return atomic_exchange(&fail_happened, false);
}

static bool fails(enum sys_call call) {
    if (atomic_load_explicit(&fail_countdown, memory_order_relaxed) == 0) return false;
    if ((atomic_load(&fail_calls) >> call & 1u) == 0) return false;
    uint32_t left = atomic_load(&fail_countdown);
    do {
        if (left == 0) return false; /* another thread had it */
    } while (!atomic_compare_exchange_weak(&fail_countdown, &left, left - 1));
    if (left != 1) return false;
    atomic_store(&fail_happened, true);
    errno = fail_errno[call];
    return true;
}

/* ---- time ------------------------------------------------------------------------ */

void sys_leap(int64_t ns) {
    atomic_fetch_add(&leap_ns, ns);
}

void sys_still(void) {
    atomic_store(&leap_ns, 0);
    atomic_store(&stands_still, true);
}

int64_t sys_now_ns(void) {
    const int64_t leapt_ns = atomic_load_explicit(&leap_ns, memory_order_relaxed);
    struct timespec now;
    if (atomic_load_explicit(&stands_still, memory_order_relaxed)) return leapt_ns;
    ENSURE(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return now.tv_sec * NS_PER_S + now.tv_nsec + leapt_ns;
}

/* ---- descriptors ------------------------------------------------------------------ */

void sys_close_pair(int fds[2]) {
    if (fds[0] >= 0) close(fds[0]);
    if (fds[1] >= 0 && fds[1] != fds[0]) close(fds[1]);
    fds[0] = fds[1] = -1;
}

/* Text meant for a closed stdout must never end up in a channel. */
static int above_standard(int fd) {
    if (fd < 0 || fd >= FIRST_FREE_FD) return fd;
    const int moved = fcntl(fd, F_DUPFD_CLOEXEC, FIRST_FREE_FD);
    const int error = errno;
    close(fd);
    errno = error;
    return moved;
}

static bool pair_above_standard(int fds[2]) {
    const bool one = fds[0] == fds[1];
    fds[0] = above_standard(fds[0]);
    fds[1] = one ? fds[0] : above_standard(fds[1]);
    if (fds[0] >= 0 && fds[1] >= 0) return true;
    const int error = errno;
    sys_close_pair(fds);
    errno = error;
    return false;
}

static bool open_pipe(int fds[2]) {
    fds[0] = fds[1] = -1;
#ifdef __linux__
    if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0) return false;
#else
    if (pipe(fds) != 0) return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
    }
#endif
    return pair_above_standard(fds);
}

bool sys_pipe(int fds[2]) {
    fds[0] = fds[1] = -1;
    return !fails(SYS_PIPE) && open_pipe(fds);
}

bool sys_wake_pair(int fds[2]) {
    fds[0] = fds[1] = -1;
    if (fails(SYS_WAKE)) return false;
#ifdef __linux__
    fds[0] = fds[1] = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return fds[0] >= 0 && pair_above_standard(fds);
#else
    return open_pipe(fds);
#endif
}

bool sys_write(int fd, const void *bytes, size_t count) {
    REQUIRE(count <= PIPE_BUF);
    if (fails(SYS_WRITE)) return false;
    ssize_t written;
    do written = write(fd, bytes, count);
    while (written < 0 && errno == EINTR);
    return written == (ssize_t)count;
}

size_t sys_read(int fd, void *bytes, size_t count) {
    ssize_t got;
    do got = read(fd, bytes, count);
    while (got < 0 && errno == EINTR);
    return got > 0 ? (size_t)got : 0;
}

bool sys_poll(struct pollfd *fds, unsigned count, int64_t timeout_ns) {
#ifdef __linux__
    const struct timespec timeout = { .tv_sec = timeout_ns / NS_PER_S,
                                      .tv_nsec = timeout_ns % NS_PER_S };
    const int ready = ppoll(fds, count, timeout_ns < 0 ? NULL : &timeout, NULL);
#else
    /* Rounded up: a wait that ends early would be made again and again. */
    const int64_t ms = timeout_ns < 0 ? -1 : (timeout_ns + 999999) / 1000000;
    const int ready = poll(fds, count, ms > INT_MAX ? INT_MAX : (int)ms);
#endif
    if (ready < 0) {
        ENSURE(errno == EINTR || errno == EAGAIN || errno == ENOMEM);
        for (unsigned i = 0; i < count; i++) fds[i].revents = 0;
    }
    return ready >= 0;
}

/* ---- threads and memory ------------------------------------------------------------ */

/* A fault of the thread's own must still reach the handler that restores the
 * terminal; everything else is the main thread's. */
static void signals_of_a_thread(sigset_t *out) {
    static const int kept[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP };
    sigfillset(out);
    for (size_t i = 0; i < sizeof kept / sizeof kept[0]; i++) sigdelset(out, kept[i]);
}

bool sys_thread(pthread_t *out, void *(*run)(void *), void *argument) {
    if (fails(SYS_THREAD)) return false;
    pthread_attr_t attributes;
    int error = pthread_attr_init(&attributes);
    if (error == 0) {
        sigset_t blocked, before;
        signals_of_a_thread(&blocked);
        (void)pthread_attr_setstacksize(&attributes, STACK_BYTES);
        /* A new thread inherits the mask of its creator. */
        (void)pthread_sigmask(SIG_SETMASK, &blocked, &before);
        error = pthread_create(out, &attributes, run, argument);
        (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
        (void)pthread_attr_destroy(&attributes);
    }
    errno = error;
    return error == 0;
}

bool sys_thread_name(const char *name) {
#ifdef __APPLE__
    return pthread_setname_np(name) == 0;
#else
    return pthread_setname_np(pthread_self(), name) == 0;
#endif
}

void *sys_calloc(size_t count, size_t bytes) {
    if (fails(SYS_MEMORY)) return NULL;
    return calloc(count, bytes);
}

void sys_free(void *memory) {
    free(memory);
}

long sys_fd_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return -1;
    return limit.rlim_cur > LONG_MAX ? -1 : (long)limit.rlim_cur;
}
