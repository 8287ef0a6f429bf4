#include "tui/person/guide.h"

#include <string.h>

#include "base/check.h"

/* By then somebody who reads slowly has done what is asked for. */
enum { LATE_US = 60000000 };

static const struct lesson_step *step_of(const struct guide *self) {
    return &self->lesson->step[self->step];
}

static void begin(struct guide *self, int64_t real_us) {
    self->met = self->acted = self->hints = 0;
    self->seen = self->did = 0;
    self->late = false;
    self->began_us = self->now_us;
    self->began_real_us = real_us;
    memcpy(self->violations, self->facts.violations, sizeof self->violations);
}

void guide_skip(struct guide *self, int64_t real_us) {
    self->step++;
    begin(self, real_us);
}

void guide_init(struct guide *self, const struct lesson *lesson, const struct trace_header *header,
                int64_t real_us) {
    memset(self, 0, sizeof *self);
    self->lesson = lesson;
    self->asked_us = TIME_PAST;
    facts_init(&self->facts, header);
    begin(self, real_us);
}

bool guide_is_over(const struct guide *self) {
    return self->step == self->lesson->count;
}

bool guide_waits(const struct guide *self) {
    return !guide_is_over(self) && step_of(self)->until_count == 0;
}

/* The condition that is waited for; NULL: none. */
static const struct lesson_until *waited(const struct guide *self) {
    if (guide_is_over(self) || self->met == step_of(self)->until_count) return NULL;
    return &step_of(self)->until[self->met];
}

static void meet(struct guide *self) {
    self->met++;
    self->seen = 0;
}

/* ---- events ------------------------------------------------------------------------ */

static bool concerns(const struct lesson_until *until, struct node_set who, uint8_t leader) {
    if (until->leader) return leader != NODE_NONE && set_has(who, leader);
    return until->node == NODE_NONE || set_has(who, until->node);
}

/* What else the statement says: how far the clock drifts, where a stall begins. */
static bool says_the_same(const struct lesson_until *until, const struct command *command) {
    const struct command *wanted = &until->statement.command;
    return !until->exact ||
           (command->mid_duty == wanted->mid_duty && command->drift_ppm == wanted->drift_ppm &&
            command->delay_us == wanted->delay_us && command->ppm == wanted->ppm);
}

/* Of whom a command is.  Those that are about links name no one: anybody's. */
static struct node_set named(const struct command *command) {
    struct node_set who = command->who;
    if (command->x < NODES_MAX) who = set_with(who, command->x);
    if (command->y < NODES_MAX) who = set_with(who, command->y);
    return who;
}

static bool is_done_by(const struct lesson_until *until, const struct event *event,
                       uint8_t leader) {
    if (until->condition != LESSON_DONE || event->command.kind != until->command) return false;
    return says_the_same(until, &event->command) && concerns(until, named(&event->command), leader);
}

/* One command answers one condition. */
static void note_command(struct guide *self, const struct event *event, uint8_t leader) {
    for (int i = self->met; i < step_of(self)->until_count; i++) {
        const uint32_t bit = UINT32_C(1) << i;
        if ((self->did & bit) != 0 || !is_done_by(&step_of(self)->until[i], event, leader))
            continue;
        self->did |= bit;
        return;
    }
}

static bool was_done(const struct guide *self) {
    return (self->did >> self->met & 1u) != 0;
}

/* Does what the statement expects hold now?  Violations count from the step's start. */
static bool holds(const struct guide *self, const struct statement *statement, int64_t t_us) {
    const enum property property = statement->expect.property;
    if (statement->expect.kind == EXPECT_VIOLATION)
        return self->facts.violations[property] > self->violations[property];
    return facts_hold(&self->facts, statement, t_us, 0);
}

static bool are_leaders(const struct guide *self, uint32_t count, int64_t t_us) {
    uint32_t leaders = 0;
    for (uint8_t node = 0; node < self->facts.nodes; node++)
        leaders += facts_leads(&self->facts, node, t_us);
    return leaders >= count;
}

void guide_event(struct guide *self, const struct event *event) {
    const struct lesson_until *until = waited(self);
    /* the leader before it is told: a kill is of the one who led */
    const uint8_t leader = facts_leader(&self->facts, event->t_us);
    facts_event(&self->facts, event);
    self->now_us = event->t_us;
    if (until == NULL) return;
    if (event->kind == EVENT_COMMAND) note_command(self, event, leader);
    if (until->condition == LESSON_DONE) {
        if (was_done(self)) meet(self);
    } else if (until->condition == LESSON_EVENT) {
        if (event->kind != until->event) return;
        if (!concerns(until, event->node == NODE_NONE ? SET_EMPTY : set_of(event->node), leader))
            return;
        if (++self->seen >= until->times) meet(self);
    } else if (until->condition == LESSON_HOLDS) {
        if (holds(self, &until->statement, event->t_us)) meet(self);
    } else if (until->condition == LESSON_LEADERS) {
        if (are_leaders(self, until->times, event->t_us)) meet(self);
    }
}

