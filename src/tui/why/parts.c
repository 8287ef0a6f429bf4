/* Lines, guards and what-ifs of the answers to "why?". */
#include "tui/why/parts.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/check.h"
#include "tui/view/words.h"

static void add_line(struct why *out, enum why_kind kind, const char *format, va_list arguments)
    __attribute__((format(printf, 3, 0)));

static void add_line(struct why *out, enum why_kind kind, const char *format, va_list arguments) {
    if (out->count == WHY_LINES_MAX) return;
    struct why_line *line = &out->line[out->count++];
    line->kind = kind;
    vsnprintf(line->text, sizeof line->text, format, arguments);
}

void why_say(struct why *out, enum why_kind kind, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_line(out, kind, format, arguments);
    va_end(arguments);
}

void why_guard(struct why *out, bool held, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    add_line(out, held ? WHY_IS_HELD : WHY_IS_FAILED, format, arguments);
    va_end(arguments);
}

static int place_of(enum why_kind kind) {
    switch (kind) {
    case WHY_IS_SAYS: return 0;
    case WHY_IS_RULE: return 1;
    case WHY_IS_WHEN: return 2;
    case WHY_IS_NOTE: return 3;
    case WHY_IS_HELD:
    case WHY_IS_FAILED: return 4;
    case WHY_IS_SO: return 5;
    case WHY_IS_WHAT_IF: return 6;
    case WHY_IS_SOURCE:
    case WHY_IS_COUNT: return 7;
    }
    return 7;
}

void why_order(struct why *out) {
    for (int i = 1; i < out->count; i++) {
        const struct why_line line = out->line[i];
        int at = i;
        for (; at > 0 && place_of(out->line[at - 1].kind) > place_of(line.kind); at--) {
            out->line[at] = out->line[at - 1];
        }
        out->line[at] = line;
    }
}

/* ---- short texts ----------------------------------------------------------------- */

enum { SCRATCH_TEXTS = 17, SCRATCH_BYTES = 48 };

static struct text scratch(void) {
    static char texts[SCRATCH_TEXTS][SCRATCH_BYTES];
    static int next;
    struct text text;
    text_init(&text, texts[next], SCRATCH_BYTES);
    next = (next + 1) % SCRATCH_TEXTS;
    return text;
}

const char *why_time(int64_t us) {
    struct text text = scratch();
    text_add_time(&text, us);
    return text.at;
}

const char *why_ago(int64_t us) {
    struct text text = scratch();
    if (us < US_PER_MS / 10) {
        text_add(&text, "just now");
    } else {
        text_add_time(&text, us);
        text_add(&text, " ago");
    }
    return text.at;
}

const char *why_clock(int64_t us) {
    struct text text = scratch();
    if (us < 0) us = 0;
    const int64_t ms = us / US_PER_MS % 1000;
    text_add_int(&text, us / US_PER_S);
    text_add_char(&text, '.');
    text_add_int(&text, ms / 100);
    text_add_int(&text, ms / 10 % 10);
    text_add_int(&text, ms % 10);
    text_add(&text, " s");
    return text.at;
}

const char *why_names(struct node_set set) {
    struct text text = scratch();
    words_add_names(&text, set);
    return text.at;
}

const char *why_name(uint8_t node) {
    struct text text = scratch();
    if (node < NODES_MAX) text_add_char(&text, node_letter(node));
    else text_add(&text, "nobody");
    return text.at;
}

/* A trace may hold any number: what does not fit stays at the end. */
int64_t why_plus(int64_t a, int64_t b) {
    if (b > 0 && a > INT64_MAX - b) return INT64_MAX;
    if (b < 0 && a < INT64_MIN - b) return INT64_MIN;
    return a + b;
}

int64_t why_minus(int64_t a, int64_t b) {
    if (b < 0 && a > INT64_MAX + b) return INT64_MAX;
    if (b > 0 && a < INT64_MIN + b) return INT64_MIN;
    return a - b;
}

/* ---- rules ------------------------------------------------------------------------- */

/* Which rule of the protocol a rule that can be broken by name belongs to; PROTOCOL_COUNT:
 * none of the numbered ones. */
static enum protocol_rule protocol_of(enum rule rule) {
    switch (rule) {
    case RULE_STABLE_STORAGE:
    case RULE_ABSTAIN: return PROTOCOL_START;
    case RULE_VOTE_ONCE:
    case RULE_PROMISE:
    case RULE_LEASE_WITHIN_PROMISE:
    case RULE_TERM_ORDER:
    case RULE_NEED:
    case RULE_NEED_WHEN_FREE: return PROTOCOL_SIGN;
    case RULE_SELF_PROMISE: return PROTOCOL_BEAT;
    case RULE_LEASE_FROM_SEND:
    case RULE_HOME_TERM:
    case RULE_HOME_QUORUM: return PROTOCOL_HOME;
    case RULE_EXTINCTION:
    case RULE_FREE_TO_PASS:
    case RULE_ELECTION_QUORUM: return PROTOCOL_ELECTION;
    case RULE_ELECTED_TIMEOUT: return PROTOCOL_STEP_DOWN;
    case RULE_HOP_SKIP: return PROTOCOL_HOP;
    case RULE_HOLD_OFF:
    case RULE_COUNT: return PROTOCOL_COUNT;
    }
    UNREACHABLE();
}

