/* The only file that knows curses, and with it the terminal's modes. */
#define NCURSES_WIDECHAR 1
#include <curses.h>
/* after curses.h */
#include <term.h>

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"
#include "tui/draw/paint.h"
#include "tui/draw/theme.h"
#include "tui/person/keys.h"
#include "tui/terminal/term.h"

/* The names that curses.h takes as macros would otherwise be ours, too. */
enum {
    ESCAPE_DELAY_MS = 25, /* 1000 by default: far too long for a lone Esc */
    CODE_PASTE_BEGIN = KEY_MAX + 1,
    CODE_PASTE_END,
    /* readable, but nothing comes: that often in a row means the end */
    SILENT_READS_MAX = 3,
    RESTORE_BYTES = 256,
    OUT_BYTES = 1 << 15,
    OUT_ROOM = 256, /* more than any sequence or character takes */
};

/* The wheel is two buttons, of which the down one is known to newer curses only. */
static const mmask_t wheel_up = BUTTON4_PRESSED;
#if NCURSES_MOUSE_VERSION > 1
static const mmask_t wheel_down = BUTTON5_PRESSED;
#else
static const mmask_t wheel_down = 0;
#endif

static const char paste_on[] = "\033[?2004h";
/* Also modes that only a mouse mode of ours or of an earlier program left on. */
static const char modes_off[] = "\033[?1000l\033[?1002l\033[?1003l\033[?1006l\033[?2004l";

static SCREEN *screen;
static bool unicode;
static struct cells shown; /* what is on the screen; rune 0: not known */
static enum theme_depth depth;
static int silent_reads;

/* A frame goes out as a whole: curses would write it move by move. */
static struct paint paint;
static char outgoing[OUT_BYTES];
static size_t out_length;
static int cursor_row, cursor_col;           /* row -1: not known */
static struct theme_look looks[STYLE_COUNT]; /* as this terminal can show them */
static const struct theme_look plain = { .fg = THEME_DEFAULT, .bg = THEME_DEFAULT };
static struct theme_look last_look; /* of what was written last; plain between frames */

/* What the terminal has to be told, from terminfo; NULL: it cannot. */
static struct {
    const char *move, *off, *bold, *dim, *reverse, *underline, *fg, *bg, *default_colours;
    int denied;           /* attributes that it does not show together with colours */
    bool corner_is_safe;  /* writing there does not scroll */
    bool moves_with_look; /* the cursor may be moved with a look on */
} can;

/* For the emergency: everything is prepared, so that write and tcsetattr do. */
static struct termios before;
static char restore[RESTORE_BYTES];
static volatile sig_atomic_t restore_length;
static volatile sig_atomic_t is_ours;

/* ---- giving it back --------------------------------------------------------------- */

static int restore_char(int c) {
    if (restore_length == RESTORE_BYTES) return ERR;
    restore[restore_length++] = (char)c;
    return c;
}

static void restore_capability(const char *name) {
    char asked[16];
    snprintf(asked, sizeof asked, "%s", name); /* tigetstr may want a char * */
    const char *sequence = tigetstr(asked);
    if (sequence != NULL && sequence != (const char *)-1) {
        (void)tputs(sequence, 1, restore_char);
    }
}

static void prepare_restore(void) {
    restore_length = 0;
    restore_capability("sgr0");
    restore_capability("op");
    for (const char *each = modes_off; *each != '\0'; each++) restore_char(*each);
    restore_capability("rmkx");
    restore_capability("cnorm");
    restore_capability("rmcup");
    restore_char('\r');
}

void term_emergency_modes(void) {
    sigset_t output, mask;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU); /* from the background it would stop us */
    pthread_sigmask(SIG_BLOCK, &output, &mask);
    (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
    pthread_sigmask(SIG_SETMASK, &mask, NULL);
}

void term_emergency_restore(void) {
    if (!is_ours) return;
    is_ours = 0;
    const int saved = errno;
    term_emergency_modes();
    const char *at = restore;
    size_t left = (size_t)restore_length;
    while (left > 0) {
        const ssize_t count = write(STDOUT_FILENO, at, left);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        at += count;
        left -= (size_t)count;
    }
    errno = saved;
}

