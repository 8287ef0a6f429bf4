/* Goal: a packed state means the same as the stage it came from.  Method: random
 * walks, once on one stage that goes on for ever (absolute times, terms and hop
 * numbers), once packed and opened again at every step; both must always pack to
 * the same bytes, offer the same moves and be judged alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explore_kit.h"
#include "trace/header.h"

enum { WALKS = 60, STEPS = 250 };

static struct stage going_on, before, opened, after;
static struct stage_log log_on, log_opened;
static struct judge_safety whole, pieces;
static struct pack pack_on, pack_opened;

static const struct kit kits[] = {
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 3, 0, 2, 2, 2, 0, 0 } },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 4, 0, 0, 0, 0, 0, 0 } },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 3, 2, 3, 2, 3, 2, 2 } },
    { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 6, 1, 2, 1, 1, 1, 1 } },
    { .nodes = 4, .policy = QUORUM_ACTIVE, .bound = { 8, 0, 0, 0, 0, 0, 0 } },
    { .nodes = 3, .policy = QUORUM_NONE, .bound = { 2, 1, 1, 1, 1, 2, 1 } },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2, 1, 1, 1, 1, 1, 0 }, .drift = true },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2, 1, 1, 1, 1, 1, 0 }, .hop = 1 },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2, 1, 2, 1, 1, 1, 0 }, .full = true },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2, 0, 1, 0, 0, 0, 0 }, .any = true },
    { .nodes = 5, .policy = QUORUM_MAJORITY, .bound = { 3, 1, 1, 1, 1, 1, 1 } },
};

/* Faults are rarer than what goes by itself, or nothing ever gets done. */
static int pick_move(struct chooser *chooser, const struct move *moves, int count) {
    for (int tries = 0; tries < 20; tries++) {
        const int at = (int)choose(chooser, (uint32_t)count);
        if (!move_is_fault(moves[at]) || choose(chooser, 12) == 0) return at;
    }
    return 0;
}

static int judge_on(const struct explore_config *config) {
    struct violation found[VIOLATIONS_MAX];
    int count = 0, kept = 0;
    for (int i = 0; i < log_on.count; i++) {
        judge_safety_event(&whole, &log_on.event[i], found, &count);
    }
    for (int i = 0; i < count; i++) {
        kept += property_applies(found[i].property, config->elect.policy);
    }
    return kept;
}

static void begin(const struct explore_config *config, uint64_t index) {
    const struct trace_header header = { .elect = config->elect };
    struct violation found[VIOLATIONS_MAX];
    judge_safety_init(&whole, &header);
    log_on.loud = true;
    start_make(config, index, 0, &going_on, &log_on);
    stage_settle(&going_on, config);
    assert_int_equal(judge_on(config), 0);
    ghost_open(&pieces, &going_on, config);
    assert_int_equal(ghost_close(&pieces, &going_on, config, &log_on, found), 0);
}

/* One step of both; false when the walk is over. */
static bool step_both(const struct explore_config *config, struct chooser *chooser) {
    struct move moves[MOVES_MAX], moves_opened[MOVES_MAX];
    struct violation found[VIOLATIONS_MAX];
    assert_true(pack_stage(&going_on, config, &pack_on));
    pack_open(pack_on.at, pack_on.bytes, config, &opened);
    assert_true(pack_stage(&opened, config, &pack_opened));
    assert_int_equal(pack_on.bytes, pack_opened.bytes);
    assert_memory_equal(pack_on.at, pack_opened.at, pack_on.bytes);

    const int count = stage_moves(&going_on, config, moves);
    assert_int_equal(stage_moves(&opened, config, moves_opened), count);
    assert_memory_equal(moves, moves_opened, (size_t)count * sizeof moves[0]);
    const struct move move = moves[pick_move(chooser, moves, count)];

    stage_copy(&before, &going_on, config);
    stage_apply(&going_on, config, move, &log_on);
    ghost_open(&pieces, &before, config);
    (void)ghost_close(&pieces, &going_on, config, &log_on, found);
    stage_settle(&going_on, config);
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        if (going_on.node[i].life == LIFE_DOWN) continue;
        elect_check(&going_on.node[i].elect, &config->elect);
    }

    stage_copy(&after, &opened, config);
    stage_apply(&after, config, move, &log_opened);
    ghost_open(&pieces, &opened, config);
    const int verdict = ghost_close(&pieces, &after, config, &log_opened, found);
    stage_settle(&after, config);
    assert_int_equal(ghost_agreement(&after, config), ghost_agreement(&going_on, config));
    assert_int_equal(ghost_bound_ticks(&after, config), ghost_bound_ticks(&going_on, config));

    const int verdict_on = judge_on(config);
    assert_int_equal(verdict > 0, verdict_on > 0);
    const bool on = pack_stage(&going_on, config, &pack_on);
    assert_int_equal(pack_stage(&after, config, &pack_opened), on);
    if (!on || verdict > 0) return false;
    assert_int_equal(pack_on.bytes, pack_opened.bytes);
    assert_memory_equal(pack_on.at, pack_opened.at, pack_on.bytes);
    return true;
}

static void walk_kit(struct kit kit, uint64_t seed, int *violations, int *steps) {
    const struct explore_config config = kit_config(kit);
    struct chooser_seeded chooser;
    chooser_seeded_init(&chooser, seed);
    begin(&config, chooser_seeded_next(&chooser) % start_count(&config));
    for (int i = 0; i < STEPS; i++, (*steps)++) {
        if (step_both(&config, &chooser.base)) continue;
        (*violations)++;
        return;
    }
}

static void a_packed_state_goes_on_like_the_stage_it_came_from(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof kits / sizeof kits[0]; k++) {
        int violations = 0, steps = 0;
        for (uint64_t seed = 1; seed <= WALKS; seed++) {
            walk_kit(kits[k], seed, &violations, &steps);
        }
        /* with quorum none two leaders are nothing special */
        if (kits[k].policy != QUORUM_NONE) assert_int_equal(violations, 0);
    }
}

/* The verdict on broken protocols is the same, too; without violations this
 * would say nothing, so there must be some. */
static void broken_rules_are_judged_alike_packed_or_not(void **state) {
    (void)state;
    static const char *const rules[] = { "vote-once",   "promise",
                                         "abstain",     "lease-within-promise",
                                         "home-quorum", "home-term",
                                         "term-order",  "stable-storage",
                                         "hold-off" };
    int caught = 0;
    for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
        struct kit kit = { .nodes = 3,
                           .policy = QUORUM_MAJORITY,
                           .bound = { 5, 1, 3, 2, 3, 2, 0 },
                           .broken = rules[r] };
        if (strcmp(rules[r], "hold-off") == 0) kit.policy = QUORUM_ACTIVE;
        int violations = 0, steps = 0;
        for (uint64_t seed = 1; seed <= WALKS; seed++) walk_kit(kit, seed, &violations, &steps);
        caught += violations > 0;
    }
    assert_true(caught >= 5);
}

static void fingerprints_are_never_zero_and_differ(void **state) {
    (void)state;
    assert_int_not_equal(pack_fingerprint((const uint8_t *)"", 0), 0);
    assert_int_not_equal(pack_fingerprint((const uint8_t *)"a", 1),
                         pack_fingerprint((const uint8_t *)"b", 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_packed_state_goes_on_like_the_stage_it_came_from),
        cmocka_unit_test(broken_rules_are_judged_alike_packed_or_not),
        cmocka_unit_test(fingerprints_are_never_zero_and_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
