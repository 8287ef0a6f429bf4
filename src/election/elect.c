#include "election/elect.h"

#include "base/check.h"

/* What every rule needs at hand during one step. */
struct step {
    struct elect *self;
    const struct elect_config *config;
    struct roster roster;
    int64_t now_us;
    struct effects *out;
};

static bool broken(const struct step *s, enum rule rule) {
    return rule_broken(s->config->broken, rule);
}

static bool is_free(const struct step *s) {
    return elect_free(s->self, s->now_us);
}

static bool is_quorum(const struct step *s, struct node_set signatures) {
    return quorum_holds(s->config->policy, s->config->nodes, s->roster.members, signatures);
}

/* Terms saturate instead of wrapping: a term never falls, whatever arrives. */
static uint32_t term_after(uint32_t term) {
    return term == UINT32_MAX ? term : term + 1;
}

/* ---- telling ------------------------------------------------------------- */

static void emit(const struct step *s, struct effect effect) {
    REQUIRE(s->out->count < EFFECTS_MAX);
    s->out->v[s->out->count++] = effect;
}

static void emit_drop(const struct step *s, struct message message, enum drop_reason reason) {
    emit(s, (struct effect){ .kind = EFFECT_DROP, .message = message, .reason = reason });
}

static void emit_role(const struct step *s, enum role_why why) {
    const struct elect *self = s->self;
    emit(s, (struct effect){
                .kind = EFFECT_ROLE, .role = self->role, .term = self->stable.term, .why = why });
}

static void persist(const struct step *s, uint32_t term, uint8_t voted) {
    s->self->stable = (struct stable){ .term = term, .voted = voted };
    emit(s, (struct effect){ .kind = EFFECT_PERSIST, .stable = s->self->stable });
}

static void emit_sign(const struct step *s) {
    const struct elect *self = s->self;
    emit(s, (struct effect){ .kind = EFFECT_SIGN,
                             .stable = self->stable,
                             .term = self->stable.term,
                             .until_us = self->promise_us });
}

static int64_t promise_end(const struct step *s) {
    const struct timers *t = &s->config->timers;
    if (broken(s, RULE_LEASE_WITHIN_PROMISE)) return s->now_us + t->lease_us / 2;
    return s->now_us + t->promise_us;
}

static void become_follower(const struct step *s, enum role_why why) {
    struct elect *self = s->self;
    if (self->role == ROLE_FOLLOWER) return;
    self->role = ROLE_FOLLOWER;
    self->lease_us = TIME_PAST;
    self->lease_term = 0;
    self->elected_at_us = TIME_PAST;
    self->beat_us = TIME_PAST;
    emit_role(s, why);
}

/* ---- rule 7: hops ---------------------------------------------------------- */

/* The node to try after `after` for a token of `origin`: `me` when the token is
 * home, NODE_NONE when nobody up to its origin is left. */
static uint8_t next_target(const struct step *s, uint8_t after, uint8_t origin) {
    const uint8_t me = s->self->me;
    if (broken(s, RULE_HOP_SKIP)) return after == me ? s->config->next[me] : NODE_NONE;
    if (after == origin && after != me) return NODE_NONE;
    uint8_t target = s->config->next[after];
    while (target != me && target != origin && set_has(s->roster.absent, target)) {
        target = s->config->next[target];
    }
    if (target != me && set_has(s->roster.absent, target)) return NODE_NONE; /* a dead origin */
    return target;
}

static void waiting_remove(struct elect *self, int at) {
    for (int i = at; i + 1 < self->waiting_count; i++) self->waiting[i] = self->waiting[i + 1];
    self->waiting_count--;
    self->waiting[self->waiting_count] = (struct waiting){ 0 };
}

static void attempt(const struct step *s, struct message message, uint8_t to) {
    struct elect *self = s->self;
    message.from = self->me;
    message.hop = ++self->hop;
    REQUIRE(self->waiting_count < WAITING_MAX);
    self->waiting[self->waiting_count++] = (struct waiting){
        .message = message, .to = to, .deadline_us = s->now_us + s->config->timers.hop_timeout_us
    };
    emit(s, (struct effect){ .kind = EFFECT_SEND, .to = to, .message = message });
}

/* Try the next node after `after`.  True when the token is home instead. */
static bool pass(const struct step *s, struct message message, uint8_t after) {
    const uint8_t to = next_target(s, after, message.origin);
    if (to == s->self->me) return true;
    if (to == NODE_NONE) emit_drop(s, message, DROP_UNANSWERED);
    else attempt(s, message, to);
    return false;
}

