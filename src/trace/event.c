#include "trace/event.h"

#include "base/check.h"

static const struct {
    const char *name, *help;
} rows[] = {
#define X(symbol, name, help) [EVENT_##symbol] = { name, help },
    EVENTS(X)
#undef X
};

const char *event_name(enum event_kind kind) {
    REQUIRE(kind < EVENT_COUNT);
    return rows[kind].name;
}

const char *event_help(enum event_kind kind) {
    REQUIRE(kind < EVENT_COUNT);
    return rows[kind].help;
}

enum event_kind event_by_name(const char *name) {
    for (unsigned kind = 0; kind < EVENT_COUNT; kind++) {
        if (text_equal(rows[kind].name, name)) return (enum event_kind)kind;
    }
    return EVENT_COUNT;
}

static void add_node(struct text *out, uint8_t node) {
    if (node < NODES_MAX) text_add_char(out, node_letter(node));
    else text_add(out, "nobody");
}

static void add_left(struct text *out, const struct event *event) {
    text_add_time(out, event->until_us - event->t_us);
}

/* "B > C  LEADER of A, term 3" */
static void say_message(const struct event *event, struct text *out) {
    add_node(out, event->from);
    text_add(out, " > ");
    add_node(out, event->to);
    text_add(out, " ");
    text_add(out, message_kind_name(event->message));
    text_add(out, event->message == MESSAGE_HOPACK ? " for the token of " : " of ");
    add_node(out, event->origin);
    if (event->message == MESSAGE_LEADER) {
        text_add(out, ", term ");
        text_add_uint(out, event->term);
    }
}

static void say_send(const struct event *event, struct text *out) {
    if (event->copy_of != 0) text_add(out, "copy ");
    say_message(event, out);
    if (event->message != MESSAGE_HOPACK) {
        text_add(out, ", signed by ");
        text_add_set(out, event->signatures, NULL);
    }
    if (event->need == 0) return;
    text_add(out, ", needs term ");
    text_add_uint(out, event->need);
}

static void say_drop(const struct event *event, struct text *out) {
    if (drop_reason_arrived(event->reason)) {
        add_node(out, event->node);
        text_add(out, " ignores ");
        text_add(out, message_kind_name(event->message));
        text_add(out, " of ");
        add_node(out, event->origin);
    } else {
        say_message(event, out);
        text_add(out, " dropped");
    }
    text_add(out, ": ");
    text_add(out, drop_reason_words(event->reason));
}

/* "; nobody counts its signatures (--break home-quorum)" */
static void add_broken(struct rule_set broken, enum rule rule, const char *words,
                       struct text *out) {
    if (!rule_broken(broken, rule)) return;
    text_add(out, "; ");
    text_add(out, words);
    text_add(out, " (--break ");
    text_add(out, rule_name(rule));
    text_add(out, ")");
}

/* The reasons of the protocol, less what a broken rule leaves out. */
static void add_why(enum role_why why, struct rule_set broken, struct text *out) {
    const bool send = rule_broken(broken, RULE_LEASE_FROM_SEND);
    const bool quorum = rule_broken(broken, RULE_HOME_QUORUM);
    const bool term = rule_broken(broken, RULE_HOME_TERM);
    if (why == WHY_TOKEN_HOME && rule_broken(broken, RULE_ELECTION_QUORUM)) {
        text_add(out, "its ELECTION token came home while it was free");
        add_broken(broken, RULE_ELECTION_QUORUM, "nobody counts its signatures", out);
    } else if (why == WHY_QUORUM_SIGNED && (send || quorum || term)) {
        text_add(out, "its LEADER token came home");
        if (!send) text_add(out, " in time");
        if (!quorum) text_add(out, ", signed by a quorum");
        if (!term) text_add(out, quorum ? ", in its term" : " in its term");
        add_broken(broken, RULE_HOME_QUORUM, "nobody counts its signatures", out);
        add_broken(broken, RULE_HOME_TERM, "any term will do", out);
        add_broken(broken, RULE_LEASE_FROM_SEND, "the lease counts from its arrival", out);
    } else {
        text_add(out, role_why_words(why));
    }
}

static void say_role(const struct event *event, struct rule_set broken, struct text *out) {
    add_node(out, event->node);
    if (event->role == ROLE_FOLLOWER) text_add(out, " is a follower again");
    else text_add(out, event->role == ROLE_LEADER ? " leads" : " is elected");
    text_add(out, ", term ");
    text_add_uint(out, event->term);
    text_add(out, ": ");
    add_why(event->why, broken, out);
}

