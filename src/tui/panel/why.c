#include "tui/panel/why.h"

#include <string.h>

#include "tui/draw/parts.h"
#include "tui/panel/lesson.h"
#include "tui/why/parts.h"

enum { WHY_ROWS_MAX = 256, LABEL_COLS = 9, WHY_COLS = 104, WHY_COLS_MIN = 12, HEADING_BYTES = 96 };

struct why_row {
    const char *label, *text;
    int bytes; /* of text */
    enum style label_style, style;
};

/* What is drawn, wrapped; texts are borrowed from the answers below. */
struct sheet {
    int cols; /* of a text beside its label */
    int count;
    struct why_row row[WHY_ROWS_MAX];
    struct why node;
    char shown[HEADING_BYTES], heading[HEADING_BYTES];
    char rule[PROTOCOL_COUNT][8]; /* "rule 3" */
};
static struct sheet sheet; /* 20 kB: not on the stack */

static void add_row(const char *label, enum style label_style, enum style style, const char *text,
                    int bytes) {
    if (sheet.count == WHY_ROWS_MAX) return;
    sheet.row[sheet.count++] = (struct why_row){ label, text, bytes, label_style, style };
}

/* Answers are ASCII but for what a note says, so a byte is a column, at worst more. */
static void add_text(const char *label, enum style label_style, enum style style, const char *text,
                     int cols) {
    int length = (int)strlen(text);
    if (cols < 1) cols = 1;
    while (length > cols) {
        int bytes = cols;
        while (bytes > 0 && text[bytes] != ' ') bytes--;
        if (bytes == 0) bytes = cols;
        add_row(label, label_style, style, text, bytes);
        if (label != NULL) label = "";
        while (text[bytes] == ' ') bytes++;
        text += bytes;
        length -= bytes;
    }
    add_row(label, label_style, style, text, length);
}

static enum style label_style(enum why_kind kind) {
    switch (kind) {
    case WHY_IS_HELD: return STYLE_GOOD;
    case WHY_IS_FAILED: return STYLE_BAD;
    case WHY_IS_RULE: return STYLE_KEY;
    case WHY_IS_NOTE:
    case WHY_IS_WHAT_IF: return STYLE_WARN;
    case WHY_IS_SAYS:
    case WHY_IS_SO:
    case WHY_IS_SOURCE:
    case WHY_IS_COUNT: return STYLE_DIM;
    case WHY_IS_WHEN: return STYLE_KEY;
    }
    return STYLE_PLAIN;
}

/* Guards are marked; everything else is called by its name. */
static const char *label_of(enum why_kind kind, bool ascii) {
    if (!ascii && kind == WHY_IS_HELD) return "✓";
    if (!ascii && kind == WHY_IS_FAILED) return "✗";
    return why_kind_label(kind);
}

static void add_answer(const struct why *why, bool ascii) {
    for (int i = 0; i < why->count; i++) {
        const struct why_line *line = &why->line[i];
        if (line->kind == WHY_IS_SAYS) {
            add_text(NULL, STYLE_PLAIN, STYLE_TITLE, line->text, sheet.cols + LABEL_COLS);
        } else {
            add_text(label_of(line->kind, ascii), label_style(line->kind), STYLE_PLAIN, line->text,
                     sheet.cols);
        }
    }
}

static void add_blank(void) {
    add_row("", STYLE_PLAIN, STYLE_PLAIN, "", 0);
}

/* The page of the protocol that the answer's rule stands on, from the table of `list protocol`. */
static void add_protocol(int quoted) {
    add_blank();
    add_text(NULL, STYLE_PLAIN, STYLE_TITLE, "The protocol (ringleader list protocol)",
             sheet.cols + LABEL_COLS);
    for (unsigned i = 0; i < PROTOCOL_COUNT; i++) {
        const enum protocol_rule rule = (enum protocol_rule)i;
        const bool here = quoted == (int)i;
        struct text label;
        text_init(&label, sheet.rule[i], sizeof sheet.rule[i]);
        text_add(&label, "rule ");
        text_add_uint(&label, i);
        add_text(sheet.rule[i], STYLE_KEY, here ? STYLE_KEY : STYLE_TITLE, protocol_name(rule),
                 sheet.cols);
        add_text("  on", STYLE_DIM, STYLE_PLAIN, protocol_when(rule), sheet.cols);
        add_text("  do", STYLE_DIM, STYLE_PLAIN, protocol_what(rule), sheet.cols);
    }
    add_text(NULL, STYLE_PLAIN, STYLE_PLAIN, PROTOCOL_ORDER, sheet.cols + LABEL_COLS);
}

