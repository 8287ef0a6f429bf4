/* Why a token was sent, arrived, was signed, or came to nothing. */
#include "base/check.h"
#include "tui/why/events.h"

struct why_token why_token_of(const struct why_case *about) {
    const struct event *event = about->event, *sent = about->sent;
    struct why_token token = {
        .kind = event->message, .origin = event->origin, .term = event->term, .sent_us = TIME_PAST
    };
    if (sent == NULL && about->cause != NULL && about->cause->kind == EVENT_DELIVER) {
        token.kind = about->cause->message;
        token.origin = about->cause->origin;
        token.term = about->cause->term;
    }
    if (sent == NULL) return token;
    return (struct why_token){ .kind = sent->message,
                               .origin = sent->origin,
                               .term = sent->term,
                               .need = sent->need,
                               .sent_us =
                                   sent->message == MESSAGE_LEADER ? sent->sent_us : TIME_PAST,
                               .signatures = sent->signatures,
                               .known = true };
}

struct why_token why_token_home(const struct why_case *about, enum message_kind kind) {
    const struct event *event = about->event;
    struct why_token token = why_token_of(about);
    if (token.kind == kind && token.origin == event->node && token.known) return token;
    token = (struct why_token){ .kind = kind,
                                .origin = event->node,
                                .term = kind == MESSAGE_LEADER ? event->term : 0,
                                .sent_us = TIME_PAST };
    if (about->cause != NULL) return token;
    token.known = true; /* nobody else to send it to */
    token.signatures = set_of(event->node);
    token.sent_us = event->t_us;
    return token;
}

/* ---- sending ------------------------------------------------------------------------- */

/* Whom the token passed over on its way, if anybody. */
static void say_passed_over(const struct view *before, const struct event *event, struct why *out) {
    const uint8_t *next = before->header.elect.next;
    uint8_t node = next[event->from];
    for (int i = 0; i < before->nodes && node != event->to && node != event->from; i++) {
        why_say(out, WHY_IS_SO, "%s comes before it on the ring, but %s", why_name(node),
                set_has(before->members, node) || before->header.elect.policy != QUORUM_ACTIVE
                    ? "did not answer (rule 7)"
                    : "is off the active list");
        if (next[node] >= before->nodes) return;
        node = next[node];
    }
}

static void send_own(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const struct timers *t = &before->header.elect.timers;
    if (event->message == MESSAGE_ELECTION) {
        why_rule(before, PROTOCOL_STAND, out);
        why_guard(out, true, "it stands: this is %s's own token, signed by itself",
                  why_name(event->from));
        why_say(out, WHY_IS_WHAT_IF, "bound by a promise it would not have stood");
    } else {
        why_rule(before, PROTOCOL_BEAT, out);
        why_guard(out, true, "its heartbeat is due: %s is elected or leader, H = %s",
                  why_name(event->from), why_time(t->heartbeat_us));
        why_say(out, WHY_IS_SO,
                "home by %s with %u of %u signatures it is worth a lease until then",
                why_clock(why_plus(event->sent_us, t->lease_us)), view_needed(before),
                view_counted(before));
        why_say(out, WHY_IS_WHAT_IF, "a follower sends no LEADER token of its own");
    }
}

/* Forwarded: the guards of the rule that passed it on, on what arrived. */
static void send_on(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const bool election = event->message == MESSAGE_ELECTION;
    struct why_token token = { .kind = event->message,
                               .origin = event->origin,
                               .term = event->term,
                               .need = event->need,
                               .sent_us = event->sent_us,
                               .signatures = set_without(event->signatures, event->from),
                               .known = true };
    why_rule(before, election ? PROTOCOL_ELECTION : PROTOCOL_SIGN, out);
    (void)why_judge(before, event->from, event->t_us, &token, out);
    if (election) {
        why_say(out, WHY_IS_SO, "it signs the token and passes it on");
    } else if (set_has(event->signatures, event->from)) {
        why_say(out, WHY_IS_SO, "it has signed, and passes the token on");
    } else {
        why_say(out, WHY_IS_SO, "it does not sign, but passes the token on all the same");
    }
}

