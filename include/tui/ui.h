/* tui/ui.h - what the person at the keyboard has going on: selection, mode, input.
 *
 * Plain data; changed by tui/input.c from keys, drawn by tui/screen.c.  The view
 * (tui/view.h) is the cluster as told by events; this is the rest of the screen.
 */
#ifndef TUI_UI_H
#define TUI_UI_H

#include <stdbool.h>

#include "base/ids.h"
#include "trace/command.h"

#define UI_MODES(X)                                                                                \
    X(NORMAL, "normal")                                                                            \
    X(PROMPT, "prompt")       /* `:` any statement */                                              \
    X(FILTER, "filter")       /* `/` narrows the event log */                                      \
    X(PARTITION, "partition") /* `p` puts nodes into groups */                                     \
    X(CUT, "cut")             /* `c` picks the other end and the direction */                      \
    X(HELP, "help")                                                                                \
    X(CONFIRM, "confirm") /* a destructive statement asks once */

enum ui_mode {
#define X(symbol, name) UI_##symbol,
    UI_MODES(X)
#undef X
    UI_MODE_COUNT
};

enum { UI_LINE_BYTES = 200, UI_TOAST_BYTES = 200 };

/* One editable line (prompt, filter). */
struct ui_line {
    char text[UI_LINE_BYTES];
    int length, cursor; /* bytes; ASCII only is accepted */
};

struct ui {
    enum ui_mode mode;
    uint8_t selected;                  /* node, always < nodes */
    struct ui_line prompt, filter;     /* filter.text is in force in every mode */
    char prompt_error[UI_TOAST_BYTES]; /* shown under the prompt, in place; "" for none */
    int prompt_error_column;           /* 0-based offset into prompt.text the error points at */
    char completions[UI_TOAST_BYTES];  /* candidates shown while completing, "" for none */
    uint8_t group[NODES_MAX];          /* PARTITION: the group 0.. of each node being edited */
    uint8_t cut_other;                 /* CUT: the other end */
    int cut_direction;                 /* CUT: 0 both, 1 selected > other, 2 other > selected */
    char toast[UI_TOAST_BYTES]; /* last answer to a key, e.g. why it cannot act; "" for none */
    bool toast_bad;
    int help_scroll, log_scroll;        /* lines from the top; lines back from the newest */
    bool paused, readonly, ascii, live; /* live: an engine runs (false: replay) */
    uint32_t speed_permille;
    int64_t now_us;     /* cluster time shown */
    const char *engine; /* "threads", "sim", "replay": static */
    bool ended;         /* the run is over, the screen stays */
    /* Looking at the past, or at a recording: now_us is then the playhead. */
    bool past, past_playing;
    int64_t behind_us;            /* how far the newest event, or the present, is ahead */
    uint32_t past_speed_permille; /* of playing the past; 0 is read as 1000 */
    bool log_all;                 /* the log shows every event, not only the notable ones */
};

#endif
