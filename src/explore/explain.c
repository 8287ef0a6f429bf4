#include "explore/explain.h"

#include "base/check.h"

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

/* ---- reasons ------------------------------------------------------------------------------ */

static void why_free(const struct told *t, uint8_t node) {
    const struct elect *elect = elect_before(t, node);
    const int64_t over_us = local_before(t, node) - elect->promise_us;
    if (elect->stable.voted == NODE_NONE) {
        text_add(t->out, "it has never promised anything");
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

static void why_signed(const struct told *t, const struct event *event) {
    const struct elect *elect = elect_before(t, event->node);
    if (event->leader == event->node) {
        text_add(t->out, "rule 5: every leader signs its own LEADER token as it sends it");
        return;
    }
    if (elect->stable.voted == event->leader && event->term >= elect->stable.term) {
        text_add(t->out, "rule 3: it has signed for ");
        add_node(t->out, event->leader);
        add_number(t->out, " before, and ", event->term);
        add_number(t->out, " >= ", elect->stable.term);
        return;
    }
    text_add(t->out, "rule 3: ");
    if (was_free(t, event->node)) why_free(t, event->node);
    else why_bound(t, event->node);
    add_number(t->out, event->term > elect->stable.term ? " and " : ", but not ", event->term);
    add_number(t->out, " > ", elect->stable.term);
}

static void why_leased(const struct told *t, const struct event *event) {
    const struct message *token = delivered(t);
    text_add(t->out, "rule 4: its LEADER token is home, signed by ");
    text_add_set(t->out, event->signatures, " ");
    if (token == NULL || token->kind != MESSAGE_LEADER) return;
    text_add(t->out, "; the lease counts from ");
    const int64_t age_us = local_before(t, event->node) - token->sent_us;
    if (age_us == 0) text_add(t->out, "its sending, just now");
    else text_add_time(t->out, age_us);
    if (age_us != 0) text_add(t->out, " ago, when it was sent");
    if (token->term == event->term) return;
    add_number(t->out, "; the token is of term ", token->term);
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

static void begin_why(const struct told *t) {
    text_add(t->out, "\n            because ");
}

static void why(const struct told *t, const struct event *event) {
    switch ((int)event->kind) {
    case EVENT_SIGN:
        begin_why(t);
        why_signed(t, event);
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

/* A token passed on: with a signature, or why without. */
static void tell_passing(const struct told *t) {
    const struct message *token = delivered(t);
    if (token == NULL || token->kind == MESSAGE_HOPACK) return;
    const uint8_t node = t->step->before->flight[t->step->move.a].to;
    if (token->origin == node || has_event(t, EVENT_SIGN)) return;
    if (token->kind == MESSAGE_ELECTION) {
        if (has_event(t, EVENT_DROP)) return;
        text_add(t->out, "          ");
        add_node(t->out, node);
        text_add(t->out, " adds its name and passes it on\n            because rule 2: ");
        if (was_free(t, node)) why_free(t, node);
        else why_bound(t, node);
        text_add(t->out, token->origin < node ? ", and " : ", although ");
        add_node(t->out, token->origin);
        text_add(t->out, token->origin < node ? " is better\n" : " is worse\n");
        return;
    }
    text_add(t->out, "          ");
    add_node(t->out, node);
    text_add(t->out, " passes it on unsigned\n            because rule 3: ");
    if (!was_free(t, node)) {
        why_bound(t, node);
    } else {
        add_number(t->out, "it is free, but its own term is ", elect_before(t, node)->stable.term);
    }
    text_add(t->out, "\n");
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
        event_say(event, out);
        if (step->number > 0) why(&t, event);
        text_add(out, "\n");
    }
}
