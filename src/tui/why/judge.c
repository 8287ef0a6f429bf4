/* What rules 2 to 4 make of a token: guards, then what would have changed it. */
#include "base/check.h"
#include "tui/why/parts.h"

/* ---- what would have changed it ------------------------------------------------------ */

static void what_if_bound(const struct view *view, uint8_t node, int64_t t_us, const char *then,
                          struct why *out) {
    const struct view_node *n = &view->node[node];
    const int64_t promise_us = view->header.elect.timers.promise_us;
    if (n->promise_us == TIME_PAST || n->voted == NODE_NONE ||
        why_minus(t_us, n->promise_us) > promise_us) {
        why_say(out, WHY_IS_WHAT_IF, "had %s promised another within the last P = %s, it would %s",
                why_name(node), why_time(promise_us), then);
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
    const enum rule rule =
        token->kind == MESSAGE_ELECTION ? RULE_ELECTION_QUORUM : RULE_HOME_QUORUM;
    if (why_broken(view, rule)) {
        if (have < needed) {
            why_say(out, WHY_IS_WHAT_IF, "with the rule kept (%s) it would %s", rule_name(rule),
                    without);
        }
    } else if (have >= needed) {
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
    why_guard(out, follower, "a follower: %s %s", why_name(node),
              follower                  ? "neither leads nor is elected"
              : n->role == ROLE_ELECTED ? "is elected already"
                                        : "is leader");
    const bool is_free = why_guard_free(view, node, t_us, out);
    const bool quorum =
        why_held_or_broken(view, why_guard_quorum(view, token, out), RULE_ELECTION_QUORUM, out);
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
    const bool is_free =
        why_held_or_broken(view, why_guard_free(view, node, t_us, out), RULE_FREE_TO_PASS, out);
    const bool earlier = token->origin < node;
    why_guard(out, earlier, "a better candidate: %s comes %s %s (the earlier letter wins)",
              why_name(token->origin), earlier ? "before" : "after", why_name(node));
    const bool better = why_held_or_broken(view, earlier, RULE_EXTINCTION, out);
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

/* Rule 3 signs by the vote, or being free; false: neither. */
static bool signs_broken(const struct view *view, bool is_vote, bool is_free, bool same,
                         struct why *out) {
    if (is_vote || is_free) {
        if (why_broken(view, RULE_TERM_ORDER))
            return why_held_or_broken(view, false, RULE_TERM_ORDER, out);
    }
    return is_free && same && why_held_or_broken(view, false, RULE_VOTE_ONCE, out);
}

static bool judge_leader(const struct view *view, uint8_t node, int64_t t_us,
                         const struct why_token *token, struct why *out) {
    const struct view_node *n = &view->node[node];
    const bool is_vote = n->voted == token->origin;
    if (is_vote && token->term >= n->term) {
        why_guard(out, true, "voted for %s: that is %s's vote of term %u", why_name(token->origin),
                  why_name(node), n->term);
        why_guard(out, true, "a term not lower: the token's %u, %s's %u", token->term,
                  why_name(node), n->term);
        why_say(out, WHY_IS_WHAT_IF,
                "had %s signed for another in a later term, it would have passed the token on "
                "unsigned",
                why_name(node));
        return true;
    }
    if (n->voted == NODE_NONE) {
        why_guard(out, false, "voted for %s: %s has never voted", why_name(token->origin),
                  why_name(node));
    } else {
        why_guard(out, is_vote, "voted for %s: %s's vote of term %u is for %s",
                  why_name(token->origin), why_name(node), n->term,
                  n->voted == node ? "itself" : why_name(n->voted));
    }
    const bool is_free = why_guard_free(view, node, t_us, out);
    const bool later = token->term > n->term;
    why_guard(out, later, "a higher term: the token's %u, %s's %u", token->term, why_name(node),
              n->term);
    if (is_free && later) {
        what_if_bound(view, node, t_us, "have passed the token on unsigned", out);
        return true;
    }
    if (signs_broken(view, is_vote, is_free, token->term == n->term, out)) {
        why_say(out, WHY_IS_WHAT_IF,
                "with the rule kept it would have passed the token on unsigned");
        return true;
    }
    if (is_free && !why_broken(view, RULE_NEED)) say_need(view, node, token, out);
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
    why_guard(out, leads, "elected or leader: %s %s", why_name(node),
              n->role == ROLE_LEADER ? "leads"
              : leads                ? "is elected"
                                     : "is a follower, it gave up before its token came home");
    const bool current = token->term == n->term;
    why_guard(out, current, "in its term: the token's is %u, %s's is %u", token->term,
              why_name(node), n->term);
    const bool same = why_held_or_broken(view, current, RULE_HOME_TERM, out);
    const bool quorum =
        why_held_or_broken(view, why_guard_quorum(view, token, out), RULE_HOME_QUORUM, out);
    bool in_time = true, newer = true;
    if (token->known && token->sent_us != TIME_PAST) {
        const int64_t end_us = why_plus(token->sent_us, lease_us);
        const bool later = n->role != ROLE_LEADER || end_us > n->lease_us;
        in_time = token->is_granted || token->is_overtaken || (!token->is_late && end_us > t_us);
        newer = token->is_granted || (!token->is_overtaken && later);
        why_guard(out, in_time, "less than L since it was sent: that was %s, L = %s",
                  why_ago(why_minus(t_us, token->sent_us)), why_time(lease_us));
        if (in_time && !newer) {
            why_guard(out, false,
                      "the newest token: one sent no earlier has renewed the lease, to %s",
                      why_clock(n->lease_us));
        }
        in_time = why_held_or_broken(view, in_time, RULE_LEASE_FROM_SEND, out);
        if (why_broken(view, RULE_LEASE_FROM_SEND)) {
            newer = true; /* it counts from now */
            why_say(out, WHY_IS_WHAT_IF,
                    "with the rule kept (lease-from-send) its lease would end %s earlier",
                    why_time(why_minus(t_us, token->sent_us)));
        } else if (leads && same && quorum) {
            what_if_late(view, node, t_us, token, out);
        }
    }
    if (leads && same) what_if_quorum(view, token, "have come home for nothing", out);
    if (!current) {
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
