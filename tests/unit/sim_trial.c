/* Goal: random faults violate nothing, find broken rules, and see what a good
 * search must see; a failure can be shortened.
 * Method: seeds from 1 on, a hundred under sanitizers and two thousand without (most
 * of them short); for every rule that random faults can find, how many it takes. */
#include "unit/world_scene.h"

#include <stdlib.h>

#include "sim/trial.h"

static struct trial trial;
static struct plan plan, scratch;

static struct plan_wish wish_for(enum quorum_policy policy) {
    return (struct plan_wish){ .nodes_min = NODES_MIN,
                               .nodes_max = NODES_MAX,
                               .policy = policy,
                               .timers = { .drift_ppm = DRIFT_PPM_DEFAULT } };
}

/* The whole sweep takes too long with every access checked. */
static uint64_t seeds(void) {
    const char *sanitizer = getenv("SAN");
    return sanitizer != NULL && sanitizer[0] != '\0' ? 100 : 2000;
}

static uint64_t seen;

static void sweep_is_clean(enum quorum_policy policy) {
    struct plan_wish wish = wish_for(policy);
    seen = 0;
    for (uint64_t seed = 1; seed <= seeds(); seed++) {
        if (seed > 200) wish.faults_us = 2 * US_PER_S;
        plan_draw(&plan, &wish, seed);
        if (!trial_run(&trial, &plan, NULL)) {
            fail_msg("seed %d with quorum %s: %s", (int)seed, quorum_name(policy),
                     trial.violation.detail);
        }
        assert_int_equal(trial.verdict.violations, 0);
        seen |= trial.sometimes.seen;
    }
}

static void everything_was_seen_that(enum quorum_policy policy) {
    if (seeds() < 1000) return;
    for (unsigned i = 0; i < SOMETIMES_COUNT; i++) {
        const enum sometimes_kind kind = (enum sometimes_kind)i;
        const bool was_seen = (seen >> i & 1) != 0;
        if (sometimes_applies(kind, policy) && !was_seen) {
            fail_msg("never with quorum %s: %s", quorum_name(policy), sometimes_help(kind));
        }
    }
}

static void majority_survives_every_fault(void **state) {
    (void)state;
    sweep_is_clean(QUORUM_MAJORITY);
    everything_was_seen_that(QUORUM_MAJORITY);
}

static void active_survives_every_fault(void **state) {
    (void)state;
    sweep_is_clean(QUORUM_ACTIVE);
    everything_was_seen_that(QUORUM_ACTIVE);
}

static void none_survives_crashes_and_small_delays(void **state) {
    (void)state;
    sweep_is_clean(QUORUM_NONE);
    everything_was_seen_that(QUORUM_NONE);
}

/* Rule, policy, seeds within which it is found, properties that may find it, nodes
 * (0: 2 to 10). */
static const struct {
    enum rule rule;
    enum quorum_policy policy;
    uint64_t within;
    const char *as;
    uint8_t nodes;
} findable[] = {
    { RULE_VOTE_ONCE, QUORUM_MAJORITY, 20, "S1 S3", 0 },
    { RULE_STABLE_STORAGE, QUORUM_MAJORITY, 20, "S1 S3", 0 },
    { RULE_PROMISE, QUORUM_MAJORITY, 5, "S2 S5", 0 },
    { RULE_SELF_PROMISE, QUORUM_MAJORITY, 20, "S2 S5", 0 },
    { RULE_ABSTAIN, QUORUM_MAJORITY, 50, "S2 S5", 0 },
    { RULE_LEASE_FROM_SEND, QUORUM_MAJORITY, 20, "S2 S5", 0 },
    { RULE_LEASE_WITHIN_PROMISE, QUORUM_MAJORITY, 5, "S2 S5", 0 },
    { RULE_TERM_ORDER, QUORUM_MAJORITY, 20, "S3", 0 },
    { RULE_HOME_TERM, QUORUM_MAJORITY, 50, "S1 S4", 0 },
    { RULE_HOME_QUORUM, QUORUM_MAJORITY, 20, "S2 S4", 0 },
    { RULE_HOLD_OFF, QUORUM_ACTIVE, 200, "S1 S2", 4 },
    { RULE_EXTINCTION, QUORUM_MAJORITY, 50, "L1 L2", 0 },
    { RULE_FREE_TO_PASS, QUORUM_MAJORITY, 50, "L1 L3", 0 },
    { RULE_ELECTED_TIMEOUT, QUORUM_MAJORITY, 50, "L1", 0 },
    { RULE_NEED, QUORUM_MAJORITY, 50, "L1", 0 },
    { RULE_HOP_SKIP, QUORUM_MAJORITY, 50, "L1 L3", 0 },
};

