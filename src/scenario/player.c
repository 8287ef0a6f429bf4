#include "scenario/player.h"

#include <string.h>

#include "base/check.h"

/* ---- what events have told ---------------------------------------------------------- */

static bool leads(const struct player *self, uint8_t node, int64_t now_us) {
    const struct player_node *at = &self->node[node];
    return set_has(self->live, node) && at->role == ROLE_LEADER && now_us < at->lease_us;
}

uint8_t player_leader(const struct player *self, int64_t now_us) {
    uint8_t best = NODE_NONE;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!leads(self, node, now_us)) continue;
        if (best == NODE_NONE || self->node[node].lease_term > self->node[best].lease_term) {
            best = node;
        }
    }
    return best;
}

static int64_t standing_until(const struct player *self, uint8_t node) {
    const struct player_node *at = &self->node[node];
    return at->stood_us == TIME_PAST ? TIME_PAST : at->stood_us + self->stand_us;
}

enum expect_role player_role(const struct player *self, uint8_t node, int64_t now_us) {
    REQUIRE(node < self->nodes);
    if (!set_has(self->live, node)) return EXPECT_ROLE_DOWN;
    if (self->node[node].stalled) return EXPECT_ROLE_STALLED;
    switch (self->node[node].role) {
    case ROLE_ELECTED: return EXPECT_ROLE_ELECTED;
    case ROLE_LEADER: return leads(self, node, now_us) ? EXPECT_ROLE_LEADER : EXPECT_ROLE_COUNT;
    case ROLE_FOLLOWER:
        return now_us < standing_until(self, node) ? EXPECT_ROLE_STANDING : EXPECT_ROLE_FOLLOWER;
    case ROLE_COUNT: break;
    }
    UNREACHABLE();
}

/* Does the node acknowledge `leader`, who leads? */
static bool acknowledges(const struct player *self, uint8_t node, uint8_t leader, int64_t now_us) {
    const struct player_node *at = &self->node[node];
    if (node == leader) return true;
    return at->follows == leader && at->promised == leader && now_us < at->promise_us;
}

static void forget_lease(struct player_node *at) {
    at->lease_us = TIME_PAST;
    at->lease_term = 0;
}

static void on_start(struct player *self, const struct event *event) {
    self->live = set_with(self->live, event->node);
    self->node[event->node] = (struct player_node){
        .role = ROLE_FOLLOWER,
        .term = event->term,
        .lease_us = TIME_PAST,
        .stood_us = TIME_PAST,
        .follows = NODE_NONE,
        .promised = event->leader,
        .promise_us = event->until_us,
    };
}

static void fold_node(struct player *self, const struct event *event) {
    struct player_node *at = &self->node[event->node];
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

static void fold(struct player *self, const struct event *event) {
    if (event->kind == EVENT_VIOLATION && event->property < PROPERTY_COUNT) {
        self->violations[event->property]++;
    }
    if (event->kind == EVENT_WRITE && !event->accepted) self->refused++;
    if (event->node < self->nodes) fold_node(self, event);
}

/* ---- does an expectation hold? -------------------------------------------------------- */

static struct node_set among(const struct player *self, const struct statement *statement) {
    const struct node_set set = statement->expect.among;
    return set_is_empty(set) ? set_all(self->nodes) : set;
}

static struct node_set whose(const struct player *self, const struct statement *statement,
                             int64_t now_us) {
    if (statement->who_all) return set_all(self->nodes);
    if (!statement->who_leader) return statement->who;
    const uint8_t leader = player_leader(self, now_us);
    return leader == NODE_NONE ? SET_EMPTY : set_of(leader);
}

static bool somebody_leads(const struct player *self, struct node_set set, int64_t now_us) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && leads(self, node, now_us)) return true;
    }
    return false;
}

static bool all_agree(const struct player *self, struct node_set set, int64_t now_us) {
    for (uint8_t leader = 0; leader < self->nodes; leader++) {
        if (!leads(self, leader, now_us)) continue;
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

static bool all_in_role(const struct player *self, struct node_set set, enum expect_role role,
                        int64_t now_us) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && player_role(self, node, now_us) != role) return false;
    }
    return !set_is_empty(set);
}

static bool all_in_term(const struct player *self, struct node_set set, uint32_t term) {
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (set_has(set, node) && self->node[node].term < term) return false;
    }
    return !set_is_empty(set);
}

