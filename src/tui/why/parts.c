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
    case WHY_IS_NOTE: return 2;
    case WHY_IS_HELD:
    case WHY_IS_FAILED: return 3;
    case WHY_IS_SO: return 4;
    case WHY_IS_WHAT_IF: return 5;
    case WHY_IS_SOURCE:
    case WHY_IS_COUNT: return 6;
    }
    return 6;
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

bool why_guard_free(const struct view *view, uint8_t node, int64_t t_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const char *whom = n->voted == node ? "itself" : why_name(n->voted);
    const bool is_free = why_is_free(view, node, t_us);
    if (n->promise_us == TIME_PAST || n->voted == NODE_NONE) {
        why_guard(out, is_free, "%s is free: it has promised nobody anything", why_name(node));
    } else if (is_free) {
        why_guard(out, true, "%s is free: its promise to %s ran out %s", why_name(node), whom,
                  why_ago(why_minus(t_us, n->promise_us)));
    } else {
        why_guard(out, false, "%s is not free: bound by its promise to %s for another %s",
                  why_name(node), whom, why_time(why_minus(n->promise_us, t_us)));
    }
    return is_free;
}

bool why_guard_quorum(const struct view *view, const struct why_token *token, struct why *out) {
    const struct node_set counts = set_and(token->signatures, why_counted(view));
    const bool quorum = why_is_quorum(view, token->signatures);
    if (view->header.elect.policy == QUORUM_NONE) {
        why_guard(out, true, "quorum none: any token that comes home counts");
        return true;
    }
    if (!token->known) { /* what is not known is not said */
        if (token->is_short)
            why_guard(out, false, "a quorum of signatures, %u of %u", view_needed(view),
                      view_counted(view));
        return !token->is_short;
    }
    why_guard(out, quorum, "%u of %u signatures (%s), %u needed: %s", set_count(counts),
              view_counted(view), why_names(counts), view_needed(view),
              quorum ? "a quorum" : "no quorum");
    return quorum;
}

/* ---- what would have changed it ------------------------------------------------------ */

static void what_if_bound(const struct view *view, uint8_t node, int64_t t_us, const char *then,
                          struct why *out) {
    const struct view_node *n = &view->node[node];
    if (n->promise_us == TIME_PAST || n->voted == NODE_NONE) {
        why_say(out, WHY_IS_WHAT_IF, "had %s signed for another within the last %s, it would %s",
                why_name(node), why_time(view->header.elect.timers.promise_us), then);
    } else {
        why_say(out, WHY_IS_WHAT_IF, "had %s's promise to %s run %s longer, it would %s",
                why_name(node), n->voted == node ? "itself" : why_name(n->voted),
                why_time(why_plus(why_minus(t_us, n->promise_us), 1)), then);
    }
}

static void what_if_free(const struct view *view, uint8_t node, int64_t t_us, const char *then,
                         struct why *out) {
    why_say(out, WHY_IS_WHAT_IF, "%s later %s would be free, and would %s",
            why_time(why_minus(view->node[node].promise_us, t_us)), why_name(node), then);
}

static void what_if_quorum(const struct view *view, const struct why_token *token,
                           const char *without, struct why *out) {
    if (view->header.elect.policy == QUORUM_NONE || !token->known) return;
    const int have = set_count(set_and(token->signatures, why_counted(view)));
    const int needed = view_needed(view);
    if (have >= needed) {
        const int fewer = have - needed + 1;
        why_say(out, WHY_IS_WHAT_IF, "with %d signature%s fewer it would %s", fewer,
                fewer > 1 ? "s" : "", without);
    } else {
        const int more = needed - have;
        const struct node_set missing = set_minus(why_counted(view), token->signatures);
        why_say(out, WHY_IS_WHAT_IF, "%d more signature%s of %s would have been enough", more,
                more > 1 ? "s" : "", why_names(missing));
    }
}

/* ---- rules 2 to 4 ---------------------------------------------------------------------- */

static bool judge_election_home(const struct view *view, uint8_t node, int64_t t_us,
                                const struct why_token *token, struct why *out) {
    const struct view_node *n = &view->node[node];
    const bool follower = n->role == ROLE_FOLLOWER;
    why_guard(out, follower, "%s is %s", why_name(node),
              follower                  ? "a follower"
              : n->role == ROLE_ELECTED ? "elected already"
                                        : "leader");
    const bool is_free = why_guard_free(view, node, t_us, out);
    const bool quorum = why_guard_quorum(view, token, out);
    if (!is_free) {
        what_if_free(view, node, t_us, "be elected by such a token", out);
    } else if (follower && quorum) {
        what_if_bound(view, node, t_us, "have ignored its own token", out);
    }
    what_if_quorum(view, token, "have been ignored", out);
    return follower && is_free && quorum;
}

static bool judge_election(const struct view *view, uint8_t node, int64_t t_us,
                           const struct why_token *token, struct why *out) {
    const bool is_free = why_guard_free(view, node, t_us, out);
    const bool better = token->origin < node;
    why_guard(out, better, "%s is %s than %s (the earlier letter wins)", why_name(token->origin),
              better ? "better" : "worse", why_name(node));
    if (!is_free) {
        what_if_free(view, node, t_us,
                     better ? "sign the token and pass it on"
                            : "end it all the same, as the better candidate",
                     out);
    } else if (better) {
        what_if_bound(view, node, t_us, "have ignored the token", out);
    } else {
        why_say(out, WHY_IS_WHAT_IF,
                "were %s not on the ring, the token would pass: a better candidate that is free "
                "stands itself (rule 1)",
                why_name(node));
    }
    return is_free && better;
}

