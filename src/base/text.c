#include "base/text.h"

#include <string.h>

#include "base/check.h"

void text_init(struct text *self, char *buffer, size_t bytes) {
    REQUIRE(bytes >= 1);
    *self = (struct text){ .at = buffer, .bytes = bytes };
    buffer[0] = '\0';
}

void text_add_n(struct text *self, const char *string, size_t length) {
    for (size_t i = 0; i < length; i++) text_add_char(self, string[i]);
}

void text_add(struct text *self, const char *string) {
    text_add_n(self, string, text_length(string));
}

void text_add_char(struct text *self, char c) {
    if (self->length + 1 >= self->bytes) {
        self->cut = true;
        return;
    }
    self->at[self->length++] = c;
    self->at[self->length] = '\0';
}

void text_add_uint(struct text *self, uint64_t value) {
    char digits[20];
    size_t count = 0;
    do {
        digits[count++] = (char)('0' + value % 10);
        value /= 10;
    } while (value != 0);
    while (count > 0) text_add_char(self, digits[--count]);
}

void text_add_int(struct text *self, int64_t value) {
    if (value < 0) text_add_char(self, '-');
    /* -(value + 1) + 1 so that INT64_MIN does not overflow */
    text_add_uint(self, value < 0 ? (uint64_t)(-(value + 1)) + 1 : (uint64_t)value);
}

void text_add_set(struct text *self, struct node_set set, const char *separator) {
    bool first = true;
    for (uint8_t node = 0; node < NODES_MAX; node++) {
        if (!set_has(set, node)) continue;
        if (!first && separator != NULL) text_add(self, separator);
        text_add_char(self, node_letter(node));
        first = false;
    }
}

void text_add_duration(struct text *self, int64_t us) {
    if (us % US_PER_S == 0) {
        text_add_int(self, us / US_PER_S);
        text_add(self, "s");
    } else if (us % US_PER_MS == 0) {
        text_add_int(self, us / US_PER_MS);
        text_add(self, "ms");
    } else {
        text_add_int(self, us);
        text_add(self, "us");
    }
}

void text_add_time(struct text *self, int64_t us) {
    if (us == TIME_PAST || us == TIME_NEVER) {
        text_add(self, "-");
        return;
    }
    if (us < 0) text_add_char(self, '-');
    const int64_t size = us < 0 ? -us : us;
    if (size >= US_PER_S) {
        text_add_int(self, size / US_PER_S);
        text_add_char(self, '.');
        const int64_t hundredths = size % US_PER_S / 10000;
        text_add_char(self, (char)('0' + hundredths / 10));
        text_add_char(self, (char)('0' + hundredths % 10));
        text_add(self, " s");
    } else if (size >= 10 * US_PER_MS) {
        text_add_int(self, size / US_PER_MS);
        text_add(self, " ms");
    } else {
        text_add_int(self, size / US_PER_MS);
        text_add_char(self, '.');
        text_add_char(self, (char)('0' + size % US_PER_MS / 100));
        text_add(self, " ms");
    }
}

size_t text_length(const char *string) {
    size_t length = 0;
    while (string[length] != '\0') length++;
    return length;
}

bool text_equal(const char *a, const char *b) {
    const size_t length = text_length(a);
    return length == text_length(b) && memcmp(a, b, length) == 0;
}

bool text_starts(const char *string, const char *prefix) {
    const size_t length = text_length(prefix);
    return text_length(string) >= length && memcmp(string, prefix, length) == 0;
}

static int digit_value(char c, unsigned base) {
    int value = -1;
    if (c >= '0' && c <= '9') value = c - '0';
    else if (c >= 'a' && c <= 'f') value = c - 'a' + 10;
    else if (c >= 'A' && c <= 'F') value = c - 'A' + 10;
    return value >= 0 && (unsigned)value < base ? value : -1;
}

