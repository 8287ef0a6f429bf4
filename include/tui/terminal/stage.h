/* tui/terminal/stage.h - where the dashboard plays: on a terminal in real time, or nowhere.
 *
 * Without a terminal (--no-terminal) there are only cells, and keys come from a
 * script alone (tui/hands/script.h).  If moreover the clock stands still (app/clock.h),
 * waiting moves it: then every frame is the same at every run.
 */
#ifndef TUI_TERMINAL_STAGE_H
#define TUI_TERMINAL_STAGE_H

#include "tui/terminal/term.h"

struct stage_options {
    struct term_options term;
    bool no_terminal;
    int rows, cols; /* to draw at; 0: what the terminal has */
};

/* As term_open(); without a terminal it never fails. */
enum err stage_open(const struct stage_options *options, struct err_info *info);
void stage_close(void);
bool stage_has_terminal(void);
void stage_theme(const struct theme *theme);
bool stage_is_unicode(void);

/* Draw at this size, whatever the terminal has; 0 x 0: at its own again. */
void stage_resize(int rows, int cols);
void stage_size(int *rows, int *cols);
void stage_draw(const struct cells *cells);
void stage_redraw(void);

int64_t stage_now_us(void);
/* Until a key or other news (guard_fd) may be there, at most so long; -1: for ever.
 *   keys  receives what stage_read() wants to know: 0 when there is no key */
void stage_wait(int ms, int *keys);
enum term_answer stage_read(int keys, struct term_key *out);

void stage_suspend(void);
void stage_resume(void);

#endif
