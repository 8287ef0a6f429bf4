/* tui/draw/strip.h - a line of items of which the least important give way. */
#ifndef TUI_DRAW_STRIP_H
#define TUI_DRAW_STRIP_H

#include "base/text.h"
#include "tui/draw/cells.h"

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
