#include "scenario/statement.h"

#include <string.h>

#include "base/check.h"
#include "scenario/reader.h"

static const struct {
    const char *words, *syntax, *help;
} rows[] = {
#define X(symbol, words, syntax, help) [EXPECT_##symbol] = { words, syntax, help },
    EXPECTATIONS(X)
#undef X
};

static const char *const role_words[] = {
#define X(symbol, word, help) [EXPECT_ROLE_##symbol] = word,
    EXPECT_ROLES(X)
#undef X
};

static const char *const properties[] = {
#define X(symbol, name, title, help) [PROPERTY_##symbol] = name,
    PROPERTIES(X)
#undef X
};

const char *expect_words(enum expect_kind kind) {
    REQUIRE(kind < EXPECT_KIND_COUNT);
    return rows[kind].words;
}

const char *expect_syntax(enum expect_kind kind) {
    REQUIRE(kind < EXPECT_KIND_COUNT);
    return rows[kind].syntax;
}

const char *expect_help(enum expect_kind kind) {
    REQUIRE(kind < EXPECT_KIND_COUNT);
    return rows[kind].help;
}

const char *expect_role_word(enum expect_role role) {
    REQUIRE(role < EXPECT_ROLE_COUNT);
    return role_words[role];
}

/* ---- commands -------------------------------------------------------------------- */

/* One or more names; stops at the first word that is none. */
static struct node_set read_names(struct reader *in) {
    struct node_set names = SET_EMPTY;
    uint8_t node;
    while (reader_node(in, &node)) names = set_with(names, node);
    return names;
}

/* WHO...: names, `leader`, `all` in any order. */
static bool read_who(struct reader *in, struct statement *out) {
    uint8_t node;
    for (;;) {
        if (reader_node(in, &node)) {
            out->who = set_with(out->who, node);
        } else if (!out->who_leader && reader_word(in, "leader")) {
            out->who_leader = true;
        } else if (!out->who_all && reader_word(in, "all")) {
            out->who_all = true;
        } else {
            break;
        }
    }
    out->command.who = out->who;
    return out->who_leader || out->who_all || !set_is_empty(out->who) ? true : reader_fail(in);
}

static bool read_groups(struct reader *in, struct command *out) {
    for (;;) {
        const struct node_set group = read_names(in);
        if (set_is_empty(group)) return reader_fail(in);
        out->group[out->group_count++] = group;
        if (out->group_count == NODES_MAX || !reader_word(in, "|")) return true;
    }
}

/* X > Y, X Y, or either; y is then asked for. */
static bool read_link(struct reader *in, bool arrow, bool plain, bool optional,
                      struct command *out) {
    if (!reader_node(in, &out->x)) return optional && !reader_more(in) ? true : reader_fail(in);
    out->one_way = arrow && reader_word(in, ">");
    if (!out->one_way && !plain) return reader_fail(in);
    return reader_node(in, &out->y) ? true : reader_fail(in);
}

static bool read_command(struct reader *in, enum command_kind kind, struct statement *out) {
    struct command *command = &out->command;
    int64_t ppm;
    out->kind = STATEMENT_COMMAND;
    command->kind = kind;
    command->x = command->y = NODE_NONE;
    switch (command_shape(kind)) {
    case SHAPE_WHO:
        if (!read_who(in, out)) return false;
        command->mid_duty = kind == COMMAND_STALL && reader_word(in, "mid-duty");
        return true;
    case SHAPE_GROUPS: return read_groups(in, command);
    case SHAPE_HEAL: return read_link(in, false, true, true, command);
    case SHAPE_CUT: return read_link(in, true, true, false, command);
    case SHAPE_DURATION:
        if (!reader_duration(in, &command->delay_us)) return reader_fail(in);
        return read_link(in, true, false, true, command);
    case SHAPE_PERCENT:
        if (!reader_percent(in, &command->ppm)) return reader_fail(in);
        return read_link(in, true, false, true, command);
    case SHAPE_DRIFT:
        if (!read_who(in, out)) return false;
        if (!reader_int(in, WANT_PPM, -DRIFT_STATEMENT_PPM_MAX, DRIFT_STATEMENT_PPM_MAX, &ppm)) {
            return reader_fail(in);
        }
        command->drift_ppm = (int32_t)ppm;
        return true;
    case SHAPE_TEXT:
        return reader_text(in, command->note, sizeof command->note) ? true : reader_fail(in);
    }
    UNREACHABLE();
}

