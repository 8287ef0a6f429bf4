/* Steps of one node as short texts, for tables of rules.  Times in milliseconds.
 *
 * State:   F t1 vA p300 s- f       follower (E elected, L leader), term 1, signed for A,
 *                                  promise until 300, stood never, f: follows `v`
 *          E t1 vA p300 s0 e0 b100 elected at 0, next heartbeat at 100
 *          L t1 vA p300 s0 e0 b100 l200/1   lease until 200 with fencing number 1
 *          wLA>B@10                 waits until 10 for B to answer for A's LEADER (E: ELECTION)
 * Effects: persist t1 vA · send B ELECTION A {A} h1 · send B LEADER A t1 s0 n0 {A} h1 ·
 *          send B HOPACK A h7 · stand t0 · role elected t1 r2 (rule 2) · sign vA t1 p300 ·
 *          lease t1 l200 {AB} · follow A t1 · skip B · drop ELECTION A not-free
 */
#ifndef TESTS_ELECTION_RIG_H
#define TESTS_ELECTION_RIG_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "election/duty.h"
#include "election/elect.h"

#define MS(ms) ((ms)*US_PER_MS)

/* d 1, TH 10, H 100, L 200, P 300, E 50, D 2: round, and in PROTOCOL's order. */
static inline struct elect_config rig_config(uint8_t nodes, enum quorum_policy policy) {
    struct elect_config config = { .policy = policy };
    uint8_t order[NODES_MAX];
    for (uint8_t i = 0; i < nodes; i++) order[i] = i;
    elect_ring(&config, order, nodes);
    config.timers = (struct timers){ .hop_us = MS(1),
                                     .hop_timeout_us = MS(10),
                                     .heartbeat_us = MS(100),
                                     .lease_us = MS(200),
                                     .promise_us = MS(300),
                                     .stand_us = MS(50),
                                     .stagger_us = MS(2),
                                     .ring_us = MS(30),
                                     .duty_us = MS(100) };
    return config;
}

static inline uint8_t rig_node(char letter) {
    return letter == '-' ? NODE_NONE : (uint8_t)(letter - 'A');
}

static inline struct node_set rig_set(const char *letters) {
    struct node_set set = SET_EMPTY;
    for (; *letters != '\0'; letters++) set = set_with(set, rig_node(*letters));
    return set;
}

/* ---- state from text -------------------------------------------------------------- */

static inline void rig_word(struct elect *out, const char *word) {
    const char *value = word + 1;
    const long number = strtol(value, NULL, 10);
    switch (word[0]) {
    case 'F': out->role = ROLE_FOLLOWER; break;
    case 'E': out->role = ROLE_ELECTED; break;
    case 'L': out->role = ROLE_LEADER; break;
    case 't': out->stable.term = (uint32_t)strtoul(value, NULL, 10); break;
    case 'v': out->stable.voted = rig_node(value[0]); break;
    case 'p': out->promise_us = MS(number); break;
    case 's': out->stood_us = value[0] == '-' ? TIME_PAST : MS(number); break;
    case 'e': out->elected_at_us = MS(number); break;
    case 'b': out->beat_us = MS(number); break;
    case 'f': out->follows = true; break;
    case 'l':
        out->lease_us = MS(number);
        out->lease_term = (uint32_t)strtoul(strchr(value, '/') + 1, NULL, 10);
        break;
    default: abort();
    }
}

static inline struct elect rig_state(char me, const char *words) {
    char copy[128], *rest = copy;
    struct elect self;
    memset(&self, 0, sizeof self);
    self.me = rig_node(me);
    self.stable.voted = NODE_NONE;
    self.stood_us = self.lease_us = self.elected_at_us = self.beat_us = TIME_PAST;
    snprintf(copy, sizeof copy, "%s", words);
    for (char *word = strtok_r(rest, " ", &rest); word != NULL; word = strtok_r(rest, " ", &rest)) {
        rig_word(&self, word);
    }
    return self;
}

/* ---- and to text -------------------------------------------------------------------- */

static inline char rig_letter(uint8_t node) {
    return node < NODES_MAX ? node_letter(node) : '-';
}