static bool holds(const struct player *self, const struct statement *statement, int64_t now_us) {
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
    case EXPECT_WRITE_REFUSED: return self->refused > self->refused_mark;
    case EXPECT_STABLE: /* judged by watch_stable() */
    case EXPECT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

/* ---- watching the line at hand ---------------------------------------------------------- */

static const struct scenario_line *current(const struct player *self) {
    return &self->scenario->line[self->index];
}

/* The last instant that counts. */
static int64_t deadline(const struct player *self) {
    return self->start_us + current(self)->statement.expect.within_us;
}

/* A lease that is renewed after it ran out has lapsed, even if nobody looked in between:
 * so this is called with the old state before an event is folded in. */
static void watch_stable(struct player *self, int64_t now_us) {
    if (self->lapsed_us != TIME_NEVER) return;
    if (self->stable_leader == NODE_NONE) {
        self->lapsed_us = self->start_us;
    } else if (!leads(self, self->stable_leader, now_us)) {
        const int64_t end_us = self->node[self->stable_leader].lease_us;
        self->lapsed_us = end_us > self->start_us && end_us < now_us ? end_us : now_us;
    }
}

static void watch(struct player *self, int64_t now_us) {
    if (self->stage != STAGE_EXPECT) return;
    const struct statement *statement = &current(self)->statement;
    if (statement->expect.kind == EXPECT_STABLE) {
        watch_stable(self, now_us);
        return;
    }
    if (self->held_us != TIME_NEVER) return;
    /* after the deadline only what was already so at the deadline counts */
    const int64_t at_us = now_us < deadline(self) ? now_us : deadline(self);
    if (holds(self, statement, at_us)) self->held_us = at_us;
}

static void watch_effect(struct player *self, const struct event *event) {
    if (self->stage != STAGE_EFFECT) return;
    if (event->kind == EVENT_COMMAND && event->command.kind == self->submitted) self->told = true;
    const bool effect = (self->submitted == COMMAND_KILL && event->kind == EVENT_STOP) ||
                        (self->submitted == COMMAND_REVIVE && event->kind == EVENT_START) ||
                        (self->submitted == COMMAND_STALL && event->kind == EVENT_STALL) ||
                        (self->submitted == COMMAND_WAKE && event->kind == EVENT_WAKE);
    const bool stopped = event->kind == EVENT_STOP; /* whoever did that: no more will come */
    if (effect || stopped) self->awaited = set_without(self->awaited, event->node);
}

void player_event(struct player *self, const struct event *event) {
    watch(self, event->t_us);
    fold(self, event);
    /* what came after the deadline is too late */
    if (self->stage == STAGE_EXPECT && event->t_us <= deadline(self)) watch(self, event->t_us);
    watch_effect(self, event);
}

/* ---- playing ---------------------------------------------------------------------------- */

/* Nodes whose own event the command will bring about. */
static struct node_set effects_of(const struct player *self, const struct command *command) {
    struct node_set stalled = SET_EMPTY;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (self->node[node].stalled) stalled = set_with(stalled, node);
    }
    switch (command->kind) {
    case COMMAND_KILL: return set_and(command->who, self->live);
    case COMMAND_REVIVE: return set_minus(command->who, self->live);
    case COMMAND_STALL:
        if (command->mid_duty) return SET_EMPTY; /* that may take its time */
        return set_minus(set_and(command->who, self->live), stalled);
    case COMMAND_WAKE: return set_and(command->who, stalled);
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_HEAL:
    case COMMAND_CUT:
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER:
    case COMMAND_DRIFT:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return SET_EMPTY;
    }
    UNREACHABLE();
}

static void line_done(struct player *self, int64_t now_us) {
    self->stage = STAGE_NEXT;
    self->index++;
    self->done_us = now_us;
}

static void say_state(const struct player *self, int64_t now_us, struct text *out) {
    bool any = false;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!leads(self, node, now_us)) continue;
        text_add(out, any ? ", " : "");
        text_add_char(out, node_letter(node));
        text_add(out, " leads in term ");
        text_add_uint(out, self->node[node].lease_term);
        any = true;
    }
    if (!any) text_add(out, "nobody leads");
}