static uint64_t find(enum rule rule, uint64_t within, struct plan_wish *wish) {
    for (size_t i = 0; i < sizeof findable / sizeof findable[0]; i++) {
        if (findable[i].rule != rule) continue;
        *wish = wish_for(findable[i].policy);
        if (findable[i].nodes != 0) wish->nodes_min = wish->nodes_max = findable[i].nodes;
    }
    wish->broken = rule_break(wish->broken, rule);
    for (uint64_t seed = 1; seed <= within; seed++) {
        plan_draw(&plan, wish, seed);
        if (!trial_run(&trial, &plan, NULL)) return seed;
    }
    return 0;
}

static void broken_rules_are_found(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof findable / sizeof findable[0]; i++) {
        struct plan_wish wish;
        const uint64_t seed = find(findable[i].rule, findable[i].within, &wish);
        if (seed == 0) {
            fail_msg("--break %s is not found in %d seeds", rule_name(findable[i].rule),
                     (int)findable[i].within);
        }
        const char *property = property_name(trial.violation.property);
        printf("# %-20s %-8s seed %4d  %s\n", rule_name(findable[i].rule),
               quorum_name(findable[i].policy), (int)seed, property);
        assert_non_null(strstr(findable[i].as, property));
    }
}

/* What only check finds: a node without a quorum whose terms race harms nobody. */
static void the_rules_that_are_not_found_are_known(void **state) {
    static const enum rule hidden[] = { RULE_NEED_WHEN_FREE, RULE_ELECTION_QUORUM };
    (void)state;
    int found = 0;
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        for (size_t i = 0; i < sizeof findable / sizeof findable[0]; i++) {
            found += findable[i].rule == (enum rule)rule;
        }
    }
    assert_int_equal(found + (int)(sizeof hidden / sizeof hidden[0]), RULE_COUNT);
}

static void a_failure_is_shortened_and_still_fails_the_same_way(void **state) {
    static const enum rule rules[] = { RULE_STABLE_STORAGE, RULE_HOME_QUORUM, RULE_NEED };
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct plan_wish wish;
        assert_true(find(rules[i], 50, &wish) > 0);
        const enum property property = trial.violation.property;
        const uint16_t faults = plan.count;
        const int runs = trial_shrink(&trial, &plan, &scratch, 150);
        assert_in_range(runs, 2, 152);
        assert_true(plan.count < faults / 2);
        assert_false(trial_run(&trial, &plan, NULL));
        assert_int_equal(trial.violation.property, property);
    }
}

static void a_plan_that_holds_is_not_shortened(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_MAJORITY);
    plan_draw(&plan, &wish, 1);
    const struct plan before = plan;
    assert_int_equal(trial_shrink(&trial, &plan, &scratch, 100), 1);
    assert_memory_equal(&before, &plan, sizeof plan);
}

/* ---- what a run hands out -------------------------------------------------------------- */

struct counter {
    struct event_sink sink;
    uint64_t events, hash;
    int violations;
};

