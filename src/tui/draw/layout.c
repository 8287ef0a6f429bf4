#include "tui/draw/layout.h"

enum {
    CARD_ROWS = 4,
    PAIR_ROWS = 2,
    CARD_COLS_MIN = 70,
    PAIR_COLS_MIN = 70,
    NODES_COLS_MIN = 80, /* beside the ring */
    NODES_COLS_MAX = 110,
    RING_ROWS_MIN = 8,
    LOG_ROWS_MIN = 3,
    RUN_ROWS_MIN = 6,
    LESSON_ROWS_MIN = 2,
    SCRUB_ROWS_MIN = 14, /* and a row for each node: then the scrubber has one */
};

static int at_least(int value, int low) {
    return value < low ? low : value;
}
static int at_most(int value, int high) {
    return value > high ? high : value;
}

static int form_rows(enum layout_form form, int nodes, bool heading) {
    if (form == LAYOUT_CARDS) return nodes * CARD_ROWS;
    return (form == LAYOUT_PAIRS ? nodes * PAIR_ROWS : nodes) + (heading ? 1 : 0);
}

static void place_nodes(struct layout *out, int row, int cols, int nodes, bool heading) {
    const int each = out->form == LAYOUT_CARDS   ? CARD_ROWS
                     : out->form == LAYOUT_PAIRS ? PAIR_ROWS
                                                 : 1;
    if (heading && out->form != LAYOUT_CARDS) {
        out->heading = (struct rect){ row, 0, 1, cols };
        row++;
    }
    for (int i = 0; i < nodes; i++) out->node[i] = (struct rect){ row + i * each, 0, each, cols };
}

/* The best form that leaves `below` rows under the nodes. */
static enum layout_form choose_form(int body, int cols, int nodes, int below_cards,
                                    int below_pairs) {
    const bool cards = cols >= CARD_COLS_MIN;
    const bool pairs = cols >= PAIR_COLS_MIN;
    if (cards && form_rows(LAYOUT_CARDS, nodes, true) + below_cards <= body) return LAYOUT_CARDS;
    if (pairs && form_rows(LAYOUT_PAIRS, nodes, true) + below_pairs <= body) return LAYOUT_PAIRS;
    return LAYOUT_LINES;
}

/* Nodes left, ring right, log below both. */
static void compute_wide(struct layout *out, int top, int body, int cols, int nodes) {
    const int nodes_cols = at_most(at_least(cols * 62 / 100, NODES_COLS_MIN), NODES_COLS_MAX);
    out->form = choose_form(body, nodes_cols, nodes, 9, 7);
    const int nodes_rows = form_rows(out->form, nodes, true);
    int band = at_least(nodes_rows, at_most(at_most(body / 2, 26), body - LOG_ROWS_MIN));
    if (body - band < LOG_ROWS_MIN) band = body;
    place_nodes(out, top, nodes_cols, nodes, true);
    if (band >= RING_ROWS_MIN) {
        out->ring = (struct rect){ top, nodes_cols, band, cols - nodes_cols };
    } else {
        place_nodes(out, top, cols, nodes, true);
    }
    if (band - nodes_rows >= RUN_ROWS_MIN) {
        const int rows = band - nodes_rows;
        out->run = (struct rect){ top + nodes_rows, 0, rows, nodes_cols };
    }
    if (body - band >= LOG_ROWS_MIN) {
        out->log = (struct rect){ top + band, 0, body - band, cols };
    }
}

/* Nodes on top, log and ring below: side by side, or one above the other. */
static void compute_narrow(struct layout *out, int top, int body, int cols, int nodes) {
    out->form = choose_form(body, cols, nodes, 11, 8);
    const bool heading = body > nodes;
    const int nodes_rows = form_rows(out->form, nodes, heading);
    place_nodes(out, top, cols, nodes, heading);
    const int row = top + nodes_rows, rows = body - nodes_rows;
    if (rows < LOG_ROWS_MIN) return;
    out->log = (struct rect){ row, 0, rows, cols };
    if (rows >= RING_ROWS_MIN && cols >= 70) {
        const int ring_cols = at_most(at_least(cols * 3 / 8, 29), 44);
        out->log.cols = cols - ring_cols;
        out->ring = (struct rect){ row, cols - ring_cols, rows, ring_cols };
    } else if (rows >= 20) {
        const int ring_rows = at_most(rows / 2, 16);
        out->ring = (struct rect){ row, 0, ring_rows, cols };
        out->log = (struct rect){ row + ring_rows, 0, rows - ring_rows, cols };
    }
}

void layout_compute(int rows, int cols, uint8_t nodes, struct layout *out) {
    layout_compute_below(rows, cols, nodes, 0, out);
}

void layout_compute_below(int rows, int cols, uint8_t nodes, int lesson_rows, struct layout *out) {
    *out = (struct layout){ .rows_needed = nodes + 3, .cols_needed = LAYOUT_COLS_MIN };
    out->too_small = rows < out->rows_needed || cols < out->cols_needed;
    if (out->too_small) return;
    int top = 0;
    if (rows >= nodes + 5) out->title = (struct rect){ top++, 0, 1, cols };
    out->status = (struct rect){ top++, 0, 1, cols };
    out->message = (struct rect){ rows - 2, 0, 1, cols };
    out->footer = (struct rect){ rows - 1, 0, 1, cols };
    int bottom = rows - 2;
    if (rows >= nodes + SCRUB_ROWS_MIN) out->scrub = (struct rect){ --bottom, 0, 1, cols };
    const int lesson = at_most(lesson_rows, bottom - top - nodes);
    if (lesson >= LESSON_ROWS_MIN) {
        out->lesson = (struct rect){ top, 0, lesson, cols };
        top += lesson;
    }
    const int body = bottom - top;
    out->body = (struct rect){ top, 0, body, cols };
    out->boxed = cols >= LAYOUT_BOXED_COLS && rows >= 30;
    if (cols >= LAYOUT_WIDE_COLS && body > nodes) compute_wide(out, top, body, cols, nodes);
    else compute_narrow(out, top, body, cols, nodes);
}
