/* Goal: the search sees every state once, whatever its settings, and says so
 * truly.  Method: tiny rings, counted; the same exploration with other settings;
 * broken protocols, whose counterexamples are lived through again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "explore/pool.h"
#include "explore/retell.h"
#include "explore_kit.h"
#include "trace/judge_channel.h"

static struct search_result result, other;

static struct search_options plain(void) {
    return (struct search_options){ .jobs = 1, .states_max = 3000000, .memory_max = 1u << 30 };
}

static void run(struct kit kit, struct search_options options, struct search_result *out) {
    const struct explore_config config = kit_config(kit);
    struct err_info info;
    assert_int_equal(search_run(&config, &options, out, &info), ERR_NONE);
}

/* ---- counts ------------------------------------------------------------------------ */

/* If one of these changes, the protocol, the model or a reduction has changed:
 * know why before you write down the new number. */
static void tiny_rings_have_exactly_these_states(void **state) {
    (void)state;
    static const struct {
        struct kit kit;
        unsigned states, transitions, depth;
    } rows[] = {
        { { .nodes = 2, .policy = QUORUM_MAJORITY }, 17, 22, 10 },
        { { .nodes = 2, .policy = QUORUM_MAJORITY, .full = true }, 37, 47, 19 },
        { { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1 } }, 510, 760, 25 },
        { { .nodes = 2, .policy = QUORUM_ACTIVE, .bound = { 1 } }, 1146, 1549, 60 },
        { { .nodes = 2, .policy = QUORUM_NONE, .bound = { 1 } }, 549, 812, 33 },
        { { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } }, 3925, 8327, 62 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        run(rows[i].kit, plain(), &result);
        assert_false(result.violated);
        assert_int_equal(result.states, rows[i].states);
        assert_int_equal(result.transitions, rows[i].transitions);
        assert_int_equal(result.depth, rows[i].depth);
    }
}

static void assert_same(const struct search_result *a, const struct search_result *b) {
    assert_int_equal(a->states, b->states);
    assert_int_equal(a->transitions, b->transitions);
    assert_int_equal(a->depth, b->depth);
    assert_int_equal(a->edges, b->edges);
    assert_int_equal(a->owed, b->owed);
    assert_int_equal(a->recovery_ticks_max, b->recovery_ticks_max);
    assert_int_equal(a->violated, b->violated);
}

static const struct kit kits[] = {
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 0, 1, 0, 0, 0, 1, 1 } },
    { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 } },
    { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 1 } },
    { .nodes = 2, .policy = QUORUM_ACTIVE, .bound = { 1 }, .drift = true },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1 }, .any = true },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 }, .hop = 1 },
    { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1, 1, 1, 0, 0 } },
};
/* ThreadSanitizer makes a step some fifty times slower: threads are run against each
 * other on the smaller rings only, and tests of one thread not at all. */
#if defined(__SANITIZE_THREAD__)
enum { KITS = 3, SLOW = true };
#else
enum { KITS = sizeof kits / sizeof kits[0], SLOW = false };
#endif

static void two_threads_see_what_one_sees(void **state) {
    (void)state;
    for (int i = 0; i < KITS; i++) {
        struct search_options options = plain();
        options.liveness = true;
        run(kits[i], options, &result);
        options.jobs = 3;
        run(kits[i], options, &other);
        assert_false(result.violated);
        assert_same(&result, &other);
    }
}

static void full_states_agree_with_fingerprints(void **state) {
    (void)state;
    for (int i = 0; i < KITS; i++) {
        struct search_options options = plain();
        run(kits[i], options, &result);
        options.exact = true;
        options.jobs = 2;
        run(kits[i], options, &other);
        assert_same(&result, &other);
        assert_int_equal(other.collisions, 0);
    }
}

static void a_table_that_grows_loses_nothing(void **state) {
    (void)state;
    for (int i = 0; i < KITS; i++) {
        struct search_options options = plain();
        options.slots = 1 << 22;
        run(kits[i], options, &result);
        options.slots = 1;
        options.jobs = 2;
        run(kits[i], options, &other);
        assert_same(&result, &other);
    }
}

