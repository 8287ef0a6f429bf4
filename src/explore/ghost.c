#include "explore/ghost.h"

#include <string.h>

#include "base/check.h"

/* ---- what can still matter ---------------------------------------------------------- */

/* A broken rule may let a node fall to an older term: then nothing of the past is forgotten. */
static bool terms_may_fall(const struct explore_config *config) {
    return rule_broken(config->elect.broken, RULE_STABLE_STORAGE) ||
           rule_broken(config->elect.broken, RULE_TERM_ORDER);
}

/* Can anybody but the node still be granted this term? */
static bool is_term_open(const struct stage *stage, const struct explore_config *config,
                         uint32_t term, uint8_t node) {
    if (terms_may_fall(config)) return true;
    for (uint8_t i = 0; i < config->elect.nodes; i++) {
        if (i != node && stage->node[i].elect.stable.term <= term) return true;
    }
    return false;
}

static bool holds_lease(const struct stage *stage, uint8_t node) {
    return stage->node[node].life != LIFE_DOWN &&
           elect_leads(&stage->node[node].elect, stage_local_us(stage, node));
}

/* ---- opening --------------------------------------------------------------------------- */

static void set_add_term(struct term_set *set, uint32_t term) {
    if (set->mask == 0) {
        *set = (struct term_set){ .top = term, .mask = 1 };
    } else if (term > set->top) {
        set->mask = term - set->top >= 64 ? 1 : set->mask << (term - set->top) | 1;
        set->top = term;
    } else if (set->top - term < 64) {
        set->mask |= UINT64_C(1) << (set->top - term);
    }
}

/* A token that exists was sent by its origin: stage_forges() holds every step to that. */
static void open_token(struct judge_safety *judge, const struct message *message) {
    if (message->kind == MESSAGE_LEADER) {
        set_add_term(&judge->node[message->origin].announced, message->term);
    }
}

static void open_node(struct judge_safety *judge, const struct stage *stage, uint8_t at) {
    const struct stage_node *node = &stage->node[at];
    const struct elect *elect = &node->elect;
    struct judged_node *judged = &judge->node[at];
    judged->term = elect->stable.term;
    judged->voted = elect->stable.voted;
    judged->promised_to = elect->stable.voted;
    judged->promise_us = node_clock_cluster(&node->clock, elect->promise_us);
    judged->members = node->members;
    if (holds_lease(stage, at)) {
        judged->lease_us = node_clock_cluster(&node->clock, elect->lease_us);
    }
    for (uint8_t signer = 0; signer < judge->nodes; signer++) {
        if (!set_has(node->signers, signer)) continue;
        set_add_term(&judge->node[signer].signed_for[at], elect->stable.term);
    }
    if (node->life == LIFE_DOWN) return;
    for (int i = 0; i < elect->waiting_count; i++) open_token(judge, &elect->waiting[i].message);
}

void ghost_open(struct judge_safety *judge, const struct stage *stage,
                const struct explore_config *config) {
    const bool listed = config->elect.policy == QUORUM_ACTIVE;
    memset(judge, 0, judge_safety_bytes(config->elect.nodes));
    judge->nodes = config->elect.nodes;
    judge->policy = config->elect.policy;
    judge->members = listed ? stage->active.members : set_all(judge->nodes);
    judge->version = listed ? stage->active.version : 1;
    judge->granted_term = stage->ghost.granted_term;
    judge->granted_node = stage->ghost.granted_node;
    judge->fence = stage->fence.highest;
    for (uint8_t i = 0; i < judge->nodes; i++) {
        judge->node[i].promise_us = TIME_PAST;
        judge->node[i].lease_us = TIME_PAST;
    }
    for (uint8_t i = 0; i < judge->nodes; i++) open_node(judge, stage, i);
    for (int i = 0; i < stage->flight_count; i++) open_token(judge, &stage->flight[i].message);
    for (int i = 0; i < stage->ghost.grant_count; i++) {
        set_add_term(&judge->node[stage->ghost.grant[i].node].led, stage->ghost.grant[i].term);
    }
}

