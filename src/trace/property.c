#include "trace/property.h"

#include "base/check.h"
#include "base/text.h"

static const struct {
    const char *name, *title, *help;
} rows[] = {
#define X(symbol, name, title, help) [PROPERTY_##symbol] = { name, title, help },
    PROPERTIES(X)
#undef X
};

const char *property_name(enum property property) {
    REQUIRE(property < PROPERTY_COUNT);
    return rows[property].name;
}

const char *property_title(enum property property) {
    REQUIRE(property < PROPERTY_COUNT);
    return rows[property].title;
}

const char *property_help(enum property property) {
    REQUIRE(property < PROPERTY_COUNT);
    return rows[property].help;
}

bool property_is_liveness(enum property property) {
    return property == PROPERTY_L1 || property == PROPERTY_L2 || property == PROPERTY_L3;
}

enum property property_by_name(const char *name) {
    for (unsigned property = 0; property < PROPERTY_COUNT; property++) {
        if (text_equal(rows[property].name, name)) return (enum property)property;
    }
    return PROPERTY_COUNT;
}

bool property_applies(enum property property, enum quorum_policy policy) {
    if (policy != QUORUM_NONE) return true;
    return property != PROPERTY_S4 && property != PROPERTY_S5 && !property_is_liveness(property);
}
