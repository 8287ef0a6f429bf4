/* app/branches.h - the runs that began as one: going back and acting differently.
 *
 * A branch of a simulated run is the same run up to a moment of its past and goes
 * on by itself from there.  It is simulated anew from header, seed and the commands
 * of the history; every event must come out as it was, or there is no branch.
 *
 * Branch 0 is the run that was opened; its session is borrowed.  The others have no
 * trace: the file of --trace holds branch 0.  Threads: one.
 */
#ifndef APP_BRANCHES_H
#define APP_BRANCHES_H

#include "app/history.h"
#include "app/session.h"

enum { BRANCHES_MAX = 12 };

struct branch {
    struct session *session; /* owned but for branch 0 */
    int parent;              /* of branch 0: -1 */
    int64_t fork_us;
    size_t fork_events; /* so many events it shares with its parent */
    struct command did; /* what was done there */
};

struct branches {
    int count, at; /* at: the one that is shown */
    struct branch branch[BRANCHES_MAX];
};

void branches_open(struct branches *self, struct session *first);
/* Closes all sessions but the first. */
void branches_close(struct branches *self);
/* A new branch of the one that is shown, after `count` events of its history, at
 * t_us; its engine is paused.  It is not yet shown.
 * Returns its number; -1: `info` says why there is none. */
int branches_fork(struct branches *self, const struct history *history, size_t count, int64_t t_us,
                  const struct command *did, struct err_info *info);
/* Take the newest branch back; it must not have been shown. */
void branches_drop(struct branches *self);

#endif
