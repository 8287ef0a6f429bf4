#include "base/check.h"
#include "tui/view/view.h"

static const char *const standing_words[] = {
#define X(symbol, word) [VIEW_##symbol] = word,
    VIEW_STANDINGS(X)
#undef X
};

const char *view_standing_word(enum view_standing standing) {
    REQUIRE(standing < VIEW_STANDING_COUNT);
    return standing_words[standing];
}

bool view_leads(const struct view *self, uint8_t node, int64_t now_us) {
    const struct view_node *n = &self->node[node];
    return n->live && n->role == ROLE_LEADER && now_us < n->lease_us;
}

bool view_lease_comes(const struct view *self, uint8_t node) {
    const struct view_node *n = &self->node[node];
    return n->live && n->role == ROLE_LEADER && n->lease_us == TIME_PAST;
}

enum view_standing view_standing(const struct view *self, uint8_t node, int64_t now_us) {
    REQUIRE(node < self->nodes);
    const struct view_node *n = &self->node[node];
    if (!n->live) return VIEW_DOWN;
    if (n->stalled) return VIEW_STALLED;
    if (view_lease_comes(self, node)) return VIEW_ELECTED;
    if (n->role == ROLE_LEADER) return view_leads(self, node, now_us) ? VIEW_LEADER : VIEW_LAPSED;
    if (n->role == ROLE_ELECTED) return VIEW_ELECTED;
    const int64_t stand_us = self->header.elect.timers.stand_us;
    if (n->stood_us != TIME_PAST && now_us - n->stood_us < stand_us) return VIEW_STANDING;
    return VIEW_FOLLOWER;
}

struct node_set view_leaders(const struct view *self, int64_t now_us) {
    struct node_set leaders = SET_EMPTY;
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (view_leads(self, i, now_us)) leaders = set_with(leaders, i);
    }
    return leaders;
}

uint8_t view_leader(const struct view *self, int64_t now_us) {
    uint8_t best = NODE_NONE;
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (!view_leads(self, i, now_us)) continue;
        if (best == NODE_NONE || self->node[i].lease_term > self->node[best].lease_term) best = i;
    }
    return best;
}

struct node_set view_claimants(const struct view *self) {
    struct node_set claimants = SET_EMPTY;
    for (uint8_t i = 0; i < self->nodes; i++) {
        const struct view_node *n = &self->node[i];
        if (n->live && n->role == ROLE_LEADER) claimants = set_with(claimants, i);
    }
    return claimants;
}

struct node_set view_lapsed(const struct view *self, int64_t now_us) {
    struct node_set lapsed = set_minus(view_claimants(self), view_leaders(self, now_us));
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (view_lease_comes(self, i)) lapsed = set_without(lapsed, i);
    }
    return lapsed;
}

uint8_t view_acknowledged(const struct view *self, uint8_t node, int64_t now_us) {
    const struct view_node *n = &self->node[node];
    if (!n->live) return NODE_NONE;
    if (view_leads(self, node, now_us)) return node;
    return now_us < n->promise_us ? n->follows : NODE_NONE;
}

struct node_set view_live(const struct view *self) {
    struct node_set live = SET_EMPTY;
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (self->node[i].live) live = set_with(live, i);
    }
    return live;
}

struct node_set view_awake(const struct view *self) {
    struct node_set awake = SET_EMPTY;
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (self->node[i].live && !self->node[i].stalled) awake = set_with(awake, i);
    }
    return awake;
}

uint8_t view_needed(const struct view *self) {
    return quorum_size(self->header.elect.policy, self->nodes, self->members);
}

uint8_t view_counted(const struct view *self) {
    const bool active = self->header.elect.policy == QUORUM_ACTIVE;
    return active ? set_count(self->members) : self->nodes;
}

bool view_reaches(const struct view *self, uint8_t from, uint8_t to) {
    return !set_has(self->node[from].cut, to);
}

bool view_any_cut(const struct view *self) {
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (!set_is_empty(self->node[i].cut)) return true;
    }
    return false;
}

bool view_isolated(const struct view *self, uint8_t node) {
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (i == node) continue;
        if (view_reaches(self, node, i) || view_reaches(self, i, node)) return false;
    }
    return true;
}

/* A token goes on only where its hop-ack comes back, so a link counts both ways. */
struct node_set view_component(const struct view *self, uint8_t node) {
    const struct node_set awake = view_awake(self);
    struct node_set group = set_of(node), before = SET_EMPTY;
    while (!set_equal(group, before)) {
        before = group;
        for (uint8_t a = 0; a < self->nodes; a++) {
            for (uint8_t b = 0; b < self->nodes && set_has(before, a); b++) {
                const bool both = view_reaches(self, a, b) && view_reaches(self, b, a);
                if (set_has(awake, b) && both) group = set_with(group, b);
            }
        }
    }
    return group;
}

struct node_set view_connected(const struct view *self) {
    const struct node_set awake = view_awake(self);
    struct node_set best = SET_EMPTY, seen = SET_EMPTY;
    for (uint8_t node = 0; node < self->nodes; node++) {
        if (!set_has(awake, node) || set_has(seen, node)) continue;
        const struct node_set group = view_component(self, node);
        seen = set_or(seen, group);
        if (set_count(group) > set_count(best)) best = group;
    }
    return best;
}

bool view_any_travels(const struct view *self, int64_t now_us) {
    for (int i = 0; i < VIEW_TOKENS_MAX; i++) {
        const struct view_token *token = &self->token[i];
        if (token->id != 0 && token->due_us > now_us) return true;
    }
    return false;
}
