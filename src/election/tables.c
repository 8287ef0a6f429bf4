/* The names of election's tables, both ways. */
#include "base/check.h"
#include "base/text.h"
#include "election/elect.h"

static const char *const role_names[] = {
#define X(symbol, name) [ROLE_##symbol] = name,
    ROLES(X)
#undef X
};

static const struct {
    int rule;
    const char *words;
} whys[] = {
#define X(symbol, rule, words) [WHY_##symbol] = { rule, words },
    ROLE_WHYS(X)
#undef X
};

static const struct {
    const char *name, *words;
    bool arrived;
} drops[] = {
#define X(symbol, name, arrived, words) [DROP_##symbol] = { name, words, arrived },
    DROP_REASONS(X)
#undef X
};

const char *role_name(enum role role) {
    REQUIRE(role < ROLE_COUNT);
    return role_names[role];
}

enum role role_by_name(const char *name) {
    for (unsigned role = 0; role < ROLE_COUNT; role++) {
        if (text_equal(role_names[role], name)) return (enum role)role;
    }
    return ROLE_COUNT;
}

const char *role_why_words(enum role_why why) {
    REQUIRE(why < WHY_COUNT);
    return whys[why].words;
}

int role_why_rule(enum role_why why) {
    REQUIRE(why < WHY_COUNT);
    return whys[why].rule;
}

enum role_why role_why_by_words(const char *words) {
    for (unsigned why = 0; why < WHY_COUNT; why++) {
        if (text_equal(whys[why].words, words)) return (enum role_why)why;
    }
    return WHY_COUNT;
}

const char *drop_reason_name(enum drop_reason reason) {
    REQUIRE(reason < DROP_COUNT);
    return drops[reason].name;
}

const char *drop_reason_words(enum drop_reason reason) {
    REQUIRE(reason < DROP_COUNT);
    return drops[reason].words;
}

bool drop_reason_arrived(enum drop_reason reason) {
    REQUIRE(reason < DROP_COUNT);
    return drops[reason].arrived;
}

enum drop_reason drop_reason_by_name(const char *name) {
    for (unsigned reason = 0; reason < DROP_COUNT; reason++) {
        if (text_equal(drops[reason].name, name)) return (enum drop_reason)reason;
    }
    return DROP_COUNT;
}