/* ---- expectations ------------------------------------------------------------------- */

static bool read_within(struct reader *in, const char *word, struct expectation *out) {
    if (!reader_word(in, word)) return reader_fail(in);
    return reader_duration(in, &out->within_us) ? true : reader_fail(in);
}

static bool read_among(struct reader *in, struct expectation *out) {
    if (!reader_word(in, "in")) return true;
    in->named = SET_EMPTY; /* `expect leader A in A B` is fine */
    out->among = read_names(in);
    return set_is_empty(out->among) ? reader_fail(in) : true;
}

/* `leader` alone, `all` alone, or names: after them `leader` is a role. */
static bool read_whose(struct reader *in, struct statement *out) {
    out->who = read_names(in);
    if (!set_is_empty(out->who)) return true;
    if (reader_word(in, "leader")) return out->who_leader = true;
    if (reader_word(in, "all")) return out->who_all = true;
    return reader_fail(in);
}

static bool read_expectation(struct reader *in, enum expect_kind kind, struct statement *out) {
    struct expectation *expect = &out->expect;
    uint8_t node;
    int64_t term;
    int choice;
    out->kind = STATEMENT_EXPECT;
    expect->kind = kind;
    switch (kind) {
    case EXPECT_LEADER:
        if (reader_node(in, &node)) out->who = set_of(node);
        return read_among(in, expect) && read_within(in, "within", expect);
    case EXPECT_NO_LEADER:
    case EXPECT_AGREEMENT: return read_among(in, expect) && read_within(in, "within", expect);
    case EXPECT_STABLE: return read_within(in, "for", expect);
    case EXPECT_ROLE:
        if (!read_whose(in, out)) return false;
        choice = reader_choice(in, role_words, EXPECT_ROLE_COUNT);
        if (choice < 0) return reader_fail(in);
        expect->role = (enum expect_role)choice;
        return read_within(in, "within", expect);
    case EXPECT_TERM:
        if (!read_whose(in, out) || !reader_word(in, ">=") ||
            !reader_int(in, WANT_TERM, 1, UINT32_MAX, &term)) {
            return reader_fail(in);
        }
        expect->term = (uint32_t)term;
        return read_within(in, "within", expect);
    case EXPECT_VIOLATION:
        choice = reader_choice(in, properties, PROPERTY_COUNT);
        if (choice < 0) return reader_fail(in);
        expect->property = (enum property)choice;
        return read_within(in, "within", expect);
    case EXPECT_WRITE_REFUSED: return read_within(in, "within", expect);
    case EXPECT_KIND_COUNT: break;
    }
    UNREACHABLE();
}

/* ---- statements --------------------------------------------------------------------- */

static bool read_any(struct reader *in, struct statement *out) {
    for (unsigned kind = 0; kind < COMMAND_COUNT; kind++) {
        if (reader_word(in, command_word((enum command_kind)kind))) {
            return read_command(in, (enum command_kind)kind, out);
        }
    }
    if (reader_word(in, "expect")) {
        for (unsigned kind = 0; kind < EXPECT_KIND_COUNT; kind++) {
            if (reader_word(in, rows[kind].words)) {
                return read_expectation(in, (enum expect_kind)kind, out);
            }
        }
        return reader_fail(in);
    }
    if (!reader_word(in, "end")) return reader_fail(in);
    out->kind = STATEMENT_END;
    return true;
}

bool statement_read(struct reader *reader, struct statement *out) {
    memset(out, 0, sizeof *out);
    if (!read_any(reader, out) || !reader_end(reader)) return false;
    memcpy(out->name_column, reader->column, sizeof out->name_column);
    return true;
}

bool statement_parse(const char *text, size_t length, uint8_t nodes, struct statement *out,
                     struct statement_error *error) {
    struct reader reader;
    reader_init(&reader, text, length, nodes);
    if (statement_read(&reader, out)) return true;
    *error = reader.error;
    return false;
}

uint8_t statement_foreign(const struct statement *self, uint8_t nodes) {
    uint8_t leftmost = NODE_NONE;
    for (uint8_t node = nodes; node < NODES_MAX; node++) {
        const uint16_t column = self->name_column[node];
        if (column == 0) continue;
        if (leftmost == NODE_NONE || column < self->name_column[leftmost]) leftmost = node;
    }
    return leftmost;
}

