/* Hand-made runs for the tests of the judges: one short call an event, nodes as
 * letters, sets as strings of letters, times in milliseconds.  Each call answers
 * with the properties that very event broke. */
#ifndef TESTS_TRACE_RIG_H
#define TESTS_TRACE_RIG_H

#include <stdio.h>
#include <string.h>

#include "trace/judge.h"

#define BROKE(name) (UINT32_C(1) << PROPERTY_##name)
#define NOTHING UINT32_C(0)
#define LIVENESS (BROKE(L1) | BROKE(L2) | BROKE(L3))
/* What a test is about; hand-made runs seldom end well. */
#ifndef WATCHED
#define WATCHED UINT32_MAX
#endif

struct rig {
    struct trace_header header;
    struct judge judge;
    struct event event; /* the last one */
    uint64_t seq, id;
    struct violation violation[VIOLATIONS_MAX];
    int violations; /* of the last event */
};
static struct rig rig; /* one is enough, and it is large */

static inline uint8_t node_of(char letter) {
    return letter == '-' ? NODE_NONE : (uint8_t)(letter - 'A');
}

static inline struct node_set set_from(const char *letters) {
    struct node_set set = SET_EMPTY;
    for (; *letters != '\0'; letters++) set = set_with(set, node_of(*letters));
    return set;
}

static inline void rig_begin_broken(enum quorum_policy policy, uint8_t nodes,
                                    struct rule_set broken) {
    const struct timers defaults = { .drift_ppm = DRIFT_PPM_DEFAULT };
    memset(&rig, 0, sizeof rig);
    for (uint8_t i = 0; i < nodes; i++) rig.header.ring[i] = i;
    elect_ring(&rig.header.elect, rig.header.ring, nodes);
    rig.header.elect.policy = policy;
    rig.header.elect.broken = broken;
    rig.header.elect.timers = timers_derive(nodes, policy, &defaults);
    snprintf(rig.header.program, sizeof rig.header.program, "ringleader test");
    rig.header.engine = ENGINE_SIM;
    judge_init(&rig.judge, &rig.header);
}

static inline void rig_begin(enum quorum_policy policy, uint8_t nodes) {
    rig_begin_broken(policy, nodes, (struct rule_set){ 0 });
}

static inline uint32_t rig_broken(int count) {
    uint32_t bits = 0;
    rig.violations = 0;
    for (int i = 0; i < count; i++) {
        const uint32_t bit = UINT32_C(1) << rig.violation[i].property;
        if ((bit & WATCHED) == 0) continue;
        bits |= bit;
        rig.violation[rig.violations++] = rig.violation[i];
    }
    return bits;
}

static inline uint32_t rig_put(void) {
    rig.event.seq = ++rig.seq;
    return rig_broken(judge_event(&rig.judge, &rig.event, rig.violation));
}

static inline uint32_t rig_time(int64_t t_ms) {
    return rig_broken(judge_time(&rig.judge, t_ms * US_PER_MS, rig.violation));
}

static inline struct event *rig_event(enum event_kind kind, int64_t t_ms, char node) {
    memset(&rig.event, 0, sizeof rig.event);
    rig.event.kind = kind;
    rig.event.t_us = t_ms * US_PER_MS;
    rig.event.node = node_of(node);
    return &rig.event;
}

static inline uint32_t rig_plain(enum event_kind kind, int64_t t_ms, char node) {
    (void)rig_event(kind, t_ms, node);
    return rig_put();
}

static inline uint32_t rig_start(int64_t t_ms, char node, uint32_t term, char voted,
                                 int64_t promise_ms) {
    struct event *e = rig_event(EVENT_START, t_ms, node);
    e->term = term;
    e->leader = node_of(voted);
    e->until_us = promise_ms * US_PER_MS;
    e->revived = t_ms > 0;
    return rig_put();
}

static inline uint32_t rig_start_all(uint8_t nodes) {
    uint32_t broken = 0;
    for (uint8_t i = 0; i < nodes; i++) broken |= rig_start(0, node_letter(i), 0, '-', 0);
    return broken;
}

static inline uint32_t rig_sign(int64_t t_ms, char node, char leader, uint32_t term,
                                int64_t promise_ms) {
    struct event *e = rig_event(EVENT_SIGN, t_ms, node);
    e->leader = node_of(leader);
    e->term = term;
    e->until_us = promise_ms * US_PER_MS;
    return rig_put();
}

static inline uint32_t rig_role(int64_t t_ms, char node, enum role role, uint32_t term) {
    struct event *e = rig_event(EVENT_ROLE, t_ms, node);
    e->role = role;
    e->term = term;
    e->version = rig.judge.safety.version;
    return rig_put();
}

