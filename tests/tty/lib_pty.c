#include "tty/lib_pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 32, CANNOT_START = 127 };

/* ---- TAP ------------------------------------------------------------------------ */

static int cases, failures;

void ok(bool passed, const char *claim, ...) {
    va_list arguments;
    va_start(arguments, claim);
    printf("%sok %d - ", passed ? "" : "not ", ++cases);
    vprintf(claim, arguments);
    putchar('\n');
    fflush(stdout);
    va_end(arguments);
    failures += !passed;
}

void note(const char *text, ...) {
    va_list arguments;
    va_start(arguments, text);
    fputs("# ", stdout);
    vprintf(text, arguments);
    putchar('\n');
    fflush(stdout);
    va_end(arguments);
}

int tap_end(void) {
    printf("1..%d\n", cases);
    return failures == 0 ? 0 : 1;
}

static void give_up(const char *what) {
    printf("Bail out! %s: %s\n", what, strerror(errno));
    exit(1);
}

/* ---- starting ----------------------------------------------------------------------- */

static void put_environment(const struct pty_setting *setting) {
    if (setting->term != NULL && strcmp(setting->term, "-") == 0) unsetenv("TERM");
    else setenv("TERM", setting->term != NULL ? setting->term : "xterm-256color", 1);
    setenv("LC_ALL", setting->locale != NULL ? setting->locale : "C.UTF-8", 1);
    unsetenv("NO_COLOR");
    unsetenv("LINES");
    unsetenv("COLUMNS");
    unsetenv("ESCDELAY");
    if (setting->extra != NULL) putenv(strdup(setting->extra));
}

static void become_program(const struct pty_setting *setting, const char *const *args) {
    const char *path = getenv("RINGLEADER");
    char *argv[ARGS_MAX + 2] = { strdup(path != NULL ? path : "build/gcc/ringleader") };
    for (int i = 0; args[i] != NULL && i < ARGS_MAX; i++) argv[i + 1] = strdup(args[i]);
    if (setting->ignore_hup) signal(SIGHUP, SIG_IGN);
    const int nothing = open("/dev/null", O_RDWR);
    if (setting->stdin_null) dup2(nothing, STDIN_FILENO);
    if (setting->stdout_null) dup2(nothing, STDOUT_FILENO);
    close(nothing);
    put_environment(setting);
    execv(argv[0], argv);
    fprintf(stderr, "cannot start %s: %s\n", argv[0], strerror(errno));
    _exit(CANNOT_START);
}

/* A shell no larger than job control needs: 's' and 'e' + status go out, 'c' comes in. */
static void become_shell(const struct pty_setting *setting, const char *const *args, int out,
                         int in) {
    signal(SIGTTOU, SIG_IGN);
    const pid_t job = fork();
    if (job == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        close(out);
        close(in);
        become_program(setting, args);
    }
    setpgid(job, job);
    tcsetpgrp(STDIN_FILENO, job);
    for (;;) {
        int status;
        char order;
        if (waitpid(job, &status, WUNTRACED) < 0) _exit(126);
        if (!WIFSTOPPED(status)) {
            if (write(out, "e", 1) == 1 && write(out, &status, sizeof status) > 0) _exit(0);
            _exit(126);
        }
        tcsetpgrp(STDIN_FILENO, getpid());
        if (write(out, "s", 1) != 1 || read(in, &order, 1) != 1) _exit(126);
        tcsetpgrp(STDIN_FILENO, job);
        kill(-job, SIGCONT);
    }
}

void pty_start(struct pty *self, const struct pty_setting *setting, const char *const *args) {
    const struct winsize size = { .ws_row = (unsigned short)(setting->rows ? setting->rows : 24),
                                  .ws_col = (unsigned short)(setting->cols ? setting->cols : 80) };
    int reports[2] = { -1, -1 }, orders[2] = { -1, -1 };
    self->length = 0;
    self->output[0] = '\0';
    if (openpty(&self->master, &self->slave, NULL, NULL, &size) != 0) give_up("openpty");
    fcntl(self->master, F_SETFD, FD_CLOEXEC);
    fcntl(self->master, F_SETFL, O_NONBLOCK);
    if (tcgetattr(self->slave, &self->before) != 0) give_up("tcgetattr");
    if (setting->job && (pipe(reports) != 0 || pipe(orders) != 0)) give_up("pipe");
    fflush(stdout);
    self->child = fork();
    if (self->child < 0) give_up("fork");
    if (self->child == 0) {
        setsid();
        ioctl(self->slave, TIOCSCTTY, 0);
        for (int fd = 0; fd <= 2; fd++) dup2(self->slave, fd);
        if (self->slave > 2) close(self->slave);
        if (setting->job) {
            close(reports[0]);
            close(orders[1]);
            become_shell(setting, args, reports[1], orders[0]);
        }
        become_program(setting, args);
    }
    if (setting->job) {
        close(reports[1]);
        close(orders[0]);
    }
    self->from_shell = reports[0];
    self->to_shell = orders[1];
}

/* ---- talking --------------------------------------------------------------------------- */

