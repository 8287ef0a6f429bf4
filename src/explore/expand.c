#include "explore/expand.h"

#include <string.h>

#include "base/check.h"
#include "explore/start.h"
#include "explore/store.h"

/* Pack self->after as what `move` leads to. */
static void add_successor(struct expander *self, uint32_t *offset, uint8_t at, struct move move) {
    struct successor *next = &self->next[self->count++];
    stage_settle(&self->after, self->config);
    *next = (struct successor){ .offset = *offset,
                                .move = at,
                                .fault = move_is_fault(move),
                                .ticks = move.kind == MOVE_TICK ? move.a : 0 };
    if (!pack_stage(&self->after, self->config, &self->pack)) {
        next->overflow = self->after.overflow;
        return;
    }
    REQUIRE(*offset + self->pack.bytes <= EXPAND_ROOM_BYTES);
    memcpy(self->room + *offset, self->pack.at, self->pack.bytes);
    next->bytes = (uint16_t)self->pack.bytes;
    next->fingerprint = pack_fingerprint(self->pack.at, self->pack.bytes);
    *offset += (uint32_t)self->pack.bytes;
    if (!self->agreement) return;
    const enum verdict verdict = ghost_agreement(&self->after, self->config);
    if (verdict == VERDICT_OPEN) next->flags = STATE_OPEN;
    if (verdict == VERDICT_GOOD) next->flags = STATE_GOOD;
    if (verdict == VERDICT_LEADERLESS) next->flags = STATE_OPEN | STATE_WEAK;
    if (verdict == VERDICT_LED) next->flags = STATE_GOOD | STATE_WEAK;
    const int bound = ghost_bound_ticks(&self->after, self->config);
    next->bound_ticks = (uint8_t)(bound > UINT8_MAX ? UINT8_MAX : bound);
}

/* Judge what the log says happened; false after a violation. */
static bool judge(struct expander *self, uint8_t move) {
    struct violation found[VIOLATIONS_MAX];
    const int count = ghost_close(&self->sitting, &self->after, self->config, &self->log, found);
    if (count == 0) return true;
    self->violated = true;
    self->guilty = move;
    self->violation = found[0];
    return false;
}

void expand_stage(struct expander *self) {
    bool opened = false;
    uint32_t offset = 0;
    const int moves = stage_moves(&self->stage, self->config, self->moves);
    self->count = 0;
    self->violated = false;
    self->log.loud = false;
    for (int i = 0; i < moves; i++) {
        stage_copy(&self->after, &self->stage, self->config);
        stage_apply(&self->after, self->config, self->moves[i], &self->log);
        if (self->log.count > 0 || self->log.forged) {
            if (!opened) ghost_open(&self->judge, &self->stage, self->config);
            opened = true;
            memcpy(&self->sitting, &self->judge, judge_safety_bytes(self->judge.nodes));
            if (!judge(self, (uint8_t)i)) return;
        }
        add_successor(self, &offset, (uint8_t)i, self->moves[i]);
    }
}

void expand_packed(struct expander *self, const uint8_t *at, size_t bytes) {
    pack_open(at, bytes, self->config, &self->stage);
    expand_stage(self);
}

void expand_start(struct expander *self, uint64_t index) {
    uint32_t offset = 0;
    self->count = 0;
    self->violated = false;
    self->log.loud = false;
    start_make(self->config, index, 0, &self->stage, &self->log);
    ghost_open(&self->sitting, &self->stage, self->config);
    stage_copy(&self->after, &self->stage, self->config);
    if (!judge(self, 0)) return;
    add_successor(self, &offset, 0, (struct move){ .kind = MOVE_TICK, .a = 0 });
}
