#include "explore/start.h"

#include "base/check.h"

/* Draws mixed-radix digits of an index. */
static uint64_t draw(uint64_t *index, uint64_t bound) {
    const uint64_t digit = *index % bound;
    *index /= bound;
    return digit;
}

static uint64_t promise_choices(const struct explore_config *config) {
    return (uint64_t)(config->elect.timers.promise_us / config->unit_us) + 1;
}

/* FOLLOWER that has never voted; FOLLOWER bound to somebody; ELECTED. */
static uint64_t bound_choices(const struct explore_config *config) {
    return START_TERMS * config->elect.nodes * promise_choices(config);
}
static uint64_t elected_choices(const struct explore_config *config) {
    return START_TERMS * promise_choices(config) * 2;
}
static uint64_t local_choices(const struct explore_config *config) {
    return 2 + 2 * bound_choices(config) + elected_choices(config);
}

uint64_t start_count(const struct explore_config *config) {
    uint64_t count = config->drift ? UINT64_C(1) << config->elect.nodes : 1;
    for (int i = 0; config->any && i < config->elect.nodes; i++) {
        const uint64_t choices = local_choices(config);
        if (count > UINT64_MAX / choices) return UINT64_MAX;
        count *= choices;
    }
    return count;
}

static void set_local(const struct explore_config *config, uint64_t choice, struct stage *stage,
                      uint8_t at) {
    struct elect *elect = &stage->node[at].elect;
    const struct timers *t = &config->elect.timers;
    const int64_t now_us = stage_local_us(stage, at);
    if (choice < 2) {
        if (choice == 1) elect->stood_us = now_us;
        return;
    }
    choice -= 2;
    if (choice < 2 * bound_choices(config)) {
        if (draw(&choice, 2) == 1) elect->stood_us = now_us;
        elect->stable.term = (uint32_t)draw(&choice, START_TERMS) + 1;
        elect->stable.voted = (uint8_t)draw(&choice, config->elect.nodes);
        elect->promise_us = now_us + (int64_t)choice * config->unit_us;
        return;
    }
    choice -= 2 * bound_choices(config);
    const bool tired = draw(&choice, 2) == 1;
    elect->role = ROLE_ELECTED;
    elect->stable.term = (uint32_t)draw(&choice, START_TERMS) + 1;
    elect->stable.voted = at;
    elect->promise_us = now_us + (int64_t)choice * config->unit_us;
    elect->elected_at_us = tired ? now_us + config->unit_us - t->lease_us : now_us;
    elect->beat_us = now_us;
}

void start_make(const struct explore_config *config, uint64_t index, int64_t start_us,
                struct stage *out, struct stage_log *log) {
    REQUIRE(index < start_count(config));
    const uint8_t nodes = config->elect.nodes;
    uint8_t rates = 0;
    if (config->drift) rates = (uint8_t)draw(&index, UINT64_C(1) << nodes);
    stage_boot(out, config, rates, start_us, log);
    if (!config->any) return;
    int told = log->count - nodes;
    for (uint8_t i = 0; i < nodes; i++, told++) {
        const struct stage_node *node = &out->node[i];
        set_local(config, draw(&index, local_choices(config)), out, i);
        struct event *event = &log->event[told];
        event->term = node->elect.stable.term;
        event->leader = node->elect.stable.voted;
        event->until_us = node_clock_cluster(&node->clock, node->elect.promise_us);
    }
}
