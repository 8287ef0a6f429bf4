#include "tui_hands.h"

#include <stdio.h>

#include "tui/panel/menu.h"
#include "tui/panel/screen.h"
#include "tui/person/menu.h"

/* ---- faults by a key ------------------------------------------------------- */

static void k_kills_the_selected_node_and_r_revives_it(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press('2');
    press('k');
    ASSERT_COMMANDS("kill B");
    press('k');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("B is down already");
    press('r');
    ASSERT_COMMANDS("revive B");
    press('r');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("B is not down");
}

static void s_stalls_and_wakes(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('s');
    ASSERT_COMMANDS("stall A");
    press('r');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("A is stalled, not down: s wakes it");
    press('s');
    ASSERT_COMMANDS("wake A");
    press('k');
    press('s');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("A is down");
}

static void i_isolates_and_rejoins(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('3');
    press('i');
    ASSERT_COMMANDS("isolate C");
    press('i');
    ASSERT_COMMANDS("heal C A; heal C B");
    press('h');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("no link is cut");
}

static void capital_k_kills_whoever_leads(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press('K');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("nobody leads");
    let_lead(3, 7);
    press('K');
    ASSERT_COMMANDS("kill D");
}

static void h_heals_everything(void **state) {
    (void)state;
    cluster(4, QUORUM_ACTIVE);
    press('i');
    press('h');
    ASSERT_COMMANDS("heal");
    assert_false(view_any_cut(&view));
}

static void a_recording_cannot_be_changed_but_paused(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    ui.live = false;
    for (const char *key = "krsiKpchz"; *key != '\0'; key++) {
        press(*key);
        ASSERT_COMMANDS("");
        ASSERT_SAYS("recording");
        assert_int_equal(ui.mode, UI_NORMAL);
    }
    press(' ');
    assert_int_equal(result.request, INPUT_PAUSE);
    assert_true(ui.paused);
}

static void in_the_past_nothing_can_be_done_but_travel(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    ui.past = true;
    for (const char *key = "krsiKpchz"; *key != '\0'; key++) {
        press(*key);
        ASSERT_COMMANDS("");
        ASSERT_SAYS("this is the past; n returns to now (--engine sim can branch here)");
        assert_int_equal(ui.mode, UI_NORMAL);
    }
    press(' ');
    assert_int_equal(result.request, INPUT_PLAY);
    assert_false(ui.paused); /* the cluster's clock is left alone */
    press('+');
    assert_int_equal(ui.past_speed_permille, 2000);
    assert_int_equal(ui.speed_permille, 1000);
    assert_int_equal(result.request, INPUT_NONE);
    press('n');
    assert_int_equal(result.request, INPUT_NOW);
}

static void click(int row, int col) {
    const struct term_key key = { .code = KEYS_CODE_MOUSE, .row = row, .col = col };
    input_key(&input, &ui, &view, &record, &key, real_us, &result);
}

static void keys_of_time_ask_for_their_marks(void **state) {
    (void)state;
    static const struct {
        int key;
        enum travel_mark mark;
        bool forward;
    } keys[] = {
        { ',', TRAVEL_EVENT, false },     { '.', TRAVEL_EVENT, true },
        { '<', TRAVEL_LEADER, false },    { '>', TRAVEL_LEADER, true },
        { '{', TRAVEL_COMMAND, false },   { '}', TRAVEL_COMMAND, true },
        { '[', TRAVEL_VIOLATION, false }, { ']', TRAVEL_VIOLATION, true },
    };
    cluster(3, QUORUM_ACTIVE);
    ui.readonly = true; /* looking is no acting */
    ui.past = true;
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        press(keys[i].key);
        assert_int_equal(result.request, INPUT_TRAVEL);
        assert_int_equal(result.mark, keys[i].mark);
        assert_int_equal(result.forward, keys[i].forward);
    }
}

static void parentheses_go_by_a_second_and_end_in_the_present(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    ui.readonly = true;
    ui.live = true;
    ui.now_us = 5 * US_PER_S;
    press(')');
    assert_non_null(strstr(ui.toast, "this is the present"));
    press('(');
    assert_int_equal(result.request, INPUT_GO);
    assert_int_equal(result.let_us, 4 * US_PER_S);
    ui.past = true;
    ui.behind_us = 3 * US_PER_S;
    press(')');
    assert_int_equal(result.request, INPUT_GO);
    assert_int_equal(result.let_us, 6 * US_PER_S);
    ui.behind_us = US_PER_S;
    press(')');
    assert_int_equal(result.request, INPUT_NOW);
    ui.live = false; /* a recording has no present */
    press(')');
    assert_int_equal(result.request, INPUT_GO);
}