/* ---- taking it ---------------------------------------------------------------------- */

static enum err refuse(struct err_info *info, const char *what) {
    snprintf(info->text, sizeof info->text,
             "%s\n            headless: ringleader run SCENARIO   (ringleader list scenarios)",
             what);
    return ERR_NO_TERMINAL;
}

static enum err refuse_term(struct err_info *info, const char *name, const char *why) {
    char what[200];
    snprintf(what, sizeof what, "TERM=%.60s %s\n            try: TERM=xterm-256color ringleader",
             name, why);
    return refuse(info, what);
}

static enum err check_environment(struct err_info *info) {
    if (!isatty(STDIN_FILENO)) {
        return refuse(info, "the dashboard needs a terminal, but stdin is none");
    }
    if (!isatty(STDOUT_FILENO)) {
        return refuse(info, "the dashboard needs a terminal, but stdout is none");
    }
    const char *name = getenv("TERM");
    if (name == NULL || name[0] == '\0') {
        return refuse(info, "TERM is not set, so there is no way to know the terminal"
                            "\n            try: TERM=xterm-256color ringleader");
    }
    if (strcmp(name, "dumb") == 0) {
        return refuse_term(info, name, "cannot place text on the screen");
    }
    return ERR_NONE;
}

static const char *capability(const char *name) {
    char copy[8]; /* curses of some systems wants to be able to write to it */
    struct text text;
    text_init(&text, copy, sizeof copy);
    text_add(&text, name);
    const char *said = tigetstr(copy);
    return said == (char *)-1 ? NULL : said;
}

static void learn_capabilities(void) {
    can.move = capability("cup");
    can.off = capability("sgr0");
    can.bold = capability("bold");
    can.dim = capability("dim");
    can.reverse = capability("rev");
    can.underline = capability("smul");
    can.fg = capability("setaf");
    can.bg = capability("setab");
    can.default_colours = capability("op");
    can.corner_is_safe = tigetflag((char[]){ "am" }) <= 0 || tigetflag((char[]){ "xenl" }) > 0;
    can.moves_with_look = tigetflag((char[]){ "msgr" }) > 0;
    const int ncv = tigetnum((char[]){ "ncv" }); /* terminfo(5): 2 underline, 4 reverse, ... */
    can.denied = ncv <= 0 ? 0
                          : ((ncv & 2) ? THEME_UNDERLINE : 0) | ((ncv & 4) ? THEME_REVERSE : 0) |
                                ((ncv & 16) ? THEME_DIM : 0) | ((ncv & 32) ? THEME_BOLD : 0);
}

static enum theme_depth choose_depth(bool no_color) {
    const char *unwanted = getenv("NO_COLOR");
    if (no_color || (unwanted != NULL && unwanted[0] != '\0')) return THEME_MONO;
    if (can.fg == NULL || can.bg == NULL || can.default_colours == NULL) return THEME_MONO;
    if (!has_colors() || start_color() == ERR || COLORS < 8) return THEME_MONO;
    (void)use_default_colors(); /* else curses clears the screen to black */
    return COLORS >= 256 ? THEME_256 : THEME_8;
}

static void prepare_looks(const struct theme *theme) {
    for (int i = 0; i < STYLE_COUNT; i++) {
        looks[i] = theme_look(theme, depth, (enum style)i);
        if (depth == THEME_MONO) looks[i].fg = looks[i].bg = THEME_DEFAULT;
    }
}

