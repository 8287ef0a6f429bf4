/* tui/panel_parts.h - what several panels draw with: frames, bars, times, strips. */
#ifndef TUI_PANEL_PARTS_H
#define TUI_PANEL_PARTS_H

#include "base/text.h"
#include "tui/cells.h"
#include "tui/view.h"

/* Blanks: what is drawn next lies on top of what was there. */
void panel_erase(struct cells *cells, struct rect rect);

/* A heading line, or a frame all round when boxed; returns the rectangle inside.
 * title and right (may be "") are set into the upper line. */
struct rect panel_frame(struct cells *cells, struct rect rect, bool boxed, enum style style,
                        const char *title, const char *right);

/* A bar of `cols` cells, part/whole of it filled, to half a cell; a whole <= 0 is empty. */
void panel_bar(struct cells *cells, struct rect clip, int row, int col, int cols, enum style style,
               int64_t part, int64_t whole);

/* At most six columns: "85 ms", "230 ms" (steps of 10 ms), "1.2 s", "73 s", "12 min". */
void panel_add_duration(struct text *out, int64_t us);
/* A clock: "12.3 s", "1:23.4", "1:02:03.4". */
void panel_add_clock(struct text *out, int64_t us);
/* At most five columns: "12345", "123k", "42M", "4294M". */
void panel_add_term(struct text *out, uint32_t term);
/* "A (term 1) and B (term 2)": whose leases they are. */
void panel_add_terms(struct text *out, const struct view *view, struct node_set set);
/* "A", "A and B", "A, B and C"; "nobody" for the empty set, "7 nodes" for many. */
void panel_add_names(struct text *out, struct node_set set);

/* Right-aligned: the text ends before column `end`. */
void panel_text_right(struct cells *cells, struct rect clip, int row, int end, enum style style,
                      const char *text);
/* Not beyond `cols` columns; what is cut off ends with an ellipsis. */
void panel_text_cut(struct cells *cells, struct rect clip, int row, int col, int cols,
                    enum style style, const char *text);

enum style panel_standing_style(enum view_standing standing);
const char *panel_standing_glyph(enum view_standing standing);

/* ---- strips: a line of items of which the least important give way -------------- */

enum { STRIP_ITEMS_MAX = 48, STRIP_TEXT_BYTES = 100 };

struct strip_item {
    const char *label; /* drawn in STYLE_KEY before the text; NULL: none */
    char text[STRIP_TEXT_BYTES];
    enum style style;
    int weight;    /* the smallest weight goes first; equal: the last */
    bool right;    /* at the right end */
    int tag;       /* the caller's */
    int col, cols; /* set by strip_fit; cols 0: gave way */
};

struct strip {
    const char *separator; /* between items of the left: "  " or " │ " */
    int count;
    struct strip_item item[STRIP_ITEMS_MAX];
};

/* The new item, its text empty. */
struct strip_item *strip_add(struct strip *self, int weight, enum style style);
/* The new item, whose text goes into `words`. */
void strip_begin(struct strip *self, int weight, enum style style, struct text *words);
void strip_say(struct strip *self, int weight, enum style style, const char *said);
/* The last one stands at the right end. */
void strip_right(struct strip *self);
void strip_fit(struct strip *self, int cols);
void strip_draw(const struct strip *self, struct cells *cells, struct rect rect);

#endif
