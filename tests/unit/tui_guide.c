/* Goal: a lesson goes on when, and only when, its task is done.  Method: lessons of a few
 * lines, events told by hand, and keys. */
#include "tui_hands.h"

#include <stdlib.h>

#include "tui/draw/cells.h"
#include "tui/draw/layout.h"
#include "tui/panel/lesson.h"
#include "tui/panel/screen.h"
#include "tui/hands/lesson_keys.h"
#include "tui/person/guide.h"

static struct lesson lesson;
static struct scenario scenario;
static struct guide guide;
static struct cells cells;
static struct event last;
static char next[LESSON_NAME_BYTES];

static void begin(const char *steps) {
    static struct scenario_error errors[4];
    char text[2000];
    snprintf(text, sizeof text, "title Small\nnodes 3\nquorum majority\n%s", steps);
    if (lesson_parse(text, strlen(text), "small", &lesson, &scenario, errors, 4) != 0)
        fail_msg("%u:%u: %s", errors[0].line, errors[0].column, errors[0].message);
    cluster(3, QUORUM_MAJORITY);
    guide_init(&guide, &lesson, &header, 0);
    ui.guide = &guide;
    next[0] = '\0';
}

/* An event for the view and for the lesson alike. */
static void happens(struct event event) {
    tell(event);
    event.t_us = view.now_us;
    guide_event(&guide, &event);
}

static void happens_to(enum event_kind kind, uint8_t node) {
    memset(&last, 0, sizeof last);
    last.kind = kind;
    last.node = node;
    last.leader = NODE_NONE;
    last.until_us = TIME_PAST;
    happens(last);
}

static void leads(uint8_t node, uint32_t term) {
    happens_to(EVENT_START, node);
    last.kind = EVENT_ROLE;
    last.role = ROLE_LEADER;
    last.term = term;
    happens(last);
    last.kind = EVENT_LEASE;
    last.until_us = view.now_us + 3600 * US_PER_S;
    last.signatures = set_all(3);
    happens(last);
}

static void is_done(enum command_kind kind, uint8_t node) {
    happens_to(EVENT_COMMAND, NODE_NONE);
    last.command = (struct command){ .kind = kind, .who = set_of(node) };
    last.command.x = last.command.y = NODE_NONE;
    happens(last);
}

static bool look(void) {
    return guide_time(&guide, &view, &ui, view.now_us, real_us);
}

static void asks(enum input_request request) {
    assert_int_equal(result.request, request);
    assert_false(lesson_take(&guide, &ui, &result, real_us, next));
}

static void a_step_without_a_task_waits_for_enter(void **state) {
    (void)state;
    begin("step One\nsay a\nstep Two\nsay b\n");
    assert_true(guide_waits(&guide));
    (void)look();
    leads(0, 1);
    (void)look();
    assert_int_equal(guide.step, 0);
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    assert_int_equal(guide.step, 1);
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    assert_true(guide_is_over(&guide));
}

static void a_task_is_not_skipped_by_enter_but_by_name(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil leader\n");
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    ASSERT_SAYS("when its task is done");
    assert_int_equal(guide.step, 0);
    type(":lesson next\n");
    asks(INPUT_LESSON_SKIP);
    assert_true(guide_is_over(&guide));
}

static void conditions_come_true_one_after_the_other(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil done kill leader\nuntil leader B\n");
    leads(1, 1); /* too early to count */
    (void)look();
    assert_int_equal(guide.met, 0);
    is_done(COMMAND_KILL, 0); /* not the leader */
    assert_int_equal(guide.met, 0);
    is_done(COMMAND_REVIVE, 1); /* not that */
    assert_int_equal(guide.met, 0);
    is_done(COMMAND_KILL, 1);
    assert_int_equal(guide.met, 1);
    happens_to(EVENT_STOP, 1);
    assert_false(look());
    leads(1, 2);
    assert_true(look());
    assert_true(guide_is_over(&guide));
}