static void prepare_keys(void) {
    cbreak();
    noecho();
    nonl(); /* Enter stays \r */
    intrflush(stdscr, FALSE);
    keypad(stdscr, TRUE);
    nodelay(stdscr, TRUE);
    mousemask(BUTTON1_PRESSED | BUTTON1_CLICKED | wheel_up | wheel_down, NULL);
    mouseinterval(0); /* presses, at once */
    define_key("\033[200~", CODE_PASTE_BEGIN);
    define_key("\033[201~", CODE_PASTE_END);
    /* terminals are not of one mind about which of the two forms they send */
    static const struct {
        char last;
        int key;
    } both[] = { { 'A', KEY_UP },   { 'B', KEY_DOWN }, { 'C', KEY_RIGHT },
                 { 'D', KEY_LEFT }, { 'H', KEY_HOME }, { 'F', KEY_END } };
    for (size_t i = 0; i < sizeof both / sizeof both[0]; i++) {
        define_key((const char[]){ '\033', '[', both[i].last, '\0' }, both[i].key);
        define_key((const char[]){ '\033', 'O', both[i].last, '\0' }, both[i].key);
    }
}

/* A terminal that is gone, or takes no more: term_read() will find out. */
static void write_all(const char *at, size_t left) {
    fflush(stdout); /* curses writes there, too */
    while (left > 0) {
        const ssize_t count = write(STDOUT_FILENO, at, left);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && errno == EAGAIN) { /* somebody made it so */
            struct pollfd wait = { .fd = STDOUT_FILENO, .events = POLLOUT };
            (void)poll(&wait, 1, -1);
            continue;
        }
        if (count <= 0) return;
        at += count;
        left -= (size_t)count;
    }
}

static void write_now(const char *sequence) {
    write_all(sequence, strlen(sequence));
}

enum err term_open(const struct term_options *options, struct err_info *info) {
    REQUIRE(screen == NULL && options->theme != NULL);
    const enum err err = check_environment(info);
    if (err != ERR_NONE) return err;
    if (tcgetattr(STDIN_FILENO, &before) != 0) return refuse(info, "stdin is no usable terminal");
    unicode = !options->ascii && strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    if (getenv("ESCDELAY") == NULL) set_escdelay(ESCAPE_DELAY_MS);
    screen = newterm(NULL, stdout, stdin);
    if (screen == NULL) {
        return refuse_term(info, getenv("TERM"), "is not known here (no terminfo entry)");
    }
    learn_capabilities();
    if (can.move == NULL || capability("clear") == NULL) {
        endwin();
        delscreen(screen);
        screen = NULL;
        (void)tcsetattr(STDIN_FILENO, TCSANOW, &before);
        return refuse_term(info, getenv("TERM"), "cannot place text on the screen");
    }
    prepare_restore();
    is_ours = 1;
    silent_reads = 0;
    prepare_keys();
    depth = choose_depth(options->no_color);
    prepare_looks(options->theme);
    leaveok(stdscr, TRUE);
    curs_set(0);
    write_now(paste_on);
    term_redraw();
    return ERR_NONE;
}

void term_theme(const struct theme *theme) {
    prepare_looks(theme);
    term_redraw();
}

void term_close(void) {
    if (screen == NULL) return;
    if (is_ours) {
        endwin();
        write_now(modes_off);
        (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
        is_ours = 0;
    }
    delscreen(screen);
    screen = NULL;
}

/* ---- drawing -------------------------------------------------------------------------- */

bool term_is_unicode(void) {
    return unicode;
}

void term_size(int *rows, int *cols) {
    struct winsize size = { 0 };
    int height = LINES, width = COLS;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 && size.ws_col > 0) {
        height = size.ws_row;
        width = size.ws_col;
        if (height != LINES || width != COLS) {
            resizeterm(height, width);
            term_redraw();
        }
    }
    *rows = height < 1 ? 1 : height > CELLS_ROWS_MAX ? CELLS_ROWS_MAX : height;
    *cols = width < 1 ? 1 : width > CELLS_COLS_MAX ? CELLS_COLS_MAX : width;
}

void term_redraw(void) {
    shown.rows = shown.cols = 0;
    clearok(curscr, TRUE);
}

static int out_char(int c) {
    if (out_length < OUT_BYTES) outgoing[out_length++] = (char)c;
    return c;
}

static void out_flush(void) {
    if (out_length > 0) write_all(outgoing, out_length);
    out_length = 0;
}

