#include "explore/explain.h"

#include "base/check.h"
#include "election/rules.h"

/* What the lines of one step are made from. */
struct told {
    const struct retold *step;
    const struct explore_config *config;
    struct text *out;
};

static void add_node(struct text *out, uint8_t node) {
    if (node < NODES_MAX) text_add_char(out, node_letter(node));
    else text_add(out, "nobody");
}

static void add_number(struct text *out, const char *before, uint64_t value) {
    text_add(out, before);
    text_add_uint(out, value);
}

static const struct elect *elect_before(const struct told *t, uint8_t node) {
    return &t->step->before->node[node].elect;
}

static int64_t local_before(const struct told *t, uint8_t node) {
    return stage_local_us(t->step->before, node);
}

/* ---- headings --------------------------------------------------------------------------- */

static void head_message(const struct told *t, const struct flight *flight) {
    const struct message *m = &flight->message;
    if (m->kind == MESSAGE_HOPACK) {
        text_add(t->out, "the acknowledgement of ");
        add_node(t->out, m->origin);
        text_add(t->out, "'s token");
    } else {
        add_node(t->out, m->origin);
        text_add(t->out, m->kind == MESSAGE_LEADER ? "'s LEADER token (" : "'s ELECTION token (");
        if (m->kind == MESSAGE_LEADER) add_number(t->out, "term ", m->term);
        if (m->kind == MESSAGE_LEADER) text_add(t->out, ", ");
        text_add(t->out, "signed by ");
        text_add_set(t->out, m->signatures, NULL);
        if (m->need != 0) add_number(t->out, ", needs term ", m->need);
        text_add(t->out, ")");
    }
    text_add(t->out, " from ");
    add_node(t->out, m->from);
    text_add(t->out, " to ");
    add_node(t->out, flight->to);
}

static void head_channel(const struct told *t) {
    const struct move move = t->step->move;
    head_message(t, &t->step->before->flight[move.a]);
    switch (move.kind) {
    case MOVE_LOSE: text_add(t->out, " is lost"); return;
    case MOVE_DOUBLE: text_add(t->out, " is doubled"); return;
    case MOVE_HOLD: text_add(t->out, " is held back"); return;
    case MOVE_DELIVER_UNHEARD: text_add(t->out, " arrives; its acknowledgement is lost"); return;
    case MOVE_DELIVER_LATE_ACK:
        text_add(t->out, " arrives; its acknowledgement is held back");
        return;
    default: text_add(t->out, " arrives"); return;
    }
}

static void head_time(const struct told *t) {
    text_add(t->out, "time passes");
    if (t->step->move.kind == MOVE_DAWDLE) text_add(t->out, ", a message is still held back");
}

static void head(const struct told *t) {
    const struct move move = t->step->move;
    switch ((enum move_kind)move.kind) {
    case MOVE_DELIVER:
    case MOVE_DELIVER_UNHEARD:
    case MOVE_DELIVER_LATE_ACK:
    case MOVE_LOSE:
    case MOVE_DOUBLE:
    case MOVE_HOLD: head_channel(t); return;
    case MOVE_TICK:
    case MOVE_DAWDLE: head_time(t); return;
    case MOVE_TIMER:
        add_node(t->out, move.a);
        text_add(t->out, "'s time has come");
        return;
    case MOVE_LIST: text_add(t->out, "the active list changes"); return;
    case MOVE_KILL:
    case MOVE_REVIVE:
    case MOVE_STALL:
    case MOVE_STALL_DUTY:
    case MOVE_WAKE:
    case MOVE_PARTITION:
    case MOVE_CUT:
    case MOVE_HEAL:
        text_add(t->out, "--- ");
        for (int i = 0; i < t->step->log->count; i++) {
            if (t->step->log->event[i].kind != EVENT_COMMAND) continue;
            command_print(&t->step->log->event[i].command, t->out);
        }
        return;
    case MOVE_COUNT: break;
    }
    UNREACHABLE();
}

/* ---- rules that are broken ------------------------------------------------------------------ */

static bool is_broken(const struct told *t, enum rule rule) {
    return rule_broken(t->config->elect.broken, rule);
}

/* A guard did not hold, and this is why it did not matter. */
static void blame(const struct told *t, enum rule rule) {
    if (!is_broken(t, rule)) return;
    text_add(t->out, ": rule ");
    text_add(t->out, rule_name(rule));
    text_add(t->out, " is broken");
}

static void begin_why(const struct told *t) {
    text_add(t->out, "\n            because ");
}

/* ---- reasons ------------------------------------------------------------------------------ */

