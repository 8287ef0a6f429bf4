/* Goal: every option reaches its field, belongs to its commands only, and a line that makes
 * no sense is refused in words.
 * Method: whole command lines, as tables. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#include "app/options.h"
#include "app/setup.h"

enum { WORDS_MAX = 24 };

static struct options options;
static struct err_info info;

/* Splits `line` at blanks; the words live until the next call. */
static enum err parse(const char *line) {
    static char words[400];
    static char *argv[WORDS_MAX + 1];
    int argc = 0;
    snprintf(words, sizeof words, "ringleader %s", line);
    memset(argv, 0, sizeof argv);
    for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " ")) {
        assert_true(argc < WORDS_MAX);
        argv[argc++] = word;
    }
    info.text[0] = '\0';
    return options_parse(&options, argc, argv, &info);
}

static void accept(const char *line) {
    if (parse(line) != ERR_NONE) fail_msg("`%s`: %s", line, info.text);
}

/* ---- each option ----------------------------------------------------------------- */

#define HOLDS(line, condition)                                                                     \
    do {                                                                                           \
        accept(line);                                                                              \
        assert_true(condition);                                                                    \
    } while (0)

static void each_option_sets_its_field(void **state) {
    (void)state;
    HOLDS("run -n 7 x", options.nodes == 7);
    HOLDS("run --nodes=2 x", options.nodes == 2);
    HOLDS("run --quorum majority x", options.quorum == QUORUM_MAJORITY);
    HOLDS("run --engine sim x", options.engine == ENGINE_SIM);
    HOLDS("run --seed 0x10 x", options.seed == 16);
    HOLDS("run --seed 18446744073709551615 x", options.seed == UINT64_MAX);
    HOLDS("run --hop 250us x", options.timers.hop_us == 250);
    HOLDS("run --heartbeat 1.5s x", options.timers.heartbeat_us == 1500000);
    HOLDS("run --lease 3ms x", options.timers.lease_us == 3000);
    HOLDS("run --promise 4ms x", options.timers.promise_us == 4000);
    HOLDS("run --stand 5ms x", options.timers.stand_us == 5000);
    HOLDS("run --hop-timeout 6ms x", options.timers.hop_timeout_us == 6000);
    HOLDS("run --drift 0 x", options.drift_ppm == 0 && options_has(&options, OPTION_DRIFT));
    HOLDS("run --unsafe x", options_has(&options, OPTION_UNSAFE));
    HOLDS("run --break promise --break abstain x",
          rule_broken(options.broken, RULE_PROMISE) && rule_broken(options.broken, RULE_ABSTAIN) &&
              !rule_broken(options.broken, RULE_VOTE_ONCE));
    HOLDS("run --for 2m x", options.for_us == 120 * US_PER_S);
    HOLDS("run --speed 0.5 x", options.speed_permille == 500);
    HOLDS("run --trace - x", strcmp(options.trace, "-") == 0);
    HOLDS("run --format junit x", options.format == REPORT_JUNIT);
    HOLDS("snapshot --format svg x", options.format == REPORT_SVG);
    HOLDS("snapshot --at 0s x", options_has(&options, OPTION_AT) && options.at_us == 0);
    HOLDS("snapshot --size 100x30 x", options.size_cols == 100 && options.size_rows == 30);
    HOLDS("tui --strict", options_has(&options, OPTION_STRICT));
    HOLDS("verify --strict-liveness x", options_has(&options, OPTION_STRICT_LIVENESS));
    HOLDS("replay --headless x", options_has(&options, OPTION_HEADLESS));
    HOLDS("tui --no-color", options_has(&options, OPTION_NO_COLOR));
    HOLDS("tui --ascii", options_has(&options, OPTION_ASCII));
    HOLDS("tui --theme light", strcmp(options.theme, "light") == 0);
    HOLDS("tui --readonly", options_has(&options, OPTION_READONLY));
    HOLDS("run -q x", options_has(&options, OPTION_QUIET));
    HOLDS("run -v x", options_has(&options, OPTION_VERBOSE));
    HOLDS("list -h", options_has(&options, OPTION_HELP));
    HOLDS("-V", options_has(&options, OPTION_VERSION));
}

static void options_stand_before_and_after_operands(void **state) {
    (void)state;
    accept("run one -n 3 two --seed 9 -- -n");
    assert_int_equal(options.operand_count, 3);
    assert_string_equal(options.operands[0], "one");
    assert_string_equal(options.operands[2], "-n");
    assert_int_equal(options.nodes, 3);
    assert_int_equal(options.seed, 9);
}

static void without_a_command_it_is_the_dashboard(void **state) {
    (void)state;
    accept("");
    assert_int_equal(options.command, APP_TUI);
    assert_false(options.command_given);
    accept("first-election");
    assert_int_equal(options.command, APP_TUI);
    assert_int_equal(options.operand_count, 1);
    accept("tui");
    assert_true(options.command_given);
}

/* The table of options is the judge: each on each command that parses here. */
static void an_option_is_refused_where_it_does_not_belong(void **state) {
    (void)state;
    static const struct {
        const char *name, *value;
        int on;
    } rows[] = {
#define X(symbol, name, letter, argument, on, help) { name, argument, on },
        OPTIONS(X)
#undef X
    };
    static const char *const commands[] = {
#define X(symbol, name, syntax, help) name,
        APP_COMMANDS(X)
#undef X
    };
    int refused = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (int command = 0; command < APP_COMMAND_COUNT; command++) {
            char line[120];
            if (command == APP_SWEEP || command == APP_CHECK || command == APP_COMPARE) continue;
            if ((rows[i].on & 1 << command) != 0) continue;
            snprintf(line, sizeof line, "%s --%s %s", commands[command], rows[i].name,
                     rows[i].value);
            assert_int_equal(parse(line), ERR_USAGE);
            assert_non_null(strstr(info.text, "does not belong to"));
            refused++;
        }
    }
    assert_true(refused > 50);
}