void why_send(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    if (event->from >= before->nodes || event->to >= before->nodes ||
        event->origin >= before->nodes) {
        why_no_rule("a message between nodes that this ring does not have", out);
        why_source(out, "ringleader list events");
        return;
    }
    if (event->copy_of != 0) {
        why_no_rule("no rule: the fault `duplicate` doubled a message", out);
        why_say(out, WHY_IS_SO, "signing twice is signing once, and every copy ends at its origin");
        why_say(out, WHY_IS_WHAT_IF, "`duplicate 0` turns it off");
        why_source(out, "ringleader list statements: duplicate");
        return;
    }
    if (event->message == MESSAGE_HOPACK) {
        why_rule(before, PROTOCOL_HOP, out);
        why_guard(out, true, "a token arrived: HOPACK goes back at once, whatever becomes of it");
        why_say(out, WHY_IS_WHAT_IF, "without it %s would skip %s after TH = %s",
                why_name(event->to), why_name(event->from),
                why_time(before->header.elect.timers.hop_timeout_us));
    } else if (about->cause != NULL && about->cause->kind == EVENT_SKIP) {
        why_rule(before, PROTOCOL_HOP, out);
        why_guard(out, false, "%s answered: not within TH = %s, so the next one is tried",
                  why_name(about->cause->to), why_time(before->header.elect.timers.hop_timeout_us));
        why_say(out, WHY_IS_WHAT_IF, "had %s answered, the token would be past it by now",
                why_name(about->cause->to));
    } else if (event->origin == event->from) {
        send_own(before, about, out);
    } else {
        send_on(before, about, out);
    }
    say_passed_over(before, event, out);
    why_source(out, "");
}

/* ---- arriving --------------------------------------------------------------------------- */

void why_deliver(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const struct why_token token = why_token_of(about);
    if (event->to >= before->nodes || event->from >= before->nodes ||
        event->origin >= before->nodes) {
        why_no_rule("a message between nodes that this ring does not have", out);
        why_source(out, "ringleader list events");
        return;
    }
    if (event->message == MESSAGE_HOPACK) {
        why_rule(before, PROTOCOL_HOP, out);
        why_guard(out, true, "answered: %s has the token, %s need not try another",
                  why_name(event->from), why_name(event->to));
        why_say(out, WHY_IS_WHAT_IF, "later than TH = %s it would have been skipped",
                why_time(before->header.elect.timers.hop_timeout_us));
        why_source(out, "");
        return;
    }
    const bool election = event->message == MESSAGE_ELECTION, home = event->origin == event->to;
    why_rule(before, election ? PROTOCOL_ELECTION : home ? PROTOCOL_HOME : PROTOCOL_SIGN, out);
    const bool yes = why_judge(before, event->to, event->t_us, &token, out);
    if (home) {
        why_say(out, WHY_IS_SO,
                yes ? (election ? "it is elected" : "it holds the lease") : "the token ends here");
    } else if (election) {
        why_say(out, WHY_IS_SO, yes ? "it signs and passes it on" : "the token ends here");
    } else {
        why_say(out, WHY_IS_SO, yes ? "it signs and passes it on" : "it passes it on unsigned");
    }
    why_source(out, "");
}