/* Every cell of the line that has been lived through leads to its stretch of time. */
static void a_click_on_the_scrubber_goes_to_that_time(void **state) {
    (void)state;
    int64_t end_us = 0;
    int hits = 0;
    cluster(3, QUORUM_ACTIVE);
    ui.now_us = 8 * US_PER_S; /* of 10 s that the line shows */
    for (int col = 0; col < input.cols; col++) {
        click(input.rows - 3, col);
        if (result.request != INPUT_GO_MARK) continue;
        hits++;
        assert_int_equal(result.let_us, end_us); /* without a gap */
        assert_true(result.to_us > result.let_us);
        end_us = result.to_us;
    }
    assert_true(hits > 8 * 60 / 10);
    assert_true(end_us > ui.now_us && end_us < 8400000);
    /* between the frame and the click the line would have changed its scale */
    click(input.rows - 3, 30);
    const int64_t then_us = result.let_us;
    ui.drawn = true;
    ui.drawn_now_us = ui.now_us;
    ui.now_us = 11 * US_PER_S;
    click(input.rows - 3, 30);
    assert_int_equal(result.let_us, then_us);
    ui.drawn_now_us = ui.now_us;
    click(input.rows - 3, 30);
    assert_true(result.let_us > then_us);
}

static void readonly_refuses_every_key_that_acts(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    ui.readonly = true;
    let_lead(0, 1);
    for (const char *key = "krsiKpchz .+-"; *key != '\0'; key++) {
        press(*key);
        ASSERT_COMMANDS("");
        assert_int_equal(result.request, INPUT_NONE);
        ASSERT_SAYS("--readonly");
        assert_int_equal(ui.mode, UI_NORMAL);
    }
    type(":kill A\n");
    ASSERT_COMMANDS("");
    assert_non_null(strstr(ui.prompt_error, "--readonly"));
    press(KEYS_CODE_ESC);
    press('q');
    assert_int_equal(result.request, INPUT_QUIT);
}

static void a_run_that_is_over_says_so(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    ui.ended = true;
    press('k');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("over");
}

/* ---- the clock -------------------------------------------------------------- */

static void space_pauses_and_dot_lets_one_hop_pass(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('.');
    assert_int_equal(result.request, INPUT_NONE);
    ASSERT_SAYS("Space pauses");
    press(' ');
    assert_true(ui.paused);
    press('.');
    assert_int_equal(result.request, INPUT_LET);
    assert_int_equal(result.let_us, header.elect.timers.hop_us);
    press(' ');
    assert_false(ui.paused);
}

static void speed_stays_between_a_tenth_and_ten(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    static const uint32_t up[] = { 2000, 5000, 10000 };
    for (int i = 0; i < 3; i++) {
        press('+');
        assert_int_equal(ui.speed_permille, up[i]);
        assert_int_equal(result.request, INPUT_SPEED);
    }
    press('+');
    assert_int_equal(result.request, INPUT_NONE);
    ASSERT_SAYS("fast");
    for (int i = 0; i < 6; i++) press('-');
    assert_int_equal(ui.speed_permille, 100);
    press('-');
    assert_int_equal(result.request, INPUT_NONE);
    ASSERT_SAYS("slow");
    ui.speed_permille = 700; /* from --speed 0.7 */
    press('+');
    assert_int_equal(ui.speed_permille, 1000);
}

/* ---- looking around --------------------------------------------------------------- */

static void selection_goes_round_and_by_number(void **state) {
    (void)state;
    cluster(10, QUORUM_ACTIVE);
    press('0');
    assert_int_equal(ui.selected, 9);
    press(KEYS_CODE_TAB);
    assert_int_equal(ui.selected, 0);
    press(KEYS_CODE_BACKTAB);
    assert_int_equal(ui.selected, 9);
    press(KEYS_CODE_UP);
    assert_int_equal(ui.selected, 8);
    press('3');
    assert_int_equal(ui.selected, 2);
    cluster(2, QUORUM_ACTIVE);
    press('3');
    assert_int_equal(ui.selected, 0);
    ASSERT_SAYS("no such node");
}