static void events_are_counted_and_of_whom_they_are(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil event stand B times 2\n");
    happens_to(EVENT_STAND, 1);
    happens_to(EVENT_STAND, 0);
    assert_int_equal(guide.met, 0);
    happens_to(EVENT_STAND, 1);
    assert_true(look());
}

static void what_the_screen_shows_counts(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil shown beliefs\nuntil shown past\nuntil shown now\n"
          "until shown paused\n");
    assert_false(look());
    press('b');
    (void)look();
    assert_int_equal(guide.met, 1);
    ui.past = true;
    (void)look();
    assert_int_equal(guide.met, 2);
    ui.past = false;
    (void)look();
    assert_int_equal(guide.met, 3);
    ui.paused = true;
    assert_true(look());
}

static void time_counts_from_the_beginning_of_the_step(void **state) {
    (void)state;
    begin("step One\nsay a\nstep Two\nsay b\ntask t\nuntil passed 1s\n");
    assert_false(guide_time(&guide, &view, &ui, 5 * US_PER_S, 0));
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    assert_false(guide_time(&guide, &view, &ui, 5 * US_PER_S + 999999, 0));
    assert_true(guide_time(&guide, &view, &ui, 6 * US_PER_S, 0));
}

static void a_leader_in_the_minority_is_seen(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil minority\n");
    leads(0, 1);
    assert_false(look());
    is_done(COMMAND_ISOLATE, 0);
    assert_true(look());
}

static void cut_off(uint8_t node, bool off) {
    is_done(off ? COMMAND_ISOLATE : COMMAND_HEAL, off ? node : NODE_NONE);
}

static void what_was_so_before_the_step_counts(void **state) {
    (void)state;
    begin("step One\nsay a\nstep Two\nsay b\ntask t\nuntil isolated C\nuntil whole\n");
    cut_off(2, true);
    (void)look();
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    (void)look();
    assert_int_equal(guide.met, 1);
    assert_false(look());
    happens_to(EVENT_COMMAND, NODE_NONE);
    last.command = (struct command){ .kind = COMMAND_HEAL, .x = NODE_NONE, .y = NODE_NONE };
    happens(last);
    assert_true(look());
}

static void only_the_very_groups_are_apart(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil apart A | B C\n");
    cut_off(2, true);
    assert_false(look());
    cut_off(0, true); /* nobody reaches anybody */
    assert_false(look());
    last.command = (struct command){ .kind = COMMAND_PARTITION, .group_count = 2 };
    last.command.x = last.command.y = NODE_NONE;
    last.command.group[0] = set_of(0);
    last.command.group[1] = set_with(set_of(1), 2);
    happens(last);
    assert_true(look());
}

static void two_leaders_are_counted_as_long_as_both_lead(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil leaders 2\n");
    leads(0, 1);
    assert_false(look());
    happens_to(EVENT_STOP, 0);
    leads(1, 2);
    assert_false(look());
    leads(2, 3);
    assert_true(look());
}

static void breaks(enum property property) {
    happens_to(EVENT_VIOLATION, NODE_NONE);
    last.kind = EVENT_VIOLATION;
    last.property = property;
    guide_event(&guide, &last);
}

static void an_old_violation_does_not_count(void **state) {
    (void)state;
    begin("step One\nsay a\nstep Two\nsay b\ntask t\nuntil violation S2\n");
    last.property = PROPERTY_S2;
    breaks(PROPERTY_S2);
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    assert_false(look());
    breaks(PROPERTY_S5);
    assert_false(look());
    breaks(PROPERTY_S2);
    assert_true(look());
}

static void commands_of_a_step_count_in_any_order(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil done kill B\nuntil done revive B\nuntil done kill A\n");
    is_done(COMMAND_KILL, 0);
    is_done(COMMAND_REVIVE, 1);
    (void)look();
    assert_int_equal(guide.met, 0);
    is_done(COMMAND_KILL, 1);
    while (guide.step == 0 && guide.met < 3) {
        const int met = guide.met;
        (void)look();
        assert_true(guide.step == 1 || guide.met > met);
    }
    begin("step One\nsay a\ntask t\nuntil done kill B\nuntil done kill B\n");
    is_done(COMMAND_KILL, 1); /* one is not two */
    (void)look();
    (void)look();
    assert_int_equal(guide.met, 1);
}

