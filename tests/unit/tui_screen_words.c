/* What the title, the message line and the footer say as things stand: why things are as
 * they are comes before an echo, what makes a run another one is named, keys that belong
 * together are one word.  Method: a scene told by hand is drawn, and lines are read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "tui/panel/screen.h"
#include "tui/person/keys.h"
#include "tui/view/scrub.h"
#include "tui_scene.h"

enum { A, B, C, D, E };

static struct scene s;
static struct cells cells;
static char line[CELLS_COLS_MAX * 3 + 1];

static const char *row_of(int rows, int cols, int row) {
    screen_draw(&s.view, &s.ui, &cells, rows, cols);
    (void)cells_row_text(&cells, row, line, sizeof line);
    return line;
}
static const char *title(void) {
    return row_of(24, 80, 0);
}
static const char *status(void) {
    return row_of(24, 80, 1);
}
static const char *message(void) {
    return row_of(24, 80, 22);
}
static const char *footer(void) {
    return row_of(24, 80, 23);
}

#define ASSERT_HAS(where, part)                                                                    \
    do {                                                                                           \
        const char *said = (where);                                                                \
        if (strstr(said, part) == NULL) fail_msg("\"%s\" does not say \"%s\"", said, part);        \
    } while (0)
#define ASSERT_HAS_NOT(where, part)                                                                \
    do {                                                                                           \
        const char *said = (where);                                                                \
        if (strstr(said, part) != NULL) fail_msg("\"%s\" says \"%s\"", said, part);                \
    } while (0)

static void a_leads(void) {
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_elect(&s, A, 1, set_all(5));
}

static void say(const char *words, bool bad, bool echo) {
    snprintf(s.ui.toast, sizeof s.ui.toast, "%s", words);
    s.ui.toast_bad = bad;
    s.ui.toast_echo = echo;
}

/* ---- the message line ------------------------------------------------------------------ */

static void a_warning_is_not_hidden_by_the_echo_of_its_cause(void **state) {
    (void)state;
    a_leads();
    say("kill E", false, true);
    ASSERT_HAS(message(), " kill E");
    scene_command(&s, "partition A B | C D E");
    say("partition A B | C D E", false, true);
    ASSERT_HAS(message(), "A cannot renew its lease: it reaches 2 of 5, 3 needed; h heals");
    say("no link is cut", true, false);
    ASSERT_HAS(message(), "no link is cut");
    say("3 lines are in ring.ring", false, false);
    ASSERT_HAS(message(), "3 lines are in ring.ring");
}

static void a_preset_leaves_room_for_the_reason(void **state) {
    (void)state;
    a_leads();
    snprintf(s.ui.preset, sizeof s.ui.preset, "leader-in-minority 4 of 5, 1.1 s");
    ASSERT_HAS(message(), " A leads, and all 5 nodes agree ");
    ASSERT_HAS(message(), "leader-in-minority 4 of 5, 1.1 s");
    ASSERT_HAS(footer(), "Esc end preset");
    scene_command(&s, "partition A B | C D E");
    ASSERT_HAS(message(), "A cannot renew its lease: it reaches 2 of 5, 3 needed ");
    ASSERT_HAS(message(), "  preset 4 of 5, 1.1 s");
    ASSERT_HAS_NOT(message(), "leader-in-minority");
    ASSERT_HAS_NOT(row_of(10, 40, 8), "preset");
}

/* ---- title and status ------------------------------------------------------------------- */

static void break_property(enum property property) {
    struct event event = scene_event(EVENT_VIOLATION, NODE_NONE);
    event.property = property;
    scene_tell(&s, event);
}

static void properties_that_broke_are_named_the_first_one_first(void **state) {
    (void)state;
    a_leads();
    s.t_us = 3100 * US_PER_MS;
    break_property(PROPERTY_S5);
    scene_pass(&s, US_PER_MS);
    break_property(PROPERTY_S2);
    ASSERT_HAS(status(), "S5, S2 BROKEN at 3.1 s");
    scene_pass(&s, US_PER_MS);
    break_property(PROPERTY_S1);
    ASSERT_HAS(status(), "S5, S2, S1 BROKEN at 3.1 s");
    ASSERT_HAS(row_of(24, 60, 1), "S5, S2 +1 BROKEN at 3.1 s");
}