/* ---- closing ------------------------------------------------------------------------------ */

static bool has_term(const struct term_set *set, uint32_t term) {
    return set->mask != 0 && term <= set->top && set->top - term < 64 &&
           (set->mask >> (set->top - term) & 1) != 0;
}

static void close_node(const struct judge_safety *judge, struct stage *stage, uint8_t at) {
    struct stage_node *node = &stage->node[at];
    node->members = holds_lease(stage, at) ? judge->node[at].members : SET_EMPTY;
    node->signers = SET_EMPTY;
    if (node->life == LIFE_DOWN || node->elect.role == ROLE_FOLLOWER) return;
    for (uint8_t signer = 0; signer < judge->nodes; signer++) {
        if (has_term(&judge->node[signer].signed_for[at], node->elect.stable.term)) {
            node->signers = set_with(node->signers, signer);
        }
    }
}

/* A grant that nobody can clash with is forgotten, but not by its own leader:
 * a renewal is to be known as one. */
static bool is_grant_open(const struct stage *stage, const struct explore_config *config,
                          uint32_t term, uint8_t node) {
    const struct stage_node *leader = &stage->node[node];
    return is_term_open(stage, config, term, node) ||
           (leader->life != LIFE_DOWN && leader->elect.role == ROLE_LEADER &&
            leader->elect.stable.term == term);
}

static void keep_grants(const struct judge_safety *judge, struct stage *stage,
                        const struct explore_config *config) {
    struct ghost *ghost = &stage->ghost;
    ghost->grant_count = 0;
    for (uint8_t node = 0; node < judge->nodes; node++) {
        const struct term_set led = judge->node[node].led;
        for (uint32_t back = 0; back < 64 && led.mask >> back != 0; back++) {
            if ((led.mask >> back & 1) == 0) continue;
            if (!is_grant_open(stage, config, led.top - back, node)) continue;
            if (ghost->grant_count == STAGE_GRANTS_MAX) {
                stage->overflow = true; /* never forgotten: the state is not used, and counted */
                return;
            }
            ghost->grant[ghost->grant_count].term = led.top - back;
            ghost->grant[ghost->grant_count].node = node;
            ghost->grant_count++;
        }
    }
    ghost->granted_term = judge->granted_term;
    ghost->granted_node = judge->granted_node;
    if (judge->policy != QUORUM_MAJORITY ||
        !is_term_open(stage, config, judge->granted_term, judge->granted_node)) {
        ghost->granted_node = NODE_NONE;
        ghost->granted_term = 0;
    }
}

int ghost_close(struct judge_safety *judge, struct stage *stage,
                const struct explore_config *config, const struct stage_log *log,
                struct violation out[VIOLATIONS_MAX]) {
    int count = 0;
    for (int i = 0; i < log->count; i++) {
        judge_safety_event(judge, &log->event[i], out, &count);
    }
    if (log->forged) {
        struct text text = violation_begin(out, &count, PROPERTY_S6, stage->now_us);
        text_add(&text, "a node forwards a LEADER token that its leader has not sent");
    }
    for (uint8_t i = 0; i < judge->nodes; i++) close_node(judge, stage, i);
    keep_grants(judge, stage, config);
    int kept = 0;
    for (int i = 0; i < count; i++) {
        if ((config->properties >> out[i].property & 1) == 0) continue;
        if (!property_applies(out[i].property, config->elect.policy)) continue;
        out[kept++] = out[i];
    }
    return kept;
}

/* ---- agreement ------------------------------------------------------------------------------ */

static struct node_set awake_nodes(const struct stage *stage, uint8_t nodes) {
    struct node_set set = SET_EMPTY;
    for (uint8_t i = 0; i < nodes; i++) {
        if (stage->node[i].life == LIFE_UP) set = set_with(set, i);
    }
    return set;
}

/* The awake nodes that reach `node` and are reached by it, if they are cut off
 * cleanly from all other awake nodes; else nobody. */
