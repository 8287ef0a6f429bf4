#include "trace/header.h"

#include "base/check.h"
#include "base/text.h"

static const char *const names[] = {
#define X(symbol, name, help) [ENGINE_##symbol] = name,
    ENGINES(X)
#undef X
};

const char *engine_name(enum engine_kind kind) {
    REQUIRE(kind < ENGINE_COUNT);
    return names[kind];
}

enum engine_kind engine_by_name(const char *name) {
    for (unsigned kind = 0; kind < ENGINE_COUNT; kind++) {
        if (text_equal(names[kind], name)) return (enum engine_kind)kind;
    }
    return ENGINE_COUNT;
}