/* Not by vid_puts(): curses takes some of these to be its own output and sends them in its own
 * time, in the middle of another sequence. */
static void tell(const char *sequence) {
    if (sequence != NULL) (void)tputs(sequence, 1, out_char);
}

static void tell_number(const char *sequence, int number) {
    tell(tparm(sequence, (long)number, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
}

static void look(struct theme_look wanted) {
    const bool coloured = wanted.fg != THEME_DEFAULT || wanted.bg != THEME_DEFAULT;
    if (coloured) wanted.attributes &= (uint8_t)~can.denied;
    if (wanted.attributes != last_look.attributes) {
        tell(can.off); /* the colours, too */
        if (wanted.attributes & THEME_BOLD) tell(can.bold);
        if (wanted.attributes & THEME_DIM) tell(can.dim);
        if (wanted.attributes & THEME_REVERSE) tell(can.reverse);
        if (wanted.attributes & THEME_UNDERLINE) tell(can.underline);
        last_look = plain;
    }
    const bool back = (wanted.fg == THEME_DEFAULT && last_look.fg != THEME_DEFAULT) ||
                      (wanted.bg == THEME_DEFAULT && last_look.bg != THEME_DEFAULT);
    if (back) {
        tell(can.default_colours);
        last_look = plain;
    }
    if (wanted.fg != last_look.fg) tell_number(can.fg, wanted.fg);
    if (wanted.bg != last_look.bg) tell_number(can.bg, wanted.bg);
    last_look = wanted;
}

static void move_to(int row, int col) {
    if (row == cursor_row && col == cursor_col) return;
    if (!can.moves_with_look) look(plain);
    tell(tparm(can.move, (long)row, (long)col, 0L, 0L, 0L, 0L, 0L, 0L, 0L));
    cursor_row = row;
    cursor_col = col;
}

static void put(const struct cell *cell) {
    char bytes[CELLS_RUNE_BYTES];
    const bool stand_in = !unicode && cell->rune > '~';
    const int count =
        cells_encode(stand_in ? (uint32_t)theme_ascii(cell->rune) : cell->rune, bytes);
    for (int i = 0; i < count; i++) out_char(bytes[i]);
}

/* How many of its cells lie on the screen; without the last corner where it would scroll. */
static int cols_on_screen(const struct paint_stroke *stroke) {
    int end = stroke->col + stroke->cols;
    if (stroke->row >= LINES) return 0;
    if (end > COLS) end = COLS;
    if (stroke->row == LINES - 1 && end == COLS && !can.corner_is_safe) end--;
    return end - stroke->col;
}

static void put_stroke(const struct cells *cells, const struct paint_stroke *stroke) {
    const struct cell *cell = &cells->cell[stroke->row][stroke->col];
    const int count = cols_on_screen(stroke);
    if (count <= 0) return;
    move_to(stroke->row, stroke->col);
    struct theme_look wanted = looks[cell->style];
    if (cell->reverse) wanted.attributes ^= THEME_REVERSE;
    look(wanted);
    for (int i = 0; i < count; i++) {
        put(&cell[i]);
        if (out_length + OUT_ROOM > OUT_BYTES) out_flush();
    }
    cursor_col += count;
    if (cursor_col >= COLS) cursor_row = -1; /* terminals differ about where it is then */
}

/* curses clears the screen, from whatever state it is in. */
static void begin_anew(const struct cells *cells) {
    erase();
    clearok(curscr, TRUE);
    refresh();
    const struct theme_look *blank = &looks[STYLE_PLAIN];
    paint_all(&paint, cells,
              blank->attributes == THEME_NORMAL && blank->fg == THEME_DEFAULT &&
                  blank->bg == THEME_DEFAULT);
}

int term_draw(const struct cells *cells) {
    if (shown.rows != cells->rows || shown.cols != cells->cols) {
        begin_anew(cells);
    } else {
        paint_changes(&paint, cells, &shown);
    }
    cursor_row = -1;
    for (int i = 0; i < paint.count; i++) put_stroke(cells, &paint.stroke[i]);
    look(plain);
    out_flush();
    shown.rows = cells->rows;
    shown.cols = cells->cols;
    for (int row = 0; row < cells->rows; row++) {
        memcpy(shown.cell[row], cells->cell[row], (size_t)cells->cols * sizeof cells->cell[0][0]);
    }
    return paint.changed;
}

void term_beep(void) {
    beep();
}

/* ---- keys ------------------------------------------------------------------------------- */

static int code_of_function_key(wint_t key) {
    switch (key) {
    case KEY_UP: return KEYS_CODE_UP;
    case KEY_DOWN: return KEYS_CODE_DOWN;
    case KEY_LEFT: return KEYS_CODE_LEFT;
    case KEY_RIGHT: return KEYS_CODE_RIGHT;
    case KEY_BTAB: return KEYS_CODE_BACKTAB;
    case KEY_HOME: return KEYS_CODE_HOME;
    case KEY_END: return KEYS_CODE_END;
    case KEY_PPAGE: return KEYS_CODE_PAGE_UP;
    case KEY_NPAGE: return KEYS_CODE_PAGE_DOWN;
    case KEY_DC: return KEYS_CODE_DELETE;
    case KEY_BACKSPACE: return KEYS_CODE_BACKSPACE;
    case KEY_ENTER: return KEYS_CODE_ENTER;
    case KEY_F(1): return KEYS_CODE_F1;
    case KEY_F(10): return KEYS_CODE_F10;
    case KEY_MOUSE: return KEYS_CODE_MOUSE;
    case KEY_RESIZE: return KEYS_CODE_RESIZE;
    case CODE_PASTE_BEGIN: return KEYS_CODE_PASTE_BEGIN;
    case CODE_PASTE_END: return KEYS_CODE_PASTE_END;
    default: return KEYS_CODE_OTHER;
    }
}

static int code_of_character(wint_t key) {
    if (key == '\n') return KEYS_CODE_ENTER;
    return key == 0 || key > 127 ? KEYS_CODE_OTHER : (int)key;
}

static bool take_mouse(struct term_key *out) {
    MEVENT event;
    if (getmouse(&event) != OK) return false;
    if ((event.bstate & wheel_up) != 0) out->code = KEYS_CODE_WHEEL_UP;
    else if ((event.bstate & wheel_down) != 0) out->code = KEYS_CODE_WHEEL_DOWN;
    else if ((event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED)) == 0) return false;
    out->row = event.y;
    out->col = event.x;
    return true;
}

int term_fd(void) {
    return STDIN_FILENO;
}

enum term_answer term_read(int revents, struct term_key *out) {
    wint_t key = 0;
    const int answer = get_wch(&key);
    *out = (struct term_key){ 0 };
    if (answer != ERR) {
        silent_reads = 0;
        out->code = answer == KEY_CODE_YES ? code_of_function_key(key) : code_of_character(key);
        if (out->code == KEYS_CODE_MOUSE && !take_mouse(out)) out->code = KEYS_CODE_OTHER;
        return TERM_KEY;
    }
    /* curses says the same for "no key yet" and "never again" */
    if ((revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) return TERM_LOST;
    if ((revents & POLLIN) == 0) return TERM_NOTHING;
    return ++silent_reads >= SILENT_READS_MAX ? TERM_LOST : TERM_NOTHING;
}

/* ---- Ctrl-Z ------------------------------------------------------------------------------- */

void term_suspend(void) {
    if (!is_ours) return;
    endwin();
    write_now(modes_off);
    (void)tcsetattr(STDIN_FILENO, TCSADRAIN, &before);
    is_ours = 0;
}

/* Whoever had the terminal meanwhile may have left other modes behind, so all of
 * them are set anew, even when nobody asked us before (SIGSTOP, then SIGCONT). */
void term_resume(void) {
    int rows, cols;
    term_suspend();
    term_size(&rows, &cols);
    is_ours = 1;
    term_redraw();
    refresh(); /* leaves endwin's state */
    curs_set(0);
    write_now(paste_on);
}
