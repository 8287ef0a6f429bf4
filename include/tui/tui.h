/* tui/tui.h - the dashboard: a session on one side, a person on the other. */
#ifndef TUI_TUI_H
#define TUI_TUI_H

#include <stdbool.h>
#include <stdint.h>

#include "app/lesson.h"
#include "app/session.h"
#include "tui/draw/cast.h"
#include "tui/hands/script.h"
#include "tui/terminal/stage.h"

struct tui_options {
    struct stage_options stage;
    struct script *script;       /* keys fed from a file; NULL: none */
    struct cast *cast;           /* records what is shown; NULL: nothing does */
    FILE *out, *talk;            /* for what the script asks for, and why it failed */
    const struct lesson *lesson; /* to be played; NULL: none */
    char *next_lesson;           /* LESSON_NAME_BYTES: what to begin next, else left "" */
    const char *no_lessons;      /* why none can be begun, NULL: they can */
    bool readonly;               /* keys that act on the cluster say no */
    bool paused;                 /* start paused */
    uint32_t speed_permille;     /* 0: 1000; the engine has been told already */
    int64_t at_us;               /* of a recording: where to start; 0: where it chooses */
    bool is_replay;              /* a recording: nothing to act on */
};

/* Show the session until the person leaves, the script does or fails, a signal
 * ends the program or the terminal is gone; the terminal is then as it was before.
 * The session stays open, the caller ends it.
 *
 * Returns EXIT_HOLDS; EXIT_VIOLATED when the script waited in vain; EXIT_ENVIRONMENT
 * (said on stderr); 128 + the signal, HUP for a lost terminal.  A session that
 * failed is left for its owner to report: EXIT_HOLDS.
 *
 * Threads: one at a time; it owns the terminal.  Signals: tui/terminal/guard.h. */
int tui_run(struct session *session, const struct tui_options *options);

#endif
