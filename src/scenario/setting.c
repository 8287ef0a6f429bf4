#include "scenario/setting.h"

#include <string.h>

#include "base/check.h"

static const struct {
    const char *word, *syntax, *help;
    size_t given; /* offset of the flag in struct scenario */
} rows[] = {
#define X(symbol, field, word, syntax, help)                                                       \
    [SETTING_##symbol] = { word, syntax, help, offsetof(struct scenario, field##_given) },
    SETTINGS(X)
#undef X
};

/* ENGINE_CHECK is no engine that one can ask for. */
enum { ENGINE_CHOICES = ENGINE_SIM + 1 };

static const char *const policies[] = {
#define X(symbol, name, help) [QUORUM_##symbol] = name,
    QUORUM_POLICIES(X)
#undef X
};

static const char *const rules[] = {
#define X(symbol, name, change, caught) [RULE_##symbol] = name,
    RULES(X)
#undef X
};

const char *setting_word(enum setting setting) {
    REQUIRE(setting < SETTING_COUNT);
    return rows[setting].word;
}

const char *setting_syntax(enum setting setting) {
    REQUIRE(setting < SETTING_COUNT);
    return rows[setting].syntax;
}

const char *setting_help(enum setting setting) {
    REQUIRE(setting < SETTING_COUNT);
    return rows[setting].help;
}

static bool *given_flag(struct scenario *scenario, enum setting setting) {
    return (bool *)((char *)scenario + rows[setting].given);
}

/* ---- reading ------------------------------------------------------------------------ */

static bool fail_repeated(struct reader *in, enum setting setting, const struct scenario *out) {
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    text_init(&message, buffer, sizeof buffer);
    text_add_char(&message, '`');
    text_add(&message, rows[setting].word);
    text_add(&message, "` is given twice; first on line ");
    text_add_uint(&message, out->setting_line[setting]);
    return reader_fail_with(in, buffer);
}

static bool read_timer(struct reader *in, int64_t *out_us) {
    int64_t us;
    const struct reader before = *in;
    if (!reader_duration(in, &us)) return reader_fail(in);
    if (us > 0) {
        *out_us = us;
        return true;
    }
    *in = before;
    return reader_fail_with(in, "a timer must be longer than 0");
}

static bool read_named(struct reader *in, const char *const *words, int count, int *out) {
    *out = reader_choice(in, words, count);
    return *out >= 0 ? true : reader_fail(in);
}

static bool read_engine(struct reader *in, struct scenario *out) {
    const char *engines[ENGINE_CHOICES];
    int choice;
    for (int i = 0; i < ENGINE_CHOICES; i++) engines[i] = engine_name((enum engine_kind)i);
    if (!read_named(in, engines, ENGINE_CHOICES, &choice)) return false;
    out->engine = (enum engine_kind)choice;
    return true;
}

static bool read_rules(struct reader *in, struct scenario *out) {
    do {
        int choice;
        if (!read_named(in, rules, RULE_COUNT, &choice)) return false;
        out->broken.bits |= 1u << choice;
    } while (reader_more(in));
    return true;
}

static bool read_ring(struct reader *in, struct scenario *out) {
    uint8_t node;
    while (reader_node(in, &node)) out->ring[out->ring_count++] = node;
    if (out->ring_count < NODES_MIN) return reader_fail(in);
    memcpy(out->ring_column, in->column, sizeof out->ring_column);
    return true;
}

static bool read_value(struct reader *in, enum setting setting, struct scenario *out) {
    int64_t number;
    int choice;
    switch (setting) {
    case SETTING_NODES:
        if (!reader_int(in, WANT_NODES, NODES_MIN, NODES_MAX, &number)) return reader_fail(in);
        out->nodes = (uint8_t)number;
        return true;
    case SETTING_QUORUM:
        if (!read_named(in, policies, QUORUM_COUNT, &choice)) return false;
        out->quorum = (enum quorum_policy)choice;
        return true;
    case SETTING_SEED: return reader_seed(in, &out->seed) ? true : reader_fail(in);
    case SETTING_HOP: return read_timer(in, &out->timers.hop_us);
    case SETTING_HEARTBEAT: return read_timer(in, &out->timers.heartbeat_us);
    case SETTING_LEASE: return read_timer(in, &out->timers.lease_us);
    case SETTING_PROMISE: return read_timer(in, &out->timers.promise_us);
    case SETTING_STAND: return read_timer(in, &out->timers.stand_us);
    case SETTING_HOP_TIMEOUT: return read_timer(in, &out->timers.hop_timeout_us);
    case SETTING_DRIFT:
        if (!reader_int(in, WANT_RHO, 0, DRIFT_PPM_MAX, &number)) return reader_fail(in);
        out->timers.drift_ppm = (uint32_t)number;
        return true;
    case SETTING_BREAK: return read_rules(in, out);
    case SETTING_ENGINE: return read_engine(in, out);
    case SETTING_RING: return read_ring(in, out);
    case SETTING_NAME: return reader_name(in, out->name, sizeof out->name) ? true : reader_fail(in);
    case SETTING_UNSAFE: return true;
    case SETTING_COUNT: break;
    }
    UNREACHABLE();
}

/* A statement without its time is the commonest mistake in a header. */
static bool fail_unknown(struct reader *in) {
    char buffer[STATEMENT_MESSAGE_BYTES], word[16];
    struct text message, name;
    text_init(&name, word, sizeof word);
    text_add_n(&name, in->text + in->at, in->end - in->at);
    if (!text_equal(word, "expect") && command_by_word(word) == COMMAND_COUNT) {
        return reader_fail(in);
    }
    text_init(&message, buffer, sizeof buffer);
    text_add(&message, "`");
    text_add(&message, word);
    text_add(&message, "` needs a time before it: `2s ");
    text_add(&message, word);
    text_add(&message, " ...` at that time, `+200ms ");
    text_add(&message, word);
    text_add(&message, " ...` so long after the line before");
    return reader_fail_with(in, buffer);
}

bool setting_read(struct reader *in, uint32_t line, struct scenario *out) {
    const struct reader before = *in;
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const enum setting setting = (enum setting)i;
        if (!reader_word(in, rows[setting].word)) continue;
        bool *given = given_flag(out, setting);
        if (*given && setting != SETTING_BREAK) {
            *in = before;
            return fail_repeated(in, setting, out);
        }
        if (!*given) out->setting_line[setting] = line;
        *given = true;
        return read_value(in, setting, out) && reader_end(in);
    }
    return fail_unknown(in);
}