static void note_broken(const struct view *view, enum protocol_rule protocol, struct why *out) {
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        const enum rule rule = (enum rule)i;
        if (!rule_broken(view->header.elect.broken, rule) || protocol_of(rule) != protocol)
            continue;
        why_say(out, WHY_IS_NOTE, "this run breaks the rule on purpose (--break %s): %s",
                rule_name(rule), rule_change(rule));
    }
}

void why_rule(const struct view *view, enum protocol_rule rule, struct why *out) {
    out->rule = (int)rule;
    why_say(out, WHY_IS_RULE, "rule %d, %s: %s", (int)rule, protocol_name(rule),
            protocol_what(rule));
    why_say(out, WHY_IS_WHEN, "%s", protocol_when(rule));
    note_broken(view, rule, out);
}

void why_no_rule(const char *name, struct why *out) {
    why_say(out, WHY_IS_RULE, "%s", name);
}

void why_source(struct why *out, const char *where) {
    if (out->rule >= 0) {
        why_say(out, WHY_IS_SOURCE, "ringleader list protocol, rule %d; src/election/elect.c, %s()",
                out->rule, protocol_function((enum protocol_rule)out->rule));
    }
    if (where[0] != '\0') why_say(out, WHY_IS_SOURCE, "%s", where);
}

/* ---- guards ------------------------------------------------------------------------- */

bool why_is_free(const struct view *view, uint8_t node, int64_t t_us) {
    return t_us >= view->node[node].promise_us;
}

struct node_set why_counted(const struct view *view) {
    return view->header.elect.policy == QUORUM_ACTIVE ? view->members : set_all(view->nodes);
}

bool why_is_quorum(const struct view *view, struct node_set signatures) {
    return quorum_holds(view->header.elect.policy, view->nodes, view->members, signatures);
}

bool why_broken(const struct view *view, enum rule rule) {
    return rule_broken(view->header.elect.broken, rule);
}

bool why_held_or_broken(const struct view *view, bool held, enum rule rule, struct why *out) {
    if (held || !why_broken(view, rule)) return held;
    why_say(out, WHY_IS_SO, "it counts all the same: this run breaks the rule (--break %s)",
            rule_name(rule));
    return true;
}

/* A node that is free because a broken rule made it promise nothing; false: it is not that. */
static bool guard_unpromised(const struct view *view, uint8_t node, const char *whom,
                             struct why *out) {
    const struct view_node *n = &view->node[node];
    const bool revived = n->beat_us == TIME_PAST; /* it has not signed since */
    const enum rule rule = revived            ? RULE_ABSTAIN
                           : n->voted == node ? RULE_SELF_PROMISE
                                              : RULE_PROMISE;
    if (!why_broken(view, rule)) return false;
    why_guard(out, true,
              revived ? "free: %s does not abstain, whatever it promised %s (--break %s)"
                      : "free: %s signed for %s without a promise (--break %s)",
              why_name(node), whom, rule_name(rule));
    return true;
}

bool why_guard_free(const struct view *view, uint8_t node, int64_t t_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const char *whom = n->voted == node ? "itself" : why_name(n->voted);
    const bool is_free = why_is_free(view, node, t_us);
    if (n->promise_us == TIME_PAST || n->voted == NODE_NONE) {
        why_guard(out, is_free, "free: %s has promised nobody anything", why_name(node));
    } else if (is_free && guard_unpromised(view, node, whom, out)) {
        return true;
    } else if (is_free) {
        why_guard(out, true, "free: %s's promise to %s ran out %s", why_name(node), whom,
                  why_ago(why_minus(t_us, n->promise_us)));
    } else {
        why_guard(out, false, "free: %s is bound by its promise to %s for another %s",
                  why_name(node), whom, why_time(why_minus(n->promise_us, t_us)));
    }
    return is_free;
}

bool why_guard_quorum(const struct view *view, const struct why_token *token, struct why *out) {
    const struct node_set counts = set_and(token->signatures, why_counted(view));
    const bool quorum = why_is_quorum(view, token->signatures);
    if (view->header.elect.policy == QUORUM_NONE) {
        why_guard(out, true, "a quorum signed: with quorum none any token that comes home counts");
        return true;
    }
    if (!token->known) { /* what is not known is not said */
        if (token->is_short)
            why_guard(out, false, "a quorum signed: fewer than %u of %u", view_needed(view),
                      view_counted(view));
        return !token->is_short;
    }
    why_guard(out, quorum, "a quorum signed: %u of %u (%s), %u needed", set_count(counts),
              view_counted(view), why_names(counts), view_needed(view));
    return quorum;
}
