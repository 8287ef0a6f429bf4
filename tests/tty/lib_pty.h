/* tests/tty/lib_pty.h - the program on a pseudo-terminal of our own, and TAP.
 *
 * The parent keeps the slave open, so the terminal's modes can be compared after
 * the program is gone.  Every wait has a generous end; none is a measurement.
 */
#ifndef TESTS_TTY_LIB_PTY_H
#define TESTS_TTY_LIB_PTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <termios.h>

enum {
    PTY_OUTPUT_BYTES = 1 << 22, /* what is kept of the output: the newest half and more */
    PTY_PATIENCE_MS = 20000,    /* sanitizers and full machines are slow */
};

struct pty {
    int master, slave; /* -1: closed */
    pid_t child;
    int from_shell, to_shell; /* PTY_JOB: the shell's reports and orders; else -1 */
    struct termios before;
    size_t length;
    char output[PTY_OUTPUT_BYTES + 1]; /* NUL-terminated; NULs in it are dropped */
};

struct pty_setting {
    int rows, cols;     /* 0: 24 x 80 */
    const char *term;   /* NULL: xterm-256color; "-": TERM unset */
    const char *locale; /* NULL: C.UTF-8 */
    const char *extra;  /* one more NAME=VALUE, or NULL */
    bool ignore_hup;    /* as under nohup */
    bool stdin_null, stdout_null;
    bool job; /* under a shell of our own with job control */
};

/* Start `ringleader ARGS...` (NULL-terminated); RINGLEADER says which one. */
void pty_start(struct pty *self, const struct pty_setting *setting, const char *const *args);
/* Wait for the first frame.  False: it never came. */
bool pty_wait_ready(struct pty *self);

void pty_send(struct pty *self, const char *bytes, size_t length);
void pty_type(struct pty *self, const char *string);
void pty_resize(struct pty *self, int rows, int cols);
/* Take what the program writes for so long. */
void pty_take(struct pty *self, int ms);
/* Take it until the text appears behind output[from]; false after PTY_PATIENCE_MS. */
bool pty_wait_for(struct pty *self, size_t from, const char *text);
bool pty_has(const struct pty *self, size_t from, const char *text);
bool pty_is_alive(struct pty *self);

/* Wait for the end of the program: what waitpid says, or -1 when it had to be
 * killed after PTY_PATIENCE_MS. */
int pty_end(struct pty *self);
/* Are the terminal's modes, byte by byte, what they were before? */
bool pty_modes_restored(struct pty *self);
/* Are they those of a program that reads keys? */
bool pty_modes_raw(struct pty *self);
void pty_close_master(struct pty *self);
void pty_close(struct pty *self);

/* With setting.job: until the shell sees its child stopped; let it go on. */
bool pty_wait_stopped(struct pty *self);
void pty_continue(struct pty *self);

/* TAP. */
void ok(bool passed, const char *claim, ...) __attribute__((format(printf, 2, 3)));
void note(const char *text, ...) __attribute__((format(printf, 1, 2)));
/* Prints the plan; the exit status. */
int tap_end(void);

#endif
