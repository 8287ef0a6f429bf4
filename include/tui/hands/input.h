/* tui/hands/input.h - from keys to what is to be done, without a terminal or a cluster.
 *
 * A key changes the ui (tui/person/ui.h) and may ask for commands or for something only
 * the frame loop can do.  A key that cannot act says why, as ui->toast.
 */
#ifndef TUI_HANDS_INPUT_H
#define TUI_HANDS_INPUT_H

#include "scenario/statement.h"
#include "tui/person/keys.h"
#include "tui/person/ui.h"
#include "tui/terminal/term.h"
#include "tui/view/record.h"
#include "tui/view/travel.h"
#include "tui/view/until.h"
#include "tui/view/view.h"

enum {
    INPUT_HISTORY_MAX = 50,
    INPUT_SPEED_MIN_PERMILLE = 100,
    INPUT_SPEED_MAX_PERMILLE = 10000,
    /* So many characters at once are no typing: text was pasted, by a terminal
     * that does not say so.  A prompt takes it; elsewhere it is ignored. */
    INPUT_FLOOD_KEYS = 12,
    /* Silence that ends a paste whose end never came, real time. */
    INPUT_PASTE_SILENCE_US = 400000,
    INPUT_COMMANDS_MAX = RECORD_UNDO_MAX,
};

/* What it remembers between keys; nothing of it is shown. */
struct input_state {
    int rows, cols; /* of the screen, for the mouse and for scrolling */
    uint8_t nodes;  /* of the cluster, for what Tab offers */
    char history[INPUT_HISTORY_MAX][UI_LINE_BYTES]; /* oldest first */
    int history_count, history_at; /* at: which one is in the prompt; count: none */
    struct ui_line draft;          /* the line before history was looked at */
    struct ui_line completed;      /* what Tab completes, as it was typed */
    int completed_next;            /* which completion Tab takes next */
    struct command pending;        /* CONFIRM: waits for yes */
    bool pasting, pasted_blank;
    int pasted_ignored; /* characters thrown away */
    int64_t pasted_us;  /* real time of the last one */
};

enum input_request {
    INPUT_NONE,
    INPUT_PAUSE,        /* ui->paused has changed */
    INPUT_SPEED,        /* ui->speed_permille has changed */
    INPUT_LET,          /* let_us of cluster time */
    INPUT_TRAVEL,       /* to the next or last `mark` */
    INPUT_GO,           /* to the moment let_us, in the past */
    INPUT_GO_MARK,      /* to the first mark between let_us and to_us, else to let_us */
    INPUT_NOW,          /* back to the present */
    INPUT_PLAY,         /* play the past, or hold it */
    INPUT_SAVE,         /* to `path` */
    INPUT_SAVE_SCREEN,  /* to `path`, whose ending says the format; "": a new .svg */
    INPUT_THEME,        /* the one named `path` */
    INPUT_EXPECT,       /* watch whether `expect` comes true */
    INPUT_BRANCHES,     /* list them */
    INPUT_MENU,         /* the row ui->menu.at of ui->menu.kind was chosen */
    INPUT_LESSON,       /* begin the one named `path` */
    INPUT_LESSON_NEXT,  /* Enter */
    INPUT_LESSON_SKIP,  /* the step */
    INPUT_LESSON_LEAVE, /* Esc, where there is nothing else to leave */
    INPUT_LESSON_STOP,
    INPUT_PRESET, /* play the one named `path`; "" ends the one that plays */
    INPUT_UNTIL,  /* stop the clock at `until`; not active: forget it */
    INPUT_REDRAW,
    INPUT_SUSPEND,
    INPUT_QUIT,
};

struct input_result {
    int command_count; /* to be submitted, in order */
    struct command command[INPUT_COMMANDS_MAX];
    enum input_request request;
    int64_t let_us, to_us;
    enum travel_mark mark;
    bool forward;
    struct statement expect;
    struct until until;
    char path[RECORD_PATH_BYTES]; /* "" for the default name */
};

void input_init(struct input_state *self, uint8_t nodes);

/* One key.
 *   now_us  real time, any origin
 *   out     overwritten */
void input_key(struct input_state *self, struct ui *ui, const struct view *view,
               const struct record *record, const struct term_key *key, int64_t now_us,
               struct input_result *out);

/* Is keys[0..count), all that was waiting, pasted text rather than keys?  To be
 * asked before each of them; if so, input_flood() instead of input_key(). */
bool input_is_flood(const struct ui *ui, const struct term_key *keys, int count);
void input_flood(struct input_state *self, int count, int64_t now_us);

/* Ends a paste that fell silent.  Returns in how many microseconds to ask again,
 * -1 when there is no paste. */
int64_t input_time(struct input_state *self, struct ui *ui, int64_t now_us);

/* The answer to a key. */
/* Lines a key scrolls, or rows a cursor moves, on a screen of so many rows; < 0: up. */
int input_lines(int code, int rows);

void input_say(struct ui *ui, bool bad, const char *words);

/* Add a command for the cluster, or say why it cannot be carried out at all
 * (recording, the past, --readonly, the run is over): then false. */
bool input_may_act(struct ui *ui);
struct command *input_command(struct input_result *out, enum command_kind kind);

#endif