/* ---- reductions ----------------------------------------------------------------------- */

/* With and without: no violation, the same longest recovery (it is in ticks, not in
 * moves), and really fewer states. */
static void reductions_change_no_verdict_on_the_protocol(void **state) {
    (void)state;
    if (SLOW) skip();
    static const struct kit tried[] = {
        { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 2, 0, 1, 0, 1 } },
        { .nodes = 2, .policy = QUORUM_ACTIVE, .bound = { 2, 0, 1 } },
        { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 1, 0, 1, 0, 1 } },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 1 } },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 1 } },
        { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 }, .hop = 1 },
    };
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        struct search_options options = plain();
        options.liveness = true;
        struct kit kit = tried[i];
        run(kit, options, &result);
        kit.full = true;
        run(kit, options, &other);
        assert_int_equal(other.limit, LIMIT_NONE);
        assert_false(result.violated);
        assert_false(other.violated);
        assert_int_equal(result.recovery_ticks_max, other.recovery_ticks_max);
        assert_true(result.states < other.states);
    }
}

static void reductions_change_no_verdict_on_broken_rules(void **state) {
    (void)state;
    if (SLOW) skip();
    static const struct {
        const char *rule;
        struct kit kit;
    } tried[] = {
        { "promise", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
        { "vote-once", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 } } },
        { "vote-once", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 1 } } },
        { "term-order", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
        { "home-quorum", { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 0, 0, 0, 1 } } },
        { "abstain", { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 2 } } },
        { "hop-skip", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
        { "need", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
        { "extinction", { .nodes = 2, .policy = QUORUM_MAJORITY, .bound = { 0 } } },
        { "elected-timeout", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
        { "need-when-free", { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 } } },
    };
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        struct search_options options = plain();
        options.liveness = true;
        struct kit kit = tried[i].kit;
        kit.broken = tried[i].rule;
        run(kit, options, &result);
        kit.full = true;
        run(kit, options, &other);
        assert_int_equal(other.limit, LIMIT_NONE);
        assert_int_equal(result.violated, other.violated);
        if (!result.violated) continue;
        assert_int_equal(result.violation.property, other.violation.property);
        assert_true(result.path.length <= other.path.length);
    }
}

/* ---- counterexamples ---------------------------------------------------------------------- */

struct listener {
    struct retell_sink sink;
    struct judge_safety safety;
    struct judge_channel channel;
    enum property wanted;
    int seen, others; /* violations of the wanted property, of S7 */
    int steps, first_step;
};

static void listen(struct retell_sink *sink, const struct retold *step) {
    struct listener *self = (struct listener *)sink;
    struct violation found[VIOLATIONS_MAX];
    self->steps = step->number;
    for (int i = 0; i < step->log->count; i++) {
        int count = 0;
        struct event event = step->log->event[i];
        judge_safety_event(&self->safety, &event, found, &count);
        judge_channel_event(&self->channel, &event, found, &count);
        for (int k = 0; k < count; k++) {
            if (found[k].property == PROPERTY_S7) self->others++;
            if (found[k].property != self->wanted) continue;
            if (self->seen++ == 0) self->first_step = step->number;
        }
    }
}

static struct retelling retelling;
static struct listener listener;

static void retell_result(struct kit kit, const struct search_result *found) {
    struct explore_config config = kit_config(kit);
    const struct explore_ticks ticks = { .hop = kit.hop };
    assert_true(explore_config_timers(&config, kit.nodes, kit.policy, &ticks, 12000));
    const struct trace_header header = { .elect = config.elect };
    memset(&listener, 0, sizeof listener);
    listener.sink.step = listen;
    listener.wanted = found->violation.property;
    judge_safety_init(&listener.safety, &header);
    judge_channel_init(&listener.channel, &header);
    retell(&retelling, &config, &found->path, &listener.sink);
}

