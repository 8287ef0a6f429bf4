/* Why an event happened: what nodes do, and what is done to them. */
#include "tui/why/why.h"

#include "base/check.h"
#include "tui/why/events.h"
#include "tui/why/parts.h"

static const struct {
    const char *name, *label;
} kinds[] = {
#define X(symbol, name, label) [WHY_IS_##symbol] = { name, label },
    WHY_KINDS(X)
#undef X
};

const char *why_kind_name(enum why_kind kind) {
    REQUIRE(kind < WHY_IS_COUNT);
    return kinds[kind].name;
}

const char *why_kind_label(enum why_kind kind) {
    REQUIRE(kind < WHY_IS_COUNT);
    return kinds[kind].label;
}

/* ---- starting, ending ------------------------------------------------------------- */

static void on_start(const struct view *before, const struct event *event, struct why *out) {
    const char *name = why_name(event->node);
    const int64_t promise_us = before->header.elect.timers.promise_us;
    why_rule(before, PROTOCOL_START, out);
    if (event->leader == NODE_NONE) {
        why_guard(out, true, "its stable storage holds no vote: %s owes nobody anything", name);
        why_say(out, WHY_IS_SO, "it is free at once, in term %u, and stands by rule 1",
                event->term);
        why_say(out, WHY_IS_WHAT_IF, "had it ever voted, it would abstain for P = %s first",
                why_time(promise_us));
    } else {
        why_guard(out, true, "its stable storage says: voted for %s in term %u",
                  event->leader == event->node ? "itself" : why_name(event->leader), event->term);
        why_say(out, WHY_IS_SO,
                "a kill lost its promise, so it abstains for %s: whatever it had "
                "promised is over by then",
                why_time(why_minus(event->until_us, event->t_us)));
        why_say(out, WHY_IS_WHAT_IF,
                "without the wait it could sign for another while a leader still leads by its "
                "old signature (--break abstain shows it)");
    }
    why_source(out, "");
}

static void on_stop(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    why_no_rule("a statement, not the protocol: kill ends the node's thread", out);
    if (view_leads(before, event->node, event->t_us)) {
        why_say(out, WHY_IS_SO, "it led: its lease had %s to run, and until then nobody else leads",
                why_time(why_minus(n->lease_us, event->t_us)));
    }
    why_say(out, WHY_IS_SO, "term %u and its vote (%s) stay on stable storage; all else is lost",
            n->term, why_name(n->voted));
    why_say(out, WHY_IS_WHAT_IF,
            "a stalled node keeps its promise and its lease; a killed one "
            "forgets both, hence rule 0");
    why_source(out, "ringleader list statements: kill, revive");
}

static void on_stall(const struct event *event, struct why *out) {
    const bool stall = event->kind == EVENT_STALL;
    why_no_rule(stall ? "a statement, not the protocol: the node freezes where it stands"
                      : "a statement, not the protocol: the node goes on where it stood",
                out);
    if (stall) {
        why_say(out, WHY_IS_SO, "its clock runs on: promise and lease run out while it sleeps");
        why_say(out, WHY_IS_WHAT_IF,
                "had it been killed, its promise and lease would be forgotten");
    } else {
        why_say(out, WHY_IS_SO,
                "rule 6 comes first in its next step: if its lease is over it steps down before "
                "it reads any token");
        why_say(out, WHY_IS_WHAT_IF,
                "were the token read first, it could renew a lease that was "
                "over, beside a new leader");
    }
    why_source(out, "ringleader list statements: stall, wake");
}

/* ---- rule 1 ----------------------------------------------------------------------- */

static void on_stand(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    const struct timers *t = &before->header.elect.timers;
    why_rule(before, PROTOCOL_STAND, out);
    why_guard(out, true, "%s is a follower", why_name(event->node));
    (void)why_guard_free(before, event->node, event->t_us, out);
    if (n->stood_us == TIME_PAST) {
        why_guard(out, true, "no earlier candidacy of it is under way");
    } else {
        why_guard(out, true, "it last stood %s ago, not less than E = %s",
                  why_time(why_minus(event->t_us, n->stood_us)), why_time(t->stand_us));
    }
    if (event->node > 0) {
        why_guard(out, true, "its turn: as node number %u it has waited %s longer", event->node,
                  why_time(event->node * t->stagger_us));
    }
    why_say(out, WHY_IS_SO,
            "its ELECTION token goes round; home with a quorum (%u of %u) it is "
            "elected, in term %u",
            view_needed(before), view_counted(before), event->term + 1);
    if (n->promise_us != TIME_PAST && n->voted != NODE_NONE && n->voted != event->node) {
        why_say(
            out, WHY_IS_WHAT_IF,
            "had a LEADER token of %s come before %s, it would have promised anew and not stood",
            why_name(n->voted), why_clock(n->promise_us));
    } else {
        why_say(out, WHY_IS_WHAT_IF,
                "had it signed a LEADER token in the last %s, it would not have stood",
                why_time(t->promise_us));
    }
    why_source(out, "");
}

