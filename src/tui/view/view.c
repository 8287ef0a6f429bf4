#include "tui/view/view.h"

#include <string.h>

#include "base/check.h"
#include "base/text.h"

static void node_init(struct view_node *node) {
    *node = (struct view_node){
        .voted = NODE_NONE,
        .follows = NODE_NONE,
        .promise_us = TIME_PAST,
        .beat_us = TIME_PAST,
        .lease_us = TIME_PAST,
        .leased_us = TIME_PAST,
        .stood_us = TIME_PAST,
        .drifted_us = TIME_PAST,
    };
}

void view_init(struct view *self, const struct trace_header *header) {
    memset(self, 0, sizeof *self);
    self->header = *header;
    self->nodes = header->elect.nodes;
    REQUIRE(self->nodes >= 1 && self->nodes <= NODES_MAX);
    for (uint8_t i = 0; i < self->nodes; i++) {
        self->place[i] = i;
        node_init(&self->node[i]);
    }
    for (uint8_t i = 0; i < self->nodes; i++) {
        if (header->ring[i] < self->nodes) self->place[header->ring[i]] = i;
    }
    self->members = set_all(self->nodes);
    self->version = 1;
    for (int i = 0; i < PROPERTY_COUNT; i++) self->property[i].first_us = TIME_PAST;
}

/* ---- the log ---------------------------------------------------------------- */

static struct view_line *line_add(struct view_line *lines, int capacity, uint64_t *count,
                                  const struct event *event) {
    struct view_line *line = &lines[*count % (uint64_t)capacity];
    line->event = *event;
    line->times = 1;
    line->last_us = event->t_us;
    (*count)++;
    return line;
}

/* A candidate without a quorum stands again and again: one line that counts says
 * it, and nothing worth reading scrolls away. */
static bool is_repetition(const struct event *a, const struct event *b) {
    if (a->kind != b->kind || a->node != b->node || a->term != b->term) return false;
    switch ((int)a->kind) {
    case EVENT_STAND: return true;
    case EVENT_SKIP: return a->to == b->to;
    case EVENT_DROP:
        return a->reason == b->reason && a->message == b->message && a->origin == b->origin &&
               a->from == b->from && a->to == b->to;
    default: return false;
    }
}

static bool repeats_a_line(struct view *self, const struct event *event) {
    enum { WITHIN = 24 };
    const int count = view_log_count(self, false);
    for (int back = 0; back < count && back < WITHIN; back++) {
        const uint64_t at = self->notable_count - 1 - (uint64_t)back;
        struct view_line *line = &self->notable[at % VIEW_NOTABLE_MAX];
        if (!is_repetition(&line->event, event)) continue;
        line->times++;
        line->last_us = event->t_us;
        return true;
    }
    return false;
}

/* "B signs A" already says that B follows A. */
static bool said_by_signing(const struct view *self, const struct event *event) {
    if (self->notable_count == 0) return false;
    const struct event *last = &view_log_at(self, false, 0)->event;
    return last->kind == EVENT_SIGN && last->node == event->node && last->leader == event->leader &&
           last->term == event->term;
}

/* Worth a line of the calm log?  Asked before the event is folded in, so that
 * what is merely renewed can be told from what is new. */
static bool is_notable(const struct view *self, const struct event *event) {
    const struct view_node *node = event->node < self->nodes ? &self->node[event->node] : NULL;
    switch (event->kind) {
    case EVENT_SIGN:
        return node == NULL || node->voted != event->leader || node->term != event->term ||
               node->promise_us < event->t_us;
    case EVENT_LEASE: return node == NULL || !self->led[event->node];
    case EVENT_FOLLOW:
        if (said_by_signing(self, event)) return false;
        return node == NULL || node->follows != event->leader || node->follows_term != event->term;
    case EVENT_DUTY: return event->count == 1;
    case EVENT_WRITE: return !event->accepted;
    case EVENT_LIST: return self->header.elect.policy == QUORUM_ACTIVE; /* nobody else asks it */
    case EVENT_DROP: return event->message != MESSAGE_HOPACK && drop_reason_arrived(event->reason);
    case EVENT_SEND:
    case EVENT_DELIVER: return false;
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SKIP:
    case EVENT_COMMAND:
    case EVENT_EXPECT:
    case EVENT_VIOLATION:
    case EVENT_CLOCK:
    case EVENT_COUNT: break;
    }
    return true;
}

static void log_event(struct view *self, const struct event *event) {
    (void)line_add(self->all, VIEW_ALL_MAX, &self->all_count, event);
    if (!is_notable(self, event) || repeats_a_line(self, event)) return;
    (void)line_add(self->notable, VIEW_NOTABLE_MAX, &self->notable_count, event);
}

int view_log_count(const struct view *self, bool all) {
    const uint64_t count = all ? self->all_count : self->notable_count;
    const uint64_t capacity = all ? VIEW_ALL_MAX : VIEW_NOTABLE_MAX;
    return (int)(count < capacity ? count : capacity);
}

