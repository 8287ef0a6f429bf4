#include "tui/panel_parts.h"

#include "base/check.h"

void panel_erase(struct cells *cells, struct rect rect) {
    for (int row = 0; row < rect.rows; row++) {
        for (int col = 0; col < rect.cols; col++) {
            cells_put(cells, rect, row, col, ' ', STYLE_PLAIN);
        }
    }
}

struct rect panel_frame(struct cells *cells, struct rect rect, bool boxed, enum style style,
                        const char *title, const char *right) {
    const int last_row = rect.rows - 1, last_col = rect.cols - 1;
    for (int col = 0; col < rect.cols; col++) {
        cells_put(cells, rect, 0, col, 0x2500, style);
        if (boxed) cells_put(cells, rect, last_row, col, 0x2500, style);
    }
    for (int row = 0; boxed && row < rect.rows; row++) {
        const bool top = row == 0, bottom = row == last_row;
        cells_put(cells, rect, row, 0, top ? 0x256d : bottom ? 0x2570 : 0x2502, style);
        cells_put(cells, rect, row, last_col, top ? 0x256e : bottom ? 0x256f : 0x2502, style);
    }
    int used = 2;
    if (title[0] != '\0') {
        cells_put(cells, rect, 0, 2, ' ', style);
        const int width = cells_text(cells, rect, 0, 3, STYLE_TITLE, title);
        cells_put(cells, rect, 0, 3 + width, ' ', style);
        used = 5 + width;
    }
    const int width = cells_width(right);
    if (width > 0 && used + width + 4 <= rect.cols) {
        const int col = rect.cols - width - 3;
        cells_put(cells, rect, 0, col - 1, ' ', style);
        (void)cells_text(cells, rect, 0, col, STYLE_DIM, right);
        cells_put(cells, rect, 0, col + width, ' ', style);
    }
    if (!boxed) return (struct rect){ rect.row + 1, rect.col, rect.rows - 1, rect.cols };
    return (struct rect){ rect.row + 1, rect.col + 1, rect.rows - 2, rect.cols - 2 };
}

void panel_bar(struct cells *cells, struct rect clip, int row, int col, int cols, enum style style,
               int64_t part, int64_t whole) {
    int64_t halves = 0;
    if (whole > 0 && part > 0) {
        const int64_t capped = part > whole ? whole : part;
        /* Scaled down first: a product of two times may not fit. */
        const int64_t unit = whole / 100000 + 1;
        halves = capped / unit * 2 * cols / (whole / unit);
        if (halves == 0) halves = 1; /* something is not nothing */
    }
    for (int i = 0; i < cols; i++) {
        const bool full = halves >= 2 * (i + 1), half = halves == 2 * i + 1;
        cells_put(cells, clip, row, col + i,
                  full   ? 0x2501
                  : half ? 0x2578
                         : 0x254c,
                  full || half ? style : STYLE_BAR_EMPTY);
    }
}

void panel_add_duration(struct text *out, int64_t us) {
    if (us < 0) us = 0;
    if (us < US_PER_S) {
        int64_t ms = us / US_PER_MS;
        if (ms >= 100) ms -= ms % 10;
        text_add_int(out, ms);
        text_add(out, " ms");
    } else if (us < 100 * US_PER_S) {
        text_add_int(out, us / US_PER_S);
        if (us < 10 * US_PER_S) {
            text_add_char(out, '.');
            text_add_int(out, us % US_PER_S / (US_PER_S / 10));
        }
        text_add(out, " s");
    } else {
        const int64_t minutes = us / (60 * US_PER_S);
        text_add_int(out, minutes > 99 ? 99 : minutes);
        text_add(out, " min");
    }
}

static void add_two_digits(struct text *out, int64_t value) {
    text_add_char(out, (char)('0' + value / 10 % 10));
    text_add_char(out, (char)('0' + value % 10));
}

void panel_add_clock(struct text *out, int64_t us) {
    if (us < 0) us = 0;
    const int64_t seconds = us / US_PER_S, minutes = seconds / 60, hours = minutes / 60;
    if (hours > 0) {
        text_add_int(out, hours);
        text_add_char(out, ':');
        add_two_digits(out, minutes % 60);
        text_add_char(out, ':');
        add_two_digits(out, seconds % 60);
    } else if (minutes > 0) {
        text_add_int(out, minutes);
        text_add_char(out, ':');
        add_two_digits(out, seconds % 60);
    } else {
        text_add_int(out, seconds);
    }
    text_add_char(out, '.');
    text_add_int(out, us % US_PER_S / (US_PER_S / 10));
    if (minutes == 0) text_add(out, " s");
}