/* Send or forward a token from here; it replaces an older one still waiting. */
static bool forward(const struct step *s, struct message message) {
    struct elect *self = s->self;
    for (int i = 0; i < self->waiting_count; i++) {
        const struct message old = self->waiting[i].message;
        if (old.kind != message.kind || old.origin != message.origin) continue;
        waiting_remove(self, i);
        emit_drop(s, old, DROP_SUPERSEDED);
        break;
    }
    return pass(s, message, self->me);
}

static void on_hopack(const struct step *s, uint32_t hop) {
    struct elect *self = s->self;
    for (int i = 0; i < self->waiting_count; i++) {
        if (self->waiting[i].message.hop != hop) continue;
        waiting_remove(self, i);
        return;
    }
}

/* ---- rules 2 and 4: tokens that are home ------------------------------------- */

static void on_election_home(const struct step *s, struct message message) {
    struct elect *self = s->self;
    if (self->role != ROLE_FOLLOWER) {
        emit_drop(s, message, DROP_NOT_FOLLOWER);
    } else if (!is_free(s)) {
        emit_drop(s, message, DROP_HOME_BOUND);
    } else if (!broken(s, RULE_ELECTION_QUORUM) && !is_quorum(s, message.signatures)) {
        emit_drop(s, message, DROP_NO_QUORUM);
    } else {
        persist(s, term_after(self->stable.term), self->me);
        self->follows = false;
        self->role = ROLE_ELECTED;
        self->elected_at_us = s->now_us;
        self->beat_us = s->now_us; /* "do rule 5": it comes later in this same step */
        emit_role(s, WHY_TOKEN_HOME);
    }
}

static void grant_lease(const struct step *s, int64_t lease_us, struct node_set signatures) {
    struct elect *self = s->self;
    self->lease_us = lease_us;
    self->lease_term = self->stable.term;
    if (self->role != ROLE_LEADER) {
        self->role = ROLE_LEADER;
        emit_role(s, WHY_QUORUM_SIGNED);
    }
    emit(s, (struct effect){ .kind = EFFECT_LEASE,
                             .term = self->lease_term,
                             .until_us = self->lease_us,
                             .signatures = signatures });
}

static void on_leader_home(const struct step *s, struct message message) {
    struct elect *self = s->self;
    const int64_t counted_from = broken(s, RULE_LEASE_FROM_SEND) ? s->now_us : message.sent_us;
    const int64_t lease_us = counted_from + s->config->timers.lease_us;
    if (self->role == ROLE_FOLLOWER) {
        emit_drop(s, message, DROP_NOT_LEADING);
        return;
    }
    if (message.term != self->stable.term && !broken(s, RULE_HOME_TERM)) {
        emit_drop(s, message, DROP_OTHER_TERM);
    } else if (!broken(s, RULE_HOME_QUORUM) && !is_quorum(s, message.signatures)) {
        emit_drop(s, message, DROP_NO_QUORUM);
    } else if (lease_us <= s->now_us) {
        emit_drop(s, message, DROP_TOO_LATE);
    } else if (lease_us <= self->lease_us) {
        /* The lease rests on the newer token: this one's signatures are not its. */
        emit_drop(s, message, DROP_OVERTAKEN);
    } else {
        grant_lease(s, lease_us, message.signatures);
    }
    if (message.need > self->stable.term) {
        persist(s, message.need, self->me);
        emit_role(s, WHY_TERM_NEEDED);
    }
}

static void on_home(const struct step *s, struct message message) {
    if (message.kind == MESSAGE_ELECTION) on_election_home(s, message);
    else on_leader_home(s, message);
}

/* ---- rules 2 and 3: tokens of others ------------------------------------------ */

static void on_election(const struct step *s, struct message message) {
    struct elect *self = s->self;
    if (!is_free(s) && !broken(s, RULE_FREE_TO_PASS)) {
        emit_drop(s, message, DROP_NOT_FREE);
    } else if (message.origin > self->me && !broken(s, RULE_EXTINCTION)) {
        emit_drop(s, message, DROP_WORSE);
    } else {
        message.signatures = set_with(message.signatures, self->me);
        (void)forward(s, message); /* not mine: it cannot be home here */
    }
}

static bool may_sign(const struct step *s, struct message message) {
    const struct stable mine = s->self->stable;
    if (broken(s, RULE_TERM_ORDER)) return message.origin == mine.voted || is_free(s);
    if (message.origin == mine.voted && message.term >= mine.term) return true;
    if (!is_free(s)) return false;
    return message.term > mine.term || (broken(s, RULE_VOTE_ONCE) && message.term == mine.term);
}

