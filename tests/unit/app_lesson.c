/* Goal: lessons are read as documented, and those that are built in are sound.
 * Method: small lessons; then each built-in one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/builtin.h"
#include "app/lesson.h"
#include "base/err.h"

static struct lesson lesson;
static struct scenario scenario;
static struct scenario_error errors[8];

static int parse(const char *text) {
    return lesson_parse(text, strlen(text), "some/where/07-small.lesson", &lesson, &scenario,
                        errors, 8);
}

static void settings_steps_and_conditions_are_read(void **state) {
    (void)state;
    assert_int_equal(parse("# a comment\n"
                           "title What it is\n"
                           "nodes 3\n"
                           "quorum none\n"
                           "\n"
                           "step One\r\n"
                           "say First line\n"
                           "say and the second.\n"
                           "say\n"
                           "say A paragraph.\n"
                           "step Two\n"
                           "say Text.\n"
                           "do stall leader\n"
                           "task Press K.\n"
                           "until done kill leader\n"
                           "until event stand B times 3\n"
                           "until no leader in A B\n"
                           "until passed 1500ms\n"
                           "hint 20s It is a capital.\n"),
                     0);
    assert_string_equal(lesson.name, "small");
    assert_string_equal(lesson.title, "What it is");
    assert_int_equal(lesson.nodes, 3);
    assert_int_equal(scenario.nodes, 3);
    assert_int_equal(scenario.quorum, QUORUM_NONE);
    assert_int_equal(scenario.setting_line[SETTING_QUORUM], 4);
    assert_int_equal(scenario.count, 0);
    assert_int_equal(lesson.count, 2);
    assert_string_equal(lesson.step[0].title, "One");
    assert_string_equal(lesson.step[0].say, "First line and the second.\nA paragraph.");
    assert_int_equal(lesson.step[0].until_count, 0);
    const struct lesson_step *two = &lesson.step[1];
    assert_int_equal(two->action_count, 1);
    assert_true(two->action[0].who_leader);
    assert_int_equal(two->until_count, 4);
    assert_int_equal(two->until[0].condition, LESSON_DONE);
    assert_int_equal(two->until[0].command, COMMAND_KILL);
    assert_true(two->until[0].leader);
    assert_int_equal(two->until[1].condition, LESSON_EVENT);
    assert_int_equal(two->until[1].event, EVENT_STAND);
    assert_int_equal(two->until[1].node, 1);
    assert_int_equal(two->until[1].times, 3);
    assert_int_equal(two->until[2].condition, LESSON_HOLDS);
    assert_int_equal(two->until[2].statement.expect.kind, EXPECT_NO_LEADER);
    assert_int_equal(two->until[3].us, 1500000);
    assert_int_equal(two->hint[0].after_us, 20000000);
}

static void conditions_about_what_is_so_are_read(void **state) {
    (void)state;
    assert_int_equal(parse("title T\nnodes 5\nstep S\nsay x\ntask t\n"
                           "until isolated C\n"
                           "until apart A B | C D E\n"
                           "until whole\n"
                           "until leaders 2\n"
                           "until done stall leader mid-duty\n"
                           "until done drift A -600000\n"),
                     0);
    const struct lesson_until *until = lesson.step[0].until;
    assert_int_equal(lesson.step[0].until_count, 6);
    assert_int_equal(until[0].condition, LESSON_ISOLATED);
    assert_int_equal(until[0].node, 2);
    assert_int_equal(until[1].condition, LESSON_APART);
    assert_int_equal(until[1].statement.command.group_count, 2);
    assert_true(set_has(until[1].statement.command.group[1], 4));
    assert_int_equal(until[2].condition, LESSON_WHOLE);
    assert_int_equal(until[3].condition, LESSON_LEADERS);
    assert_int_equal(until[3].times, 2);
    assert_true(until[4].exact && until[4].leader);
    assert_true(until[4].statement.command.mid_duty);
    assert_true(until[5].exact);
    assert_int_equal(until[5].node, 0);
    assert_int_equal(until[5].statement.command.drift_ppm, -600000);
}

static void mistakes_say_where_and_what_was_meant(void **state) {
    static const char begin[] = "title T\nstep S\nsay x\ntask t\n";
    static const struct {
        const char *line;
        uint32_t column;
        const char *says;
    } cases[] = {
        { "untli leader", 1, "did you mean `until`?" },
        { "until leeder", 7, "did you mean `leader`?" },
        { "until shwon past", 7, "did you mean `shown`?" },
        { "until shown pats", 13, "did you mean `past`?" },
        { "until done klil", 12, "did you mean `kill`?" },
        { "until event dutty", 13, "did you mean `duty`?" },
        { "until leader Q", 14, "Q" },
        { "until role A ledder", 14, "did you mean `leader`?" },
        { "until passed soon", 14, "a duration" },
        { "until minority rule", 16, "the end of the line" },
        { "until isolated", 15, "a node" },
        { "until apart A | B C Q", 21, "Q" },
        { "until leaders 1", 15, "from 2 to 10" },
        { "until done drift A lots", 20, "clock error" },
        { "do klil A", 4, "did you mean `kill`?" },
        { "do expect leader within 1s", 4, "only a command" },
        { "hint K", 6, "a duration" },
        { "nodes 3", 1, "expected one of" },
        { "0s kill A", 1, "expected one of" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[300];
        snprintf(text, sizeof text, "%s%s\n", begin, cases[i].line);
        assert_true(parse(text) >= 1);
        assert_int_equal(errors[0].line, 5);
        if (errors[0].column != cases[i].column || strstr(errors[0].message, cases[i].says) == NULL)
            fail_msg("%s: %u: %s", cases[i].line, errors[0].column, errors[0].message);
    }
}

static void a_lesson_must_be_whole(void **state) {
    (void)state;
    assert_true(parse("") >= 1);
    assert_true(parse("step S\nsay x\n") == 1);
    assert_non_null(strstr(errors[0].message, "title"));
    assert_true(parse("title T\n") == 1);
    assert_non_null(strstr(errors[0].message, "step"));
    assert_true(parse("title T\nsay x\n") >= 1);
    assert_true(parse("title T\nstep S\n") == 1); /* nothing is said */
    assert_true(parse("title T\nstep S\nsay x\ntask y\n") == 1);
    assert_non_null(strstr(errors[0].message, "until"));
    assert_true(parse("title T\nstep S\nsay x\nuntil leader\n") == 1);
    assert_true(parse("title T\nnodes 11\nstep S\nsay x\n") == 1);
    assert_int_equal(errors[0].line, 2);
}