/* ---- roles ------------------------------------------------------------------------- */

static void on_elected(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const struct why_token token = why_token_home(about, MESSAGE_ELECTION);
    why_rule(before, PROTOCOL_ELECTION, out);
    (void)why_judge(before, event->node, event->t_us, &token, out);
    why_say(out, WHY_IS_SO,
            "term %u, its vote for itself, both written to stable storage before its LEADER token "
            "leaves; it leads only once that is home, signed",
            event->term);
    why_source(out, "");
}

static void on_leading(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    struct why_token token = why_token_home(about, MESSAGE_LEADER);
    token.is_granted = true;
    why_rule(before, PROTOCOL_HOME, out);
    if (event->why == WHY_TERM_NEEDED) {
        why_guard(out, true, "a free node has a term too high to sign: it asked for term %u > %u",
                  event->term, before->node[event->node].term);
        why_say(out, WHY_IS_SO, "its next heartbeat carries term %u, and all can sign it",
                event->term);
        why_say(out, WHY_IS_WHAT_IF,
                "had nobody asked, it would go on in term %u, and that node "
                "could never sign (--break need)",
                before->node[event->node].term);
    } else {
        if (!token.known) token.term = event->term;
        (void)why_judge(before, event->node, event->t_us, &token, out);
        why_say(out, WHY_IS_SO, "it leads from now on, with fencing number %u", event->term);
    }
    why_source(out, "");
}

static void on_lease_ended(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    const struct node_set reach = set_and(view_component(before, event->node), why_counted(before));
    why_rule(before, PROTOCOL_STEP_DOWN, out);
    if (n->lease_us != TIME_PAST) {
        why_guard(out, true, "its lease ran out %s", why_ago(why_minus(event->t_us, n->lease_us)));
        why_guard(out, false,
                  "a token came home in time: the last one that did, %s ago, was not "
                  "followed by another",
                  why_time(why_minus(event->t_us, n->leased_us)));
    }
    if (!why_reaches_quorum(before, event->node)) {
        why_say(out, WHY_IS_SO, "it could not be renewed: %s can talk to %u of %u, %u needed",
                why_name(event->node), set_count(reach), view_counted(before), view_needed(before));
    }
    why_say(out, WHY_IS_WHAT_IF,
            "a token home before %s, signed by %u of %u, would have renewed it",
            why_clock(n->lease_us), view_needed(before), view_counted(before));
    if (n->promise_us > event->t_us) {
        why_say(out, WHY_IS_SO, "its promise to itself stays: it signs for nobody else for %s",
                why_time(why_minus(n->promise_us, event->t_us)));
    }
    why_source(out, "");
}

static void on_never_led(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    const struct node_set signers = why_signers(before, event->node);
    why_rule(before, PROTOCOL_STEP_DOWN, out);
    why_guard(out, true, "elected %s ago, not less than L = %s",
              why_time(why_minus(event->t_us, n->changed_us)),
              why_time(before->header.elect.timers.lease_us));
    why_guard(out, false,
              "a token home with a quorum: %u of %u signed for it in term %u, %u needed",
              set_count(set_and(signers, why_counted(before))), view_counted(before), n->term,
              view_needed(before));
    why_say(out, WHY_IS_WHAT_IF,
            "without this limit it would send LEADER tokens for ever (--break elected-timeout)");
    why_source(out, "");
}

static void on_role(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    switch (event->why) {
    case WHY_TOKEN_HOME: on_elected(before, about, out); return;
    case WHY_QUORUM_SIGNED:
    case WHY_TERM_NEEDED: on_leading(before, about, out); return;
    case WHY_SIGNED_ANOTHER: why_signing(before, about, out); return;
    case WHY_BETTER_LEADER:
        why_rule(before, PROTOCOL_SIGN, out);
        why_guard(out, true, "quorum none: any token counts, so two may lead at once");
        why_guard(out, true, "a LEADER token of a better node (an earlier letter) came by");
        why_say(out, WHY_IS_WHAT_IF,
                "with quorum active or majority terms and promises decide, "
                "not letters");
        why_source(out, "");
        return;
    case WHY_LEASE_ENDED: on_lease_ended(before, event, out); return;
    case WHY_NEVER_LED: on_never_led(before, event, out); return;
    case WHY_COUNT: break;
    }
    why_no_rule("the trace does not say why", out);
    why_source(out, "ringleader list events");
}