/* Every cell of the screen, each pressed on a fresh dashboard. */
static void a_click_selects_the_node_and_presses_the_key_under_it(void **state) {
    (void)state;
    int nodes_hit = 0, keys_hit = 0;
    cluster(5, QUORUM_ACTIVE);
    for (int row = -1; row <= input.rows; row++) {
        for (int col = -1; col <= input.cols; col++) {
            memset(&ui, 0, sizeof ui);
            ui.live = true;
            ui.speed_permille = 1000;
            ui.selected = 4;
            const struct screen_hit hit = screen_hit(&view, &ui, input.rows, input.cols, row, col);
            click(row, col);
            if (hit.target == SCREEN_NODE) {
                assert_int_equal(ui.selected, hit.node);
                ASSERT_COMMANDS("");
                nodes_hit |= 1 << hit.node;
            } else if (hit.target == SCREEN_KEY) {
                if (hit.key == KEYS_KILL) ASSERT_COMMANDS("kill E");
                if (hit.key == KEYS_HELP) assert_int_equal(ui.mode, UI_HELP);
                keys_hit |= hit.key == KEYS_HELP;
            } else {
                assert_int_equal(ui.selected, 4);
                ASSERT_COMMANDS("");
            }
        }
    }
    assert_int_equal(nodes_hit, (1 << 5) - 1);
    assert_true(keys_hit);
}

/* A menu longer than the screen is scrolled: the row that is seen is taken. */
static void a_click_takes_the_row_of_the_menu_under_it(void **state) {
    (void)state;
    static struct cells cells;
    cluster(3, QUORUM_ACTIVE);
    for (int at = 0; at < 30; at += 29) {
        int rows_hit = 0;
        for (int row = 0; row < input.rows; row++) {
            char name[8], line[400];
            menu_open(&ui, MENU_PRESETS);
            for (int i = 0; i < 30; i++) {
                snprintf(name, sizeof name, "row%02d", i);
                menu_add(&ui, name, "");
            }
            ui.menu.at = at;
            screen_draw(&view, &ui, &cells, input.rows, input.cols);
            (void)cells_row_text(&cells, row, line, sizeof line);
            click(row, 10);
            const char *seen = strstr(line, "row");
            assert_int_equal(result.request, seen != NULL ? INPUT_MENU : INPUT_NONE);
            if (seen == NULL) continue;
            assert_memory_equal(ui.menu.row[ui.menu.at].name, seen, 5);
            rows_hit++;
        }
        assert_true(rows_hit > 10 && rows_hit < 30);
        ui_home(&ui);
    }
}

static void in_the_cut_dialog_a_click_chooses_the_other_end(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press('c');
    for (int row = 0; row < input.rows; row++) {
        for (int col = 0; col < input.cols; col++) {
            ui.cut_other = 1;
            const struct screen_hit hit = screen_hit(&view, &ui, input.rows, input.cols, row, col);
            if (hit.target != SCREEN_NODE || hit.node == 0) continue;
            click(row, col);
            assert_int_equal(ui.cut_other, hit.node);
            assert_int_equal(ui.selected, 0);
        }
    }
}

static void help_opens_and_every_way_out_closes_it(void **state) {
    (void)state;
    static const int ways[] = { '?', 'q', KEYS_CODE_ESC, KEYS_CODE_F1 };
    for (int i = 0; i < 4; i++) {
        cluster(3, QUORUM_ACTIVE);
        press(KEYS_CODE_F1);
        assert_int_equal(ui.mode, UI_HELP);
        press('k'); /* scrolls, kills nobody */
        ASSERT_COMMANDS("");
        press(ways[i]);
        assert_int_equal(ui.mode, UI_NORMAL);
        assert_int_equal(result.request, INPUT_NONE);
    }
}

static void help_comes_back_to_what_it_was_asked_over(void **state) {
    (void)state;
    static const int ways[] = { '?', 'q', KEYS_CODE_ESC, KEYS_CODE_ENTER };
    static const char openers[] = "pcPtb";
    for (int i = 0; openers[i] != '\0'; i++) {
        for (int way = 0; way < 4; way++) {
            cluster(3, QUORUM_ACTIVE);
            let_lead(0, 1);
            press(openers[i]);
            const enum ui_mode over = ui.mode;
            assert_true(over != UI_NORMAL && over != UI_HELP);
            press('?');
            assert_int_equal(ui.mode, UI_HELP);
            press(ways[way]);
            assert_int_equal(ui.mode, over);
            press(KEYS_CODE_ESC);
            assert_int_equal(ui.mode, UI_NORMAL);
        }
    }
}

