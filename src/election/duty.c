#include "election/duty.h"

void duty_init(struct duty *self) {
    *self = (struct duty){ .next_us = TIME_PAST };
}

bool duty_step(struct duty *self, const struct elect_config *config, const struct elect *elect,
               int64_t now_us, struct duty_write *out) {
    if (!elect_leads(elect, now_us) || now_us < self->next_us) return false;
    if (elect->lease_term != self->term) {
        self->term = elect->lease_term;
        self->count = 0;
    }
    self->count++;
    self->next_us = now_us + config->timers.duty_us;
    *out = (struct duty_write){ .node = elect->me, .term = self->term, .count = self->count };
    return true;
}

int64_t duty_deadline(const struct duty *self, const struct elect *elect, int64_t now_us) {
    if (!elect_leads(elect, now_us)) return TIME_NEVER;
    return self->next_us;
}

bool fence_accepts(struct fence *self, uint32_t term) {
    if (term < self->highest) return false;
    self->highest = term;
    return true;
}
