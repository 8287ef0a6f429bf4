/* world/world.h - a whole ring as one value: nodes, clocks, channels, resource.
 *
 * Pointer-free and of fixed size: copied with world_copy(), compared through
 * world_canonical().  Nothing happens by itself: a simulator or an explorer asks
 * what is due and does one thing after the other, in the order it likes.  Every
 * act tells its events in the order in which they took effect.
 *
 * The same rules as the threads' (src/README.md, "How one message travels"):
 *   - a frame arrives hop + the link's extra delay after it was sent; whether the
 *     link is cut is tested when it is delivered;
 *   - a stalled node does nothing; what is sent to it piles up, and it goes on
 *     with the oldest first;
 *   - a kill drops what has piled up at once, and what is on its way when it is due;
 *   - a node stalled mid-duty freezes between the test of its lease and its write;
 *     the write leaves when it wakes.
 *
 * All times here are cluster time unless they stand in struct elect or duty.
 */
#ifndef WORLD_WORLD_H
#define WORLD_WORLD_H

#include <stddef.h>

#include "base/choose.h"
#include "election/active.h"
#include "election/duty.h"
#include "election/elect.h"
#include "trace/event.h"
#include "world/clock.h"
#include "world/links.h"

enum {
    WORLD_FRAMES_MAX = 2048, /* in flight; beyond: dropped as `full` */
    WORLD_WRITES_MAX = 32,   /* on the way to the resource; beyond: the oldest arrives early */
};

struct world_node {
    bool alive, stalled;
    bool stall_armed; /* will freeze at its next duty */
    bool holds_write; /* froze there: `held` leaves when it wakes */
    struct duty_write held;
    struct stable stable; /* what its storage holds; survives a kill */
    uint32_t lives;       /* how often it was started */
    struct node_clock clock;
    int64_t timer_us;           /* when world_timer() is due; kept by world_refresh() */
    int64_t duty_us;            /* when world_duty() is due; the same */
    struct node_set signatures; /* of its last lease */
    struct duty duty;
    struct elect elect;            /* meaningless unless alive */
    uint64_t attempt[WAITING_MAX]; /* message ids of elect.waiting[0..waiting_count) */
};

struct world_write {
    struct duty_write write;
    int64_t due_us;
};

struct world {
    struct elect_config config;
    bool duties; /* false: leaders do no duty (an explorer saves states) */
    bool listed; /* the active list is kept and its absentees are skipped at once; always with
                    `active`, and by default with the others, where it only saves time-outs */
    int64_t now_us;
    uint64_t last_id; /* of a message */
    struct fence fence;
    struct active active;
    struct links links;
    uint16_t frame_count;
    uint8_t write_count;
    struct world_write write[WORLD_WRITES_MAX]; /* [0, write_count), in the order of sending */
    struct world_node node[NODES_MAX];          /* [0, config.nodes) */
    int64_t frame_us[WORLD_FRAMES_MAX];         /* frame[].due_us, close together: searched most */
    struct frame frame[WORLD_FRAMES_MAX];       /* [0, frame_count), in the order of sending */
};

/* What an act may draw on and tells to; borrowed for the call. */
struct world_io {
    struct chooser *chooser; /* of message faults; may be NULL while none is set */
    struct event_sink *sink; /* NULL: nobody listens */
};

/* Everybody dead, nothing sent, time 0; duties and listed are true, and may be
 * changed before the start. */
void world_init(struct world *self, const struct elect_config *config);
/* All nodes start, at time 0 (or whatever time it is). */
void world_start(struct world *self, const struct world_io *io);
/* Copies what is in use and nothing else: *to is as good as *from. */
void world_copy(struct world *to, const struct world *from);

/* Carry out a command, now.  What is so already is a traced no-op. */
void world_command(struct world *self, const struct world_io *io, const struct command *command);

/* ---- time -------------------------------------------------------------------- */

