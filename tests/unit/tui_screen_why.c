/* Goal: the overlay "why?" and the page "who believes what", as text and by their keys. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "tui/hands/input.h"
#include "tui/hands/why_input.h"
#include "tui/panel/why.h"
#include "tui_golden.h"

enum { A, B, C, D, E };

static struct scene s;
static struct history history;
static struct input_state input;
static struct input_result result;
static struct record record;

/* What the scene was told so far becomes its history. */
static void remember(void) {
    struct node_set signatures = SET_EMPTY;
    int64_t sent_us = 0;
    assert_true(history_open(&history));
    for (int back = view_log_count(&s.view, true); back-- > 0;) {
        struct event event = view_log_at(&s.view, true, back)->event;
        if (event.kind == EVENT_SEND) { /* the scene does not say who has signed */
            if (event.from == event.origin) signatures = SET_EMPTY;
            if (event.from == event.origin) sent_us = event.t_us;
            signatures = set_with(signatures, event.from);
            event.signatures = signatures;
            event.sent_us = sent_us;
        }
        assert_true(history_add(&history, &event));
    }
    s.ui.history = &history;
    s.ui.shown = history.count;
    input_init(&input, s.view.nodes);
}

static int forget(void **state) {
    (void)state;
    if (s.ui.history != NULL) history_close(&history);
    s.ui.history = NULL;
    return 0;
}

static void press(int code) {
    const struct term_key key = { .code = code };
    input_key(&input, &s.ui, &s.view, &record, &key, 0, &result);
}

/* The leader sits in the minority and has given up; the majority has elected another. */
static void minority(uint8_t nodes) {
    const struct node_set few = { nodes == 10 ? 15 : nodes == 2 ? 1 : 3 };
    const uint8_t next = nodes == 10 ? 4 : nodes == 2 ? 1 : 2;
    scene_init(&s, nodes, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_elect(&s, A, 1, set_all(nodes));
    scene_beat(&s, A, 1, set_all(nodes));
    scene_command(&s, nodes == 10  ? "partition A B C D | E F G H I J"
                      : nodes == 2 ? "cut A > B"
                                   : "partition A B | C D E");
    scene_pass(&s, s.header.elect.timers.promise_us + 3 * US_PER_MS);
    if (nodes > 2) scene_elect(&s, next, 2, set_minus(set_all(nodes), few));
    remember();
}

/* ---- screens ------------------------------------------------------------------------ */

static void why_at_every_size(void **state) {
    (void)state;
    static const uint8_t sizes[] = { 2, 5, 10 };
    for (int i = 0; i < 3; i++) {
        minority(sizes[i]);
        s.ui.selected = sizes[i] == 2 ? B : C;
        press('y');
        golden_sizes(&s, "why");
        (void)forget(state);
    }
}

static void why_on_a_small_screen_scrolls(void **state) {
    (void)state;
    minority(5);
    input.rows = 14;
    input.cols = 40;
    press('y');
    golden_compare(&s, "why", 14, 40);
    press(KEYS_CODE_END);
    assert_int_equal(s.ui.why_scroll, panel_why_scroll_max(&s.view, &s.ui, 14, 40));
    golden_compare(&s, "why-end", 14, 40);
}

static void beliefs_at_every_size(void **state) {
    (void)state;
    static const uint8_t sizes[] = { 2, 5, 10 };
    for (int i = 0; i < 3; i++) {
        minority(sizes[i]);
        press('b');
        press(KEYS_CODE_RIGHT);
        golden_sizes(&s, "beliefs");
        golden_compare(&s, "beliefs", 14, 40);
        (void)forget(state);
    }
}

static void two_leases_look_different(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_NONE);
    scene_start_all(&s);
    scene_command(&s, "partition A B | C D E");
    scene_elect(&s, A, 1, (struct node_set){ 3 });
    scene_elect(&s, C, 1, (struct node_set){ 28 });
    scene_beat(&s, A, 1, (struct node_set){ 3 });
    remember();
    s.ui.page = s.ui.mode = UI_BELIEFS;
    golden_compare(&s, "beliefs-split", 24, 80);
}