static void why_free(const struct told *t, uint8_t node) {
    const struct elect *elect = elect_before(t, node);
    const int64_t over_us = local_before(t, node) - elect->promise_us;
    if (elect->stable.voted == NODE_NONE) {
        text_add(t->out, "it has never promised anything");
        return;
    }
    const enum rule rule = elect->stable.voted == node ? RULE_SELF_PROMISE : RULE_PROMISE;
    if (is_broken(t, rule)) {
        text_add(t->out, "it is free (it has signed for ");
        add_node(t->out, elect->stable.voted);
        text_add(t->out, ", but promised nothing)");
        return;
    }
    text_add(t->out, "it is free (its promise to ");
    add_node(t->out, elect->stable.voted);
    text_add(t->out, over_us > 0 ? " ran out " : " runs out now");
    if (over_us > 0) text_add_time(t->out, over_us);
    text_add(t->out, over_us > 0 ? " ago)" : ")");
}

static void why_bound(const struct told *t, uint8_t node) {
    const struct elect *elect = elect_before(t, node);
    text_add(t->out, "it is bound to ");
    if (elect->stable.voted == node) text_add(t->out, "itself");
    else add_node(t->out, elect->stable.voted);
    text_add(t->out, " for another ");
    text_add_time(t->out, elect->promise_us - local_before(t, node));
}

static bool was_free(const struct told *t, uint8_t node) {
    return elect_free(elect_before(t, node), local_before(t, node));
}

/* The token that is being delivered, or NULL. */
static const struct message *delivered(const struct told *t) {
    switch (t->step->move.kind) {
    case MOVE_DELIVER:
    case MOVE_DELIVER_UNHEARD:
    case MOVE_DELIVER_LATE_ACK:
        if (t->step->number == 0) return NULL;
        return &t->step->before->flight[t->step->move.a].message;
    default: return NULL;
    }
}

/* The node's own token that comes home in this step, delivered to it or past nodes that do not
 * answer; NULL: none. */
static const struct message *own_token(const struct told *t, uint8_t node, enum message_kind kind) {
    const struct message *token = delivered(t);
    const struct elect *elect = elect_before(t, node);
    if (token != NULL && token->kind == kind && token->origin == node) return token;
    for (uint8_t i = 0; i < elect->waiting_count; i++) {
        token = &elect->waiting[i].message;
        if (token->kind == kind && token->origin == node) return token;
    }
    return NULL;
}

static void why_promised(const struct told *t, const struct event *event) {
    const enum rule none = event->leader == event->node ? RULE_SELF_PROMISE : RULE_PROMISE;
    if (is_broken(t, none)) {
        text_add(t->out, "; and promises nothing");
        blame(t, none);
    } else if (is_broken(t, RULE_LEASE_WITHIN_PROMISE)) {
        text_add(t->out, "; but for less than the lease");
        blame(t, RULE_LEASE_WITHIN_PROMISE);
    }
}

static void why_signed(const struct told *t, const struct event *event) {
    const struct elect *elect = elect_before(t, event->node);
    if (event->leader == event->node) {
        text_add(t->out, "rule 5: every leader signs its own LEADER token as it sends it");
        return;
    }
    text_add(t->out, "rule 3: ");
    if (elect->stable.voted == event->leader && event->term >= elect->stable.term) {
        text_add(t->out, "it has signed for ");
        add_node(t->out, event->leader);
        add_number(t->out, " before, and ", event->term);
        add_number(t->out, " >= ", elect->stable.term);
        return;
    }
    if (elect->stable.voted == event->leader) {
        text_add(t->out, "it has signed for ");
        add_node(t->out, event->leader);
        text_add(t->out, " before");
    } else if (was_free(t, event->node)) {
        why_free(t, event->node);
    } else {
        why_bound(t, event->node);
    }
    const bool rises = event->term > elect->stable.term;
    add_number(t->out, rises ? " and " : ", but not ", event->term);
    add_number(t->out, " > ", elect->stable.term);
    if (rises) return;
    blame(t, event->term == elect->stable.term ? RULE_VOTE_ONCE : RULE_TERM_ORDER);
    if (event->term == elect->stable.term) blame(t, RULE_TERM_ORDER);
}