/* What can be due, in the order in which ties are done (then: node or place). */
#define WORLD_DUES(X)                                                                              \
    X(LIST, "the active list changes")                                                             \
    X(WRITE, "a write reaches the resource")                                                       \
    X(FRAME, "a frame arrives")                                                                    \
    X(TIMER, "a node's time has come (elect_deadline)")                                            \
    X(DUTY, "a leader's duty is due")

enum world_due_kind {
#define X(symbol, help) DUE_##symbol,
    WORLD_DUES(X)
#undef X
};

struct world_due {
    enum world_due_kind kind;
    uint16_t at;    /* FRAME, WRITE: place in the array; TIMER, DUTY: node; LIST: 0 */
    int64_t due_us; /* may lie in the past */
};

/* The earliest thing due, ties in the order above; *out is what.  TIME_NEVER:
 * nothing, *out untouched.  Frames of one link come in channel order. */
int64_t world_next(const struct world *self, struct world_due *out);
/* The earliest thing due, at least now. */
int64_t world_next_us(const struct world *self);
/* All that is due now, in the order above; of frames only those that may be
 * delivered without leaving channel order.  Returns how many, at most max. */
int world_due_now(const struct world *self, struct world_due *out, int max);
/* Time passes.  Requires: t_us >= now. What was due in between stays to be done. */
void world_advance_to(struct world *self, int64_t t_us);

/* ---- one thing happens, now, whether due or not -------------------------------- */

void world_do(struct world *self, const struct world_io *io, struct world_due due);
/* frame[at] reaches its receiver (or its dead node, or the cut): delivered and
 * processed, or dropped.  Requires: the receiver is not stalled. */
void world_deliver(struct world *self, const struct world_io *io, int at);
/* The channel loses frame[at]. */
void world_lose(struct world *self, const struct world_io *io, int at);
/* The channel doubles frame[at]: a copy with its own id, due at the same time,
 * appended.  False when the channel is full. */
bool world_double(struct world *self, const struct world_io *io, int at);
/* One INPUT_TIME step.  Requires: alive and not stalled (the same for duty). */
void world_timer(struct world *self, const struct world_io *io, uint8_t node);
void world_duty(struct world *self, const struct world_io *io, uint8_t node);
/* write[at] reaches the resource. */
void world_write_arrives(struct world *self, const struct world_io *io, int at);
/* The active list makes the changes it may make now. */
void world_list(struct world *self, const struct world_io *io);

/* May frame[at] be delivered before all others of its link? */
bool world_frame_is_first(const struct world *self, int at);
/* Would frame[at] get through its link if delivered now? */
bool world_frame_arrives(const struct world *self, int at);

/* ---- looking ------------------------------------------------------------------- */

/* The node's own clock, now. */
int64_t world_local_us(const struct world *self, uint8_t node);
/* Alive, not stalled, LEADER, lease unexpired now. */
bool world_leads(const struct world *self, uint8_t node);
/* The leader that every running node of the set acknowledges now and that leads;
 * NODE_NONE when there is none (or nobody in the set runs). */
uint8_t world_agreed(const struct world *self, struct node_set among);
struct node_set world_running(const struct world *self); /* alive and not stalled */

/* ---- for explorers --------------------------------------------------------------- */

/* Reckon timer_us and duty_us anew, after elect, duty or clock was set by hand. */
void world_refresh(struct world *self, uint8_t node);

/* Two worlds of one config with equal bytes have the same futures (but for ids,
 * hop numbers and the time of day).  Times are relative to now and clamped where
 * they can no longer matter; hop numbers are renamed; counters that only tell and
 * frames lost to a cut are left out; frames are sorted by link, within a link in
 * order of sending, or by content where it may be left.
 *   bytes   at least WORLD_CANONICAL_MAX; a ring of three needs about 100
 * Returns how many were written. */
enum { WORLD_CANONICAL_MAX = 1 << 17 };
size_t world_canonical(const struct world *self, uint8_t *bytes);

#endif
