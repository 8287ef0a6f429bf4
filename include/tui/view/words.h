/* tui/view/words.h - times, terms and nodes in words, and the looks of what a node is. */
#ifndef TUI_VIEW_WORDS_H
#define TUI_VIEW_WORDS_H

#include "base/text.h"
#include "tui/draw/cells.h"
#include "tui/view/view.h"

/* At most six columns: "85 ms", "230 ms" (steps of 10 ms), "1.2 s", "73 s", "12 min". */
void words_add_duration(struct text *out, int64_t us);
/* A clock: "12.3 s", "1:23.4", "1:02:03.4". */
void words_add_clock(struct text *out, int64_t us);
/* At most five columns: "12345", "123k", "42M", "4294M". */
void words_add_term(struct text *out, uint32_t term);
/* "A (term 1) and B (term 2)": whose leases they are. */
void words_add_terms(struct text *out, const struct view *view, struct node_set set);
/* "A", "A and B", "A, B and C"; "nobody" for the empty set, "7 nodes" for many. */
void words_add_names(struct text *out, struct node_set set);

enum style standing_style(enum view_standing standing);
const char *standing_glyph(enum view_standing standing);

#endif