static void one_way_and_slow_links_look_different(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_elect(&s, A, 1, set_all(5));
    scene_command(&s, "cut B > C");
    scene_command(&s, "delay 80ms D > E");
    scene_kill(&s, E);
    remember();
    s.ui.page = s.ui.mode = UI_BELIEFS;
    s.ui.selected = B;
    s.ui.beliefs_to = C;
    golden_compare(&s, "beliefs-links", 24, 80);
}

static void all_agree_and_nobody_leads(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_ACTIVE);
    scene_start_all(&s);
    remember();
    s.ui.page = s.ui.mode = UI_BELIEFS;
    golden_compare(&s, "beliefs-nobody", 24, 80);
    scene_elect(&s, A, 1, set_all(5));
    golden_compare(&s, "beliefs-agreed", 24, 80);
}

/* ---- keys: why ------------------------------------------------------------------------- */

static void arrows_go_from_event_to_event_of_the_node(void **state) {
    (void)state;
    minority(5);
    s.ui.selected = C;
    press('y');
    assert_int_equal(s.ui.mode, UI_WHY);
    assert_true(s.ui.why_found);
    const uint64_t last = s.ui.why_seq;
    press(KEYS_CODE_LEFT);
    assert_true(s.ui.why_seq < last);
    const uint64_t before = s.ui.why_seq;
    press('.');
    assert_true(s.ui.why_seq > before && s.ui.why_seq <= last);
    press(',');
    assert_int_equal(s.ui.why_seq, before);
    press(KEYS_CODE_RIGHT);
    assert_int_equal(s.ui.why_seq, last);
    for (int i = 0; i < 300; i++) press(',');
    assert_true(s.ui.toast_bad);
    assert_int_equal(s.ui.why_seq, 3); /* C starts */
    for (int i = 0; i < 300; i++) press('.');
    assert_true(s.ui.toast_bad);
    assert_true(s.ui.why_seq >= last);
}

static void another_node_is_another_question(void **state) {
    (void)state;
    minority(5);
    press('y');
    press('4');
    assert_int_equal(s.ui.selected, D);
    press(KEYS_CODE_TAB);
    assert_int_equal(s.ui.selected, E);
    press(KEYS_CODE_TAB);
    assert_int_equal(s.ui.selected, A);
    press(KEYS_CODE_BACKTAB);
    assert_int_equal(s.ui.selected, E);
    press('8');
    assert_int_equal(s.ui.selected, E);
    assert_true(s.ui.toast_bad);
    press('y');
    assert_int_equal(s.ui.mode, UI_NORMAL);
}

static void enter_goes_to_that_moment(void **state) {
    (void)state;
    minority(5);
    press('y');
    press(KEYS_CODE_LEFT);
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.request, INPUT_GO);
    assert_int_equal(result.let_us, s.ui.why_us);
    assert_int_equal(s.ui.mode, UI_WHY);
}

static void the_future_is_not_asked_about(void **state) {
    (void)state;
    minority(5);
    s.ui.shown = 7;
    s.ui.selected = A;
    press('y');
    assert_true(s.ui.why_found && s.ui.why_event < 7);
}

static bool on_screen(const char *words, int rows, int cols) {
    golden_draw(&s, rows, cols);
    return strstr(golden_drawn, words) != NULL;
}

static void guards_are_marked_and_both_times_are_told(void **state) {
    (void)state;
    minority(5);
    press('y'); /* about A, whose lease ran out */
    assert_true(on_screen("as shown, at 2.1", 40, 120));
    assert_true(on_screen("✗        its lease runs: it ended at", 40, 120));
    assert_true(on_screen(" earlier", 40, 120));
    s.ui.ascii = true;
    assert_false(on_screen("✗", 40, 120));
    assert_true(on_screen("no       its lease runs: it ended at", 40, 120));
}

