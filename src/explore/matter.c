#include "explore/matter.h"

#include "base/check.h"

enum { LEFT_MAX = 255 };

/* Can a LEADER token still grant its origin a lease? */
static bool may_grant(const struct stage *stage, const struct explore_config *config,
                      const struct message *message) {
    if (!matter_terms_rise(config)) return true;
    const struct stage_node *origin = &stage->node[message->origin];
    return origin->life != LIFE_DOWN && origin->elect.role != ROLE_FOLLOWER &&
           origin->elect.stable.term == message->term;
}

static uint8_t time_left(const struct stage *stage, const struct explore_config *config,
                         const struct message *message) {
    if (rule_broken(config->elect.broken, RULE_LEASE_FROM_SEND)) return 0;
    const int64_t over_us = message->sent_us + config->elect.timers.lease_us;
    const int64_t left_us = over_us - stage_local_us(stage, message->origin);
    if (left_us <= 0) return 0;
    /* packing works in EXPLORE_UNIT_US; the other unit is for telling, which is rare */
    const int64_t units =
        config->unit_us == EXPLORE_UNIT_US ? left_us / EXPLORE_UNIT_US : left_us / config->unit_us;
    REQUIRE(units <= LEFT_MAX);
    return (uint8_t)units;
}

struct matter matter_of_token(const struct stage *stage, const struct explore_config *config,
                              const struct message *message) {
    struct matter matter = { .signatures = message->signatures.bits };
    if (message->kind != MESSAGE_LEADER) return matter;
    if (may_grant(stage, config, message)) matter.left = time_left(stage, config, message);
    else matter.signatures = 0;
    return matter;
}

static uint8_t hop_place(const struct stage *stage, uint8_t node, uint32_t hop) {
    const struct elect *elect = &stage->node[node].elect;
    if (stage->node[node].life == LIFE_DOWN) return 0;
    for (uint8_t i = 0; i < elect->waiting_count; i++) {
        if (elect->waiting[i].message.hop == hop) return (uint8_t)(i + 1);
    }
    return 0;
}

struct matter matter_of_flight(const struct stage *stage, const struct explore_config *config,
                               const struct flight *flight) {
    const struct message *message = &flight->message;
    const bool is_ack = message->kind == MESSAGE_HOPACK;
    struct matter matter = { 0 };
    if (!is_ack) matter = matter_of_token(stage, config, message);
    matter.place = hop_place(stage, is_ack ? flight->to : message->from, message->hop);
    return matter;
}

uint64_t matter_key(const struct stage *stage, const struct explore_config *config,
                    const struct flight *flight) {
    const struct message *m = &flight->message;
    const struct matter matter = matter_of_flight(stage, config, flight);
    return (uint64_t)m->from << 60 | (uint64_t)flight->to << 56 | (uint64_t)m->kind << 54 |
           (uint64_t)m->origin << 50 | (uint64_t)(m->term & 4095) << 38 |
           (uint64_t)(m->need & 4095) << 26 | (uint64_t)(matter.signatures & 31) << 21 |
           (uint64_t)matter.place << 13 | matter.left;
}