static void
a_counterexample_lived_through_again_breaks_the_property_at_its_last_step(void **state) {
    (void)state;
    static const struct kit tried[] = {
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 }, .broken = "promise" },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 }, .broken = "vote-once" },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 }, .broken = "term-order" },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 2 }, .broken = "hold-off" },
        { .nodes = 3,
          .policy = QUORUM_MAJORITY,
          .bound = { 1 },
          .broken = "lease-within-promise",
          .drift = true },
    };
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        run(tried[i], plain(), &result);
        assert_true(result.violated);
        retell_result(tried[i], &result);
        assert_true(listener.seen > 0);
        assert_int_equal(listener.first_step, result.path.length);
        assert_int_equal(listener.others, 0);
    }
}

static void a_livelock_comes_back_to_where_it_was(void **state) {
    (void)state;
    static const struct kit tried[] = {
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1 }, .broken = "hop-skip" },
        { .nodes = 2, .policy = QUORUM_MAJORITY, .broken = "extinction" },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 1 }, .broken = "need" },
    };
    static struct pack first, last;
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        struct search_options options = plain();
        const struct explore_config config = kit_config(tried[i]);
        options.liveness = true;
        run(tried[i], options, &result);
        assert_true(result.violated);
        assert_int_equal(result.violation.property, PROPERTY_L1);
        assert_true(result.path.loop >= 0 && result.path.loop < result.path.length);
        struct search_path path = result.path;
        path.length = path.loop;
        retell(&retelling, &config, &path, NULL);
        assert_true(pack_stage(&retelling.after, &config, &first));
        retell(&retelling, &config, &result.path, NULL);
        assert_true(pack_stage(&retelling.after, &config, &last));
        assert_int_equal(first.bytes, last.bytes);
    }
}

/* ---- limits ---------------------------------------------------------------------------------- */

static bool always(void) {
    return true;
}

static void limits_are_named_when_they_end_a_search(void **state) {
    (void)state;
    const struct kit kit = { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2, 1, 1, 1 } };
    struct search_options options = plain();
    options.states_max = 20000;
    run(kit, options, &result);
    assert_int_equal(result.limit, LIMIT_STATES);
    assert_true(result.states >= 20000 && result.states < 200000);
    options = plain();
    options.memory_max = 12u << 20;
    options.jobs = 2;
    run(kit, options, &result);
    assert_int_equal(result.limit, LIMIT_MEMORY);
    assert_false(result.violated);
    options = plain();
    options.interrupted = always;
    run(kit, options, &result);
    assert_int_equal(result.limit, LIMIT_INTERRUPT);
}

static void a_small_number_of_states_is_a_limit_too(void **state) {
    (void)state;
    const struct kit kit = { .nodes = 2, .policy = QUORUM_ACTIVE, .bound = { 1 } };
    struct search_options options = plain();
    options.states_max = 100;
    run(kit, options, &result);
    assert_int_equal(result.limit, LIMIT_STATES);
    assert_true(result.states >= 100 && result.states < 300);
}

/* The graph is larger than what the search itself needs. */
static void liveness_is_within_the_memory_limit(void **state) {
    (void)state;
    const struct kit kit = { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 1, 0, 1 } };
    struct search_options options = plain();
    run(kit, options, &result);
    const size_t searching = result.bytes;
    options.liveness = true;
    run(kit, options, &result);
    assert_true(result.judged_liveness);
    assert_true(result.bytes > searching + result.edges * 5);
    options.memory_max = result.bytes - 1;
    run(kit, options, &other);
    assert_int_equal(other.limit, LIMIT_MEMORY);
    assert_false(other.judged_liveness);
    assert_int_equal(other.states, result.states);
}

static void ways_to_begin_are_counted_without_wrapping_round(void **state) {
    (void)state;
    struct explore_config config = kit_config((struct kit){
        .nodes = 5, .policy = QUORUM_MAJORITY, .bound = { 1 }, .drift = true, .any = true });
    config.elect.timers.promise_us = 20 * config.unit_us;
    uint64_t fewer = start_count(&config);
    for (int units = 21; units < 250; units++) {
        config.elect.timers.promise_us = units * config.unit_us;
        const uint64_t count = start_count(&config);
        assert_true(count > fewer || count == UINT64_MAX);
        fewer = count;
    }
    assert_true(fewer == UINT64_MAX);
}

