#include "tui/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "tui/term.h"

static const int asynchronous[] = { SIGINT,  SIGTERM, SIGHUP,  SIGQUIT,
                                    SIGTSTP, SIGCONT, SIGWINCH };
static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum {
    ASYNCHRONOUS_COUNT = sizeof asynchronous / sizeof asynchronous[0],
    FATAL_COUNT = sizeof fatal / sizeof fatal[0],
};

static int news[2] = { -1, -1 };
static struct sigaction before[ASYNCHRONOUS_COUNT], before_fatal[FATAL_COUNT];

/* A full pipe loses the byte; what fills it is waiting to be read anyway. */
static void on_asynchronous(int number) {
    const int saved = errno;
    const unsigned char byte = (unsigned char)number;
    if (write(news[1], &byte, 1) < 0) errno = saved;
    errno = saved;
}

/* SA_RESETHAND has put the default action back: raising ends the process with
 * the signal itself, so that the shell and a core dump see the true reason. */
static void on_fatal(int number) {
    term_emergency_restore();
    raise(number);
}

static volatile sig_atomic_t deadline_code;

static void on_deadline(int number) {
    (void)number;
    term_emergency_modes();
    _exit(deadline_code);
}

void guard_deadline(unsigned seconds, int code) {
    struct sigaction action = { .sa_handler = on_deadline };
    sigemptyset(&action.sa_mask);
    deadline_code = code;
    sigaction(SIGALRM, &action, NULL);
    alarm(seconds);
}

static void install(void) {
    struct sigaction action = { .sa_handler = on_asynchronous };
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < ASYNCHRONOUS_COUNT; i++) {
        sigaction(asynchronous[i], NULL, &before[i]);
        if (before[i].sa_handler == SIG_IGN) continue;
        sigaction(asynchronous[i], &action, NULL);
    }
    action.sa_handler = on_fatal;
    action.sa_flags = (int)(SA_RESETHAND | SA_NODEFER);
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal[i], &action, &before_fatal[i]);
}

enum err guard_open(struct err_info *info) {
    REQUIRE(news[0] < 0);
    if (pipe2(news, O_CLOEXEC | O_NONBLOCK) != 0) {
        snprintf(info->text, sizeof info->text, "cannot open a pipe: %s", strerror(errno));
        return ERR_NO_FD;
    }
    install();
    return ERR_NONE;
}

void guard_close(void) {
    if (news[0] < 0) return;
    alarm(0);
    for (int i = 0; i < ASYNCHRONOUS_COUNT; i++) sigaction(asynchronous[i], &before[i], NULL);
    for (int i = 0; i < FATAL_COUNT; i++) sigaction(fatal[i], &before_fatal[i], NULL);
    close(news[0]);
    close(news[1]);
    news[0] = news[1] = -1;
}

int guard_fd(void) {
    return news[0];
}

struct guard_news guard_take(void) {
    struct guard_news taken = { 0 };
    unsigned char bytes[64];
    ssize_t count;
    while ((count = read(news[0], bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            switch (bytes[i]) {
            case SIGTSTP: taken.stop = true; break;
            case SIGCONT: taken.continued = true; break;
            case SIGWINCH: taken.resized = true; break;
            default:
                if (taken.ending == 0) taken.ending = bytes[i];
            }
        }
    }
    return taken;
}

void guard_stop_process(void) {
    struct sigaction standard = { .sa_handler = SIG_DFL }, ours;
    sigset_t stop, mask;
    sigemptyset(&standard.sa_mask);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    sigaction(SIGTSTP, &standard, &ours);
    pthread_sigmask(SIG_UNBLOCK, &stop, &mask);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
    sigaction(SIGTSTP, &ours, NULL);
}