/* ---- time and the screen ------------------------------------------------------------- */

static bool is_shown(enum lesson_sight sight, const struct ui *ui) {
    switch (sight) {
    case LESSON_SIGHT_SPACE: return ui->page == UI_SPACE;
    case LESSON_SIGHT_BELIEFS: return ui->page == UI_BELIEFS;
    case LESSON_SIGHT_WHY: return ui->mode == UI_WHY;
    case LESSON_SIGHT_HELP: return ui->mode == UI_HELP;
    case LESSON_SIGHT_PAST: return ui->past;
    case LESSON_SIGHT_NOW: return !ui->past;
    case LESSON_SIGHT_PAUSED: return ui->paused;
    case LESSON_SIGHT_RUNNING: return !ui->paused;
    case LESSON_SIGHT_COUNT: break;
    }
    UNREACHABLE();
}

static bool is_in_minority(const struct view *view, int64_t now_us) {
    const uint8_t leader = view_leader(view, now_us);
    return leader != NODE_NONE && set_count(view_component(view, leader)) < view_needed(view);
}

static int group_of(const struct command *partition, uint8_t node) {
    int group = 0;
    while (group < partition->group_count && !set_has(partition->group[group], node)) group++;
    return group;
}

static bool is_apart(const struct view *view, const struct command *partition) {
    for (uint8_t a = 0; a < view->nodes; a++) {
        for (uint8_t b = 0; b < view->nodes; b++) {
            const bool together = group_of(partition, a) == group_of(partition, b);
            if (a != b && view_reaches(view, a, b) != together) return false;
        }
    }
    return true;
}

static bool is_met(const struct guide *self, const struct lesson_until *until,
                   const struct view *view, const struct ui *ui) {
    switch (until->condition) {
    case LESSON_DONE: return was_done(self);
    case LESSON_EVENT: return false; /* guide_event() */
    case LESSON_HOLDS: return holds(self, &until->statement, self->now_us);
    case LESSON_SHOWN: return is_shown(until->sight, ui);
    case LESSON_PASSED: return self->now_us - self->began_us >= until->us;
    case LESSON_MINORITY: return is_in_minority(view, self->now_us);
    case LESSON_ISOLATED: return view_isolated(view, until->node);
    case LESSON_APART: return is_apart(view, &until->statement.command);
    case LESSON_WHOLE: return !view_any_cut(view);
    case LESSON_LEADERS: return are_leaders(self, until->times, self->now_us);
    }
    UNREACHABLE();
}

static bool show_hints(struct guide *self, int64_t real_us) {
    const struct lesson_step *step = step_of(self);
    if (!self->late && !guide_waits(self) && real_us - self->began_real_us >= LATE_US) {
        self->late = true;
        return true;
    }
    if (self->hints == step->hint_count) return false;
    if (real_us - self->began_real_us < step->hint[self->hints].after_us) return false;
    self->hints++;
    return true;
}

bool guide_time(struct guide *self, const struct view *view, const struct ui *ui, int64_t now_us,
                int64_t real_us) {
    if (now_us > self->now_us) self->now_us = now_us;
    if (guide_is_over(self)) return false;
    const struct lesson_until *until = waited(self);
    if (until != NULL && is_met(self, until, view, ui)) {
        meet(self);
        until = waited(self);
    }
    if (until == NULL && !guide_waits(self)) {
        guide_skip(self, real_us);
        return true;
    }
    return show_hints(self, real_us);
}

bool guide_action(struct guide *self, struct command *out) {
    if (guide_is_over(self) || self->acted == step_of(self)->action_count) return false;
    const struct statement *action = &step_of(self)->action[self->acted];
    const uint8_t leader = facts_leader(&self->facts, self->now_us);
    if (!statement_resolve(action, leader, self->facts.nodes, out)) return false; /* later */
    self->acted++;
    return true;
}

const char *guide_hint(const struct guide *self) {
    if (guide_is_over(self) || self->hints == 0) return "";
    return step_of(self)->hint[self->hints - 1].text;
}

const char *guide_way_out(const struct guide *self) {
    if (guide_is_over(self) || !self->late) return "";
    return "No way on from here? L begins the lesson anew, :lesson next skips the step.";
}
