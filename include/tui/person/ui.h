/* tui/person/ui.h - what the person at the keyboard has going on: selection, mode, input.
 *
 * Plain data; changed by tui/hands/input.c from keys, drawn by tui/panel/screen.c.  The view
 * (tui/view/view.h) is the cluster as told by events; this is the rest of the screen.
 */
#ifndef TUI_PERSON_UI_H
#define TUI_PERSON_UI_H

#include <stdbool.h>

#include "app/history.h"
#include "base/ids.h"
#include "trace/command.h"
#include "tui/why/why.h"

#define UI_MODES(X)                                                                                \
    X(NORMAL, "normal")                                                                            \
    X(PROMPT, "prompt")       /* `:` any statement */                                              \
    X(FILTER, "filter")       /* `/` narrows the event log */                                      \
    X(PARTITION, "partition") /* `p` puts nodes into groups */                                     \
    X(CUT, "cut")             /* `c` picks the other end and the direction */                      \
    X(HELP, "help")                                                                                \
    X(SEARCH, "search")    /* `/` in the help */                                                   \
    X(CONFIRM, "confirm")  /* a destructive statement asks once */                                 \
    X(SPACE, "space-time") /* page: one column a node, time downwards */                           \
    X(BELIEFS, "beliefs")  /* page: who believes what, who reaches whom */                         \
    X(WHY, "why")          /* why an event happened, why a node does not lead */                   \
    X(MENU, "menu")        /* a list to choose from */

enum ui_mode {
#define X(symbol, name) UI_##symbol,
    UI_MODES(X)
#undef X
    UI_MODE_COUNT
};

enum { UI_LINE_BYTES = 200, UI_TOAST_BYTES = 200, UI_MENU_ROWS_MAX = 64 };

enum ui_menu_kind { MENU_PRESETS, MENU_LESSONS, MENU_BRANCHES, MENU_KIND_COUNT };

/* One editable line (prompt, filter). */
struct ui_line {
    char text[UI_LINE_BYTES];
    int length, cursor; /* bytes; ASCII only is accepted */
};

/* A list to choose from (MENU); its rows are filled by whoever opens it. */
struct ui_menu_row {
    char name[28];
    char help[116];
    bool note; /* says something about the row above; the cursor passes it */
};

struct ui_menu {
    enum ui_menu_kind kind;
    int count, at; /* at: the row under the cursor */
    struct ui_menu_row row[UI_MENU_ROWS_MAX];
};

struct guide;
struct scrub;

struct ui {
    enum ui_mode mode;
    enum ui_mode page;                 /* NORMAL, SPACE or BELIEFS: where dialogs return to */
    uint8_t selected;                  /* node, always < nodes */
    struct ui_line prompt, filter;     /* filter.text is in force in every mode */
    struct ui_line search;             /* of the help; in force in HELP and SEARCH */
    char prompt_error[UI_TOAST_BYTES]; /* shown under the prompt, in place; "" for none */
    int prompt_error_column;           /* 0-based offset into prompt.text the error points at */
    char completions[UI_TOAST_BYTES];  /* candidates shown while completing, "" for none */
    uint8_t group[NODES_MAX];          /* PARTITION: the group 0.. of each node being edited */
    uint8_t cut_other;                 /* CUT: the other end */
    int cut_direction;                 /* CUT: 0 both, 1 selected > other, 2 other > selected */
    char toast[UI_TOAST_BYTES]; /* last answer to a key, e.g. why it cannot act; "" for none */
    bool toast_bad;
    bool toast_echo; /* only repeats what was asked for: gone soon, and less than a warning */
    enum ui_mode help_over;             /* HELP: the mode it comes back to */
    int help_scroll, log_scroll;        /* lines from the top; lines back from the newest */
    bool paused, readonly, ascii, live; /* live: an engine runs (false: replay) */
    uint32_t speed_permille;
    int64_t now_us;     /* cluster time shown */
    const char *engine; /* "threads", "sim", "replay": static */
    bool too_small;     /* of the screen, at the last key: nothing of the cluster is seen */
    bool first_start;   /* nobody has pressed a key yet: say what to try */
    bool ended;         /* the run is over, the screen stays */
    /* Looking at the past, or at a recording: now_us is then the playhead. */
    bool past, past_playing;
    bool can_fork;     /* acting in the past makes a branch of a simulated run */
    int64_t behind_us; /* how far the newest event, or the present, is ahead */
    /* now_us and behind_us when the screen was drawn that is seen: clicks mean that. */
    bool drawn;
    int64_t drawn_now_us, drawn_behind_us;
    uint32_t past_speed_permille; /* of playing the past; 0 is read as 1000 */
    bool log_all;                 /* the log shows every event, not only the notable ones */
    /* For pages that show a stretch of time; NULL: only the view is known. Borrowed. */
    const struct history *history;
    const struct scrub *scrub; /* its marks; NULL: none. Borrowed */
    size_t shown;              /* events of the history that are folded into the view */
    struct ui_menu menu;
    char preset[80]; /* the preset that plays, and behind its name how far; "" for none */
    /* WHY: the event asked about, found and explained when it was asked (tui/hands/why_input.h). */
    bool why_found;
    size_t why_event; /* its number in the history */
    uint64_t why_seq;
    int64_t why_us;
    int why_scroll; /* lines from the top */
    struct why why;
    const char *until; /* the condition that will stop the clock; NULL: none. Borrowed */
    /* SPACE: which stretch of time, how near, and the event that is picked. */
    bool space_held; /* stands still at space_us, its top; else follows what is shown */
    int64_t space_us;
    int space_zoom;    /* steps nearer (> 0) or farther than what fits by itself */
    bool space_acks;   /* acknowledgements of hops, too */
    bool space_picked; /* space_pick, a number in the history */
    size_t space_pick;
    uint8_t beliefs_to;        /* BELIEFS: the column under the cursor; the row is `selected` */
    const char *no_lessons;    /* why none can be begun, NULL: they can; static */
    const struct guide *guide; /* the lesson that is being played; NULL: none. Borrowed */
};

/* A page rather than something on top of one. */
static inline bool ui_is_page(enum ui_mode mode) {
    return mode == UI_NORMAL || mode == UI_SPACE || mode == UI_BELIEFS;
}

/* Back to the page below. */
static inline void ui_home(struct ui *ui) {
    ui->mode = ui->page;
}

#endif
