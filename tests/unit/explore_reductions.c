/* Goal: a reduction leaves out no behaviour.  Method: small rings are explored with all
 * reductions and with one of them switched off, state by state; every state that is reached
 * without it is also reached with it, with no less of the faults left to choose.  States in
 * which an acknowledgement is under way are what `acks` and `dead acks` are about, and are
 * passed over there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "explore/expand.h"
#include "explore_kit.h"

/* ThreadSanitizer makes a step some fifty times slower. */
#if defined(__SANITIZE_THREAD__)
enum { SLOW = true };
#else
enum { SLOW = false };
#endif

enum { BUCKETS = 1 << 18 };

/* Packed states; `next` of the bucket, `later` in the order of finding. */
struct seen {
    struct seen *next, *later;
    size_t bytes;
    uint8_t at[];
};

struct reached {
    struct seen *bucket[BUCKETS];
    struct seen *first, *last;
    size_t count;
};

static struct reached without, with, rest;
static struct expander expander;

static void reached_free(struct reached *self) {
    for (struct seen *each = self->first, *later; each != NULL; each = later) {
        later = each->later;
        free(each);
    }
    memset(self, 0, sizeof *self);
}

static struct seen **bucket_of(struct reached *self, const uint8_t *at, size_t bytes) {
    return &self->bucket[pack_fingerprint(at, bytes) % BUCKETS];
}

static void reach(struct reached *self, const uint8_t *at, size_t bytes) {
    struct seen **bucket = bucket_of(self, at, bytes);
    for (const struct seen *each = *bucket; each != NULL; each = each->next) {
        if (each->bytes == bytes && memcmp(each->at, at, bytes) == 0) return;
    }
    struct seen *fresh = malloc(sizeof *fresh + bytes);
    assert_non_null(fresh);
    *fresh = (struct seen){ .next = *bucket, .bytes = bytes };
    memcpy(fresh->at, at, bytes);
    *bucket = fresh;
    if (self->last != NULL) self->last->later = fresh;
    else self->first = fresh;
    self->last = fresh;
    self->count++;
}

static void reach_successors(struct reached *self) {
    assert_false(expander.violated);
    for (int i = 0; i < expander.count; i++) {
        const struct successor *next = &expander.next[i];
        if (next->bytes > 0) reach(self, expander.room + next->offset, next->bytes);
    }
}

static void explore(struct reached *self, const struct explore_config *config) {
    reached_free(self);
    expander.config = config;
    for (uint64_t i = 0; i < start_count(config); i++) {
        expand_start(&expander, i);
        reach_successors(self);
    }
    for (const struct seen *each = self->first; each != NULL; each = each->later) {
        expand_packed(&expander, each->at, each->bytes);
        reach_successors(self);
    }
}

/* ---- is it covered? --------------------------------------------------------------- */

/* Behind the number of messages a packed state says what is left of each bound it has. */
static size_t budgets(const struct explore_config *config) {
    size_t count = 0;
    for (int i = 0; i < BOUND_COUNT; i++) count += config->bound[i] > 0;
    return count;
}

/* The state without its budgets, behind them: what `rest` is looked up by. */
static size_t split(const struct explore_config *config, const uint8_t *at, size_t bytes,
                    uint8_t *out) {
    const size_t count = budgets(config);
    out[0] = at[0];
    memcpy(out + 1, at + 1 + count, bytes - 1 - count);
    return bytes - count;
}

/* Into `rest`: keyed by the state, its budgets behind it. */
static void keep(const struct explore_config *config, const struct seen *state) {
    uint8_t key[PACK_BYTES_MAX];
    const size_t count = budgets(config), bytes = split(config, state->at, state->bytes, key);
    struct seen **bucket = bucket_of(&rest, key, bytes);
    struct seen *fresh = malloc(sizeof *fresh + bytes + count);
    assert_non_null(fresh);
    *fresh = (struct seen){ .next = *bucket, .later = rest.first, .bytes = bytes };
    memcpy(fresh->at, key, bytes);
    memcpy(fresh->at + bytes, state->at + 1, count);
    *bucket = rest.first = fresh;
}

