#include "tui/panel/scrub.h"

#include <stddef.h>

#include "tui/draw/parts.h"
#include "tui/view/scrub.h"
#include "tui/view/words.h"

enum { LABEL_COLS = 9, LINE_COL = 1 };

/* Each mark; in the order of enum scrub_kind. */
static const struct {
    const char *glyph;
    enum style style;
} marks[SCRUB_KIND_COUNT] = {
    [SCRUB_VIOLATION] = { "!", STYLE_BAD }, [SCRUB_KILL] = { "✖", STYLE_WARN },
    [SCRUB_CUT] = { "✂", STYLE_CUT },       [SCRUB_LEADER] = { "★", STYLE_LEADER },
    [SCRUB_LAPSE] = { "☆", STYLE_LEADER },  [SCRUB_STALL] = { "‖", STYLE_STALLED },
    [SCRUB_OTHER] = { "·", STYLE_PLAIN },
};

static int64_t newest_us(const struct ui *ui) {
    return ui->now_us + ui->behind_us;
}

/* What the whole line stands for.  Of a live run in steps, so that
 * marks stay where they are for a while. */
static int64_t span_us(const struct ui *ui) {
    static const int steps_s[] = { 10, 20, 30, 60, 120, 180, 300, 600, 1200, 1800, 3600 };
    const int64_t end_us = newest_us(ui);
    if (!ui->live) return end_us > 0 ? end_us : 1;
    for (size_t i = 0; i < sizeof steps_s / sizeof steps_s[0]; i++) {
        if (end_us <= steps_s[i] * US_PER_S) return steps_s[i] * US_PER_S;
    }
    int64_t hours = 2;
    while (hours * 3600 * US_PER_S < end_us) hours *= 2;
    return hours * 3600 * US_PER_S;
}

static int line_cols(const struct layout *layout) {
    return layout->scrub.cols - LINE_COL - LABEL_COLS;
}

/* Where a column begins; one after the last: the end. */
static int64_t column_us(const struct layout *layout, int64_t span, int at) {
    const int cols = line_cols(layout);
    return span / cols * at + span % cols * at / cols;
}

static void draw_column(const struct ui *ui, const struct layout *layout, int at,
                        struct cells *cells) {
    const int64_t end_us = newest_us(ui), span = span_us(ui);
    const int64_t from_us = column_us(layout, span, at), to_us = column_us(layout, span, at + 1);
    const bool last = at == line_cols(layout) - 1;
    const bool here = ui->now_us >= from_us && (ui->now_us < to_us || last);
    const enum scrub_kind kind = ui->scrub != NULL
                                     ? scrub_find(ui->scrub, from_us, last ? to_us + 1 : to_us)
                                     : SCRUB_KIND_COUNT;
    const char *glyph = " ";
    enum style style = STYLE_BAR_EMPTY;
    if (kind != SCRUB_KIND_COUNT) {
        glyph = marks[kind].glyph;
        style = marks[kind].style;
    } else if (from_us < ui->now_us) {
        glyph = "━";
        style = STYLE_BAR;
    } else if (from_us < end_us) {
        glyph = "╌";
    }
    (void)cells_text(cells, layout->scrub, 0, LINE_COL + at, style, glyph);
    if (here && ui->past) cells_mark(cells, layout->scrub, 0, LINE_COL + at, 1, true);
}

void panel_scrub_draw(const struct ui *ui, const struct layout *layout, struct cells *cells) {
    char label[24];
    struct text words;
    if (layout->scrub.rows == 0) return;
    for (int at = 0; at < line_cols(layout); at++) draw_column(ui, layout, at, cells);
    text_init(&words, label, sizeof label);
    words_add_duration(&words, span_us(ui));
    draw_text_right(cells, layout->scrub, 0, layout->scrub.cols - 1, STYLE_DIM, label);
}

bool panel_scrub_hit(const struct ui *ui, const struct layout *layout, int row, int col,
                     int64_t *from_us, int64_t *to_us) {
    const int at = col - layout->scrub.col - LINE_COL;
    if (!rect_has(layout->scrub, row, col) || at < 0 || at >= line_cols(layout)) return false;
    const int64_t end_us = newest_us(ui), span = span_us(ui);
    *from_us = column_us(layout, span, at);
    *to_us = column_us(layout, span, at + 1);
    if (at == line_cols(layout) - 1) ++*to_us;
    return *from_us <= end_us;
}
