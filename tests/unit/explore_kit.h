/* What the tests of explore share: a config in one line, a random walk. */
#ifndef TESTS_UNIT_EXPLORE_KIT_H
#define TESTS_UNIT_EXPLORE_KIT_H

#include <string.h>

#include "base/choose.h"
#include "explore/ghost.h"
#include "explore/moves.h"
#include "explore/pack.h"
#include "explore/start.h"

struct kit {
    uint8_t nodes;
    enum quorum_policy policy;
    uint8_t bound[BOUND_COUNT];
    bool drift, any, full; /* full: no reductions */
    uint8_t hop;
    const char *broken;
};

static inline struct explore_config kit_config(struct kit kit) {
    struct explore_config config = { .terms = TERMS_MAX,
                                     .channel = 2,
                                     .drift = kit.drift,
                                     .any = kit.any,
                                     .reductions = kit.full ? 1 << REDUCE_TERMS : REDUCE_ALL,
                                     .properties = UINT32_MAX };
    const struct explore_ticks ticks = { .hop = kit.hop };
    memcpy(config.bound, kit.bound, sizeof config.bound);
    if (kit.broken != NULL) {
        config.elect.broken = rule_break(config.elect.broken, rule_by_name(kit.broken));
    }
    (void)explore_config_timers(&config, kit.nodes, kit.policy, &ticks, EXPLORE_UNIT_US);
    return config;
}

#endif
