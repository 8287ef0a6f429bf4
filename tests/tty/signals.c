/* Goal: whatever ends the program, the terminal is as it was before, and the exit
 * status tells what it was.  Method: a table of ends; modes byte by byte, and what
 * was written to the terminal. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tty/lib_pty.h"

static struct pty pty;
static const char *const five[] = { "tui", NULL };

static const struct {
    int number;
    bool by_signal; /* the signal itself is seen by the parent, not an exit code */
} ends[] = {
    { SIGINT, false }, { SIGTERM, false }, { SIGHUP, false }, { SIGQUIT, false }, { SIGSEGV, true },
    { SIGABRT, true }, { SIGBUS, true },   { SIGFPE, true },  { SIGILL, true },
};

static void terminal_is_given_back(const char *end, size_t from) {
    static const char *const sequences[] = { "\033[?1049l", "\033[?1000l", "\033[?1006l",
                                             "\033[?2004l", "\033[?25h" };
    ok(pty_modes_restored(&pty), "%s: the modes are byte by byte as before", end);
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        ok(pty_has(&pty, from, sequences[i]), "%s: ESC%s was sent", end, sequences[i] + 1);
    }
}

static void every_end_restores_the_terminal(void) {
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        const int number = ends[i].number;
        const char *name = strsignal(number);
        pty_start(&pty, &(struct pty_setting){ 0 }, five);
        ok(pty_wait_ready(&pty) && pty_modes_raw(&pty), "%s: started", name);
        const size_t from = pty.length;
        kill(pty.child, number);
        const int status = pty_end(&pty);
        if (ends[i].by_signal) {
            ok(status != -1 && WIFSIGNALED(status) && WTERMSIG(status) == number,
               "%s: ended by the signal itself (status %#x)", name, (unsigned)status);
        } else {
            ok(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 128 + number,
               "%s: exit 128 + %d (status %#x)", name, number, (unsigned)status);
        }
        terminal_is_given_back(name, from);
        pty_close(&pty);
    }
}

static void q_and_ctrl_c(void) {
    static const struct {
        const char *keys, *name;
        int code;
    } ways[] = { { "q", "q", 0 },
                 { "\033[21~", "F10", 0 },
                 { "\003", "Ctrl-C", 130 },
                 { ":quit\r", ":quit", 0 } };
    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        pty_start(&pty, &(struct pty_setting){ 0 }, five);
        ok(pty_wait_ready(&pty), "%s: started", ways[i].name);
        const size_t from = pty.length;
        pty_type(&pty, ways[i].keys);
        const int status = pty_end(&pty);
        ok(WIFEXITED(status) && WEXITSTATUS(status) == ways[i].code, "%s: exit %d (status %#x)",
           ways[i].name, ways[i].code, (unsigned)status);
        terminal_is_given_back(ways[i].name, from);
        pty_close(&pty);
    }
}

/* At any instant, the first ones included, where the terminal is just being taken.
 * TERM_TIMES=10000 in the environment for a long run. */
static void term_at_any_instant(void) {
    const char *wanted = getenv("TERM_TIMES");
    const int times = wanted != NULL ? atoi(wanted) : 40;
    int ended = 0, restored = 0;
    srand(7);
    for (int i = 0; i < times; i++) {
        pty_start(&pty, &(struct pty_setting){ 0 }, five);
        pty_take(&pty, 1 + rand() % 120);
        pty_type(&pty, "Kh");
        pty_resize(&pty, 10 + rand() % 40, 40 + rand() % 80);
        pty_take(&pty, rand() % 20);
        kill(pty.child, SIGTERM);
        const int status = pty_end(&pty);
        ended += status != -1 && ((WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM) ||
                                  (WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM));
        restored += pty_modes_restored(&pty);
        pty_close(&pty);
    }
    ok(ended == times, "TERM at any instant ends it (%d of %d)", ended, times);
    ok(restored == times, "and restores the modes (%d of %d)", restored, times);
}

/* A terminal that takes no bytes (nobody reads, Ctrl-S) must not hold the end up. */
static void a_stuck_terminal_does_not_hold_the_end_up(void) {
    pty_start(&pty, &(struct pty_setting){ .rows = 50, .cols = 200 }, five);
    ok(pty_wait_ready(&pty), "stuck: started");
    pty_type(&pty, "\023"); /* Ctrl-S */
    usleep(300000);
    kill(pty.child, SIGTERM);
    const int status = pty_end(&pty);
    ok(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGTERM,
       "stuck: TERM ends it all the same (status %#x)", (unsigned)status);
    ok(pty_modes_restored(&pty), "stuck: the modes are restored");
    pty_close(&pty);
}

static void the_trace_is_whole_after_a_signal(void) {
    char path[] = "/tmp/ringleader-tty-XXXXXX", line[8192], last[8192] = "";
    const int fd = mkstemp(path);
    const char *const args[] = { "tui", "--trace", path, NULL };
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(fd >= 0 && pty_wait_ready(&pty), "trace: started");
    pty_take(&pty, 500);
    kill(pty.child, SIGTERM);
    (void)pty_end(&pty);
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) memcpy(last, line, sizeof last);
    ok(strstr(last, "{\"type\":\"verdict\"") == last && strchr(last, '\n') != NULL,
       "trace: TERM leaves it with its verdict");
    ok(strstr(last, "\"exit\":143,") != NULL, "trace: which says how it ended");
    if (in != NULL) fclose(in);
    close(fd);
    unlink(path);
    pty_close(&pty);
}

int main(void) {
    every_end_restores_the_terminal();
    q_and_ctrl_c();
    term_at_any_instant();
    a_stuck_terminal_does_not_hold_the_end_up();
    the_trace_is_whole_after_a_signal();
    return tap_end();
}
