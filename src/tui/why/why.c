/* Why an event happened: what nodes do, and what is done to them. */
#include "tui/why/why.h"

#include <string.h>

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
        why_guard(out, true, "no vote on stable storage: %s has never signed for anybody", name);
        why_say(out, WHY_IS_SO, "it is free at once, in term %u, and stands by rule 1",
                event->term);
        why_say(out, WHY_IS_WHAT_IF, "had it ever voted, it would abstain for P = %s first",
                why_time(promise_us));
    } else {
        why_guard(out, true, "a vote on stable storage: for %s, in term %u",
                  event->leader == event->node ? "itself" : why_name(event->leader), event->term);
        if (event->until_us > event->t_us) {
            why_say(out, WHY_IS_SO,
                    "a kill lost its promise, so it abstains for %s: whatever it had "
                    "promised is over by then",
                    why_time(why_minus(event->until_us, event->t_us)));
        } else {
            why_say(out, WHY_IS_SO, "a kill lost its promise, and it does not abstain");
        }
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
    if (why_broken(before, RULE_STABLE_STORAGE)) {
        why_say(out, WHY_IS_SO, "all is lost, term and vote as well (--break stable-storage)");
    } else {
        why_say(out, WHY_IS_SO,
                "term %u and its vote (%s) stay on stable storage; all else is lost", n->term,
                why_name(n->voted));
    }
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

/* A token that came before the promise ended would have renewed it, but only until P later. */
static void what_if_bound(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    const struct timers *t = &before->header.elect.timers;
    const bool other = n->promise_us != TIME_PAST && n->voted != NODE_NONE &&
                       n->voted != event->node && !why_broken(before, RULE_PROMISE);
    if (other && why_minus(event->t_us, n->promise_us) <= t->stand_us) {
        why_say(
            out, WHY_IS_WHAT_IF,
            "had a LEADER token of %s come before %s, it would have promised anew and not stood",
            why_name(n->voted), why_clock(n->promise_us));
    } else {
        why_say(out, WHY_IS_WHAT_IF,
                "had it promised anything in the last P = %s before it stood, it would still be "
                "bound, and not have stood",
                why_time(t->promise_us));
    }
}

static void on_stand(const struct view *before, const struct event *event, struct why *out) {
    const struct view_node *n = &before->node[event->node];
    const struct timers *t = &before->header.elect.timers;
    why_rule(before, PROTOCOL_STAND, out);
    why_guard(out, true, "a follower: %s neither leads nor is elected", why_name(event->node));
    (void)why_guard_free(before, event->node, event->t_us, out);
    if (n->stood_us == TIME_PAST) {
        why_guard(out, true,
                  "E has passed since it stood: it has not since it started or followed");
    } else {
        why_guard(out, true, "E has passed since it stood: that was %s ago, E = %s",
                  why_time(why_minus(event->t_us, n->stood_us)), why_time(t->stand_us));
    }
    if (event->node > 0) {
        why_guard(out, true, "its turn: as node number %u it has waited %s longer", event->node,
                  why_time(event->node * t->stagger_us));
    }
    if (why_broken(before, RULE_ELECTION_QUORUM)) {
        why_say(out, WHY_IS_SO,
                "its ELECTION token goes round; home it is elected in term %u, whoever signed "
                "(--break election-quorum)",
                event->term + 1);
    } else {
        why_say(out, WHY_IS_SO,
                "its ELECTION token goes round; home with a quorum (%u of %u) it is "
                "elected, in term %u",
                view_needed(before), view_counted(before), event->term + 1);
    }
    what_if_bound(before, event, out);
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
        why_guard(out, true, "a higher term is needed: a free node asked for term %u, this is %u",
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
        why_guard(out, true, "its lease is over: it ran out %s",
                  why_ago(why_minus(event->t_us, n->lease_us)));
        why_guard(out, false,
                  "renewed in time: the last token that came home did so %s ago, and no "
                  "other after it",
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
    why_guard(out, true, "L has passed since it was elected: that was %s ago, L = %s",
              why_time(why_minus(event->t_us, n->changed_us)),
              why_time(before->header.elect.timers.lease_us));
    why_guard(out, false, "a quorum signed: %u of %u did so in term %u, %u needed",
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
        why_guard(out, true, "a better node leads: a LEADER token of an earlier letter came by");
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
    why_say(out, WHY_IS_SO, "it leads until %s, for another %s: L counts from the %s",
            why_clock(event->until_us), why_time(why_minus(event->until_us, event->t_us)),
            why_broken(before, RULE_LEASE_FROM_SEND) ? "arrival" : "sending");
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
        why_guard(out, true, "its lease runs: in term %u, for another %s", event->term,
                  why_time(why_minus(n->lease_us, event->t_us)));
        why_say(out, WHY_IS_WHAT_IF, "%s later, without a renewal, it would not have acted",
                why_time(why_minus(n->lease_us, event->t_us)));
    } else {
        why_guard(out, false, "its lease runs: as events tell it, it does not");
        why_say(out, WHY_IS_WHAT_IF, "with its lease over it must not act: see properties S2, S8");
    }
    why_source(out, "src/election/duty.c");
}

static void on_write(const struct event *event, struct why *out) {
    why_no_rule("the fence: the shared resource takes no write with a fencing number below the "
                "greatest it has seen",
                out);
    why_guard(out, event->accepted, "its number is high enough: it writes with %u, seen so far: %u",
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
    why_guard(out, changed,
              changed ? "the list changes: version %u is now %s"
                      : "the list changes: not yet, version %u stays %s",
              event->version, why_names(event->members));
    if (before->header.elect.policy != QUORUM_ACTIVE) {
        why_say(out, WHY_IS_SO, "nobody counts by it: the quorum of this run is %s",
                quorum_name(before->header.elect.policy));
    } else {
        why_say(out, WHY_IS_SO, "%u of %u signatures are a quorum now",
                quorum_size(before->header.elect.policy, before->nodes, event->members),
                set_count(event->members));
    }
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
            "did it always change at once, a quorum of the old list and one of the "
            "new could have no node in common (--break hold-off)");
    why_source(out, "README: Quorum policies; src/election/active.c");
}

static void on_expect(const struct event *event, struct why *out) {
    why_no_rule("an expectation of the scenario", out);
    why_guard(out, event->met, "true in time: %s", event->text);
    why_say(out, WHY_IS_WHAT_IF,
            event->met ? "had it not come true in time, the run would exit 1"
                       : "had it come true in time, the run could exit 0");
    why_source(out, "ringleader list statements");
}

/* The detail of a violation begins with the property's name and title. */
static const char *after_title(const char *detail, enum property property) {
    char words[WHY_TEXT_BYTES];
    struct text text;
    text_init(&text, words, sizeof words);
    text_add(&text, property_name(property));
    text_add_char(&text, ' ');
    text_add(&text, property_title(property));
    text_add(&text, ": ");
    return strncmp(detail, words, text.length) == 0 ? detail + text.length : detail;
}

static void on_violation(const struct view *before, const struct event *event, struct why *out) {
    const struct elect_config *config = &before->header.elect;
    if (event->property >= PROPERTY_COUNT) {
        why_no_rule("a property that this program does not know", out);
        why_guard(out, false, "it holds: %s", event->text);
    } else {
        const enum property property = (enum property)event->property;
        why_say(out, WHY_IS_RULE, "property %s, %s: %s", property_name(property),
                property_title(property), property_help(property));
        why_guard(out, false, "%s holds: %s", property_name(property),
                  after_title(event->text, property));
    }
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
    event_say_broken(about->event, before->header.elect.broken, &text);
    why_say(out, WHY_IS_SAYS, "%s", words);
    explain(before, about, out);
    why_order(out);
}
