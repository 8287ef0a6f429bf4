/* explore/matter.h - what of a message can still matter.
 *
 * One place for packing, for sorting and for telling copies apart, so that a stage
 * that goes on and its packed form see the same messages in the same order.
 */
#ifndef EXPLORE_MATTER_H
#define EXPLORE_MATTER_H

#include "explore/stage.h"

/* Terms never fall, so old ones may be forgotten and terms counted from the
 * smallest left: unless a broken rule takes that away. */
static inline bool matter_terms_rise(const struct explore_config *config) {
    return !rule_broken(config->elect.broken, RULE_STABLE_STORAGE) &&
           !rule_broken(config->elect.broken, RULE_TERM_ORDER) &&
           !rule_broken(config->elect.broken, RULE_HOME_TERM);
}

/* The part of a message that its future depends on. */
struct matter {
    uint16_t signatures;
    uint8_t place; /* of the hop in its waiting sender's list, from 1; 0: nobody waits for it */
    uint8_t left;  /* LEADER: units until it comes too late; 0: it does, or can grant nothing */
};
struct matter matter_of_flight(const struct stage *stage, const struct explore_config *config,
                               const struct flight *flight);
/* The same of a token that waits at its sender; place is not filled in. */
struct matter matter_of_token(const struct stage *stage, const struct explore_config *config,
                              const struct message *message);
/* A number that is equal for messages of equal matter, and a strict order else. */
uint64_t matter_key(const struct stage *stage, const struct explore_config *config,
                    const struct flight *flight);

#endif
