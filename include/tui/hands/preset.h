/* tui/hands/preset.h - something to do to the ring by name: a scenario made for the moment.
 *
 * assets/presets/NAME.preset is a scenario's timed lines with names for nodes that
 * are known only now: $L the leader, $S the node after it on the ring, $F the one
 * before it; $M the leader and its next ones, fewer than half, $R the rest; $O all
 * but $L; and for times: $P the promise, $H a quarter of it, $D a delay no hop may
 * take, $W long enough for any recovery; $RHO the drift the timers are made for.
 * `for $X [but $N]` ... `end` repeats lines for every node, the leader first;
 * `needs N` says from how many nodes on it makes sense.
 */
#ifndef TUI_HANDS_PRESET_H
#define TUI_HANDS_PRESET_H

#include "scenario/player.h"
#include "tui/person/ui.h"
#include "tui/view/view.h"

enum { PRESET_NAME_BYTES = 32 };

/* Large because of the scenario: keep it static. */
struct preset {
    struct player player;
    struct scenario scenario;
    bool active;
    int64_t due_us; /* when it goes on; TIME_NEVER: when something has come true */
    int64_t now_us;
    char name[PRESET_NAME_BYTES];
};

enum preset_answer {
    PRESET_NOTHING, /* not now */
    PRESET_COMMAND, /* *out is to be carried out */
    PRESET_OVER,    /* it has ended, or cannot go on; `said` tells */
};

/* NULL when there is none of this name; *nearest is then the most alike, or NULL. */
const struct builtin *preset_find(const char *name, const char **nearest);

/* Open the menu of all. */
void preset_menu(struct ui *ui);

/* The preset as a scenario for this moment, in text.  False: `said` says why it cannot
 * act.  Exposed for tests. */
bool preset_expand(const struct builtin *preset, const struct view *view, int64_t now_us,
                   struct text *out, struct text *said);

/* Begin to play it; an earlier one is forgotten.
 *   told   has been told all events so far; copied
 * False: `said` says why it cannot act now. */
bool preset_begin(struct preset *self, const struct builtin *preset, const struct player *told,
                  const struct view *view, int64_t now_us, struct text *said);
/* What a person asked for: the name of a preset, "" to end the one that plays.  The
 * answer is in ui->toast. */
void preset_take(struct preset *self, const char *name, const struct player *told,
                 const struct view *view, struct ui *ui);
void preset_event(struct preset *self, const struct event *event);
/* To be asked until it answers otherwise than COMMAND.  said: untouched unless OVER. */
enum preset_answer preset_next(struct preset *self, int64_t now_us, struct command *out,
                               struct text *said);
/* How far it is and what it waits for, into ui->preset. */
void preset_progress(const struct preset *self, struct ui *ui);

#endif
