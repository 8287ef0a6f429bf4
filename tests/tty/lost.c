/* Goal: a terminal that goes away ends the program instead of making it spin.
 * Method: the master is closed, with and without HUP, in every mode. */
#include <signal.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

static struct pty pty;
static const char *const five[] = { "tui", NULL };

static void closed(bool ignore_hup, const char *keys, const char *what) {
    pty_start(&pty, &(struct pty_setting){ .ignore_hup = ignore_hup }, five);
    ok(pty_wait_ready(&pty), "%s: started", what);
    pty_type(&pty, keys);
    pty_take(&pty, 100);
    pty_close_master(&pty);
    const int status = pty_end(&pty);
    ok(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 128 + SIGHUP,
       "%s: ends with 128 + HUP (%#x)", what, (unsigned)status);
    pty_close(&pty);
}

int main(void) {
    closed(false, "", "closed");
    closed(true, "", "closed, HUP ignored");
    closed(true, " ", "closed while paused, HUP ignored");
    closed(true, ":kill", "closed in the prompt, HUP ignored");
    closed(true, "?", "closed in the help, HUP ignored");
    return tap_end();
}