void why_signing(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const struct timers *t = &before->header.elect.timers;
    const bool own = event->kind == EVENT_SIGN && event->leader == event->node;
    if (event->kind == EVENT_SIGN && about->cause == NULL &&
        before->node[event->node].drifted_us == event->t_us) {
        why_rule(before, own ? PROTOCOL_BEAT : PROTOCOL_SIGN, out);
        why_say(out, WHY_IS_SO,
                "nothing was signed: its clock's rate changed, so the same promise "
                "is told anew in cluster time");
        why_say(out, WHY_IS_WHAT_IF, "beyond the bound rho = %u ppm leases may outlast promises",
                t->drift_ppm);
        why_source(out, "ringleader list statements: drift");
        return;
    }
    if (own) {
        why_rule(before, PROTOCOL_BEAT, out);
        why_guard(out, true, "its heartbeat is due: %s is elected or leader, H = %s",
                  why_name(event->node), why_time(t->heartbeat_us));
        if (event->until_us > event->t_us) {
            why_say(out, WHY_IS_SO, "it promises itself: it signs for nobody else for %s",
                    why_time(why_minus(event->until_us, event->t_us)));
        } else {
            why_say(out, WHY_IS_SO, "it promises nothing by it (--break self-promise)");
        }
        why_say(out, WHY_IS_WHAT_IF,
                "without it, it could sign a higher term while it still leads "
                "(--break self-promise)");
        why_source(out, "");
        return;
    }
    struct why_token token = why_token_of(about);
    if (event->kind != EVENT_ROLE) token.origin = event->leader;
    token.kind = MESSAGE_LEADER;
    token.term = event->term;
    why_rule(before, PROTOCOL_SIGN, out);
    if (token.origin >= before->nodes || token.origin == event->node) {
        why_guard(out, true, "a LEADER token came by: one that it may sign");
    } else {
        (void)why_judge(before, event->node, event->t_us, &token, out);
    }
    if (event->kind == EVENT_SIGN && event->until_us <= event->t_us) {
        why_say(out, WHY_IS_SO,
                "vote and term %u are written, but it promises nothing (--break promise): it is "
                "free to sign for another at once",
                event->term);
    } else if (event->kind == EVENT_SIGN) {
        why_say(out, WHY_IS_SO, "vote and term %u are written, and it signs for nobody else for %s",
                event->term, why_time(why_minus(event->until_us, event->t_us)));
    } else if (event->kind == EVENT_FOLLOW) {
        why_say(out, WHY_IS_SO, "by its signature it acknowledges %s as leader of term %u",
                why_name(event->leader), event->term);
    } else {
        why_say(out, WHY_IS_SO, "who signs for another leads no more");
    }
    why_source(out, "");
}

/* ---- coming to nothing -------------------------------------------------------------------- */

static void lost_on_the_way(const struct view *before, const struct event *event, struct why *out) {
    const char *from = why_name(event->from), *to = why_name(event->to);
    const bool known = event->to < before->nodes && event->from < before->nodes;
    why_no_rule("no rule: the channel lost it, before the protocol saw it", out);
    switch ((int)event->reason) {
    case DROP_PARTITION:
        why_guard(out, false, "the link is open: %s > %s is cut", from, to);
        why_say(out, WHY_IS_WHAT_IF, "`heal` (the key h) restores all links, `heal %s %s` this one",
                from, to);
        break;
    case DROP_DOWN:
        if (known && before->node[event->to].ever_started) {
            why_guard(out, false, "the receiver lives: %s has been dead for %s", to,
                      why_time(why_minus(event->t_us, before->node[event->to].changed_us)));
        } else {
            why_guard(out, false, "the receiver lives: %s is dead", to);
        }
        why_say(out, WHY_IS_WHAT_IF, "`revive %s` (the key r) starts it from stable storage", to);
        break;
    case DROP_FULL:
        why_guard(out, false, "the channel has room: that of %s is full", to);
        if (known && before->node[event->to].stalled) {
            why_say(out, WHY_IS_SO, "%s is stalled and reads nothing", to);
        }
        why_say(out, WHY_IS_WHAT_IF, "a receiver that reads empties its channel");
        break;
    default:
        why_guard(out, false, "chance lets it pass: it was lost on the link %s > %s", from, to);
        why_say(out, WHY_IS_WHAT_IF,
                "`loss 0` turns the fault off; the seed decides which are lost");
        break;
    }
    if (event->message == MESSAGE_HOPACK) {
        why_say(out, WHY_IS_SO, "%s hears no answer, and skips %s after TH = %s (rule 7)", to, from,
                why_time(before->header.elect.timers.hop_timeout_us));
    } else {
        why_say(out, WHY_IS_SO, "without an answer %s skips %s after TH = %s (rule 7)", from, to,
                why_time(before->header.elect.timers.hop_timeout_us));
    }
    why_source(out, "ringleader list drops; ringleader list statements");
}

