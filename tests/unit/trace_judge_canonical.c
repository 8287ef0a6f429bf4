/* Goal: judge_safety_canonical() keeps what can still decide a verdict and drops
 * the rest.  Method: pairs of runs; and random runs, where two judges with equal
 * bytes must judge every continuation alike. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/choose.h"

#define WATCHED (~(LIVENESS | BROKE(S7)))
#include "trace_rig.h"

struct bytes {
    size_t count;
    uint8_t at[JUDGE_SAFETY_CANONICAL_MAX];
};

static struct bytes canonical(int64_t now_ms) {
    static struct bytes bytes;
    memset(&bytes, 0, sizeof bytes);
    bytes.count = judge_safety_canonical(&rig.judge.safety, now_ms * US_PER_MS, bytes.at);
    assert_true(bytes.count <= JUDGE_SAFETY_CANONICAL_MAX);
    return bytes;
}

static bool same(const struct bytes *a, const struct bytes *b) {
    return a->count == b->count && memcmp(a->at, b->at, a->count) == 0;
}

static void the_time_of_day_is_left_out(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    (void)rig_lead(0, 'A', 1, "AB", 200, 100);
    const struct bytes early = canonical(30);
    rig_begin(QUORUM_MAJORITY, 3);
    (void)rig_lead(7000, 'A', 1, "AB", 7200, 7100);
    const struct bytes late = canonical(7030);
    assert_true(same(&early, &late));
    const struct bytes later = canonical(7031);
    assert_false(same(&early, &later));
}

static void ended_leases_and_promises_are_left_out(void **state) {
    (void)state;
    rig_begin(QUORUM_MAJORITY, 3);
    (void)rig_lead(0, 'A', 1, "AB", 200, 100);
    const struct bytes long_ones = canonical(200);
    rig_begin(QUORUM_MAJORITY, 3);
    (void)rig_lead(0, 'A', 1, "AB", 120, 110);
    const struct bytes short_ones = canonical(200);
    assert_true(same(&long_ones, &short_ones));
}

static void running_leases_and_promises_are_kept(void **state) {
    (void)state;
    static const int64_t ends[][2] = { { 300, 250 }, { 301, 250 }, { 300, 251 } };
    struct bytes seen[3];
    for (int i = 0; i < 3; i++) {
        rig_begin(QUORUM_MAJORITY, 3);
        (void)rig_lead(0, 'A', 1, "AB", ends[i][0], ends[i][1]);
        seen[i] = canonical(200);
    }
    assert_false(same(&seen[0], &seen[1]));
    assert_false(same(&seen[0], &seen[2]));
    assert_false(same(&seen[1], &seen[2]));
}

static void a_term_is_dead_once_every_node_is_above_it(void **state) {
    (void)state;
    struct bytes seen[2][2];
    for (int leader = 0; leader < 2; leader++) {
        rig_begin(QUORUM_NONE, 2);
        (void)rig_lead(0, node_letter((uint8_t)leader), 1, "", 20, 10);
        (void)rig_sign(100, 'A', 'A', 2, 110);
        (void)rig_sign(100, 'B', 'B', 1, 110);
        seen[leader][0] = canonical(200);
        (void)rig_sign(100, 'B', 'B', 2, 110);
        seen[leader][1] = canonical(200);
    }
    assert_false(same(&seen[0][0], &seen[1][0])); /* who led term 1 matters while B is in it */
    assert_true(same(&seen[0][1], &seen[1][1]));
}

static void signatures_are_kept_when_a_rule_is_broken(void **state) {
    (void)state;
    for (int broken = 0; broken < 2; broken++) {
        struct bytes seen[2];
        for (int i = 0; i < 2; i++) {
            rig_begin_broken(QUORUM_MAJORITY, 3, (struct rule_set){ (uint32_t)broken });
            if (i == 1) (void)rig_sign(0, 'B', 'C', 1, 10);
            (void)rig_sign(20, 'B', 'A', 2, 30);
            seen[i] = canonical(100);
        }
        assert_int_equal(same(&seen[0], &seen[1]), broken == 0);
    }
}

static void what_was_told_already_is_kept_when_a_rule_is_broken(void **state) {
    (void)state;
    const struct rule_set broken = { 1 };
    struct bytes seen[4];
    for (int i = 0; i < 4; i++) {
        rig_begin_broken(QUORUM_NONE, 3, broken);
        (void)rig_lead(0, 'A', 1, "A", 900, i == 0 ? 10 : 800);
        (void)rig_lead(10, 'B', 2, "B", 900, 800);
        if (i == 0) (void)rig_lease(20, 'A', 1, 800, "A"); /* the same leases, but told now */
        if (i == 2) rig.judge.safety.node[0].overlaps = SET_EMPTY;
        if (i == 3) rig.judge.safety.node[0].uncovered = true;
        seen[i] = canonical(50);
    }
    assert_true(same(&seen[0], &seen[1]));
    assert_false(same(&seen[1], &seen[2]));
    assert_false(same(&seen[1], &seen[3]));
}

static void the_last_grant_is_kept_when_a_rule_is_broken(void **state) {
    (void)state;
    struct bytes seen[3];
    for (int i = 0; i < 3; i++) {
        rig_begin_broken(QUORUM_MAJORITY, 3, (struct rule_set){ 1 });
        (void)rig_lead(0, 'A', 3, "AB", 20, 10);
        rig.judge.safety.granted_node = i == 1 ? 1 : 0;
        rig.judge.safety.granted_term = i == 2 ? 2 : 3;
        seen[i] = canonical(50);
    }
    assert_false(same(&seen[0], &seen[1]));
    assert_false(same(&seen[0], &seen[2]));
}

/* ---- random runs ------------------------------------------------------------------------- */

