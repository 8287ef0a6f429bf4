/* tui/why/beliefs.h - what the nodes' beliefs amount to, in words.
 *
 * Pure: a fold of events and a time in, sentences out.  Three situations look alike
 * and are told apart: an older leader whose lease is over (legal), two leaders in one
 * term (S1 is broken), two valid leases at once (S2 is broken: split brain).
 */
#ifndef TUI_WHY_BELIEFS_H
#define TUI_WHY_BELIEFS_H

#include "tui/view/view.h"

enum beliefs_case {
    BELIEFS_TWO_LEASES, /* split brain */
    BELIEFS_ONE_TERM,   /* two call themselves leader of the same term */
    BELIEFS_OLD_LEADER, /* one still calls itself leader, its lease over: legal */
    BELIEFS_AGREED,     /* one leader, and all who run acknowledge it */
    BELIEFS_DIVIDED,    /* one leader, and some do not acknowledge it */
    BELIEFS_NOBODY,     /* no leader */
    BELIEFS_CASES
};

enum { BELIEFS_TEXT_BYTES = 200 };

struct beliefs {
    enum beliefs_case is;
    char says[BELIEFS_TEXT_BYTES];   /* what the situation is */
    char means[BELIEFS_TEXT_BYTES];  /* why it is legal, broken, or what comes next */
    char groups[BELIEFS_TEXT_BYTES]; /* who can talk to whom, and whether that is a quorum */
};

void beliefs_explain(const struct view *view, int64_t now_us, struct beliefs *out);

/* The three that look alike, in plain words: what it is, and what it means. */
const char *beliefs_case_words(enum beliefs_case is); /* "" for the others */

/* "A > C: cut, C > A: open (one way)" */
void beliefs_link(const struct view *view, uint8_t from, uint8_t to, struct text *out);

#endif