static void what_a_command_says_besides_must_be_the_same(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil done drift A -600000\nuntil done stall A mid-duty\n");
    is_done(COMMAND_DRIFT, 0);
    last.command.drift_ppm = 600000;
    happens(last);
    assert_int_equal(guide.met, 0);
    last.command.drift_ppm = -600000;
    happens(last);
    assert_int_equal(guide.met, 1);
    is_done(COMMAND_STALL, 0);
    assert_int_equal(guide.met, 1);
    last.command.mid_duty = true;
    happens(last);
    assert_true(look());
}

static void who_waits_for_very_long_is_told_the_way_out(void **state) {
    (void)state;
    begin("step One\nsay a\nstep Two\nsay b\ntask t\nuntil leader\n");
    real_us = 600 * US_PER_S;
    assert_false(look()); /* Enter is way enough */
    assert_string_equal(guide_way_out(&guide), "");
    press(KEYS_CODE_ENTER);
    asks(INPUT_LESSON_NEXT);
    real_us += 59 * US_PER_S;
    assert_false(look());
    real_us += US_PER_S;
    assert_true(look());
    assert_non_null(strstr(guide_way_out(&guide), "L begins the lesson anew"));
    assert_false(look());
}

static void hints_come_to_those_who_wait(void **state) {
    (void)state;
    begin("step One\nsay a\ntask t\nuntil leader\nhint 10s first\nhint 20s second\n");
    assert_string_equal(guide_hint(&guide), "");
    real_us = 10 * US_PER_S - 1;
    assert_false(look());
    real_us++;
    assert_true(look());
    assert_string_equal(guide_hint(&guide), "first");
    assert_false(look());
    real_us = 20 * US_PER_S;
    assert_true(look());
    assert_string_equal(guide_hint(&guide), "second");
}

static void a_step_acts_once_and_waits_for_a_leader_it_names(void **state) {
    (void)state;
    struct command command;
    begin("step One\nsay a\ndo stall C\ndo kill leader\n");
    assert_true(guide_action(&guide, &command));
    assert_int_equal(command.kind, COMMAND_STALL);
    assert_false(guide_action(&guide, &command));
    leads(1, 1);
    assert_true(guide_action(&guide, &command));
    assert_int_equal(command.kind, COMMAND_KILL);
    assert_true(set_has(command.who, 1));
    assert_false(guide_action(&guide, &command));
}

static void escape_leaves_the_lesson_only_when_asked_twice(void **state) {
    (void)state;
    begin("step One\nsay a\n");
    press('t');
    press(KEYS_CODE_ESC); /* leaves the page */
    assert_int_equal(result.request, INPUT_NONE);
    press(KEYS_CODE_ESC);
    asks(INPUT_LESSON_LEAVE);
    assert_non_null(ui.guide);
    real_us += 60 * US_PER_S;
    press(KEYS_CODE_ESC); /* too long ago */
    asks(INPUT_LESSON_LEAVE);
    assert_non_null(ui.guide);
    press(KEYS_CODE_ESC);
    asks(INPUT_LESSON_LEAVE);
    assert_null(ui.guide);
}

static void the_menu_and_the_prompt_begin_another(void **state) {
    (void)state;
    cluster(3, QUORUM_MAJORITY);
    press('L');
    assert_int_equal(ui.mode, UI_MENU);
    assert_int_equal(ui.menu.kind, MENU_LESSONS);
    assert_true(ui.menu.count >= 12);
    assert_int_equal(ui.menu.at, 0);
    press(KEYS_CODE_DOWN);
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.request, INPUT_MENU);
    assert_string_equal(ui.menu.row[ui.menu.at].name, lesson_builtin_name(1));
    type(":lesson fencing\n");
    assert_int_equal(result.request, INPUT_LESSON);
    assert_true(lesson_take(&guide, &ui, &result, real_us, next));
    assert_string_equal(next, "fencing");
    type(":lesson fencign\n");
    assert_int_equal(result.request, INPUT_NONE);
    assert_non_null(strstr(ui.prompt_error, "did you mean fencing?"));
    press(KEYS_CODE_ESC);
    ui.no_lessons = "not here";
    press('L');
    assert_int_equal(ui.mode, UI_NORMAL);
    ASSERT_SAYS("not here");
}

