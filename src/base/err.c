#include "base/err.h"

#include "base/check.h"

static const struct {
    const char *text;
    enum exit_code code;
} rows[] = {
#define X(symbol, code, help) [symbol] = { help, code },
    ERRS(X)
#undef X
};
_Static_assert(sizeof rows / sizeof rows[0] == ERR_COUNT, "one row per error");

const char *err_text(enum err err) {
    REQUIRE(err < ERR_COUNT);
    return rows[err].text;
}

enum exit_code err_exit_code(enum err err) {
    REQUIRE(err < ERR_COUNT);
    return rows[err].code;
}
