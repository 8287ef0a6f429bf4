/* Goal: every lesson can be played to its end as a person would do it.  Method: its
 * keys (tests/tty/lessons/NAME.keys) are fed to the program on a real terminal; the
 * clock runs ten times as fast. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

static struct pty pty;

static void plays(const char *name, const char *engine, const char *speed, int rows, int cols) {
    char keys[200];
    snprintf(keys, sizeof keys, "tests/tty/lessons/%s.keys", name);
    const char *const args[] = { "tui",  "--lesson", name, "--keys",  keys,  "--engine",
                                 engine, "--seed",   "5",  "--speed", speed, NULL };
    pty_start(&pty, &(struct pty_setting){ .rows = rows, .cols = cols }, args);
    const bool done = pty_wait_for(&pty, 0, "This lesson is done.");
    ok(done, "%s at %dx%d with %s is played to its end", name, cols, rows, engine);
    if (!done) note("%s", pty.output + (pty.length > 3000 ? pty.length - 3000 : 0));
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "%s: q leaves it with 0 (%#x)", name, (unsigned)status);
    ok(pty_modes_restored(&pty), "%s: the modes are restored", name);
    pty_close(&pty);
}

/* Enter at the end of one begins the next, on the same terminal. */
static void one_after_the_other(void) {
    const char *const args[] = { "tui",      "--lesson", "timeouts",
                                 "--engine", "sim",      "--speed",
                                 "10",       "--keys",   "tests/tty/lessons/timeouts.keys",
                                 NULL };
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(pty_wait_for(&pty, 0, "This lesson is done."), "the third lesson is done");
    size_t from = pty.length;
    pty_type(&pty, "\r");
    ok(pty_wait_for(&pty, from, "lesson 4 of 12"), "Enter begins the fourth");
    pty_take(&pty, 200);
    from = pty.length;
    pty_type(&pty, ":lesson fencing\r");
    ok(pty_wait_for(&pty, from, "lesson 9 of 12"), ":lesson NAME begins another");
    pty_take(&pty, 200);
    from = pty.length;
    pty_type(&pty, "L");
    ok(pty_wait_for(&pty, from, "textbook"), "L lists them");
    pty_type(&pty, "j\r");
    ok(pty_wait_for(&pty, from, "lesson 10 of 12"), "where it stood, and begins the next one");
    pty_take(&pty, 200);
    from = pty.length;
    pty_type(&pty, "\033");
    pty_take(&pty, 200);
    pty_type(&pty, "\033");
    ok(pty_wait_for(&pty, from, "the lesson is left"), "Esc twice leaves it");
    ok(pty_is_alive(&pty), "and the ring goes on");
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "q ends it with 0 (%#x)", (unsigned)status);
    ok(pty_modes_restored(&pty), "the modes are restored");
    pty_close(&pty);
}

int main(void) {
    static const char *const names[] = { "leader",  "election", "timeouts", "terms",
                                         "quorum",  "minority", "lease",    "revived",
                                         "fencing", "clocks",   "textbook", "break" };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        plays(names[i], "sim", "10", 24, 80);
    plays("leader", "threads", "2", 40, 120);
    one_after_the_other();
    return tap_end();
}
