/* Goal: the page "space-time" by its keys: what is picked is on the screen and told, scrolling
 * and zoom stay within the run; and no size, no history and no key can break it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/choose.h"
#include "tui/hands/input.h"
#include "tui_golden.h"

enum { A, B, C, D, E };

static struct scene s;
static struct history history;
static struct input_state input;
static struct input_result result;
static struct record record;
static struct cells cells;

/* What the scene was told becomes its history. */
static void remember(void) {
    struct node_set signatures = SET_EMPTY;
    assert_true(history_open(&history));
    for (int back = view_log_count(&s.view, true); back-- > 0;) {
        struct event event = view_log_at(&s.view, true, back)->event;
        if (event.kind == EVENT_SEND) { /* the scene does not say who has signed */
            if (event.from == event.origin) signatures = SET_EMPTY;
            signatures = set_with(signatures, event.from);
            event.signatures = signatures;
        }
        if (event.kind == EVENT_DELIVER) event.term = 1;
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

static bool shows(const char *words) {
    golden_draw(&s, input.rows, input.cols);
    return strstr(golden_drawn, words) != NULL;
}

#define ASSERT_SHOWS(words)                                                                        \
    do {                                                                                           \
        if (!shows(words)) fail_msg("no `%s` in\n%s", words, golden_drawn);                        \
    } while (0)

static struct node_set nodes_but(uint8_t node) {
    return set_without(set_all(s.view.nodes), node);
}

/* A leads, and has sent two rounds. */
static void leading(uint8_t nodes) {
    scene_init(&s, nodes, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_elect(&s, A, 1, set_all(nodes));
    scene_pass(&s, 100 * US_PER_MS);
    scene_beat(&s, A, 1, set_all(nodes));
    scene_pass(&s, 30 * US_PER_MS);
    remember();
    press('t');
}

static void a_picked_message_is_told_with_its_way(void **state) {
    (void)state;
    leading(5);
    press('2');
    press(KEYS_CODE_UP);
    press(KEYS_CODE_UP);
    ASSERT_SHOWS("B signs A");
    press(KEYS_CODE_DOWN);
    ASSERT_SHOWS("LEADER of A, term 1, B > C, signed by A B");
    ASSERT_SHOWS("after 40ms");
    ASSERT_SHOWS("E > A 40 ms home");
    ASSERT_SHOWS("▸B > C 40 ms");
    golden_sizes(&s, "space-picked");
    press('a'); /* says something, changes nothing that is picked */
    ASSERT_SHOWS("LEADER of A, term 1, B > C");
    press(KEYS_CODE_END);
    ASSERT_SHOWS("Up and Down, or a click, pick");
    assert_false(s.ui.space_held);
}

static void an_arrow_over_a_lane_keeps_its_bend(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_elect(&s, A, 1, nodes_but(B)); /* from A over B to C */
    scene_pass(&s, 30 * US_PER_MS);
    remember();
    press('t');
    input.rows = 24;
    input.cols = 80;
    ASSERT_SHOWS("─╮│");        /* beside the lane, not under it */
    ASSERT_SHOWS("╰┼────────"); /* and across it */
}

static void scrolling_stays_within_the_run(void **state) {
    (void)state;
    leading(5);
    for (int i = 0; i < 50; i++) press(KEYS_CODE_PAGE_UP);
    assert_int_equal(s.ui.space_us, 0);
    ASSERT_SHOWS("held: End follows");
    for (int i = 0; i < 50; i++) press(KEYS_CODE_PAGE_DOWN);
    assert_false(s.ui.space_held);
    press(KEYS_CODE_HOME);
    ASSERT_SHOWS("0.000");
    press(KEYS_CODE_END);
    assert_false(s.ui.space_held);
}

static void a_young_run_is_held_at_its_beginning(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_pass(&s, 30 * US_PER_MS);
    remember();
    press('t');
    assert_true(shows("0.000") && !shows("held"));
    press(KEYS_CODE_PAGE_UP);
    ASSERT_SHOWS("held: End follows");
    press(KEYS_CODE_PAGE_DOWN);
    assert_false(s.ui.space_held);
    press(KEYS_CODE_HOME);
    ASSERT_SHOWS("held: End follows");
    assert_int_equal(s.ui.space_us, 0);
}

static void zoom_has_two_ends_and_keeps_what_is_picked(void **state) {
    (void)state;
    leading(5);
    press(KEYS_CODE_UP);
    for (int i = 0; i < 20; i++) {
        press('Z');
        golden_draw(&s, 24, 80);
        assert_non_null(strstr(golden_drawn, "▸A"));
        assert_true(s.ui.space_picked);
    }
    assert_string_equal(s.ui.toast, "as near as it goes");
    ASSERT_SHOWS("100us a row");
    for (int i = 0; i < 20; i++) press('X');
    assert_string_equal(s.ui.toast, "as far as it goes");
    ASSERT_SHOWS("200ms a row");
}

static void click_on(int row, int col) {
    const struct term_key key = { .code = KEYS_CODE_MOUSE, .row = row, .col = col };
    input_key(&input, &s.ui, &s.view, &record, &key, 0, &result);
}

/* A LEADER round, and an ELECTION token of D that B ignores. */
static void leading_with_a_rival(void) {
    scene_init(&s, 5, QUORUM_MAJORITY);
    scene_start_all(&s);
    scene_stand(&s, D);
    for (uint8_t hop = 0; hop < 3; hop++) {
        const uint8_t from = (uint8_t)((D + hop) % 5), to = (uint8_t)((D + hop + 1) % 5);
        const uint64_t id = scene_send(&s, MESSAGE_ELECTION, from, to, D, 0);
        scene_pass(&s, s.header.elect.timers.hop_us);
        scene_arrive(&s, id, MESSAGE_ELECTION, from, to, D);
    }
    scene_elect(&s, A, 1, set_all(5));
    scene_pass(&s, 30 * US_PER_MS);
    remember();
    press('t');
    press(KEYS_CODE_HOME);
    press('X');
    press('X'); /* so far that all of it is on one screen */
}

/* Wherever a line is seen, a click picks a message of that kind, and nothing moves. */
static void a_click_on_a_line_picks_the_message_that_is_seen_there(void **state) {
    (void)state;
    static struct cells seen;
    static struct event event;
    int clicks[STYLE_COUNT] = { 0 };
    leading_with_a_rival();
    static struct ui before;
    before = s.ui;
    screen_draw(&s.view, &s.ui, &seen, input.rows, input.cols);
    for (int row = 4; row < 17; row++) {
        for (int col = 10; col < seen.cols; col++) {
            const enum style style = seen.cell[row][col].style;
            const uint32_t rune = seen.cell[row][col].rune;
            if (style != STYLE_TOKEN_ELECTION && style != STYLE_TOKEN_LEADER) continue;
            if (rune < 0x2500) continue; /* a letter: whose it is */
            s.ui = before;
            click_on(row, col);
            assert_true(s.ui.space_picked);
            assert_int_equal(s.ui.space_us, before.space_us);
            assert_true(history_get(&history, s.ui.space_pick, &event));
            assert_int_equal(event.kind, EVENT_SEND);
            assert_int_equal(event.message,
                             style == STYLE_TOKEN_LEADER ? MESSAGE_LEADER : MESSAGE_ELECTION);
            assert_int_equal(s.ui.selected, event.from);
            clicks[style]++;
        }
    }
    assert_true(clicks[STYLE_TOKEN_ELECTION] > 10);
    assert_true(clicks[STYLE_TOKEN_LEADER] > 10);
}

static void a_click_picks_marks_and_selects_lanes_and_names(void **state) {
    (void)state;
    static struct cells seen;
    static struct event event;
    int marks = 0;
    leading_with_a_rival();
    static struct ui before;
    before = s.ui;
    screen_draw(&s.view, &s.ui, &seen, input.rows, input.cols);
    for (int row = 4; row < 17; row++) {
        for (int col = 10; col < seen.cols; col++) {
            if (seen.cell[row][col].rune != 0x2713) continue; /* ✓ */
            s.ui = before;
            click_on(row, col);
            assert_true(history_get(&history, s.ui.space_pick, &event));
            if (event.kind == EVENT_SIGN) assert_int_equal(s.ui.selected, event.node);
            marks += event.kind == EVENT_SIGN;
        }
    }
    assert_true(marks > 3);
    press(KEYS_CODE_END);
    const size_t pick = s.ui.space_pick;
    click_on(3, 35); /* a name */
    assert_int_equal(s.ui.selected, C);
    click_on(3, 11);
    assert_int_equal(s.ui.selected, A);
    assert_false(s.ui.space_picked);
    assert_int_equal(s.ui.space_pick, pick);
}

/* The words about what is picked take rows from the diagram, never the picked one. */
static void what_is_picked_is_not_covered_by_the_words_about_it(void **state) {
    (void)state;
    static struct cells seen, after;
    static struct ui before;
    int moved = 0, marks = 0;
    leading_with_a_rival();
    press('Z');
    press('Z');
    press(KEYS_CODE_END);
    before = s.ui;
    input.rows = 40;
    input.cols = 100;
    screen_draw(&s.view, &s.ui, &seen, input.rows, input.cols);
    for (int row = 4; row < 34; row++) {
        for (int col = 10; col < seen.cols; col++) {
            const uint32_t rune = seen.cell[row][col].rune;
            if (rune != 0x2713 && rune != 0x2605) continue; /* ✓ ★ */
            s.ui = before;
            click_on(row, col);
            if (!s.ui.space_picked) continue; /* the legend */
            screen_draw(&s.view, &s.ui, &after, input.rows, input.cols);
            bool there = false;
            for (int i = 4; i < 30; i++) there = there || after.cell[i][9].rune == 0x25b8; /* ▸ */
            if (!there) fail_msg("clicked on row %d", row);
            marks++;
            moved += row >= 29; /* where the words are now */
        }
    }
    input.rows = 24;
    input.cols = 80;
    assert_true(marks > 2);
    assert_true(moved > 0);
}

static void without_events_the_keys_say_so(void **state) {
    (void)state;
    scene_init(&s, 5, QUORUM_ACTIVE);
    input_init(&input, 5);
    press('t');
    press(KEYS_CODE_UP);
    assert_string_equal(s.ui.toast, "nothing has happened yet");
    ASSERT_SHOWS("Nothing has happened yet.");
}

static void any_key_at_any_size_leaves_a_screen(void **state) {
    (void)state;
    static const int keys[] = { KEYS_CODE_UP,
                                KEYS_CODE_DOWN,
                                KEYS_CODE_PAGE_UP,
                                KEYS_CODE_PAGE_DOWN,
                                KEYS_CODE_HOME,
                                KEYS_CODE_END,
                                'Z',
                                'X',
                                'a',
                                '\t',
                                ',' };
    static struct chooser_seeded chance;
    chooser_seeded_init(&chance, 99);
    for (uint8_t nodes = 2; nodes <= 10; nodes += 4) {
        leading(nodes);
        for (int i = 0; i < 400; i++) {
            input.rows = 1 + (int)choose(&chance.base, 70);
            input.cols = 1 + (int)choose(&chance.base, 220);
            press(keys[choose(&chance.base, 11)]);
            s.ui.shown = history.count - choose(&chance.base, (uint32_t)history.count);
            s.ui.ascii = choose(&chance.base, 2) == 0;
            screen_draw(&s.view, &s.ui, &cells, input.rows, input.cols);
            assert_int_equal(s.ui.page, UI_SPACE);
        }
        (void)forget(state);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_picked_message_is_told_with_its_way, forget),
        cmocka_unit_test_teardown(an_arrow_over_a_lane_keeps_its_bend, forget),
        cmocka_unit_test_teardown(scrolling_stays_within_the_run, forget),
        cmocka_unit_test_teardown(a_young_run_is_held_at_its_beginning, forget),
        cmocka_unit_test_teardown(zoom_has_two_ends_and_keeps_what_is_picked, forget),
        cmocka_unit_test_teardown(a_click_on_a_line_picks_the_message_that_is_seen_there, forget),
        cmocka_unit_test_teardown(a_click_picks_marks_and_selects_lanes_and_names, forget),
        cmocka_unit_test_teardown(what_is_picked_is_not_covered_by_the_words_about_it, forget),
        cmocka_unit_test_teardown(without_events_the_keys_say_so, forget),
        cmocka_unit_test_teardown(any_key_at_any_size_leaves_a_screen, forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