static void the_page_of_the_protocol_is_at_the_end(void **state) {
    (void)state;
    minority(5);
    s.ui.selected = D;
    press('y'); /* D follows C: rule 3 */
    assert_int_equal(s.ui.why.rule, PROTOCOL_SIGN);
    assert_true(on_screen("when     a LEADER token arrives elsewhere", 24, 80));
    assert_false(on_screen("rule 7   hop by hop", 24, 80));
    input.rows = 24;
    input.cols = 80;
    for (int i = 0; i < 200; i++) press(KEYS_CODE_DOWN);
    assert_true(on_screen("rule 7   hop by hop", 24, 80));
    assert_true(on_screen("Within one step: rule 6", 24, 80));
    for (unsigned i = 0; i < PROTOCOL_COUNT; i++) {
        assert_true(on_screen(protocol_name((enum protocol_rule)i), 100, 180));
        assert_true(on_screen(protocol_when((enum protocol_rule)i), 100, 180));
    }
}

static void a_death_is_told_before_the_list_it_changed(void **state) {
    (void)state;
    static const enum quorum_policy policies[] = { QUORUM_ACTIVE, QUORUM_MAJORITY };
    for (int i = 0; i < 2; i++) {
        scene_init(&s, 5, policies[i]);
        scene_start_all(&s);
        scene_elect(&s, A, 1, set_all(5));
        scene_kill(&s, C);
        if (policies[i] != QUORUM_ACTIVE) { /* the trace has it, whatever the policy */
            struct event event = scene_event(EVENT_LIST, NODE_NONE);
            event.members = set_without(set_all(5), C);
            event.version = 2;
            scene_tell(&s, event);
        }
        remember();
        s.ui.selected = C;
        press('y');
        assert_string_equal(s.ui.why.line[0].text, "C is dead");
        press(KEYS_CODE_RIGHT);
        assert_int_equal(strncmp(s.ui.why.line[0].text, "active list 2", 13) == 0,
                         policies[i] == QUORUM_ACTIVE);
        (void)forget(state);
    }
}

static void a_node_s_sentence_is_told_once(void **state) {
    (void)state;
    minority(5);
    s.ui.page = s.ui.mode = UI_BELIEFS;
    s.ui.selected = s.ui.beliefs_to = C;
    golden_draw(&s, 40, 120);
    const char *first = strstr(golden_drawn, "C leads in term 2 for another");
    assert_non_null(first);
    assert_null(strstr(first + 1, "C leads in term 2 for another"));
    assert_non_null(strstr(golden_drawn, "▸ an old leader whose lease is over: legal"));
    assert_non_null(strstr(golden_drawn, "two leaders in one term: S1 broken"));
}

static void without_a_history_the_node_still_answers(void **state) {
    (void)state;
    minority(5);
    history_close(&history);
    s.ui.history = NULL;
    press('y');
    assert_false(s.ui.why_found);
    golden_draw(&s, 24, 80);
    assert_non_null(strstr(golden_drawn, "A does not lead"));
    press(KEYS_CODE_LEFT);
    assert_true(s.ui.toast_bad);
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.request, INPUT_NONE);
}

/* ---- keys: beliefs ------------------------------------------------------------------------ */

static void arrows_move_over_the_links(void **state) {
    (void)state;
    minority(5);
    press('b');
    assert_int_equal(s.ui.page, UI_BELIEFS);
    press(KEYS_CODE_DOWN);
    press(KEYS_CODE_RIGHT);
    press(KEYS_CODE_RIGHT);
    assert_int_equal(s.ui.selected, B);
    assert_int_equal(s.ui.beliefs_to, C);
    press(KEYS_CODE_LEFT);
    press(KEYS_CODE_LEFT);
    press(KEYS_CODE_LEFT);
    assert_int_equal(s.ui.beliefs_to, E);
    press(KEYS_CODE_UP);
    press(KEYS_CODE_UP);
    assert_int_equal(s.ui.selected, E);
}

