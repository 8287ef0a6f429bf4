/* app/dashboard.h - what the dashboard shows: a live run or a recorded trace, opened. */
#ifndef APP_DASHBOARD_H
#define APP_DASHBOARD_H

#include "app/lesson.h"
#include "app/options.h"
#include "app/session.h"

struct dashboard {
    struct session session;
    struct scenario *scenario; /* owned; NULL: none */
    FILE *trace;               /* owned; NULL: none */
    bool is_lesson;            /* options->lesson is in `lesson` */
    struct lesson lesson;
};

/* `tui [SCENARIO]`: a live engine, paced; `replay TRACE`: an engine that replays it.
 * Messages go to stderr.  EXIT_HOLDS, or the code to exit with; on failure nothing
 * is left open. */
int dashboard_open(struct dashboard *self, const struct options *options);
/* The options for beginning another lesson in the place of what was shown: what it sets
 * itself is forgotten. */
struct options dashboard_lesson_options(const struct options *options, const char *name);
/* Stops the engine, drains and writes what is left of the trace, releases all.
 * Returns the exit code: 0, 1 after a violation under --strict, 4 when the trace
 * could not be written.
 *   shown  what the dashboard ended with; 128+n goes into the trace's verdict */
int dashboard_close(struct dashboard *self, const struct options *options, int shown);

#endif
