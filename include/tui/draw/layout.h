/* tui/draw/layout.h - which panel gets which part of the screen: size in, rectangles out.
 *
 * Pure; depends on the size and the number of nodes only, never on what happens,
 * so that nothing ever moves under the cursor.  What does not fit gives way in
 * steps: cards, two lines a node, one line a node; the scrubber; the ring; the log; headings;
 * below nodes+3 rows or 30 columns nothing but a note that says so.
 */
#ifndef TUI_DRAW_LAYOUT_H
#define TUI_DRAW_LAYOUT_H

#include "base/ids.h"
#include "tui/draw/cells.h"

enum layout_form {
    LAYOUT_LINES, /* one line a node, in columns */
    LAYOUT_PAIRS, /* two lines a node */
    LAYOUT_CARDS, /* a framed card of four lines a node */
};

enum {
    LAYOUT_COLS_MIN = 30,
    LAYOUT_WIDE_COLS = 110,  /* from here on ring and nodes lie side by side */
    LAYOUT_BOXED_COLS = 100, /* from here on, and with rows enough, panels are framed */
};

struct layout {
    bool too_small;
    int rows_needed, cols_needed; /* the least that is not too small */
    enum layout_form form;
    bool boxed; /* frames all round; else only a heading */
    /* Of no rows when not shown.  Frames are inside their rectangle. */
    struct rect title, status, heading, ring, log, run, message, footer;
    struct rect scrub; /* above the message: the whole run as one line */
    struct rect node[NODES_MAX];
    struct rect lesson; /* between the status line and the body */
    struct rect body;   /* all of nodes, ring, run and log: what other pages draw in */
};

void layout_compute(int rows, int cols, uint8_t nodes, struct layout *out);
/* The same below a lesson of so many rows, as far as the nodes leave room for it. */
void layout_compute_below(int rows, int cols, uint8_t nodes, int lesson_rows, struct layout *out);

static inline bool rect_has(struct rect rect, int row, int col) {
    return row >= rect.row && row < rect.row + rect.rows && col >= rect.col &&
           col < rect.col + rect.cols;
}

#endif
