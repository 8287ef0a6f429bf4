/* The ring as a value: set-up, copying, what is due when, looking. */
#include "world/world.h"

#include <string.h>

#include "base/check.h"
#include "world/tell.h"

/* The clocks of the nodes start far apart: a time of one node taken for another's,
 * or for the cluster's, is wrong by seconds and shows at once. */
#define CLOCK_APART_US INT64_C(7000003)

void world_init(struct world *self, const struct elect_config *config) {
    REQUIRE(config->nodes >= NODES_MIN && config->nodes <= NODES_MAX);
    memset(self, 0, sizeof *self);
    self->config = *config;
    self->duties = true;
    self->listed = true;
    active_init(&self->active, config->nodes, &config->timers, config->broken);
    links_init(&self->links, config->nodes);
    for (uint8_t i = 0; i < config->nodes; i++) {
        struct world_node *node = &self->node[i];
        node->stable = (struct stable){ .term = 0, .voted = NODE_NONE };
        node->timer_us = node->duty_us = TIME_NEVER;
        node_clock_init(&node->clock, (i + 1) * CLOCK_APART_US);
    }
}

static void copy_node(struct world_node *to, const struct world_node *from) {
    const size_t waiting = from->elect.waiting_count;
    const size_t ahead = offsetof(struct world_node, elect) + offsetof(struct elect, waiting);
    /* Members before the two arrays are copied whole, of the arrays what is used. */
    memcpy(to, from, ahead);
    memcpy(to->elect.waiting, from->elect.waiting, waiting * sizeof from->elect.waiting[0]);
    memcpy(to->attempt, from->attempt, waiting * sizeof from->attempt[0]);
}
_Static_assert(offsetof(struct elect, waiting) + sizeof(((struct elect *)0)->waiting) ==
                   sizeof(struct elect),
               "copy_node: waiting stands last in struct elect");
_Static_assert(offsetof(struct world_node, attempt) ==
                   offsetof(struct world_node, elect) + sizeof(struct elect),
               "copy_node: nothing stands between elect and attempt");

static void copy_links(struct links *to, const struct links *from) {
    to->nodes = from->nodes;
    to->cuts.nodes = from->cuts.nodes;
    const size_t nodes = from->nodes;
    memcpy(to->cuts.blocked, from->cuts.blocked, nodes * sizeof from->cuts.blocked[0]);
    for (size_t i = 0; i < nodes; i++) {
        memcpy(to->cuts.generation[i], from->cuts.generation[i],
               nodes * sizeof from->cuts.generation[0][0]);
        memcpy(to->link[i], from->link[i], nodes * sizeof from->link[0][0]);
    }
}

void world_copy(struct world *to, const struct world *from) {
    const size_t writes = from->write_count, frames = from->frame_count;
    memcpy(to, from, offsetof(struct world, links));
    copy_links(&to->links, &from->links);
    to->frame_count = from->frame_count;
    to->write_count = from->write_count;
    memcpy(to->write, from->write, writes * sizeof from->write[0]);
    memcpy(to->frame_us, from->frame_us, frames * sizeof from->frame_us[0]);
    memcpy(to->frame, from->frame, frames * sizeof from->frame[0]);
    for (uint8_t i = 0; i < from->config.nodes; i++) copy_node(&to->node[i], &from->node[i]);
}

/* ---- looking ----------------------------------------------------------------------- */

int64_t world_local_us(const struct world *self, uint8_t node) {
    return node_clock_local(&self->node[node].clock, self->now_us);
}

static bool runs(const struct world *self, uint8_t node) {
    return self->node[node].alive && !self->node[node].stalled;
}

struct node_set world_running(const struct world *self) {
    struct node_set set = SET_EMPTY;
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        if (runs(self, i)) set = set_with(set, i);
    }
    return set;
}

bool world_leads(const struct world *self, uint8_t node) {
    return runs(self, node) && elect_leads(&self->node[node].elect, world_local_us(self, node));
}

static bool acknowledges(const struct world *self, uint8_t node, uint8_t leader) {
    const struct elect *elect = &self->node[node].elect;
    if (node == leader) return true;
    return elect->follows && elect->stable.voted == leader &&
           !elect_free(elect, world_local_us(self, node));
}

uint8_t world_agreed(const struct world *self, struct node_set among) {
    const struct node_set who = set_and(among, world_running(self));
    for (uint8_t leader = 0; leader < self->config.nodes; leader++) {
        if (!set_has(who, leader) || !world_leads(self, leader)) continue;
        bool all = true;
        for (uint8_t node = 0; node < self->config.nodes; node++) {
            if (set_has(who, node)) all = all && acknowledges(self, node, leader);
        }
        if (all) return leader;
    }
    return NODE_NONE;
}

/* ---- what is due --------------------------------------------------------------------- */