/* ---- refusals ----------------------------------------------------------------------- */

static void a_line_that_makes_no_sense_is_refused_in_words(void **state) {
    (void)state;
    static const struct {
        const char *line, *says;
    } rows[] = {
        { "run -n 1 x", "from 2 to 10" },
        { "run -n 11 x", "from 2 to 10" },
        { "run -n 3x x", "from 2 to 10" },
        { "run --seed -1 x", "no number" },
        { "run --seed 18446744073709551616 x", "no number" },
        { "run --hop 0ms x", "above 0" },
        { "run --hop 3 x", "a unit: us, ms, s or m" },
        { "run --hop -3ms x", "no duration" },
        { "run --lease 1000001s x", "too long" },
        { "run --drift 1000001 x", "parts per million" },
        { "run --speed 0 x", "0.1 to 10" },
        { "run --speed nan x", "0.1 to 10" },
        { "run --speed 1,5 x", "0.1 to 10" },
        { "run --quorum most x", "expected active, majority or none" },
        { "run --quorum majorty x", "did you mean `majority`? expected" },
        { "run --engine check x", "expected threads or sim" },
        { "run --format svg x", "expected text, json, tap or junit" },
        { "snapshot --format tap x", "expected text, ansi or svg" },
        { "snapshot --size 80 x", "COLUMNSxROWS" },
        { "snapshot --size 0x3 x", "COLUMNSxROWS" },
        { "run --break promis x", "did you mean `promise`?" },
        { "run --nods 3 x", "unknown option `--nods`; did you mean `--nodes`?" },
        { "run x --nonsense", "unknown option `--nonsense` (" },
        { "run x -qz", "unknown option `-z`" },
        { "run x --quiet=yes", "`--quiet` takes no value" },
        { "run x --seed", "`--seed` needs a value" },
        { "run x -n", "`-n` needs a value" },
        { "rnu x", "unknown command `rnu`; did you mean `run`?" },
        { "--seed 3 run x", "`run` must come first" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (parse(rows[i].line) != ERR_USAGE || strstr(info.text, rows[i].says) == NULL) {
            fail_msg("`%s`: \"%s\" does not say \"%s\"", rows[i].line, info.text, rows[i].says);
        }
    }
}

/* ---- command line beats scenario header beats default ---------------------------------- */

static struct trace_header header_of(const char *line, const char *text) {
    struct trace_header header;
    struct scenario *scenario = NULL;
    accept(line);
    if (text != NULL) {
        assert_int_equal(setup_parse(text, strlen(text), "t.ring", &scenario), EXIT_HOLDS);
    }
    assert_int_equal(setup_header(&options, scenario, "t.ring", &header), EXIT_HOLDS);
    free(scenario);
    return header;
}

static void the_command_line_beats_the_scenario_beats_the_default(void **state) {
    (void)state;
    static const char text[] = "nodes 4\nquorum majority\nseed 11\nengine sim\nhop 2ms\n"
                               "lease 900ms\ndrift 500\nbreak abstain\n0s note x\n";
    struct trace_header header = header_of("run --seed 3", NULL);
    assert_int_equal(header.elect.nodes, 5);
    assert_int_equal(header.elect.policy, QUORUM_ACTIVE);
    assert_int_equal(header.engine, ENGINE_THREADS);
    assert_int_equal(header.elect.timers.hop_us, 1000);
    assert_int_equal(header.elect.timers.drift_ppm, DRIFT_PPM_DEFAULT);

    header = header_of("run", text);
    assert_int_equal(header.elect.nodes, 4);
    assert_int_equal(header.elect.policy, QUORUM_MAJORITY);
    assert_int_equal(header.seed, 11);
    assert_int_equal(header.engine, ENGINE_SIM);
    assert_int_equal(header.elect.timers.hop_us, 2000);
    assert_int_equal(header.elect.timers.lease_us, 900000);
    assert_int_equal(header.elect.timers.drift_ppm, 500);

    header = header_of("run -n 3 --quorum none --seed 0 --engine threads --hop 3ms "
                       "--lease 800ms --drift 0 --break promise",
                       text);
    assert_int_equal(header.elect.nodes, 3);
    assert_int_equal(header.elect.policy, QUORUM_NONE);
    assert_int_equal(header.seed, 0);
    assert_int_equal(header.engine, ENGINE_THREADS);
    assert_int_equal(header.elect.timers.hop_us, 3000);
    assert_int_equal(header.elect.timers.lease_us, 800000);
    assert_int_equal(header.elect.timers.drift_ppm, 0);
    /* breaking adds up */
    assert_true(rule_broken(header.elect.broken, RULE_PROMISE));
    assert_true(rule_broken(header.elect.broken, RULE_ABSTAIN));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_option_sets_its_field),
        cmocka_unit_test(options_stand_before_and_after_operands),
        cmocka_unit_test(without_a_command_it_is_the_dashboard),
        cmocka_unit_test(an_option_is_refused_where_it_does_not_belong),
        cmocka_unit_test(a_line_that_makes_no_sense_is_refused_in_words),
        cmocka_unit_test(the_command_line_beats_the_scenario_beats_the_default),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
