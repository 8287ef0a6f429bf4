/* Goal: the table says what the runs came to, whatever their number, and stays in 80 columns.
 * Method: runs made by hand, printed to memory; single lines and widths looked at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/compare.h"

enum { RUNS_MAX = 3 };

static struct compare_options options;
static struct compare_settings settings[COMPARE_WORLDS_MAX];
static struct compare_world worlds[COMPARE_WORLDS_MAX];
static struct compare_run runs[COMPARE_WORLDS_MAX][RUNS_MAX];
static struct scenario scenario;
static struct compare_table table;
static char *printed;

/* `count` worlds named w1, w2, ... with `run_count` runs each: all figures 0, all hold. */
static void make(int count, int run_count) {
    memset(&options, 0, sizeof options);
    memset(settings, 0, sizeof settings);
    memset(worlds, 0, sizeof worlds);
    memset(runs, 0, sizeof runs);
    options.seeds_given = run_count > 1;
    options.first_seed = 1;
    options.last_seed = (uint64_t)run_count;
    for (int i = 0; i < count; i++) {
        snprintf(settings[i].label, sizeof settings[i].label, "w%d", i + 1);
        worlds[i] = (struct compare_world){ .settings = &settings[i],
                                            .header = { .scenario = "hand-made",
                                                        .engine = ENGINE_SIM,
                                                        .seed = 1,
                                                        .elect = { .nodes = 3 } },
                                            .run_count = run_count,
                                            .run = runs[i] };
        for (int j = 0; j < run_count; j++) {
            runs[i][j].seed = (uint64_t)j + 1;
            runs[i][j].holds = true;
        }
    }
    table = (struct compare_table){
        .source = "x.ring", .scenario = &scenario, .world_count = count, .world = worlds
    };
}

static const char *print(enum compare_format format) {
    size_t length;
    free(printed);
    FILE *out = open_memstream(&printed, &length);
    assert_non_null(out);
    if (format == COMPARE_TEXT) compare_print_text(&options, &table, 1, out);
    else if (format == COMPARE_CSV) compare_print_csv(&table, 1, out);
    else compare_print_json(&table, 1, out);
    assert_int_equal(fclose(out), 0);
    return printed;
}

static int forget(void **state) {
    (void)state;
    free(printed);
    printed = NULL;
    return 0;
}

/* The line of the table that begins with `words`, all blanks squeezed. */
static const char *line(const char *words) {
    static char squeezed[300];
    const char *at = print(COMPARE_TEXT);
    while (at != NULL && strncmp(at, words, strlen(words)) != 0) {
        at = strchr(at, '\n');
        if (at != NULL) at++;
    }
    if (at == NULL) fail_msg("no line `%s` in\n%s", words, printed);
    size_t length = 0;
    for (; *at != '\n' && length + 1 < sizeof squeezed; at++) {
        if (*at == ' ' && length > 0 && squeezed[length - 1] == ' ') continue;
        squeezed[length++] = *at;
    }
    squeezed[length] = '\0';
    return squeezed;
}

static int widest(const char *text) {
    int most = 0;
    while (*text != '\0') {
        const int length = (int)strcspn(text, "\n");
        if (length > most) most = length;
        text += length + 1;
    }
    return most;
}

