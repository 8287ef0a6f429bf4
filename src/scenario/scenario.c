#include "scenario/scenario.h"

#include <string.h>

#include "base/check.h"
#include "scenario/reader.h"
#include "scenario/setting.h"

/* Errors on their way out; those that do not fit are not counted. */
struct errors {
    struct scenario_error *at;
    int count, max;
};

static void add_error(struct errors *errors, uint32_t line, uint32_t column, const char *message) {
    if (errors->count == errors->max) return;
    struct scenario_error *error = &errors->at[errors->count++];
    struct text text;
    error->line = line;
    error->column = column;
    text_init(&text, error->message, sizeof error->message);
    text_add(&text, message);
}

static void add_reader_error(struct errors *errors, uint32_t line, const struct reader *reader) {
    add_error(errors, line, reader->error.column, reader->error.message);
}

/* ---- one line -------------------------------------------------------------------- */

static bool is_timed(const struct reader *in) {
    return reader_starts(in, "0123456789+-.");
}

/* `end` needs no time. */
static bool is_bare_end(const struct reader *in) {
    return in->end - in->at == 3 && memcmp(in->text + in->at, "end", 3) == 0;
}

static bool read_timed(struct reader *in, uint32_t line, struct scenario *out) {
    if (out->count > 0 && out->line[out->count - 1].statement.kind == STATEMENT_END) {
        return reader_fail_with(in, "nothing can come after `end`");
    }
    if (out->count == SCENARIO_LINES_MAX) {
        return reader_fail_with(in, "too many timed lines: a scenario holds at most 2048");
    }
    struct scenario_line *next = &out->line[out->count];
    *next = (struct scenario_line){ .line = line, .relative = true };
    if (!is_bare_end(in) && !reader_time(in, &next->time_us, &next->relative)) {
        return reader_fail(in);
    }
    next->column = reader_column(in);
    if (!statement_read(in, &next->statement)) return false;
    out->count++;
    return true;
}

/* False when nothing after this line is worth reading. */
static bool read_line(const char *text, size_t length, uint32_t line, bool *timed_seen,
                      struct scenario *out, struct errors *errors) {
    struct reader in;
    reader_init(&in, text, length, NODES_MAX);
    if (in.failed) {
        add_reader_error(errors, line, &in);
        return true;
    }
    if (!reader_more(&in)) return true;
    const bool full = out->count == SCENARIO_LINES_MAX;
    if (is_timed(&in) || is_bare_end(&in)) {
        *timed_seen = true;
        if (read_timed(&in, line, out)) return true;
        add_reader_error(errors, line, &in);
        return !full;
    }
    const bool late = *timed_seen;
    struct reader before = in;
    if (!setting_read(&in, line, out)) {
        add_reader_error(errors, line, &in);
    } else if (late) {
        (void)reader_fail_with(&before, "header statements must come before the first timed line");
        add_reader_error(errors, line, &before);
    }
    return true;
}

/* ---- the file ---------------------------------------------------------------------- */

/* What a name taken from a file's name may not hold becomes `_`. */
static void set_name(const char *name, char out[NAME_BYTES]) {
    size_t length = 0;
    for (; name[length] != '\0' && length + 1 < NAME_BYTES; length++) {
        const char c = name[length];
        out[length] =
            c == '/' || c == '\\' || c == '%' || (c > '\0' && c < ' ') || c == 0x7F ? '_' : c;
    }
    /* not in the middle of a character */
    while (name[length] != '\0' && length > 0 && ((unsigned char)name[length] & 0xC0u) == 0x80u) {
        length--;
    }
    out[length] = '\0';
}

int scenario_parse(const char *bytes, size_t length, const char *name, struct scenario *out,
                   struct scenario_error *errors_out, int max) {
    struct errors errors = { .at = errors_out, .max = max };
    uint32_t line = 1;
    bool timed_seen = false;
    REQUIRE(max >= 1);
    memset(out, 0, sizeof *out);
    out->nodes = SCENARIO_NODES_DEFAULT;
    set_name(name, out->name);
    size_t at = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < length && errors.count < max) {
        size_t end = at;
        while (end < length && bytes[end] != '\n') end++;
        size_t stop = end;
        if (stop > at && bytes[stop - 1] == '\r') stop--;
        if (!read_line(bytes + at, stop - at, line, &timed_seen, out, &errors)) break;
        at = end + 1;
        line++;
    }
    return errors.count;
}

/* ---- against the number of nodes ------------------------------------------------------ */

static void add_foreign(struct errors *errors, uint32_t line, uint32_t column, uint8_t node,
                        uint8_t nodes) {
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    text_init(&message, buffer, sizeof buffer);
    text_add(&message, "there is no node `");
    text_add_char(&message, node_letter(node));
    text_add(&message, "`: the nodes are A to ");
    text_add_char(&message, node_letter((uint8_t)(nodes - 1)));
    add_error(errors, line, column, buffer);
}

static void check_ring(const struct scenario *self, uint8_t nodes, struct errors *errors) {
    const uint32_t line = self->setting_line[SETTING_RING];
    struct node_set missing = set_all(nodes);
    for (uint8_t i = 0; i < self->ring_count; i++) {
        const uint8_t node = self->ring[i];
        if (node >= nodes) {
            add_foreign(errors, line, self->ring_column[node], node, nodes);
            return;
        }
        missing = set_without(missing, node);
    }
    if (self->ring_count == 0 || set_is_empty(missing)) return;
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    text_init(&message, buffer, sizeof buffer);
    text_add(&message, "`ring` names ");
    text_add_uint(&message, self->ring_count);
    text_add(&message, " of ");
    text_add_uint(&message, nodes);
    text_add(&message, " nodes; missing: ");
    text_add_set(&message, missing, " ");
    add_error(errors, line, self->ring_column[self->ring[0]], buffer);
}

int scenario_check(const struct scenario *self, uint8_t nodes, struct scenario_error *errors_out,
                   int max) {
    struct errors errors = { .at = errors_out, .max = max };
    REQUIRE(max >= 1 && nodes >= NODES_MIN && nodes <= NODES_MAX);
    check_ring(self, nodes, &errors);
    for (int i = 0; i < self->count; i++) {
        const struct scenario_line *line = &self->line[i];
        const uint8_t node = statement_foreign(&line->statement, nodes);
        if (node == NODE_NONE) continue;
        add_foreign(&errors, line->line, line->statement.name_column[node], node, nodes);
    }
    return errors.count;
}

/* ---- back as text ------------------------------------------------------------------- */

void scenario_print_line(const struct scenario_line *line, struct text *out) {
    if (line->relative) text_add_char(out, '+');
    text_add_duration(out, line->time_us);
    text_add_char(out, ' ');
    statement_print(&line->statement, out);
    text_add_char(out, '\n');
}

void scenario_print(const struct scenario *self, struct text *out) {
    scenario_print_header(self, out);
    for (int i = 0; i < self->count; i++) scenario_print_line(&self->line[i], out);
}

bool scenario_add_command(struct scenario *self, int64_t time_us, const struct command *command) {
    if (self->count == SCENARIO_LINES_MAX) return false;
    struct scenario_line *line = &self->line[self->count++];
    *line = (struct scenario_line){ .time_us = time_us };
    line->statement.kind = STATEMENT_COMMAND;
    line->statement.who = command->who;
    line->statement.command = *command;
    return true;
}
