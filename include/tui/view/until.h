/* tui/view/until.h - a breakpoint: a condition at which the clock is to stop.
 *
 * Judged on the view, so it is the same in the present, in the past and in a
 * recording.  It stops at the moment it becomes true; being true already, it has
 * to become false first.
 */
#ifndef TUI_VIEW_UNTIL_H
#define TUI_VIEW_UNTIL_H

#include "scenario/statement.h"
#include "tui/view/view.h"

/* symbol, syntax, help */
#define UNTILS(X)                                                                                  \
    X(EXPECT, "until EXPECTATION",                                                                 \
      "leader [X], no leader, agreement, role X ROLE, term X >= K, violation P, write refused")    \
    X(TERM, "until term K", "any node reaches the term")                                           \
    X(LEASE, "until lease < D", "the lease of a leader drains under D")                            \
    X(VIOLATION, "until violation", "any property is violated")

enum until_kind {
#define X(symbol, syntax, help) UNTIL_##symbol,
    UNTILS(X)
#undef X
    UNTIL_KIND_COUNT
};

enum { UNTIL_TEXT_BYTES = 80 };

struct until {
    bool active;
    enum until_kind kind;
    struct statement statement; /* EXPECT */
    uint32_t term;
    int64_t lease_us;
    char text[UNTIL_TEXT_BYTES]; /* the condition as it was given */
    bool was;                    /* it held when it was last looked at */
    uint64_t mark;               /* violations or refused writes when it was set */
};

/* False: *error says where (column 1-based in `text`) and what was expected. */
bool until_parse(const char *text, uint8_t nodes, struct until *out, struct statement_error *error);
/* What may stand at the cursor of a condition.  start and words as in statement_complete(),
 * start counted from the beginning of `text`. */
void until_complete(const char *text, size_t cursor, uint8_t nodes, struct candidates *out);
/* Begin to watch from this state on. */
void until_set(struct until *self, const struct view *view, int64_t now_us);
/* Has it just become true?  It is then no longer active. */
bool until_hit(struct until *self, const struct view *view, int64_t now_us);

/* What is being watched for; that it has happened. */
void until_say(const struct until *self, struct text *out);
void until_say_hit(const struct until *self, int64_t t_us, struct text *out);

#endif
