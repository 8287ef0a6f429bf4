/* Why a node leads, or why it does not: the first step on the way to a lease that it has
 * not made, from its state as events tell it. */
#include "base/check.h"
#include "tui/why/parts.h"

struct node_set why_signers(const struct view *view, uint8_t node) {
    struct node_set signers = SET_EMPTY;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const struct view_node *n = &view->node[i];
        const bool own = i == node && n->role != ROLE_FOLLOWER; /* elected this very moment */
        if (own || (n->voted == node && n->term == view->node[node].term))
            signers = set_with(signers, i);
    }
    return signers;
}

bool why_reaches_quorum(const struct view *view, uint8_t node) {
    return why_is_quorum(view, view_component(view, node));
}

/* ---- the steps on the way ------------------------------------------------------------ */

static void guard_runs(const struct view *view, uint8_t node, struct why *out) {
    const struct view_node *n = &view->node[node];
    const bool runs = n->live && !n->stalled;
    why_guard(out, runs, "running: %s %s", why_name(node),
              runs              ? "is neither down nor stalled"
              : n->live         ? "is stalled"
              : n->ever_started ? "is down"
                                : "has not started");
}

static bool guard_reach(const struct view *view, uint8_t node, struct why *out) {
    const struct node_set reach = set_and(view_component(view, node), why_counted(view));
    const bool enough = why_reaches_quorum(view, node);
    if (view->header.elect.policy == QUORUM_NONE) return true;
    why_guard(out, enough, "a quorum in reach: it can talk to %u of %u (%s), %u needed",
              set_count(reach), view_counted(view), why_names(reach), view_needed(view));
    return enough;
}

static bool guard_signed(const struct view *view, uint8_t node, struct why *out) {
    const struct node_set signers = set_and(why_signers(view, node), why_counted(view));
    const bool enough = why_is_quorum(view, signers);
    why_guard(out, enough, "a quorum signed: %u of %u did so in term %u (%s), %u needed",
              set_count(signers), view_counted(view), view->node[node].term, why_names(signers),
              view_needed(view));
    return enough;
}

/* ---- one answer for each standing ------------------------------------------------------- */

static void down(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const int64_t promise_us = view->header.elect.timers.promise_us;
    if (!n->ever_started) {
        why_say(out, WHY_IS_SAYS, "%s does not lead: it waits for the common start",
                why_name(node));
        guard_runs(view, node, out);
        why_say(out, WHY_IS_WHAT_IF, "once all are ready the clock leaves 0 and all start at once");
        return;
    }
    why_say(out, WHY_IS_SAYS, "%s does not lead: it went down %s", why_name(node),
            why_ago(why_minus(now_us, n->changed_us)));
    guard_runs(view, node, out);
    why_say(out, WHY_IS_SO, "on its stable storage: term %u, its vote for %s", n->term,
            why_name(n->voted));
    why_say(out, WHY_IS_WHAT_IF,
            n->voted == NODE_NONE
                ? "`revive %s` (the key r): it has never voted and is free at once"
                : "`revive %s` (the key r): it then abstains for P = %s (rule 0)",
            why_name(node), why_time(promise_us));
}

static void stalled(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const char *name = why_name(node);
    if (view_leads(view, node, now_us)) {
        why_say(out, WHY_IS_SAYS,
                "%s still leads in term %u, though stalled: its lease runs for another %s", name,
                n->lease_term, why_time(why_minus(n->lease_us, now_us)));
    } else {
        why_say(out, WHY_IS_SAYS, "%s does not lead: it was stalled %s", name,
                why_ago(why_minus(now_us, n->changed_us)));
    }
    guard_runs(view, node, out);
    if (n->role == ROLE_LEADER) {
        why_guard(out, view_leads(view, node, now_us), "its lease runs: %s",
                  view_leads(view, node, now_us) ? "on, though it sleeps; nobody else can lead"
                                                 : "it is over");
    }
    (void)why_guard_free(view, node, now_us, out);
    why_say(out, WHY_IS_WHAT_IF,
            "`wake %s` (the key s): rule 6 comes first, then the tokens that "
            "wait",
            name);
}

