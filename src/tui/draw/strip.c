#include "tui/draw/strip.h"

#include "base/check.h"

struct strip_item *strip_add(struct strip *self, int weight, enum style style) {
    REQUIRE(self->count < STRIP_ITEMS_MAX);
    struct strip_item *item = &self->item[self->count++];
    *item = (struct strip_item){ .weight = weight, .style = style };
    return item;
}

static int item_width(const struct strip_item *item) {
    const int label = item->label != NULL ? cells_width(item->label) + 1 : 0;
    return label + cells_width(item->text);
}

/* Columns that the items still in need, and which of them would go first. */
static int width_of(const struct strip *self, const bool *in, int *weakest) {
    const int gap = cells_width(self->separator);
    int width = 2; /* a blank at either end */
    bool any = false;
    *weakest = -1;
    for (int i = 0; i < self->count; i++) {
        if (!in[i]) continue;
        width += item_width(&self->item[i]) + (any ? gap : 0);
        any = true;
        if (*weakest < 0 || self->item[i].weight <= self->item[*weakest].weight) *weakest = i;
    }
    return width;
}

void strip_begin(struct strip *self, int weight, enum style style, struct text *words) {
    struct strip_item *item = strip_add(self, weight, style);
    text_init(words, item->text, sizeof item->text);
}

void strip_say(struct strip *self, int weight, enum style style, const char *said) {
    struct text words;
    strip_begin(self, weight, style, &words);
    text_add(&words, said);
}

void strip_right(struct strip *self) {
    self->item[self->count - 1].right = true;
}

void strip_fit(struct strip *self, int cols) {
    bool in[STRIP_ITEMS_MAX] = { false };
    int weakest = -1;
    for (int i = 0; i < self->count; i++) in[i] = self->item[i].text[0] != '\0';
    while (width_of(self, in, &weakest) > cols && weakest >= 0) in[weakest] = false;
    const int gap = cells_width(self->separator);
    int left = 1, right = cols - 1;
    for (int i = 0; i < self->count; i++) {
        struct strip_item *item = &self->item[i];
        item->cols = in[i] ? item_width(item) : 0;
        if (!in[i] || item->right) continue;
        item->col = left;
        left += item->cols + gap;
    }
    for (int i = self->count - 1; i >= 0; i--) {
        struct strip_item *item = &self->item[i];
        if (!in[i] || !item->right) continue;
        right -= item->cols;
        item->col = right;
        right -= gap;
    }
}

/* A blank separator leaves the background of a bar alone. */
static bool is_blank(const char *text) {
    while (*text == ' ') text++;
    return *text == '\0';
}

void strip_draw(const struct strip *self, struct cells *cells, struct rect rect) {
    const int gap = cells_width(self->separator);
    bool first = true;
    for (int i = 0; i < self->count; i++) {
        const struct strip_item *item = &self->item[i];
        if (item->cols == 0) continue;
        int col = item->col;
        if (!first && !item->right && !is_blank(self->separator)) {
            (void)cells_text(cells, rect, 0, col - gap, STYLE_FRAME, self->separator);
        }
        first = false;
        if (item->label != NULL) {
            col += cells_text(cells, rect, 0, col, STYLE_KEY, item->label) + 1;
        }
        (void)cells_text(cells, rect, 0, col, item->style, item->text);
    }
}