static struct node_set island_of(const struct stage *stage, struct node_set awake, uint8_t node) {
    const struct node_set island = set_minus(awake, stage->blocked[node]);
    for (uint8_t i = 0; i < EXPLORE_NODES_MAX; i++) {
        if (!set_has(awake, i)) continue;
        const struct node_set reached = set_minus(awake, stage->blocked[i]);
        const bool inside = set_has(island, i);
        if (inside && !set_equal(reached, island)) return SET_EMPTY;
        if (!inside && !set_is_empty(set_and(reached, island))) return SET_EMPTY;
    }
    return island;
}

static bool follows(const struct stage *stage, uint8_t node, uint8_t leader) {
    const struct elect *elect = &stage->node[node].elect;
    return node == leader || (elect->follows && elect->stable.voted == leader &&
                              !elect_free(elect, stage_local_us(stage, node)));
}

static bool reach_each_other(const struct stage *stage, struct node_set set) {
    for (uint8_t i = 0; i < EXPLORE_NODES_MAX; i++) {
        if (set_has(set, i) && !set_is_empty(set_and(set, stage->blocked[i]))) return false;
    }
    return true;
}

/* Is there a quorum of awake nodes that all reach each other? */
static bool has_connected_quorum(const struct stage *stage, const struct explore_config *config,
                                 struct node_set awake, struct node_set members) {
    const uint8_t nodes = config->elect.nodes;
    for (uint16_t bits = 1; bits < 1u << nodes; bits++) {
        const struct node_set set = { .bits = bits };
        if (!set_equal(set_and(set, awake), set) || !reach_each_other(stage, set)) continue;
        if (quorum_holds(config->elect.policy, nodes, members, set)) return true;
    }
    return false;
}

static enum verdict is_anybody_leading(const struct stage *stage, uint8_t nodes) {
    for (uint8_t i = 0; i < nodes; i++) {
        if (holds_lease(stage, i)) return VERDICT_LED;
    }
    return VERDICT_LEADERLESS;
}

enum verdict ghost_agreement(const struct stage *stage, const struct explore_config *config) {
    const uint8_t nodes = config->elect.nodes;
    const struct node_set awake = awake_nodes(stage, nodes);
    struct node_set members = set_all(nodes); /* once the list has settled */
    if (config->elect.policy == QUORUM_ACTIVE) {
        members = set_minus(stage->active.members, active_leaving(&stage->active));
        members = set_or(members, active_joining(&stage->active));
    }
    struct node_set island = SET_EMPTY;
    for (uint8_t i = 0; i < nodes && set_is_empty(island); i++) {
        if (!set_has(awake, i)) continue;
        const struct node_set candidate = island_of(stage, awake, i);
        if (quorum_holds(config->elect.policy, nodes, members, candidate)) island = candidate;
    }
    if (set_is_empty(island)) {
        if (!has_connected_quorum(stage, config, awake, members)) return VERDICT_NONE;
        return is_anybody_leading(stage, nodes);
    }
    for (uint8_t leader = 0; leader < nodes; leader++) {
        if (!set_has(island, leader) || !holds_lease(stage, leader)) continue;
        bool all = true;
        for (uint8_t i = 0; i < nodes; i++) {
            all = all && (!set_has(island, i) || follows(stage, i, leader));
        }
        if (all) return VERDICT_GOOD;
    }
    return VERDICT_OPEN;
}

int ghost_bound_ticks(const struct stage *stage, const struct explore_config *config) {
    const struct timers *t = &config->elect.timers;
    int64_t bound_us = timers_recovery_us(t);
    if (config->elect.policy == QUORUM_ACTIVE) {
        bound_us += stage->active.pending_count * timers_hold_off_us(t);
        if (!set_is_empty(active_joining(&stage->active))) bound_us += timers_join_us(t);
    }
    const int64_t slow = PPM_PER_ONE - t->drift_ppm;
    bound_us = (bound_us * PPM_PER_ONE + slow - 1) / slow;
    return (int)((bound_us + config->tick_us - 1) / config->tick_us);
}