static void one_run_shows_its_figures(void **state) {
    (void)state;
    static const struct {
        int64_t us;
        const char *said;
    } rows[] = {
        { 0, "0" },
        { 400, "0.4 ms" },
        { 5200, "5.2 ms" },
        { 999999, "999 ms" },
        { 1000000, "1.00 s" },
        { 9999999, "9.99 s" },
        { 99999999, "99.9 s" },
        { 100000000, "100 s" },
        { TIME_NEVER, "never" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char wanted[80];
        make(1, 1);
        runs[0][0].value[MEASURE_LEADER] = rows[i].us;
        snprintf(wanted, sizeof wanted, "time to leader %s", rows[i].said);
        assert_string_equal(line("time to leader"), wanted);
    }
    assert_string_equal(line("verdict"), "verdict holds");
    runs[0][0].holds = false;
    assert_string_equal(line("verdict"), "verdict fails");
}

static void several_runs_show_min_median_and_max(void **state) {
    (void)state;
    static const struct {
        int64_t us[RUNS_MAX];
        const char *said;
    } rows[] = {
        { { 7000, 7000, 7000 }, "7.0 ms" },
        { { 220000, 16000, 58000 }, "16..58..220 ms" },
        { { 5200, 6300, 7400 }, "5.2..6.3..7.4 ms" },
        { { 2050000, 5200, 2990000 }, "5.2 ms..2.0 s..2.9 s" },
        { { 131000, 0, 0 }, "0..0..131 ms" },
        { { TIME_NEVER, 58000, 90000 }, "58 ms..90 ms..never" },
        { { 9990000, 12500000, 99000000 }, "9.9..12.5..99.0 s" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char wanted[80];
        make(1, RUNS_MAX);
        for (int j = 0; j < RUNS_MAX; j++) runs[0][j].value[MEASURE_LEADER] = rows[i].us[j];
        snprintf(wanted, sizeof wanted, "time to leader %s", rows[i].said);
        assert_string_equal(line("time to leader"), wanted);
    }
}

static void what_does_not_fit_in_a_line_stands_below(void **state) {
    (void)state;
    make(6, RUNS_MAX);
    for (int i = 0; i < 6; i++) {
        for (int j = 0; j < RUNS_MAX; j++) runs[i][j].value[MEASURE_MESSAGES] = 1000 * (j + 1) + i;
    }
    assert_string_equal(line("messages sent"), "messages sent 2000 2001 2002 2003 2004 2005");
    assert_string_equal(line("    min"), " min 1000 1001 1002 1003 1004 1005");
    assert_string_equal(line("    max"), " max 3000 3001 3002 3003 3004 3005");
    assert_non_null(strstr(printed, "each figure is the median"));
    assert_true(widest(printed) <= 80);
}

static void every_number_of_worlds_stays_in_80_columns(void **state) {
    (void)state;
    for (int count = 1; count <= COMPARE_WORLDS_MAX; count++) {
        for (int run_count = 1; run_count <= RUNS_MAX; run_count += 2) {
            make(count, run_count);
            for (int i = 0; i < count; i++) {
                snprintf(settings[i].label, sizeof settings[i].label,
                         "a world whose label has more characters than fit, number %d", i);
                for (int j = 0; j < run_count; j++) {
                    runs[i][j].value[MEASURE_LEADER] = 451607 * (j + 1);
                    runs[i][j].value[MEASURE_MESSAGES] = 10000 * (j + 1);
                }
            }
            print(COMPARE_TEXT);
            if (widest(printed) > 80) fail_msg("%d worlds\n%s", count, printed);
            /* each world's column is there: its number heads one */
            char last[8];
            snprintf(last, sizeof last, " %d\n", count);
            assert_non_null(strstr(printed, last));
        }
    }
}

static void a_property_shows_when_it_broke_or_in_how_many_seeds(void **state) {
    (void)state;
    make(2, 1);
    runs[1][0].violation[PROPERTY_S2] = (struct measure_violation){ 3, 652000, false };
    assert_string_equal(line("  first of S2"), " first of S2 - 652 ms");
    make(2, RUNS_MAX);
    runs[1][0].violation[PROPERTY_S2] = (struct measure_violation){ 3, 652000, false };
    runs[1][2].violation[PROPERTY_S2] = (struct measure_violation){ 1, 700000, false };
    runs[1][2].holds = false;
    assert_string_equal(line("  seeds with S2"), " seeds with S2 0 2");
    assert_string_equal(line("seeds that hold"), "seeds that hold 3 2");
    assert_null(strstr(printed, "with S1"));
}

static void labels_are_quoted_where_a_format_needs_it(void **state) {
    (void)state;
    make(1, 1);
    snprintf(settings[0].label, sizeof settings[0].label, "a,\"b\"\\");
    runs[0][0].value[MEASURE_LEADER] = TIME_NEVER;
    assert_non_null(
        strstr(print(COMPARE_CSV), "\nhand-made,1,\"a,\"\"b\"\"\\\",sim,3,active,,1,,0,"));
    struct json_object *root = json_tokener_parse(print(COMPARE_JSON));
    assert_non_null(root);
    struct json_object *at = NULL;
    assert_int_equal(json_pointer_get(root, "/scenarios/0/worlds/0/label", &at), 0);
    assert_string_equal(json_object_get_string(at), "a,\"b\"\\");
    assert_int_equal(json_pointer_get(root, "/scenarios/0/worlds/0/measures/leader_us/median", &at),
                     0);
    assert_null(at);
    assert_int_equal(json_pointer_get(root, "/scenarios/0/worlds/0/measures/t_us/max", &at), 0);
    assert_int_equal(json_object_get_int64(at), 0);
    json_object_put(root);
}

static void what_went_wrong_is_told_once_with_how_often(void **state) {
    (void)state;
    make(1, RUNS_MAX);
    worlds[0].note[worlds[0].note_count++] = (struct compare_note){ .is_violation = true,
                                                                    .key = PROPERTY_S2,
                                                                    .seed = 2,
                                                                    .t_us = 652000,
                                                                    .count = 2,
                                                                    .text = "S2 it is" };
    worlds[0].note[worlds[0].note_count++] =
        (struct compare_note){ .key = 7, .seed = 3, .t_us = 1000, .count = 1, .text = "expect x" };
    print(COMPARE_TEXT);
    assert_non_null(strstr(printed,
                           "\nw1\n  violated at 652 ms with seed 2 (2 of 3 seeds): S2 it is\n"
                           "  line 7 failed at 1.0 ms with seed 3 (1 of 3 seeds): expect x\n"
                           "  watch: ringleader tui --engine sim --seed 2 x.ring\n"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(one_run_shows_its_figures, forget),
        cmocka_unit_test_teardown(several_runs_show_min_median_and_max, forget),
        cmocka_unit_test_teardown(what_does_not_fit_in_a_line_stands_below, forget),
        cmocka_unit_test_teardown(every_number_of_worlds_stays_in_80_columns, forget),
        cmocka_unit_test_teardown(a_property_shows_when_it_broke_or_in_how_many_seeds, forget),
        cmocka_unit_test_teardown(labels_are_quoted_where_a_format_needs_it, forget),
        cmocka_unit_test_teardown(what_went_wrong_is_told_once_with_how_often, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
