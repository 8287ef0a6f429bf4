/* tui/view/travel.h - looking at the past: a playhead over the history of a run.
 *
 * While it is away from the present the screen shows the fold of the events up
 * to the playhead; the cluster runs on.  A recording has no present: the
 * playhead is all there is.
 */
#ifndef TUI_VIEW_TRAVEL_H
#define TUI_VIEW_TRAVEL_H

#include "app/history.h"
#include "tui/view/scrub.h"
#include "tui/view/view.h"

/* What to jump to. */
enum travel_mark {
    TRAVEL_EVENT,     /* anything but the routine of messages and renewals */
    TRAVEL_LEADER,    /* a change of leader */
    TRAVEL_COMMAND,   /* something done to the cluster, or expected of it */
    TRAVEL_VIOLATION, /* a property broken or an expectation failed */
};

struct travel {
    const struct trace_header *header; /* borrowed */
    struct history history;
    struct scrub scrub;    /* marks of the whole history */
    bool recorded;         /* a recording: there is no present to return to */
    bool past;             /* away from the present */
    bool playing;          /* the playhead moves with time */
    int64_t t_us;          /* the playhead */
    size_t folded;         /* events in the view of the past */
    size_t mark, mark_end; /* the last jump went to event `mark`; shown while folded is mark_end */
    size_t kept;           /* events in the view kept half-way; 0: none */
    int64_t last_us;       /* of the newest event */
};

/* False: no memory. */
bool travel_open(struct travel *self, const struct trace_header *header, bool recorded);
void travel_close(struct travel *self);
/* Another history has been shown meanwhile. */
void travel_reenter(struct travel *self);
/* Every event, as it is taken. */
void travel_add(struct travel *self, const struct event *event);

/* Go to a time; leaves the present. */
void travel_to(struct travel *self, int64_t t_us);
/* Go to the mark that the scrubber shows for [from_us, to_us), or to from_us. */
void travel_to_mark(struct travel *self, int64_t from_us, int64_t to_us);
/* Go to the next (or previous) event that is such a mark, so that it is the last
 * one folded, but for the lease that comes with a new leader.  from_us: where the screen is now,
 * when it is in the present. False: there is none; nothing is changed. */
bool travel_jump(struct travel *self, enum travel_mark mark, bool forward, int64_t from_us);
/* Why there was nothing to jump to, in words. */
void travel_say_none(const struct travel *self, enum travel_mark mark, bool forward,
                     struct text *out);
/* Go to the last event before the first violation and what caused it: "the step
 * before things go wrong".  False: nothing is broken, or right at the beginning. */
bool travel_before_violation(struct travel *self);
/* Play, or hold; a recording that is at its end plays from its beginning. */
void travel_play(struct travel *self);
/* Back to the present.  False: a recording has none. */
bool travel_now(struct travel *self);
/* Real time has passed; true when the playhead moved. */
bool travel_time(struct travel *self, int64_t real_us, uint32_t speed_permille);
/* The fold up to the playhead.  Requires: past. */
const struct view *travel_view(struct travel *self);

#endif
