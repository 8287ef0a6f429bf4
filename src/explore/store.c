#include "explore/store.h"

#include <stdlib.h>
#include <string.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include "base/check.h"

__extension__ typedef unsigned __int128 wide;

enum {
    HAND_NUMBERS = 256,
    ROOM_BYTES = 1 << 20,
    HUGE_PAGE = 1 << 21,
    TELL_EVERY = 64,
    FETCH_AHEAD = 16,
};

/* A slot: the fingerprint's low 32 bits, then the number plus one; 0 is empty.
 * Its place comes from the high bits, so the two say different things. */
static uint64_t slot_of(uint64_t fingerprint, uint32_t number) {
    return fingerprint << 32 | (uint64_t)(number + 1u);
}
static uint64_t place_of(const struct store *self, uint64_t fingerprint) {
    return (uint64_t)((wide)fingerprint * self->slots >> 64);
}

/* Zeroed; random access over gigabytes is bound by address translation, so ask for huge pages. */
static void *zeroed(uint64_t count, size_t each) {
    const size_t bytes = (count * each + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    if (bytes < count) return NULL;
    void *at = aligned_alloc(HUGE_PAGE, bytes);
    if (at == NULL) return NULL;
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    (void)madvise(at, bytes, MADV_HUGEPAGE);
#endif
    memset(at, 0, bytes);
    return at;
}

bool store_open(struct store *self, uint64_t slots, bool exact) {
    memset(self, 0, sizeof *self);
    self->exact = exact;
    self->slots = slots < 1024 ? 1024 : slots;
    self->slot = zeroed(self->slots, sizeof *self->slot);
    atomic_store(&self->bytes, sizeof *self + self->slots * sizeof(uint64_t));
    return self->slot != NULL;
}

void store_close(struct store *self) {
    free(self->slot);
    for (int i = 0; i < STORE_CHUNKS_MAX; i++) {
        free(atomic_load(&self->chunk[i]));
        free(atomic_load(&self->packed[i]));
    }
    memset(self, 0, sizeof *self);
}

void store_hand_open(struct store_hand *hand) {
    memset(hand, 0, sizeof *hand);
}

void store_hand_close(struct store_hand *hand) {
    for (void *room = hand->rooms; room != NULL;) {
        void *next;
        memcpy(&next, room, sizeof next);
        free(room);
        room = next;
    }
    memset(hand, 0, sizeof *hand);
}

/* ---- numbers ----------------------------------------------------------------------- */

/* Whoever needs a chunk first makes it. */
static bool chunk_make(struct store *self, uint32_t at) {
    if (atomic_load_explicit(&self->chunk[at], memory_order_acquire) == NULL) {
        struct store_entry *mine = zeroed(STORE_CHUNK, sizeof *mine), *none = NULL;
        if (mine == NULL) return false;
        if (!atomic_compare_exchange_strong(&self->chunk[at], &none, mine)) free(mine);
        else atomic_fetch_add(&self->bytes, STORE_CHUNK * sizeof *mine);
    }
    if (self->exact && atomic_load_explicit(&self->packed[at], memory_order_acquire) == NULL) {
        const uint8_t **mine = calloc(STORE_CHUNK, sizeof *mine), **none = NULL;
        if (mine == NULL) return false;
        if (!atomic_compare_exchange_strong(&self->packed[at], &none, mine)) free(mine);
        else atomic_fetch_add(&self->bytes, STORE_CHUNK * sizeof *mine);
    }
    return true;
}

static bool hand_fill(struct store *self, struct store_hand *hand) {
    if (hand->next != hand->end) return true;
    const uint32_t first = atomic_fetch_add(&self->next, HAND_NUMBERS);
    if (first > UINT32_MAX - 2 * HAND_NUMBERS) return false;
    if (!chunk_make(self, first / STORE_CHUNK)) return false;
    hand->next = first;
    hand->end = first + HAND_NUMBERS;
    return true;
}
_Static_assert(STORE_CHUNK % HAND_NUMBERS == 0, "what a hand takes lies in one chunk");

struct store_entry *store_entry(const struct store *self, uint32_t number) {
    struct store_entry *chunk =
        atomic_load_explicit(&self->chunk[number / STORE_CHUNK], memory_order_acquire);
    REQUIRE(chunk != NULL);
    return &chunk[number % STORE_CHUNK];
}

uint32_t store_numbers(const struct store *self) {
    return atomic_load(&self->next);
}

/* ---- packed bytes ---------------------------------------------------------------------- */

static const uint8_t *packed_of(const struct store *self, uint32_t number) {
    return atomic_load_explicit(&self->packed[number / STORE_CHUNK],
                                memory_order_acquire)[number % STORE_CHUNK];
}

static bool packed_equal(const struct store *self, uint32_t number, const uint8_t *at,
                         size_t bytes) {
    const uint8_t *kept = packed_of(self, number);
    uint16_t length;
    memcpy(&length, kept, sizeof length);
    return length == bytes && memcmp(kept + sizeof length, at, bytes) == 0;
}

static bool packed_keep(struct store *self, struct store_hand *hand, uint32_t number,
                        const uint8_t *at, size_t bytes) {
    const uint16_t length = (uint16_t)bytes;
    if ((size_t)(hand->room_end - hand->room) < bytes + sizeof length) {
        uint8_t *room = malloc(ROOM_BYTES);
        if (room == NULL) return false;
        memcpy(room, &hand->rooms, sizeof hand->rooms);
        hand->rooms = room;
        hand->room = room + sizeof hand->rooms;
        hand->room_end = room + ROOM_BYTES;
        atomic_fetch_add(&self->bytes, ROOM_BYTES);
    }
    memcpy(hand->room, &length, sizeof length);
    memcpy(hand->room + sizeof length, at, bytes);
    atomic_load_explicit(&self->packed[number / STORE_CHUNK],
                         memory_order_acquire)[number % STORE_CHUNK] = hand->room;
    hand->room += bytes + sizeof length;
    return true;
}

/* ---- the set ------------------------------------------------------------------------------ */

static bool is_same(struct store *self, uint32_t number, uint64_t fingerprint, const uint8_t *at,
                    size_t bytes) {
    if (store_entry(self, number)->fingerprint != fingerprint) return false;
    if (!self->exact || packed_equal(self, number, at, bytes)) return true;
    atomic_fetch_add(&self->collisions, 1);
    return false;
}

static void hand_tell(struct store *self, struct store_hand *hand) {
    if (++hand->untold < TELL_EVERY) return;
    atomic_fetch_add_explicit(&self->used, hand->untold, memory_order_relaxed);
    hand->untold = 0;
}

enum store_answer store_insert(struct store *self, struct store_hand *hand,
                               const struct store_entry *entry, const uint8_t *at, size_t bytes,
                               uint32_t *number) {
    REQUIRE(entry->fingerprint != 0);
    bool written = false;
    for (uint64_t place = place_of(self, entry->fingerprint);;) {
        uint64_t slot = atomic_load_explicit(&self->slot[place], memory_order_acquire);
        if (slot == 0) {
            if (!hand_fill(self, hand)) return STORE_NO_MEMORY;
            if (!written) {
                *store_entry(self, hand->next) = *entry;
                if (self->exact && !packed_keep(self, hand, hand->next, at, bytes)) {
                    return STORE_NO_MEMORY;
                }
                written = true;
            }
            const uint64_t mine = slot_of(entry->fingerprint, hand->next);
            if (atomic_compare_exchange_strong_explicit(
                    &self->slot[place], &slot, mine, memory_order_acq_rel, memory_order_acquire)) {
                *number = hand->next++;
                hand_tell(self, hand);
                return STORE_NEW;
            }
        }
        /* taken, perhaps only just now */
        const uint32_t there = (uint32_t)slot - 1u;
        if (slot >> 32 == (entry->fingerprint & UINT32_MAX) &&
            is_same(self, there, entry->fingerprint, at, bytes)) {
            if (written) store_entry(self, hand->next)->fingerprint = 0;
            *number = there;
            return STORE_SEEN;
        }
        if (++place == self->slots) place = 0;
    }
}

bool store_has_room(const struct store *self, uint64_t more) {
    const uint64_t used = atomic_load_explicit(&self->used, memory_order_relaxed);
    return used + more <= self->slots / 10 * 8;
}

void store_prefetch_entry(const struct store *self, uint64_t fingerprint) {
    const uint64_t place = place_of(self, fingerprint);
    const uint64_t slot = atomic_load_explicit(&self->slot[place], memory_order_acquire);
    if (slot >> 32 != (fingerprint & UINT32_MAX)) return;
    __builtin_prefetch(store_entry(self, (uint32_t)slot - 1u));
}

/* Entries lie in the order of finding, which to the table is no order: fetch ahead. */
static void fetch_ahead(const struct store *self, const _Atomic uint64_t *old, uint64_t at,
                        uint64_t end) {
    if (at + FETCH_AHEAD >= end) return;
    const uint64_t slot = atomic_load_explicit(&old[at + FETCH_AHEAD], memory_order_relaxed);
    if (slot != 0) __builtin_prefetch(store_entry(self, (uint32_t)slot - 1u));
}

bool store_grow(struct store *self) {
    const uint64_t slots = self->slots + self->slots / 2;
    _Atomic uint64_t *fresh = zeroed(slots, sizeof *fresh), *old = self->slot;
    if (fresh == NULL) return false;
    const uint64_t before = self->slots;
    self->slot = fresh;
    self->slots = slots;
    for (uint64_t i = 0; i < before; i++) {
        fetch_ahead(self, old, i, before);
        const uint64_t slot = atomic_load_explicit(&old[i], memory_order_relaxed);
        if (slot == 0) continue;
        uint64_t place = place_of(self, store_entry(self, (uint32_t)slot - 1u)->fingerprint);
        while (atomic_load_explicit(&fresh[place], memory_order_relaxed) != 0) {
            if (++place == slots) place = 0;
        }
        atomic_store_explicit(&fresh[place], slot, memory_order_relaxed);
    }
    free(old);
    atomic_fetch_add(&self->bytes, (slots - before) * sizeof(uint64_t));
    return true;
}