static void say_need(const struct view *view, uint8_t node, const struct why_token *token,
                     struct why *out) {
    const uint32_t term = view->node[node].term;
    const uint32_t need = term == UINT32_MAX ? term : term + 1;
    why_say(out, WHY_IS_SO, "being free it asks for term %u, the least it could sign",
            token->need > need ? token->need : need);
}

static bool judge_leader(const struct view *view, uint8_t node, int64_t t_us,
                         const struct why_token *token, struct why *out) {
    const struct view_node *n = &view->node[node];
    const bool is_vote = n->voted == token->origin;
    if (is_vote && token->term >= n->term) {
        why_guard(out, true, "%s is whom %s voted for in term %u", why_name(token->origin),
                  why_name(node), n->term);
        why_guard(out, true, "the token's term %u >= its term %u", token->term, n->term);
        why_say(out, WHY_IS_WHAT_IF,
                "had %s signed for another in a later term, it would have passed the token on "
                "unsigned",
                why_name(node));
        return true;
    }
    if (n->voted == NODE_NONE) {
        why_guard(out, false, "%s is not whom %s voted for: it has never voted",
                  why_name(token->origin), why_name(node));
    } else {
        why_guard(out, is_vote, "%s's vote of term %u is for %s", why_name(node), n->term,
                  n->voted == node ? "itself" : why_name(n->voted));
    }
    const bool is_free = why_guard_free(view, node, t_us, out);
    const bool later = token->term > n->term;
    why_guard(out, later, "term %u %s %u, the term of %s", token->term, later ? ">" : "<=", n->term,
              why_name(node));
    if (is_free && later) {
        what_if_bound(view, node, t_us, "have passed the token on unsigned", out);
        return true;
    }
    if (is_free) say_need(view, node, token, out);
    if (!is_free && later) {
        what_if_free(view, node, t_us, "have signed it", out);
    } else if (is_free) {
        why_say(out, WHY_IS_WHAT_IF, "a token of term %u or later would have been signed",
                n->term == UINT32_MAX ? n->term : n->term + 1);
    } else {
        why_say(out, WHY_IS_WHAT_IF,
                "it would take both: a term above %u, and %s free, which it is in %s", n->term,
                why_name(node), why_time(why_minus(n->promise_us, t_us)));
    }
    return false;
}

static void what_if_late(const struct view *view, uint8_t node, int64_t t_us,
                         const struct why_token *token, struct why *out) {
    const int64_t end_us = why_plus(token->sent_us, view->header.elect.timers.lease_us);
    if (end_us > t_us) {
        why_say(out, WHY_IS_WHAT_IF,
                "had it come home %s later, its lease would have been over on arrival",
                why_time(why_minus(end_us, t_us)));
    } else {
        why_say(out, WHY_IS_WHAT_IF, "had it come home %s sooner, %s would have the lease",
                why_time(why_plus(why_minus(t_us, end_us), 1)), why_name(node));
    }
}

static bool judge_leader_home(const struct view *view, uint8_t node, int64_t t_us,
                              const struct why_token *token, struct why *out) {
    const struct view_node *n = &view->node[node];
    const int64_t lease_us = view->header.elect.timers.lease_us;
    const bool leads = n->role != ROLE_FOLLOWER;
    why_guard(out, leads, "%s is %s", why_name(node),
              n->role == ROLE_LEADER ? "leader"
              : leads                ? "elected"
                                     : "a follower: it gave up before its token came home");
    const bool same = token->term == n->term;
    why_guard(out, same, "the token's term %u %s %u, the term of %s", token->term,
              same ? "=" : "is not", n->term, why_name(node));
    const bool quorum = why_guard_quorum(view, token, out);
    bool in_time = true, newer = true;
    if (token->known && token->sent_us != TIME_PAST) {
        const int64_t end_us = why_plus(token->sent_us, lease_us);
        const bool later = n->role != ROLE_LEADER || end_us > n->lease_us;
        in_time = token->is_granted || token->is_overtaken || (!token->is_late && end_us > t_us);
        newer = token->is_granted || (!token->is_overtaken && later);
        why_guard(out, in_time, "sent %s, %s L = %s", why_ago(why_minus(t_us, token->sent_us)),
                  in_time ? "less than" : "not less than", why_time(lease_us));
        if (in_time && !newer) {
            why_guard(out, false, "a token sent no earlier has renewed the lease already, to %s",
                      why_clock(n->lease_us));
        }
        if (leads && same && quorum) what_if_late(view, node, t_us, token, out);
    }
    if (leads && same) what_if_quorum(view, token, "have come home for nothing", out);
    if (!same) {
        why_say(out, WHY_IS_WHAT_IF,
                "signatures count for one term only: had they, two nodes could lead the same term");
    }
    if (!leads) {
        why_say(out, WHY_IS_WHAT_IF, "a token home before %s became a follower would have counted",
                why_name(node));
    }
    return leads && same && quorum && in_time && newer;
}

bool why_judge(const struct view *view, uint8_t node, int64_t t_us, const struct why_token *token,
               struct why *out) {
    const bool home = token->origin == node;
    REQUIRE(node < view->nodes && token->kind != MESSAGE_HOPACK);
    bool yes;
    if (token->kind == MESSAGE_ELECTION) {
        yes = home ? judge_election_home(view, node, t_us, token, out)
                   : judge_election(view, node, t_us, token, out);
    } else {
        yes = home ? judge_leader_home(view, node, t_us, token, out)
                   : judge_leader(view, node, t_us, token, out);
    }
    out->verdict = yes;
    return yes;
}
