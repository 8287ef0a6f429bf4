/* What holds for every screen, whatever it shows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/choose.h"
#include "tui/draw/layout.h"
#include "tui/panel/screen.h"
#include "tui/person/keys.h"
#include "tui_scene.h"

static struct scene scene;
static struct cells cells, other;
static struct chooser_seeded chance;

static uint32_t below(uint32_t bound) {
    return choose(&chance.base, bound);
}

static uint8_t any_node(bool or_none) {
    if (or_none && below(5) == 0) return NODE_NONE;
    return (uint8_t)below(scene.view.nodes);
}

static struct node_set any_set(void) {
    return (struct node_set){ (uint16_t)(below(1u << scene.view.nodes)) };
}

static void any_command(struct command *command) {
    command->kind = (enum command_kind)below(COMMAND_COUNT);
    command->who = any_set();
    command->x = any_node(true);
    command->y = command->x == NODE_NONE ? NODE_NONE : any_node(false);
    command->one_way = below(2) == 0;
    command->delay_us = below(1000000);
    command->group_count = (uint8_t)(1 + below(3));
    for (int i = 0; i < command->group_count; i++) command->group[i] = any_set();
    for (int i = 0; i < 20; i++) command->note[i] = (char)(1 + below(255));
    if (command->kind == COMMAND_CUT && command->x == NODE_NONE) command->x = command->y = 0;
}

/* Any event that the schema allows, however senseless. */
static void any_event(void) {
    struct event event = scene_event((enum event_kind)below(EVENT_COUNT), any_node(false));
    event.leader = any_node(event.kind == EVENT_START);
    event.from = any_node(false);
    event.to = any_node(false);
    event.origin = any_node(false);
    event.message = (enum message_kind)below(MESSAGE_COUNT);
    event.role = (enum role)below(ROLE_COUNT);
    event.why = (enum role_why)below(WHY_COUNT);
    event.reason = (enum drop_reason)below(DROP_COUNT);
    event.property = (uint8_t)below(PROPERTY_COUNT);
    event.accepted = below(2) == 0;
    event.met = below(2) == 0;
    event.expected = below(2) == 0;
    event.term = below(8) == 0 ? UINT32_MAX - below(9) : below(20);
    event.count = below(4);
    event.version = below(9);
    event.id = below(300);
    event.until_us = below(16) == 0 ? TIME_NEVER : scene.t_us + (int64_t)below(3000000) - 500000;
    event.signatures = any_set();
    event.members = any_set();
    event.joining = any_set();
    event.leaving = any_set();
    any_command(&event.command);
    memcpy(event.text, "some words about it", 20);
    scene_tell(&scene, event);
    scene_pass(&scene, below(60000));
}

static void any_words(char *out, int bytes) {
    const int length = (int)below((uint32_t)bytes);
    for (int i = 0; i < length; i++) out[i] = (char)(' ' + below(95));
    out[length] = '\0';
}

static void any_line(struct ui_line *line) {
    any_words(line->text, UI_LINE_BYTES);
    line->length = (int)strlen(line->text);
    line->cursor = (int)below((uint32_t)line->length + 1);
}

/* An answer as it would have been asked for. */
static void any_why(struct ui *ui) {
    const struct why_case about = { &view_log_at(&scene.view, true, 0)->event, NULL, NULL };
    ui->why_found = below(3) != 0;
    ui->why_scroll = (int)below(60);
    if (ui->why_found) why_event(&scene.view, &about, &ui->why);
}

