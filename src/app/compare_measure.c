#include "app/compare_measure.h"

#include <string.h>

#include "base/check.h"

static const struct {
    const char *key, *words;
    enum measure_unit unit;
    const char *help;
} rows[] = {
#define X(symbol, key, words, unit, help) [MEASURE_##symbol] = { key, words, unit, help },
    MEASURES(X)
#undef X
};

const char *measure_key(enum measure measure) {
    REQUIRE(measure < MEASURES_COUNT);
    return rows[measure].key;
}

const char *measure_words(enum measure measure) {
    REQUIRE(measure < MEASURES_COUNT);
    return rows[measure].words;
}

const char *measure_help(enum measure measure) {
    REQUIRE(measure < MEASURES_COUNT);
    return rows[measure].help;
}

enum measure_unit measure_unit(enum measure measure) {
    REQUIRE(measure < MEASURES_COUNT);
    return rows[measure].unit;
}

void measure_init(struct compare_measure *self, enum quorum_policy policy) {
    memset(self, 0, sizeof *self);
    self->policy = policy;
    self->value[MEASURE_LEADER] = TIME_NEVER;
    for (int i = 0; i < NODES_MAX; i++) self->lease_us[i] = TIME_PAST;
    for (int i = 0; i < PROPERTY_COUNT; i++) self->violation[i].first_us = TIME_NEVER;
}

/* ---- time that passes --------------------------------------------------------------- */

static int leaders(const struct compare_measure *self) {
    int count = 0;
    for (int i = 0; i < NODES_MAX; i++) count += self->lease_us[i] > self->now_us;
    return count;
}

/* The next end of a lease, at most to_us: until then nothing changes. */
static int64_t next_change(const struct compare_measure *self, int64_t to_us) {
    for (int i = 0; i < NODES_MAX; i++) {
        const int64_t end_us = self->lease_us[i];
        if (end_us > self->now_us && end_us < to_us) to_us = end_us;
    }
    return to_us;
}

static void close_gap(struct compare_measure *self) {
    if (self->gap_us == TIME_NEVER) return;
    const int64_t length_us = self->now_us - self->gap_us;
    if (length_us > self->value[MEASURE_GAP]) self->value[MEASURE_GAP] = length_us;
    self->gap_us = TIME_NEVER;
}

/* Up to to_us nothing was told, but leases may run out. */
static void pass(struct compare_measure *self, int64_t to_us) {
    while (self->now_us < to_us) {
        const int64_t until_us = next_change(self, to_us);
        const int64_t length_us = until_us - self->now_us;
        const int count = leaders(self);
        if (count == 0) self->value[MEASURE_LEADERLESS] += length_us;
        if (count >= 2) self->value[MEASURE_SPLIT] += length_us;
        /* Only here, where time passes: a lease renewed at the instant of its end is no gap. */
        if (count > 0) close_gap(self);
        else if (self->gap_us == TIME_NEVER) self->gap_us = self->now_us;
        self->now_us = until_us;
    }
}

/* ---- events ------------------------------------------------------------------------- */

static void on_lease(struct compare_measure *self, const struct event *event) {
    self->lease_us[event->node] = event->until_us;
    if (self->value[MEASURE_LEADER] == TIME_NEVER) self->value[MEASURE_LEADER] = event->t_us;
    if (!self->led[event->node]) self->value[MEASURE_ELECTIONS]++;
    self->led[event->node] = true;
}

static void step_down(struct compare_measure *self, const struct event *event) {
    self->lease_us[event->node] = TIME_PAST;
    self->led[event->node] = false;
}

static void on_send(struct compare_measure *self, const struct event *event) {
    self->value[MEASURE_MESSAGES]++;
    switch (event->message) {
    case MESSAGE_ELECTION: self->value[MEASURE_ELECTION]++; return;
    case MESSAGE_LEADER: self->value[MEASURE_TOKEN]++; return;
    case MESSAGE_HOPACK: self->value[MEASURE_HOPACK]++; return;
    case MESSAGE_COUNT: break;
    }
    UNREACHABLE();
}

static void on_violation(struct compare_measure *self, const struct event *event) {
    if (event->property >= PROPERTY_COUNT) return;
    if (!property_applies((enum property)event->property, self->policy)) return;
    struct measure_violation *at = &self->violation[event->property];
    self->value[MEASURE_VIOLATIONS]++;
    if (at->count++ > 0) return;
    at->first_us = event->t_us;
    at->expected = event->expected;
}

static void note_term(struct compare_measure *self, const struct event *event) {
    if (event->term > self->value[MEASURE_TERMS]) self->value[MEASURE_TERMS] = event->term;
}

void measure_event(struct compare_measure *self, const struct event *event) {
    pass(self, event->t_us);
    switch (event->kind) {
    case EVENT_START:
        note_term(self, event);
        step_down(self, event);
        return;
    case EVENT_STOP: step_down(self, event); return;
    case EVENT_STAND:
        note_term(self, event);
        self->value[MEASURE_CANDIDACIES]++;
        return;
    case EVENT_ROLE:
        note_term(self, event);
        if (event->role != ROLE_LEADER) step_down(self, event);
        return;
    case EVENT_LEASE:
        note_term(self, event);
        on_lease(self, event);
        return;
    case EVENT_SIGN:
    case EVENT_FOLLOW: note_term(self, event); return;
    case EVENT_WRITE: self->value[event->accepted ? MEASURE_ACCEPTED : MEASURE_REFUSED]++; return;
    case EVENT_SEND: on_send(self, event); return;
    case EVENT_EXPECT: self->value[event->met ? MEASURE_MET : MEASURE_FAILED]++; return;
    case EVENT_VIOLATION: on_violation(self, event); return;
    case EVENT_STALL:
    case EVENT_WAKE:
    case EVENT_DUTY:
    case EVENT_DELIVER:
    case EVENT_DROP:
    case EVENT_SKIP:
    case EVENT_LIST:
    case EVENT_COMMAND:
    case EVENT_CLOCK:
    case EVENT_COUNT: return;
    }
    UNREACHABLE();
}

void measure_end(struct compare_measure *self, int64_t end_us) {
    pass(self, end_us);
    close_gap(self);
    self->value[MEASURE_SPAN] = self->now_us;
    if (self->now_us > 0) {
        self->value[MEASURE_RATE] = self->value[MEASURE_MESSAGES] * US_PER_S / self->now_us;
    }
}