bool text_parse_uint(const char *string, size_t length, uint64_t *out) {
    unsigned base = 10;
    size_t at = 0;
    if (length > 2 && string[0] == '0' && (string[1] == 'x' || string[1] == 'X')) {
        base = 16;
        at = 2;
    }
    if (at == length) return false;
    uint64_t value = 0;
    for (; at < length; at++) {
        const int digit = digit_value(string[at], base);
        if (digit < 0) return false;
        if (value > (UINT64_MAX - (uint64_t)digit) / base) return false;
        value = value * base + (uint64_t)digit;
    }
    *out = value;
    return true;
}

bool text_parse_int(const char *string, size_t length, int64_t *out) {
    const bool negative = length > 0 && string[0] == '-';
    const size_t sign = length > 0 && (string[0] == '-' || string[0] == '+') ? 1 : 0;
    uint64_t size;
    if (!text_parse_uint(string + sign, length - sign, &size) || size > INT64_MAX) return false;
    *out = negative ? -(int64_t)size : (int64_t)size;
    return true;
}

/* digits[.digits] times scale, rounded down; stops at the first other byte.
 * Returns the bytes read, 0 when there is no number or it overflows. */
static size_t parse_scaled(const char *string, size_t length, int64_t scale, int64_t *out) {
    const int64_t limit = INT64_MAX / 2;
    int64_t whole = 0, part = 0, weight = scale;
    size_t at = 0, digits = 0;
    for (; at < length && digit_value(string[at], 10) >= 0; at++, digits++) {
        const int64_t digit = digit_value(string[at], 10);
        if (whole > (limit / scale - digit) / 10) return 0;
        whole = whole * 10 + digit;
    }
    if (at < length && string[at] == '.') {
        for (at++; at < length && digit_value(string[at], 10) >= 0; at++, digits++) {
            weight /= 10;
            part += weight * digit_value(string[at], 10);
        }
    }
    if (digits == 0) return 0;
    *out = whole * scale + part;
    return at;
}

bool text_parse_duration(const char *string, size_t length, int64_t *out_us) {
    static const struct {
        const char *name;
        int64_t us;
    } units[] = { { "us", 1 }, { "ms", US_PER_MS }, { "s", US_PER_S }, { "m", 60 * US_PER_S } };
    if (length == 1 && string[0] == '0') {
        *out_us = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const size_t unit_length = text_length(units[i].name);
        if (length <= unit_length) continue;
        const size_t number_length = length - unit_length;
        if (memcmp(string + number_length, units[i].name, unit_length) != 0) continue;
        int64_t value;
        if (parse_scaled(string, number_length, units[i].us, &value) != number_length) continue;
        *out_us = value;
        return true;
    }
    return false;
}

bool text_parse_percent(const char *string, size_t length, uint32_t *out_ppm) {
    if (length > 0 && string[length - 1] == '%') length--;
    int64_t value;
    if (length == 0 || parse_scaled(string, length, 10000, &value) != length) return false;
    if (value > PPM_PER_ONE) return false;
    *out_ppm = (uint32_t)value;
    return true;
}

enum { NEAREST_WORD_MAX = 32 };

/* Levenshtein distance (V. Levenshtein, 1966), one row at a time. */
static size_t edit_distance(const char *a, size_t a_length, const char *b, size_t b_length) {
    size_t row[NEAREST_WORD_MAX + 1];
    for (size_t j = 0; j <= b_length; j++) row[j] = j;
    for (size_t i = 1; i <= a_length; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_length; j++) {
            const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            const size_t shorter = row[j] < row[j - 1] ? row[j] : row[j - 1];
            diagonal = row[j];
            row[j] = change < shorter + 1 ? change : shorter + 1;
        }
    }
    return row[b_length];
}

const char *text_nearest(const char *word, const char *const *words, size_t count) {
    const size_t length = text_length(word);
    const char *best = NULL;
    size_t best_distance = length / 3 + 2; /* one past the farthest accepted */
    if (length > NEAREST_WORD_MAX) return NULL;
    for (size_t i = 0; i < count; i++) {
        const size_t other = text_length(words[i]);
        if (other > NEAREST_WORD_MAX) continue;
        const size_t distance = edit_distance(word, length, words[i], other);
        if (distance < best_distance && distance < length + other) {
            best = words[i];
            best_distance = distance;
        }
    }
    return best;
}
