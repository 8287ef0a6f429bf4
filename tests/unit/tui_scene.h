/* tui_scene.h - a cluster told by hand, event by event, for the tests of the dashboard. */
#ifndef TUI_SCENE_H
#define TUI_SCENE_H

#include <string.h>

#include "tui/person/ui.h"
#include "tui/view/view.h"

struct scene {
    struct trace_header header;
    struct view view;
    struct ui ui;
    uint64_t seq, id;
    int64_t t_us, left_us; /* now; when the last token left home */
};

static inline void scene_init(struct scene *s, uint8_t nodes, enum quorum_policy policy) {
    uint8_t order[NODES_MAX] = { 0 };
    memset(s, 0, sizeof *s);
    for (uint8_t i = 0; i < nodes; i++) order[i] = i;
    s->header =
        (struct trace_header){ .program = "ringleader test", .engine = ENGINE_SIM, .seed = 42 };
    memcpy(s->header.ring, order, sizeof order);
    elect_ring(&s->header.elect, order, nodes);
    struct timers wanted = { .hop_us = (nodes <= 5 ? 40 : 20) * US_PER_MS,
                             .drift_ppm = DRIFT_PPM_DEFAULT };
    s->header.elect.policy = policy;
    wanted.heartbeat_us = timers_derive(nodes, policy, &wanted).ring_us; /* as the dashboard does */
    wanted = timers_derive(nodes, policy, &wanted);
    s->header.elect.timers = wanted;
    view_init(&s->view, &s->header);
    s->ui = (struct ui){ .live = true, .speed_permille = 1000, .engine = "sim" };
}

static inline struct event scene_event(enum event_kind kind, uint8_t node) {
    struct event event;
    memset(&event, 0, sizeof event);
    event.kind = kind;
    event.node = node;
    event.leader = event.from = event.to = event.origin = NODE_NONE;
    event.command.x = event.command.y = NODE_NONE;
    return event;
}

static inline void scene_tell(struct scene *s, struct event event) {
    event.t_us = s->t_us;
    event.seq = ++s->seq;
    view_event(&s->view, &event);
    s->ui.now_us = s->t_us;
}

static inline void scene_pass(struct scene *s, int64_t us) {
    s->t_us += us;
    s->ui.now_us = s->t_us;
}

static inline void scene_start(struct scene *s, uint8_t node) {
    struct event event = scene_event(EVENT_START, node);
    event.term = s->view.node[node].term;
    event.leader = s->view.node[node].voted;
    event.until_us =
        event.leader == NODE_NONE ? s->t_us : s->t_us + s->header.elect.timers.promise_us;
    event.revived = s->t_us > 0;
    scene_tell(s, event);
}

static inline void scene_start_all(struct scene *s) {
    for (uint8_t i = 0; i < s->view.nodes; i++) scene_start(s, i);
}

static inline void scene_command(struct scene *s, const char *text) {
    struct event event = scene_event(EVENT_COMMAND, NODE_NONE);
    if (!command_parse(text, s->view.nodes, &event.command)) event.command.kind = COMMAND_NOTE;
    scene_tell(s, event);
}

static inline void scene_kill(struct scene *s, uint8_t node) {
    char text[] = "kill A";
    text[5] = node_letter(node);
    scene_command(s, text);
    scene_tell(s, scene_event(EVENT_STOP, node));
    if (s->header.elect.policy != QUORUM_ACTIVE) return;
    struct event event = scene_event(EVENT_LIST, NODE_NONE);
    event.members = set_without(s->view.members, node);
    event.version = s->view.version + 1;
    scene_tell(s, event);
}

static inline uint64_t scene_send(struct scene *s, enum message_kind kind, uint8_t from, uint8_t to,
                                  uint8_t origin, uint32_t term) {
    struct event event = scene_event(EVENT_SEND, from);
    event.id = ++s->id;
    event.from = from;
    event.to = to;
    event.message = kind;
    event.origin = origin;
    event.term = term;
    if (from == origin) s->left_us = s->t_us;
    event.sent_us = s->left_us;
    scene_tell(s, event);
    return event.id;
}

static inline void scene_arrive(struct scene *s, uint64_t id, enum message_kind kind, uint8_t from,
                                uint8_t to, uint8_t origin) {
    struct event event = scene_event(EVENT_DELIVER, to);
    event.id = id;
    event.from = from;
    event.to = to;
    event.message = kind;
    event.origin = origin;
    scene_tell(s, event);
}

static inline void scene_stand(struct scene *s, uint8_t node) {
    struct event event = scene_event(EVENT_STAND, node);
    event.term = s->view.node[node].term;
    scene_tell(s, event);
}

static inline void scene_role(struct scene *s, uint8_t node, enum role role, uint32_t term,
                              enum role_why why) {
    struct event event = scene_event(EVENT_ROLE, node);
    event.role = role;
    event.term = term;
    event.why = why;
    scene_tell(s, event);
}

static inline void scene_sign(struct scene *s, uint8_t node, uint8_t leader, uint32_t term) {
    struct event event = scene_event(EVENT_SIGN, node);
    const bool news = s->view.node[node].follows != leader || s->view.node[node].term != term;
    event.leader = leader;
    event.term = term;
    event.until_us = s->t_us + s->header.elect.timers.promise_us;
    scene_tell(s, event);
    if (node == leader || !news) return;
    if (s->view.node[node].role != ROLE_FOLLOWER) {
        scene_role(s, node, ROLE_FOLLOWER, term, WHY_SIGNED_ANOTHER);
    }
    event.kind = EVENT_FOLLOW;
    scene_tell(s, event);
}

/* One LEADER token round those of `who`, hop by hop, renewing or granting the lease. */
static inline void scene_beat(struct scene *s, uint8_t leader, uint32_t term, struct node_set who) {
    const int64_t sent_us = s->t_us;
    uint8_t from = leader, to = leader;
    scene_sign(s, leader, leader, term);
    do {
        to = from;
        do to = s->header.elect.next[to];
        while (!set_has(who, to));
        const uint64_t id = scene_send(s, MESSAGE_LEADER, from, to, leader, term);
        scene_pass(s, s->header.elect.timers.hop_us);
        scene_arrive(s, id, MESSAGE_LEADER, from, to, leader);
        if (to != leader) scene_sign(s, to, leader, term);
        from = to;
    } while (to != leader);
    if (s->view.node[leader].role != ROLE_LEADER) {
        scene_role(s, leader, ROLE_LEADER, term, WHY_QUORUM_SIGNED);
    }
    struct event event = scene_event(EVENT_LEASE, leader);
    event.term = term;
    event.until_us = sent_us + s->header.elect.timers.lease_us;
    event.signatures = who;
    scene_tell(s, event);
    event = scene_event(EVENT_DUTY, leader);
    event.term = term;
    event.count = s->view.node[leader].duties + 1;
    scene_tell(s, event);
    event.kind = EVENT_WRITE;
    event.accepted = true;
    event.highest = term;
    scene_tell(s, event);
}

static inline void scene_elect(struct scene *s, uint8_t node, uint32_t term, struct node_set who) {
    scene_stand(s, node);
    scene_pass(s, s->header.elect.timers.ring_us / 2);
    scene_role(s, node, ROLE_ELECTED, term, WHY_TOKEN_HOME);
    scene_beat(s, node, term, who);
}

#endif