static void any_ui(struct ui *ui) {
    static const enum ui_mode pages[] = { UI_NORMAL, UI_SPACE, UI_BELIEFS };
    memset(ui, 0, sizeof *ui);
    ui->mode = (enum ui_mode)below(UI_MODE_COUNT);
    ui->page = pages[below(3)];
    ui->beliefs_to = (uint8_t)below(NODES_MAX);
    if (view_log_count(&scene.view, true) > 0) any_why(ui);
    ui->selected = any_node(false);
    if (below(2) == 0) any_line(&ui->prompt);
    if (below(4) == 0) any_line(&ui->filter);
    if (below(3) == 0) any_words(ui->toast, UI_TOAST_BYTES);
    if (below(3) == 0) any_words(ui->prompt_error, UI_TOAST_BYTES);
    if (below(3) == 0) any_words(ui->completions, UI_TOAST_BYTES);
    ui->prompt_error_column = (int)below(UI_LINE_BYTES);
    for (int i = 0; i < NODES_MAX; i++) ui->group[i] = (uint8_t)below(NODES_MAX);
    ui->cut_other = any_node(false);
    ui->cut_direction = (int)below(3);
    ui->help_scroll = (int)below(300);
    ui->log_scroll = (int)below(3000);
    ui->paused = below(2) == 0;
    ui->readonly = below(4) == 0;
    ui->live = below(4) != 0;
    ui->ended = below(8) == 0;
    ui->log_all = below(3) == 0;
    ui->speed_permille = 100 + below(9900);
    ui->engine = "threads";
    ui->now_us = scene.t_us + (int64_t)below(2000000) - 500000;
}

static void any_cluster(uint64_t seed) {
    chooser_seeded_init(&chance, seed);
    scene_init(&scene, (uint8_t)(NODES_MIN + below(NODES_MAX - NODES_MIN + 1)),
               (enum quorum_policy)below(QUORUM_COUNT));
    scene.header.seed = seed;
    for (int i = 0; i < 120; i++) any_event();
}

/* Beyond the size nothing may be touched; within, every cell must be drawable. */
static void assert_sound(int rows, int cols, bool ascii) {
    assert_int_equal(cells.rows, rows);
    assert_int_equal(cells.cols, cols);
    for (int row = 0; row < CELLS_ROWS_MAX; row++) {
        for (int col = 0; col < CELLS_COLS_MAX; col++) {
            const struct cell *cell = &cells.cell[row][col];
            if (row >= rows || col >= cols) {
                if (cell->rune != 0xdead) fail_msg("%dx%d: wrote at %d,%d", cols, rows, row, col);
                continue;
            }
            if (cell->rune < 0x20 || cell->rune > 0xffff || cell->style >= STYLE_COUNT) {
                fail_msg("%dx%d: odd cell at %d,%d", cols, rows, row, col);
            }
            if (ascii && cell->rune > 0x7e)
                fail_msg("%dx%d: not ASCII: %x", cols, rows, cell->rune);
        }
    }
}

static void poison(void) {
    for (int row = 0; row < CELLS_ROWS_MAX; row++) {
        for (int col = 0; col < CELLS_COLS_MAX; col++) cells.cell[row][col].rune = 0xdead;
    }
}

static void every_size_draws_and_stays_inside(void **state) {
    (void)state;
    uint64_t seed = 1;
    for (int rows = 1; rows <= 60; rows++) {
        any_cluster(seed++);
        for (int cols = 1; cols <= 200; cols += 1 + (int)below(3)) {
            any_ui(&scene.ui);
            poison();
            screen_draw(&scene.view, &scene.ui, &cells, rows, cols);
            assert_sound(rows, cols, false);
        }
    }
    any_ui(&scene.ui);
    poison();
    screen_draw(&scene.view, &scene.ui, &cells, CELLS_ROWS_MAX, CELLS_COLS_MAX);
    assert_sound(CELLS_ROWS_MAX, CELLS_COLS_MAX, false);
}

