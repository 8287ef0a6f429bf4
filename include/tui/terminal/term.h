/* tui/terminal/term.h - the terminal: takes keys from it, puts a grid of cells on it.
 *
 * One thread, the one that called term_open(), uses it.  Behind it stands
 * curses; nothing else in the program knows that.
 */
#ifndef TUI_TERMINAL_TERM_H
#define TUI_TERMINAL_TERM_H

#include <stdbool.h>

#include "base/err.h"
#include "tui/draw/cells.h"
#include "tui/draw/theme.h"

struct term_options {
    bool ascii;                /* no line drawing even where the locale could */
    bool no_color;             /* also when NO_COLOR is set and not empty */
    const struct theme *theme; /* borrowed while it is opened */
};

struct term_key {
    int code;     /* enum keys_code, or a character of ASCII */
    int row, col; /* KEYS_CODE_MOUSE: the cell, 0-based */
};

enum term_answer {
    TERM_KEY,     /* *out is the next key */
    TERM_NOTHING, /* none is waiting */
    TERM_LOST,    /* the terminal is gone; it will not come back */
};

/* Take the terminal over: alternate screen, raw keys, mouse, bracketed paste.
 * Requires: guard_open() was called (tui/terminal/guard.h).
 * ERR_NO_TERMINAL, with advice: stdin or stdout is none, TERM is unset, unknown
 * or cannot place the cursor.  The terminal is then as it was. */
enum err term_open(const struct term_options *options, struct err_info *info);
/* Other looks from now on; the screen is drawn anew. */
void term_theme(const struct theme *theme);
/* Give it back as it was.  Idempotent. */
void term_close(void);

/* False: draw with ASCII only (--ascii, or the locale is not UTF-8). */
bool term_is_unicode(void);
/* The size now, at least 1 x 1, at most CELLS_*_MAX; asks the terminal. */
void term_size(int *rows, int *cols);
/* Put the grid on the screen; only what changed is written.  `cells` has the size
 * that term_size() gave.  Returns how many cells changed. */
int term_draw(const struct cells *cells);
/* Forget what is on the screen: the next term_draw() writes all of it. */
void term_redraw(void);

int term_fd(void); /* readable when a key may be waiting */
/* revents: what poll() said about term_fd().  Never blocks for longer than it
 * takes to tell Esc from the start of a key's sequence. */
enum term_answer term_read(int revents, struct term_key *out);
/* Ask the terminal to ring, for a key that cannot act. */
void term_beep(void);

/* Ctrl-Z: give the terminal back; then, in the foreground again, take it anew. */
void term_suspend(void);
void term_resume(void);

/* From a handler of a fatal signal or a failed check, on any thread: restore what
 * a shell needs with write and tcsetattr alone.  Does nothing when the terminal
 * is not ours at the moment. */
void term_emergency_restore(void);
/* The modes alone, for a terminal that takes no more bytes. */
void term_emergency_modes(void);

#endif