bool statement_resolve(const struct statement *self, uint8_t leader, uint8_t nodes,
                       struct command *out) {
    REQUIRE(self->kind == STATEMENT_COMMAND);
    *out = self->command;
    if (self->who_all) out->who = set_all(nodes);
    if (!self->who_leader) return true;
    if (leader == NODE_NONE) return false;
    out->who = set_with(out->who, leader);
    return true;
}

/* ---- printing ----------------------------------------------------------------------- */

static void print_who(const struct statement *self, struct text *out) {
    text_add_char(out, ' ');
    text_add_set(out, self->who, " ");
    bool first = set_is_empty(self->who);
    if (self->who_leader) {
        text_add(out, first ? "leader" : " leader");
        first = false;
    }
    if (self->who_all) text_add(out, first ? "all" : " all");
}

static void print_command(const struct statement *self, struct text *out) {
    const struct command *command = &self->command;
    if (!self->who_leader && !self->who_all) {
        command_print(command, out);
        return;
    }
    text_add(out, command_word(command->kind));
    print_who(self, out);
    if (command->mid_duty) text_add(out, " mid-duty");
    if (command->kind != COMMAND_DRIFT) return;
    text_add_char(out, ' ');
    text_add_int(out, command->drift_ppm);
}

static void print_expectation(const struct statement *self, struct text *out) {
    const struct expectation *expect = &self->expect;
    text_add(out, "expect ");
    text_add(out, rows[expect->kind].words);
    if (self->who_leader || self->who_all || !set_is_empty(self->who)) print_who(self, out);
    if (!set_is_empty(expect->among)) {
        text_add(out, " in ");
        text_add_set(out, expect->among, " ");
    }
    if (expect->kind == EXPECT_ROLE) {
        text_add_char(out, ' ');
        text_add(out, role_words[expect->role]);
    } else if (expect->kind == EXPECT_TERM) {
        text_add(out, " >= ");
        text_add_uint(out, expect->term);
    } else if (expect->kind == EXPECT_VIOLATION) {
        text_add_char(out, ' ');
        text_add(out, properties[expect->property]);
    }
    text_add(out, expect->kind == EXPECT_STABLE ? " for " : " within ");
    text_add_duration(out, expect->within_us);
}

void statement_print(const struct statement *self, struct text *out) {
    switch (self->kind) {
    case STATEMENT_COMMAND: print_command(self, out); return;
    case STATEMENT_EXPECT: print_expectation(self, out); return;
    case STATEMENT_END: text_add(out, "end"); return;
    }
    UNREACHABLE();
}

/* ---- completion --------------------------------------------------------------------- */

static const char node_names[NODES_MAX][2] = { "A", "B", "C", "D", "E", "F", "G", "H", "I", "J" };

static void add_candidate(struct candidates *out, const char *word, const char *typed,
                          size_t typed_length) {
    if (text_length(word) < typed_length || memcmp(word, typed, typed_length) != 0) return;
    if (out->count < CANDIDATES_MAX) out->word[out->count++] = word;
}

void statement_complete(const char *text, size_t length, size_t cursor, uint8_t nodes,
                        struct candidates *out) {
    struct reader reader;
    struct statement statement;
    REQUIRE(cursor <= length);
    memset(out, 0, sizeof *out);
    size_t start = cursor;
    while (start > 0 && text[start - 1] != ' ' && text[start - 1] != '\t' &&
           text[start - 1] != '|' && text[start - 1] != '>') {
        start--;
    }
    out->start = start;
    for (size_t i = 0; i < start; i++) {
        if (text[i] == '#') return;
    }
    reader_init(&reader, text, start, nodes);
    (void)statement_read(&reader, &statement);
    if (reader_more(&reader) || (reader.failed && reader.wanted_count == 0)) return;
    for (int i = 0; i < reader.wanted_count; i++) {
        if (reader.want[i] == WANT_WORD) {
            add_candidate(out, reader.word[i], text + start, cursor - start);
        } else if (reader.want[i] == WANT_NODE) {
            for (uint8_t node = 0; node < nodes; node++) {
                if (set_has(reader.named, node)) continue;
                add_candidate(out, node_names[node], text + start, cursor - start);
            }
        }
    }
    struct text hint;
    text_init(&hint, out->hint, sizeof out->hint);
    reader_say_wanted(&reader, &hint);
}
