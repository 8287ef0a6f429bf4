/* tui/why/parts.h - what the answers of tui/why/why.c are made of. */
#ifndef TUI_WHY_PARTS_H
#define TUI_WHY_PARTS_H

#include "tui/why/why.h"

/* A token as far as it is known. */
struct why_token {
    enum message_kind kind;
    uint8_t origin;
    uint32_t term, need;
    int64_t sent_us;            /* LEADER: TIME_PAST: not known */
    struct node_set signatures; /* only if known */
    bool known;                 /* signatures, need and sent_us are */
    /* The event says so itself; else judged by L, which a drifting clock stretches. */
    bool is_short, is_late, is_overtaken, is_granted;
};

/* One more line; what does not fit is cut. */
void why_say(struct why *out, enum why_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A guard: what is asked for, as if it held, then a colon and the fact: "free: C is bound by
 * its promise to A for another 12 ms".  Whether it held is told by the mark before it. */
void why_guard(struct why *out, bool held, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Short texts to be put into a sentence at once: each is good for 16 more calls. */
const char *why_time(int64_t us);           /* "120 ms" */
const char *why_ago(int64_t us);            /* "120 ms ago", "just now" */
const char *why_clock(int64_t us);          /* a moment: "0.390 s" */
const char *why_names(struct node_set set); /* "A, B and C" */
const char *why_name(uint8_t node);         /* "A", "nobody" */

/* Rule, guards, notes, consequences, what-ifs, sources: the order of an answer. */
void why_order(struct why *out);

/* The rule line, rules of this kind that the run breaks, and the place to read it. */
void why_rule(const struct view *view, enum protocol_rule rule, struct why *out);
/* The same for what is no rule of the protocol: "a statement", and where. */
void why_no_rule(const char *name, struct why *out);
void why_source(struct why *out, const char *where);

/* Sums and differences of times, kept within bounds. */
int64_t why_plus(int64_t a, int64_t b);
int64_t why_minus(int64_t a, int64_t b);

/* ---- guards, judged by the state in the view at a time ------------------------------ */

bool why_is_free(const struct view *view, uint8_t node, int64_t t_us);
bool why_is_quorum(const struct view *view, struct node_set signatures);
/* Does the run break this rule? */
bool why_broken(const struct view *view, enum rule rule);
/* Did the guard hold, or does nobody ask because the run breaks the rule?  Says so then. */
bool why_held_or_broken(const struct view *view, bool held, enum rule rule, struct why *out);
/* "free: C's promise to A ran out 3 ms ago" */
bool why_guard_free(const struct view *view, uint8_t node, int64_t t_us, struct why *out);
bool why_guard_quorum(const struct view *view, const struct why_token *token, struct why *out);

/* What rule 2, 3 or 4 makes of the token at this node: guards, then what would have
 * changed it.  True: it signs, is elected, or holds the lease; of an ELECTION token
 * of another: signs and passes it on. */
bool why_judge(const struct view *view, uint8_t node, int64_t t_us, const struct why_token *token,
               struct why *out);

#endif