/* ---- leases and work ------------------------------------------------------------------ */

static void on_lease(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const struct view_node *n = &before->node[event->node];
    const bool drifted = n->drifted_us == event->t_us && about->cause == NULL;
    struct why_token token = why_token_home(about, MESSAGE_LEADER);
    token.is_granted = true;
    why_rule(before, PROTOCOL_HOME, out);
    token.signatures = event->signatures;
    token.term = event->term;
    if (!token.known) token.sent_us = TIME_PAST;
    token.known = true;
    if (drifted) {
        why_say(out, WHY_IS_SO,
                "nothing was granted: its clock's rate changed, so the same lease "
                "is told anew in cluster time");
    } else if (view_standing(before, event->node, event->t_us) == VIEW_FOLLOWER) {
        (void)why_guard_quorum(before, &token, out); /* elected in this very step */
    } else {
        (void)why_judge(before, event->node, event->t_us, &token, out);
    }
    why_say(out, WHY_IS_SO, "it leads until %s, for another %s: L counts from the sending",
            why_clock(event->until_us), why_time(why_minus(event->until_us, event->t_us)));
    why_say(out, WHY_IS_WHAT_IF,
            "counted from its arrival, the lease would outlast the promises it rests on "
            "(--break lease-from-send)");
    why_source(out, "");
}

static void on_duty(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    why_no_rule("leader's duty: done only while role is leader and now < lease, asked at that "
                "very instant",
                out);
    if (n->lease_us > event->t_us) {
        why_guard(out, true, "its lease of term %u runs for another %s", event->term,
                  why_time(why_minus(n->lease_us, event->t_us)));
        why_say(out, WHY_IS_WHAT_IF, "%s later, without a renewal, it would not have acted",
                why_time(why_minus(n->lease_us, event->t_us)));
    } else {
        why_guard(out, n->lease_us > event->t_us, "its lease runs, as events tell it");
        why_say(out, WHY_IS_WHAT_IF, "with its lease over it must not act: see properties S2, S8");
    }
    why_source(out, "src/election/duty.c");
}

static void on_write(const struct event *event, struct why *out) {
    why_no_rule("the fence: the shared resource takes no write with a fencing number below the "
                "greatest it has seen",
                out);
    why_guard(out, event->accepted, "fencing number %u, the term of the lease; seen so far: %u",
              event->term, event->highest);
    if (event->accepted) {
        why_say(out, WHY_IS_WHAT_IF,
                "had a leader of a later term written before, it would be "
                "refused");
    } else {
        why_say(out, WHY_IS_SO,
                "a leader of a later term has written: this one is late, and does "
                "no harm");
        why_say(out, WHY_IS_WHAT_IF,
                "without the fence a leader that dozed off between test and "
                "write would overwrite its successor's work");
    }
    why_source(out, "ringleader list properties: S8; src/election/duty.c");
}

/* ---- what is done to the ring ------------------------------------------------------------ */

static void on_list(const struct view *before, const struct event *event, struct why *out) {
    const struct timers *t = &before->header.elect.timers;
    const bool changed = event->version != before->version;
    why_no_rule("the active list: who counts under quorum active. A killed node leaves it, a "
                "revived one joins it",
                out);
    why_guard(out, changed, changed ? "version %u: the list is now %s" : "version %u stays: %s",
              event->version, why_names(event->members));
    why_say(out, WHY_IS_SO, "%u of %u signatures are a quorum now",
            quorum_size(before->header.elect.policy, before->nodes, event->members),
            set_count(event->members));
    if (!set_is_empty(event->leaving)) {
        why_say(out, WHY_IS_SO, "%s must wait: two changes lie L/(1-rho) = %s apart",
                why_names(event->leaving), why_time(timers_hold_off_us(t)));
    }
    if (!set_is_empty(event->joining)) {
        why_say(out, WHY_IS_SO,
                "%s joins P+H+R = %s after its revival, when it is free and has "
                "signed the leader",
                why_names(event->joining), why_time(timers_join_us(t)));
    }
    if (rule_broken(before->header.elect.broken, RULE_HOLD_OFF)) {
        why_say(out, WHY_IS_NOTE, "this run breaks the rule on purpose (--break hold-off): %s",
                rule_change(RULE_HOLD_OFF));
    }
    why_say(out, WHY_IS_WHAT_IF,
            "if it changed at once, a quorum of the old list and one of the "
            "new could have no node in common (--break hold-off)");
    why_source(out, "README: Quorum policies; src/election/active.c");
}

