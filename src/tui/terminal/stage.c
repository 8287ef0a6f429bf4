#include "tui/terminal/stage.h"

#include <errno.h>
#include <poll.h>

#include "app/clock.h"
#include "base/check.h"
#include "tui/terminal/guard.h"

/* Longer steps would be a suspended process (threads/pacer.h), and frames would be lost. */
enum { STILL_STEP_MS = 66 };

static bool no_terminal;
static int fixed_rows, fixed_cols; /* 0: none */
static int own_rows, own_cols;     /* 0: what the terminal has */
static bool ascii;

enum err stage_open(const struct stage_options *options, struct err_info *info) {
    no_terminal = options->no_terminal;
    ascii = options->term.ascii;
    own_rows = options->rows;
    own_cols = options->cols;
    fixed_rows = fixed_cols = 0;
    REQUIRE(!no_terminal || (own_rows > 0 && own_cols > 0));
    return no_terminal ? ERR_NONE : term_open(&options->term, info);
}

void stage_close(void) {
    if (!no_terminal) term_close();
}

bool stage_has_terminal(void) {
    return !no_terminal;
}

void stage_theme(const struct theme *theme) {
    if (!no_terminal) term_theme(theme);
}

bool stage_is_unicode(void) {
    return no_terminal ? !ascii : term_is_unicode();
}

void stage_resize(int rows, int cols) {
    fixed_rows = rows;
    fixed_cols = cols;
}

void stage_size(int *rows, int *cols) {
    const bool fixed = fixed_rows > 0;
    if (!no_terminal) term_size(rows, cols); /* asked every time: curses has to know */
    if (!fixed && own_rows == 0) return;
    *rows = fixed ? fixed_rows : own_rows;
    *cols = fixed ? fixed_cols : own_cols;
}

void stage_draw(const struct cells *cells) {
    if (!no_terminal) (void)term_draw(cells);
}

void stage_redraw(void) {
    if (!no_terminal) term_redraw();
}

int64_t stage_now_us(void) {
    return clock_now_us();
}

/* No key will ever come; only signals do. */
static void wait_alone(int ms) {
    struct pollfd wait = { .fd = guard_fd(), .events = POLLIN };
    if (ms < 0 || ms > STILL_STEP_MS) ms = STILL_STEP_MS;
    const bool still = clock_is_still();
    if (poll(&wait, 1, still ? 0 : ms) < 0) ENSURE(errno == EINTR);
    if (still) clock_pass((int64_t)ms * 1000);
}

void stage_wait(int ms, int *keys) {
    *keys = 0;
    if (no_terminal) {
        wait_alone(ms);
        return;
    }
    struct pollfd wait[2] = { { .fd = term_fd(), .events = POLLIN },
                              { .fd = guard_fd(), .events = POLLIN } };
    const int ready = poll(wait, 2, ms);
    if (ready < 0) ENSURE(errno == EINTR);
    else *keys = wait[0].revents;
}

enum term_answer stage_read(int keys, struct term_key *out) {
    return no_terminal ? TERM_NOTHING : term_read(keys, out);
}

void stage_suspend(void) {
    if (!no_terminal) term_suspend();
}

void stage_resume(void) {
    if (!no_terminal) term_resume();
}