static void sign(const struct step *s, struct message message) {
    struct elect *self = s->self;
    const struct stable signed_now = { .term = message.term, .voted = message.origin };
    const bool follows_already = self->follows && !is_free(s) &&
                                 self->stable.term == signed_now.term &&
                                 self->stable.voted == signed_now.voted;
    if (self->stable.term != signed_now.term || self->stable.voted != signed_now.voted) {
        persist(s, signed_now.term, signed_now.voted);
    }
    if (!broken(s, RULE_PROMISE)) self->promise_us = promise_end(s);
    become_follower(s, WHY_SIGNED_ANOTHER);
    self->follows = true;
    emit_sign(s);
    if (!follows_already) {
        emit(s, (struct effect){
                    .kind = EFFECT_FOLLOW, .stable = self->stable, .term = self->stable.term });
    }
}

static void on_leader(const struct step *s, struct message message) {
    struct elect *self = s->self;
    if (s->config->policy == QUORUM_NONE && message.origin < self->me) {
        become_follower(s, WHY_BETTER_LEADER);
    }
    if (may_sign(s, message)) {
        sign(s, message);
        message.signatures = set_with(message.signatures, self->me);
    } else if ((is_free(s) || broken(s, RULE_NEED_WHEN_FREE)) && !broken(s, RULE_NEED)) {
        const uint32_t need = term_after(self->stable.term);
        if (message.need < need) message.need = need;
    }
    (void)forward(s, message);
}

/* ---- inputs ----------------------------------------------------------------- */

static void on_message(const struct step *s, struct message message) {
    const uint8_t me = s->self->me, nodes = s->config->nodes;
    if (message.from >= nodes || message.from == me || message.origin >= nodes) return;
    switch (message.kind) {
    case MESSAGE_HOPACK: on_hopack(s, message.hop); return;
    case MESSAGE_ELECTION:
    case MESSAGE_LEADER: break;
    case MESSAGE_COUNT: return;
    }
    emit(s, (struct effect){ .kind = EFFECT_SEND,
                             .to = message.from,
                             .message = { .kind = MESSAGE_HOPACK,
                                          .from = me,
                                          .origin = message.origin,
                                          .hop = message.hop } });
    if (message.origin == me) on_home(s, message);
    else if (message.kind == MESSAGE_ELECTION) on_election(s, message);
    else on_leader(s, message);
}

/* Rule 7, the time-out: one missed hop a step, the oldest first. */
static void on_time(const struct step *s) {
    struct elect *self = s->self;
    for (int i = 0; i < self->waiting_count; i++) {
        const struct waiting missed = self->waiting[i];
        if (s->now_us < missed.deadline_us) continue;
        waiting_remove(self, i);
        emit(s, (struct effect){ .kind = EFFECT_SKIP, .to = missed.to, .message = missed.message });
        if (pass(s, missed.message, missed.to)) on_home(s, missed.message);
        return;
    }
}

/* ---- rules 6, 5, 1 ------------------------------------------------------------ */

static void rule_6_step_down(const struct step *s) {
    const struct elect *self = s->self;
    if (self->role == ROLE_LEADER && s->now_us >= self->lease_us) {
        become_follower(s, WHY_LEASE_ENDED);
    } else if (self->role == ROLE_ELECTED && !broken(s, RULE_ELECTED_TIMEOUT) &&
               s->now_us >= self->elected_at_us + s->config->timers.lease_us) {
        become_follower(s, WHY_NEVER_LED);
    }
}

static void rule_5_beat(const struct step *s) {
    struct elect *self = s->self;
    if (self->role == ROLE_FOLLOWER || s->now_us < self->beat_us) return;
    self->beat_us = s->now_us + s->config->timers.heartbeat_us;
    if (!broken(s, RULE_SELF_PROMISE)) self->promise_us = promise_end(s);
    emit_sign(s);
    const struct message message = { .kind = MESSAGE_LEADER,
                                     .from = self->me,
                                     .origin = self->me,
                                     .signatures = set_of(self->me),
                                     .term = self->stable.term,
                                     .sent_us = s->now_us };
    if (forward(s, message)) on_leader_home(s, message);
}

static int64_t stand_deadline(const struct elect *self, const struct elect_config *config) {
    const struct timers *t = &config->timers;
    int64_t deadline_us = self->promise_us;
    if (self->stood_us != TIME_PAST && self->stood_us + t->stand_us > deadline_us) {
        deadline_us = self->stood_us + t->stand_us;
    }
    return deadline_us + self->me * t->stagger_us;
}

