#include "tui/person/own_words.h"

const char *const own_words[PROMPT_WORD_COUNT] = {
#define X(symbol, word, syntax, help) [PROMPT_##symbol] = word,
    PROMPT_WORDS(X)
#undef X
};
