/* Goal: Ctrl-Z gives the terminal back and fg takes it again, with the size it has
 * then, and the cluster does not notice.  Method: a small shell with job control
 * of our own, since a session leader cannot be stopped. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tty/lib_pty.h"

static struct pty pty;

static void stop_and_continue(const char *what, const char *keys) {
    const size_t from = pty.length;
    pty_type(&pty, keys);
    ok(pty_wait_stopped(&pty), "%s: stopped", what);
    pty_take(&pty, 50);
    ok(pty_modes_restored(&pty), "%s: the modes are the shell's", what);
    ok(pty_has(&pty, from, "\033[?1049l") && pty_has(&pty, from, "\033[?2004l") &&
           pty_has(&pty, from, "1000l") && pty_has(&pty, from, "\033[?25h"),
       "%s: screen, paste mode, mouse and cursor are given back", what);
    pty_resize(&pty, 30, 100);
    const size_t stopped = pty.length;
    pty_take(&pty, 100);
    ok(pty.length == stopped, "%s: nothing is written while it is stopped", what);
    pty_continue(&pty);
    ok(pty_wait_for(&pty, stopped, "\033[?1049h") && pty_wait_for(&pty, stopped, "\033[?2004h") &&
           pty_wait_for(&pty, stopped, "1000h"),
       "%s: fg takes screen, paste mode and mouse again", what);
    ok(pty_wait_for(&pty, stopped, "ringleader"), "%s: and draws all of it", what);
    pty_take(&pty, 100);
    ok(pty_has(&pty, stopped, "\033[30;") || pty_has(&pty, stopped, "\033[30d") ||
           pty_has(&pty, stopped, ";30r"),
       "%s: at the size it has now", what);
    ok(pty_modes_raw(&pty), "%s: keys are read one by one", what);
}

/* Elections in the trace: roles of an elected node. */
static int elections(const char *path) {
    char line[8192];
    int count = 0;
    FILE *in = fopen(path, "r");
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        count += strstr(line, "\"role\":\"elected\"") != NULL;
    }
    if (in != NULL) fclose(in);
    return count;
}

int main(void) {
    char path[] = "/tmp/ringleader-tty-XXXXXX";
    const int fd = mkstemp(path);
    const char *const args[] = { "tui", "--trace", path, NULL };
    pty_start(&pty, &(struct pty_setting){ .job = true }, args);
    ok(fd >= 0 && pty_wait_ready(&pty), "started under job control");
    ok(pty_wait_for(&pty, 0, "leads"), "a leader is elected");
    stop_and_continue("Ctrl-Z", "\032");
    /* stopped for longer than any promise: real time that did not exist */
    pty_type(&pty, "\032");
    ok(pty_wait_stopped(&pty), "stopped for a long time");
    pty_take(&pty, 4000);
    const size_t from = pty.length;
    pty_continue(&pty);
    ok(pty_wait_for(&pty, from, "\033[?1049h"), "and continued");
    pty_take(&pty, 1500);
    ok(pty_is_alive(&pty), "it goes on");
    pty_type(&pty, ":");
    pty_take(&pty, 100);
    stop_and_continue("Ctrl-Z in the prompt", "\032");
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "q ends it with 0 (%#x)", (unsigned)status);
    ok(elections(path) == 1, "all the stops started no election (%d)", elections(path));
    pty_close(&pty);

    pty_start(&pty, &(struct pty_setting){ .job = true }, args);
    ok(pty_wait_ready(&pty), "started again");
    pty_type(&pty, "\032");
    ok(pty_wait_stopped(&pty), "stopped");
    pty_take(&pty, 50);
    const size_t stopped = pty.length;
    pty_continue(&pty);
    ok(pty_wait_for(&pty, stopped, "\033[?1049h"), "continued");
    pty_type(&pty, "\003");
    const int second = pty_end(&pty);
    ok(WIFEXITED(second) && WEXITSTATUS(second) == 130, "Ctrl-C after a stop ends it with 130");
    ok(pty_modes_restored(&pty), "with the modes restored");
    pty_close(&pty);
    close(fd);
    unlink(path);
    return tap_end();
}
