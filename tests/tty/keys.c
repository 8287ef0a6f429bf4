/* Goal: keys are what they look like on the wire, at once, and a still screen
 * costs nothing.  Method: sequences whole and slow, and counting bytes. */
#include <string.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

static struct pty pty;

/* The screen shows this in answer to the keys.  Only what changed is written, so a
 * whole frame is asked for. */
static void shows(const char *keys, const char *text, const char *claim) {
    pty_type(&pty, keys);
    pty_take(&pty, 150);
    const size_t from = pty.length;
    pty_type(&pty, "\014");
    ok(pty_wait_for(&pty, from, text), "%s", claim);
}

static void slowly(const char *sequence) {
    for (const char *at = sequence; *at != '\0'; at++) {
        pty_send(&pty, at, 1);
        pty_take(&pty, 8);
    }
}

static void escape_leaves_and_arrows_are_arrows(void) {
    const char *const args[] = { "tui", "-n", "3", NULL };
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(pty_wait_ready(&pty), "started");
    shows(":nonsense\r", "nonsense", "a prompt opens and keeps a bad statement");
    pty_type(&pty, "\033");
    shows("", "quit", "Esc alone leaves the prompt");
    shows("~", "no such key", "an unknown key is answered");
    slowly("\033[B"); /* Down, its bytes apart */
    shows("k", "kill B", "a slow Down is still a Down: B is selected");
    slowly("\033OB");
    shows("k", "kill C", "in its other form, too");
    shows("\033OP", "kill whoever leads", "F1 opens the help");
    shows("\033[<65;10;10M", "next change of leader", "the wheel scrolls it down");
    shows("\033[<64;10;10M", "by a second", "and up");
    pty_type(&pty, "\033");
    pty_take(&pty, 200);
    /* a press of the mouse, SGR coding, far outside: harmless */
    pty_type(&pty, "\033[<0;5000;5000M\033[<0;5000;5000m\033[<0;1;1M\033[<0;1;1m");
    pty_take(&pty, 200);
    ok(pty_is_alive(&pty), "a click outside the screen is harmless");
    static const char noise[] = "\0\x80\xff\xfe\033[999z\033]0;x\a\033Pq\033\\";
    pty_send(&pty, noise, sizeof noise - 1);
    pty_take(&pty, 300);
    ok(pty_is_alive(&pty), "bytes that are no keys are harmless");
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    pty_type(&pty, "\033[21~");
    const int status = pty_end(&pty);
    ok(status == 0, "F10 ends it with 0 (%#x)", (unsigned)status);
    pty_close(&pty);
}

static void a_still_screen_writes_nothing(void) {
    const char *const args[] = { "tui", NULL };
    pty_start(&pty, &(struct pty_setting){ 0 }, args);
    ok(pty_wait_for(&pty, 0, "leads"), "a leader is elected");
    pty_type(&pty, " ");
    pty_take(&pty, 9000); /* the answer to a key has faded by then */
    const size_t from = pty.length;
    pty_take(&pty, 1000);
    ok(pty.length == from, "paused: not a byte in a second (%zu)", pty.length - from);
    shows(":", "kill", "and a key is answered all the same");
    pty_type(&pty, "\033");
    pty_take(&pty, 100);
    pty_type(&pty, "q");
    ok(pty_end(&pty) == 0, "q ends it with 0");
    pty_close(&pty);
}

static void readonly_says_no(void) {
    const char *const args[] = { "tui", "--readonly", NULL };
    pty_start(&pty, &(struct pty_setting){ .rows = 40, .cols = 120 }, args);
    ok(pty_wait_for(&pty, 0, "leads"), "readonly: a leader is elected");
    shows("k", "--readonly", "readonly: k says why it does nothing");
    pty_type(&pty, "q");
    ok(pty_end(&pty) == 0, "readonly: q ends it with 0");
    pty_close(&pty);
}

int main(void) {
    escape_leaves_and_arrows_are_arrows();
    a_still_screen_writes_nothing();
    readonly_says_no();
    return tap_end();
}
