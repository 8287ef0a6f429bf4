#include "election/active.h"

#include "base/check.h"

void active_init(struct active *self, uint8_t nodes, const struct timers *timers,
                 struct rule_set broken) {
    const bool hold = !rule_broken(broken, RULE_HOLD_OFF);
    *self = (struct active){
        .nodes = nodes,
        .members = set_all(nodes),
        .version = 1,
        .changed_us = TIME_PAST,
        .hold_off_us = hold ? timers_hold_off_us(timers) : 0,
        .join_us = hold ? timers_join_us(timers) : 0,
    };
}

static int pending_find(const struct active *self, uint8_t node) {
    for (int i = 0; i < self->pending_count; i++) {
        if (self->pending[i].node == node) return i;
    }
    return -1;
}

static void pending_remove(struct active *self, int at) {
    for (int i = at; i + 1 < self->pending_count; i++) self->pending[i] = self->pending[i + 1];
    self->pending_count--;
    self->pending[self->pending_count] = (struct active_change){ 0 };
}

static void pending_add(struct active *self, struct active_change change) {
    REQUIRE(self->pending_count < NODES_MAX);
    self->pending[self->pending_count++] = change;
}

void active_killed(struct active *self, uint8_t node, int64_t now_us) {
    const int at = pending_find(self, node);
    if (at >= 0) {
        if (self->pending[at].join) pending_remove(self, at);
        return;
    }
    if (!set_has(self->members, node)) return;
    pending_add(self, (struct active_change){ .node = node, .join = false, .ready_us = now_us });
}

void active_revived(struct active *self, uint8_t node, int64_t now_us) {
    const int at = pending_find(self, node);
    if (at >= 0) {
        if (!self->pending[at].join) pending_remove(self, at);
        return;
    }
    if (set_has(self->members, node)) return;
    pending_add(self, (struct active_change){
                          .node = node, .join = true, .ready_us = now_us + self->join_us });
}

static int64_t hold_off_end(const struct active *self) {
    return self->changed_us == TIME_PAST ? TIME_PAST : self->changed_us + self->hold_off_us;
}

bool active_advance(struct active *self, int64_t now_us) {
    if (now_us < hold_off_end(self)) return false;
    for (int i = 0; i < self->pending_count; i++) {
        const struct active_change change = self->pending[i];
        if (now_us < change.ready_us) continue;
        self->members = change.join ? set_with(self->members, change.node)
                                    : set_without(self->members, change.node);
        self->version++;
        self->changed_us = now_us;
        pending_remove(self, i);
        return true;
    }
    return false;
}

int64_t active_next_us(const struct active *self) {
    int64_t ready_us = TIME_NEVER;
    for (int i = 0; i < self->pending_count; i++) {
        if (self->pending[i].ready_us < ready_us) ready_us = self->pending[i].ready_us;
    }
    const int64_t hold_us = hold_off_end(self);
    return ready_us != TIME_NEVER && hold_us > ready_us ? hold_us : ready_us;
}

static struct node_set pending_set(const struct active *self, bool join) {
    struct node_set set = SET_EMPTY;
    for (int i = 0; i < self->pending_count; i++) {
        if (self->pending[i].join == join) set = set_with(set, self->pending[i].node);
    }
    return set;
}

struct node_set active_joining(const struct active *self) {
    return pending_set(self, true);
}

struct node_set active_leaving(const struct active *self) {
    return pending_set(self, false);
}

struct roster active_roster(const struct active *self) {
    return (struct roster){
        .members = self->members,
        .absent = set_minus(set_minus(set_all(self->nodes), self->members), active_joining(self)),
        .version = self->version,
    };
}