enum { RUNS = 8000, SHORT = 5, LONG = 4, NODES = 2, TERMS = 3 };

struct run {
    struct bytes bytes;
    struct judge_safety judge;
    int64_t now_ms;
};

/* One random event, `now_ms` on; leases only in the node's own term, as nodes do. */
static uint32_t random_event(struct chooser *chooser, int64_t now_ms) {
    const char node = node_letter((uint8_t)choose(chooser, NODES));
    const char other = node_letter((uint8_t)choose(chooser, NODES));
    const uint32_t term = 1 + choose(chooser, TERMS);
    const int64_t end_ms = now_ms + choose(chooser, 4);
    const uint32_t own_term = rig.judge.safety.node[node - 'A'].term;
    switch (choose(chooser, 9)) {
    case 0:
    case 1: return rig_sign(now_ms, node, other, term, end_ms);
    case 2:
    case 3:
        if (own_term == 0) return NOTHING;
        return rig_lease(now_ms, node, own_term, end_ms, choose(chooser, 2) == 0 ? "A" : "AB");
    case 4: return rig_role(now_ms, node, (enum role)choose(chooser, ROLE_COUNT), term);
    case 5: return rig_start(now_ms, node, term, choose(chooser, 2) == 0 ? '-' : other, end_ms);
    case 6: return rig_send_leader(now_ms, node, node == 'A' ? 'B' : 'A', node, term);
    case 7: return rig_follow(now_ms, node, other, term);
    default: return rig_write(now_ms, node, term, true);
    }
}

/* Only the judge of safety, or most of the time would go into clearing the others. */
static void begin_random(void) {
    judge_safety_init(&rig.judge.safety, &rig.header);
}

/* The properties the next events break, up to and with the first that breaks any. */
static uint32_t judge_on(const struct run *run, uint64_t seed, uint32_t watched, int *after) {
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, seed);
    rig.judge.safety = run->judge;
    for (*after = 0; *after < LONG; ++*after) {
        const uint32_t found =
            random_event(&chooser.base, run->now_ms + choose(&chooser.base, 3)) & watched;
        if (found != NOTHING) return found;
    }
    return NOTHING;
}

static int by_bytes(const void *a, const void *b) {
    const struct run *const *left = a, *const *right = b;
    const struct bytes *x = &(*left)->bytes, *y = &(*right)->bytes;
    if (x->count != y->count) return x->count < y->count ? -1 : 1;
    return memcmp(x->at, y->at, x->count);
}

/* Unbroken, the worlds tell signatures (S4) and announcements (S6) apart. */
static void compare_random_runs(enum quorum_policy policy, bool broken) {
    struct chooser_seeded chooser;
    struct run *runs = calloc(RUNS, sizeof *runs);
    struct run **order = calloc(RUNS, sizeof *order);
    const uint32_t watched = broken ? UINT32_MAX : ~(BROKE(S4) | BROKE(S6));
    int pairs = 0, kept = 0;
    assert_non_null(runs);
    assert_non_null(order);
    rig_begin_broken(policy, NODES, (struct rule_set){ broken ? 1u : 0u });
    chooser_seeded_init(&chooser, 1 + (uint64_t)policy * 2 + (broken ? 1 : 0));
    for (int i = 0; i < RUNS; i++) {
        begin_random();
        int64_t now_ms = choose(&chooser.base, 50);
        uint32_t found = NOTHING;
        const uint32_t length = 1 + choose(&chooser.base, SHORT);
        for (uint32_t step = 0; step < length; step++) {
            now_ms += choose(&chooser.base, 3);
            found |= random_event(&chooser.base, now_ms) & watched;
        }
        if (found != NOTHING && !broken) continue; /* an explorer stops there */
        runs[kept].judge = rig.judge.safety;
        runs[kept].now_ms = now_ms;
        runs[kept].bytes = canonical(now_ms);
        order[kept] = &runs[kept];
        kept++;
    }
    qsort(order, (size_t)kept, sizeof order[0], by_bytes);
    for (int i = 0; i + 1 < kept; i++) {
        if (by_bytes(&order[i], &order[i + 1]) != 0) continue;
        if (memcmp(&order[i]->judge, &order[i + 1]->judge, sizeof order[i]->judge) != 0) pairs++;
        for (uint64_t seed = 0; seed < 8; seed++) {
            int after_a, after_b;
            const uint32_t a = judge_on(order[i], seed + (uint64_t)i * 8, watched, &after_a);
            const uint32_t b = judge_on(order[i + 1], seed + (uint64_t)i * 8, watched, &after_b);
            if (a != b || after_a != after_b)
                fail_msg("%s, pair %d, seed %d: %x and %x", quorum_name(policy), i, (int)seed, a,
                         b);
        }
    }
    assert_true(pairs > 100); /* or the test compared nothing */
    free(order);
    free(runs);
}

static void equal_bytes_judge_every_continuation_alike(void **state) {
    (void)state;
    for (int policy = 0; policy < QUORUM_COUNT; policy++) {
        compare_random_runs((enum quorum_policy)policy, false);
        compare_random_runs((enum quorum_policy)policy, true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_time_of_day_is_left_out),
        cmocka_unit_test(ended_leases_and_promises_are_left_out),
        cmocka_unit_test(running_leases_and_promises_are_kept),
        cmocka_unit_test(a_term_is_dead_once_every_node_is_above_it),
        cmocka_unit_test(signatures_are_kept_when_a_rule_is_broken),
        cmocka_unit_test(what_was_told_already_is_kept_when_a_rule_is_broken),
        cmocka_unit_test(the_last_grant_is_kept_when_a_rule_is_broken),
        cmocka_unit_test(equal_bytes_judge_every_continuation_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
