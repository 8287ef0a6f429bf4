/* Goal: what the program writes is whole: no sequence is broken off by another, on any kind of
 * terminal.  Method: a small screen and many frames (whatever buffer lies on the way fills again
 * and again), read by the rules of ECMA-48.
 */
#include <stdbool.h>
#include <stddef.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

enum { LONG_MS = 12000, SHORT_MS = 3000, AROUND = 24 };

static struct pty pty;

static bool is_within(char c, char first, char last) {
    return c >= first && c <= last;
}

/* The end of the sequence whose ESC is at output[at]; 0: it is broken off. */
static size_t end_of_sequence(size_t at) {
    const char *out = pty.output;
    size_t i = at + 1;
    if (out[i] == '[') {
        i++;
        while (is_within(out[i], '0', '?')) i++;
        while (is_within(out[i], ' ', '/')) i++;
        return is_within(out[i], '@', '~') ? i + 1 : 0;
    }
    while (is_within(out[i], ' ', '/')) i++; /* as in ESC ( B */
    return is_within(out[i], '0', '~') ? i + 1 : 0;
}

/* Where the first broken one begins; the length of the output: nowhere. */
static size_t first_broken(size_t whole) {
    for (size_t i = 0; i < whole;) {
        if (pty.output[i] != '\033') {
            i++;
            continue;
        }
        const size_t end = end_of_sequence(i);
        if (end == 0) return i;
        i = end;
    }
    return whole;
}

static void frames_are_whole(const char *term, int ms) {
    const char *const args[] = { "tui", "-n", "2", NULL };
    const struct pty_setting setting = { .rows = 10, .cols = 40, .term = term };
    pty_start(&pty, &setting, args);
    ok(pty_wait_ready(&pty), "%s: started", term);
    pty_take(&pty, ms);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "%s: q ends it with 0 (%#x)", term, (unsigned)status);
    const size_t broken = first_broken(pty.length);
    ok(broken == pty.length, "%s: every sequence is whole", term);
    if (broken < pty.length) {
        note("byte %zu of %zu, after the escape: %.*s", broken, pty.length, AROUND,
             pty.output + broken + 1);
    }
    pty_close(&pty);
}

int main(void) {
    /* 552 bytes lie between two of curses' own writes here, eight a frame: often enough */
    frames_are_whole("xterm-256color", LONG_MS);
    frames_are_whole("tmux-256color", LONG_MS);
    frames_are_whole("xterm", SHORT_MS);
    frames_are_whole("linux", SHORT_MS);
    frames_are_whole("vt100", SHORT_MS);
    return tap_end();
}