static void the_built_in_ones_are_whole_and_in_order(void **state) {
    (void)state;
    assert_true(lesson_builtin_count() >= 12);
    for (int i = 0; i < lesson_builtin_count(); i++) {
        char title[LESSON_TITLE_BYTES];
        struct scenario *loaded;
        assert_int_equal(lesson_load(lesson_builtin_name(i), &lesson, &loaded), EXIT_HOLDS);
        assert_int_equal(lesson.number, i + 1);
        assert_int_equal(lesson.total, lesson_builtin_count());
        assert_string_equal(lesson.name, lesson_builtin_name(i));
        lesson_builtin_title(i, title);
        assert_string_equal(lesson.title, title);
        assert_int_equal(loaded->count, 0);
        int tasks = 0;
        for (int j = 0; j < lesson.count; j++) {
            const struct lesson_step *step = &lesson.step[j];
            tasks += step->until_count > 0;
            /* whoever waits is told sooner or later what for */
            if (step->until_count > 0 && step->hint_count == 0)
                fail_msg("%s: step `%s` waits and has no hint", lesson.name, step->title);
        }
        assert_true(tasks > 0); /* something must be done to go on */
        free(loaded);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(settings_steps_and_conditions_are_read),
        cmocka_unit_test(conditions_about_what_is_so_are_read),
        cmocka_unit_test(mistakes_say_where_and_what_was_meant),
        cmocka_unit_test(a_lesson_must_be_whole),
        cmocka_unit_test(the_built_in_ones_are_whole_and_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
