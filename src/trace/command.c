#include "trace/command.h"

#include <string.h>

#include "base/check.h"

static const struct {
    const char *word, *syntax, *help;
    enum command_shape shape;
} rows[] = {
#define X(symbol, word, shape, syntax, help) [COMMAND_##symbol] = { word, syntax, help, shape },
    COMMANDS(X)
#undef X
};

const char *command_word(enum command_kind kind) {
    REQUIRE(kind < COMMAND_COUNT);
    return rows[kind].word;
}

const char *command_syntax(enum command_kind kind) {
    REQUIRE(kind < COMMAND_COUNT);
    return rows[kind].syntax;
}

const char *command_help(enum command_kind kind) {
    REQUIRE(kind < COMMAND_COUNT);
    return rows[kind].help;
}

enum command_shape command_shape(enum command_kind kind) {
    REQUIRE(kind < COMMAND_COUNT);
    return rows[kind].shape;
}

enum command_kind command_by_word(const char *word) {
    for (unsigned kind = 0; kind < COMMAND_COUNT; kind++) {
        if (text_equal(rows[kind].word, word)) return (enum command_kind)kind;
    }
    return COMMAND_COUNT;
}

/* ---- printing ------------------------------------------------------------------ */

static void print_link(const struct command *command, bool one_way, struct text *out) {
    if (command->x == NODE_NONE) return;
    text_add_char(out, ' ');
    text_add_char(out, node_letter(command->x));
    text_add(out, one_way ? " > " : " ");
    text_add_char(out, node_letter(command->y));
}

/* 1,500 ppm is "0.15"; the percent sign is left out. */
static void print_percent(uint32_t ppm, struct text *out) {
    text_add_uint(out, ppm / 10000);
    uint32_t rest = ppm % 10000;
    if (rest == 0) return;
    text_add_char(out, '.');
    for (uint32_t weight = 1000; rest != 0; weight /= 10) {
        text_add_char(out, (char)('0' + rest / weight));
        rest %= weight;
    }
}

static void print_groups(const struct command *command, struct text *out) {
    for (uint8_t i = 0; i < command->group_count; i++) {
        text_add(out, i == 0 ? " " : " | ");
        text_add_set(out, command->group[i], " ");
    }
}

void command_print(const struct command *command, struct text *out) {
    text_add(out, command_word(command->kind));
    switch (command_shape(command->kind)) {
    case SHAPE_WHO:
        text_add_char(out, ' ');
        text_add_set(out, command->who, " ");
        if (command->mid_duty) text_add(out, " mid-duty");
        return;
    case SHAPE_GROUPS: print_groups(command, out); return;
    case SHAPE_HEAL: print_link(command, false, out); return;
    case SHAPE_CUT: print_link(command, command->one_way, out); return;
    case SHAPE_DURATION:
        text_add_char(out, ' ');
        text_add_duration(out, command->delay_us);
        print_link(command, true, out);
        return;
    case SHAPE_PERCENT:
        text_add_char(out, ' ');
        print_percent(command->ppm, out);
        print_link(command, true, out);
        return;
    case SHAPE_DRIFT:
        text_add_char(out, ' ');
        text_add_set(out, command->who, " ");
        text_add_char(out, ' ');
        text_add_int(out, command->drift_ppm);
        return;
    case SHAPE_TEXT:
        text_add_char(out, ' ');
        text_add(out, command->note);
        return;
    }
    UNREACHABLE();
}

bool command_warn(const struct command *command, uint32_t bound_ppm, struct text *out) {
    if (command->kind != COMMAND_DRIFT) return false;
    const int64_t ppm = command->drift_ppm;
    if (ppm <= (int64_t)bound_ppm && -ppm <= (int64_t)bound_ppm) return false;
    text_add(out, "a drift of ");
    text_add_int(out, ppm);
    text_add(out, " ppm is beyond the bound of ");
    text_add_uint(out, bound_ppm);
    text_add(out, " ppm: S2 and S5 may break");
    return true;
}

/* ---- parsing the canonical text ---------------------------------------------------- */

struct words {
    const char *at;
    uint8_t nodes;
};

struct word {
    const char *at;
    size_t length; /* 0: no more */
};

static struct word next_word(struct words *in) {
    while (*in->at == ' ') in->at++;
    struct word word = { .at = in->at };
    while (*in->at != '\0' && *in->at != ' ') in->at++;
    word.length = (size_t)(in->at - word.at);
    return word;
}

