#include "tui/view/watch.h"

#include <string.h>

#include "base/check.h"

void watch_init(struct watch *self, const struct trace_header *header) {
    memset(self, 0, sizeof *self);
    player_init(&self->told, NULL, header);
}

void watch_event(struct watch *self, const struct event *event) {
    player_event(&self->told, event);
    if (self->active) player_event(&self->one, event);
}

void watch_expect(struct watch *self, const struct statement *statement, int64_t now_us) {
    REQUIRE(statement->kind == STATEMENT_EXPECT);
    self->scenario.count = 1;
    self->scenario.line[0] =
        (struct scenario_line){ .relative = true, .line = 1, .statement = *statement };
    self->one = self->told;
    self->one.scenario = &self->scenario;
    self->one.done_us = now_us;
    self->one.refused_mark = self->one.facts.refused;
    self->active = true;
    self->since_us = now_us;
}

bool watch_answer(struct watch *self, int64_t now_us, struct text *said, bool *met) {
    struct player_action action;
    if (!self->active) return false;
    player_next(&self->one, now_us, &action);
    if (action.kind != PLAYER_EXPECT) return false;
    self->active = false;
    *met = action.met;
    text_add(said, action.met ? "met after " : "not met after ");
    text_add_time(said, now_us - self->since_us);
    text_add(said, ": ");
    text_add(said, action.text);
    return true;
}