static void keys_of_the_page_below_are_told_to_wait(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('p');
    press('B');
    ASSERT_SAYS("Esc first, then B (branches)");
    press(':');
    ASSERT_SAYS("Esc first, then : (prompt)");
    press('~');
    ASSERT_SAYS("no such key: ? lists them");
    assert_int_equal(ui.mode, UI_PARTITION);
}

static void unknown_keys_say_where_help_is(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('~');
    ASSERT_SAYS("?");
    press(KEYS_CODE_OTHER);
    assert_string_equal(ui.toast, "");
}

/* ---- partition and cut --------------------------------------------------------------- */

static void p_puts_nodes_into_groups(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press('p');
    assert_int_equal(ui.mode, UI_PARTITION);
    press(' '); /* A into the second group */
    type("b");  /* and B */
    press(KEYS_CODE_ENTER);
    ASSERT_COMMANDS("partition A B | C D E");
    assert_int_equal(ui.mode, UI_NORMAL);
    press('p'); /* starts from how things are */
    type("3");  /* the selected one, B, into a third */
    press(KEYS_CODE_ENTER);
    ASSERT_COMMANDS("partition A | B | C D E");
}

static void one_group_heals_or_says_that_nothing_is_cut(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type("p\n");
    ASSERT_COMMANDS("");
    ASSERT_SAYS("one group");
    press('i');
    type("p111");
    for (uint8_t node = 0; node < 3; node++) ui.group[node] = 0;
    press(KEYS_CODE_ENTER);
    ASSERT_COMMANDS("heal");
}

static void esc_leaves_the_editor_without_doing_anything(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type("pa");
    press(KEYS_CODE_ESC);
    assert_int_equal(ui.mode, UI_NORMAL);
    ASSERT_COMMANDS("");
    type("c ");
    press(KEYS_CODE_ESC);
    assert_int_equal(ui.mode, UI_NORMAL);
    ASSERT_COMMANDS("");
}

static void c_cuts_a_link_and_cuts_are_restored_the_same_way(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    type("c\n");
    ASSERT_COMMANDS("cut A B"); /* the next on the ring is offered first */
    type("c\n");
    ASSERT_COMMANDS("heal A B");
    type("cd \n");
    ASSERT_COMMANDS("cut A > D");
    type("cd  \n");
    ASSERT_COMMANDS("cut D > A");
    type("cd \n"); /* A > D is cut: restored, D > A stays cut */
    ASSERT_COMMANDS("heal A D; cut D > A");
    assert_true(view_reaches(&view, 0, 3));
    assert_false(view_reaches(&view, 3, 0));
}

static void a_link_has_two_ends(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type("ca");
    ASSERT_SAYS("two ends");
    assert_int_equal(ui.cut_other, 1);
    press(KEYS_CODE_TAB);
    assert_int_equal(ui.cut_other, 2);
    press(KEYS_CODE_TAB); /* skips the selected one */
    assert_int_equal(ui.cut_other, 1);
    type("j");
    ASSERT_SAYS("no such node");
}

/* ---- undo --------------------------------------------------------------------------------- */

static void z_revives_wakes_and_heals(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press('z');
    ASSERT_COMMANDS("");
    ASSERT_SAYS("nothing to undo");
    press('k');
    press('2');
    press('s');
    press('3');
    press('i');
    press('z');
    ASSERT_COMMANDS("heal");
    ASSERT_SAYS("isolate C");
    press('z');
    ASSERT_COMMANDS("wake B");
    press('z');
    ASSERT_COMMANDS("revive A");
    press('z');
    ASSERT_COMMANDS("");
}

static void z_restores_the_cuts_there_were_before(void **state) {
    (void)state;
    cluster(4, QUORUM_ACTIVE);
    type(":cut A > B\n");
    type(":partition A B | C D\n");
    press('z');
    ASSERT_COMMANDS("cut A > B; heal A C; heal A D; heal B C; heal B D");
    assert_false(view_reaches(&view, 0, 1));
    assert_true(view_reaches(&view, 1, 0));
    assert_true(view_reaches(&view, 0, 2));
    press('z');
    ASSERT_COMMANDS("heal");
    assert_false(view_any_cut(&view));
}

