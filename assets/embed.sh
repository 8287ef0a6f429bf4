#!/bin/sh
# Turn scenario files into the C table of built-in scenarios (app/builtin.h).
# Usage: embed.sh FILE.ring... > builtin.c
set -eu
echo '#include "app/builtin.h"'
for file in "$@"; do
    symbol=$(basename "$file" .ring | tr -c 'A-Za-z0-9\n' '_')
    printf 'static const unsigned char bytes_%s[] = {\n' "$symbol"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    printf '0 };\n'
done
echo 'const struct builtin builtins[] = {'
for file in "$@"; do
    name=$(basename "$file" .ring)
    symbol=$(printf '%s\n' "$name" | tr -c 'A-Za-z0-9\n' '_')
    printf '    { "%s", (const char *)bytes_%s, sizeof bytes_%s - 1 },\n' "$name" "$symbol" "$symbol"
done
echo '    { NULL, NULL, 0 },'
echo '};'
echo 'const int builtin_count = (int)(sizeof builtins / sizeof builtins[0]) - 1;'
