/* Goal: the table of the rules in words is whole and names functions that there are.
 * Read from the root of the sources, as all tests are. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "election/protocol.h"

static void rules_come_by_their_numbers_and_what_happens_on_every_hop_comes_last(void **state) {
    (void)state;
    static const char *const names[] = { "boot and revival", "stand",
                                         "ELECTION token",   "LEADER token of another",
                                         "own LEADER token", "heartbeat",
                                         "step down",        "hop by hop" };
    assert_int_equal(sizeof names / sizeof names[0], PROTOCOL_COUNT);
    for (unsigned rule = 0; rule < PROTOCOL_COUNT; rule++) {
        assert_string_equal(protocol_name((enum protocol_rule)rule), names[rule]);
    }
}

static void a_rule_says_when_it_fires_and_what_it_does_then(void **state) {
    (void)state;
    assert_string_equal(protocol_when(PROTOCOL_STEP_DOWN),
                        "the lease is over, or L has passed since it was elected");
    assert_string_equal(protocol_what(PROTOCOL_STEP_DOWN),
                        "be a follower again; the promise stays");
    for (unsigned rule = 0; rule < PROTOCOL_COUNT; rule++) {
        assert_true(strlen(protocol_when((enum protocol_rule)rule)) > 0);
        assert_true(strlen(protocol_what((enum protocol_rule)rule)) > 0);
    }
}

/* A definition begins a line and is followed by its parameters. */
static bool defines(const char *function) {
    char line[256], call[64];
    bool found = false;
    FILE *file = fopen("src/election/elect.c", "re");
    if (file == NULL) fail_msg("cannot read src/election/elect.c");
    snprintf(call, sizeof call, " %s(", function);
    while (!found && fgets(line, sizeof line, file) != NULL) {
        found = line[0] != ' ' && strstr(line, call) != NULL;
    }
    fclose(file);
    return found;
}

static void every_rule_names_its_function_in_elect_c(void **state) {
    (void)state;
    assert_false(defines("rule_8_luck"));
    for (unsigned rule = 0; rule < PROTOCOL_COUNT; rule++) {
        const char *function = protocol_function((enum protocol_rule)rule);
        assert_non_null(function);
        if (!defines(function)) fail_msg("elect.c has no %s()", function);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_come_by_their_numbers_and_what_happens_on_every_hop_comes_last),
        cmocka_unit_test(a_rule_says_when_it_fires_and_what_it_does_then),
        cmocka_unit_test(every_rule_names_its_function_in_elect_c),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