static void on_expect(const struct event *event, struct why *out) {
    why_no_rule("an expectation of the scenario", out);
    why_guard(out, event->met, "it came true in time: %s", event->text);
    why_say(out, WHY_IS_WHAT_IF,
            event->met ? "had it not come true in time, the run would exit 1"
                       : "had it come true in time, the run could exit 0");
    why_source(out, "ringleader list statements");
}

static void on_violation(const struct view *before, const struct event *event, struct why *out) {
    const struct elect_config *config = &before->header.elect;
    if (event->property >= PROPERTY_COUNT) {
        why_no_rule("a property that this program does not know", out);
    } else {
        const enum property property = (enum property)event->property;
        why_say(out, WHY_IS_RULE, "property %s, %s: %s", property_name(property),
                property_title(property), property_help(property));
    }
    why_guard(out, false, "%s", event->text);
    if (event->line > 0) {
        why_say(out, WHY_IS_SO, "broken by event %u of the trace: ask why of that", event->line);
    }
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        if (!rule_broken(config->broken, (enum rule)i)) continue;
        why_say(out, WHY_IS_NOTE, "this run breaks a rule on purpose (--break %s): %s",
                rule_name((enum rule)i), rule_change((enum rule)i));
    }
    if (config->policy == QUORUM_NONE) {
        why_say(out, WHY_IS_NOTE, "quorum none promises nothing: the textbook ring");
    }
    if (!timers_hold(&config->timers, INEQUALITY_PROMISE_COVERS_LEASE)) {
        why_say(out, WHY_IS_NOTE, "the timers of this run let a lease outlast its promises");
    }
    why_say(out, WHY_IS_WHAT_IF,
            "the protocol with no rule broken, with a quorum and clocks within rho, was explored "
            "without such a case: ringleader check");
    why_source(out, "ringleader list properties; README: What is proved");
}

static void on_clock(const struct event *event, struct why *out) {
    why_no_rule("no rule: the whole process did not run (suspended, lid closed)", out);
    why_say(out, WHY_IS_SO,
            "%s were left out of the cluster's clock, so that no lease runs out "
            "by it",
            why_time(event->until_us));
    why_say(out, WHY_IS_WHAT_IF,
            "on the wall's clock every lease and promise would have ended at "
            "once: an election storm");
    why_source(out, "src/README.md: D6");
}

/* ---- all of them ----------------------------------------------------------------------------- */

static void on_node(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    switch ((int)event->kind) {
    case EVENT_START: on_start(before, event, out); return;
    case EVENT_STOP: on_stop(before, event, out); return;
    case EVENT_STALL:
    case EVENT_WAKE: on_stall(event, out); return;
    case EVENT_STAND: on_stand(before, event, out); return;
    case EVENT_ROLE: on_role(before, about, out); return;
    case EVENT_SIGN:
    case EVENT_FOLLOW: why_signing(before, about, out); return;
    case EVENT_LEASE: on_lease(before, about, out); return;
    case EVENT_DUTY: on_duty(before, event, out); return;
    case EVENT_WRITE: on_write(event, out); return;
    case EVENT_SKIP: why_skip(before, about, out); return;
    default: UNREACHABLE();
    }
}

static void explain(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    switch (event->kind) {
    case EVENT_SEND: why_send(before, about, out); return;
    case EVENT_DELIVER: why_deliver(before, about, out); return;
    case EVENT_DROP: why_drop(before, about, out); return;
    case EVENT_LIST: on_list(before, event, out); return;
    case EVENT_COMMAND: why_command(before, event, out); return;
    case EVENT_EXPECT: on_expect(event, out); return;
    case EVENT_VIOLATION: on_violation(before, event, out); return;
    case EVENT_CLOCK: on_clock(event, out); return;
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_FOLLOW:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SKIP:
        if (event->node < before->nodes) {
            on_node(before, about, out);
        } else {
            why_no_rule("the trace does not say whose event this is", out);
            why_source(out, "ringleader list events");
        }
        return;
    case EVENT_COUNT: break;
    }
    UNREACHABLE();
}

void why_event(const struct view *before, const struct why_case *about, struct why *out) {
    char words[WHY_TEXT_BYTES];
    struct text text;
    *out = (struct why){ .rule = -1, .verdict = -1 };
    text_init(&text, words, sizeof words);
    event_say(about->event, &text);
    why_say(out, WHY_IS_SAYS, "%s", words);
    explain(before, about, out);
    why_order(out);
}
