/* tui/person/guide.h - a lesson (app/lesson.h) while it is being played.
 *
 * A fold of events, like all else on the screen, plus what the person has open.
 * The conditions of a step must come true one after the other; those of the next
 * step count from its beginning, violations too.  `done` counts in any order: a command
 * that was given earlier in the step need not be given again.
 */
#ifndef TUI_PERSON_GUIDE_H
#define TUI_PERSON_GUIDE_H

#include "app/lesson.h"
#include "scenario/facts.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

struct guide {
    const struct lesson *lesson; /* borrowed */
    struct facts facts;
    int step;         /* lesson->count: all is done */
    int met;          /* conditions of the step that came true */
    uint32_t did;     /* DONE: bit i, the command of condition i was given in this step */
    uint32_t seen;    /* EVENT: so many of them so far */
    int acted;        /* actions of the step that were carried out */
    int hints;        /* shown so far */
    int64_t now_us;   /* cluster time last told */
    int64_t began_us; /* cluster time at which the step began */
    int64_t began_real_us;
    int64_t asked_us;                    /* real time at which leaving was asked for; TIME_PAST */
    bool late;                           /* the step has waited for very long */
    uint64_t violations[PROPERTY_COUNT]; /* before the step began */
};

void guide_init(struct guide *self, const struct lesson *lesson, const struct trace_header *header,
                int64_t real_us);
/* The next event, in the order of the trace. */
void guide_event(struct guide *self, const struct event *event);
/* Time has passed; view: the present.  True: what is to be shown has changed. */
bool guide_time(struct guide *self, const struct view *view, const struct ui *ui, int64_t now_us,
                int64_t real_us);
/* What the step wants to be done to the cluster, each once.  False: nothing now. */
bool guide_action(struct guide *self, struct command *out);

bool guide_is_over(const struct guide *self);
/* Does the step wait for Enter? */
bool guide_waits(const struct guide *self);
/* "" when it is not yet time for one. */
const char *guide_hint(const struct guide *self);
/* How to get out of a step that will not end any more; "" as long as it may. */
const char *guide_way_out(const struct guide *self);

/* To the next step, whatever this one still waits for. */
void guide_skip(struct guide *self, int64_t real_us);

#endif