static void say_start(const struct event *event, struct text *out) {
    add_node(out, event->node);
    text_add(out, event->revived ? " is revived, term " : " starts, term ");
    text_add_uint(out, event->term);
    if (event->leader == NODE_NONE) return;
    text_add(out, ", had signed ");
    add_node(out, event->leader);
    if (event->until_us <= event->t_us) { /* --break abstain */
        text_add(out, "; does not abstain");
        return;
    }
    text_add(out, "; abstains for ");
    add_left(out, event);
}

static void say_list(const struct event *event, struct text *out) {
    text_add(out, "active list ");
    text_add_uint(out, event->version);
    text_add(out, ": ");
    if (set_is_empty(event->members)) text_add(out, "empty");
    text_add_set(out, event->members, " ");
    if (!set_is_empty(event->joining)) text_add(out, "; to join: ");
    text_add_set(out, event->joining, " ");
    if (!set_is_empty(event->leaving)) text_add(out, "; to leave: ");
    text_add_set(out, event->leaving, " ");
}

static void say_write(const struct event *event, struct text *out) {
    text_add(out, event->accepted ? "resource accepts " : "resource REFUSES ");
    add_node(out, event->node);
    text_add(out, "'s write ");
    text_add_uint(out, event->count);
    text_add(out, ", fencing number ");
    text_add_uint(out, event->term);
    if (event->accepted) return;
    text_add(out, " (it has seen ");
    text_add_uint(out, event->highest);
    text_add(out, ")");
}

static void say_sign(const struct event *event, struct text *out) {
    add_node(out, event->node);
    text_add(out, " signs ");
    if (event->leader == event->node) text_add(out, "itself");
    else add_node(out, event->leader);
    text_add(out, " for term ");
    text_add_uint(out, event->term);
    if (event->until_us <= event->t_us) { /* --break promise, self-promise */
        text_add(out, " without a promise");
        return;
    }
    text_add(out, " (promised for ");
    add_left(out, event);
    text_add(out, ")");
}

static void say_node(const struct event *event, const char *words, struct text *out) {
    add_node(out, event->node);
    text_add(out, words);
}

void event_say(const struct event *event, struct text *out) {
    event_say_broken(event, (struct rule_set){ 0 }, out);
}

void event_say_broken(const struct event *event, struct rule_set broken, struct text *out) {
    switch (event->kind) {
    case EVENT_START: say_start(event, out); return;
    case EVENT_STOP: say_node(event, " is dead", out); return;
    case EVENT_STALL: say_node(event, " is stalled", out); return;
    case EVENT_WAKE: say_node(event, " goes on", out); return;
    case EVENT_STAND: say_node(event, " stands for election", out); return;
    case EVENT_ROLE: say_role(event, broken, out); return;
    case EVENT_SIGN: say_sign(event, out); return;
    case EVENT_LEASE:
        say_node(event, " holds the lease of term ", out);
        text_add_uint(out, event->term);
        text_add(out, " for ");
        add_left(out, event);
        text_add(out, ", signed by ");
        text_add_set(out, event->signatures, NULL);
        return;
    case EVENT_FOLLOW:
        say_node(event, " follows ", out);
        add_node(out, event->leader);
        text_add(out, " in term ");
        text_add_uint(out, event->term);
        return;
    case EVENT_DUTY:
        say_node(event, " does duty ", out);
        text_add_uint(out, event->count);
        text_add(out, " of term ");
        text_add_uint(out, event->term);
        return;
    case EVENT_WRITE: say_write(event, out); return;
    case EVENT_SEND: say_send(event, out); return;
    case EVENT_DELIVER:
        say_message(event, out);
        text_add(out, " arrives");
        return;
    case EVENT_DROP: say_drop(event, out); return;
    case EVENT_SKIP:
        say_node(event, " skips ", out);
        add_node(out, event->to);
        text_add(out, ": no answer");
        return;
    case EVENT_LIST: say_list(event, out); return;
    case EVENT_COMMAND: command_print(&event->command, out); return;
    case EVENT_EXPECT:
        text_add(out, event->text);
        text_add(out, event->met ? ": met" : ": not met");
        return;
    case EVENT_VIOLATION:
        text_add(out, event->expected ? "expected violation: " : "VIOLATION: ");
        text_add(out, event->text);
        return;
    case EVENT_CLOCK:
        text_add(out, "the process did not run for ");
        text_add_time(out, event->until_us);
        text_add(out, "; that time is left out");
        return;
    case EVENT_COUNT: break;
    }
    UNREACHABLE();
}
