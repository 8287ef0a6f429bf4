/* tests/unit/tui_golden.h - a scene drawn and compared with its file in tests/golden/screens.
 * GOLDEN_UPDATE=1 writes the file anew; read the diff then. */
#ifndef TESTS_UNIT_TUI_GOLDEN_H
#define TESTS_UNIT_TUI_GOLDEN_H

#include <stdio.h>
#include <stdlib.h>

#include "tui/panel/screen.h"
#include "tui_scene.h"

enum { TUI_GOLDEN_BYTES = CELLS_ROWS_MAX * (CELLS_COLS_MAX * 3 + 2) };

static struct cells golden_cells;
static char golden_drawn[TUI_GOLDEN_BYTES], golden_kept[TUI_GOLDEN_BYTES];

static inline void golden_draw(const struct scene *scene, int rows, int cols) {
    size_t length = 0;
    screen_draw(&scene->view, &scene->ui, &golden_cells, rows, cols);
    for (int row = 0; row < golden_cells.rows; row++) {
        length += (size_t)cells_row_text(&golden_cells, row, golden_drawn + length,
                                         CELLS_COLS_MAX * 3 + 1);
        golden_drawn[length++] = '\n';
    }
    golden_drawn[length] = '\0';
}

static inline void golden_compare(const struct scene *scene, const char *state, int rows,
                                  int cols) {
    char path[200];
    snprintf(path, sizeof path, "tests/golden/screens/%s-n%d-%dx%d%s.txt", state, scene->view.nodes,
             cols, rows, scene->ui.ascii ? "-ascii" : "");
    golden_draw(scene, rows, cols);
    if (getenv("GOLDEN_UPDATE") != NULL) {
        FILE *out = fopen(path, "w");
        assert_non_null(out);
        assert_true(fputs(golden_drawn, out) >= 0);
        assert_int_equal(fclose(out), 0);
        return;
    }
    FILE *in = fopen(path, "r");
    if (in == NULL) fail_msg("%s is missing; GOLDEN_UPDATE=1 writes it", path);
    const size_t length = fread(golden_kept, 1, sizeof golden_kept - 1, in);
    fclose(in);
    golden_kept[length] = '\0';
    if (strcmp(golden_kept, golden_drawn) == 0) return;
    fail_msg("%s differs; the screen is now:\n%s", path, golden_drawn);
}

/* 80x24, 120x40 and 200x60, each in Unicode and in ASCII. */
static inline void golden_sizes(struct scene *scene, const char *state) {
    static const int sizes[][2] = { { 24, 80 }, { 40, 120 }, { 60, 200 } };
    for (int i = 0; i < 3; i++) {
        for (int ascii = 0; ascii < 2; ascii++) {
            scene->ui.ascii = ascii != 0;
            golden_compare(scene, state, sizes[i][0], sizes[i][1]);
        }
    }
    scene->ui.ascii = false;
}

#endif
