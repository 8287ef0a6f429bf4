/* tui/desk.h - everything the dashboard works with, between a cluster and a person.
 *
 * desk_cluster.c takes what the cluster tells and moves the playhead over the past;
 * desk_person.c carries out what keys ask for; tui.c turns between both and draws.
 * Threads: one.
 */
#ifndef TUI_DESK_H
#define TUI_DESK_H

#include <stdio.h>

#include "app/session.h"
#include "tui/draw/cast.h"
#include "tui/draw/cells.h"
#include "tui/draw/theme.h"
#include "tui/forks.h"
#include "tui/hands/input.h"
#include "tui/hands/preset.h"
#include "tui/hands/script.h"
#include "tui/person/guide.h"
#include "tui/view/record.h"
#include "tui/view/travel.h"
#include "tui/view/until.h"
#include "tui/view/view.h"
#include "tui/view/watch.h"

/* Several MB: there is one. */
struct desk {
    struct view view; /* the present */
    struct record record;
    struct cells cells;
    struct input_state input;
    struct watch watch;
    struct ui ui;
    struct travel travel;
    struct guide guide;
    struct forks forks;
    struct preset preset;
    struct until until;

    struct session *session;
    struct theme theme;
    enum theme_depth depth;
    int rows, cols;
    int64_t now_us;     /* real time */
    int64_t opened_us;  /* real time of the beginning */
    int64_t drawn_us;   /* real time of the last frame */
    int64_t taken_us;   /* real time of the last look at the engine */
    int64_t said_us;    /* real time of the toast that stands */
    int64_t played_us;  /* real time up to which the past has been played */
    int64_t stopped_us; /* cluster time at which a condition stopped the clock */
    int64_t present_us; /* cluster time, wherever the screen is looking */
    uint64_t log_lines;
    bool dirty; /* something to be shown has changed */
    bool over;
    int code;
    struct script *script; /* keys from a file; NULL: none, or over */
    bool script_failed;
    struct cast *cast; /* NULL: nothing is recorded */
    char *next_lesson; /* receives its name */
    FILE *out;
};

static inline const struct engine_ops *desk_ops(const struct desk *self) {
    return self->session->engine->ops;
}

/* What the screen shows: the present, or the past the person looks at. */
const struct view *desk_view(struct desk *self);
/* Where the screen is in time has changed: tell the panels. */
void desk_show_time(struct desk *self);

/* ---- the cluster's side: desk_cluster.c */

/* What happened since the last time, as far as one turn allows. */
void desk_take_events(struct desk *self);
/* Real time has passed: the playhead moves, if it plays. */
void desk_play_past(struct desk *self);
/* A recording is there at once, all of it; the playhead paces.
 * at_us: where to start; 0: before things go wrong, or at the beginning */
void desk_open_recording(struct desk *self, int64_t at_us);
/* Move the playhead: INPUT_TRAVEL, INPUT_GO, INPUT_GO_MARK, INPUT_PLAY or INPUT_NOW. */
void desk_go(struct desk *self, const struct input_result *result);
/* Stop at this condition from now on; without words: say which is in force. */
void desk_set_until(struct desk *self, const struct until *wanted);

/* ---- the person's side: desk_person.c */

void desk_take_key(struct desk *self, const struct term_key *key);
/* Give the terminal back and stop, until the shell goes on with us. */
void desk_suspend(struct desk *self);

#endif
