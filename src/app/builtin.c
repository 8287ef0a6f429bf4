#include "app/builtin.h"

#include <stdio.h>
#include <string.h>

void builtin_title(const struct builtin *self, char *out, size_t bytes) {
    const char *at = self->bytes;
    out[0] = '\0';
    if (*at != '#') return;
    at += strspn(at, "# ");
    snprintf(out, bytes, "%.*s", (int)strcspn(at, "\r\n"), at);
}

const struct builtin *builtin_find(const char *name) {
    for (int i = 0; i < builtin_count; i++) {
        if (strcmp(builtins[i].name, name) == 0) return &builtins[i];
    }
    return NULL;
}
