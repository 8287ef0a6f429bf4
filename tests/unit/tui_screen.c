/* The dashboard as text, against the files in tests/golden/screens.  GOLDEN_UPDATE=1
 * writes them anew; read the diff then. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tui/panel/screen.h"
#include "tui/person/keys.h"
#include "tui_scene.h"

enum { GOLDEN_BYTES = CELLS_ROWS_MAX * (CELLS_COLS_MAX * 3 + 2) };

static struct scene scene;
static struct cells cells;
static char drawn[GOLDEN_BYTES], kept[GOLDEN_BYTES];

static void render(int rows, int cols) {
    size_t length = 0;
    screen_draw(&scene.view, &scene.ui, &cells, rows, cols);
    for (int row = 0; row < cells.rows; row++) {
        length += (size_t)cells_row_text(&cells, row, drawn + length, CELLS_COLS_MAX * 3 + 1);
        drawn[length++] = '\n';
    }
    drawn[length] = '\0';
}

static void compare(const char *state, int rows, int cols) {
    char path[200];
    snprintf(path, sizeof path, "tests/golden/screens/%s-n%d-%dx%d%s.txt", state, scene.view.nodes,
             cols, rows, scene.ui.ascii ? "-ascii" : "");
    render(rows, cols);
    if (getenv("GOLDEN_UPDATE") != NULL) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_true(fputs(drawn, out) >= 0);
        assert_int_equal(fclose(out), 0);
        return;
    }
    FILE *in = fopen(path, "r");
    if (in == NULL) fail_msg("%s is missing; GOLDEN_UPDATE=1 writes it", path);
    const size_t length = fread(kept, 1, sizeof kept - 1, in);
    fclose(in);
    kept[length] = '\0';
    if (strcmp(kept, drawn) == 0) return;
    fail_msg("%s differs; the screen is now:\n%s", path, drawn);
}

/* Every size, in Unicode and in ASCII. */
static void compare_sizes(const char *state) {
    static const struct {
        int rows, cols;
    } sizes[] = { { 10, 40 }, { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (int i = 0; i < 4; i++) {
        scene.ui.ascii = false;
        compare(state, sizes[i].rows, sizes[i].cols);
        scene.ui.ascii = true;
        compare(state, sizes[i].rows, sizes[i].cols);
    }
    scene.ui.ascii = false;
}

static void one_size(const char *state) {
    compare(state, 24, 80);
}

/* ---- states ------------------------------------------------------------------------ */

/* A leads; a heartbeat is half way between two nodes. */
static void steady(uint8_t nodes) {
    scene_init(&scene, nodes, QUORUM_ACTIVE);
    scene_start_all(&scene);
    scene_elect(&scene, 0, 1, set_all(nodes));
    for (int i = 0; i < 3; i++) {
        scene_pass(&scene, scene.header.elect.timers.heartbeat_us / 2);
        scene_beat(&scene, 0, 1, set_all(nodes));
    }
    scene_pass(&scene, 60 * US_PER_MS);
    (void)scene_send(&scene, MESSAGE_LEADER, 0, 1, 0, 1);
    scene_pass(&scene, scene.header.elect.timers.hop_us / 2);
}

/* Everybody stands at once; nobody leads yet. */
static void election(uint8_t nodes) {
    scene_init(&scene, nodes, QUORUM_MAJORITY);
    scene_start_all(&scene);
    for (uint8_t i = 0; i < nodes; i++) {
        scene_stand(&scene, i);
        (void)scene_send(&scene, MESSAGE_ELECTION, i, (uint8_t)((i + 1) % nodes), i, 0);
        scene_pass(&scene, 2 * US_PER_MS);
    }
    scene_pass(&scene, scene.header.elect.timers.hop_us / 3);
}

/* The leader sits in the minority, its lease is over; the others have elected
 * another, a node is dead, one is stalled. */
static void trouble(uint8_t nodes) {
    scene_init(&scene, nodes, QUORUM_MAJORITY);
    scene_start_all(&scene);
    scene_elect(&scene, 0, 1, set_all(nodes));
    scene_beat(&scene, 0, 1, set_all(nodes));
    scene_pass(&scene, 300 * US_PER_MS);
    scene_command(&scene, nodes == 2   ? "cut A > B"
                          : nodes == 5 ? "partition A B | C D E"
                                       : "partition A B C | D E F G H I J");
    if (nodes > 5) scene_kill(&scene, 4);
    scene_pass(&scene, scene.header.elect.timers.promise_us);
    struct node_set rest = set_minus(set_all(nodes), (struct node_set){ nodes > 5 ? 7 + 16 : 3 });
    if (nodes > 2) scene_elect(&scene, nodes > 5 ? 3 : 2, 2, rest);
    if (nodes > 5) {
        scene_command(&scene, "stall J");
        scene_tell(&scene, scene_event(EVENT_STALL, 9));
    }
    scene_pass(&scene, 100 * US_PER_MS);
}

static void a_steady_ring_at_every_size(void **state) {
    (void)state;
    static const uint8_t sizes[] = { 2, 5, 10 };
    for (int i = 0; i < 3; i++) {
        steady(sizes[i]);
        compare_sizes("steady");
    }
}

static void an_election_at_every_size(void **state) {
    (void)state;
    static const uint8_t sizes[] = { 2, 5, 10 };
    for (int i = 0; i < 3; i++) {
        election(sizes[i]);
        compare_sizes("election");
    }
}

static void trouble_at_every_size(void **state) {
    (void)state;
    static const uint8_t sizes[] = { 2, 5, 10 };
    for (int i = 0; i < 3; i++) {
        trouble(sizes[i]);
        compare_sizes("trouble");
    }
}

static void two_valid_leases_are_a_split_brain(void **state) {
    (void)state;
    scene_init(&scene, 5, QUORUM_NONE);
    scene_start_all(&scene);
    scene_command(&scene, "partition A B | C D E");
    scene_elect(&scene, 0, 1, (struct node_set){ 3 });
    scene_elect(&scene, 2, 1, (struct node_set){ 28 });
    scene_beat(&scene, 0, 1, (struct node_set){ 3 });
    struct event event = scene_event(EVENT_VIOLATION, NODE_NONE);
    event.property = PROPERTY_S2;
    memcpy(event.text, "S2: A and C both hold an unexpired lease", 41);
    scene_tell(&scene, event);
    one_size("split-brain");
    compare("split-brain", 40, 120);
}

static void nobody_is_started_yet(void **state) {
    (void)state;
    scene_init(&scene, 5, QUORUM_ACTIVE);
    one_size("before-start");
}

static void everybody_is_down(void **state) {
    (void)state;
    scene_init(&scene, 3, QUORUM_MAJORITY);
    scene_start_all(&scene);
    for (uint8_t i = 0; i < 3; i++) scene_kill(&scene, i);
    one_size("all-down");
}

static void paused_and_read_only(void **state) {
    (void)state;
    steady(5);
    scene.ui.paused = true;
    scene.ui.speed_permille = 250;
    one_size("paused");
    scene.ui.readonly = true;
    one_size("read-only");
}

static void a_stalled_leader(void **state) {
    (void)state;
    steady(5);
    scene_command(&scene, "stall A");
    scene_tell(&scene, scene_event(EVENT_STALL, 0));
    scene_pass(&scene, 50 * US_PER_MS);
    one_size("stalled-leader");
}

/* ---- modes ---------------------------------------------------------------------------- */

static void type(struct ui_line *line, const char *text) {
    line->length = (int)strlen(text);
    line->cursor = line->length;
    memcpy(line->text, text, (size_t)line->length + 1);
}

static void the_prompt_points_at_the_error(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_PROMPT;
    type(&scene.ui.prompt, "kill A Q");
    one_size("prompt");
    memcpy(scene.ui.prompt_error, "expected a node A to E, leader or all", 38);
    scene.ui.prompt_error_column = 7;
    one_size("prompt-error");
    scene.ui.prompt_error[0] = '\0';
    memcpy(scene.ui.completions, "kill  note", 11);
    one_size("prompt-completions");
}

static void the_filter_narrows_the_log(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_FILTER;
    type(&scene.ui.filter, "signs");
    one_size("filter");
    scene.ui.mode = UI_NORMAL;
    type(&scene.ui.filter, "no such thing");
    one_size("filter-empty");
}

static void a_search_shows_what_matches(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_SEARCH;
    type(&scene.ui.search, "lease");
    one_size("help-search");
    type(&scene.ui.search, "leese");
    one_size("help-search-nothing");
}

static void a_newcomer_is_told_what_to_try(void **state) {
    (void)state;
    steady(5);
    scene.ui.first_start = true;
    compare_sizes("first-start");
}

static void the_log_scrolls_back(void **state) {
    (void)state;
    steady(10);
    scene.ui.log_scroll = 5;
    one_size("log-scrolled");
    scene.ui.log_scroll = 0;
    scene.ui.log_all = true;
    one_size("log-all");
}

static void the_partition_editor_shows_groups_on_the_ring(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_PARTITION;
    scene.ui.selected = 1;
    for (uint8_t i = 0; i < 5; i++) scene.ui.group[i] = i < 2 ? 0 : 1;
    one_size("partition");
    compare("partition", 40, 120);
    compare("partition", 10, 40);
}

static void the_cut_editor_shows_the_link(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_CUT;
    scene.ui.selected = 0;
    scene.ui.cut_other = 1;
    scene.ui.cut_direction = 1;
    one_size("cut-one-way");
    scene.ui.cut_other = 2;
    scene.ui.cut_direction = 0;
    compare("cut-across", 40, 120);
}

static void help_and_its_end(void **state) {
    (void)state;
    steady(5);
    scene.ui.mode = UI_HELP;
    one_size("help");
    compare("help", 60, 200);
    scene.ui.help_scroll = screen_help_scroll_max(&scene.ui, 24, 80);
    one_size("help-end");
    compare("help-end", 10, 40);
}

static void a_question_and_an_answer(void **state) {
    (void)state;
    steady(5);
    memcpy(scene.ui.toast, "A is alive: k kills it first", 29);
    scene.ui.toast_bad = true;
    one_size("toast");
    scene.ui.mode = UI_CONFIRM;
    memcpy(scene.ui.toast, "kill A B C D E: no node would be left. Really? (y/n)", 53);
    one_size("confirm");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_steady_ring_at_every_size),
        cmocka_unit_test(an_election_at_every_size),
        cmocka_unit_test(trouble_at_every_size),
        cmocka_unit_test(two_valid_leases_are_a_split_brain),
        cmocka_unit_test(nobody_is_started_yet),
        cmocka_unit_test(everybody_is_down),
        cmocka_unit_test(paused_and_read_only),
        cmocka_unit_test(a_stalled_leader),
        cmocka_unit_test(the_prompt_points_at_the_error),
        cmocka_unit_test(the_filter_narrows_the_log),
        cmocka_unit_test(a_search_shows_what_matches),
        cmocka_unit_test(a_newcomer_is_told_what_to_try),
        cmocka_unit_test(the_log_scrolls_back),
        cmocka_unit_test(the_partition_editor_shows_groups_on_the_ring),
        cmocka_unit_test(the_cut_editor_shows_the_link),
        cmocka_unit_test(help_and_its_end),
        cmocka_unit_test(a_question_and_an_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
