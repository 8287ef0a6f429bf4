/* Random commands on real threads at ten times the speed, every event judged.
 *
 *   chaos [COMMANDS [FIRST_SEED [SEEDS]]]     defaults: 60 1 6
 *
 * Nodes, policy and commands come from the seed; what the threads make of them
 * does not, so a failure prints the events that led to it.  Safety (S1-S8) is
 * judged throughout; then all faults stop and one leader must be agreed on.
 * Speaks TAP, one line a seed.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/choose.h"
#include "threads/cluster.h"
#include "trace/judge.h"

enum { TAIL_EVENTS = 60 };
#define SETTLE_US (60 * US_PER_S) /* cluster time in which agreement must come at last */

struct chaos {
    struct chooser_seeded chance;
    struct trace_header header;
    struct cluster *cluster;
    struct judge judge;
    uint64_t events, violations, falls, elections;
    int64_t t_us, lease_us[NODES_MAX];
    uint8_t follows[NODES_MAX];
    struct node_set alive;
    struct event tail[TAIL_EVENTS];
};

static uint32_t draw(struct chaos *self, uint32_t bound) {
    return choose(&self->chance.base, bound);
}

/* ---- commands ------------------------------------------------------------------- */

static struct node_set some_nodes(struct chaos *self) {
    struct node_set set = set_of((uint8_t)draw(self, self->header.elect.nodes));
    if (draw(self, 4) == 0) set = set_with(set, (uint8_t)draw(self, self->header.elect.nodes));
    return set;
}

static void some_groups(struct chaos *self, struct command *out) {
    struct node_set left = set_all(self->header.elect.nodes);
    out->group_count = (uint8_t)(1 + draw(self, 2));
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        const uint32_t group = draw(self, out->group_count + 1u);
        if (group < out->group_count) out->group[group] = set_with(out->group[group], i);
    }
    for (uint8_t i = 0; i < out->group_count; i++) {
        if (set_is_empty(out->group[i])) out->group[i] = left; /* all of them: no cut */
        left = set_minus(left, out->group[i]);
    }
}

/* Healing, reviving and waking come often enough for leaders to be elected. */
static struct command some_command(struct chaos *self) {
    static const enum command_kind often[] = { COMMAND_HEAL, COMMAND_REVIVE, COMMAND_WAKE,
                                               COMMAND_REVIVE, COMMAND_HEAL };
    const uint8_t nodes = self->header.elect.nodes;
    struct command command;
    memset(&command, 0, sizeof command);
    command.kind = (enum command_kind)draw(self, COMMAND_COUNT);
    if (draw(self, 3) == 0) command.kind = often[draw(self, 5)];
    command.who = some_nodes(self);
    if (command.kind == COMMAND_REVIVE && draw(self, 2) == 0) command.who = set_all(nodes);
    command.x = command.y = NODE_NONE;
    if (command.kind == COMMAND_CUT || draw(self, 3) == 0) {
        command.x = (uint8_t)draw(self, nodes);
        command.y = (uint8_t)((command.x + 1u + draw(self, nodes - 1u)) % nodes);
    }
    command.one_way = command.kind == COMMAND_CUT && draw(self, 2) == 0;
    command.mid_duty = command.kind == COMMAND_STALL && draw(self, 2) == 0;
    if (command.kind == COMMAND_DELAY) command.delay_us = draw(self, 20000);
    command.ppm = draw(self, 2) == 0 ? 0 : draw(self, 200000);
    if (command.kind == COMMAND_DRIFT) {
        command.drift_ppm = (int32_t)draw(self, 2 * DRIFT_PPM_DEFAULT + 1) - DRIFT_PPM_DEFAULT;
    }
    if (command.kind == COMMAND_PARTITION) some_groups(self, &command);
    if (command.kind == COMMAND_NOTE) snprintf(command.note, sizeof command.note, "chaos");
    return command;
}

static void submit(struct chaos *self, const char *text) {
    struct command command;
    if (!command_parse(text, self->header.elect.nodes, &command)) abort();
    cluster_submit(self->cluster, &command);
}