const struct view_line *view_log_at(const struct view *self, bool all, int back) {
    REQUIRE(back >= 0 && back < view_log_count(self, all));
    if (all) return &self->all[(self->all_count - 1 - (uint64_t)back) % VIEW_ALL_MAX];
    return &self->notable[(self->notable_count - 1 - (uint64_t)back) % VIEW_NOTABLE_MAX];
}

/* ---- messages under way ------------------------------------------------------ */

static void on_send(struct view *self, const struct event *event) {
    if (event->message < MESSAGE_COUNT) self->sent[event->message]++;
    if (event->message == MESSAGE_HOPACK || event->id == 0) return; /* never drawn */
    if (event->from >= self->nodes || event->to >= self->nodes) return;
    const int64_t due_us =
        event->t_us + self->header.elect.timers.hop_us + self->delay_us[event->from][event->to];
    self->token[self->token_next] = (struct view_token){ .id = event->id,
                                                         .from = event->from,
                                                         .to = event->to,
                                                         .origin = event->origin,
                                                         .message = event->message,
                                                         .term = event->term,
                                                         .sent_us = event->t_us,
                                                         .due_us = due_us };
    self->token_next = (self->token_next + 1) % VIEW_TOKENS_MAX;
}

static void on_arrival(struct view *self, const struct event *event) {
    if (event->kind == EVENT_DELIVER) {
        if (event->message < MESSAGE_COUNT) self->delivered[event->message]++;
    } else if (event->reason < DROP_COUNT) {
        self->dropped[event->reason]++;
    }
    if (event->id == 0) return;
    for (int i = 0; i < VIEW_TOKENS_MAX; i++) {
        if (self->token[i].id == event->id) self->token[i].id = 0;
    }
}

/* ---- statements --------------------------------------------------------------- */

static void cut_link(struct view *self, uint8_t from, uint8_t to, bool cut) {
    if (from >= self->nodes || to >= self->nodes || from == to) return;
    struct node_set *set = &self->node[from].cut;
    *set = cut ? set_with(*set, to) : set_without(*set, to);
}

static void on_partition(struct view *self, const struct command *command) {
    uint8_t group[NODES_MAX];
    for (uint8_t i = 0; i < self->nodes; i++) {
        group[i] = command->group_count; /* the unnamed form one more group */
        for (uint8_t g = 0; g < command->group_count && g < NODES_MAX; g++) {
            if (set_has(command->group[g], i)) group[i] = g;
        }
    }
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) {
            cut_link(self, from, to, group[from] != group[to]);
        }
    }
}

static void on_isolate(struct view *self, struct node_set who) {
    for (uint8_t i = 0; i < self->nodes; i++) {
        for (uint8_t other = 0; other < self->nodes && set_has(who, i); other++) {
            cut_link(self, i, other, true);
            cut_link(self, other, i, true);
        }
    }
}

static void on_delay(struct view *self, const struct command *command) {
    for (uint8_t from = 0; from < self->nodes; from++) {
        for (uint8_t to = 0; to < self->nodes; to++) {
            const bool meant =
                command->x >= self->nodes || (command->x == from && command->y == to);
            if (meant) self->delay_us[from][to] = command->delay_us;
        }
    }
}

static void on_command(struct view *self, const struct event *event) {
    const struct command *command = &event->command;
    self->commands++;
    switch (command->kind) {
    case COMMAND_PARTITION: on_partition(self, command); return;
    case COMMAND_ISOLATE: on_isolate(self, command->who); return;
    case COMMAND_CUT:
        cut_link(self, command->x, command->y, true);
        if (!command->one_way) cut_link(self, command->y, command->x, true);
        return;
    case COMMAND_HEAL:
        for (uint8_t i = 0; i < self->nodes && command->x >= self->nodes; i++) {
            self->node[i].cut = SET_EMPTY;
        }
        cut_link(self, command->x, command->y, false);
        cut_link(self, command->y, command->x, false);
        return;
    case COMMAND_DELAY: on_delay(self, command); return;
    case COMMAND_DRIFT:
        for (uint8_t i = 0; i < self->nodes; i++) {
            if (set_has(command->who, i)) self->node[i].drifted_us = event->t_us;
        }
        return;
    case COMMAND_KILL:
    case COMMAND_REVIVE:
    case COMMAND_STALL:
    case COMMAND_WAKE:
    case COMMAND_LOSS:
    case COMMAND_DUPLICATE:
    case COMMAND_REORDER:
    case COMMAND_NOTE:
    case COMMAND_COUNT: return;
    }
}

/* ---- nodes -------------------------------------------------------------------- */

