#include "tui/person/guide.h"

#include <string.h>

#include "base/check.h"

static const struct lesson_step *step_of(const struct guide *self) {
    return &self->lesson->step[self->step];
}

static void begin(struct guide *self, int64_t real_us) {
    self->met = self->acted = self->hints = 0;
    self->seen = 0;
    self->began_us = self->now_us;
    self->began_real_us = real_us;
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

/* Of whom a command is.  Those that are about links name no one: anybody's. */
static struct node_set named(const struct command *command) {
    struct node_set who = command->who;
    if (command->x < NODES_MAX) who = set_with(who, command->x);
    if (command->y < NODES_MAX) who = set_with(who, command->y);
    return who;
}

static bool is_done_by(const struct lesson_until *until, const struct event *event,
                       uint8_t leader) {
    if (event->kind != EVENT_COMMAND || event->command.kind != until->command) return false;
    return concerns(until, named(&event->command), leader);
}

void guide_event(struct guide *self, const struct event *event) {
    const struct lesson_until *until = waited(self);
    /* the leader before it is told: a kill is of the one who led */
    const uint8_t leader = facts_leader(&self->facts, event->t_us);
    facts_event(&self->facts, event);
    self->now_us = event->t_us;
    if (until == NULL) return;
    if (until->condition == LESSON_DONE) {
        if (is_done_by(until, event, leader)) meet(self);
    } else if (until->condition == LESSON_EVENT) {
        if (event->kind != until->event) return;
        if (!concerns(until, event->node == NODE_NONE ? SET_EMPTY : set_of(event->node), leader))
            return;
        if (++self->seen >= until->times) meet(self);
    } else if (until->condition == LESSON_HOLDS) {
        if (facts_hold(&self->facts, &until->statement, event->t_us, 0)) meet(self);
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

static bool is_met(const struct guide *self, const struct lesson_until *until,
                   const struct view *view, const struct ui *ui) {
    switch (until->condition) {
    case LESSON_DONE:
    case LESSON_EVENT: return false; /* guide_event() */
    case LESSON_HOLDS: return facts_hold(&self->facts, &until->statement, self->now_us, 0);
    case LESSON_SHOWN: return is_shown(until->sight, ui);
    case LESSON_PASSED: return self->now_us - self->began_us >= until->us;
    case LESSON_MINORITY: return is_in_minority(view, self->now_us);
    }
    UNREACHABLE();
}

static bool show_hints(struct guide *self, int64_t real_us) {
    const struct lesson_step *step = step_of(self);
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
