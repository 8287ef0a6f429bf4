/* What the dashboard costs, against htop in the same run on the same kind of
 * terminal (120 x 40): share of a core, bytes a second, first paint, key to paint.
 *
 * At rest: a leader is elected, tokens travel, nobody presses a key.  First paint
 * and key to paint end with the first pause of QUIET_MS after the bytes began,
 * at the last byte before it: the whole frame has come.  Keys are timed while
 * the cluster's clock is paused; else a frame of the animation would pass for
 * the answer.  htop paints every 1.5 s anyway.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "election/timers.h"
#include "tty/lib_pty.h"

enum {
    STARTS = 5,
    REST_MS = 10000,
    PRESSES = 20,
    QUIET_MS = 15,          /* less than a frame's distance from the next */
    FRAME_BYTES_MIN = 1000, /* the first frame is longer than any preparation */
    ANSWER_MS = 2000,       /* a key without an answer */
    SETTLE_MS_MIN = 2000,
};

struct cost {
    double cpu_percent, bytes_per_s, first_ms, key_ms; /* negative: not measured */
};

static struct pty pty;

static int64_t clock_ns(clockid_t clock) {
    struct timespec now;
    if (clock_gettime(clock, &now) != 0) return -1;
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t now_ns(void) {
    return clock_ns(CLOCK_MONOTONIC);
}

/* User and system time of all its threads; -1: not to be had. */
static int64_t cpu_ns(pid_t process) {
    clockid_t clock;
    return clock_getcpuclockid(process, &clock) == 0 ? clock_ns(clock) : -1;
}

/* Bytes that came within ms; 0: none, -1: the terminal is gone. */
static ssize_t take(int ms) {
    char bytes[1 << 16];
    struct pollfd wait = { .fd = pty.master, .events = POLLIN };
    if (poll(&wait, 1, ms) <= 0) return 0;
    const ssize_t count = read(pty.master, bytes, sizeof bytes);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
    return count > 0 ? count : -1;
}

/* Take what comes for so long: how many bytes. */
static int64_t take_for(int64_t ms) {
    const int64_t end = now_ns() + ms * 1000000;
    int64_t total = 0;
    for (int64_t left = ms; left > 0; left = (end - now_ns()) / 1000000) {
        const ssize_t count = take((int)left);
        if (count < 0) break;
        total += count;
    }
    return total;
}

/* From `start` to the end of a frame of at least so many bytes, in ms; negative:
 * none came. */
static double frame_ms(int64_t start, int64_t bytes_min, int64_t patience_ms) {
    int64_t total = 0, last = -1;
    while (now_ns() - start < patience_ms * 1000000) {
        const ssize_t count = take(QUIET_MS);
        if (count < 0) return -1;
        if (count == 0 && total >= bytes_min) break;
        if (count > 0) last = now_ns();
        total += count;
    }
    return total >= bytes_min ? (double)(last - start) / 1e6 : -1;
}

static int rising(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double median(double *values, int count) {
    if (count == 0) return -1;
    qsort(values, (size_t)count, sizeof values[0], rising);
    return values[count / 2];
}

/* Starts it; from the fork to the end of its first frame. */
static double begin(const char *const *args) {
    const struct pty_setting setting = { .rows = 40, .cols = 120 };
    const int64_t start = now_ns();
    pty_start(&pty, &setting, args);
    return frame_ms(start, FRAME_BYTES_MIN, PTY_PATIENCE_MS);
}

static void end(void) {
    (void)kill(pty.child, SIGTERM);
    (void)pty_end(&pty);
    pty_close(&pty);
}

static double first_paint(const char *const *args) {
    double times[STARTS];
    int count = 0;
    for (int i = 0; i < STARTS; i++) {
        const double ms = begin(args);
        if (ms >= 0) times[count++] = ms;
        end();
    }
    return median(times, count);
}

static double key_to_paint(const char *pause) {
    double times[PRESSES];
    int count = 0;
    pty_type(&pty, pause);
    (void)take_for(500);
    for (int i = 0; i < PRESSES; i++) {
        const int64_t start = now_ns();
        if (write(pty.master, "\t", 1) != 1) break;
        const double ms = frame_ms(start, 1, ANSWER_MS);
        if (ms >= 0) times[count++] = ms;
        (void)take_for(100);
    }
    /* A median of the few that were answered would flatter. */
    return count == PRESSES ? median(times, count) : -1;
}

/* pause: keys that stop what moves by itself. */
static struct cost measure(const char *path, const char *const *args, int64_t settle_ms,
                           const char *pause) {
    struct cost cost = { -1, -1, -1, -1 };
    setenv("RINGLEADER", path, 1);
    cost.first_ms = first_paint(args);
    if (cost.first_ms < 0) return cost;
    (void)begin(args);
    (void)take_for(settle_ms);
    const int64_t from = now_ns(), cpu_from = cpu_ns(pty.child);
    const int64_t bytes = take_for(REST_MS);
    const int64_t took = now_ns() - from, cpu_to = cpu_ns(pty.child);
    if (pty_is_alive(&pty)) {
        cost.bytes_per_s = (double)bytes * 1e9 / (double)took;
        if (cpu_from >= 0) cost.cpu_percent = (double)(cpu_to - cpu_from) * 100 / (double)took;
        cost.key_ms = key_to_paint(pause);
    }
    end();
    return cost;
}

/* Every node has started, one is elected and the others know it. */
static int64_t settle_ms(uint8_t nodes) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    const struct timers timers = timers_derive(nodes, QUORUM_ACTIVE, &wanted);
    const int64_t ms = timers_recovery_us(&timers) / 1000;
    return ms > SETTLE_MS_MIN ? ms : SETTLE_MS_MIN;
}

static bool find_htop(char *out, size_t size) {
    const char *path = getenv("PATH");
    while (path != NULL && *path != '\0') {
        const size_t length = strcspn(path, ":");
        const int wrote = snprintf(out, size, "%.*s/htop", (int)length, path);
        if (wrote > 0 && (size_t)wrote < size && access(out, X_OK) == 0) return true;
        path += length + (path[length] == ':');
    }
    return false;
}

static void figure(double value, const char *unit) {
    if (value < 0) printf("not measured");
    else printf(value < 10 ? "%.2f %s" : "%.0f %s", value, unit);
}

static void row(const char *what, const char *unit, const double value[3], bool htop,
                const char *how) {
    printf("dashboard, %s | 5 nodes ", what);
    figure(value[0], unit);
    printf(", 10 nodes ");
    figure(value[1], unit);
    if (htop) {
        printf("; htop ");
        figure(value[2], unit);
        for (int i = 0; i < 2; i++) {
            if (value[i] < 0 || value[2] <= 0) printf("%s -", i == 0 ? "; / htop" : ",");
            else printf("%s %.2f", i == 0 ? "; / htop" : ",", value[i] / value[2]);
        }
    }
    printf(" | %s%s\n", how, htop ? "" : "; htop is not installed: not compared");
}

int main(void) {
    const char *const five[] = { "-n", "5", NULL }, *const ten[] = { "-n", "10", NULL };
    const char *const none[] = { NULL };
    const char *program = getenv("RINGLEADER");
    char *ours = strdup(program != NULL ? program : "build/ringleader"), path[4096];
    const bool htop = find_htop(path, sizeof path);
    struct cost cost[3] = { [2] = { -1, -1, -1, -1 } };
    cost[0] = measure(ours, five, settle_ms(5), " ");
    cost[1] = measure(ours, ten, settle_ms(10), " ");
    if (htop) cost[2] = measure(path, none, SETTLE_MS_MIN, "");
    free(ours);
#define COLUMN(field) (const double[]){ cost[0].field, cost[1].field, cost[2].field }
    row("CPU at rest", "% of a core", COLUMN(cpu_percent), htop,
        "10 s, user and system, all threads");
    row("written at rest", "bytes/s", COLUMN(bytes_per_s), htop, "10 s on a terminal of 120x40");
    row("first paint", "ms", COLUMN(first_ms), htop,
        "fork to the end of the first frame, median of 5");
    row("key to paint", "ms", COLUMN(key_ms), htop,
        "Tab, paused, to the end of its frame, median of 20");
#undef COLUMN
    return 0;
}
