#include "app/signals.h"

#include <signal.h>
#include <stddef.h>

static volatile sig_atomic_t noted;

static void note_signal(int number) {
    if (noted == 0) noted = number;
}

void signals_install(void) {
    static const int ending[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
    struct sigaction action = { .sa_handler = note_signal }; /* no SA_RESTART: waits must end */
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        struct sigaction before;
        sigaction(ending[i], NULL, &before);
        /* nohup and friends: what was ignored stays ignored */
        if (before.sa_handler != SIG_IGN) sigaction(ending[i], &action, NULL);
    }
    action.sa_handler = SIG_IGN;
    sigaction(SIGPIPE, &action, NULL);
}

int signals_pending(void) {
    return noted;
}