/* "signed by A B: 2 of 3, 2 needed"; and the rule by which too few are enough. */
static void add_count(const struct told *t, struct node_set set, enum rule guard) {
    const struct elect_config *elect = &t->config->elect;
    const bool listed = elect->policy == QUORUM_ACTIVE;
    const struct node_set members =
        listed ? t->step->before->active.members : set_all(elect->nodes);
    text_add(t->out, "signed by ");
    text_add_set(t->out, set, " ");
    if (elect->policy == QUORUM_NONE) return; /* whatever comes home counts */
    add_number(t->out, ": ", set_count(set_and(set, members)));
    add_number(t->out, " of ", set_count(members));
    if (listed) text_add(t->out, " on the active list");
    add_number(t->out, ", ", quorum_size(elect->policy, elect->nodes, members));
    text_add(t->out, " needed");
    if (quorum_holds(elect->policy, elect->nodes, members, set)) return;
    text_add(t->out, "; nobody asked");
    blame(t, guard);
}

static void why_leased(const struct told *t, const struct event *event) {
    const struct message *token = own_token(t, event->node, MESSAGE_LEADER);
    text_add(t->out, "rule 4: its LEADER token is home, ");
    add_count(t, event->signatures, RULE_HOME_QUORUM);
    if (token == NULL) return;
    const int64_t age_us = local_before(t, event->node) - token->sent_us;
    if (is_broken(t, RULE_LEASE_FROM_SEND)) {
        text_add(t->out, "; the lease counts from now, not from its sending");
        blame(t, RULE_LEASE_FROM_SEND);
    } else {
        text_add(t->out, "; the lease counts from ");
        if (age_us == 0) text_add(t->out, "its sending, just now");
        else text_add_time(t->out, age_us);
        if (age_us != 0) text_add(t->out, " ago, when it was sent");
    }
    if (token->term == event->term) return;
    add_number(t->out, "; the token is of term ", token->term);
    blame(t, RULE_HOME_TERM);
}

/* The event's own words for the grounds are those of the whole protocol. */
static void why_elected(const struct told *t, const struct event *event) {
    const bool needed = event->why == WHY_TERM_NEEDED;
    const struct message *token =
        own_token(t, event->node, needed ? MESSAGE_LEADER : MESSAGE_ELECTION);
    text_add(t->out,
             needed ? "rule 4: its LEADER token is home" : "rule 2: its ELECTION token is home, ");
    if (token != NULL && needed) {
        add_number(t->out, ", and a node on the ring asked for term ", token->need);
    }
    if (needed) return;
    if (token != NULL) add_count(t, token->signatures, RULE_ELECTION_QUORUM);
    text_add(t->out, "; ");
    why_free(t, event->node);
}

static void why_started(const struct told *t, const struct event *event) {
    if (!event->revived) return;
    const struct elect *elect = elect_before(t, event->node);
    if (elect->stable.term != event->term || elect->stable.voted != event->leader) {
        begin_why(t);
        add_number(t->out, "rule 0: it had stored term ", elect->stable.term);
        text_add(t->out, ", which is lost");
        blame(t, RULE_STABLE_STORAGE);
    } else if (event->leader != NODE_NONE && is_broken(t, RULE_ABSTAIN)) {
        begin_why(t);
        text_add(t->out, "rule 0: what it may have promised is not waited for");
        blame(t, RULE_ABSTAIN);
    }
}

static void why_stood(const struct told *t, const struct event *event) {
    text_add(t->out, "rule 1: ");
    why_free(t, event->node);
    const int64_t stood_us = elect_before(t, event->node)->stood_us;
    if (stood_us == TIME_PAST || stood_us > local_before(t, event->node)) return;
    text_add(t->out, " and last stood ");
    text_add_time(t->out, local_before(t, event->node) - stood_us);
    text_add(t->out, " ago");
}

/* A new leader is explained with its lease, a follower by the event itself. */
static bool has_own_words(const struct event *event) {
    return event->role != ROLE_ELECTED;
}

static void say(const struct told *t, const struct event *event) {
    const bool role = event->kind == EVENT_ROLE;
    if (!role || event->role == ROLE_FOLLOWER ||
        (event->role == ROLE_LEADER && event->why != WHY_QUORUM_SIGNED)) {
        event_say(event, t->out);
        return;
    }
    add_node(t->out, event->node);
    text_add(t->out, event->role == ROLE_LEADER ? " leads" : " is elected");
    add_number(t->out, ", term ", event->term);
}

static void why(const struct told *t, const struct event *event) {
    switch ((int)event->kind) {
    case EVENT_SIGN:
        begin_why(t);
        why_signed(t, event);
        why_promised(t, event);
        return;
    case EVENT_ROLE:
        if (has_own_words(event)) return;
        begin_why(t);
        why_elected(t, event);
        return;
    case EVENT_START: why_started(t, event); return;
    case EVENT_LIST:
        if (!is_broken(t, RULE_HOLD_OFF)) return;
        begin_why(t);
        text_add(t->out, "nothing holds the change off");
        blame(t, RULE_HOLD_OFF);
        return;
    case EVENT_LEASE:
        begin_why(t);
        why_leased(t, event);
        return;
    case EVENT_STAND:
        begin_why(t);
        why_stood(t, event);
        return;
    case EVENT_SKIP:
        begin_why(t);
        text_add(t->out, "rule 7: nothing was heard from ");
        add_node(t->out, event->to);
        text_add(t->out, " within the hop's time-out");
        return;
    default: return; /* the event says it itself, or needs no reason */
    }
}

