/* tui/forks.h - the branches of a run on the screen: going to another, and what differs.
 *
 * One branch is shown; the others stand still where they were left, each with its
 * history.  Threads: one.
 */
#ifndef TUI_FORKS_H
#define TUI_FORKS_H

#include "app/branches.h"
#include "tui/person/ui.h"
#include "tui/view/record.h"
#include "tui/view/travel.h"
#include "tui/view/watch.h"

/* Where a branch was left. */
struct forks_place {
    struct travel travel;
    bool paused, ended;
    uint32_t speed_permille;
    struct record_expects expects;
};

struct forks {
    struct branches branches;
    struct forks_place place[BRANCHES_MAX]; /* of the one that is shown: stale */
    int menu[UI_MENU_ROWS_MAX];             /* the branch that a row of the menu is about */
};

/* What shows the present branch; all borrowed. */
struct forks_screen {
    struct view *view;
    struct record *record;
    struct watch *watch;
    struct travel *travel;
    struct ui *ui;
};

void forks_open(struct forks *self, struct session *first);
/* Everything but the branch that is shown. */
void forks_close(struct forks *self);
/* Branch where the playhead is and show that; paused when the playhead is held.
 * `said` is what to tell the person.  False: why not; nothing is changed. */
bool forks_fork(struct forks *self, const struct forks_screen *screen, const struct command *did,
                struct text *said);
/* Show another branch; it goes on from where it was left. */
void forks_switch(struct forks *self, const struct forks_screen *screen, int to);
struct session *forks_session(const struct forks *self);
/* The list, with what differs from where each came from. */
void forks_menu(struct forks *self, const struct forks_screen *screen);

#endif
