/* tui/why/why.h - why an event happened, and why a node does not lead: words from facts.
 *
 * Pure: the view as it was before an event, and the event, give the rule that fired,
 * its guards with their numbers, what would have changed it, and where the rule
 * stands.  Nothing is asked of a node; what no event tells is not said.  Where a
 * run breaks rules on purpose, the answer names them.
 */
#ifndef TUI_WHY_WHY_H
#define TUI_WHY_WHY_H

#include "base/text.h"
#include "election/protocol.h"
#include "tui/view/view.h"

/* What a line of an answer is: symbol, name in JSON, label for people. */
#define WHY_KINDS(X)                                                                               \
    X(SAYS, "says", "")              /* what happened, or the answer in one sentence */            \
    X(RULE, "rule", "rule")          /* the rule that fired */                                     \
    X(WHEN, "when", "when")          /* what it waits for, in the protocol's words */              \
    X(HELD, "held", "yes")           /* a guard that held: what is asked, then the facts */        \
    X(FAILED, "failed", "no")        /* a guard that did not */                                    \
    X(SO, "so", "so")                /* what follows from it */                                    \
    X(WHAT_IF, "what_if", "what if") /* what would have changed it */                              \
    X(NOTE, "note", "note")          /* what is special about this run */                          \
    X(SOURCE, "source", "see")       /* where the rule stands */

enum why_kind {
#define X(symbol, name, label) WHY_IS_##symbol,
    WHY_KINDS(X)
#undef X
    WHY_IS_COUNT
};

enum { WHY_LINES_MAX = 32, WHY_TEXT_BYTES = 208 };

struct why_line {
    enum why_kind kind;
    char text[WHY_TEXT_BYTES]; /* ASCII, but for what a statement says */
};

struct why {
    int count;
    int rule; /* number of the protocol's rule, enum protocol_rule; -1: none */
    /* What the guards of rules 2 to 4 amount to: 1 (signed, elected, leased), 0; -1: they
     * were not asked.  Must agree with what the event says happened. */
    int verdict;
    struct why_line line[WHY_LINES_MAX];
};

/* An event and what a step of its node began with (tui/why/look.h finds them). */
struct why_case {
    const struct event *event;
    const struct event *cause; /* the DELIVER or SKIP it is the answer to; NULL: time alone */
    const struct event *sent;  /* the SEND of the token in question; NULL: not known */
};

const char *why_kind_name(enum why_kind kind);
const char *why_kind_label(enum why_kind kind);

/* `before` is the fold of the events before the cause, or before the event where
 * there is none.  Overwrites *out; total: every event has an answer. */
void why_event(const struct view *before, const struct why_case *about, struct why *out);

/* Why does the node lead, or why not?  The first line is the answer. */
void why_node(const struct view *view, uint8_t node, int64_t now_us, struct why *out);

/* Signatures for the node's term as far as events tell, itself included. */
struct node_set why_signers(const struct view *view, uint8_t node);
/* Those whose signature counts in a quorum. */
struct node_set why_counted(const struct view *view);
/* Can the node collect a quorum from those it can talk to? */
bool why_reaches_quorum(const struct view *view, uint8_t node);

#endif
