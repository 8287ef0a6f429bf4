#include "tui/draw/paint.h"

#include <string.h>

/* Writing so few unchanged cells again is shorter than moving past them. */
enum { GAP_MAX = 4, LOOKS = 2 * STYLE_COUNT };

static bool same(const struct cell *a, const struct cell *b) {
    return a->rune == b->rune && paint_same_look(a, b);
}

static int look_of(const struct cell *cell) {
    return 2 * cell->style + (cell->reverse ? 1 : 0);
}

/* The cell belongs to the last stroke found, or begins one. */
static void extend(struct paint *self, const struct cells *wanted, int row, int col) {
    const struct cell *cells = wanted->cell[row];
    if (self->count > 0) {
        struct paint_stroke *last = &self->found[self->count - 1];
        int end = last->col + last->cols;
        const bool near = last->row == row && col - end <= GAP_MAX;
        while (near && end < col && paint_same_look(&cells[last->col], &cells[end])) end++;
        if (near && end == col && paint_same_look(&cells[last->col], &cells[col])) {
            last->cols = (int16_t)(col + 1 - last->col);
            return;
        }
    }
    self->found[self->count++] = (struct paint_stroke){ (int16_t)row, (int16_t)col, 1 };
}

/* Stable: within a look they stay row by row. */
static void sort_by_look(struct paint *self, const struct cells *wanted) {
    int next[LOOKS + 1] = { 0 };
    for (int i = 0; i < self->count; i++) {
        const struct paint_stroke *stroke = &self->found[i];
        next[look_of(&wanted->cell[stroke->row][stroke->col]) + 1]++;
    }
    for (int i = 0; i < LOOKS; i++) next[i + 1] += next[i];
    for (int i = 0; i < self->count; i++) {
        const struct paint_stroke *stroke = &self->found[i];
        self->stroke[next[look_of(&wanted->cell[stroke->row][stroke->col])]++] = *stroke;
    }
}

void paint_changes(struct paint *self, const struct cells *wanted, const struct cells *shown) {
    self->count = self->changed = 0;
    for (int row = 0; row < wanted->rows; row++) {
        for (int col = 0; col < wanted->cols; col++) {
            if (same(&wanted->cell[row][col], &shown->cell[row][col])) continue;
            self->changed++;
            extend(self, wanted, row, col);
        }
    }
    sort_by_look(self, wanted);
}

void paint_all(struct paint *self, const struct cells *wanted, bool plain_is_blank) {
    const struct cell blank = { .rune = ' ', .style = STYLE_PLAIN };
    self->count = 0;
    self->changed = wanted->rows * wanted->cols;
    for (int row = 0; row < wanted->rows; row++) {
        for (int col = 0; col < wanted->cols; col++) {
            if (plain_is_blank && same(&wanted->cell[row][col], &blank)) continue;
            extend(self, wanted, row, col);
        }
    }
    memcpy(self->stroke, self->found, (size_t)self->count * sizeof self->found[0]);
}
