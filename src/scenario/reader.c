#include "scenario/reader.h"

#include <string.h>

#include "base/check.h"

enum { QUOTE_CHARACTERS_MAX = 40, WORD_MAX = 32 };

static const char *const want_words[] = {
#define X(symbol, words) [WANT_##symbol] = words,
    WANTS(X)
#undef X
};

/* ---- characters ------------------------------------------------------------------ */

static bool is_blank(char c) {
    return c == ' ' || c == '\t';
}

static bool is_continuation(char c) {
    return ((unsigned char)c & 0xC0u) == 0x80u;
}

/* Length of the character that starts at text[at], 0 when it is no UTF-8 (overlong
 * forms, surrogates and what lies beyond U+10FFFF included; RFC 3629). */
static size_t character_length(const char *text, size_t length, size_t at) {
    const unsigned char first = (unsigned char)text[at];
    const size_t left = length - at;
    if (first < 0x80) return 1;
    const size_t size = first < 0xC2   ? 0
                        : first < 0xE0 ? 2
                        : first < 0xF0 ? 3
                        : first < 0xF5 ? 4
                                       : 0;
    if (size == 0 || size > left) return 0;
    for (size_t i = 1; i < size; i++) {
        if (!is_continuation(text[at + i])) return 0;
    }
    const unsigned char second = (unsigned char)text[at + 1];
    if (first == 0xE0 && second < 0xA0) return 0;
    if (first == 0xED && second >= 0xA0) return 0;
    if (first == 0xF0 && second < 0x90) return 0;
    if (first == 0xF4 && second >= 0x90) return 0;
    return size;
}

static bool is_control(const char *text, size_t at) {
    const unsigned char c = (unsigned char)text[at];
    if (c == 0xC2) return (unsigned char)text[at + 1] < 0xA0; /* U+0080 to U+009F */
    return (c < 0x20 && c != '\t') || c == 0x7F;
}

static uint32_t column_of(const struct reader *self, size_t at) {
    uint32_t column = 1;
    for (size_t i = 0; i < at; i++) {
        if (!is_continuation(self->text[i])) column++;
    }
    return column;
}

static void add_hex(struct text *out, unsigned value) {
    static const char digits[] = "0123456789ABCDEF";
    text_add_char(out, digits[value >> 4 & 15u]);
    text_add_char(out, digits[value & 15u]);
}

/* ---- failing ------------------------------------------------------------------------ */

static void fail_at(struct reader *self, size_t at, struct text *message) {
    if (self->failed) return;
    self->failed = true;
    self->error.column = column_of(self, at);
    memcpy(self->error.message, message->at, message->length + 1);
}

/* All of it is checked before the first word is looked at, comments too: what
 * comes after may then copy and print without a thought. */
static void check_characters(struct reader *self) {
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    text_init(&message, buffer, sizeof buffer);
    for (size_t at = 0; at < self->length;) {
        const size_t size = character_length(self->text, self->length, at);
        const unsigned char c = (unsigned char)self->text[at];
        if (size > 0 && !is_control(self->text, at)) {
            at += size;
            continue;
        }
        if (size == 0) {
            text_add(&message, "not UTF-8: byte 0x");
            add_hex(&message, c);
        } else {
            text_add(&message, "a control character: U+00");
            add_hex(&message, c == 0xC2 ? (unsigned char)self->text[at + 1] : c);
        }
        fail_at(self, at, &message);
        self->length = at;
    }
}

static void quote_bytes(const char *word, size_t length, struct text *out) {
    size_t characters = 0;
    text_add_char(out, '`');
    for (size_t i = 0; i < length; i++) {
        if (!is_continuation(word[i]) && characters++ == QUOTE_CHARACTERS_MAX) {
            text_add(out, "...");
            break;
        }
        text_add_char(out, word[i]);
    }
    text_add_char(out, '`');
}

static void quote(const struct reader *self, struct text *out) {
    quote_bytes(self->text + self->at, self->end - self->at, out);
}

