/* tui/view/space.h - a stretch of time of a run: lanes, messages, marks; what the space-time
 * diagram draws.
 *
 * Events in, segments out; knows nothing of cells.  Only the events of the stretch are
 * read.  How the nodes stood where it begins comes from states kept every so many
 * events (struct space_index), so that each event is folded once and a jump costs a few
 * thousand, whatever the length of the run.
 */
#ifndef TUI_VIEW_SPACE_H
#define TUI_VIEW_SPACE_H

#include "app/history.h"
#include "tui/view/view.h"

enum {
    SPACE_FLIGHTS_MAX = 96, /* messages under way that are remembered */
    SPACE_STATES_MAX = 128, /* kept states; when there are more, every other goes */
    SPACE_STEP = 2048,      /* events between them at first */
    SPACE_MESSAGES_MAX = 2048,
    SPACE_MARKS_MAX = 2048,
    SPACE_ROWS_MAX = 110,
    SPACE_AFTER_MAX = 2000, /* events looked at below the stretch, for arrivals */
};

enum space_fate {
    SPACE_UNDER_WAY, /* end_us is a guess */
    SPACE_ARRIVED,
    SPACE_LOST,      /* did not arrive */
    SPACE_DISCARDED, /* arrived, and meant nothing */
};

struct space_message {
    size_t number; /* of its SEND in the history */
    uint64_t id;
    uint8_t from, to, origin;
    enum message_kind kind;
    uint32_t term;
    int64_t sent_us, end_us;
    enum space_fate fate;
    enum drop_reason reason; /* LOST, DISCARDED */
};

/* Something that happened at one instant: to a node, or (NODE_NONE) to the whole ring. */
struct space_mark {
    size_t number;
    int64_t t_us;
    uint8_t node;
    enum event_kind kind;
    enum role role; /* ROLE */
    uint8_t leader; /* SIGN */
    uint32_t term;
    bool begins; /* LEASE: the first of a leadership */
};

struct space_lane {
    bool live, stalled, standing, leads; /* leads: has had a lease in this role */
    enum role role;
    uint32_t term;
    int64_t lease_us, promise_us; /* their ends */
};

/* How a lane looks at the end of a row. */
struct space_cell {
    enum view_standing standing;
    bool promised;
};

/* All there is to know after the events [first, next). */
struct space_state {
    size_t next;
    struct space_lane lane[NODES_MAX];
    int flights;
    struct space_message flight[SPACE_FLIGHTS_MAX];
};

struct space_index {
    const struct history *history; /* borrowed */
    size_t step;
    int count;
    struct space_state last; /* where the last question ended */
    int64_t last_us;         /* the time of event last.next - 1 */
    struct space_state state[SPACE_STATES_MAX];
};

struct space_window {
    int64_t top_us, row_us, now_us; /* now_us: nothing is known after it */
    int rows;
    int known_rows; /* rows that begin by now_us */
    bool acks;      /* HOPACKs are among the messages */
    int message_count, mark_count;
    bool crowded; /* there was more than could be kept */
    struct space_cell cell[NODES_MAX][SPACE_ROWS_MAX];
    struct space_message message[SPACE_MESSAGES_MAX];
    struct space_mark mark[SPACE_MARKS_MAX];
};

/* The state after the events before `number`.  The index is made anew by itself when the
 * history is another one.  Requires: first <= number <= count. */
void space_state_at(struct space_index *index, const struct history *history, size_t number,
                    struct space_state *out);

/* Fills *out from its top_us, row_us, rows, now_us and acks.
 *   end     events that may be looked at (those folded into what is shown)
 *   hop_us  how long a message takes, for those under way */
void space_window(struct space_index *index, const struct history *history, size_t end,
                  int64_t hop_us, struct space_window *out);

/* Something a person may pick: not HOPACKs unless `acks`, and not the second event of
 * what is one (an arrival's SEND is picked).  Is it on the node's lane? */
bool space_pickable(const struct event *event, uint8_t node, bool acks);
/* The nearest such event before or after `number`; false: none within 20000 events. */
bool space_next(const struct history *history, size_t end, size_t number, bool forward,
                uint8_t node, bool acks, size_t *out);

/* ---- one token on its way round the ring ------------------------------------------- */

enum { SPACE_HOPS_MAX = 24 };

struct space_hop {
    struct space_message message;
    struct node_set signatures; /* that it carried */
    bool signs;                 /* the receiver signed it */
};

struct space_journey {
    int count;
    int picked; /* the hop that was asked about */
    bool home;  /* it came back to its origin */
    int64_t home_us;
    struct space_hop hop[SPACE_HOPS_MAX];
};

/* The hops of the token that event `number`, a SEND, DELIVER or DROP, is about.  False:
 * it is about none. */
bool space_journey(const struct history *history, size_t end, size_t number,
                   struct space_journey *out);

#endif
