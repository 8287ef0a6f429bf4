#include "scenario/facts.h"

#include <string.h>

#include "base/check.h"

/* ---- what events have told ---------------------------------------------------------- */

void facts_init(struct facts *self, const struct trace_header *header) {
    memset(self, 0, sizeof *self);
    self->nodes = header->elect.nodes;
    self->stand_us = header->elect.timers.stand_us;
    self->event_us = TIME_PAST;
    /* the common start: everybody is there before the clock leaves 0 */
    self->live = set_all(self->nodes);
    for (uint8_t node = 0; node < NODES_MAX; node++) {
        self->node[node] = (struct fact_node){ .role = ROLE_FOLLOWER,
                                               .lease_us = TIME_PAST,
                                               .stood_us = TIME_PAST,
                                               .follows = NODE_NONE,
                                               .promised = NODE_NONE,
                                               .promise_us = TIME_PAST };
    }
}

bool facts_leads(const struct facts *self, uint8_t node, int64_t now_us) {
    const struct fact_node *at = &self->node[node];
    return set_has(self->live, node) && at->role == ROLE_LEADER && now_us < at->lease_us;
}

uint8_t facts_leader(const struct facts *self, int64_t now_us) {
    uint8_t best = NODE_NONE;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!facts_leads(self, node, now_us)) continue;
        if (best == NODE_NONE || self->node[node].lease_term > self->node[best].lease_term) {
            best = node;
        }
    }
    return best;
}

static int64_t standing_until(const struct facts *self, uint8_t node) {
    const struct fact_node *at = &self->node[node];
    return at->stood_us == TIME_PAST ? TIME_PAST : at->stood_us + self->stand_us;
}

enum expect_role facts_role(const struct facts *self, uint8_t node, int64_t now_us) {
    REQUIRE(node < self->nodes);
    if (!set_has(self->live, node)) return EXPECT_ROLE_DOWN;
    if (self->node[node].stalled) return EXPECT_ROLE_STALLED;
    switch (self->node[node].role) {
    case ROLE_ELECTED: return EXPECT_ROLE_ELECTED;
    case ROLE_LEADER:
        return facts_leads(self, node, now_us) ? EXPECT_ROLE_LEADER : EXPECT_ROLE_COUNT;
    case ROLE_FOLLOWER:
        return now_us < standing_until(self, node) ? EXPECT_ROLE_STANDING : EXPECT_ROLE_FOLLOWER;
    case ROLE_COUNT: break;
    }
    UNREACHABLE();
}

/* Does the node acknowledge `leader`, who leads? */
static bool acknowledges(const struct facts *self, uint8_t node, uint8_t leader, int64_t now_us) {
    const struct fact_node *at = &self->node[node];
    if (node == leader) return true;
    return at->follows == leader && at->promised == leader && now_us < at->promise_us;
}

static void forget_lease(struct fact_node *at) {
    at->lease_us = TIME_PAST;
    at->lease_term = 0;
}

static void on_start(struct facts *self, const struct event *event) {
    self->live = set_with(self->live, event->node);
    self->node[event->node] = (struct fact_node){
        .role = ROLE_FOLLOWER,
        .term = event->term,
        .lease_us = TIME_PAST,
        .stood_us = TIME_PAST,
        .follows = NODE_NONE,
        .promised = event->leader,
        .promise_us = event->until_us,
    };
}

static void fold_node(struct facts *self, const struct event *event) {
    struct fact_node *at = &self->node[event->node];
    switch (event->kind) {
    case EVENT_START: on_start(self, event); return;
    case EVENT_STOP:
        self->live = set_without(self->live, event->node);
        at->stalled = false;
        at->role = ROLE_FOLLOWER;
        at->follows = NODE_NONE;
        at->stood_us = TIME_PAST;
        forget_lease(at);
        return;
    case EVENT_STALL: at->stalled = true; return;
    case EVENT_WAKE: at->stalled = false; return;
    case EVENT_STAND:
        at->stood_us = event->t_us;
        at->follows = NODE_NONE;
        at->term = event->term;
        return;
    case EVENT_ROLE:
        at->role = event->role;
        at->term = event->term;
        if (event->role != ROLE_FOLLOWER) {
            at->stood_us = TIME_PAST;
            at->follows = NODE_NONE;
        }
        if (event->role != ROLE_LEADER) forget_lease(at);
        return;
    case EVENT_SIGN:
        at->term = event->term;
        at->promised = event->leader;
        at->promise_us = event->until_us;
        return;
    case EVENT_LEASE:
        at->lease_term = event->term;
        at->lease_us = event->until_us;
        return;
    case EVENT_FOLLOW:
        at->term = event->term;
        at->follows = event->leader;
        at->stood_us = TIME_PAST;
        return;
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SEND:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_SKIP:
    case EVENT_LIST:
    case EVENT_COMMAND:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
    UNREACHABLE();
}

void facts_event(struct facts *self, const struct event *event) {
    if (event->kind == EVENT_VIOLATION && event->property < PROPERTY_COUNT) {
        self->violations[event->property]++;
    }
    if (event->kind == EVENT_WRITE && !event->accepted) self->refused++;
    if (event->node < self->nodes) fold_node(self, event);
    self->event_us = event->t_us;
}

/* ---- does an expectation hold? -------------------------------------------------------- */

static struct node_set among(const struct facts *self, const struct statement *statement) {
    const struct node_set set = statement->expect.among;
    return set_is_empty(set) ? set_all(self->nodes) : set;
}

static struct node_set whose(const struct facts *self, const struct statement *statement,
                             int64_t now_us) {
    if (statement->who_all) return set_all(self->nodes);
    if (!statement->who_leader) return statement->who;
    const uint8_t leader = facts_leader(self, now_us);
    return leader == NODE_NONE ? SET_EMPTY : set_of(leader);
}

static bool somebody_leads(const struct facts *self, struct node_set set, int64_t now_us) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && facts_leads(self, node, now_us)) return true;
    }
    return false;
}

