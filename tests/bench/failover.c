/* Failover time over real threads: from the kill of the leader until every
 * survivor follows the new one, in multiples of the promise P.
 *
 * The cluster's clock runs at four times real time, so scheduling delays count
 * four times; the figures are upper bounds for that reason, too.
 *
 * A step that takes PATIENCE times what the protocol promises ends the measurement,
 * said in the row: such a run measured a defect, not a cost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/engine.h"
#include "scenario/player.h"

enum { KILLS = 200, NODES = 5, PATIENCE = 10, SPEED_PERMILLE = 4000 };

static struct trace_header header;
static struct engine *engine;
static struct player player; /* a fold of events: who leads, who follows whom */

static void set_up(void) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    header.elect.policy = QUORUM_MAJORITY;
    for (uint8_t i = 0; i < NODES; i++) header.ring[i] = i;
    elect_ring(&header.elect, header.ring, NODES);
    header.elect.timers = timers_derive(NODES, header.elect.policy, &wanted);
    header.seed = 1;
    struct err_info info;
    if (engine_threads_open(&header, &engine, &info) != ERR_NONE) {
        fprintf(stderr, "%s\n", info.text);
        exit(4);
    }
    engine->ops->speed(engine, SPEED_PERMILLE);
    player_init(&player, NULL, &header);
}

static bool follows(uint8_t node, uint8_t leader, int64_t now_us) {
    const struct fact_node *it = &player.facts.node[node];
    return node == leader ||
           (it->follows == leader && it->promised == leader && now_us < it->promise_us);
}

/* Everybody alive follows one leader who leads: the leader, else NODE_NONE. */
static uint8_t agreed(int64_t now_us) {
    const uint8_t leader = player_leader(&player, now_us);
    if (leader == NODE_NONE || !set_has(player.facts.live, leader)) return NODE_NONE;
    for (uint8_t node = 0; node < NODES; node++) {
        if (set_has(player.facts.live, node) && !follows(node, leader, now_us)) return NODE_NONE;
    }
    return leader;
}

/* The next event's time.  Up to until_us of the cluster's time: later is too late. */
static int64_t step(int64_t until_us, const char *awaited) {
    static struct event event;
    for (;;) {
        switch (engine->ops->next(engine, until_us, true, &event)) {
        case ENGINE_EVENT: player_event(&player, &event); return event.t_us;
        case ENGINE_TIME:
            printf("failover, 5 nodes, majority | not measured | gave up waiting for %s\n",
                   awaited);
            exit(0);
        case ENGINE_FAILED: fprintf(stderr, "%s\n", engine->info.text); exit(4);
        case ENGINE_END: fprintf(stderr, "the engine ended\n"); exit(4);
        case ENGINE_IDLE: break;
        }
    }
}

static int64_t patience_us(void) {
    const struct timers *timers = &header.elect.timers;
    return engine->ops->now_us(engine) +
           PATIENCE * (timers_recovery_us(timers) + timers_join_us(timers));
}

static int64_t run_to_agreement(uint8_t alive, uint8_t *leader) {
    const int64_t until_us = patience_us();
    int64_t now_us = 0;
    do now_us = step(until_us, "an agreed leader");
    while (set_count(player.facts.live) != alive || agreed(now_us) == NODE_NONE);
    *leader = agreed(now_us);
    return now_us;
}

static void submit(enum command_kind kind, uint8_t node) {
    const struct command command = {
        .kind = kind, .who = set_of(node), .x = NODE_NONE, .y = NODE_NONE
    };
    engine->ops->submit(engine, &command);
}

static int rising(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

int main(void) {
    static double times[KILLS];
    set_up();
    const double promise_us = (double)header.elect.timers.promise_us;
    for (int i = 0; i < KILLS; i++) {
        uint8_t leader, next;
        int64_t now_us = run_to_agreement(NODES, &leader);
        /* a kill at any point of a heartbeat: let a different part of one pass */
        const int64_t until_us = now_us + (int64_t)i * header.elect.timers.heartbeat_us / KILLS;
        while (now_us < until_us) now_us = step(patience_us(), "a heartbeat");
        submit(COMMAND_KILL, leader);
        while (set_has(player.facts.live, leader)) now_us = step(patience_us(), "the kill");
        times[i] = (double)(run_to_agreement(NODES - 1, &next) - now_us) / promise_us;
        submit(COMMAND_REVIVE, leader);
    }
    engine->ops->stop(engine);
    engine->ops->close(engine);
    qsort(times, KILLS, sizeof times[0], rising);
    const double bound = (double)timers_crash_recovery_us(&header.elect.timers) / promise_us;
    printf("failover, 5 nodes, majority, in promises P | "
           "median %.2f, 90%% %.2f, 99%% %.2f, max %.2f | "
           "%d kills at %dx speed; L1 allows %.2f\n",
           times[KILLS / 2], times[KILLS * 9 / 10], times[KILLS * 99 / 100], times[KILLS - 1],
           KILLS, SPEED_PERMILLE / 1000, bound);
    return 0;
}
