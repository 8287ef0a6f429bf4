/* explore/store.h - the set of states that were seen.
 *
 * A state is its 64-bit fingerprint, numbered in the order of finding; an entry
 * also says from where and by which move it was first reached.  Open addressing
 * over (32 bits of the fingerprint, number); entries lie in an array of their own
 * that never moves.  16 bytes an entry and 8 a slot, at most 8 of 10 slots used.
 * `exact` keeps the packed bytes as well and compares them.
 *
 * Threads: store_insert() by any number at once, each with its own struct
 * store_hand; store_grow() while no other call runs.
 */
#ifndef EXPLORE_STORE_H
#define EXPLORE_STORE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STATE_NONE UINT32_MAX

enum {
    STORE_CHUNK = 1 << 17,      /* entries allocated at a time: a huge page */
    STORE_CHUNKS_MAX = 1 << 15, /* 2^32 states */
};

/* Bits of store_entry.flags. */
enum {
    STATE_ROOT = 1,   /* parent is the number of a start state */
    STATE_OPEN = 2,   /* a leader is owed (VERDICT_OPEN or VERDICT_LEADERLESS) */
    STATE_GOOD = 4,   /* and is there (VERDICT_GOOD or VERDICT_LED) */
    STATE_LEAVES = 8, /* a fault-free move leads beyond the bounds */
    STATE_WEAK = 16,  /* OPEN, GOOD: somebody must lead, not all need to acknowledge it */
};

struct store_entry {
    uint64_t fingerprint; /* 0: unused number */
    uint32_t parent;
    uint8_t move; /* which of the parent's moves */
    uint8_t flags;
    uint8_t bound_ticks; /* L1's bound for it, at most 255 */
    uint8_t depth;       /* moves from a start, at most 255 */
};
_Static_assert(sizeof(struct store_entry) == 16, "entries are what the memory goes into");

struct store {
    _Atomic uint64_t *slot; /* fingerprint's low half << 32 | number + 1 ... see store.c */
    uint64_t slots;
    _Atomic uint64_t used;       /* slots taken, give or take what hands have not told */
    _Atomic uint32_t next;       /* first number not given to a hand */
    _Atomic size_t bytes;        /* allocated, all included */
    _Atomic uint64_t collisions; /* exact: different states of one fingerprint */
    struct store_entry *_Atomic chunk[STORE_CHUNKS_MAX];
    const uint8_t **_Atomic packed[STORE_CHUNKS_MAX]; /* exact: [number] -> 2 bytes length, bytes */
    bool exact;
};

/* One thread's share: numbers and room it may fill. */
struct store_hand {
    uint32_t next, end;       /* numbers in hand */
    uint32_t untold;          /* insertions not yet added to store.used */
    uint8_t *room, *room_end; /* exact: where packed bytes go */
    void *rooms;              /* all rooms, linked */
};

enum store_answer { STORE_NEW, STORE_SEEN, STORE_NO_MEMORY };

/* False: no memory. slots: to begin with, at least 1024. */
bool store_open(struct store *self, uint64_t slots, bool exact);
void store_close(struct store *self);
void store_hand_open(struct store_hand *hand);
/* Gives the hand's rooms to nobody: call before store_close(), after the last use. */
void store_hand_close(struct store_hand *hand);

/* Look for the state, insert it if it is new.  *number is its number either way.
 * at[0..bytes): its packed form, copied if exact.  Requires: store_has_room(). */
enum store_answer store_insert(struct store *self, struct store_hand *hand,
                               const struct store_entry *entry, const uint8_t *at, size_t bytes,
                               uint32_t *number);
/* Fetch the slot of a fingerprint into the cache. */
static inline void store_prefetch(const struct store *self, uint64_t fingerprint) {
    __extension__ typedef unsigned __int128 wide;
    const uint64_t place = (uint64_t)((wide)fingerprint * self->slots >> 64);
    __builtin_prefetch((const void *)(uintptr_t)&self->slot[place]);
}
/* Some time later: fetch the entry that the slot names, if it may be this state. */
void store_prefetch_entry(const struct store *self, uint64_t fingerprint);
/* Is there room for `more` states, at most 8 of 10 slots used? */
bool store_has_room(const struct store *self, uint64_t more);
/* Half as many slots again.  False: no memory, nothing changed. */
bool store_grow(struct store *self);

struct store_entry *store_entry(const struct store *self, uint32_t number);
/* One more than the highest number in use. */
uint32_t store_numbers(const struct store *self);

#endif
