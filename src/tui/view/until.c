#include "tui/view/until.h"

#include <string.h>

#include "base/check.h"
#include "scenario/reader.h"
#include "tui/view/words.h"

/* What a condition may begin with. */
static const char *const first_words[] = { "leader", "no",        "agreement", "role", "term",
                                           "lease",  "violation", "write",     "off" };
enum { FIRST_WORDS = sizeof first_words / sizeof first_words[0] };

/* ---- reading ------------------------------------------------------------------------ */

static bool is_number(const struct reader *reader) {
    return reader_starts(reader, "0123456789");
}

/* No condition begins like this. */
static bool refuse_word(const char *text, size_t length, struct statement_error *error) {
    char word[UNTIL_TEXT_BYTES];
    struct text copy, message;
    size_t end = 0;
    while (end < length && text[end] != ' ') end++;
    text_init(&copy, word, sizeof word);
    text_add_n(&copy, text, end);
    const char *nearest = text_nearest(word, first_words, FIRST_WORDS);
    error->column = 1;
    text_init(&message, error->message, sizeof error->message);
    if (nearest != NULL) {
        text_add(&message, "did you mean ");
        text_add(&message, nearest);
        text_add(&message, "? ");
    }
    text_add(&message, "expected leader, no leader, role, term, lease <, violation, off, ...");
    return false;
}

/* "agreement" is read as `expect agreement within 0s`. */
static bool read_expectation(const char *text, size_t length, uint8_t nodes, struct until *out,
                             struct statement_error *error) {
    static const char before[] = "expect ";
    char buffer[UNTIL_TEXT_BYTES + 32];
    struct text line;
    text_init(&line, buffer, sizeof buffer);
    text_add(&line, before);
    text_add_n(&line, text, length);
    text_add(&line, " within 0s");
    out->kind = UNTIL_EXPECT;
    if (statement_parse(buffer, line.length, nodes, &out->statement, error)) return true;
    const uint32_t shift = sizeof before - 1;
    if (error->column <= shift + 1) return refuse_word(text, length, error);
    error->column = error->column > shift ? error->column - shift : 1;
    if (error->column > length) error->column = (uint32_t)length + 1;
    return false;
}

/* Our own conditions; false: it may be an expectation. */
static bool read_own(const char *text, size_t length, uint8_t nodes, struct until *out,
                     struct statement_error *error, bool *bad) {
    struct reader reader;
    int64_t term = 0;
    reader_init(&reader, text, length, nodes);
    *bad = false;
    if (reader_word(&reader, "lease")) {
        out->kind = UNTIL_LEASE;
        *bad = !((reader_word(&reader, "<") && reader_duration(&reader, &out->lease_us)) ||
                 reader_fail(&reader)) ||
               !reader_end(&reader);
    } else if (reader_word(&reader, "term") && is_number(&reader)) {
        out->kind = UNTIL_TERM;
        *bad = !(reader_int(&reader, WANT_TERM, 1, UINT32_MAX, &term) || reader_fail(&reader)) ||
               !reader_end(&reader);
        out->term = (uint32_t)term;
    } else if (reader_word(&reader, "violation") && !reader_more(&reader)) {
        out->kind = UNTIL_VIOLATION;
    } else if (length == strlen("A leads") && memcmp(text + 1, " leads", 6) == 0) {
        const char words[] = { 'l', 'e', 'a', 'd', 'e', 'r', ' ', text[0] };
        *bad = !read_expectation(words, sizeof words, nodes, out, error);
        if (*bad) error->column = 1;
        return true;
    } else {
        return false;
    }
    if (*bad) *error = reader.error;
    return true;
}

static bool refuse(struct statement_error *error, uint32_t column, const char *why) {
    struct text text;
    error->column = column;
    text_init(&text, error->message, sizeof error->message);
    text_add(&text, why);
    return false;
}

bool until_parse(const char *text, uint8_t nodes, struct until *out,
                 struct statement_error *error) {
    struct text copy;
    bool bad;
    size_t length = strlen(text);
    while (length > 0 && text[length - 1] == ' ') length--;
    memset(out, 0, sizeof *out);
    if (length >= UNTIL_TEXT_BYTES) {
        return refuse(error, UNTIL_TEXT_BYTES, "a condition is at most 79 characters long");
    }
    if (length == 0) {
        return refuse(error, 1, "expected a condition: leader, term K, lease < D, violation, ...");
    }
    if (text_starts(text, "stable")) {
        return refuse(error, 1, "`stable` takes its time: `expect stable for D` watches for it");
    }
    text_init(&copy, out->text, sizeof out->text);
    text_add_n(&copy, text, length);
    out->active = true;
    if (read_own(text, length, nodes, out, error, &bad)) return !bad;
    return read_expectation(text, length, nodes, out, error);
}

static void offer(const char *word, const char *typed, size_t length, struct candidates *out) {
    if (out->count < CANDIDATES_MAX && strncmp(word, typed, length) == 0)
        out->word[out->count++] = word;
}

