/* Goal: settings become the world they name, and a bad one is refused with the nearest word.
 * Method: parse settings, lay them over small scenarios, look at the header that comes out. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare.h"
#include "app/setup.h"

static struct compare_options options;
static struct compare_settings world;
static struct err_info info;

static bool parse(const char *text) {
    memset(&world, 0, sizeof world);
    return compare_settings_parse(text, &world, &info);
}

static void refused(const char *text, const char *says) {
    assert_false(parse(text));
    if (strstr(info.text, says) == NULL) fail_msg("`%s`: %s", text, info.text);
}

/* The header of the scenario in the world; EXIT_HOLDS expected. */
static struct trace_header header_of(const char *scenario_text, const char *settings) {
    struct trace_header header;
    struct scenario *scenario;
    assert_int_equal(setup_parse(scenario_text, strlen(scenario_text), "t.ring", &scenario),
                     EXIT_HOLDS);
    if (!parse(settings)) fail_msg("%s", info.text);
    assert_int_equal(compare_header(&options, &world, scenario, "t.ring", &header), EXIT_HOLDS);
    free(scenario);
    return header;
}

static int plain_options(void **state) {
    (void)state;
    memset(&options, 0, sizeof options);
    return 0;
}

static void common(const char *text) {
    assert_true(compare_settings_parse(text, &options.common, &info));
}

/* ---- settings ----------------------------------------------------------------------- */

static void the_label_is_what_was_given_or_its_name(void **state) {
    (void)state;
    assert_true(parse("quorum=none,break=promise"));
    assert_string_equal(world.label, "quorum=none,break=promise");
    assert_true(parse("quorum=none,name=textbook"));
    assert_string_equal(world.label, "textbook");
    assert_true(parse("as-is"));
    assert_string_equal(world.label, "as-is");
    assert_int_equal(world.count, 0);
}

static void a_bad_setting_is_refused_with_the_nearest_word(void **state) {
    (void)state;
    refused("quorm=none", "did you mean `quorum`?");
    refused("quorum=majorty", "did you mean `majority`?");
    refused("break=vote-onse", "did you mean `vote-once`?");
    refused("engine=sym", "did you mean `sim`?");
    refused("nodes=11", "2 to 10");
    refused("heartbeat=3", "unit");
    refused("lease=0s", "longer than 0");
    refused("quorum=", "active");
    refused("unsafe=yes", "yes");
    refused("quorum=none,quorum=active", "given twice");
    refused("", "empty setting");
    refused("quorum=none,,nodes=3", "empty setting");
    refused("nodes=3#x", "`#`");
    refused("zzz", "unknown setting");
}

static void every_setting_of_a_header_is_a_setting_of_a_world(void **state) {
    (void)state;
    static const char *const values[SETTING_COUNT] = {
        [SETTING_NODES] = "4",      [SETTING_QUORUM] = "none",   [SETTING_SEED] = "0x10",
        [SETTING_HOP] = "2ms",      [SETTING_HEARTBEAT] = "1s",  [SETTING_LEASE] = "3s",
        [SETTING_PROMISE] = "4s",   [SETTING_STAND] = "1s",      [SETTING_HOP_TIMEOUT] = "9ms",
        [SETTING_DRIFT] = "500",    [SETTING_BREAK] = "abstain", [SETTING_ENGINE] = "threads",
        [SETTING_RING] = "A+C+B+D", [SETTING_NAME] = "all",      [SETTING_UNSAFE] = "",
    };
    memset(&world, 0, sizeof world);
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        assert_non_null(values[i]);
        if (!compare_settings_add(&world, (enum setting)i, values[i], strlen(values[i]), &info)) {
            fail_msg("%s", info.text);
        }
    }
    struct trace_header header;
    struct scenario *scenario;
    assert_int_equal(setup_parse("", 0, "t.ring", &scenario), EXIT_HOLDS);
    assert_int_equal(compare_header(&options, &world, scenario, "t.ring", &header), EXIT_HOLDS);
    free(scenario);
    assert_string_equal(header.scenario, "t"); /* a world's name does not rename the scenario */
    assert_int_equal(header.elect.nodes, 4);
    assert_int_equal(header.elect.policy, QUORUM_NONE);
    assert_int_equal(header.seed, 16);
    assert_int_equal(header.elect.timers.hop_us, 2000);
    assert_int_equal(header.elect.timers.hop_timeout_us, 9000);
    assert_int_equal(header.elect.timers.heartbeat_us, 1000000);
    assert_int_equal(header.elect.timers.lease_us, 3000000);
    assert_int_equal(header.elect.timers.promise_us, 4000000);
    assert_int_equal(header.elect.timers.stand_us, 1000000);
    assert_int_equal(header.elect.timers.drift_ppm, 500);
    assert_int_equal(header.elect.broken.bits, 1u << RULE_ABSTAIN);
    assert_int_equal(header.engine, ENGINE_THREADS);
    assert_int_equal(header.elect.next[0], 2); /* A, then C */
}

/* ---- over a scenario ---------------------------------------------------------------- */

static void without_a_word_a_world_is_sim_with_seed_1(void **state) {
    (void)state;
    const struct trace_header header = header_of("", "as-is");
    assert_int_equal(header.engine, ENGINE_SIM);
    assert_int_equal(header.seed, 1);
    assert_int_equal(header.elect.nodes, 5);
    assert_int_equal(header.elect.policy, QUORUM_ACTIVE);
}