static void the_menu_begins_with_the_lesson_that_is_open(void **state) {
    (void)state;
    begin("step One\nsay a\n");
    lesson.number = 5;
    press('L');
    assert_int_equal(ui.menu.at, 4);
}

static void the_strip_keeps_its_height(void **state) {
    (void)state;
    for (int i = 0; i < lesson_builtin_count(); i++) {
        struct scenario *loaded;
        assert_int_equal(lesson_load(lesson_builtin_name(i), &lesson, &loaded), EXIT_HOLDS);
        free(loaded);
        /* at 80x24 there is room below for every node, the ring and the log */
        assert_true(panel_lesson_rows(&(struct guide){ .lesson = &lesson }, 80) <=
                    (lesson.nodes > 3 ? 7 : 8));
    }
    begin("step One\nsay short\nstep Two\nsay a much longer text that takes two rows or more of a "
          "screen that is only as wide as this one is\n");
    const int rows = panel_lesson_rows(&(struct guide){ .lesson = &lesson }, 80);
    assert_int_equal(rows, 4);
    struct layout layout;
    layout_compute_below(24, 80, 3, rows, &layout);
    assert_int_equal(layout.lesson.rows, rows);
    assert_int_equal(layout.body.row, layout.lesson.row + rows);
}

/* Also where there is hardly any room. */
static void every_size_survives_every_step(void **state) {
    (void)state;
    for (int i = 0; i < lesson_builtin_count(); i++) {
        struct scenario *loaded;
        assert_int_equal(lesson_load(lesson_builtin_name(i), &lesson, &loaded), EXIT_HOLDS);
        free(loaded);
        cluster(lesson.nodes, QUORUM_MAJORITY);
        guide_init(&guide, &lesson, &header, 0);
        ui.guide = &guide;
        for (guide.step = 0; guide.step <= lesson.count; guide.step++) {
            for (int rows = 1; rows < 40; rows += 2) {
                for (int cols = 1; cols < 130; cols += 7) {
                    screen_draw(&view, &ui, &cells, rows, cols);
                    assert_int_equal(cells.rows, rows);
                }
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_step_without_a_task_waits_for_enter),
        cmocka_unit_test(a_task_is_not_skipped_by_enter_but_by_name),
        cmocka_unit_test(conditions_come_true_one_after_the_other),
        cmocka_unit_test(events_are_counted_and_of_whom_they_are),
        cmocka_unit_test(what_the_screen_shows_counts),
        cmocka_unit_test(time_counts_from_the_beginning_of_the_step),
        cmocka_unit_test(a_leader_in_the_minority_is_seen),
        cmocka_unit_test(what_was_so_before_the_step_counts),
        cmocka_unit_test(only_the_very_groups_are_apart),
        cmocka_unit_test(two_leaders_are_counted_as_long_as_both_lead),
        cmocka_unit_test(an_old_violation_does_not_count),
        cmocka_unit_test(commands_of_a_step_count_in_any_order),
        cmocka_unit_test(what_a_command_says_besides_must_be_the_same),
        cmocka_unit_test(who_waits_for_very_long_is_told_the_way_out),
        cmocka_unit_test(hints_come_to_those_who_wait),
        cmocka_unit_test(a_step_acts_once_and_waits_for_a_leader_it_names),
        cmocka_unit_test(escape_leaves_the_lesson_only_when_asked_twice),
        cmocka_unit_test(the_menu_and_the_prompt_begin_another),
        cmocka_unit_test(the_menu_begins_with_the_lesson_that_is_open),
        cmocka_unit_test(the_strip_keeps_its_height),
        cmocka_unit_test(every_size_survives_every_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