/* The event's time, and how far that is from what is shown. */
static void event_heading(const struct ui *ui, struct text *out) {
    const int64_t apart_us = why_minus(ui->why_us, ui->now_us);
    text_add(out, "event ");
    text_add_uint(out, ui->why_seq);
    text_add(out, " of the run, at ");
    text_add(out, why_clock(ui->why_us));
    if (apart_us > -US_PER_MS && apart_us < US_PER_MS) return;
    text_add(out, ", ");
    text_add_time(out, apart_us > 0 ? apart_us : -apart_us);
    text_add(out, apart_us > 0 ? " later" : " earlier");
}

static void fill(const struct view *view, const struct ui *ui, int cols) {
    struct text heading;
    sheet.count = 0;
    sheet.cols = cols - LABEL_COLS - 4;
    text_init(&heading, sheet.shown, sizeof sheet.shown);
    text_add(&heading, "as shown, at ");
    text_add(&heading, why_clock(ui->now_us));
    add_row(NULL, STYLE_PLAIN, STYLE_DIM, sheet.shown, (int)heading.length);
    why_node(view, ui->selected, ui->now_us, &sheet.node);
    add_answer(&sheet.node, ui->ascii);
    add_blank();
    text_init(&heading, sheet.heading, sizeof sheet.heading);
    if (!ui->why_found) {
        text_add(&heading, ui->history == NULL ? "its events are not at hand here"
                                               : "nothing has happened to it yet");
        add_row(NULL, STYLE_PLAIN, STYLE_DIM, sheet.heading, (int)heading.length);
        return;
    }
    event_heading(ui, &heading);
    add_row(NULL, STYLE_PLAIN, STYLE_DIM, sheet.heading, (int)heading.length);
    add_answer(&ui->why, ui->ascii);
    if (ui->why.rule >= 0) add_protocol(ui->why.rule);
}

static struct rect outer_rect(const struct layout *layout) {
    struct rect rect = layout->body;
    if (rect.cols > WHY_COLS + 8) {
        rect.col += (rect.cols - WHY_COLS) / 2;
        rect.cols = WHY_COLS;
    }
    return rect;
}

static int hidden_rows(struct rect outer) {
    const int inside = outer.rows - 2;
    return inside > 0 && sheet.count > inside ? sheet.count - inside : 0;
}

int panel_why_scroll_max(const struct view *view, const struct ui *ui, int rows, int cols) {
    struct layout layout;
    layout_compute_below(rows, cols, view->nodes, panel_lesson_rows(ui->guide, cols), &layout);
    if (layout.too_small) return 0;
    const struct rect outer = outer_rect(&layout);
    fill(view, ui, outer.cols);
    return hidden_rows(outer);
}

static void draw_row(const struct why_row *row, struct rect rect, int at, struct cells *cells) {
    char buffer[WHY_TEXT_BYTES];
    struct text text;
    const int col = row->label == NULL ? 1 : 1 + LABEL_COLS;
    text_init(&text, buffer, sizeof buffer);
    text_add_n(&text, row->text, (size_t)row->bytes);
    if (row->label != NULL) {
        draw_text_cut(cells, rect, at, 1, LABEL_COLS - 1, row->label_style, row->label);
    }
    draw_text_cut(cells, rect, at, col, rect.cols - col, row->style, buffer);
}

void panel_why_draw(const struct view *view, const struct ui *ui, const struct layout *layout,
                    struct cells *cells) {
    char title[32], position[32];
    struct text words;
    struct rect outer = outer_rect(layout);
    if (outer.cols < WHY_COLS_MIN || outer.rows < 3) return;
    fill(view, ui, outer.cols);
    const int hidden = hidden_rows(outer);
    int first = ui->why_scroll > hidden ? hidden : ui->why_scroll;
    if (first < 0) first = 0;
    text_init(&words, title, sizeof title);
    text_add(&words, view_leads(view, ui->selected, ui->now_us) ? "why does " : "why not ");
    text_add_char(&words, node_letter(ui->selected));
    text_add(&words, view_leads(view, ui->selected, ui->now_us) ? " lead?" : "?");
    text_init(&words, position, sizeof position);
    if (hidden > 0) {
        text_add_int(&words, first + 1);
        text_add(&words, "–");
        text_add_int(&words, first + outer.rows - 2);
        text_add(&words, " of ");
        text_add_int(&words, sheet.count);
    } else if (outer.cols < layout->body.cols && outer.rows > sheet.count + 2) {
        outer.rows = sheet.count + 2;
    }
    draw_erase(cells, outer);
    const struct rect rect = draw_frame(cells, outer, true, STYLE_KEY, title, position);
    for (int i = 0; i < rect.rows && first + i < sheet.count; i++) {
        draw_row(&sheet.row[first + i], rect, i, cells);
    }
}
