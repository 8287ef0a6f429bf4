#include "trace/judge_safety.h"

#include "base/check.h"

/* ---- sets of terms ------------------------------------------------------------- */

static void term_set_add(struct term_set *self, uint32_t term) {
    if (self->mask == 0) {
        *self = (struct term_set){ .top = term, .mask = 1 };
    } else if (term > self->top) {
        const uint32_t shift = term - self->top;
        self->mask = shift >= 64 ? 1 : self->mask << shift | 1;
        self->top = term;
    } else if (self->top - term < 64) {
        self->mask |= UINT64_C(1) << (self->top - term);
    }
}

static bool term_set_has(const struct term_set *self, uint32_t term) {
    if (self->mask == 0 || term > self->top) return false;
    return self->top - term < 64 && (self->mask >> (self->top - term) & 1) != 0;
}

/* Too far below the highest to be remembered. */
static bool is_forgotten(const struct term_set *self, uint32_t term) {
    return self->mask != 0 && term < self->top && self->top - term >= 64;
}

/* ---- telling --------------------------------------------------------------------- */

struct text violation_begin(struct violation out[VIOLATIONS_MAX], int *count,
                            enum property property, int64_t t_us) {
    struct text text;
    if (*count == VIOLATIONS_MAX) (*count)--;
    struct violation *violation = &out[(*count)++];
    violation->property = property;
    violation->t_us = t_us;
    text_init(&text, violation->detail, sizeof violation->detail);
    text_add(&text, property_name(property));
    text_add(&text, " ");
    text_add(&text, property_title(property));
    text_add(&text, ": ");
    return text;
}

static void add_node(struct text *out, uint8_t node) {
    if (node < NODES_MAX) text_add_char(out, node_letter(node));
    else text_add(out, "nobody");
}

static void add_term(struct text *out, const char *before, uint32_t term) {
    text_add(out, before);
    text_add_uint(out, term);
}

/* What one call works on. */
struct sitting {
    struct judge_safety *self;
    const struct event *event;
    struct violation *out;
    int *count;
};

static struct text begin(const struct sitting *s, enum property property) {
    return violation_begin(s->out, s->count, property, s->event->t_us);
}

/* ---- S1 and the rising half of S3 --------------------------------------------------- */

static void judge_rise(const struct sitting *s) {
    const struct judge_safety *self = s->self;
    const struct event *event = s->event;
    if (self->policy != QUORUM_MAJORITY || self->granted_node == NODE_NONE ||
        self->granted_node == event->node || event->term > self->granted_term) {
        return;
    }
    struct text text = begin(s, PROPERTY_S3);
    add_node(&text, event->node);
    add_term(&text, " was granted term ", event->term);
    text_add(&text, " after ");
    add_node(&text, self->granted_node);
    add_term(&text, " was granted term ", self->granted_term);
}

static void judge_grant(const struct sitting *s) {
    struct judge_safety *self = s->self;
    const struct event *event = s->event;
    struct judged_node *node = &self->node[event->node];
    const bool known = term_set_has(&node->led, event->term);
    if (!known || node->lease_us <= event->t_us) {
        judge_rise(s);
        self->granted_node = event->node;
        self->granted_term = event->term;
    }
    if (known) return;
    term_set_add(&node->led, event->term);
    for (uint8_t other = 0; other < self->nodes; other++) {
        if (other == event->node || !term_set_has(&self->node[other].led, event->term)) continue;
        struct text text = begin(s, PROPERTY_S1);
        add_node(&text, event->node);
        add_term(&text, " was granted term ", event->term);
        text_add(&text, ", which ");
        add_node(&text, other);
        text_add(&text, " had led");
    }
}

/* ---- S2 ------------------------------------------------------------------------------ */

static void judge_overlap(const struct sitting *s) {
    struct judge_safety *self = s->self;
    const struct event *event = s->event;
    struct judged_node *holder = &self->node[event->node];
    for (uint8_t other = 0; other < self->nodes; other++) {
        if (other == event->node || self->node[other].lease_us <= event->t_us) continue;
        if (holder->lease_us <= event->t_us || set_has(holder->overlaps, other)) continue;
        holder->overlaps = set_with(holder->overlaps, other);
        self->node[other].overlaps = set_with(self->node[other].overlaps, event->node);
        struct text text = begin(s, PROPERTY_S2);
        add_node(&text, event->node);
        add_term(&text, " holds a lease of term ", event->term);
        text_add(&text, " while ");
        add_node(&text, other);
        text_add(&text, "'s lease runs for another ");
        text_add_time(&text, self->node[other].lease_us - event->t_us);
    }
}

static void end_lease(struct judge_safety *self, uint8_t node) {
    self->node[node].lease_us = TIME_PAST;
    self->node[node].uncovered = false;
    self->node[node].overlaps = SET_EMPTY;
    for (uint8_t other = 0; other < self->nodes; other++) {
        self->node[other].overlaps = set_without(self->node[other].overlaps, node);
    }
}

/* ---- S3: votes and terms ---------------------------------------------------------------- */

