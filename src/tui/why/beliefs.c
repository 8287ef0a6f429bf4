#include "tui/why/beliefs.h"

#include "tui/view/words.h"
#include "tui/why/parts.h"

/* ---- who reaches whom ------------------------------------------------------------- */

static void add_group(const struct view *view, struct node_set group, struct text *out) {
    const struct node_set counts = set_and(group, why_counted(view));
    if (out->length > 0) text_add(out, "; ");
    text_add_set(out, group, " ");
    if (view->header.elect.policy == QUORUM_NONE) return;
    text_add(out, ": ");
    text_add_uint(out, set_count(counts));
    text_add(out, " of ");
    text_add_uint(out, view_counted(view));
    const bool quorum = quorum_holds(view->header.elect.policy, view->nodes, view->members, group);
    text_add(out, quorum ? ", a quorum" : ", no quorum");
}

/* The largest groups first, then who does not run. */
static void add_groups(const struct view *view, struct text *out) {
    struct node_set left = view_awake(view);
    while (!set_is_empty(left)) {
        struct node_set best = SET_EMPTY;
        for (uint8_t i = 0; i < view->nodes; i++) {
            if (!set_has(left, i)) continue;
            const struct node_set group = view_component(view, i);
            if (set_count(group) > set_count(best)) best = group;
        }
        add_group(view, best, out);
        left = set_minus(left, best);
    }
    const struct node_set down = set_minus(set_all(view->nodes), view_live(view));
    const struct node_set stalled = set_minus(view_live(view), view_awake(view));
    if (!set_is_empty(down)) {
        text_add(out, out->length > 0 ? "; down: " : "down: ");
        text_add_set(out, down, " ");
    }
    if (!set_is_empty(stalled)) {
        text_add(out, out->length > 0 ? "; stalled: " : "stalled: ");
        text_add_set(out, stalled, " ");
    }
}

static void add_direction(const struct view *view, uint8_t from, uint8_t to, struct text *out) {
    text_add_char(out, node_letter(from));
    text_add(out, " > ");
    text_add_char(out, node_letter(to));
    if (!view_reaches(view, from, to)) {
        text_add(out, " cut");
    } else if (view->delay_us[from][to] > 0) {
        text_add(out, " open, slower by ");
        text_add_time(out, view->delay_us[from][to]);
    } else {
        text_add(out, " open");
    }
}

void beliefs_link(const struct view *view, uint8_t from, uint8_t to, struct text *out) {
    add_direction(view, from, to, out);
    text_add(out, ", ");
    add_direction(view, to, from, out);
    if (view_reaches(view, from, to) != view_reaches(view, to, from)) {
        text_add(out, ": one way only, no token passes for want of an answer");
    }
}

/* ---- the situation ------------------------------------------------------------------- */

static uint8_t first_of(struct node_set set) {
    for (uint8_t i = 0; i < NODES_MAX; i++) {
        if (set_has(set, i)) return i;
    }
    return NODE_NONE;
}

/* Why the promise of the protocol does not hold in this run, as far as that is known. */
static void add_excuse(const struct view *view, struct text *out) {
    const struct elect_config *config = &view->header.elect;
    if (config->policy == QUORUM_NONE) {
        text_add(out, "; quorum none allows it: the textbook ring");
        return;
    }
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if (!rule_broken(config->broken, (enum rule)i)) continue;
        text_add(out, "; this run breaks the rule ");
        text_add(out, rule_name((enum rule)i));
        return;
    }
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (view->node[i].drifted_us == TIME_PAST) continue;
        text_add(out, "; clocks drift in this run");
        return;
    }
}

const char *beliefs_case_words(enum beliefs_case is) {
    switch (is) {
    case BELIEFS_OLD_LEADER:
        return "an old leader whose lease is over: legal, it cannot act and steps down";
    case BELIEFS_ONE_TERM:
        return "two leaders in one term: S1 broken, somebody signed for both, or a token counted "
               "without a quorum";
    case BELIEFS_TWO_LEASES:
        return "two valid leases at once: S2 broken, both may act (split brain), in one term or "
               "two";
    case BELIEFS_AGREED:
    case BELIEFS_DIVIDED:
    case BELIEFS_NOBODY:
    case BELIEFS_CASES: return "";
    }
    return "";
}

static void two_leases(const struct view *view, struct node_set leaders, struct beliefs *out,
                       struct text *says, struct text *means) {
    const uint8_t one = first_of(leaders), other = first_of(set_without(leaders, one));
    const bool same = view->node[one].lease_term == view->node[other].lease_term;
    out->is = BELIEFS_TWO_LEASES;
    if (same) {
        text_add(says, "SPLIT BRAIN IN ONE TERM: ");
        words_add_names(says, leaders);
        text_add(says, " hold valid leases at once, both in term ");
        words_add_term(says, view->node[one].lease_term);
        text_add(says, ": S1 and S2 are broken");
        text_add(means, "each may act as the leader, and with one fencing number for both not even "
                        "the fence tells their writes apart");
    } else {
        text_add(says, "SPLIT BRAIN: ");
        words_add_terms(says, view, leaders);
        text_add(says, " hold valid leases at once, in different terms: S2 is broken");
        text_add(means, "each may act as the leader; only the fence still orders their writes");
    }
    add_excuse(view, means);
}