void until_complete(const char *text, size_t cursor, uint8_t nodes, struct candidates *out) {
    static const char before[] = "expect ";
    const size_t shift = sizeof before - 1;
    char buffer[UNTIL_TEXT_BYTES * 4];
    struct text line;
    text_init(&line, buffer, sizeof buffer);
    text_add(&line, before);
    text_add_n(&line, text, cursor);
    memset(out, 0, sizeof *out);
    out->start = cursor;
    if (line.cut) return;
    statement_complete(buffer, line.length, line.length, nodes, out);
    out->start -= shift;
    if (out->start == 0) {
        out->count = 0;
        out->hint[0] = '\0';
        for (int i = 0; i < FIRST_WORDS; i++) offer(first_words[i], text, cursor, out);
    } else if (text_starts(text, "lease ")) {
        out->count = 0;
        offer(out->start == strlen("lease ") ? "<" : "200ms", text + out->start,
              cursor - out->start, out);
    }
    int kept = 0; /* a condition waits for no time */
    for (int i = 0; i < out->count; i++) {
        if (strcmp(out->word[i], "within") != 0) out->word[kept++] = out->word[i];
    }
    out->count = kept;
}

/* ---- judging --------------------------------------------------------------------------- */

static bool agree(const struct view *view, struct node_set among, int64_t now_us) {
    const uint8_t leader = view_leader(view, now_us);
    if (leader == NODE_NONE) return false;
    for (uint8_t i = 0; i < view->nodes; i++) {
        const struct view_node *node = &view->node[i];
        if (!set_has(among, i) || !node->live || node->stalled) continue;
        if (view_acknowledged(view, i, now_us) != leader) return false;
    }
    return true;
}

static bool expectation_holds(const struct until *self, const struct view *view, int64_t now_us) {
    const struct expectation *expect = &self->statement.expect;
    struct node_set who = self->statement.who_all ? set_all(view->nodes) : self->statement.who;
    const struct node_set among =
        set_is_empty(expect->among) ? set_all(view->nodes) : expect->among;
    const struct node_set leaders = set_and(view_leaders(view, now_us), among);
    const uint8_t leader = view_leader(view, now_us);
    if (self->statement.who_leader && leader != NODE_NONE) who = set_with(who, leader);
    switch (expect->kind) {
    case EXPECT_LEADER:
        return set_is_empty(who) ? !set_is_empty(leaders) : !set_is_empty(set_and(leaders, who));
    case EXPECT_NO_LEADER: return set_is_empty(leaders);
    case EXPECT_AGREEMENT: return agree(view, among, now_us);
    case EXPECT_ROLE:
        for (uint8_t i = 0; i < view->nodes; i++) {
            const char *word = view_standing_word(view_standing(view, i, now_us));
            if (set_has(who, i) && !text_equal(word, expect_role_word(expect->role))) return false;
        }
        return !set_is_empty(who);
    case EXPECT_TERM:
        for (uint8_t i = 0; i < view->nodes; i++) {
            if (set_has(who, i) && view->node[i].term < expect->term) return false;
        }
        return !set_is_empty(who);
    case EXPECT_VIOLATION: return view->property[expect->property].broken > self->mark;
    case EXPECT_WRITE_REFUSED: return view->refused > self->mark;
    case EXPECT_STABLE: /* refused when it is read */
    case EXPECT_KIND_COUNT: return false;
    }
    UNREACHABLE();
}

static uint64_t broken_in_all(const struct view *view) {
    uint64_t broken = 0;
    for (int i = 0; i < PROPERTY_COUNT; i++) broken += view->property[i].broken;
    return broken;
}

static bool holds(const struct until *self, const struct view *view, int64_t now_us) {
    switch (self->kind) {
    case UNTIL_EXPECT: return expectation_holds(self, view, now_us);
    case UNTIL_TERM:
        for (uint8_t i = 0; i < view->nodes; i++) {
            if (view->node[i].term >= self->term) return true;
        }
        return false;
    case UNTIL_LEASE:
        for (uint8_t i = 0; i < view->nodes; i++) {
            const struct view_node *node = &view->node[i];
            if (node->live && node->role == ROLE_LEADER &&
                node->lease_us - now_us < self->lease_us) {
                return true;
            }
        }
        return false;
    case UNTIL_VIOLATION: return broken_in_all(view) > self->mark;
    case UNTIL_KIND_COUNT: return false;
    }
    UNREACHABLE();
}

void until_set(struct until *self, const struct view *view, int64_t now_us) {
    const bool refused =
        self->kind == UNTIL_EXPECT && self->statement.expect.kind == EXPECT_WRITE_REFUSED;
    const bool property =
        self->kind == UNTIL_EXPECT && self->statement.expect.kind == EXPECT_VIOLATION;
    self->mark = refused    ? view->refused
                 : property ? view->property[self->statement.expect.property].broken
                            : broken_in_all(view);
    self->was = holds(self, view, now_us);
}

bool until_hit(struct until *self, const struct view *view, int64_t now_us) {
    if (!self->active) return false;
    const bool before = self->was;
    self->was = holds(self, view, now_us);
    if (before || !self->was) return false;
    self->active = false;
    return true;
}

/* ---- in words -------------------------------------------------------------------------- */

void until_say(const struct until *self, struct text *out) {
    if (!self->active) {
        text_add(out, "the clock stops for nothing");
        return;
    }
    text_add(out, "the clock stops when: ");
    text_add(out, self->text);
    if (self->was) text_add(out, " (so it is already: the next time)");
}

void until_say_hit(const struct until *self, int64_t t_us, struct text *out) {
    text_add(out, "until ");
    text_add(out, self->text);
    text_add(out, ": true at ");
    words_add_clock(out, t_us);
    text_add(out, "; Space goes on");
}