static void rule_1_stand(const struct step *s) {
    struct elect *self = s->self;
    if (self->role != ROLE_FOLLOWER || s->now_us < stand_deadline(self, s->config)) return;
    self->stood_us = s->now_us;
    self->follows = false;
    emit(s, (struct effect){ .kind = EFFECT_STAND, .term = self->stable.term });
    const struct message message = { .kind = MESSAGE_ELECTION,
                                     .from = self->me,
                                     .origin = self->me,
                                     .signatures = set_of(self->me) };
    if (!forward(s, message)) return;
    on_election_home(s, message); /* alone on the ring */
    rule_5_beat(s);
}

/* ---- the step ------------------------------------------------------------------ */

void elect_start(struct elect *self, const struct elect_config *config, uint8_t me,
                 struct stable stable, uint32_t hop_start, int64_t now_us, struct effects *out) {
    REQUIRE(me < config->nodes);
    out->count = 0;
    const bool lost = rule_broken(config->broken, RULE_STABLE_STORAGE);
    /* The promise is owed to what was signed, even by a node that forgot it. */
    const bool bound = stable.voted != NODE_NONE && !rule_broken(config->broken, RULE_ABSTAIN);
    *self = (struct elect){
        .me = me,
        .role = ROLE_FOLLOWER,
        .stable = lost ? (struct stable){ .term = 0, .voted = NODE_NONE } : stable,
        .promise_us = bound ? now_us + config->timers.promise_us : now_us,
        .lease_us = TIME_PAST,
        .stood_us = TIME_PAST,
        .elected_at_us = TIME_PAST,
        .beat_us = TIME_PAST,
        .hop = hop_start,
    };
    if (!lost) return;
    const struct step s = { .self = self, .config = config, .now_us = now_us, .out = out };
    persist(&s, 0, NODE_NONE);
}

void elect_step(struct elect *self, const struct elect_config *config, const struct input *input,
                struct effects *out) {
    out->count = 0;
    const struct step s = {
        .self = self, .config = config, .roster = input->roster, .now_us = input->now_us, .out = out
    };
    rule_6_step_down(&s); /* first, so that a leader waking without a lease cannot renew it */
    switch (input->kind) {
    case INPUT_MESSAGE: on_message(&s, input->message); break;
    case INPUT_TIME: on_time(&s); break;
    }
    rule_5_beat(&s);
    rule_1_stand(&s);
}

int64_t elect_deadline(const struct elect *self, const struct elect_config *config) {
    int64_t deadline_us = TIME_NEVER;
    switch (self->role) {
    case ROLE_FOLLOWER: deadline_us = stand_deadline(self, config); break;
    case ROLE_LEADER:
        deadline_us = self->beat_us < self->lease_us ? self->beat_us : self->lease_us;
        break;
    case ROLE_ELECTED:
        deadline_us = self->beat_us;
        if (!rule_broken(config->broken, RULE_ELECTED_TIMEOUT) &&
            self->elected_at_us + config->timers.lease_us < deadline_us) {
            deadline_us = self->elected_at_us + config->timers.lease_us;
        }
        break;
    case ROLE_COUNT: UNREACHABLE();
    }
    for (int i = 0; i < self->waiting_count; i++) {
        if (self->waiting[i].deadline_us < deadline_us) deadline_us = self->waiting[i].deadline_us;
    }
    return deadline_us;
}

void elect_check(const struct elect *self, const struct elect_config *config) {
    ENSURE(self->me < config->nodes && self->waiting_count <= WAITING_MAX);
    const bool leading = self->role != ROLE_FOLLOWER;
    ENSURE(leading == (self->beat_us != TIME_PAST));
    ENSURE(leading == (self->elected_at_us != TIME_PAST));
    ENSURE((self->role == ROLE_LEADER) == (self->lease_us != TIME_PAST));
    ENSURE(!leading || self->stable.voted == self->me);
    ENSURE(!leading || !self->follows);
    if (self->role == ROLE_LEADER) ENSURE(self->lease_term <= self->stable.term);
    /* --unsafe may make promises shorter than leases. */
    const bool safe = timers_hold(&config->timers, INEQUALITY_PROMISE_COVERS_LEASE);
    if (config->broken.bits == 0 && safe && self->role == ROLE_LEADER) {
        ENSURE(self->lease_us <= self->promise_us);
    }
}

void elect_ring(struct elect_config *config, const uint8_t *order, uint8_t nodes) {
    REQUIRE(nodes >= NODES_MIN && nodes <= NODES_MAX);
    struct node_set seen = SET_EMPTY;
    config->nodes = nodes;
    for (uint8_t i = 0; i < nodes; i++) {
        REQUIRE(order[i] < nodes && !set_has(seen, order[i]));
        seen = set_with(seen, order[i]);
        config->next[order[i]] = order[(i + 1) % nodes];
    }
}
