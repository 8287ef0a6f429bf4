#include "base/check.h"

#include "base/text.h"

void (*check_on_failure)(const char *text);

void check_failed(const char *kind, const char *expr, const char *file, int line) {
    char buffer[256];
    struct text text;
    text_init(&text, buffer, sizeof buffer);
    text_add(&text, file);
    text_add(&text, ":");
    text_add_int(&text, line);
    text_add(&text, ": ");
    text_add(&text, kind);
    text_add(&text, " failed: ");
    text_add(&text, expr);
    if (check_on_failure != NULL) check_on_failure(buffer);
    __builtin_trap(); /* no abort(): base may need nothing but memcpy and kin */
}
