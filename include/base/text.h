/* base/text.h - building and reading short texts without a heap.
 *
 * A struct text writes into the caller's buffer, always NUL-terminated; what
 * does not fit is cut and `cut` is set.  Here because the pure layers may not
 * use stdio; the shells may.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/ids.h"

struct text {
    char *at;      /* borrowed buffer */
    size_t bytes;  /* its size, >= 1 */
    size_t length; /* used, without the NUL */
    bool cut;      /* something did not fit */
};

void text_init(struct text *self, char *buffer, size_t bytes);
void text_add(struct text *self, const char *string);
void text_add_n(struct text *self, const char *string, size_t length);
void text_add_char(struct text *self, char c);
void text_add_int(struct text *self, int64_t value);
void text_add_uint(struct text *self, uint64_t value);
/* Node names without blanks between if separator is NULL: "ABC"; else joined. */
void text_add_set(struct text *self, struct node_set set, const char *separator);
/* The shortest exact form: "0s", "1500ms", "2s", "250us"; negative with '-'. */
void text_add_duration(struct text *self, int64_t us);
/* For people: "1.50 s", "120 ms", "0.3 ms", "-" for TIME_PAST and TIME_NEVER. */
void text_add_time(struct text *self, int64_t us);

bool text_equal(const char *a, const char *b);
bool text_starts(const char *string, const char *prefix);
size_t text_length(const char *string);

/* Parse the whole of string[0..length).  False (and *out untouched) when it is
 * not exactly one such value or does not fit. */
bool text_parse_uint(const char *string, size_t length, uint64_t *out); /* decimal or 0x… */
bool text_parse_int(const char *string, size_t length, int64_t *out);   /* decimal, '-' allowed */
/* number + us|ms|s|m, number may have a fraction ("1.5s"); "0" alone is 0.
 * Result in microseconds, at most about 290 years. */
bool text_parse_duration(const char *string, size_t length, int64_t *out_us);
/* "12", "12.5", "12%": in parts per million, 0..1,000,000. */
bool text_parse_percent(const char *string, size_t length, uint32_t *out_ppm);

/* The entry of words[0..count) nearest to word (edit distance, at most about a
 * third of its length), or NULL.  For "did you mean". */
const char *text_nearest(const char *word, const char *const *words, size_t count);

#endif