static void say_one(const struct reader *self, int i, bool quoted, struct text *out) {
    if (self->want[i] == WANT_WORD) {
        if (quoted) quote_bytes(self->word[i], text_length(self->word[i]), out);
        else text_add(out, self->word[i]);
        return;
    }
    text_add(out, want_words[self->want[i]]);
    if (self->want[i] != WANT_NODE) return;
    text_add(out, " (A to ");
    text_add_char(out, node_letter((uint8_t)(self->nodes - 1)));
    text_add_char(out, ')');
}

void reader_say_wanted(const struct reader *self, struct text *out) {
    const int count = self->wanted_count;
    if (count > 2) text_add(out, "one of ");
    for (int i = 0; i < count; i++) {
        if (i > 0) text_add(out, i + 1 == count ? " or " : ", ");
        say_one(self, i, count <= 2, out);
    }
}

static bool is_letter_or_digit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The wanted word that was probably meant, or NULL.  A slip in a word of one or two
 * letters leaves nothing to guess from. */
static const char *meant(const struct reader *self) {
    char lower[WORD_MAX + 1];
    const char *words[READER_WANTED_MAX];
    const size_t length = self->end - self->at;
    size_t count = 0;
    if (length > WORD_MAX) return NULL;
    if (length < 3 && is_letter_or_digit(self->text[self->at])) return NULL;
    for (size_t i = 0; i < length; i++) {
        const char c = self->text[self->at + i];
        lower[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    lower[length] = '\0';
    for (int i = 0; i < self->wanted_count; i++) {
        if (self->want[i] == WANT_WORD) words[count++] = self->word[i];
    }
    return text_nearest(lower, words, count);
}

static bool wants(const struct reader *self, enum want want) {
    for (int i = 0; i < self->wanted_count; i++) {
        if (self->want[i] == want) return true;
    }
    return false;
}

/* Mistakes made with names so often that they deserve their own words. */
static bool say_name_mistake(const struct reader *self, struct text *out) {
    const char *word = self->text + self->at;
    const size_t length = self->end - self->at;
    const char last = node_letter((uint8_t)(self->nodes - 1));
    if (length == 1 && word[0] >= 'a' && word[0] <= last - 'A' + 'a') {
        text_add(out, "node names are capital letters: `");
        text_add_char(out, (char)(word[0] - 'a' + 'A'));
        text_add_char(out, '`');
        return true;
    }
    if (length == 1 && word[0] > last && word[0] <= 'Z') {
        text_add(out, "there is no node ");
        quote(self, out);
        text_add(out, ": the nodes are A to ");
        text_add_char(out, last);
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        if (word[i] < 'A' || word[i] > last) return false;
    }
    if (length < 2 || length > NODES_MAX) return false;
    text_add(out, "write the names apart: `");
    for (size_t i = 0; i < length; i++) {
        if (i > 0) text_add_char(out, ' ');
        text_add_char(out, word[i]);
    }
    text_add_char(out, '`');
    return true;
}

static bool say_unit_mistake(const struct reader *self, struct text *out) {
    int64_t value;
    const size_t sign = self->text[self->at] == '+' ? 1 : 0;
    if (!text_parse_int(self->text + self->at + sign, self->end - self->at - sign, &value)) {
        return false;
    }
    quote(self, out);
    text_add(out, value < 0 ? " is no duration: it cannot be negative"
                            : " needs a unit: us, ms, s or m");
    return true;
}

static void say_problem(const struct reader *self, struct text *out) {
    const bool only_end = self->wanted_count == 1 && self->want[0] == WANT_END;
    if (!reader_more(self)) {
        text_add(out, "the line ends here, but expected ");
        reader_say_wanted(self, out);
        return;
    }
    if (only_end) {
        quote(self, out);
        text_add(out, " is too much: expected the end of the line");
        return;
    }
    if (wants(self, WANT_NODE) && say_name_mistake(self, out)) return;
    if ((wants(self, WANT_DURATION) || wants(self, WANT_TIME)) && say_unit_mistake(self, out)) {
        return;
    }
    const char *nearest = meant(self);
    if (nearest != NULL) {
        text_add(out, "unknown word ");
        quote(self, out);
        text_add(out, "; did you mean ");
        quote_bytes(nearest, text_length(nearest), out);
        text_add(out, "? expected ");
        reader_say_wanted(self, out);
        return;
    }
    text_add(out, "expected ");
    reader_say_wanted(self, out);
    text_add(out, ", not ");
    quote(self, out);
}

bool reader_fail(struct reader *self) {
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    if (self->failed) return false;
    text_init(&message, buffer, sizeof buffer);
    /* nothing was asked for only where just a node could be, and none is left */
    if (self->wanted_count == 0) text_add(&message, "expected a node, but all are named already");
    else say_problem(self, &message);
    fail_at(self, self->at, &message);
    return false;
}

bool reader_fail_with(struct reader *self, const char *message_text) {
    char buffer[STATEMENT_MESSAGE_BYTES];
    struct text message;
    text_init(&message, buffer, sizeof buffer);
    text_add(&message, message_text);
    fail_at(self, self->at, &message);
    return false;
}

/* ---- words ------------------------------------------------------------------------------ */

/* `|`, `>` and `>=` are words even without blanks around them. */
static void find_word(struct reader *self, size_t from) {
    size_t at = from;
    while (at < self->length && is_blank(self->text[at])) at++;
    size_t end = at;
    if (end < self->length && (self->text[end] == '|' || self->text[end] == '>')) {
        end++;
        if (self->text[at] == '>' && end < self->length && self->text[end] == '=') end++;
    } else {
        while (end < self->length && !is_blank(self->text[end]) && self->text[end] != '|' &&
               self->text[end] != '>') {
            end++;
        }
    }
    self->at = at;
    self->end = end;
}

void reader_init(struct reader *self, const char *text, size_t length, uint8_t nodes) {
    REQUIRE(nodes >= 1 && nodes <= NODES_MAX);
    memset(self, 0, sizeof *self);
    self->text = text;
    self->length = length;
    self->nodes = nodes;
    check_characters(self);
    for (size_t at = 0; at < self->length; at++) {
        if (text[at] == '#') self->length = at;
    }
    while (self->length > 0 && is_blank(text[self->length - 1])) self->length--;
    find_word(self, 0);
}

bool reader_more(const struct reader *self) {
    return self->at < self->length;
}

uint32_t reader_column(const struct reader *self) {
    return column_of(self, self->at);
}

bool reader_starts(const struct reader *self, const char *characters) {
    for (const char *c = characters; reader_more(self) && *c != '\0'; c++) {
        if (self->text[self->at] == *c) return true;
    }
    return false;
}

static bool take(struct reader *self) {
    find_word(self, self->end);
    self->wanted_count = 0;
    return true;
}

static bool want_this(struct reader *self, enum want want, const char *word) {
    if (self->failed || (want != WANT_WORD && wants(self, want))) return false;
    REQUIRE(self->wanted_count < READER_WANTED_MAX);
    self->want[self->wanted_count] = want;
    self->word[self->wanted_count++] = word;
    return false;
}

static bool word_is(const struct reader *self, const char *word, size_t length) {
    return !self->failed && reader_more(self) && self->end - self->at == length &&
           memcmp(self->text + self->at, word, length) == 0;
}

bool reader_word(struct reader *self, const char *words) {
    size_t first = 0;
    while (words[first] != '\0' && words[first] != ' ') first++;
    if (!word_is(self, words, first)) return want_this(self, WANT_WORD, words);
    take(self);
    if (words[first] == '\0') return true;
    const char *second = words + first + 1;
    if (word_is(self, second, text_length(second))) return take(self);
    want_this(self, WANT_WORD, second);
    return reader_fail(self);
}

int reader_choice(struct reader *self, const char *const *words, int count) {
    for (int i = 0; i < count; i++) {
        if (reader_word(self, words[i])) return i;
    }
    return -1;
}

bool reader_node(struct reader *self, uint8_t *out) {
    if (self->failed) return false;
    const char name = reader_more(self) && self->end - self->at == 1 ? self->text[self->at] : '\0';
    if (name < 'A' || name > node_letter((uint8_t)(self->nodes - 1))) {
        if (set_equal(self->named, set_all(self->nodes))) return false;
        return want_this(self, WANT_NODE, NULL);
    }
    const uint8_t node = (uint8_t)(name - 'A');
    if (set_has(self->named, node)) {
        char message[] = "`A` is named twice";
        message[1] = name;
        return reader_fail_with(self, message);
    }
    self->named = set_with(self->named, node);
    if (self->column[node] == 0) {
        const uint32_t column = reader_column(self);
        self->column[node] = column < UINT16_MAX ? (uint16_t)column : UINT16_MAX;
    }
    *out = node;
    return take(self);
}

bool reader_duration(struct reader *self, int64_t *out_us) {
    int64_t us;
    if (self->failed || !text_parse_duration(self->text + self->at, self->end - self->at, &us)) {
        return want_this(self, WANT_DURATION, NULL);
    }
    if (us > STATEMENT_DURATION_MAX_US) {
        return reader_fail_with(self, "too long: expected at most 1000000s");
    }
    *out_us = us;
    return take(self);
}

bool reader_time(struct reader *self, int64_t *out_us, bool *relative) {
    const struct reader before = *self;
    *relative = reader_starts(self, "+");
    if (*relative) self->at++;
    if (reader_duration(self, out_us)) return true;
    const bool too_long = self->failed && !before.failed;
    self->at = before.at;
    self->wanted_count = before.wanted_count;
    return too_long ? false : want_this(self, WANT_TIME, NULL);
}

bool reader_percent(struct reader *self, uint32_t *out_ppm) {
    uint32_t ppm;
    if (self->failed || !text_parse_percent(self->text + self->at, self->end - self->at, &ppm)) {
        return want_this(self, WANT_PERCENT, NULL);
    }
    *out_ppm = ppm;
    return take(self);
}

bool reader_int(struct reader *self, enum want want, int64_t min, int64_t max, int64_t *out) {
    int64_t value;
    if (self->failed || !text_parse_int(self->text + self->at, self->end - self->at, &value) ||
        value < min || value > max) {
        return want_this(self, want, NULL);
    }
    *out = value;
    return take(self);
}

bool reader_seed(struct reader *self, uint64_t *out) {
    uint64_t seed;
    if (self->failed || !text_parse_uint(self->text + self->at, self->end - self->at, &seed)) {
        return want_this(self, WANT_SEED, NULL);
    }
    *out = seed;
    return take(self);
}

bool reader_name(struct reader *self, char *out, size_t bytes) {
    const size_t length = self->end - self->at;
    if (self->failed || length == 0) return want_this(self, WANT_NAME, NULL);
    /* the name becomes part of a file's name */
    for (size_t i = 0; i < length; i++) {
        const char c = self->text[self->at + i];
        if (c == '/' || c == '\\' || c == '%') return want_this(self, WANT_NAME, NULL);
    }
    if (self->text[self->at] == '.') {
        return reader_fail_with(self, "a name cannot begin with a dot");
    }
    if (length >= bytes) return reader_fail_with(self, "the name is too long");
    memcpy(out, self->text + self->at, length);
    out[length] = '\0';
    return take(self);
}

bool reader_text(struct reader *self, char *out, size_t bytes) {
    const size_t length = self->length - self->at;
    if (self->failed || length == 0) return want_this(self, WANT_TEXT, NULL);
    if (length >= bytes) {
        char buffer[STATEMENT_MESSAGE_BYTES];
        struct text message;
        text_init(&message, buffer, sizeof buffer);
        text_add(&message, "the text is too long: expected at most ");
        text_add_uint(&message, bytes - 1);
        text_add(&message, " bytes, not ");
        text_add_uint(&message, length);
        return reader_fail_with(self, buffer);
    }
    for (size_t i = 0; i < length; i++) {
        const char c = self->text[self->at + i];
        out[i] = c == '\t' ? ' ' : c;
    }
    out[length] = '\0';
    self->end = self->length;
    return take(self);
}

bool reader_end(struct reader *self) {
    if (self->failed) return false;
    want_this(self, WANT_END, NULL);
    return reader_more(self) ? reader_fail(self) : true;
}