void world_refresh(struct world *self, uint8_t node) {
    struct world_node *n = &self->node[node];
    n->timer_us = n->duty_us = TIME_NEVER;
    if (!n->alive) return;
    n->timer_us = node_clock_cluster(&n->clock, elect_deadline(&n->elect, &self->config));
    if (!self->duties) return;
    const int64_t duty_us = duty_deadline(&n->duty, &n->elect, world_local_us(self, node));
    n->duty_us = duty_us == TIME_PAST ? self->now_us : node_clock_cluster(&n->clock, duty_us);
}

static int64_t list_us(const struct world *self) {
    return self->listed ? active_next_us(&self->active) : TIME_NEVER;
}

/* A cut ends a channel: what was on it is in nobody's way. */
bool world_frame_is_first(const struct world *self, int at) {
    const struct frame *frame = &self->frame[at];
    if (frame->reordered) return true;
    for (int i = 0; i < at; i++) {
        const struct frame *before = &self->frame[i];
        if (before->to == frame->to && before->message.from == frame->message.from &&
            before->generation == frame->generation && !before->reordered) {
            return false;
        }
    }
    return true;
}

bool world_frame_arrives(const struct world *self, int at) {
    const struct frame *frame = &self->frame[at];
    return links_arrives(&self->links, frame->message.from, frame->to, frame->generation);
}

static void consider(int64_t *best_us, struct world_due *best, enum world_due_kind kind, int at,
                     int64_t due_us) {
    if (due_us >= *best_us) return;
    *best_us = due_us;
    *best = (struct world_due){ .kind = kind, .at = (uint16_t)at, .due_us = due_us };
}

int64_t world_next(const struct world *self, struct world_due *out) {
    int64_t best_us = TIME_NEVER;
    consider(&best_us, out, DUE_LIST, 0, list_us(self));
    for (int i = 0; i < self->write_count; i++) {
        consider(&best_us, out, DUE_WRITE, i, self->write[i].due_us);
    }
    for (int i = 0; i < self->frame_count; i++) {
        if (self->frame_us[i] >= best_us || self->node[self->frame[i].to].stalled) continue;
        consider(&best_us, out, DUE_FRAME, i, self->frame_us[i]);
    }
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        if (runs(self, i)) consider(&best_us, out, DUE_TIMER, i, self->node[i].timer_us);
    }
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        if (runs(self, i)) consider(&best_us, out, DUE_DUTY, i, self->node[i].duty_us);
    }
    return best_us;
}

int64_t world_next_us(const struct world *self) {
    struct world_due due;
    const int64_t next_us = world_next(self, &due);
    return next_us > self->now_us ? next_us : self->now_us;
}

struct due_list {
    struct world_due *out;
    int count, max;
    int64_t now_us;
};

static void collect(struct due_list *list, enum world_due_kind kind, int at, int64_t due_us) {
    if (due_us > list->now_us || list->count == list->max) return;
    list->out[list->count++] =
        (struct world_due){ .kind = kind, .at = (uint16_t)at, .due_us = due_us };
}

/* world_frame_is_first() for all that is due: what is before a frame on its link is
 * due no later, and generations of a link only rise, so a frame is behind another
 * exactly when the last one before it has its generation. */
static void collect_frames(const struct world *self, struct due_list *list) {
    struct node_set met[NODES_MAX] = { SET_EMPTY }; /* [to]: senders with a frame before */
    uint32_t generation[NODES_MAX][NODES_MAX];      /* of the last such, [to][from] */
    for (int i = 0; i < self->frame_count; i++) {
        if (self->frame_us[i] > list->now_us) continue;
        const struct frame *frame = &self->frame[i];
        const uint8_t to = frame->to, from = frame->message.from;
        const bool behind = set_has(met[to], from) && generation[to][from] == frame->generation;
        if (!frame->reordered) {
            met[to] = set_with(met[to], from);
            generation[to][from] = frame->generation;
            if (behind) continue;
        }
        if (!self->node[to].stalled) collect(list, DUE_FRAME, i, frame->due_us);
    }
}

int world_due_now(const struct world *self, struct world_due *out, int max) {
    struct due_list list = { .out = out, .max = max, .now_us = self->now_us };
    collect(&list, DUE_LIST, 0, list_us(self));
    if (self->write_count > 0) collect(&list, DUE_WRITE, 0, self->write[0].due_us);
    collect_frames(self, &list);
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        if (runs(self, i)) collect(&list, DUE_TIMER, i, self->node[i].timer_us);
    }
    for (uint8_t i = 0; i < self->config.nodes; i++) {
        if (runs(self, i)) collect(&list, DUE_DUTY, i, self->node[i].duty_us);
    }
    return list.count;
}

void world_advance_to(struct world *self, int64_t t_us) {
    REQUIRE(t_us >= self->now_us);
    self->now_us = t_us;
}