static void judge_term(const struct sitting *s, uint32_t term) {
    struct judged_node *node = &s->self->node[s->event->node];
    if (term >= node->term) return;
    struct text text = begin(s, PROPERTY_S3);
    add_node(&text, s->event->node);
    add_term(&text, " fell from term ", node->term);
    add_term(&text, " to ", term);
}

/* Whom else the node has signed for in the term, NODE_NONE for nobody. */
static uint8_t other_vote(const struct judge_safety *self, const struct judged_node *node,
                          uint32_t term, uint8_t voted) {
    if (term == node->term && node->voted != NODE_NONE && node->voted != voted) return node->voted;
    for (uint8_t leader = 0; leader < self->nodes; leader++) {
        if (leader != voted && term_set_has(&node->signed_for[leader], term)) return leader;
    }
    return NODE_NONE;
}

/* The node is in `term` now and has signed for `voted` in it (NODE_NONE: for nobody,
 * as far as it remembers). */
static void enter_term(const struct sitting *s, uint32_t term, uint8_t voted) {
    struct judged_node *node = &s->self->node[s->event->node];
    judge_term(s, term);
    if (term == node->term && (voted == node->voted || voted == NODE_NONE)) return;
    const uint8_t other = other_vote(s->self, node, term, voted);
    if (voted != NODE_NONE && other != NODE_NONE) {
        struct text text = begin(s, PROPERTY_S3);
        add_node(&text, s->event->node);
        text_add(&text, " signs for ");
        add_node(&text, voted);
        add_term(&text, " in term ", term);
        text_add(&text, ", in which it had signed for ");
        add_node(&text, other);
    }
    node->term = term;
    node->voted = voted;
}

/* ---- S4 ------------------------------------------------------------------------------------ */

static void judge_certificate(const struct sitting *s) {
    const struct judge_safety *self = s->self;
    const struct event *event = s->event;
    for (uint8_t signer = 0; signer < self->nodes; signer++) {
        if (!set_has(event->signatures, signer)) continue;
        if (term_set_has(&self->node[signer].signed_for[event->node], event->term)) continue;
        struct text text = begin(s, PROPERTY_S4);
        add_node(&text, event->node);
        add_term(&text, "'s lease of term ", event->term);
        text_add(&text, " counts a signature that ");
        add_node(&text, signer);
        text_add(&text, " never gave for it");
    }
    if (self->policy == QUORUM_ACTIVE && event->version != self->version) {
        struct text text = begin(s, PROPERTY_S4);
        add_node(&text, event->node);
        add_term(&text, "'s lease was counted by list version ", event->version);
        add_term(&text, ", but the list is at version ", self->version);
    }
    if (quorum_holds(self->policy, self->nodes, self->members, event->signatures)) return;
    struct text text = begin(s, PROPERTY_S4);
    add_node(&text, event->node);
    add_term(&text, "'s lease of term ", event->term);
    text_add(&text, " rests on ");
    text_add_uint(&text, set_count(event->signatures));
    text_add(&text, set_count(event->signatures) == 1 ? " signature (" : " signatures (");
    text_add_set(&text, event->signatures, " ");
    text_add(&text, "); a quorum takes ");
    text_add_uint(&text, quorum_size(self->policy, self->nodes, self->members));
}

/* ---- S5 ------------------------------------------------------------------------------------ */

static void judge_cover(const struct sitting *s, uint8_t holder) {
    struct judge_safety *self = s->self;
    struct judged_node *leader = &self->node[holder];
    struct node_set promised = SET_EMPTY;
    if (self->policy == QUORUM_NONE || leader->uncovered || leader->lease_us <= s->event->t_us)
        return;
    for (uint8_t node = 0; node < self->nodes; node++) {
        const struct judged_node *signer = &self->node[node];
        if (signer->promised_to == holder && signer->promise_us >= leader->lease_us) {
            promised = set_with(promised, node);
        }
    }
    if (quorum_holds(self->policy, self->nodes, leader->members, promised)) return;
    leader->uncovered = true;
    struct text text = begin(s, PROPERTY_S5);
    add_node(&text, holder);
    text_add(&text, "'s lease runs for another ");
    text_add_time(&text, leader->lease_us - s->event->t_us);
    text_add(&text, ", but only the promises of ");
    text_add_set(&text, promised, " ");
    if (set_is_empty(promised)) text_add(&text, "nobody");
    text_add(&text, " last as long");
}

static void judge_all_cover(const struct sitting *s) {
    if (!set_is_empty(s->self->restating)) return;
    for (uint8_t node = 0; node < s->self->nodes; node++) judge_cover(s, node);
}

/* ---- the events ----------------------------------------------------------------------------- */

static void on_start(const struct sitting *s) {
    struct judged_node *node = &s->self->node[s->event->node];
    enter_term(s, s->event->term, s->event->leader);
    node->promised_to = s->event->leader;
    node->promise_us = s->event->until_us;
    end_lease(s->self, s->event->node);
    judge_all_cover(s);
}

static void on_sign(const struct sitting *s) {
    struct judged_node *node = &s->self->node[s->event->node];
    enter_term(s, s->event->term, s->event->leader);
    term_set_add(&node->signed_for[s->event->leader], s->event->term);
    node->promised_to = s->event->leader;
    node->promise_us = s->event->until_us;
    judge_all_cover(s);
}