static void enter_cuts_and_restores_one_direction(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    remember();
    s.ui.page = s.ui.mode = UI_BELIEFS;
    s.ui.selected = B;
    s.ui.beliefs_to = D;
    press(KEYS_CODE_ENTER);
    assert_int_equal(s.ui.mode, UI_BELIEFS);
    assert_int_equal(result.command_count, 1);
    assert_int_equal(result.command[0].kind, COMMAND_CUT);
    assert_true(result.command[0].one_way);
    assert_int_equal(result.command[0].x, B);
    assert_int_equal(result.command[0].y, D);
    scene_command(&s, "cut B > D");
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.command_count, 1);
    assert_int_equal(result.command[0].kind, COMMAND_HEAL);
    scene_command(&s, "cut D > B"); /* the other way stays cut */
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.command_count, 2);
    assert_int_equal(result.command[1].kind, COMMAND_CUT);
    assert_int_equal(result.command[1].x, D);
}

static void a_node_has_no_link_to_itself(void **state) {
    (void)state;
    minority(5);
    press('b');
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.command_count, 0);
    assert_true(s.ui.toast_bad);
}

static void the_past_and_recordings_are_not_edited(void **state) {
    (void)state;
    minority(5);
    press('b');
    press(KEYS_CODE_RIGHT);
    s.ui.past = true;
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.command_count, 0);
    assert_true(s.ui.toast_bad);
    s.ui.past = false;
    s.ui.readonly = true;
    press(KEYS_CODE_ENTER);
    assert_int_equal(result.command_count, 0);
}

static void the_row_s_node_takes_the_usual_keys(void **state) {
    (void)state;
    minority(5);
    press('b');
    press(KEYS_CODE_DOWN);
    press('k');
    assert_int_equal(result.command_count, 1);
    assert_int_equal(result.command[0].kind, COMMAND_KILL);
    assert_true(set_has(result.command[0].who, B));
    press('b');
    assert_int_equal(s.ui.page, UI_NORMAL);
}

static void a_click_on_a_row_selects_its_node(void **state) {
    (void)state;
    minority(5);
    press('b');
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 10, 40 } };
    for (int i = 0; i < 3; i++) {
        golden_draw(&s, sizes[i][0], sizes[i][1]);
        for (uint8_t node = 0; node < 5; node++) {
            int found = 0;
            for (int row = 0; row < sizes[i][0]; row++) {
                const struct screen_hit hit =
                    screen_hit(&s.view, &s.ui, sizes[i][0], sizes[i][1], row, 2);
                const int name = sizes[i][1] >= 100 ? 2 : 1; /* in a frame */
                if (hit.target != SCREEN_NODE || hit.node != node) continue;
                assert_int_equal(golden_cells.cell[row][name].rune, 'A' + node);
                found++;
            }
            assert_int_equal(found, 1);
        }
    }
}

static void the_editor_of_a_link_begins_at_the_cursor(void **state) {
    (void)state;
    minority(5);
    press('b');
    press(KEYS_CODE_LEFT);
    press(KEYS_CODE_LEFT);
    press('c');
    assert_int_equal(s.ui.mode, UI_CUT);
    assert_int_equal(s.ui.selected, A);
    assert_int_equal(s.ui.cut_other, D);
}

#define TEST(name) cmocka_unit_test_teardown(name, forget)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(why_at_every_size),
        TEST(why_on_a_small_screen_scrolls),
        TEST(beliefs_at_every_size),
        TEST(two_leases_look_different),
        TEST(one_way_and_slow_links_look_different),
        TEST(all_agree_and_nobody_leads),
        TEST(arrows_go_from_event_to_event_of_the_node),
        TEST(another_node_is_another_question),
        TEST(enter_goes_to_that_moment),
        TEST(the_future_is_not_asked_about),
        TEST(guards_are_marked_and_both_times_are_told),
        TEST(the_page_of_the_protocol_is_at_the_end),
        TEST(a_death_is_told_before_the_list_it_changed),
        TEST(a_node_s_sentence_is_told_once),
        TEST(without_a_history_the_node_still_answers),
        TEST(arrows_move_over_the_links),
        TEST(enter_cuts_and_restores_one_direction),
        TEST(a_node_has_no_link_to_itself),
        TEST(the_past_and_recordings_are_not_edited),
        TEST(the_row_s_node_takes_the_usual_keys),
        TEST(a_click_on_a_row_selects_its_node),
        TEST(the_editor_of_a_link_begins_at_the_cursor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