static int64_t now_ms(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Reads once, waiting up to ms.  False: nothing more will come. */
static bool take_some(struct pty *self, int ms) {
    if (self->master < 0) return false;
    struct pollfd wait = { .fd = self->master, .events = POLLIN };
    if (poll(&wait, 1, ms) <= 0) return true;
    if (self->length > PTY_OUTPUT_BYTES / 4 * 3) {
        const size_t kept = PTY_OUTPUT_BYTES / 2;
        memmove(self->output, self->output + self->length - kept, kept);
        self->length = kept;
    }
    char bytes[8192];
    const ssize_t count = read(self->master, bytes, sizeof bytes);
    if (count <= 0) return count < 0 && (errno == EAGAIN || errno == EINTR);
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] != '\0') self->output[self->length++] = bytes[i];
    }
    self->output[self->length] = '\0';
    return true;
}

void pty_take(struct pty *self, int ms) {
    const int64_t end = now_ms() + ms;
    for (int64_t left = ms; left > 0; left = end - now_ms()) {
        if (!take_some(self, (int)left)) return;
    }
}

bool pty_has(const struct pty *self, size_t from, const char *text) {
    return from <= self->length && strstr(self->output + from, text) != NULL;
}

bool pty_wait_for(struct pty *self, size_t from, const char *text) {
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    while (!pty_has(self, from, text)) {
        if (now_ms() > end || !take_some(self, 50)) return pty_has(self, from, text);
        if (!pty_is_alive(self)) {
            pty_take(self, 50);
            return pty_has(self, from, text);
        }
    }
    return true;
}

bool pty_wait_ready(struct pty *self) {
    if (!pty_wait_for(self, 0, "\033[?2004h")) return false;
    const size_t length = self->length;
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    while (self->length < length + 1 && now_ms() < end && take_some(self, 50)) continue;
    pty_take(self, 100);
    return pty_is_alive(self);
}

void pty_send(struct pty *self, const char *bytes, size_t length) {
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    while (length > 0 && now_ms() < end) {
        const ssize_t count = write(self->master, bytes, length);
        if (count > 0) {
            bytes += count;
            length -= (size_t)count;
        } else if (errno != EAGAIN && errno != EINTR) {
            return;
        }
        (void)take_some(self, length > 0 ? 20 : 0);
    }
}

void pty_type(struct pty *self, const char *string) {
    pty_send(self, string, strlen(string));
}

void pty_resize(struct pty *self, int rows, int cols) {
    const struct winsize size = { .ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols };
    (void)ioctl(self->master, TIOCSWINSZ, &size);
}

/* ---- the end ------------------------------------------------------------------------------ */

bool pty_is_alive(struct pty *self) {
    siginfo_t info = { 0 };
    if (self->child <= 0) return false;
    return waitid(P_PID, (id_t)self->child, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

static int end_of_job(struct pty *self) {
    char report = '?';
    int status = -1;
    struct pollfd wait = { .fd = self->from_shell, .events = POLLIN };
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    while (poll(&wait, 1, 0) == 0 && now_ms() < end) (void)take_some(self, 20);
    if (poll(&wait, 1, 0) <= 0) return -1;
    if (read(self->from_shell, &report, 1) != 1 || report != 'e') return -1;
    if (read(self->from_shell, &status, sizeof status) != sizeof status) return -1;
    return status;
}

int pty_end(struct pty *self) {
    int status = self->from_shell >= 0 ? end_of_job(self) : -1, shell_status;
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    while (pty_is_alive(self) && now_ms() < end) {
        if (!take_some(self, 10)) usleep(10000);
    }
    const bool alive = pty_is_alive(self);
    if (alive) kill(self->child, SIGKILL);
    waitpid(self->child, &shell_status, 0);
    self->child = -1;
    pty_take(self, 30);
    if (alive) return -1;
    if (self->from_shell < 0) status = shell_status;
    if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_START) give_up(self->output);
    return status;
}

static bool same_modes(const struct termios *a, const struct termios *b) {
    return a->c_iflag == b->c_iflag && a->c_oflag == b->c_oflag && a->c_cflag == b->c_cflag &&
           a->c_lflag == b->c_lflag && memcmp(a->c_cc, b->c_cc, sizeof a->c_cc) == 0;
}

bool pty_modes_restored(struct pty *self) {
    struct termios now;
    return tcgetattr(self->slave, &now) == 0 && same_modes(&now, &self->before);
}

bool pty_modes_raw(struct pty *self) {
    struct termios now;
    return tcgetattr(self->slave, &now) == 0 && (now.c_lflag & (ICANON | ECHO)) == 0;
}

void pty_close_master(struct pty *self) {
    close(self->slave);
    close(self->master);
    self->slave = self->master = -1;
}

void pty_close(struct pty *self) {
    if (self->child > 0) (void)pty_end(self);
    if (self->slave >= 0) close(self->slave);
    if (self->master >= 0) close(self->master);
    if (self->from_shell >= 0) close(self->from_shell);
    if (self->to_shell >= 0) close(self->to_shell);
    self->slave = self->master = self->from_shell = self->to_shell = -1;
}

/* ---- job control ---------------------------------------------------------------------------- */

bool pty_wait_stopped(struct pty *self) {
    struct pollfd wait = { .fd = self->from_shell, .events = POLLIN };
    const int64_t end = now_ms() + PTY_PATIENCE_MS;
    char report = '?';
    while (poll(&wait, 1, 0) == 0 && now_ms() < end) (void)take_some(self, 20);
    return poll(&wait, 1, 0) > 0 && read(self->from_shell, &report, 1) == 1 && report == 's';
}

void pty_continue(struct pty *self) {
    if (write(self->to_shell, "c", 1) != 1) give_up("the shell went away");
}