/* ---- printing ----------------------------------------------------------------------- */

static void print_words(const char *const *words, int count, uint32_t bits, struct text *out) {
    for (int i = 0; i < count; i++) {
        if ((bits >> i & 1u) == 0) continue;
        text_add_char(out, ' ');
        text_add(out, words[i]);
    }
}

static void print_duration(int64_t us, struct text *out) {
    text_add_char(out, ' ');
    text_add_duration(out, us);
}

static void print_value(const struct scenario *self, enum setting setting, struct text *out) {
    switch (setting) {
    case SETTING_NODES:
        text_add_char(out, ' ');
        text_add_uint(out, self->nodes);
        return;
    case SETTING_QUORUM: print_words(policies, QUORUM_COUNT, 1u << self->quorum, out); return;
    case SETTING_SEED:
        text_add_char(out, ' ');
        text_add_uint(out, self->seed);
        return;
    case SETTING_HOP: print_duration(self->timers.hop_us, out); return;
    case SETTING_HEARTBEAT: print_duration(self->timers.heartbeat_us, out); return;
    case SETTING_LEASE: print_duration(self->timers.lease_us, out); return;
    case SETTING_PROMISE: print_duration(self->timers.promise_us, out); return;
    case SETTING_STAND: print_duration(self->timers.stand_us, out); return;
    case SETTING_HOP_TIMEOUT: print_duration(self->timers.hop_timeout_us, out); return;
    case SETTING_DRIFT:
        text_add_char(out, ' ');
        text_add_uint(out, self->timers.drift_ppm);
        return;
    case SETTING_BREAK: print_words(rules, RULE_COUNT, self->broken.bits, out); return;
    case SETTING_ENGINE:
        text_add_char(out, ' ');
        text_add(out, engine_name(self->engine));
        return;
    case SETTING_RING:
        for (uint8_t i = 0; i < self->ring_count; i++) {
            text_add_char(out, ' ');
            text_add_char(out, node_letter(self->ring[i]));
        }
        return;
    case SETTING_NAME:
        text_add_char(out, ' ');
        text_add(out, self->name);
        return;
    case SETTING_UNSAFE: return;
    case SETTING_COUNT: break;
    }
    UNREACHABLE();
}

void scenario_print_header(const struct scenario *self, struct text *out) {
    for (unsigned i = 0; i < SETTING_COUNT; i++) {
        const enum setting setting = (enum setting)i;
        if (!*(const bool *)((const char *)self + rows[setting].given)) continue;
        text_add(out, rows[setting].word);
        print_value(self, setting, out);
        text_add_char(out, '\n');
    }
}