static void without_a_title_the_status_line_begins_with_the_clock_s_state(void **state) {
    (void)state;
    a_leads();
    ASSERT_HAS(row_of(8, 36, 0), " ★ A leads term 1 ");
    s.ui.paused = true;
    ASSERT_HAS(row_of(8, 36, 0), " ‖ PAUSED │ ★ A leads term 1");
    ASSERT_HAS(row_of(8, 30, 0), " ‖ PAUSED │ ★ A leads term 1");
    s.ui.past = true;
    s.ui.behind_us = 3 * US_PER_S;
    ASSERT_HAS(row_of(8, 36, 0), " ‖ PAST │ ★ A leads term 1");
    ASSERT_HAS(row_of(8, 80, 0), " 3.0 s back, n now");
    ASSERT_HAS_NOT(row_of(8, 80, 0) + 10, "PAST");
    s.ui.past_playing = true;
    ASSERT_HAS(row_of(8, 36, 0), " ▸ PAST │ ★ A leads term 1");
    s.ui.live = false;
    ASSERT_HAS(row_of(8, 36, 0), " ▸ REPLAY │ ★ A leads term 1");
    ASSERT_HAS(title(), " REPLAY ▸ ");
    s.ui.past = false;
    s.ui.ended = true;
    ASSERT_HAS(row_of(8, 36, 0), " over │ ★ A leads term 1");
}

/* `.` lets a hop pass: its effect on the clock is seen. */
static void a_clock_that_stands_is_told_to_the_millisecond(void **state) {
    (void)state;
    a_leads();
    s.ui.now_us = 12345678;
    ASSERT_HAS(title(), " 12.3 s");
    s.ui.paused = true;
    ASSERT_HAS(title(), " 12.345 s");
    ASSERT_HAS(row_of(8, 80, 0), " 12.345 s");
    s.ui.now_us += 20000;
    ASSERT_HAS(title(), " 12.365 s");
}

static void a_run_that_is_not_the_protocol_s_says_so_in_the_title(void **state) {
    (void)state;
    a_leads();
    ASSERT_HAS_NOT(title(), "BROKEN");
    ASSERT_HAS_NOT(title(), "UNSAFE");
    s.view.header.elect.broken = rule_break(s.view.header.elect.broken, RULE_ABSTAIN);
    ASSERT_HAS(title(), "BROKEN RULE: abstain ");
    ASSERT_HAS(row_of(10, 40, 0), "BROKEN RULE: abstain");
    ASSERT_HAS(row_of(10, 40, 0), " s"); /* the clock, rather than the program's name */
    s.view.header.elect.broken = rule_break(s.view.header.elect.broken, RULE_NEED);
    ASSERT_HAS(title(), "BROKEN RULES: abstain, need ");
    s.view.header.elect.broken = rule_break(s.view.header.elect.broken, RULE_HOLD_OFF);
    ASSERT_HAS(title(), "BROKEN RULES: abstain, hold-off, ... ");
    s.view.header.elect.broken = (struct rule_set){ 0 };
    s.view.header.elect.timers.promise_us = s.view.header.elect.timers.lease_us;
    ASSERT_HAS(title(), "UNSAFE TIMERS");
}

static void a_breakpoint_stays_in_sight(void **state) {
    (void)state;
    a_leads();
    ASSERT_HAS_NOT(title(), "stops at");
    s.ui.until = "no leader";
    ASSERT_HAS(title(), "stops at: no leader");
}

/* ---- the footer -------------------------------------------------------------------------- */

static void going_back_and_asking_why_are_found_at_80_columns(void **state) {
    (void)state;
    a_leads();
    ASSERT_HAS(footer(), ", back");
    ASSERT_HAS(footer(), "y why?");
    ASSERT_HAS(footer(), "t time");
    ASSERT_HAS(footer(), "K kill leader");
    ASSERT_HAS_NOT(footer(), "k kill  ");
    s.ui.first_start = true;
    bool told = false;
    for (int row = 0; row < 24; row++) {
        told = told || strstr(row_of(24, 80, row), ",  goes back in time; y asks why") != NULL;
    }
    assert_true(told);
}

static void only_what_was_begun_is_cancelled(void **state) {
    static const struct {
        enum ui_mode mode;
        const char *word;
    } cases[] = {
        { UI_HELP, "Esc close" },     { UI_SPACE, "Esc close" }, { UI_BELIEFS, "Esc close" },
        { UI_WHY, "Esc close" },      { UI_MENU, "Esc close" },  { UI_PARTITION, "Esc cancel" },
        { UI_CONFIRM, "Esc cancel" },
    };
    (void)state;
    a_leads();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        s.ui.mode = cases[i].mode;
        s.ui.page = ui_is_page(cases[i].mode) ? cases[i].mode : UI_NORMAL;
        ASSERT_HAS(footer(), cases[i].word);
    }
    s.ui.mode = UI_HELP;
    s.ui.search.length = 1;
    s.ui.search.text[0] = 'k';
    ASSERT_HAS(footer(), "Esc show all");
}

