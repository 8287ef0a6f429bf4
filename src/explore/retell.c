#include "explore/retell.h"

#include <string.h>

#include "base/check.h"
#include "explore/start.h"

/* A message that arrives behind a later one of its channel must be told as one
 * that may: known only once it has happened, so there are two rounds. */
static void note_order(struct retelling *self) {
    for (int i = 0; i < self->log.count; i++) {
        const struct event *event = &self->log.event[i];
        if (event->kind != EVENT_DELIVER) continue;
        uint64_t *last = &self->last[event->from][event->to];
        if (event->id > *last) *last = event->id;
        else if (event->id < REORDERED_IDS_MAX) {
            self->reordered[event->id / 64] |= UINT64_C(1) << (event->id % 64);
        }
    }
}

static void walk(struct retelling *self, const struct explore_config *config,
                 const struct search_path *path, struct retell_sink *sink) {
    struct retold step = { .before = &self->after, .after = &self->after, .log = &self->log };
    self->log.loud = true;
    self->log.reordered = self->reordered;
    start_make(config, path->start, 0, &self->after, &self->log);
    stage_settle(&self->after, config);
    if (sink != NULL) sink->step(sink, &step);
    step.before = &self->before;
    for (int i = 0; i < path->length; i++) {
        stage_copy(&self->before, &self->after, config);
        const int moves = stage_moves(&self->before, config, self->moves);
        REQUIRE(path->move[i] < moves);
        step.number = i + 1;
        step.move = self->moves[path->move[i]];
        stage_apply(&self->after, config, step.move, &self->log);
        stage_settle(&self->after, config);
        if (sink == NULL) note_order(self);
        else sink->step(sink, &step);
    }
}

void retell(struct retelling *self, const struct explore_config *config,
            const struct search_path *path, struct retell_sink *sink) {
    memset(self, 0, sizeof *self);
    walk(self, config, path, NULL);
    walk(self, config, path, sink);
}