static bool all_agree(const struct facts *self, struct node_set set, int64_t now_us) {
    for (uint8_t leader = 0; leader < self->nodes; leader++) {
        if (!facts_leads(self, leader, now_us)) continue;
        int asked = 0, agreeing = 0;
        for (uint8_t node = 0; node < self->nodes; node++) {
            if (!set_has(set_and(set, self->live), node) || self->node[node].stalled) continue;
            asked++;
            if (acknowledges(self, node, leader, now_us)) agreeing++;
        }
        if (asked > 0 && asked == agreeing) return true;
    }
    return false;
}

static bool all_in_role(const struct facts *self, struct node_set set, enum expect_role role,
                        int64_t now_us) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && facts_role(self, node, now_us) != role) return false;
    }
    return !set_is_empty(set);
}

static bool all_in_term(const struct facts *self, struct node_set set, uint32_t term) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && self->node[node].term < term) return false;
    }
    return !set_is_empty(set);
}

bool facts_hold(const struct facts *self, const struct statement *statement, int64_t now_us,
                uint64_t refused_before) {
    const struct expectation *expect = &statement->expect;
    switch (expect->kind) {
    case EXPECT_LEADER: {
        struct node_set set = among(self, statement);
        if (!set_is_empty(statement->who)) set = set_and(set, statement->who);
        return somebody_leads(self, set, now_us);
    }
    case EXPECT_NO_LEADER: return !somebody_leads(self, among(self, statement), now_us);
    case EXPECT_AGREEMENT: return all_agree(self, among(self, statement), now_us);
    case EXPECT_ROLE:
        return all_in_role(self, whose(self, statement, now_us), expect->role, now_us);
    case EXPECT_TERM: return all_in_term(self, whose(self, statement, now_us), expect->term);
    case EXPECT_VIOLATION: return self->violations[expect->property] > 0;
    case EXPECT_WRITE_REFUSED: return self->refused > refused_before;
    case EXPECT_STABLE: /* about a span of time */
    case EXPECT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

int64_t facts_next_change(const struct facts *self, int64_t now_us) {
    int64_t next_us = TIME_NEVER;
    for (uint8_t node = 0; node < self->nodes; node++) {
        const int64_t times[] = { self->node[node].lease_us, self->node[node].promise_us,
                                  standing_until(self, node) };
        for (int i = 0; i < 3; i++) {
            if (times[i] > now_us && times[i] < next_us) next_us = times[i];
        }
    }
    return next_us;
}

/* ---- in words ------------------------------------------------------------------------ */

static void say_state(const struct facts *self, int64_t now_us, struct text *out) {
    bool any = false;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!facts_leads(self, node, now_us)) continue;
        text_add(out, any ? ", " : "");
        text_add_char(out, node_letter(node));
        text_add(out, " leads in term ");
        text_add_uint(out, self->node[node].lease_term);
        any = true;
    }
    if (!any) text_add(out, "nobody leads");
}

static void say_dissent(const struct facts *self, const struct statement *statement, int64_t now_us,
                        struct text *out) {
    const uint8_t leader = facts_leader(self, now_us);
    struct node_set set = set_and(among(self, statement), self->live);
    if (leader == NODE_NONE) return;
    for (uint8_t node = 0; node < self->nodes; node++) {
        const bool agrees = acknowledges(self, node, leader, now_us);
        if (agrees || self->node[node].stalled) set = set_without(set, node);
    }
    if (set_is_empty(set)) return;
    text_add(out, "; not acknowledged by ");
    text_add_set(out, set, " ");
}

/* Without the states of those asked for, people would have to guess why. */
void facts_explain(const struct facts *self, const struct statement *statement, int64_t now_us,
                   struct text *out) {
    const bool agreement =
        statement->kind == STATEMENT_EXPECT && statement->expect.kind == EXPECT_AGREEMENT;
    const struct node_set set = whose(self, statement, now_us);
    text_add(out, " (");
    say_state(self, now_us, out);
    if (agreement) say_dissent(self, statement, now_us, out);
    for (uint8_t node = 0; node < self->nodes; node++) {
        const enum expect_role role = facts_role(self, node, now_us);
        if (!set_has(set, node) || statement->kind != STATEMENT_EXPECT) continue;
        if (statement->expect.kind == EXPECT_TERM) {
            text_add(out, "; ");
            text_add_char(out, node_letter(node));
            text_add(out, " is in term ");
            text_add_uint(out, self->node[node].term);
        } else if (statement->expect.kind == EXPECT_ROLE && role < EXPECT_ROLE_COUNT) {
            text_add(out, "; ");
            text_add_char(out, node_letter(node));
            text_add(out, " is ");
            text_add(out, expect_role_word(role));
        }
    }
    text_add_char(out, ')');
}
