#include "election/rules.h"

#include "base/check.h"
#include "base/text.h"

static const struct {
    const char *name, *change, *caught;
} rows[] = {
#define X(symbol, name, change, caught) [RULE_##symbol] = { name, change, caught },
    RULES(X)
#undef X
};

const char *rule_name(enum rule rule) {
    REQUIRE(rule < RULE_COUNT);
    return rows[rule].name;
}

const char *rule_change(enum rule rule) {
    REQUIRE(rule < RULE_COUNT);
    return rows[rule].change;
}

const char *rule_caught(enum rule rule) {
    REQUIRE(rule < RULE_COUNT);
    return rows[rule].caught;
}

enum rule rule_by_name(const char *name) {
    for (unsigned rule = 0; rule < RULE_COUNT; rule++) {
        if (text_equal(rows[rule].name, name)) return (enum rule)rule;
    }
    return RULE_COUNT;
}