static void say_dissent(const struct player *self, const struct statement *statement,
                        int64_t now_us, struct text *out) {
    const uint8_t leader = player_leader(self, now_us);
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
static void say_failure(const struct player *self, const struct statement *statement,
                        int64_t now_us, struct text *out) {
    const bool agreement = statement->kind == STATEMENT_EXPECT &&
                           statement->expect.kind == EXPECT_AGREEMENT;
    const struct node_set set = whose(self, statement, now_us);
    text_add(out, " (");
    say_state(self, now_us, out);
    if (agreement) say_dissent(self, statement, now_us, out);
    for (uint8_t node = 0; node < self->nodes; node++) {
        const enum expect_role role = player_role(self, node, now_us);
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

static void report(struct player *self, bool met, int64_t now_us, int64_t done_us,
                   struct player_action *out) {
    const struct scenario_line *line = current(self);
    struct text text;
    out->kind = PLAYER_EXPECT;
    out->met = met;
    out->line = line->line;
    text_init(&text, out->text, sizeof out->text);
    statement_print(&line->statement, &text);
    if (!met) say_failure(self, &line->statement, now_us, &text);
    self->refused_mark = self->refused;
    line_done(self, done_us);
}

static void wait_until(int64_t until_us, struct player_action *out) {
    out->kind = PLAYER_WAIT;
    out->until_us = until_us;
}

/* The next instant after now at which something may change by time alone. */
static int64_t next_change(const struct player *self, int64_t now_us) {
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

static void judge_stable(struct player *self, int64_t now_us, struct player_action *out) {
    const int64_t end_us = deadline(self);
    if (self->lapsed_us < end_us || self->stable_leader == NODE_NONE) {
        report(self, false, now_us, now_us, out);
    } else if (now_us >= end_us) {
        report(self, true, now_us, end_us, out);
    } else {
        const int64_t lease_us = self->node[self->stable_leader].lease_us;
        wait_until(lease_us < end_us ? lease_us : end_us, out);
    }
}

/* Events at the very deadline still count, so a line fails only after it. */
static void judge_within(struct player *self, int64_t now_us, struct player_action *out) {
    const int64_t end_us = deadline(self);
    if (self->held_us != TIME_NEVER) {
        report(self, true, now_us, self->held_us, out);
    } else if (now_us > end_us) {
        report(self, false, now_us, end_us, out);
    } else {
        const int64_t change_us = next_change(self, now_us);
        wait_until(change_us <= end_us ? change_us : end_us + 1, out);
    }
}

static void judge(struct player *self, int64_t now_us, struct player_action *out) {
    watch(self, now_us);
    if (current(self)->statement.expect.kind == EXPECT_STABLE) judge_stable(self, now_us, out);
    else judge_within(self, now_us, out);
}

static void submit(struct player *self, int64_t now_us, struct player_action *out) {
    const struct statement *statement = &current(self)->statement;
    if (!statement_resolve(statement, player_leader(self, now_us), self->nodes, &out->command)) {
        const int64_t end_us = self->start_us + self->leader_wait_us;
        self->stage = STAGE_LEADER;
        if (now_us > end_us) report(self, false, now_us, end_us, out);
        else wait_until(end_us + 1, out); /* only an event makes a leader */
        return;
    }
    out->kind = PLAYER_SUBMIT;
    self->stage = STAGE_EFFECT;
    self->told = false;
    self->submitted = out->command.kind;
    self->awaited = effects_of(self, &out->command);
    self->refused_mark = self->refused;
}

/* Reach the line at hand, if its time has come. */
static bool reach(struct player *self, int64_t now_us, struct player_action *out) {
    const struct scenario_line *line = current(self);
    const int64_t due_us = line->relative ? self->done_us + line->time_us : line->time_us;
    if (now_us < due_us) {
        wait_until(due_us, out);
        return true;
    }
    self->start_us = now_us;
    switch (line->statement.kind) {
    case STATEMENT_END: line_done(self, now_us); return false;
    case STATEMENT_COMMAND: submit(self, now_us, out); return true;
    case STATEMENT_EXPECT:
        self->stage = STAGE_EXPECT;
        self->held_us = TIME_NEVER;
        self->lapsed_us = TIME_NEVER;
        self->stable_leader = player_leader(self, now_us);
        judge(self, now_us, out);
        return true;
    }
    UNREACHABLE();
}

/* True when *out is set; false: the line was done without a word, ask again. */
static bool step(struct player *self, int64_t now_us, struct player_action *out) {
    switch (self->stage) {
    case STAGE_NEXT: return reach(self, now_us, out);
    case STAGE_LEADER: submit(self, now_us, out); return true;
    case STAGE_EXPECT: judge(self, now_us, out); return true;
    case STAGE_EFFECT:
        if (!self->told || !set_is_empty(self->awaited)) {
            wait_until(TIME_NEVER, out);
            return true;
        }
        line_done(self, now_us);
        return false;
    }
    UNREACHABLE();
}

void player_next(struct player *self, int64_t now_us, struct player_action *out) {
    memset(out, 0, sizeof *out);
    out->kind = PLAYER_DONE;
    if (self->scenario == NULL) return;
    while (self->index < self->scenario->count) {
        if (step(self, now_us, out)) return;
    }
}

/* ---- set-up ------------------------------------------------------------------------------ */

void player_init(struct player *self, const struct scenario *scenario,
                 const struct trace_header *header) {
    const struct timers *timers = &header->elect.timers;
    memset(self, 0, sizeof *self);
    self->scenario = scenario;
    self->nodes = header->elect.nodes;
    self->stand_us = timers->stand_us;
    self->leader_wait_us =
        timers->lease_us + timers->promise_us + timers->stand_us + 4 * timers->ring_us;
    /* the common start: everybody is there before the clock leaves 0 */
    self->live = set_all(self->nodes);
    for (uint8_t node = 0; node < NODES_MAX; node++) {
        self->node[node] = (struct player_node){ .role = ROLE_FOLLOWER,
                                                 .lease_us = TIME_PAST,
                                                 .stood_us = TIME_PAST,
                                                 .follows = NODE_NONE,
                                                 .promised = NODE_NONE,
                                                 .promise_us = TIME_PAST };
    }
    for (int i = 0; scenario != NULL && i < scenario->count; i++) {
        const struct statement *statement = &scenario->line[i].statement;
        if (statement->kind != STATEMENT_EXPECT) continue;
        if (statement->expect.kind != EXPECT_VIOLATION) continue;
        self->expected |= 1u << statement->expect.property;
    }
}

bool player_expects(const struct player *self, enum property property) {
    return (self->expected >> property & 1u) != 0;
}