static void z_passes_over_what_was_undone_by_hand(void **state) {
    (void)state;
    cluster(4, QUORUM_ACTIVE);
    type("ks"); /* A is down; s says so */
    press('2');
    press('k');
    press('r');
    press('z');
    ASSERT_COMMANDS("revive A");
}

static void z_takes_message_faults_and_drift_back_to_what_they_were(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    type(":loss 10\n");
    type(":loss 20\n");
    press('z');
    ASSERT_COMMANDS("loss 10");
    type(":delay 5ms A > B\n");
    press('z');
    ASSERT_COMMANDS("delay 0s A > B");
    type(":drift C 5000\n");
    press('z');
    ASSERT_COMMANDS("drift C 0");
}

/* ---- pasted text ----------------------------------------------------------------------------- */

static void bracketed_paste_is_never_a_key(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press(KEYS_CODE_PASTE_BEGIN);
    type("kill all nodes\nKkkqqq:");
    ASSERT_COMMANDS("");
    assert_int_equal(record.count, 0);
    assert_int_equal(ui.mode, UI_NORMAL);
    press(KEYS_CODE_PASTE_END);
    ASSERT_SAYS("pasted");
    press('k');
    ASSERT_COMMANDS("kill A");
}

static void a_paste_whose_end_never_comes_ends_in_silence(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press(KEYS_CODE_PASTE_BEGIN);
    type("kkkk");
    assert_true(input_time(&input, &ui, real_us) > 0);
    real_us += INPUT_PASTE_SILENCE_US;
    press('k');
    ASSERT_COMMANDS("kill A");
    assert_true(INPUT_PASTE_SILENCE_US < 1000000);
}

static void pasted_lines_wait_in_the_prompt_for_a_real_enter(void **state) {
    (void)state;
    cluster(5, QUORUM_ACTIVE);
    press(':');
    press(KEYS_CODE_PASTE_BEGIN);
    type("kill\tA\nB\n");
    press(KEYS_CODE_PASTE_END);
    ASSERT_COMMANDS("");
    assert_string_equal(ui.prompt.text, "kill A B");
    press(KEYS_CODE_ENTER);
    ASSERT_COMMANDS("kill A B");
}

static void a_flood_of_characters_is_no_typing(void **state) {
    (void)state;
    static struct term_key keys[20];
    cluster(3, QUORUM_ACTIVE);
    for (int i = 0; i < 20; i++) keys[i].code = 'k';
    assert_true(input_is_flood(&ui, keys, 20));
    assert_false(input_is_flood(&ui, keys, INPUT_FLOOD_KEYS));
    keys[0].code = ':'; /* a statement, typed by a script */
    assert_false(input_is_flood(&ui, keys, 20));
    keys[0].code = KEYS_CODE_DOWN;
    assert_false(input_is_flood(&ui, keys, 20));
    for (int i = 0; i < 20; i++) keys[i].code = KEYS_CODE_DOWN; /* a key held down */
    assert_false(input_is_flood(&ui, keys, 20));
    input_flood(&input, 20, real_us);
    press('k');
    ASSERT_COMMANDS("");
    real_us += INPUT_PASTE_SILENCE_US;
    press('k');
    ASSERT_COMMANDS("kill A");
}

static void requests_for_the_frame_loop_pass_through(void **state) {
    (void)state;
    cluster(3, QUORUM_ACTIVE);
    press('w');
    assert_int_equal(result.request, INPUT_SAVE);
    assert_string_equal(result.path, "");
    static const int openers[] = { 't', 'b', '?', 'y', 'p', 'c', 'L', 'P' };
    for (size_t i = 0; i < sizeof openers / sizeof openers[0]; i++) {
        press(openers[i]);
        const enum ui_mode mode = ui.mode;
        press('S');
        assert_int_equal(result.request, INPUT_SAVE_SCREEN);
        assert_string_equal(result.path, "");
        assert_int_equal(ui.mode, mode); /* what is open is what the picture shows */
        press(KEYS_CODE_ESC);
    }
    type(":S"); /* text */
    assert_int_equal(result.request, INPUT_NONE);
    press(KEYS_CODE_ESC);
    press(KEYS_CTRL('L'));
    assert_int_equal(result.request, INPUT_REDRAW);
    press(KEYS_CTRL('Z'));
    assert_int_equal(result.request, INPUT_SUSPEND);
    press(KEYS_CODE_F10);
    assert_int_equal(result.request, INPUT_QUIT);
    press(':');
    press(KEYS_CODE_F10);
    assert_int_equal(result.request, INPUT_QUIT);
}

