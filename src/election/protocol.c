#include "election/protocol.h"

#include "base/check.h"

static const struct {
    const char *name, *when, *what, *function;
} rows[] = {
#define X(symbol, name, when, what, function) [PROTOCOL_##symbol] = { name, when, what, function },
    PROTOCOL_RULES(X)
#undef X
};

const char *protocol_name(enum protocol_rule rule) {
    REQUIRE(rule < PROTOCOL_COUNT);
    return rows[rule].name;
}

const char *protocol_when(enum protocol_rule rule) {
    REQUIRE(rule < PROTOCOL_COUNT);
    return rows[rule].when;
}

const char *protocol_what(enum protocol_rule rule) {
    REQUIRE(rule < PROTOCOL_COUNT);
    return rows[rule].what;
}

const char *protocol_function(enum protocol_rule rule) {
    REQUIRE(rule < PROTOCOL_COUNT);
    return rows[rule].function;
}