/* A time in ms; with its microseconds when they are not 0. */
static inline void rig_add_time(struct text *out, const char *key, int64_t us) {
    text_add(out, key);
    if (us == TIME_PAST) {
        text_add(out, "-");
        return;
    }
    text_add_int(out, us / US_PER_MS);
    if (us % US_PER_MS != 0) {
        text_add(out, "+");
        text_add_int(out, us % US_PER_MS);
        text_add(out, "us");
    }
}

static inline void rig_add_uint(struct text *out, const char *key, uint64_t value) {
    text_add(out, key);
    text_add_uint(out, value);
}

static inline void rig_add_node(struct text *out, const char *key, uint8_t node) {
    text_add(out, key);
    text_add_char(out, rig_letter(node));
}

static inline const char *rig_say_state(const struct elect *self) {
    static char buffer[512];
    struct text out;
    text_init(&out, buffer, sizeof buffer);
    text_add_char(&out, "FEL"[self->role]);
    rig_add_uint(&out, " t", self->stable.term);
    rig_add_node(&out, " v", self->stable.voted);
    rig_add_time(&out, " p", self->promise_us);
    rig_add_time(&out, " s", self->stood_us);
    if (self->follows) text_add(&out, " f");
    if (self->elected_at_us != TIME_PAST) rig_add_time(&out, " e", self->elected_at_us);
    if (self->beat_us != TIME_PAST) rig_add_time(&out, " b", self->beat_us);
    if (self->lease_us != TIME_PAST) {
        rig_add_time(&out, " l", self->lease_us);
        rig_add_uint(&out, "/", self->lease_term);
    }
    for (int i = 0; i < self->waiting_count; i++) {
        const struct waiting *w = &self->waiting[i];
        text_add(&out, w->message.kind == MESSAGE_LEADER ? " wL" : " wE");
        text_add_char(&out, rig_letter(w->message.origin));
        rig_add_node(&out, ">", w->to);
        rig_add_time(&out, "@", w->deadline_us);
    }
    return buffer;
}

static inline void rig_add_set(struct text *out, struct node_set set) {
    text_add(out, " {");
    text_add_set(out, set, NULL);
    text_add(out, "}");
}

static inline void rig_add_send(struct text *out, const struct effect *e) {
    rig_add_node(out, "send ", e->to);
    text_add(out, " ");
    text_add(out, message_kind_name(e->message.kind));
    rig_add_node(out, " ", e->message.origin);
    if (e->message.kind == MESSAGE_LEADER) {
        rig_add_uint(out, " t", e->message.term);
        rig_add_time(out, " s", e->message.sent_us);
        rig_add_uint(out, " n", e->message.need);
    }
    if (e->message.kind != MESSAGE_HOPACK) rig_add_set(out, e->message.signatures);
    rig_add_uint(out, " h", e->message.hop);
}

static inline void rig_add_effect(struct text *out, const struct effect *e) {
    switch (e->kind) {
    case EFFECT_PERSIST:
        rig_add_uint(out, "persist t", e->stable.term);
        rig_add_node(out, " v", e->stable.voted);
        return;
    case EFFECT_SEND: rig_add_send(out, e); return;
    case EFFECT_STAND: rig_add_uint(out, "stand t", e->term); return;
    case EFFECT_ROLE:
        text_add(out, "role ");
        text_add(out, role_name(e->role));
        rig_add_uint(out, " t", e->term);
        rig_add_uint(out, " r", (uint64_t)role_why_rule(e->why));
        return;
    case EFFECT_SIGN:
        rig_add_node(out, "sign v", e->stable.voted);
        rig_add_uint(out, " t", e->term);
        rig_add_time(out, " p", e->until_us);
        return;
    case EFFECT_LEASE:
        rig_add_uint(out, "lease t", e->term);
        rig_add_time(out, " l", e->until_us);
        rig_add_set(out, e->signatures);
        return;
    case EFFECT_FOLLOW:
        rig_add_node(out, "follow ", e->stable.voted);
        rig_add_uint(out, " t", e->term);
        return;
    case EFFECT_SKIP: rig_add_node(out, "skip ", e->to); return;
    case EFFECT_DROP:
        text_add(out, "drop ");
        text_add(out, message_kind_name(e->message.kind));
        rig_add_node(out, " ", e->message.origin);
        text_add(out, " ");
        text_add(out, drop_reason_name(e->reason));
        return;
    }
}