/* Counted by the list as it is, unless rig_lease_by says otherwise. */
static inline uint32_t rig_lease_by(int64_t t_ms, char node, uint32_t term, int64_t until_ms,
                                    const char *signatures, uint32_t version) {
    struct event *e = rig_event(EVENT_LEASE, t_ms, node);
    e->term = term;
    e->until_us = until_ms * US_PER_MS;
    e->signatures = set_from(signatures);
    e->version = version;
    return rig_put();
}

static inline uint32_t rig_lease(int64_t t_ms, char node, uint32_t term, int64_t until_ms,
                                 const char *signatures) {
    return rig_lease_by(t_ms, node, term, until_ms, signatures, rig.judge.safety.version);
}

static inline uint32_t rig_follow(int64_t t_ms, char node, char leader, uint32_t term) {
    struct event *e = rig_event(EVENT_FOLLOW, t_ms, node);
    e->leader = node_of(leader);
    e->term = term;
    return rig_put();
}

static inline uint32_t rig_write(int64_t t_ms, char node, uint32_t term, bool accepted) {
    struct event *e = rig_event(EVENT_WRITE, t_ms, node);
    e->term = term;
    e->accepted = accepted;
    return rig_put();
}

static inline uint32_t rig_list(int64_t t_ms, uint32_t version, const char *members,
                                const char *joining, const char *leaving) {
    struct event *e = rig_event(EVENT_LIST, t_ms, '-');
    e->version = version;
    e->members = set_from(members);
    e->joining = set_from(joining);
    e->leaving = set_from(leaving);
    return rig_put();
}

static inline uint32_t rig_command(int64_t t_ms, const char *text) {
    struct event *e = rig_event(EVENT_COMMAND, t_ms, '-');
    if (!command_parse(text, rig.header.elect.nodes, &e->command)) return UINT32_MAX;
    return rig_put();
}

/* A message from `from` to `to`; its id is rig.id. */
static inline uint32_t rig_send_id(uint64_t id, int64_t t_ms, char from, char to) {
    struct event *e = rig_event(EVENT_SEND, t_ms, from);
    e->id = rig.id = id;
    e->from = node_of(from);
    e->to = node_of(to);
    e->message = MESSAGE_LEADER;
    e->origin = node_of(from);
    e->term = 1;
    return rig_put();
}

static inline uint32_t rig_send(int64_t t_ms, char from, char to) {
    return rig_send_id(rig.id + 1, t_ms, from, to);
}

/* A LEADER token of `origin`, passed on by `from`. */
static inline uint32_t rig_send_leader(int64_t t_ms, char from, char to, char origin,
                                       uint32_t term) {
    struct event *e = rig_event(EVENT_SEND, t_ms, from);
    e->id = ++rig.id;
    e->from = node_of(from);
    e->to = node_of(to);
    e->message = MESSAGE_LEADER;
    e->origin = node_of(origin);
    e->term = term;
    return rig_put();
}

static inline uint32_t rig_deliver(uint64_t id, int64_t t_ms, char from, char to) {
    struct event *e = rig_event(EVENT_DELIVER, t_ms, to);
    e->id = id;
    e->from = node_of(from);
    e->to = node_of(to);
    return rig_put();
}

static inline uint32_t rig_drop(uint64_t id, int64_t t_ms, char from, char to,
                                enum drop_reason reason) {
    struct event *e = rig_event(EVENT_DROP, t_ms, to);
    e->id = id;
    e->from = node_of(from);
    e->to = node_of(to);
    e->reason = reason;
    return rig_put();
}

/* The leader and its followers sign, and it is granted a lease; promises last
 * `promise_ms`, the lease until_ms.  Everything legal. */
static inline uint32_t rig_lead(int64_t t_ms, char leader, uint32_t term, const char *signers,
                                int64_t promise_ms, int64_t until_ms) {
    uint32_t broken = rig_sign(t_ms, leader, leader, term, promise_ms);
    broken |= rig_send_leader(t_ms, leader, leader == 'A' ? 'B' : 'A', leader, term);
    for (const char *signer = signers; *signer != '\0'; signer++) {
        if (*signer == leader) continue;
        broken |= rig_sign(t_ms, *signer, leader, term, promise_ms);
        broken |= rig_follow(t_ms, *signer, leader, term);
    }
    broken |= rig_role(t_ms, leader, ROLE_LEADER, term);
    return broken | rig_lease(t_ms, leader, term, until_ms, signers);
}

#endif