static void keys_that_belong_together_are_one_word(void **state) {
    static struct scrub scrub;
    struct event event;
    (void)state;
    a_leads();
    s.ui.past = true;
    scrub_init(&scrub);
    s.ui.scrub = &scrub;
    ASSERT_HAS(footer(), "  < > leader  ");
    ASSERT_HAS_NOT(footer(), "violation");
    event = scene_event(EVENT_VIOLATION, NODE_NONE);
    scrub_add(&scrub, &event);
    ASSERT_HAS(footer(), "  [ ] violation  ");
    s.ui.past = false;
    s.ui.mode = s.ui.page = UI_SPACE;
    ASSERT_HAS(footer(), "  Z X zoom  ");
    const char *at = strstr(line, "Z X zoom"); /* all of it is ASCII up to there */
    const int col = (int)(at - line);
    struct screen_hit hit = screen_hit(&s.view, &s.ui, 24, 80, 23, col);
    assert_int_equal(hit.key, KEYS_SPACE_NEARER);
    hit = screen_hit(&s.view, &s.ui, 24, 80, 23, col + 2);
    assert_int_equal(hit.key, KEYS_SPACE_FARTHER);
}

static void pairs_show_the_labels_of_their_keys(void **state) {
    (void)state;
    for (int i = 0; i < key_pair_count; i++) {
        char joined[40];
        const char *first = key_rows[key_pairs[i].first].label;
        const char *second = key_rows[key_pairs[i].second].label;
        snprintf(joined, sizeof joined, "%.*s %.*s", (int)strcspn(first, " "), first,
                 (int)strcspn(second, " "), second);
        assert_string_equal(joined, key_pairs[i].label);
        assert_true(key_rows[key_pairs[i].first].modes == key_rows[key_pairs[i].second].modes);
    }
}

static void applying_an_edit_is_told_on_the_smallest_screen(void **state) {
    (void)state;
    a_leads();
    s.ui.mode = UI_PARTITION;
    ASSERT_HAS(row_of(10, 40, 9), "1-5 to group  Enter apply  Esc cancel");
    ASSERT_HAS(footer(), "Tab next node");
    s.ui.mode = UI_CUT;
    s.ui.cut_other = B;
    ASSERT_HAS(row_of(10, 40, 9), "Enter apply  Esc cancel");
}

/* ---- frames ------------------------------------------------------------------------------- */

static void no_two_lines_stand_side_by_side(void **state) {
    static const enum ui_mode over[] = { UI_NORMAL, UI_PARTITION, UI_CUT };
    (void)state;
    a_leads();
    s.ui.first_start = true; /* in the dashboard's own mode */
    s.ui.cut_other = B;
    for (size_t i = 0; i < sizeof over / sizeof over[0]; i++) {
        s.ui.mode = over[i];
        for (int row = 0; row < 24; row++) {
            ASSERT_HAS_NOT(row_of(24, 80, row), "││");
            ASSERT_HAS_NOT(row_of(24, 80, row), "╮┬");
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warning_is_not_hidden_by_the_echo_of_its_cause),
        cmocka_unit_test(a_preset_leaves_room_for_the_reason),
        cmocka_unit_test(properties_that_broke_are_named_the_first_one_first),
        cmocka_unit_test(without_a_title_the_status_line_begins_with_the_clock_s_state),
        cmocka_unit_test(a_clock_that_stands_is_told_to_the_millisecond),
        cmocka_unit_test(a_run_that_is_not_the_protocol_s_says_so_in_the_title),
        cmocka_unit_test(a_breakpoint_stays_in_sight),
        cmocka_unit_test(going_back_and_asking_why_are_found_at_80_columns),
        cmocka_unit_test(only_what_was_begun_is_cancelled),
        cmocka_unit_test(keys_that_belong_together_are_one_word),
        cmocka_unit_test(pairs_show_the_labels_of_their_keys),
        cmocka_unit_test(applying_an_edit_is_told_on_the_smallest_screen),
        cmocka_unit_test(no_two_lines_stand_side_by_side),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