/* On a screen that only says that it is too small nothing is done to a cluster unseen. */
static void nothing_is_done_on_a_screen_that_is_too_small(void **state) {
    (void)state;
    static struct cells cells;
    char row[CELLS_COLS_MAX * 3 + 1];
    cluster(5, QUORUM_ACTIVE);
    let_lead(0, 1);
    input.rows = 5;
    input.cols = 20;
    static const char keys[] = { 'K', 'k', 'r', 's', 'i', 'h', 'z', 'p', 'c' };
    for (size_t i = 0; i < sizeof keys; i++) {
        press(keys[i]);
        ASSERT_COMMANDS("");
        assert_int_equal(ui.mode, UI_NORMAL);
        screen_draw(&view, &ui, &cells, 5, 20);
        (void)cells_row_text(&cells, 3, row, sizeof row);
        assert_string_equal(row, "not done: too small");
    }
    type(":kill B\n");
    ASSERT_COMMANDS("");
    press(KEYS_CODE_ESC);
    screen_draw(&view, &ui, &cells, 5, 20);
    (void)cells_row_text(&cells, 3, row, sizeof row);
    assert_string_equal(row, "      q quits");
    press('q');
    assert_int_equal(result.request, INPUT_QUIT);
    input.rows = 24;
    input.cols = 80;
    press('K');
    ASSERT_COMMANDS("kill A");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(k_kills_the_selected_node_and_r_revives_it),
        cmocka_unit_test(s_stalls_and_wakes),
        cmocka_unit_test(i_isolates_and_rejoins),
        cmocka_unit_test(capital_k_kills_whoever_leads),
        cmocka_unit_test(h_heals_everything),
        cmocka_unit_test(a_recording_cannot_be_changed_but_paused),
        cmocka_unit_test(in_the_past_nothing_can_be_done_but_travel),
        cmocka_unit_test(keys_of_time_ask_for_their_marks),
        cmocka_unit_test(parentheses_go_by_a_second_and_end_in_the_present),
        cmocka_unit_test(a_click_on_the_scrubber_goes_to_that_time),
        cmocka_unit_test(readonly_refuses_every_key_that_acts),
        cmocka_unit_test(a_run_that_is_over_says_so),
        cmocka_unit_test(space_pauses_and_dot_lets_one_hop_pass),
        cmocka_unit_test(speed_stays_between_a_tenth_and_ten),
        cmocka_unit_test(selection_goes_round_and_by_number),
        cmocka_unit_test(a_click_selects_the_node_and_presses_the_key_under_it),
        cmocka_unit_test(a_click_takes_the_row_of_the_menu_under_it),
        cmocka_unit_test(in_the_cut_dialog_a_click_chooses_the_other_end),
        cmocka_unit_test(help_opens_and_every_way_out_closes_it),
        cmocka_unit_test(help_comes_back_to_what_it_was_asked_over),
        cmocka_unit_test(keys_of_the_page_below_are_told_to_wait),
        cmocka_unit_test(unknown_keys_say_where_help_is),
        cmocka_unit_test(p_puts_nodes_into_groups),
        cmocka_unit_test(one_group_heals_or_says_that_nothing_is_cut),
        cmocka_unit_test(esc_leaves_the_editor_without_doing_anything),
        cmocka_unit_test(c_cuts_a_link_and_cuts_are_restored_the_same_way),
        cmocka_unit_test(a_link_has_two_ends),
        cmocka_unit_test(z_revives_wakes_and_heals),
        cmocka_unit_test(z_restores_the_cuts_there_were_before),
        cmocka_unit_test(z_passes_over_what_was_undone_by_hand),
        cmocka_unit_test(z_takes_message_faults_and_drift_back_to_what_they_were),
        cmocka_unit_test(bracketed_paste_is_never_a_key),
        cmocka_unit_test(a_paste_whose_end_never_comes_ends_in_silence),
        cmocka_unit_test(pasted_lines_wait_in_the_prompt_for_a_real_enter),
        cmocka_unit_test(a_flood_of_characters_is_no_typing),
        cmocka_unit_test(requests_for_the_frame_loop_pass_through),
        cmocka_unit_test(nothing_is_done_on_a_screen_that_is_too_small),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