static bool is_covered(const struct explore_config *config, const uint8_t *at, size_t size) {
    uint8_t key[PACK_BYTES_MAX];
    const size_t count = budgets(config), bytes = split(config, at, size, key);
    for (const struct seen *each = *bucket_of(&rest, key, bytes); each != NULL; each = each->next) {
        if (each->bytes != bytes || memcmp(each->at, key, bytes) != 0) continue;
        bool enough = true;
        for (size_t i = 0; i < count; i++) enough = enough && each->at[bytes + i] >= at[1 + i];
        if (enough) return true;
    }
    return false;
}

static bool has_ack_under_way(const struct stage *stage) {
    for (int i = 0; i < stage->flight_count; i++) {
        if (stage->flight[i].message.kind == MESSAGE_HOPACK) return true;
    }
    return false;
}

/* Only time can pass: that is where `time jump` does not stop. */
static bool only_time_passes(const struct stage *stage, const struct explore_config *config) {
    struct move moves[MOVES_MAX];
    return stage_moves(stage, config, moves) == 1 && moves[0].kind == MOVE_TICK;
}

static bool is_passed_over(enum reduction off, const struct stage *stage,
                           const struct explore_config *config) {
    if (off == REDUCE_JUMP) return only_time_passes(stage, config);
    return off != REDUCE_TERMS && has_ack_under_way(stage);
}

/* How many states are reached only with the reduction switched off. */
static size_t missing(struct kit kit, enum reduction off) {
    static struct pack packed;
    static struct stage stage;
    struct explore_config full = kit_config(kit), reduced;
    size_t lost = 0;
    full.reductions = REDUCE_ALL & ~(1 << off);
    if (off != REDUCE_JUMP) full.reductions &= (uint8_t) ~(1 << REDUCE_JUMP);
    if (off == REDUCE_TERMS) full.terms = 5; /* absolute, they rise without end */
    reduced = full;
    reduced.reductions |= (uint8_t)(1 << off);
    explore(&without, &full);
    explore(&with, &reduced);
    reached_free(&rest);
    for (const struct seen *each = with.first; each != NULL; each = each->later) {
        keep(&reduced, each);
    }
    for (const struct seen *each = without.first; each != NULL; each = each->later) {
        pack_open(each->at, each->bytes, &full, &stage);
        if (is_passed_over(off, &stage, &full)) continue;
        stage_settle(&stage, &reduced);
        assert_true(pack_stage(&stage, &reduced, &packed));
        lost += !is_covered(&reduced, packed.at, packed.bytes);
    }
    assert_true(without.count >= with.count || off == REDUCE_ACKS);
    return lost;
}

/* ---- each of them -------------------------------------------------------------------- */

static const struct kit rings[] = {
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 0, 0, 1 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 1, 0, 2 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 1 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1, 1 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 0, 0, 1, 1 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 0, 0, 0, 0, 1 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 }, .hop = 1 },
    { .nodes = 2, .policy = QUORUM_ACTIVE, .bound = { 2 } },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1 }, .drift = true },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } },
    { .nodes = 3, .policy = QUORUM_NONE, .bound = { 0 } },
};

static void compare(enum reduction off) {
    if (SLOW) skip();
    for (size_t i = 0; i < sizeof rings / sizeof rings[0]; i++) {
        const size_t lost = missing(rings[i], off);
        if (lost > 0) print_error("ring %zu: %zu states of %zu lost\n", i, lost, without.count);
        assert_int_equal(lost, 0);
    }
}

static void acks_at_once_lose_no_state(void **state) {
    (void)state;
    compare(REDUCE_ACKS);
}

static void dead_acks_lose_no_state(void **state) {
    (void)state;
    compare(REDUCE_DEAD_ACKS);
}

static void a_jump_of_time_loses_no_state_but_those_in_which_only_time_passes(void **state) {
    (void)state;
    compare(REDUCE_JUMP);
}

static void relative_terms_lose_no_state(void **state) {
    (void)state;
    compare(REDUCE_TERMS);
}

static int let_go(void **state) {
    (void)state;
    reached_free(&without);
    reached_free(&with);
    reached_free(&rest);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(acks_at_once_lose_no_state),
        cmocka_unit_test(dead_acks_lose_no_state),
        cmocka_unit_test(a_jump_of_time_loses_no_state_but_those_in_which_only_time_passes),
        cmocka_unit_test(relative_terms_lose_no_state),
    };
    return cmocka_run_group_tests(tests, NULL, let_go);
}