static inline const char *rig_say_effects(const struct effects *effects) {
    static char buffer[1024];
    struct text out;
    text_init(&out, buffer, sizeof buffer);
    for (int i = 0; i < effects->count; i++) {
        if (i > 0) text_add(&out, " · ");
        rig_add_effect(&out, &effects->v[i]);
    }
    return buffer;
}

/* ---- inputs ------------------------------------------------------------------------ */

static inline struct roster rig_roster(const struct elect_config *config) {
    return (struct roster){ .members = set_all(config->nodes), .version = 1 };
}

static inline struct input rig_time(int64_t now_ms) {
    return (struct input){ .kind = INPUT_TIME, .now_us = MS(now_ms) };
}

static inline struct input rig_election(int64_t now_ms, char from, char origin, const char *set) {
    return (struct input){ .kind = INPUT_MESSAGE,
                           .now_us = MS(now_ms),
                           .message = { .kind = MESSAGE_ELECTION,
                                        .from = rig_node(from),
                                        .origin = rig_node(origin),
                                        .signatures = rig_set(set),
                                        .hop = 7 } };
}

static inline struct input rig_leader(int64_t now_ms, char from, char origin, uint32_t term,
                                      int64_t sent_ms, const char *set, uint32_t need) {
    struct input input = rig_election(now_ms, from, origin, set);
    input.message.kind = MESSAGE_LEADER;
    input.message.term = term;
    input.message.need = need;
    input.message.sent_us = MS(sent_ms);
    return input;
}

static inline struct input rig_hopack(int64_t now_ms, char from, uint32_t hop) {
    return (
        struct input){ .kind = INPUT_MESSAGE,
                       .now_us = MS(now_ms),
                       .message = { .kind = MESSAGE_HOPACK, .from = rig_node(from), .hop = hop } };
}

/* What holds after every step and is in no text. */
static inline void rig_check(const struct elect *self, const struct elect_config *config,
                             const struct effects *effects) {
    static const struct waiting nothing;
    elect_check(self, config);
    if (self->lease_us == TIME_PAST) assert_int_equal(self->lease_term, 0);
    for (int i = self->waiting_count; i < WAITING_MAX; i++) {
        assert_memory_equal(&self->waiting[i], &nothing, sizeof nothing);
    }
    for (int i = 0; i < effects->count; i++) {
        if (effects->v[i].kind != EFFECT_SEND) continue;
        assert_int_equal(effects->v[i].message.from, self->me);
        assert_int_not_equal(effects->v[i].to, self->me);
    }
}

/* The input's roster is the whole ring unless it was given. */
static inline void rig_step(struct elect *self, const struct elect_config *config,
                            struct input input, struct effects *out) {
    if (input.roster.version == 0) input.roster = rig_roster(config);
    elect_step(self, config, &input, out);
    rig_check(self, config, out);
}

/* ---- tables ------------------------------------------------------------------------ */

struct rule_row {
    const char *claim;
    char me;
    const char *before;
    struct input input;
    const char *after, *effects;
};

static inline void rig_check_rows(const struct elect_config *config, const struct rule_row *rows,
                                  size_t count) {
    for (size_t i = 0; i < count; i++) {
        struct elect self = rig_state(rows[i].me, rows[i].before);
        struct effects effects;
        rig_step(&self, config, rows[i].input, &effects);
        if (strcmp(rig_say_state(&self), rows[i].after) != 0 ||
            strcmp(rig_say_effects(&effects), rows[i].effects) != 0) {
            fail_msg("%s\n  state    %s\n  expected %s\n  effects  %s\n  expected %s",
                     rows[i].claim, rig_say_state(&self), rows[i].after, rig_say_effects(&effects),
                     rows[i].effects);
        }
    }
}
#define CHECK_ROWS(config, rows) rig_check_rows(config, rows, sizeof(rows) / sizeof(rows)[0])

#endif