/* Two of the claimants in one term; false: there are none. */
static bool same_term(const struct view *view, struct node_set claimants, uint8_t *one,
                      uint8_t *other) {
    for (uint8_t i = 0; i < view->nodes; i++) {
        for (uint8_t j = (uint8_t)(i + 1); j < view->nodes; j++) {
            if (!set_has(claimants, i) || !set_has(claimants, j)) continue;
            if (view->node[i].term != view->node[j].term) continue;
            *one = i;
            *other = j;
            return true;
        }
    }
    return false;
}

static void one_term(const struct view *view, uint8_t one, uint8_t other, struct beliefs *out,
                     struct text *says, struct text *means) {
    out->is = BELIEFS_ONE_TERM;
    text_add(says, "TWO LEADERS IN ONE TERM: ");
    text_add_char(says, node_letter(one));
    text_add(says, " and ");
    text_add_char(says, node_letter(other));
    text_add(says, " both call themselves leader of term ");
    words_add_term(says, view->node[one].term);
    text_add(says, ": S1 is broken");
    text_add(means, "somebody signed for both in that term, or a token counted without a quorum");
    add_excuse(view, means);
}

static void old_leader(const struct view *view, uint8_t old, uint8_t leader, struct beliefs *out,
                       struct text *says, struct text *means) {
    out->is = BELIEFS_OLD_LEADER;
    text_add_char(says, node_letter(old));
    text_add(says, " still calls itself leader of term ");
    words_add_term(says, view->node[old].term);
    text_add(says, ", but its lease is over: it cannot act");
    text_add(means, "legal: ");
    if (leader == NODE_NONE) {
        text_add(means, "a lease ends by the clock alone, and nobody else leads yet");
    } else {
        text_add_char(means, node_letter(leader));
        text_add(means, " leads term ");
        words_add_term(means, view->node[leader].lease_term);
        text_add(means, " with the only valid lease");
    }
    text_add(means, "; ");
    text_add_char(means, node_letter(old));
    text_add(means, view->node[old].stalled ? " steps down when it wakes"
                                            : " steps down in its next step");
}

static void one_leader(const struct view *view, uint8_t leader, int64_t now_us, struct beliefs *out,
                       struct text *says, struct text *means) {
    const struct node_set awake = view_awake(view);
    struct node_set others = SET_EMPTY;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const bool with = view_acknowledged(view, i, now_us) == leader;
        if (set_has(awake, i) && !with) others = set_with(others, i);
    }
    out->is = set_is_empty(others) ? BELIEFS_AGREED : BELIEFS_DIVIDED;
    text_add_char(says, node_letter(leader));
    text_add(says, " leads term ");
    words_add_term(says, view->node[leader].lease_term);
    if (set_is_empty(others)) {
        text_add(says, set_count(awake) > 1 ? ", and all who run acknowledge it"
                                            : ", alone: nobody else runs");
    } else {
        text_add(says, "; ");
        words_add_names(says, others);
        text_add(says,
                 set_count(others) > 1 ? " do not acknowledge it" : " does not acknowledge it");
    }
    if (!why_reaches_quorum(view, leader)) {
        text_add(means, "yet it cannot renew, it reaches no quorum: its lease runs out in ");
        text_add_time(means, why_minus(view->node[leader].lease_us, now_us));
    } else if (set_is_empty(others)) {
        text_add(means, "its lease runs for another ");
        text_add_time(means, why_minus(view->node[leader].lease_us, now_us));
        text_add(means, ", every signer's promise for longer");
    } else {
        const struct node_set far = set_minus(others, view_component(view, leader));
        text_add(means, set_is_empty(far) ? "legal: its next token tells them"
                                          : "legal: it does not reach them, and without a quorum "
                                            "they elect nobody");
    }
}

static void nobody(const struct view *view, int64_t now_us, struct beliefs *out, struct text *says,
                   struct text *means) {
    static struct why why;
    out->is = BELIEFS_NOBODY;
    if (set_is_empty(view_awake(view))) {
        text_add(says, "nobody leads: no node runs");
        return;
    }
    const struct node_set group = view_connected(view);
    uint8_t best = NODE_NONE;
    for (uint8_t i = 0; i < view->nodes; i++) {
        if (!set_has(group, i)) continue;
        const struct view_node *n = &view->node[i];
        if (n->role == ROLE_ELECTED || view_lease_comes(view, i)) {
            best = i;
            break;
        }
        if (best == NODE_NONE || n->promise_us < view->node[best].promise_us) best = i;
    }
    text_add(says, "nobody leads");
    why_node(view, best, now_us, &why);
    text_add(means, why.line[0].text);
}

void beliefs_explain(const struct view *view, int64_t now_us, struct beliefs *out) {
    struct text says, means, groups;
    const struct node_set leaders = view_leaders(view, now_us);
    const struct node_set claimants = view_claimants(view);
    const struct node_set lapsed = view_lapsed(view, now_us);
    uint8_t one, other;
    text_init(&says, out->says, sizeof out->says);
    text_init(&means, out->means, sizeof out->means);
    text_init(&groups, out->groups, sizeof out->groups);
    add_groups(view, &groups);
    if (set_count(leaders) > 1) {
        two_leases(view, leaders, out, &says, &means);
    } else if (same_term(view, claimants, &one, &other)) {
        one_term(view, one, other, out, &says, &means);
    } else if (!set_is_empty(lapsed)) {
        old_leader(view, first_of(lapsed), first_of(leaders), out, &says, &means);
    } else if (!set_is_empty(leaders)) {
        one_leader(view, first_of(leaders), now_us, out, &says, &means);
    } else {
        nobody(view, now_us, out, &says, &means);
    }
}
