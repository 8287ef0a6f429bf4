#include "tui/terminal/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"
#include "tui/terminal/term.h"

enum { ENDING_S = 2 };

static void tell_loop(int number);
static void on_ending(int number);
static void on_deadline(int number);

static const struct {
    int number;
    void (*handler)(int number);
} asynchronous[] = {
    { SIGINT, on_ending },   { SIGTERM, on_ending },   { SIGHUP, on_ending },
    { SIGQUIT, on_ending },  { SIGTSTP, tell_loop },   { SIGCONT, tell_loop },
    { SIGWINCH, tell_loop }, { SIGALRM, on_deadline },
};
static const int fatal[] = { SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL };
enum {
    ASYNCHRONOUS_COUNT = sizeof asynchronous / sizeof asynchronous[0],
    FATAL_COUNT = sizeof fatal / sizeof fatal[0],
};

static volatile sig_atomic_t ending_code;
static int news[2] = { -1, -1 };
static struct sigaction before[ASYNCHRONOUS_COUNT], before_fatal[FATAL_COUNT];

/* A full pipe loses the byte; what fills it is waiting to be read anyway. */
static void tell_loop(int number) {
    const int saved = errno;
    const unsigned char byte = (unsigned char)number;
    if (write(news[1], &byte, 1) < 0) errno = saved;
    errno = saved;
}

/* Curses tries an interrupted write again and again, and a terminal stopped with
 * Ctrl-S takes no byte: then the frame loop never gets to see the news. */
static void on_ending(int number) {
    if (ending_code == 0) {
        ending_code = EXIT_SIGNAL_BASE + number;
        alarm(ENDING_S);
    }
    tell_loop(number);
}

static void on_deadline(int number) {
    if (ending_code == 0) { /* somebody else's alarm: one more signal that ends us */
        on_ending(number);
        return;
    }
    term_emergency_modes();
    _exit(ending_code);
}

/* SA_RESETHAND has put the default action back: raising ends the process with
 * the signal itself, so that the shell and a core dump see the true reason. */
static void on_fatal(int number) {
    term_emergency_restore();
    raise(number);
}

/* What was ignored when we came (nohup) stays ignored. */
static void install_one(int row, const struct sigaction *action) {
    sigaction(asynchronous[row].number, NULL, &before[row]);
    if (before[row].sa_handler != SIG_IGN) sigaction(asynchronous[row].number, action, NULL);
}

static void install(void) {
    struct sigaction action;
    memset(&action, 0, sizeof action);
    sigemptyset(&action.sa_mask);
    ending_code = 0;
    for (int i = 0; i < ASYNCHRONOUS_COUNT; i++) {
        action.sa_handler = asynchronous[i].handler;
        install_one(i, &action);
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
    alarm(0); /* from here on all is ordinary */
    for (int i = 0; i < ASYNCHRONOUS_COUNT; i++)
        sigaction(asynchronous[i].number, &before[i], NULL);
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
