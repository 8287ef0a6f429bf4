/* Goal: every environment either works or is refused with exit 4 and advice, and
 * what it asks for (no colour, ASCII) is kept to.  Method: a matrix; the bytes that
 * were written are looked at. */
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "tty/lib_pty.h"

static struct pty pty;
static const char *const plain[] = { "tui", NULL };

static void refused(const struct pty_setting *setting, const char *what, const char *advice) {
    pty_start(&pty, setting, plain);
    const int status = pty_end(&pty);
    ok(status != -1 && WIFEXITED(status) && WEXITSTATUS(status) == 4, "%s: exit 4 (%#x)", what,
       (unsigned)status);
    ok(setting->stdout_null || pty_has(&pty, 0, advice), "%s: says `%s`", what, advice);
    ok(pty_modes_restored(&pty) && !pty_has(&pty, 0, "\033[?1049h"),
       "%s: the terminal was not touched", what);
    pty_close(&pty);
}

static int count_bytes(size_t from, bool (*is_counted)(unsigned char byte)) {
    int count = 0;
    for (size_t i = from; i < pty.length; i++) count += is_counted((unsigned char)pty.output[i]);
    return count;
}

static bool is_beyond_ascii(unsigned char byte) {
    return byte >= 0x80;
}

/* SGR with a colour: 30-37, 38, 40-47, 48, 90-107 as one of its numbers. */
static int count_colours(void) {
    int count = 0;
    for (const char *at = pty.output; (at = strstr(at, "\033[")) != NULL; at += 2) {
        const size_t length = strspn(at + 2, "0123456789;");
        if (at[2 + length] != 'm') continue;
        for (const char *number = at + 2; number < at + 2 + length; number++) {
            int value = 0;
            for (; *number >= '0' && *number <= '9'; number++) value = value * 10 + (*number - '0');
            if ((value >= 30 && value <= 48 && value != 39) || value >= 90) count++;
        }
    }
    return count;
}

struct look {
    int colours, beyond_ascii;
};

/* Runs it for a moment, an election and a kill included. */
static struct look works(const struct pty_setting *setting, const char *const *args,
                         const char *what) {
    pty_start(&pty, setting, args);
    ok(pty_wait_for(&pty, 0, "leads"), "%s: shows who leads", what);
    pty_type(&pty, "Kp\033");
    pty_take(&pty, 300);
    ok(pty_is_alive(&pty), "%s: works", what);
    pty_type(&pty, "q");
    const int status = pty_end(&pty);
    ok(status == 0, "%s: q ends it with 0 (%#x)", what, (unsigned)status);
    ok(pty_modes_restored(&pty), "%s: the modes are restored", what);
    const struct look look = { count_colours(), count_bytes(0, is_beyond_ascii) };
    pty_close(&pty);
    return look;
}

static void terms(void) {
    static const char *const known[] = { "vt100",  "linux",          "xterm",
                                         "screen", "xterm-256color", "tmux-256color" };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        char what[60];
        snprintf(what, sizeof what, "TERM=%s", known[i]);
        /* for the Linux console curses loads the mouse library gpm, which leaks */
        const struct pty_setting setting = { .term = known[i],
                                             .extra = strcmp(known[i], "linux") == 0
                                                          ? "ASAN_OPTIONS=detect_leaks=0"
                                                          : NULL };
        const struct look look = works(&setting, plain, what);
        ok((look.colours > 0) == (i > 0), "%s: %s", what, i > 0 ? "colours" : "no colours");
    }
    refused(&(struct pty_setting){ .term = "-" }, "TERM unset", "TERM is not set");
    refused(&(struct pty_setting){ .term = "" }, "TERM empty", "TERM is not set");
    refused(&(struct pty_setting){ .term = "dumb" }, "TERM=dumb", "ringleader run");
    refused(&(struct pty_setting){ .term = "no-such-terminal" }, "TERM unknown",
            "TERM=xterm-256color");
    refused(&(struct pty_setting){ .term = "../../etc/passwd" }, "TERM strange", "not known");
}

static void looks(void) {
    static const char *const ascii[] = { "tui", "--ascii", NULL };
    static const char *const mono[] = { "tui", "--no-color", NULL };
    static const char *const light[] = { "tui", "--theme", "light", NULL };
    struct look look = works(&(struct pty_setting){ 0 }, plain, "plain");
    ok(look.colours > 0 && look.beyond_ascii > 0, "plain: colours and line drawing");
    look = works(&(struct pty_setting){ .extra = "NO_COLOR=1" }, plain, "NO_COLOR=1");
    ok(look.colours == 0, "NO_COLOR=1: no colour (%d)", look.colours);
    look = works(&(struct pty_setting){ .extra = "NO_COLOR=" }, plain, "NO_COLOR empty");
    ok(look.colours > 0, "NO_COLOR empty: as if it were not set");
    look = works(&(struct pty_setting){ 0 }, mono, "--no-color");
    ok(look.colours == 0, "--no-color: no colour (%d)", look.colours);
    look = works(&(struct pty_setting){ 0 }, ascii, "--ascii");
    ok(look.beyond_ascii == 0, "--ascii: nothing beyond (%d bytes)", look.beyond_ascii);
    look = works(&(struct pty_setting){ .locale = "C" }, plain, "LC_ALL=C");
    ok(look.beyond_ascii == 0, "LC_ALL=C: nothing beyond ASCII (%d bytes)", look.beyond_ascii);
    look = works(&(struct pty_setting){ .locale = "xx_YY.nonsense" }, plain, "LC_ALL=nonsense");
    ok(look.beyond_ascii == 0, "LC_ALL=nonsense: ASCII");
    look = works(&(struct pty_setting){ 0 }, light, "--theme light");
    ok(look.colours > 0, "--theme light: colours");
}

static void no_terminals(void) {
    refused(&(struct pty_setting){ .stdin_null = true }, "stdin is /dev/null", "stdin");
    refused(&(struct pty_setting){ .stdout_null = true }, "stdout is /dev/null", "stdout");
}

int main(void) {
    terms();
    looks();
    no_terminals();
    return tap_end();
}
