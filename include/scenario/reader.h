/* scenario/reader.h - the words of one line, and what was expected instead.
 *
 * Every question ("is this word `within`?", "is it a node?") either takes the
 * word and goes on, or notes what was asked for.  So the same grammar code also
 * yields the error message and the completions: what had been asked for at the
 * place where it stopped.
 */
#ifndef SCENARIO_READER_H
#define SCENARIO_READER_H

#include "scenario/statement.h"

/* What is no fixed word: symbol, how it is called in messages. */
#define WANTS(X)                                                                                   \
    X(WORD, "")                                                                                    \
    X(NODE, "a node")                                                                              \
    X(DURATION, "a duration such as 200ms or 1.5s")                                                \
    X(TIME, "a time such as 2s or +200ms")                                                         \
    X(PERCENT, "a percentage from 0 to 100")                                                       \
    X(PPM, "a clock error from -900000 to 900000 ppm")                                             \
    X(RHO, "a number of ppm from 0 to 500000")                                                     \
    X(TERM, "a term from 1 to 4294967295")                                                         \
    X(NODES, "a number from 2 to 10")                                                              \
    X(SEED, "a number, decimal or 0x...")                                                          \
    X(NAME, "a word without `/` or `%`")                                                           \
    X(TEXT, "a text")                                                                              \
    X(END, "the end of the line")

enum want {
#define X(symbol, words) WANT_##symbol,
    WANTS(X)
#undef X
    WANT_COUNT
};

enum { READER_WANTED_MAX = 40 };

struct reader {
    const char *text; /* borrowed; valid UTF-8 without control characters */
    size_t length;    /* without comment and blanks at the end */
    size_t at, end;   /* the word at hand, [at, end); at == length: there is none */
    uint8_t nodes;    /* names are the first so many letters */
    bool failed;
    struct statement_error error; /* once failed */
    int wanted_count;
    enum want want[READER_WANTED_MAX];
    const char *word[READER_WANTED_MAX]; /* WANT_WORD */
    struct node_set named;               /* not wanted once more */
    uint16_t column[NODES_MAX];          /* where each node was first named, 0: nowhere */
};

/* Already failed when the line is not UTF-8 or has control characters. */
void reader_init(struct reader *self, const char *text, size_t length, uint8_t nodes);

/* Is there a word (and nothing failed yet)? */
bool reader_more(const struct reader *self);
/* 1-based column of the word at hand. */
uint32_t reader_column(const struct reader *self);
/* Does the word at hand begin with one of these characters? */
bool reader_starts(const struct reader *self, const char *characters);

/* Each takes what it asks for and answers true, or leaves it and answers false. */
bool reader_word(struct reader *self, const char *words); /* one word, or two: "no leader" */
/* The index of the one taken, or -1. */
int reader_choice(struct reader *self, const char *const *words, int count);
bool reader_node(struct reader *self, uint8_t *out);
bool reader_duration(struct reader *self, int64_t *out_us);
/* "2s", or "+200ms" with *relative. */
bool reader_time(struct reader *self, int64_t *out_us, bool *relative);
bool reader_percent(struct reader *self, uint32_t *out_ppm);
bool reader_int(struct reader *self, enum want want, int64_t min, int64_t max, int64_t *out);
bool reader_seed(struct reader *self, uint64_t *out);
bool reader_name(struct reader *self, char *out, size_t bytes);
/* All the rest of the line; it must fit. */
bool reader_text(struct reader *self, char *out, size_t bytes);
/* Is nothing left?  Fails otherwise. */
bool reader_end(struct reader *self);

/* None of what was asked for is there: note the error.  Always false.  Only the
 * first failure of a line counts. */
bool reader_fail(struct reader *self);
/* The same with a message of its own, about the word at hand. */
bool reader_fail_with(struct reader *self, const char *message);
/* "one of kill, revive, …": what has been asked for at the word at hand. */
void reader_say_wanted(const struct reader *self, struct text *out);

/* Read a statement and the end of its line; its errors are in the reader. */
bool statement_read(struct reader *reader, struct statement *out);

#endif
