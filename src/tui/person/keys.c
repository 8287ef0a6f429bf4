#include "tui/person/keys.h"

/* KEYS gives the codes in parentheses so that they pass as one argument. */
#define CODES(...)                                                                                 \
    { __VA_ARGS__, KEYS_CODE_NONE }

#define X(symbol, label, name, footer, help, modes, acts, codes)                                   \
    static const int codes_##symbol[] = CODES codes;
KEYS(X)
#undef X

const struct key_row key_rows[] = {
#define X(symbol, label, name, footer, help, modes, acts, codes)                                   \
    [KEYS_##symbol] = { label, name, footer, help, (unsigned)(modes), acts, codes_##symbol },
    KEYS(X)
#undef X
};

const int key_row_count = KEYS_COUNT;

const struct key_pair key_pairs[] = {
#define X(first, second, label, word) { KEYS_##first, KEYS_##second, label, word },
    KEYS_PAIRS(X)
#undef X
};

const int key_pair_count = sizeof key_pairs / sizeof key_pairs[0];

const struct key_pair *keys_pair(enum keys_id id) {
    for (int i = 0; i < key_pair_count; i++) {
        if (key_pairs[i].first == id || key_pairs[i].second == id) return &key_pairs[i];
    }
    return NULL;
}

enum keys_id keys_find(enum ui_mode mode, int code) {
    if (code == KEYS_CODE_NONE) return KEYS_COUNT;
    for (int i = 0; i < KEYS_COUNT; i++) {
        if ((key_rows[i].modes >> mode & 1u) == 0) continue;
        for (const int *each = key_rows[i].codes; *each != KEYS_CODE_NONE; each++) {
            if (*each == code) return (enum keys_id)i;
        }
    }
    return KEYS_COUNT;
}

void keys_list(FILE *out) {
    for (int i = 0; i < KEYS_COUNT; i++) {
        const struct key_row *row = &key_rows[i];
        if (row->label[0] == '\0') continue;
        fprintf(out, "%-15s %-13s %s\n", row->label, row->name, row->help);
    }
}