static void leading(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const int64_t left_us = why_minus(n->lease_us, now_us);
    const struct node_set others = set_without(view_leaders(view, now_us), node);
    why_say(out, WHY_IS_SAYS, "%s leads in term %u for another %s, signed by %s", why_name(node),
            n->lease_term, why_time(left_us), why_names(n->signatures));
    why_guard(out, true, "its lease runs: until %s", why_clock(n->lease_us));
    const struct why_token token = {
        .kind = MESSAGE_LEADER, .origin = node, .signatures = n->signatures, .known = true
    };
    (void)why_guard_quorum(view, &token, out);
    const bool renews = guard_reach(view, node, out);
    if (!set_is_empty(others)) {
        why_guard(out, false, "the only leader: %s holds a lease, too (S2 is broken)",
                  why_names(others));
    }
    why_say(out, WHY_IS_WHAT_IF,
            renews ? "no token came home signed within %s: it would step down (rule 6)"
                   : "the links do not heal within %s: it steps down (rule 6)",
            why_time(left_us));
}

static void lapsed(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    why_say(out, WHY_IS_SAYS, "%s does not lead: its lease of term %u ran out %s", why_name(node),
            n->term, why_ago(why_minus(now_us, n->lease_us)));
    why_guard(out, false, "its lease runs: it ended at %s", why_clock(n->lease_us));
    (void)guard_reach(view, node, out);
    why_say(out, WHY_IS_SO,
            "it still calls itself leader, but cannot act: every duty asks for the lease first. It "
            "steps down in its next step (rule 6)");
    why_say(out, WHY_IS_WHAT_IF, "a token home before %s would have renewed it",
            why_clock(n->lease_us));
}

static void elected(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const struct node_set signers = set_and(why_signers(view, node), why_counted(view));
    if (view_lease_comes(view, node)) {
        why_say(out, WHY_IS_SAYS, "%s does not lead yet: its lease comes with this very step",
                why_name(node));
        return;
    }
    const int64_t until_us = why_plus(n->changed_us, view->header.elect.timers.lease_us);
    why_say(out, WHY_IS_SAYS,
            "%s does not lead yet: elected in term %u, %u of %u signatures, %u "
            "needed",
            why_name(node), n->term, set_count(signers), view_counted(view), view_needed(view));
    why_guard(out, true, "elected: its ELECTION token came home %s, %s",
              why_ago(why_minus(now_us, n->changed_us)),
              why_broken(view, RULE_ELECTION_QUORUM)
                  ? "and nobody counts its signatures (--break election-quorum)"
                  : "with a quorum");
    const bool enough = guard_signed(view, node, out);
    why_guard(out, false, "its LEADER token is home: not with enough of them yet");
    (void)guard_reach(view, node, out);
    why_say(out, WHY_IS_WHAT_IF,
            enough ? "once the token that carries them is home it leads; after %s it gives up "
                     "(rule 6)"
                   : "without a quorum it gives up in %s (rule 6)",
            why_time(why_minus(until_us, now_us)));
}

static void standing(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const struct timers *t = &view->header.elect.timers;
    const bool reach = why_reaches_quorum(view, node);
    why_say(out, WHY_IS_SAYS,
            "%s does not lead yet: it stands, its token has been under way for %s", why_name(node),
            why_time(why_minus(now_us, n->stood_us)));
    (void)why_guard_free(view, node, now_us, out);
    (void)guard_reach(view, node, out);
    why_guard(out, false, "its token is home: not yet, a round takes at most R = %s",
              why_time(t->ring_us));
    uint8_t better = NODE_NONE;
    for (uint8_t i = node; i-- > 0;) {
        const bool runs = view->node[i].live && !view->node[i].stalled;
        if (runs && set_has(view_component(view, node), i)) better = i;
    }
    if (better != NODE_NONE) {
        why_say(out, WHY_IS_SO,
                "%s is better: if free it ends the token (rule 2), and stands "
                "itself",
                why_name(better));
    }
    why_say(out, WHY_IS_WHAT_IF,
            reach ? "the token does not come home: %s stands again in %s (rule 1)"
            : why_broken(view, RULE_ELECTION_QUORUM)
                ? "home it is elected, whoever signed; else %s stands again in %s"
                : "home without a quorum it is ignored; %s stands again in %s",
            why_name(node), why_time(why_minus(why_plus(n->stood_us, t->stand_us), now_us)));
}

