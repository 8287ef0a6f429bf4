/* threads/sys.h - the one seam between the threads and the operating system.
 *
 * Everything the threads take from the system comes through here, so that a
 * test can let the k-th such call fail (sys_fail) and jump the clock (sys_leap).
 * Both hooks are always compiled in; unused they cost one atomic read a call.
 * Any thread may call any of these.
 */
#ifndef THREADS_SYS_H
#define THREADS_SYS_H

#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* symbol, the call as named in messages, errno of a failure that was asked for */
#define SYS_CALLS(X)                                                                               \
    X(PIPE, "pipe", EMFILE)                                                                        \
    X(WAKE, "eventfd", EMFILE)                                                                     \
    X(THREAD, "pthread_create", EAGAIN)                                                            \
    X(MEMORY, "calloc", ENOMEM)                                                                    \
    X(WRITE, "write", EAGAIN)

enum sys_call {
#define X(symbol, name, error) SYS_##symbol,
    SYS_CALLS(X)
#undef X
    SYS_CALL_COUNT
};
/* What a cluster cannot do without; WRITE is left out, its failure is a dropped frame. */
#define SYS_RESOURCES (1u << SYS_PIPE | 1u << SYS_WAKE | 1u << SYS_THREAD | 1u << SYS_MEMORY)

/* Let the nth call from now of those in the mask (1 << SYS_…) fail, once.  0: none. */
void sys_fail(uint32_t calls, uint32_t nth);
/* True once after sys_fail: the failure asked for has happened. */
bool sys_failed(void);
/* Monotonic clock jumps ahead by this much for everybody, at once. */
void sys_leap(int64_t ns);
/* Monotonic clock stands still at 0 from now on, for good; only sys_leap moves it.
 * Before anybody has read it, and not with threads: they wait in real time. */
void sys_still(void);

int64_t sys_now_ns(void);

/* Both ends non-blocking, closed on exec, never a standard descriptor (0..2).
 * False: errno says why and nothing is open. */
bool sys_pipe(int fds[2]);
/* A descriptor pair for waking a poll: fds[0] is polled, fds[1] written; the
 * same one twice where the system has eventfd. */
bool sys_wake_pair(int fds[2]);
void sys_close_pair(int fds[2]); /* and sets both to -1; no-op when they are */

/* Whole or not at all for bytes <= PIPE_BUF; EINTR is retried.  False: errno. */
bool sys_write(int fd, const void *bytes, size_t count);
/* Bytes read; 0: nothing there now. */
size_t sys_read(int fd, void *bytes, size_t count);
/* Wait for a descriptor, at most timeout_ns (negative: for ever).  False when a
 * signal interrupted. */
bool sys_poll(struct pollfd *fds, unsigned count, int64_t timeout_ns);

/* A thread with all signals blocked but those that a fault of its own raises.
 * False: errno; *out is then unspecified. */
bool sys_thread(pthread_t *out, void *(*run)(void *), void *argument);
/* Name the calling thread, at most 15 bytes; false when the system refused. */
bool sys_thread_name(const char *name);

/* Zeroed; NULL when there is none. */
void *sys_calloc(size_t count, size_t bytes);
void sys_free(void *memory);

/* The limits that matter, for messages. -1: unlimited or unknown. */
long sys_fd_limit(void);

#endif
