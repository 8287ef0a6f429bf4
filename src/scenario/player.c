#include "scenario/player.h"

#include <string.h>

#include "base/check.h"

uint8_t player_leader(const struct player *self, int64_t now_us) {
    return facts_leader(&self->facts, now_us);
}

enum expect_role player_role(const struct player *self, uint8_t node, int64_t now_us) {
    return facts_role(&self->facts, node, now_us);
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
    } else if (!facts_leads(&self->facts, self->stable_leader, now_us)) {
        const int64_t end_us = self->facts.node[self->stable_leader].lease_us;
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
    /* after the deadline only what was already so at the deadline counts */
    if (self->held_us != TIME_NEVER || self->facts.event_us > deadline(self)) return;
    const int64_t at_us = now_us < deadline(self) ? now_us : deadline(self);
    if (facts_hold(&self->facts, statement, at_us, self->refused_mark)) self->held_us = at_us;
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
    facts_event(&self->facts, event);
    watch(self, event->t_us);
    watch_effect(self, event);
}

/* ---- playing ---------------------------------------------------------------------------- */

/* Nodes whose own event the command will bring about. */
static struct node_set effects_of(const struct player *self, const struct command *command) {
    struct node_set stalled = SET_EMPTY;
    for (uint8_t node = 0; node < self->facts.nodes; node++) {
        if (self->facts.node[node].stalled) stalled = set_with(stalled, node);
    }
    switch (command->kind) {
    case COMMAND_KILL: return set_and(command->who, self->facts.live);
    case COMMAND_REVIVE: return set_minus(command->who, self->facts.live);
    case COMMAND_STALL:
        if (command->mid_duty) return SET_EMPTY; /* that may take its time */
        return set_minus(set_and(command->who, self->facts.live), stalled);
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

static void report(struct player *self, bool met, int64_t now_us, int64_t done_us,
                   struct player_action *out) {
    const struct scenario_line *line = current(self);
    struct text text;
    out->kind = PLAYER_EXPECT;
    out->met = met;
    out->line = line->line;
    text_init(&text, out->text, sizeof out->text);
    statement_print(&line->statement, &text);
    if (!met) facts_explain(&self->facts, &line->statement, now_us, &text);
    self->refused_mark = self->facts.refused;
    line_done(self, done_us);
}

static void wait_until(int64_t until_us, struct player_action *out) {
    out->kind = PLAYER_WAIT;
    out->until_us = until_us;
}

static void judge_stable(struct player *self, int64_t now_us, struct player_action *out) {
    const int64_t end_us = deadline(self);
    if (self->lapsed_us < end_us || self->stable_leader == NODE_NONE) {
        report(self, false, now_us, now_us, out);
    } else if (now_us >= end_us) {
        report(self, true, now_us, end_us, out);
    } else {
        const int64_t lease_us = self->facts.node[self->stable_leader].lease_us;
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
        const int64_t change_us = facts_next_change(&self->facts, now_us);
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
    if (!statement_resolve(statement, player_leader(self, now_us), self->facts.nodes,
                           &out->command)) {
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
    self->refused_mark = self->facts.refused;
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
    facts_init(&self->facts, header);
    self->leader_wait_us =
        timers->lease_us + timers->promise_us + timers->stand_us + 4 * timers->ring_us;
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