void panel_add_term(struct text *out, uint32_t term) {
    if (term < 100000) {
        text_add_uint(out, term);
    } else if (term < 10000000) {
        text_add_uint(out, term / 1000);
        text_add_char(out, 'k');
    } else {
        text_add_uint(out, term / 1000000);
        text_add_char(out, 'M');
    }
}

/* More names than this say less than their number. */
enum { NAMES_MAX = 5 };

void panel_add_terms(struct text *out, const struct view *view, struct node_set set) {
    uint8_t said = 0;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (!set_has(set, i)) continue;
        if (said > 0) text_add(out, said + 1 == set_count(set) ? " and " : ", ");
        text_add_char(out, node_letter(i));
        text_add(out, " (term ");
        panel_add_term(out, view->node[i].lease_term);
        text_add_char(out, ')');
        said++;
    }
}

void panel_add_names(struct text *out, struct node_set set) {
    const uint8_t count = set_count(set);
    uint8_t said = 0;
    if (count == 0) text_add(out, "nobody");
    if (count > NAMES_MAX) {
        text_add_uint(out, count);
        text_add(out, " nodes");
        return;
    }
    for (uint8_t i = 0; i < NODES_MAX; i++) {
        if (!set_has(set, i)) continue;
        if (said > 0) text_add(out, said + 1 == count ? " and " : ", ");
        text_add_char(out, node_letter(i));
        said++;
    }
}

/* How many of `room` columns to keep of a text that is longer: up to the end of a
 * word, and no parenthesis that is not closed, unless too little would be left. */
static int cut_place(const char *text, int room) {
    int column = 0, word = 0, before_parenthesis = -1;
    for (size_t i = 0; text[i] != '\0' && column < room; i++) {
        if (((unsigned char)text[i] & 0xc0u) == 0x80u) continue; /* within a character */
        if (text[i] == ' ' && column < room - 1) word = column + 1;
        if (text[i] == '(') before_parenthesis = column;
        if (text[i] == ')') before_parenthesis = -1;
        column++;
    }
    if (before_parenthesis > room / 2) return before_parenthesis;
    return word > room * 2 / 3 ? word : room - 1;
}

void panel_text_right(struct cells *cells, struct rect clip, int row, int end, enum style style,
                      const char *text) {
    (void)cells_text(cells, clip, row, end - cells_width(text), style, text);
}

void panel_text_cut(struct cells *cells, struct rect clip, int row, int col, int cols,
                    enum style style, const char *text) {
    const int room = clip.cols - col < cols ? clip.cols - col : cols;
    if (room <= 0) return;
    struct rect part = clip;
    part.cols = col + room;
    if (cells_width(text) <= room) {
        (void)cells_text(cells, part, row, col, style, text);
        return;
    }
    const int keep = cut_place(text, room);
    part.cols = col + keep;
    (void)cells_text(cells, part, row, col, style, text);
    part.cols = col + room;
    cells_put(cells, part, row, col + keep, 0x2026, style);
}

static const struct {
    enum style style;
    const char *glyph;
} standings[] = {
    [VIEW_DOWN] = { STYLE_DOWN, "✖" },         [VIEW_STALLED] = { STYLE_STALLED, "‖" },
    [VIEW_LEADER] = { STYLE_LEADER, "★" },     [VIEW_LAPSED] = { STYLE_WARN, "☆" },
    [VIEW_ELECTED] = { STYLE_ELECTED, "◆" },   [VIEW_STANDING] = { STYLE_STANDING, "▲" },
    [VIEW_FOLLOWER] = { STYLE_FOLLOWER, "●" },
};
_Static_assert(sizeof standings / sizeof standings[0] == VIEW_STANDING_COUNT, "one look each");

enum style panel_standing_style(enum view_standing standing) {
    return standings[standing].style;
}

const char *panel_standing_glyph(enum view_standing standing) {
    return standings[standing].glyph;
}

/* ---- strips -------------------------------------------------------------------- */

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
