/* app/session.h - one run, whole: engine, judge, scenario player, trace, verdict.
 *
 * Takes events from an engine, numbers them, has them judged and written, feeds
 * the scenario player and carries out what it says.  Its own events (expect,
 * violation) come right after the event that caused them.  `run`, the dashboard
 * and `replay` all consume session_next().
 */
#ifndef APP_SESSION_H
#define APP_SESSION_H

#include <stdio.h>

#include "app/engine.h"
#include "scenario/player.h"
#include "scenario/scenario.h"
#include "trace/judge.h"
#include "trace/property.h"

enum { SESSION_OWN_EVENTS_MAX = 32 };

struct session {
    struct trace_header header;
    struct engine *engine; /* owned */
    struct judge judge;
    const struct scenario *scenario; /* borrowed; NULL: none */
    struct player player;
    FILE *trace;          /* borrowed; NULL: none is written */
    bool strict_liveness; /* L1-L3 fail the run on threads, too */
    int64_t for_us;       /* run on to at least this cluster time */
    bool interactive;     /* never ends by itself */
    bool recorded;        /* events come from a trace: numbered and judged already */
    uint64_t seq;
    int64_t now_us;                           /* cluster time up to which all has been taken */
    struct event own[SESSION_OWN_EVENTS_MAX]; /* waiting to be handed out */
    int own_first, own_count;
    bool ending, ended;
    struct trace_verdict verdict;    /* .exit is up to date at any time */
    bool led[NODES_MAX];             /* for counting elections: holds a lease since its last loss */
    uint64_t broken[PROPERTY_COUNT]; /* how often, expected ones included */
    int64_t broken_first_us[PROPERTY_COUNT];
    enum err err;
    struct err_info info;
};

/* engine is owned from here on, whatever is returned.  Writes the trace header. */
enum err session_open(struct session *self, const struct trace_header *header,
                      struct engine *engine, const struct scenario *scenario, FILE *trace);

/* The next event, numbered, judged and in the trace.  wait: block for it; without,
 * IDLE when there is none now.  END once all is over (verdict written, engine
 * stopped); FAILED: self->err and info say why (the trace ends with its verdict). */
enum engine_answer session_next(struct session *self, bool wait, struct event *out);

/* An event that has been taken and judged before, in another session with the same
 * header: its branch knows it, too.  Only before the first session_next(). */
void session_retell(struct session *self, const struct event *event);

/* A person's command, carried out now; `leader` was resolved by the caller. */
void session_submit(struct session *self, const struct command *command);
/* End the run: nodes are stopped, what is still to come comes out of session_next(). */
void session_end(struct session *self);
void session_close(struct session *self);

#endif