static bool word_is(struct word word, const char *string) {
    return word.length == text_length(string) && memcmp(word.at, string, word.length) == 0;
}

/* NODE_NONE when the word is no node's name. */
static uint8_t word_node(const struct words *in, struct word word) {
    if (word.length != 1 || word.at[0] < 'A' || word.at[0] >= 'A' + in->nodes) return NODE_NONE;
    return (uint8_t)(word.at[0] - 'A');
}

static bool parse_who(struct words *in, struct command *out) {
    for (struct word word = next_word(in); word.length > 0; word = next_word(in)) {
        if (out->kind == COMMAND_STALL && word_is(word, "mid-duty")) {
            out->mid_duty = true;
            return next_word(in).length == 0 && !set_is_empty(out->who);
        }
        const uint8_t node = word_node(in, word);
        if (node == NODE_NONE) {
            int64_t ppm;
            if (out->kind != COMMAND_DRIFT || set_is_empty(out->who) ||
                !text_parse_int(word.at, word.length, &ppm) || ppm < -DRIFT_STATEMENT_PPM_MAX ||
                ppm > DRIFT_STATEMENT_PPM_MAX) {
                return false;
            }
            out->drift_ppm = (int32_t)ppm;
            return next_word(in).length == 0;
        }
        out->who = set_with(out->who, node);
    }
    return out->kind != COMMAND_DRIFT && !set_is_empty(out->who);
}

static bool parse_groups(struct words *in, struct command *out) {
    struct node_set seen = SET_EMPTY;
    out->group_count = 1;
    for (struct word word = next_word(in); word.length > 0; word = next_word(in)) {
        struct node_set *group = &out->group[out->group_count - 1];
        if (word_is(word, "|")) {
            if (set_is_empty(*group) || out->group_count == NODES_MAX) return false;
            out->group_count++;
            continue;
        }
        const uint8_t node = word_node(in, word);
        if (node == NODE_NONE || set_has(seen, node)) return false;
        *group = set_with(*group, node);
        seen = set_with(seen, node);
    }
    return !set_is_empty(out->group[out->group_count - 1]);
}

/* [X Y | X > Y]; which of the two forms are legal depends on the shape. */
static bool parse_link(struct words *in, bool arrow_allowed, bool plain_allowed, bool optional,
                       struct command *out) {
    struct word word = next_word(in);
    if (word.length == 0) return optional;
    out->x = word_node(in, word);
    word = next_word(in);
    out->one_way = word_is(word, ">");
    if (out->one_way) word = next_word(in);
    out->y = word_node(in, word);
    return out->x != NODE_NONE && out->y != NODE_NONE && out->x != out->y &&
           (out->one_way ? arrow_allowed : plain_allowed) && next_word(in).length == 0;
}

bool command_parse(const char *string, uint8_t nodes, struct command *out) {
    struct words in = { .at = string, .nodes = nodes };
    char name[16];
    struct text text;
    const struct word verb = next_word(&in);
    memset(out, 0, sizeof *out);
    out->x = out->y = NODE_NONE;
    text_init(&text, name, sizeof name);
    text_add_n(&text, verb.at, verb.length);
    out->kind = command_by_word(name);
    if (text.cut || out->kind == COMMAND_COUNT) return false;
    struct word word;
    switch (command_shape(out->kind)) {
    case SHAPE_WHO:
    case SHAPE_DRIFT: return parse_who(&in, out);
    case SHAPE_GROUPS: return parse_groups(&in, out);
    case SHAPE_HEAL: return parse_link(&in, false, true, true, out);
    case SHAPE_CUT: return parse_link(&in, true, true, false, out);
    case SHAPE_DURATION:
        word = next_word(&in);
        return text_parse_duration(word.at, word.length, &out->delay_us) &&
               parse_link(&in, true, false, true, out);
    case SHAPE_PERCENT:
        word = next_word(&in);
        return text_parse_percent(word.at, word.length, &out->ppm) &&
               parse_link(&in, true, false, true, out);
    case SHAPE_TEXT:
        while (*in.at == ' ') in.at++;
        text_init(&text, out->note, sizeof out->note);
        text_add(&text, in.at);
        return !text.cut;
    }
    UNREACHABLE();
}