static void count(struct event_sink *sink, const struct event *event) {
    struct counter *self = (struct counter *)sink;
    assert_int_equal(event->seq, ++self->events);
    self->violations += event->kind == EVENT_VIOLATION;
    self->hash = (self->hash ^ (uint64_t)event->t_us ^ (uint64_t)event->kind << 40) *
                 UINT64_C(1099511628211);
}

static void a_run_twice_tells_the_same(void **state) {
    (void)state;
    const struct plan_wish wish = wish_for(QUORUM_ACTIVE);
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct counter first = { .sink = { count } }, second = { .sink = { count } };
        plan_draw(&plan, &wish, seed);
        assert_true(trial_run(&trial, &plan, &first.sink));
        memset(&trial, 0x77, sizeof trial);
        assert_true(trial_run(&trial, &plan, &second.sink));
        assert_int_equal(first.events, second.events);
        assert_int_equal(first.hash, second.hash);
        assert_int_equal(first.violations, 0);
    }
}

static void the_first_violation_ends_the_run_and_is_told(void **state) {
    struct plan_wish wish;
    (void)state;
    struct counter told = { .sink = { count } };
    assert_true(find(RULE_STABLE_STORAGE, 50, &wish) > 0);
    assert_false(trial_run(&trial, &plan, &told.sink));
    assert_true(told.violations >= 1);
    assert_int_equal(told.events, trial.verdict.events);
    assert_int_equal(trial.verdict.exit, 1);
    assert_true(trial.cause_seq < told.events);
}

static void a_run_goes_on_after_violations_that_are_let_pass(void **state) {
    (void)state;
    struct plan_wish wish = wish_for(QUORUM_MAJORITY);
    wish.nodes_min = wish.nodes_max = 3;
    wish.broken = rule_break(wish.broken, RULE_PROMISE);
    bool found = false;
    for (uint64_t seed = 1; seed <= 50 && !found; seed++) {
        plan_draw(&plan, &wish, seed);
        plan.let_pass = ~(UINT32_C(1) << PROPERTY_S2);
        found = !trial_run(&trial, &plan, NULL);
    }
    assert_true(found);
    assert_int_equal(trial.violation.property, PROPERTY_S2);
    assert_true((trial.broken >> PROPERTY_S5 & 1) != 0 && (trial.broken >> PROPERTY_S2 & 1) != 0);
    const int64_t second_us = trial.violation.t_us;
    plan.let_pass = 0;
    assert_false(trial_run(&trial, &plan, NULL)); /* what was let pass ends it */
    assert_int_equal(trial.violation.property, PROPERTY_S5);
    assert_true(trial.violation.t_us <= second_us);
}

/* Without the cure nobody may expect a leader: it is never shortened away. */
static void shortening_keeps_the_cure(void **state) {
    struct plan_wish wish;
    (void)state;
    assert_true(find(RULE_NEED, 50, &wish) > 0);
    int cure = 0, kept = 0;
    for (int i = 0; i < plan.count; i++) cure += plan.fault[i].cure;
    (void)trial_shrink(&trial, &plan, &scratch, 150);
    for (int i = 0; i < plan.count; i++) kept += plan.fault[i].cure;
    if (trial.violation.t_us > plan.calm_us) assert_int_equal(kept, cure);
    else assert_int_equal(kept, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(majority_survives_every_fault),
        cmocka_unit_test(active_survives_every_fault),
        cmocka_unit_test(none_survives_crashes_and_small_delays),
        cmocka_unit_test(broken_rules_are_found),
        cmocka_unit_test(the_rules_that_are_not_found_are_known),
        cmocka_unit_test(a_failure_is_shortened_and_still_fails_the_same_way),
        cmocka_unit_test(a_plan_that_holds_is_not_shortened),
        cmocka_unit_test(a_run_twice_tells_the_same),
        cmocka_unit_test(the_first_violation_ends_the_run_and_is_told),
        cmocka_unit_test(a_run_goes_on_after_violations_that_are_let_pass),
        cmocka_unit_test(shortening_keeps_the_cure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
