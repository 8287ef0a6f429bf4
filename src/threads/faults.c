#include "threads/faults.h"

#include "base/check.h"
#include "world/narrate.h"

static bool named(const struct command *command, const struct cluster *cluster, uint8_t node) {
    return node < cluster->header.elect.nodes && set_has(command->who, node);
}

/* ---- what becomes of nodes; between journal_begin and journal_end ------------------- */

/* A command that finds things already so does nothing, and is told all the same. */
static void kill_node(struct node *node) {
    if (node->alive) node->dying = true;
}

static void stall_node(struct node *node, bool mid_duty) {
    if (!node->alive || node->stalled) return;
    node->stall_armed = mid_duty;
    if (mid_duty) return;
    node->stalled = true;
    journal_add(&node->cluster->journal, EVENT_STALL, node->id);
}

static void wake_node(struct node *node) {
    node->stall_armed = false;
    if (!node->stalled) return;
    node->stalled = false;
    journal_add(&node->cluster->journal, EVENT_WAKE, node->id);
}

static void drift_node(struct node *node, int32_t ppm) {
    struct journal *journal = &node->cluster->journal;
    struct event events[2];
    node_clock_set_rate(&node->clock, journal->now_us, ppm);
    if (!node->alive) return;
    const int count = narrate_rate_change(&node->elect, &node->clock, journal->now_us,
                                          cluster_version(node->cluster), node->signatures, events);
    for (int i = 0; i < count; i++) journal_add_copy(journal, &events[i]);
}

static void act_on_node(struct node *node, const struct command *command) {
    switch (command->kind) {
    case COMMAND_KILL: kill_node(node); return;
    case COMMAND_STALL: stall_node(node, command->mid_duty); return;
    case COMMAND_WAKE: wake_node(node); return;
    case COMMAND_DRIFT: drift_node(node, command->drift_ppm); return;
    case COMMAND_REVIVE:
    case COMMAND_PARTITION:
    case COMMAND_ISOLATE:
    case COMMAND_HEAL:
    case COMMAND_CUT:
    case COMMAND_DELAY:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return;
    }
}

/* ---- what takes a thread's time; outside the lock ------------------------------------- */

static void bury_killed(struct cluster *cluster, const struct command *command) {
    for (uint8_t i = 0; i < cluster->header.elect.nodes; i++) {
        struct node *node = &cluster->node[i];
        /* The owner's own flags: nobody else starts or joins threads. */
        if (!named(command, cluster, i) || !node->joinable) continue;
        node_join(node);
        node_bury(node);
    }
}

static void revive_dead(struct cluster *cluster, const struct command *command) {
    for (uint8_t i = 0; i < cluster->header.elect.nodes; i++) {
        if (!named(command, cluster, i) || cluster->node[i].joinable) continue;
        if (node_start(&cluster->node[i], true)) continue;
        cluster_fail_thread(cluster, i);
        return;
    }
}

void faults_carry_out(struct cluster *cluster, const struct command *command) {
    if (!journal_begin(&cluster->journal)) return;
    journal_add(&cluster->journal, EVENT_COMMAND, NODE_NONE)->command = *command;
    (void)links_command(&cluster->links, command);
    for (uint8_t i = 0; i < cluster->header.elect.nodes; i++) {
        if (named(command, cluster, i)) act_on_node(&cluster->node[i], command);
    }
    journal_end(&cluster->journal);
    for (uint8_t i = 0; i < cluster->header.elect.nodes; i++) {
        if (named(command, cluster, i)) wake_ring(&cluster->node[i].wake);
    }
    if (command->kind == COMMAND_KILL) bury_killed(cluster, command);
    if (command->kind == COMMAND_REVIVE) revive_dead(cluster, command);
}
