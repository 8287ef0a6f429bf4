/* scenario/player.h - plays a scenario on a clock and judges its expectations.
 *
 * A fold of events plus the present time; depends on nothing else.  Feed it
 * every event in order (player_event), ask it what to do (player_next) after
 * each event and whenever the time it named has come.  Plain data; the scenario
 * is borrowed and must outlive it.
 */
#ifndef SCENARIO_PLAYER_H
#define SCENARIO_PLAYER_H

#include "scenario/facts.h"
#include "scenario/scenario.h"

enum player_action_kind {
    PLAYER_SUBMIT, /* carry out `command` now; its events must come back by player_event */
    PLAYER_EXPECT, /* `text`, line `line`, was met or failed */
    PLAYER_WAIT,   /* nothing to do before until_us, unless an event comes */
    PLAYER_DONE,   /* the scenario is over; so it stays */
};

struct player_action {
    enum player_action_kind kind;
    struct command command;
    bool met;
    uint32_t line;
    char text[EVENT_TEXT_BYTES]; /* the statement; when it failed, also how things stand */
    int64_t until_us;            /* TIME_NEVER: only an event can help */
};

enum player_stage {
    STAGE_NEXT,   /* the line waits for its time */
    STAGE_LEADER, /* `leader` is not yet known */
    STAGE_EFFECT, /* submitted; its events are awaited */
    STAGE_EXPECT, /* an expectation is being watched */
};

struct player {
    const struct scenario *scenario; /* NULL: none */
    int64_t leader_wait_us;          /* L+P+E+4R: how long `leader` may take to be known */
    uint32_t expected;               /* bit per property: named by an `expect violation` */
    struct facts facts;              /* told by events */
    /* the line being played */
    int index;
    enum player_stage stage;
    int64_t done_us;       /* when the previous line was done */
    int64_t start_us;      /* when this line was reached */
    int64_t held_us;       /* EXPECT: when it first held, TIME_NEVER: not yet */
    int64_t lapsed_us;     /* EXPECT STABLE: first instant without the leader, TIME_NEVER */
    uint8_t stable_leader; /* EXPECT STABLE */
    uint64_t refused_mark; /* writes refused when the line before was carried out */
    bool told;             /* EFFECT: the command's own event has come */
    enum command_kind submitted;
    struct node_set awaited; /* EFFECT: nodes whose STOP, START, STALL or WAKE is to come */
};

/* scenario may be NULL: then player_next always answers DONE. */
void player_init(struct player *self, const struct scenario *scenario,
                 const struct trace_header *header);
void player_event(struct player *self, const struct event *event);
/* What to do now.  Everything up to now_us must have been told; now_us never falls. */
void player_next(struct player *self, int64_t now_us, struct player_action *out);

/* Is the property named by an `expect violation` anywhere in the scenario? */
bool player_expects(const struct player *self, enum property property);

/* Who `leader` is: an unexpired lease of the highest term, then the lowest name;
 * NODE_NONE when nobody leads. */
uint8_t player_leader(const struct player *self, int64_t now_us);
/* The one role the node has at this instant; EXPECT_ROLE_COUNT for a leader whose
 * lease has just run out and who has not noticed. */
enum expect_role player_role(const struct player *self, uint8_t node, int64_t now_us);

#endif