static void calm_down(struct chaos *self) {
    static const char *const links[] = { "heal", "delay 0", "loss 0", "duplicate 0", "reorder 0" };
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) submit(self, links[i]);
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        char text[32];
        const char name = node_letter(i);
        snprintf(text, sizeof text, "drift %c 0", name);
        submit(self, text);
        snprintf(text, sizeof text, "wake %c", name);
        submit(self, text);
        snprintf(text, sizeof text, "revive %c", name);
        submit(self, text);
    }
}

/* ---- events ------------------------------------------------------------------------ */

static void print_tail(const struct chaos *self) {
    const uint64_t count = self->events < TAIL_EVENTS ? self->events : TAIL_EVENTS;
    for (uint64_t i = self->events - count; i < self->events; i++) {
        const struct event *event = &self->tail[i % TAIL_EVENTS];
        char line[512];
        struct text text;
        text_init(&text, line, sizeof line);
        event_say(event, &text);
        printf("#   %10" PRId64 " us %-8s %s\n", event->t_us, event_name(event->kind), line);
    }
}

static void follow_views(struct chaos *self, const struct event *event) {
    const uint8_t node = event->node;
    if (event->kind == EVENT_START) self->alive = set_with(self->alive, node);
    if (event->kind == EVENT_STOP) {
        self->alive = set_without(self->alive, node);
        self->lease_us[node] = TIME_PAST;
    }
    if (event->kind == EVENT_START || event->kind == EVENT_STAND) self->follows[node] = NODE_NONE;
    if (event->kind == EVENT_FOLLOW) self->follows[node] = event->leader;
    if (event->kind == EVENT_LEASE) {
        if (self->lease_us[node] <= event->t_us) self->elections++;
        self->lease_us[node] = event->until_us;
    }
    if (event->kind == EVENT_ROLE && event->role != ROLE_LEADER) self->lease_us[node] = TIME_PAST;
}

static void judge(struct chaos *self, const struct event *event) {
    struct violation violations[VIOLATIONS_MAX];
    if (event->t_us < self->t_us) self->falls++;
    self->t_us = event->t_us;
    self->tail[self->events++ % TAIL_EVENTS] = *event;
    follow_views(self, event);
    const int count = judge_event(&self->judge, event, violations);
    for (int i = 0; i < count; i++) {
        const enum property property = violations[i].property;
        if (property_is_liveness(property)) continue; /* real time decides */
        if (!property_applies(property, self->header.elect.policy)) continue;
        if (self->violations++ > 0) continue;
        printf("# %s\n", violations[i].detail);
        print_tail(self);
    }
}

static bool take(struct chaos *self, int64_t until_us) {
    for (;;) {
        struct event event;
        switch (cluster_take(self->cluster, until_us, &event)) {
        case JOURNAL_EVENT:
            event.seq = self->events + 1;
            judge(self, &event);
            return true;
        case JOURNAL_TIME:
        case JOURNAL_END: return false;
        case JOURNAL_NOTHING: (void)cluster_wait(self->cluster, until_us);
        }
    }
}

static bool agreed(const struct chaos *self) {
    uint8_t leader = NODE_NONE;
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (self->lease_us[i] > self->t_us) leader = i;
    }
    if (leader == NODE_NONE || set_count(self->alive) != self->header.elect.nodes) return false;
    for (uint8_t i = 0; i < self->header.elect.nodes; i++) {
        if (i != leader && self->follows[i] != leader) return false;
    }
    return true;
}

/* ---- one seed ------------------------------------------------------------------------ */