static void the_scenario_counts_where_the_world_is_silent(void **state) {
    (void)state;
    const struct trace_header header =
        header_of("nodes 3\nseed 9\nquorum majority\nengine threads\n", "heartbeat=1s");
    assert_int_equal(header.elect.nodes, 3);
    assert_int_equal(header.seed, 9);
    assert_int_equal(header.engine, ENGINE_THREADS);
    assert_int_equal(header.elect.policy, QUORUM_MAJORITY);
    assert_int_equal(header.elect.timers.heartbeat_us, US_PER_S);
}

static void world_beats_common_beats_scenario(void **state) {
    (void)state;
    common("quorum=majority,nodes=4");
    const struct trace_header header = header_of("nodes 3\nquorum active\n", "quorum=none");
    assert_int_equal(header.elect.policy, QUORUM_NONE);
    assert_int_equal(header.elect.nodes, 4);
}

static void broken_rules_add_up_until_none(void **state) {
    (void)state;
    common("break=promise");
    struct trace_header header = header_of("break abstain\n", "break=vote-once+need");
    assert_int_equal(header.elect.broken.bits, 1u << RULE_ABSTAIN | 1u << RULE_PROMISE |
                                                   1u << RULE_VOTE_ONCE | 1u << RULE_NEED);
    header = header_of("break abstain\n", "break=none,break=need");
    assert_int_equal(header.elect.broken.bits, 1u << RULE_NEED);
}

static void what_a_world_makes_impossible_is_refused(void **state) {
    (void)state;
    static const char *const rows[][2] = {
        { "0s kill C\n", "nodes=2" },    /* C is not there */
        { "", "heartbeat=1ms" },         /* an inequality */
        { "", "ring=A+B" },              /* C, D, E are missing */
        { "nodes 3\n", "ring=A+B+D" },   /* D is not there */
        { "", "lease=1s,promise=500ms" } /* an inequality */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct trace_header header;
        struct scenario *scenario;
        assert_int_equal(setup_parse(rows[i][0], strlen(rows[i][0]), "t.ring", &scenario),
                         EXIT_HOLDS);
        assert_true(parse(rows[i][1]));
        const int code = compare_header(&options, &world, scenario, "t.ring", &header);
        free(scenario);
        if (code != EXIT_USAGE) fail_msg("%s", rows[i][1]);
    }
}

/* ---- ranges ------------------------------------------------------------------------- */

static void a_range_is_min_lower_median_and_max(void **state) {
    (void)state;
    static const int64_t values[] = { 30, 10, TIME_NEVER, 20 };
    struct compare_run runs[4] = { { .holds = true }, { .holds = false }, { .holds = true } };
    struct compare_world all = { .run_count = 4, .run = runs };
    for (int i = 0; i < 4; i++) runs[i].value[MEASURE_LEADER] = values[i];
    struct compare_range range = compare_range(&all, MEASURE_LEADER);
    assert_int_equal(range.min, 10);
    assert_int_equal(range.median, 20);
    assert_int_equal(range.max, TIME_NEVER);
    assert_int_equal(compare_holds(&all), 2);
    all.run_count = 1;
    range = compare_range(&all, MEASURE_LEADER);
    assert_int_equal(range.min, 30);
    assert_int_equal(range.median, 30);
    assert_int_equal(range.max, 30);
}

/* ---- again -------------------------------------------------------------------------- */

static const char *again(const char *source, const char *scenario_text, const char *settings) {
    static char buffer[600];
    struct text text;
    struct compare_world it = { .settings = &world };
    struct compare_table table = { .source = source };
    it.header = header_of(scenario_text, settings);
    assert_int_equal(setup_parse(scenario_text, strlen(scenario_text), source, &table.scenario),
                     EXIT_HOLDS);
    text_init(&text, buffer, sizeof buffer);
    const bool can = compare_again(&options, &table, &it, 7, &text);
    free(table.scenario);
    return can ? buffer : "-";
}

static void the_line_to_watch_says_all_that_differs(void **state) {
    (void)state;
    common("heartbeat=400ms,quorum=active");
    assert_string_equal(again("a.ring", "break need\n", "quorum=none,break=promise+need,name=x"),
                        "ringleader tui --engine sim --seed 7 --heartbeat 400ms --quorum none "
                        "--break promise a.ring");
    assert_string_equal(again("a.ring", "", "unsafe,engine=threads"),
                        "ringleader tui --engine threads --seed 7 --heartbeat 400ms --quorum "
                        "active --unsafe a.ring");
}

static void what_no_line_can_say_is_not_said(void **state) {
    (void)state;
    assert_string_equal(again("a.ring", "", "ring=A+C+B+D+E"), "-");
    assert_string_equal(again("a.ring", "break need\n", "break=none"), "-");
    assert_string_equal(again("-", "", "quorum=none"), "-");
    assert_string_equal(again("my file.ring", "", "quorum=none"), "-");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_label_is_what_was_given_or_its_name),
        cmocka_unit_test(a_bad_setting_is_refused_with_the_nearest_word),
        cmocka_unit_test_setup(every_setting_of_a_header_is_a_setting_of_a_world, plain_options),
        cmocka_unit_test_setup(without_a_word_a_world_is_sim_with_seed_1, plain_options),
        cmocka_unit_test_setup(the_scenario_counts_where_the_world_is_silent, plain_options),
        cmocka_unit_test_setup(world_beats_common_beats_scenario, plain_options),
        cmocka_unit_test_setup(broken_rules_add_up_until_none, plain_options),
        cmocka_unit_test_setup(what_a_world_makes_impossible_is_refused, plain_options),
        cmocka_unit_test(a_range_is_min_lower_median_and_max),
        cmocka_unit_test_setup(the_line_to_watch_says_all_that_differs, plain_options),
        cmocka_unit_test_setup(what_no_line_can_say_is_not_said, plain_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