static void on_start(struct view *self, struct view_node *node, const struct event *event) {
    const struct node_set cut = node->cut;
    const uint64_t accepted = node->accepted, refused = node->refused;
    node_init(node);
    node->live = node->ever_started = true;
    node->term = event->term;
    node->voted = event->leader < self->nodes ? event->leader : NODE_NONE;
    node->promise_us = event->until_us;
    node->changed_us = event->t_us;
    node->cut = cut;
    node->accepted = accepted;
    node->refused = refused;
    self->led[event->node] = false;
}

static void on_stop(struct view *self, struct view_node *node, const struct event *event) {
    node->live = node->stalled = false;
    node->role = ROLE_FOLLOWER;
    node->follows = NODE_NONE;
    node->promise_us = node->beat_us = node->lease_us = node->stood_us = TIME_PAST;
    node->changed_us = event->t_us;
    self->led[event->node] = false;
}

static void on_role(struct view *self, struct view_node *node, const struct event *event) {
    if (node->role != event->role) node->changed_us = event->t_us;
    node->role = event->role;
    node->term = event->term;
    node->stood_us = TIME_PAST;
    if (event->role == ROLE_LEADER) return;
    node->lease_us = TIME_PAST;
    node->duties = 0;
    self->led[event->node] = false;
}

static void on_sign(struct view *self, struct view_node *node, const struct event *event) {
    node->term = event->term;
    node->voted = event->leader < self->nodes ? event->leader : NODE_NONE;
    node->promise_us = event->until_us;
    /* A change of clock rate tells promises anew without a token behind them. */
    if (node->drifted_us != event->t_us) node->beat_us = event->t_us;
    if (event->leader != event->node) node->stood_us = TIME_PAST;
}

static void on_lease(struct view *self, struct view_node *node, const struct event *event) {
    if (!self->led[event->node]) self->elections++;
    self->led[event->node] = true;
    node->lease_us = event->until_us;
    node->leased_us = event->t_us;
    node->lease_term = event->term;
    node->signatures = event->signatures;
    node->follows = NODE_NONE;
}

static void on_write(struct view *self, struct view_node *node, const struct event *event) {
    uint64_t *whole = event->accepted ? &self->accepted : &self->refused;
    uint64_t *own = event->accepted ? &node->accepted : &node->refused;
    (*whole)++;
    (*own)++;
    self->fence = event->highest;
}

static void on_node(struct view *self, const struct event *event) {
    if (event->node >= self->nodes) return;
    struct view_node *node = &self->node[event->node];
    switch ((int)event->kind) {
    case EVENT_START: on_start(self, node, event); return;
    case EVENT_STOP: on_stop(self, node, event); return;
    case EVENT_STALL:
    case EVENT_WAKE:
        node->stalled = event->kind == EVENT_STALL;
        node->changed_us = event->t_us;
        return;
    case EVENT_STAND:
        node->stood_us = event->t_us;
        node->follows = NODE_NONE;
        return;
    case EVENT_ROLE: on_role(self, node, event); return;
    case EVENT_SIGN: on_sign(self, node, event); return;
    case EVENT_LEASE: on_lease(self, node, event); return;
    case EVENT_FOLLOW:
        node->follows = event->leader < self->nodes ? event->leader : NODE_NONE;
        node->follows_term = event->term;
        node->stood_us = TIME_PAST;
        return;
    case EVENT_DUTY: node->duties = event->count; return;
    case EVENT_WRITE: on_write(self, node, event); return;
    default: return;
    }
}

static void on_violation(struct view *self, const struct event *event) {
    if (event->property >= PROPERTY_COUNT) return;
    struct view_property *property = &self->property[event->property];
    if (property->broken++ == 0) {
        struct text detail;
        text_init(&detail, property->detail, sizeof property->detail);
        text_add(&detail, event->text);
        property->first_us = event->t_us;
    }
    if (event->expected) return;
    property->unexpected++;
    self->violations++;
}

void view_event(struct view *self, const struct event *event) {
    self->now_us = event->t_us;
    self->events++;
    log_event(self, event);
    switch (event->kind) {
    case EVENT_SEND: on_send(self, event); return;
    case EVENT_DELIVER:
    case EVENT_DROP: on_arrival(self, event); return;
    case EVENT_COMMAND: on_command(self, event); return;
    case EVENT_VIOLATION: on_violation(self, event); return;
    case EVENT_LIST:
        self->members = event->members;
        self->joining = event->joining;
        self->leaving = event->leaving;
        self->version = event->version;
        return;
    case EVENT_EXPECT:
        if (event->met) self->expectations_met++;
        else self->expectations_failed++;
        return;
    case EVENT_START:
    case EVENT_STOP:
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_STAND:
    case EVENT_ROLE:
    case EVENT_SIGN:
    case EVENT_LEASE:
    case EVENT_FOLLOW:
    case EVENT_DUTY:
    case EVENT_WRITE:
    case EVENT_SKIP: on_node(self, event); return;
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
}
