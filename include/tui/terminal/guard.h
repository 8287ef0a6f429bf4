/* tui/terminal/guard.h - signals while the dashboard has the terminal.
 *
 * Handlers of asynchronous signals only write the signal's number to a pipe of
 * our own; the frame loop reads it and acts.  Should it be stuck, because the
 * terminal takes no more bytes, an alarm ends the program some seconds later.
 * Handlers of fatal signals restore the terminal with write and tcsetattr alone
 * and raise the signal again.  Curses' own handlers are never installed: these
 * are there first.
 */
#ifndef TUI_TERMINAL_GUARD_H
#define TUI_TERMINAL_GUARD_H

#include <stdbool.h>

#include "base/err.h"

/* What has come since the last guard_take. */
struct guard_news {
    int ending;     /* INT, TERM, HUP or QUIT: its number, else 0 */
    bool stop;      /* TSTP: suspend */
    bool continued; /* CONT: somebody may have used the terminal meanwhile */
    bool resized;   /* WINCH */
};

/* Before term_open().  What was ignored (nohup) stays ignored.  ERR_NO_FD. */
enum err guard_open(struct err_info *info);
/* Put every earlier disposition back. */
void guard_close(void);

int guard_fd(void); /* readable when there is news */
struct guard_news guard_take(void);

/* Stop the process as SIGTSTP does by default; returns after SIGCONT (at once in
 * an orphaned process group, where the system discards the stop). */
void guard_stop_process(void);

#endif