static void prepare(struct chaos *self, uint64_t seed) {
    const struct timers wanted = { .drift_ppm = DRIFT_PPM_DEFAULT };
    memset(self, 0, sizeof *self);
    chooser_seeded_init(&self->chance, seed);
    struct trace_header *header = &self->header;
    const uint8_t nodes = (uint8_t)(seed % 3 == 0 ? NODES_MAX : NODES_MIN + draw(self, 9));
    header->engine = ENGINE_THREADS;
    header->seed = seed;
    for (uint8_t i = 0; i < nodes; i++) header->ring[i] = (uint8_t)((i * 3u + seed) % nodes);
    if (nodes % 3 == 0) {
        for (uint8_t i = 0; i < nodes; i++) header->ring[i] = i;
    }
    elect_ring(&header->elect, header->ring, nodes);
    header->elect.policy = seed % 2 == 0 ? QUORUM_MAJORITY : QUORUM_ACTIVE;
    header->elect.timers = timers_derive(nodes, header->elect.policy, &wanted);
    for (int i = 0; i < NODES_MAX; i++) self->lease_us[i] = TIME_PAST;
    memset(self->follows, NODE_NONE, sizeof self->follows);
    judge_init(&self->judge, header);
}

static void play(struct chaos *self, int commands) {
    int64_t at_us = 0;
    cluster_speed(self->cluster, PACER_PERMILLE_MAX);
    for (int i = 0; i < commands; i++) {
        at_us += draw(self, 3) == 0 ? draw(self, 2000) : draw(self, 400000);
        while (take(self, at_us)) {
        }
        const struct command command = some_command(self);
        cluster_submit(self->cluster, &command);
        if (draw(self, 10) == 0) { /* the clock is no hiding place either */
            cluster_pause(self->cluster, true);
            cluster_let(self->cluster, 1 + draw(self, 5000));
            cluster_pause(self->cluster, false);
        }
    }
    cluster_speed(self->cluster, 1000);
    calm_down(self);
}

/* NULL: all is well. */
static const char *run(struct chaos *self, uint64_t seed, int commands) {
    struct err_info info;
    prepare(self, seed);
    if (cluster_open(&self->header, &self->cluster, &info) != ERR_NONE) {
        printf("# %s\n", info.text);
        return "the cluster did not open";
    }
    play(self, commands);
    const int64_t until_us = journal_now(&self->cluster->journal) + SETTLE_US;
    /* What calm_down said has to come first. */
    while (self->alive.bits != set_all(self->header.elect.nodes).bits && take(self, until_us)) {
    }
    bool settled;
    while (!(settled = agreed(self)) && take(self, until_us)) {
    }
    cluster_stop(self->cluster);
    while (take(self, TIME_NEVER)) {
    }
    const bool whole = self->events == self->cluster->journal.added;
    const enum err err = self->cluster->err;
    cluster_close(self->cluster);
    if (self->violations > 0) return "a property was violated";
    if (self->falls > 0) return "time fell";
    if (!whole) return "events were lost";
    if (err != ERR_NONE) return "the cluster failed";
    if (!settled) {
        print_tail(self);
        return "no agreement once faults had stopped";
    }
    return NULL;
}

static long argument(int argc, char **argv, int at, long otherwise) {
    return argc > at ? strtol(argv[at], NULL, 10) : otherwise;
}

int main(int argc, char **argv) {
    static struct chaos chaos;
    const int commands = (int)argument(argc, argv, 1, 60);
    const uint64_t first = (uint64_t)argument(argc, argv, 2, 1);
    const uint64_t seeds = (uint64_t)argument(argc, argv, 3, 6);
    int status = 0;
    printf("1..%" PRIu64 "\n", seeds);
    for (uint64_t i = 0; i < seeds; i++) {
        const char *why = run(&chaos, first + i, commands);
        printf("%s %" PRIu64 " - chaos with seed %" PRIu64 ": %d nodes, %s, %" PRIu64
               " events, %" PRIu64 " elections%s%s\n",
               why == NULL ? "ok" : "not ok", i + 1, first + i, chaos.header.elect.nodes,
               quorum_name(chaos.header.elect.policy), chaos.events, chaos.elections,
               why == NULL ? "" : ": ", why == NULL ? "" : why);
        fflush(stdout);
        if (why != NULL) status = 1;
    }
    return status;
}