static void given_up(const struct view *before, const struct event *event, struct why *out) {
    why_rule(before, PROTOCOL_HOP, out);
    if (event->reason == DROP_SUPERSEDED) {
        why_guard(out, true, "a newer token: another %s of %s is to be sent from here",
                  message_kind_name(event->message), why_name(event->origin));
        why_guard(out, false, "the older one was answered: %s is still silent",
                  event->to < before->nodes ? why_name(event->to) : "the next node");
        why_say(out, WHY_IS_SO, "one attempt per kind and origin: the older token is given up");
        why_say(out, WHY_IS_WHAT_IF, "had its HOPACK come first, both would have travelled on");
    } else {
        why_guard(out, false, "somebody answered: nobody between %s and the token's origin %s did",
                  why_name(event->node), why_name(event->origin));
        why_say(out, WHY_IS_WHAT_IF, "one answer within TH = %s would have carried it on",
                why_time(before->header.elect.timers.hop_timeout_us));
    }
    why_source(out, "ringleader list drops");
}

void why_drop(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    if (event->reason >= DROP_COUNT) {
        why_no_rule("the trace gives a reason that this program does not know", out);
        why_source(out, "ringleader list drops");
        return;
    }
    if (!drop_reason_arrived(event->reason)) {
        lost_on_the_way(before, event, out);
        return;
    }
    if (event->reason == DROP_SUPERSEDED || event->reason == DROP_UNANSWERED ||
        event->node >= before->nodes || event->origin >= before->nodes ||
        event->message == MESSAGE_HOPACK) {
        given_up(before, event, out);
        return;
    }
    const bool election = event->message == MESSAGE_ELECTION;
    struct why_token token =
        event->origin == event->node ? why_token_home(about, event->message) : why_token_of(about);
    token.is_short = event->reason == DROP_NO_QUORUM;
    token.is_late = event->reason == DROP_TOO_LATE;
    token.is_overtaken = event->reason == DROP_OVERTAKEN;
    why_rule(before,
             election                       ? PROTOCOL_ELECTION
             : event->origin == event->node ? PROTOCOL_HOME
                                            : PROTOCOL_SIGN,
             out);
    (void)why_judge(before, event->node, event->t_us, &token, out);
    why_say(out, WHY_IS_SO, "the token ends here: %s", drop_reason_words(event->reason));
    why_source(out, "ringleader list drops");
}

void why_skip(const struct view *before, const struct why_case *about, struct why *out) {
    const struct event *event = about->event;
    const char *me = why_name(event->node), *to = why_name(event->to);
    why_rule(before, PROTOCOL_HOP, out);
    why_guard(out, false, "answered: no HOPACK of %s came back within TH = %s", to,
              why_time(before->header.elect.timers.hop_timeout_us));
    if (event->to >= before->nodes) {
        why_source(out, "");
        return;
    }
    const struct view_node *n = &before->node[event->to];
    if (!n->live) {
        why_say(out, WHY_IS_SO, "%s is down%s", to,
                before->header.elect.policy == QUORUM_ACTIVE ? ", and still on the active list"
                                                             : "");
    } else if (n->stalled) {
        why_say(out, WHY_IS_SO, "%s is stalled: it reads nothing", to);
    } else if (!view_reaches(before, event->node, event->to)) {
        why_say(out, WHY_IS_SO, "the link %s > %s is cut: the token is lost", me, to);
    } else if (!view_reaches(before, event->to, event->node)) {
        why_say(out, WHY_IS_SO, "the link %s > %s is cut: its answer is lost", to, me);
    } else if (before->delay_us[event->node][event->to] > 0 ||
               before->delay_us[event->to][event->node] > 0) {
        why_say(out, WHY_IS_SO, "the link is slow: %s there, %s back, beyond the hop's %s",
                why_time(before->delay_us[event->node][event->to]),
                why_time(before->delay_us[event->to][event->node]),
                why_time(before->header.elect.timers.hop_us));
    } else {
        why_say(out, WHY_IS_SO, "%s runs and is reachable: token or answer was lost or late", to);
    }
    why_say(out, WHY_IS_SO, "the token tries whoever comes after %s; nothing is held against it",
            to);
    why_say(out, WHY_IS_WHAT_IF,
            "without skipping, one silent node would stop every token "
            "(--break hop-skip)");
    why_source(out, "");
}
