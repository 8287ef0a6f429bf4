/* Goal: no size of the terminal ends the program, and it is itself again when the
 * terminal is large again.  Method: thousands of sizes while the cluster runs. */
#include <stdlib.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

static struct pty pty;

/* A whole frame at the ordinary size, on request. */
static bool draws_whole(const char *text) {
    const size_t from = pty.length;
    pty_resize(&pty, 24, 80);
    pty_type(&pty, "\014"); /* Ctrl-L */
    return pty_wait_for(&pty, from, text);
}

static void every_small_size(const char *nodes) {
    const char *const args[] = { "tui", "-n", nodes, NULL };
    int sizes = 0;
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(pty_wait_ready(&pty), "%s nodes: started", nodes);
    for (int rows = 1; rows <= 30 && pty_is_alive(&pty); rows++) {
        for (int cols = 1; cols <= 100; cols += rows < 4 ? 1 : 7) {
            pty_resize(&pty, rows, cols);
            pty_take(&pty, 2);
            sizes++;
        }
    }
    ok(pty_is_alive(&pty), "%s nodes: survives %d sizes from 1x1 to 30x100", nodes, sizes);
    ok(draws_whole("ringleader"), "%s nodes: and is itself again at 24x80", nodes);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "%s nodes: q ends it with 0 (%#x)", nodes, (unsigned)status);
    pty_close(&pty);
}

/* Resizes in every mode, far beyond what fits, down to nothing. */
static void random_resizes(void) {
    static const char *const keys[] = { "p", "c", ":ki", "/x", "?", "\033", "\r", "K", "h", "\t" };
    const char *const args[] = { "tui", NULL };
    srand(11);
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(pty_wait_ready(&pty), "random: started");
    for (int i = 0; i < 300 && pty_is_alive(&pty); i++) {
        pty_resize(&pty, rand() % 120, rand() % 350);
        if (i % 3 == 0) pty_type(&pty, keys[rand() % 10]);
        pty_take(&pty, rand() % 8);
    }
    ok(pty_is_alive(&pty), "random: survives 300 of them up to 119x349, 0x0 among them");
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    ok(draws_whole("ringleader"), "random: and is itself again");
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "random: q ends it with 0 (%#x)", (unsigned)status);
    ok(pty_modes_restored(&pty), "random: the modes are restored");
    pty_close(&pty);
}

static void starts_at(int rows, int cols) {
    const char *const args[] = { "tui", NULL };
    pty_start(&pty, &(struct pty_setting){ .rows = rows, .cols = cols }, args);
    ok(pty_wait_for(&pty, 0, "\033[?2004h"), "starts at %dx%d", rows, cols);
    pty_take(&pty, 100);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "and q ends it with 0 (%#x)", (unsigned)status);
    pty_close(&pty);
}

int main(void) {
    every_small_size("2");
    every_small_size("10");
    random_resizes();
    starts_at(1, 1);
    starts_at(2, 200);
    starts_at(200, 2);
    starts_at(300, 400);
    return tap_end();
}
