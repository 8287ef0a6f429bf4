/* election/rules.h - the rules that can be broken on purpose (`--break NAME`).
 *
 * One row per rule: symbol, name, what is removed or changed, the property
 * that then fails.  The code of the unbroken protocol asks rule_broken() at the
 * one place where the rule stands, so deleting a rule and breaking it by name
 * are the same edit.
 */
#ifndef ELECTION_RULES_H
#define ELECTION_RULES_H

#include <stdbool.h>
#include <stdint.h>

#define RULES(X)                                                                                   \
    X(VOTE_ONCE, "vote-once", "one signature per term", "S1/S3")                                   \
    X(STABLE_STORAGE, "stable-storage", "(term, voted) is lost at a kill", "S1")                   \
    X(PROMISE, "promise", "signing for another (rule 3) sets no promise", "S2")                    \
    X(SELF_PROMISE, "self-promise", "sending the own token (rule 5) sets no promise", "S5/L1")     \
    X(ABSTAIN, "abstain", "no promise after a revival (rule 0)", "S2")                             \
    X(LEASE_FROM_SEND, "lease-from-send", "the lease counts from the token's arrival", "S2")       \
    X(LEASE_WITHIN_PROMISE, "lease-within-promise", "the promise is shorter than the lease", "S2") \
    X(TERM_ORDER, "term-order", "rule 3 signs whatever the token's term", "S3")                    \
    X(HOME_TERM, "home-term", "rule 4 takes a token of another term", "S1")                        \
    X(HOME_QUORUM, "home-quorum", "rule 4 takes a token without a quorum", "S2")                   \
    X(HOLD_OFF, "hold-off", "the active list changes at once", "S2")                               \
    X(EXTINCTION, "extinction", "rule 2 forwards worse candidates", "livelock")                    \
    X(FREE_TO_PASS, "free-to-pass", "rule 2 passes and signs while not free", "livelock")          \
    X(ELECTED_TIMEOUT, "elected-timeout", "rule 6 ignores ELECTED", "livelock")                    \
    X(NEED, "need", "nobody asks for a higher term", "livelock")                                   \
    X(NEED_WHEN_FREE, "need-when-free", "a higher term is asked for while not free", "terms race") \
    X(ELECTION_QUORUM, "election-quorum", "rule 2 counts no quorum", "terms race")                 \
    X(HOP_SKIP, "hop-skip", "rule 7 does not skip a silent node", "livelock")

enum rule {
#define X(symbol, name, change, caught) RULE_##symbol,
    RULES(X)
#undef X
    RULE_COUNT
};
_Static_assert(RULE_COUNT <= 32, "a rule_set holds every rule");

/* Which rules are broken; bit i is enum rule i.  Empty in the real protocol. */
struct rule_set {
    uint32_t bits;
};

static inline bool rule_broken(struct rule_set broken, enum rule rule) {
    return (broken.bits >> rule & 1u) != 0;
}
static inline struct rule_set rule_break(struct rule_set broken, enum rule rule) {
    return (struct rule_set){ broken.bits | 1u << rule };
}

const char *rule_name(enum rule rule);   /* "vote-once" */
const char *rule_change(enum rule rule); /* what breaking it removes, in words */
const char *rule_caught(enum rule rule); /* "S1/S3", "livelock" or "terms race" */
/* RULE_COUNT when there is no such rule. */
enum rule rule_by_name(const char *name);

#endif