/* ---- what did not happen -------------------------------------------------------------------- */

static bool has_event(const struct told *t, enum event_kind kind) {
    for (int i = 0; i < t->step->log->count; i++) {
        if (t->step->log->event[i].kind == kind) return true;
    }
    return false;
}

static void tell_election_passing(const struct told *t, const struct message *token, uint8_t node) {
    text_add(t->out, "          ");
    add_node(t->out, node);
    text_add(t->out, " adds its name and passes it on\n            because rule 2: ");
    if (was_free(t, node)) why_free(t, node);
    else why_bound(t, node);
    if (!was_free(t, node)) blame(t, RULE_FREE_TO_PASS);
    text_add(t->out, token->origin < node ? ", and " : ", although ");
    add_node(t->out, token->origin);
    text_add(t->out, token->origin < node ? " is better" : " is worse");
    if (token->origin > node) blame(t, RULE_EXTINCTION);
    text_add(t->out, "\n");
}

/* Of the token as it was passed on; 0: it was not. */
static uint32_t need_passed_on(const struct told *t, const struct message *token) {
    for (int i = 0; i < t->step->log->count; i++) {
        const struct event *event = &t->step->log->event[i];
        if (event->kind == EVENT_SEND && event->message == MESSAGE_LEADER &&
            event->origin == token->origin) {
            return event->need;
        }
    }
    return 0;
}

static void tell_leader_passing(const struct told *t, const struct message *token, uint8_t node) {
    const bool free = was_free(t, node);
    const uint32_t need = need_passed_on(t, token);
    text_add(t->out, "          ");
    add_node(t->out, node);
    text_add(t->out, " passes it on unsigned");
    if (need > token->need) add_number(t->out, " and asks for term ", need);
    text_add(t->out, "\n            because rule 3: ");
    if (!free) {
        why_bound(t, node);
        if (need > token->need) blame(t, RULE_NEED_WHEN_FREE);
    } else {
        add_number(t->out, "it is free, but its own term is ", elect_before(t, node)->stable.term);
        if (is_broken(t, RULE_NEED)) text_add(t->out, ", and it asks for no higher one");
        blame(t, RULE_NEED);
    }
    text_add(t->out, "\n");
}

/* A token passed on: with a signature, or why without. */
static void tell_passing(const struct told *t) {
    const struct message *token = delivered(t);
    if (token == NULL || token->kind == MESSAGE_HOPACK) return;
    const uint8_t node = t->step->before->flight[t->step->move.a].to;
    if (token->origin == node || has_event(t, EVENT_SIGN)) return;
    if (token->kind == MESSAGE_LEADER) tell_leader_passing(t, token, node);
    else if (!has_event(t, EVENT_DROP)) tell_election_passing(t, token, node);
}

static bool is_told(const struct event *event) {
    switch ((int)event->kind) {
    case EVENT_COMMAND:
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DUTY: return false;
    case EVENT_WRITE: return !event->accepted;
    case EVENT_DROP: return event->message != MESSAGE_HOPACK && event->reason != DROP_LOSS;
    default: return true;
    }
}

void explain_step(const struct retold *step, const struct explore_config *config,
                  struct text *out) {
    const struct told t = { .step = step, .config = config, .out = out };
    char number[32];
    struct text column;
    text_init(&column, number, sizeof number);
    text_add_int(&column, step->number);
    for (size_t i = column.length; i < 4; i++) text_add(out, " ");
    text_add(out, number);
    text_add(out, "  ");
    text_init(&column, number, sizeof number);
    text_add_time(&column, step->after->now_us);
    for (size_t i = column.length; i < 8; i++) text_add(out, " ");
    text_add(out, number);
    text_add(out, "  ");
    if (step->number == 0) text_add(out, config->any ? "arbitrary states" : "all start at once");
    else head(&t);
    text_add(out, "\n");
    tell_passing(&t);
    for (int i = 0; i < step->log->count; i++) {
        const struct event *event = &step->log->event[i];
        if (!is_told(event)) continue;
        text_add(out, "          ");
        say(&t, event);
        if (step->number > 0) why(&t, event);
        text_add(out, "\n");
    }
}