static void ascii_mode_shows_ascii_only(void **state) {
    (void)state;
    static const int sizes[][2] = { { 1, 1 }, { 10, 40 }, { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (uint64_t seed = 1; seed <= 60; seed++) {
        any_cluster(seed);
        any_ui(&scene.ui);
        scene.ui.ascii = true;
        for (int i = 0; i < 5; i++) {
            poison();
            screen_draw(&scene.view, &scene.ui, &cells, sizes[i][0], sizes[i][1]);
            assert_sound(sizes[i][0], sizes[i][1], true);
        }
    }
}

static void the_same_input_draws_the_same_cells(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 10; seed++) {
        any_cluster(seed);
        any_ui(&scene.ui);
        memset(&cells, 0, sizeof cells);
        memset(&other, 0, sizeof other);
        screen_draw(&scene.view, &scene.ui, &cells, 40, 120);
        screen_draw(&scene.view, &scene.ui, &other, 40, 120);
        assert_memory_equal(&cells, &other, sizeof cells);
    }
}

static bool is_highlight(uint32_t rune) {
    return rune == 0x25b8 || rune == '[' || rune == ']' || rune == ' ' || rune == 0xb7;
}

/* Which node is selected is seen, and nothing else changes but what its keys do. */
static void selecting_another_node_moves_nothing_but_the_highlight(void **state) {
    (void)state;
    static const int sizes[][2] = { { 15, 40 }, { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        scene_init(&scene, nodes, QUORUM_ACTIVE);
        scene_start_all(&scene);
        scene_elect(&scene, 0, 1, set_all(nodes));
        for (int i = 0; i < 4; i++) {
            const int rows = sizes[i][0], cols = sizes[i][1];
            int changed = 0;
            scene.ui.selected = 0;
            screen_draw(&scene.view, &scene.ui, &cells, rows, cols);
            scene.ui.selected = (uint8_t)(nodes - 1);
            screen_draw(&scene.view, &scene.ui, &other, rows, cols);
            for (int row = 0; row < rows - 1; row++) { /* the footer may differ */
                for (int col = 0; col < cols; col++) {
                    const struct cell *a = &cells.cell[row][col], *b = &other.cell[row][col];
                    if (memcmp(a, b, sizeof *a) != 0) changed++;
                    if (a->rune == b->rune) continue;
                    assert_true(is_highlight(a->rune) && is_highlight(b->rune));
                }
            }
            assert_true(changed > 0);
        }
    }
}

static void the_mouse_finds_what_is_drawn(void **state) {
    (void)state;
    scene_init(&scene, 5, QUORUM_ACTIVE);
    scene_start_all(&scene);
    struct layout layout;
    layout_compute(24, 80, 5, &layout);
    for (uint8_t i = 0; i < 5; i++) {
        const struct rect rect = layout.node[i];
        const struct screen_hit hit =
            screen_hit(&scene.view, &scene.ui, 24, 80, rect.row + rect.rows - 1, rect.col + 5);
        assert_int_equal(hit.target, SCREEN_NODE);
        assert_int_equal(hit.node, i);
    }
    struct screen_hit hit =
        screen_hit(&scene.view, &scene.ui, 24, 80, layout.log.row + 2, layout.log.col + 5);
    assert_int_equal(hit.target, SCREEN_LOG);
    hit = screen_hit(&scene.view, &scene.ui, 24, 80, 23, 1);
    assert_int_equal(hit.target, SCREEN_KEY);
    assert_int_equal(hit.key, KEYS_PARTITION);
    hit = screen_hit(&scene.view, &scene.ui, 24, 80, 0, 3);
    assert_int_equal(hit.target, SCREEN_NOTHING);
    hit = screen_hit(&scene.view, &scene.ui, 5, 5, 0, 0);
    assert_int_equal(hit.target, SCREEN_NOTHING);
}

/* Every name on the ring can be clicked where it stands. */
static void a_node_on_the_ring_is_hit_where_its_name_is_drawn(void **state) {
    (void)state;
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (uint8_t nodes = NODES_MIN; nodes <= NODES_MAX; nodes++) {
        scene_init(&scene, nodes, QUORUM_ACTIVE);
        scene_start_all(&scene);
        for (int i = 0; i < 3; i++) {
            struct layout layout;
            int found = 0;
            layout_compute(sizes[i][0], sizes[i][1], nodes, &layout);
            screen_draw(&scene.view, &scene.ui, &cells, sizes[i][0], sizes[i][1]);
            for (int row = layout.ring.row + 1; row < layout.ring.row + layout.ring.rows; row++) {
                for (int col = layout.ring.col; col < layout.ring.col + layout.ring.cols; col++) {
                    const struct screen_hit hit =
                        screen_hit(&scene.view, &scene.ui, sizes[i][0], sizes[i][1], row, col);
                    const uint32_t rune = cells.cell[row][col].rune;
                    if (rune < 'A' || rune > 'J') continue;
                    assert_int_equal(hit.target, SCREEN_NODE);
                    assert_int_equal(hit.node, rune - 'A');
                    found++;
                }
            }
            assert_int_equal(found, nodes);
        }
    }
}

/* "✖ A" as a whole, and how many marks of a cut link there are. */
static bool ring_names_down(const struct layout *layout, uint8_t node, int *cuts) {
    bool whole = false;
    *cuts = 0;
    for (int row = layout->ring.row + 1; row < layout->ring.row + layout->ring.rows; row++) {
        for (int col = layout->ring.col; col + 2 < layout->ring.col + layout->ring.cols; col++) {
            const struct cell *cell = &cells.cell[row][col];
            *cuts += cell[0].rune == 0x2702;
            if (cell[0].rune == 0x2716 && cell[1].rune == ' ' &&
                cell[2].rune == (uint32_t)node_letter(node)) {
                whole = true;
            }
        }
    }
    return whole;
}

/* Half way between its neighbours stands the node that is down. */
static void a_cut_is_not_drawn_over_the_name_of_a_dead_node(void **state) {
    (void)state;
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (uint8_t nodes = 4; nodes <= NODES_MAX; nodes++) {
        for (uint8_t dead = 0; dead < nodes; dead++) {
            char cut[] = "cut A B";
            scene_init(&scene, nodes, QUORUM_ACTIVE);
            scene_start_all(&scene);
            scene_kill(&scene, dead);
            cut[4] = node_letter((uint8_t)((dead + nodes - 1) % nodes));
            cut[6] = node_letter((uint8_t)((dead + 1) % nodes));
            scene_command(&scene, cut);
            for (int i = 0; i < 3; i++) {
                struct layout layout;
                int cuts;
                layout_compute(sizes[i][0], sizes[i][1], nodes, &layout);
                screen_draw(&scene.view, &scene.ui, &cells, sizes[i][0], sizes[i][1]);
                if (!ring_names_down(&layout, dead, &cuts) || cuts != 1) {
                    fail_msg("%dx%d, %d nodes, %c is down: %d marks", sizes[i][1], sizes[i][0],
                             nodes, node_letter(dead), cuts);
                }
            }
        }
    }
}

static void scrolling_ends_where_the_lines_end(void **state) {
    (void)state;
    scene_init(&scene, 5, QUORUM_ACTIVE);
    assert_int_equal(screen_log_scroll_max(&scene.view, &scene.ui, 24, 80), 0);
    for (int i = 0; i < 100; i++) scene_command(&scene, "note hello");
    struct layout layout;
    layout_compute(24, 80, 5, &layout);
    assert_int_equal(screen_log_scroll_max(&scene.view, &scene.ui, 24, 80),
                     100 - (layout.log.rows - 1));
    assert_true(screen_help_scroll_max(&scene.ui, 24, 80) > 0);
    const int hidden = screen_help_scroll_max(&scene.ui, 24, 80);
    assert_true(screen_help_scroll_max(&scene.ui, 110, 200) < hidden);
    /* Too far is drawn like just far enough. */
    memset(&cells, 0, sizeof cells);
    memset(&other, 0, sizeof other);
    scene.ui.log_scroll = screen_log_scroll_max(&scene.view, &scene.ui, 24, 80);
    screen_draw(&scene.view, &scene.ui, &cells, 24, 80);
    scene.ui.log_scroll = 100000;
    screen_draw(&scene.view, &scene.ui, &other, 24, 80);
    assert_memory_equal(&cells, &other, sizeof cells);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_draws_and_stays_inside),
        cmocka_unit_test(ascii_mode_shows_ascii_only),
        cmocka_unit_test(the_same_input_draws_the_same_cells),
        cmocka_unit_test(selecting_another_node_moves_nothing_but_the_highlight),
        cmocka_unit_test(the_mouse_finds_what_is_drawn),
        cmocka_unit_test(a_node_on_the_ring_is_hit_where_its_name_is_drawn),
        cmocka_unit_test(a_cut_is_not_drawn_over_the_name_of_a_dead_node),
        cmocka_unit_test(scrolling_ends_where_the_lines_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