static void on_role(const struct sitting *s) {
    if (s->event->role == ROLE_FOLLOWER) {
        judge_term(s, s->event->term);
        end_lease(s->self, s->event->node);
    } else {
        enter_term(s, s->event->term, s->event->node);
    }
}

static void on_lease(const struct sitting *s) {
    struct judge_safety *self = s->self;
    struct judged_node *node = &self->node[s->event->node];
    const bool restated = set_has(self->restating, s->event->node);
    if (!restated) judge_grant(s);
    if (!restated && self->policy != QUORUM_NONE) judge_certificate(s);
    if (node->lease_us <= s->event->t_us) end_lease(self, s->event->node);
    node->lease_us = s->event->until_us;
    if (!restated) node->members = self->members;
    self->restating = set_without(self->restating, s->event->node); /* its last word */
    judge_overlap(s);
    judge_all_cover(s);
}

/* A LEADER token keeps its origin and its term all the way round: else whoever signs it
 * would acknowledge what nobody sent. */
static void on_send(const struct sitting *s) {
    const struct event *event = s->event;
    if (event->message != MESSAGE_LEADER || event->origin >= NODES_MAX) return;
    struct term_set *announced = &s->self->node[event->origin].announced;
    if (event->from == event->origin) {
        if (event->copy_of == 0) term_set_add(announced, event->term);
        return;
    }
    if (term_set_has(announced, event->term) || is_forgotten(announced, event->term)) return;
    struct text text = begin(s, PROPERTY_S6);
    add_node(&text, event->from);
    text_add(&text, " passes on a LEADER token of ");
    add_node(&text, event->origin);
    add_term(&text, " in term ", event->term);
    text_add(&text, ", which it never sent");
}

static void on_follow(const struct sitting *s) {
    const struct event *event = s->event;
    if (event->leader < NODES_MAX &&
        term_set_has(&s->self->node[event->leader].announced, event->term)) {
        return;
    }
    struct text text = begin(s, PROPERTY_S6);
    add_node(&text, event->node);
    text_add(&text, " acknowledges ");
    add_node(&text, event->leader);
    add_term(&text, " in term ", event->term);
    text_add(&text, ", in which it sent no LEADER token");
}

static void on_write(const struct sitting *s) {
    struct judge_safety *self = s->self;
    if (!s->event->accepted) return;
    if (s->event->term >= self->fence) {
        self->fence = s->event->term;
        return;
    }
    struct text text = begin(s, PROPERTY_S8);
    add_term(&text, "a write with fencing number ", s->event->term);
    add_term(&text, " was accepted after one with ", self->fence);
}

/* A clock's new rate moves promises and leases in cluster time.  They are told
 * anew one by one, so S5 has to wait until all of them have been. */
static void on_command(struct judge_safety *self, const struct command *command) {
    if (command->kind == COMMAND_DRIFT) self->restating = command->who;
}

static void end_restating(const struct sitting *s) {
    const struct event *event = s->event;
    if (set_is_empty(s->self->restating)) return;
    if ((event->kind == EVENT_SIGN || event->kind == EVENT_LEASE) &&
        set_has(s->self->restating, event->node)) {
        return;
    }
    s->self->restating = SET_EMPTY;
    judge_all_cover(s);
}

static void on_list(struct judge_safety *self, const struct event *event) {
    if (event->version != self->version) {
        for (uint8_t i = 0; i < self->nodes; i++) self->node[i].led = (struct term_set){ 0 };
    }
    self->members = event->members;
    self->version = event->version;
}

void judge_safety_init(struct judge_safety *self, const struct trace_header *header) {
    *self = (struct judge_safety){
        .nodes = header->elect.nodes,
        .policy = header->elect.policy,
        .broken = header->elect.broken,
        .members = set_all(header->elect.nodes),
        .version = 1,
        .granted_node = NODE_NONE,
    };
    for (int i = 0; i < NODES_MAX; i++) {
        self->node[i].voted = NODE_NONE;
        self->node[i].promised_to = NODE_NONE;
        self->node[i].promise_us = TIME_PAST;
        self->node[i].lease_us = TIME_PAST;
    }
}

void judge_safety_event(struct judge_safety *self, const struct event *event,
                        struct violation out[VIOLATIONS_MAX], int *count) {
    const struct sitting s = { self, event, out, count };
    end_restating(&s);
    switch (event->kind) {
    case EVENT_START: on_start(&s); return;
    case EVENT_STOP: end_lease(self, event->node); return;
    case EVENT_ROLE: on_role(&s); return;
    case EVENT_SIGN: on_sign(&s); return;
    case EVENT_LEASE: on_lease(&s); return;
    case EVENT_FOLLOW: on_follow(&s); return;
    case EVENT_WRITE: on_write(&s); return;
    case EVENT_SEND: on_send(&s); return;
    case EVENT_LIST: on_list(self, event); return;
    case EVENT_COMMAND: on_command(self, &event->command); return;
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_DUTY:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_SKIP:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
}