/* ---- what is owed ----------------------------------------------------------------------- */

static void every_state_is_judged_by_what_it_is_owed(void **state) {
    (void)state;
    static const struct kit tried[] = {
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 0, 0, 0, 0, 0, 0, 1 } },
        { .nodes = 3, .policy = QUORUM_ACTIVE, .bound = { 0, 0, 0, 0, 0, 0, 1 } },
        { .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2 } },
    };
    struct search_options options = plain();
    options.liveness = true;
    for (size_t i = 0; i < sizeof tried / sizeof tried[0]; i++) {
        run(tried[i], options, &result);
        assert_false(result.violated);
        assert_int_equal(result.weakly_owed > 0, tried[i].bound[BOUND_CUTS] > 0);
        /* only with two dead there are no two of three that reach each other */
        assert_int_equal(result.unowed > 0, tried[i].bound[BOUND_KILLS] > 0);
    }
}

static void with_a_link_cut_one_way_somebody_must_lead(void **state) {
    (void)state;
    static struct stage stage;
    static struct stage_log log;
    const struct explore_config config =
        kit_config((struct kit){ .nodes = 3, .policy = QUORUM_MAJORITY });
    stage_boot(&stage, &config, 0, 0, &log);
    assert_int_equal(ghost_agreement(&stage, &config), VERDICT_OPEN);
    stage.blocked[0] = set_of(1);
    assert_int_equal(ghost_agreement(&stage, &config), VERDICT_LEADERLESS);
    stage.node[2].elect.role = ROLE_LEADER;
    stage.node[2].elect.lease_us = config.tick_us;
    assert_int_equal(ghost_agreement(&stage, &config), VERDICT_LED);
    stage.blocked[1] = set_of(2);
    assert_int_equal(ghost_agreement(&stage, &config), VERDICT_LED); /* A and C */
    stage.blocked[2] = set_of(0);
    assert_int_equal(ghost_agreement(&stage, &config), VERDICT_NONE);
}

static void a_bound_on_terms_is_counted_not_hidden(void **state) {
    (void)state;
    struct explore_config config =
        kit_config((struct kit){ .nodes = 3, .policy = QUORUM_MAJORITY, .bound = { 2 } });
    struct search_options options = plain();
    struct err_info info;
    config.terms = 1;
    assert_int_equal(search_run(&config, &options, &result, &info), ERR_NONE);
    assert_true(result.beyond_terms > 0);
    config.terms = TERMS_MAX;
    assert_int_equal(search_run(&config, &options, &other, &info), ERR_NONE);
    assert_int_equal(other.beyond_terms, 0);
    assert_true(result.states < other.states);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tiny_rings_have_exactly_these_states),
        cmocka_unit_test(two_threads_see_what_one_sees),
        cmocka_unit_test(full_states_agree_with_fingerprints),
        cmocka_unit_test(a_table_that_grows_loses_nothing),
        cmocka_unit_test(reductions_change_no_verdict_on_the_protocol),
        cmocka_unit_test(reductions_change_no_verdict_on_broken_rules),
        cmocka_unit_test(a_counterexample_lived_through_again_breaks_the_property_at_its_last_step),
        cmocka_unit_test(a_livelock_comes_back_to_where_it_was),
        cmocka_unit_test(limits_are_named_when_they_end_a_search),
        cmocka_unit_test(a_small_number_of_states_is_a_limit_too),
        cmocka_unit_test(liveness_is_within_the_memory_limit),
        cmocka_unit_test(ways_to_begin_are_counted_without_wrapping_round),
        cmocka_unit_test(every_state_is_judged_by_what_it_is_owed),
        cmocka_unit_test(with_a_link_cut_one_way_somebody_must_lead),
        cmocka_unit_test(a_bound_on_terms_is_counted_not_hidden),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