static void follower(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    const struct view_node *n = &view->node[node];
    const struct timers *t = &view->header.elect.timers;
    const uint8_t acknowledged = view_acknowledged(view, node, now_us);
    const char *name = why_name(node);
    const bool is_free = why_is_free(view, node, now_us);
    const bool reach = why_reaches_quorum(view, node);
    if (!reach && (is_free || acknowledged == NODE_NONE)) {
        const struct node_set close = set_and(view_component(view, node), why_counted(view));
        why_say(out, WHY_IS_SAYS, "%s does not lead: no quorum, %u of %u reachable, %u needed",
                name, set_count(close), view_counted(view), view_needed(view));
    } else if (!is_free && acknowledged != NODE_NONE) {
        why_say(out, WHY_IS_SAYS,
                "%s does not lead: bound by its promise to %s of term %u for another %s", name,
                why_name(acknowledged), n->follows_term,
                why_time(why_minus(n->promise_us, now_us)));
    } else if (!is_free && n->voted == node) {
        why_say(out, WHY_IS_SAYS, "%s does not lead: bound by its promise to itself for another %s",
                name, why_time(why_minus(n->promise_us, now_us)));
    } else if (!is_free) {
        why_say(out, WHY_IS_SAYS,
                "%s does not lead: it abstains, its old promise to %s may run for another %s", name,
                why_name(n->voted), why_time(why_minus(n->promise_us, now_us)));
    } else {
        why_say(out, WHY_IS_SAYS,
                "%s does not lead yet: it is free, and stands in a moment (rule 1)", name);
    }
    guard_runs(view, node, out);
    (void)why_guard_free(view, node, now_us, out);
    (void)guard_reach(view, node, out);
    why_guard(out, false, "a candidate: no ELECTION token of its own is under way");
    if (!is_free && acknowledged != NODE_NONE && acknowledged != node &&
        !why_broken(view, RULE_PROMISE)) {
        why_say(out, WHY_IS_SO, "each token of %s that it signs renews the promise: P = %s",
                why_name(acknowledged), why_time(t->promise_us));
    }
    if (!is_free && n->voted == node) {
        why_say(out, WHY_IS_WHAT_IF, "nothing renews it: in %s it is free, and stands (rule 1)%s",
                why_time(why_minus(n->promise_us, now_us)),
                reach ? "" : ", in vain without a quorum");
    } else if (!is_free) {
        why_say(out, WHY_IS_WHAT_IF,
                "were no more tokens of %s to come, it would be free in %s and stand (rule 1)%s",
                why_name(n->voted), why_time(why_minus(n->promise_us, now_us)),
                reach ? "" : ", in vain without a quorum");
    } else if (!reach) {
        why_say(out, WHY_IS_WHAT_IF,
                why_broken(view, RULE_ELECTION_QUORUM)
                    ? "it may stand as often as it likes: elected without a quorum "
                      "(--break election-quorum), it finds no quorum that signs"
                    : "it may stand as often as it likes: home without a quorum, "
                      "its token is ignored (rule 2)");
    } else {
        why_say(out, WHY_IS_WHAT_IF, "a LEADER token that comes first would be signed instead");
    }
}

static void answer(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    switch (view_standing(view, node, now_us)) {
    case VIEW_DOWN: down(view, node, now_us, out); return;
    case VIEW_STALLED: stalled(view, node, now_us, out); return;
    case VIEW_LEADER: leading(view, node, now_us, out); return;
    case VIEW_LAPSED: lapsed(view, node, now_us, out); return;
    case VIEW_ELECTED: elected(view, node, now_us, out); return;
    case VIEW_STANDING: standing(view, node, now_us, out); return;
    case VIEW_FOLLOWER: follower(view, node, now_us, out); return;
    case VIEW_STANDING_COUNT: break;
    }
    UNREACHABLE();
}

void why_node(const struct view *view, uint8_t node, int64_t now_us, struct why *out) {
    REQUIRE(node < view->nodes);
    *out = (struct why){ .rule = -1, .verdict = -1 };
    answer(view, node, now_us, out);
    why_order(out);
}
