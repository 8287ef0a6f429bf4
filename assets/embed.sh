#!/bin/sh
# Turn scenario, lesson, preset and theme files into the C tables of what is built in (app/builtin.h).
# Usage: embed.sh FILE.ring... NUMBER-FILE.lesson... FILE.preset... FILE.theme... > builtin.c
set -eu
symbol_of() { # FILE
    printf '%s\n' "$1" | sed 's|.*/||' | tr -c 'A-Za-z0-9\n' '_'
}

name_of() { # FILE: without folder, number and ending
    printf '%s\n' "$1" | sed 's|.*/||; s/^[0-9]*-//; s/\.[a-z]*$//'
}

table() { # TYPE-AND-NAME COUNT ENDING FILE...
    echo "const struct builtin $1[] = {"
    table=$1 count=$2 ending=$3
    shift 3
    for file in "$@"; do
        case $file in *".$ending") ;; *) continue ;; esac
        symbol=$(symbol_of "$file")
        printf '    { "%s", (const char *)bytes_%s, sizeof bytes_%s - 1 },\n' \
            "$(name_of "$file")" "$symbol" "$symbol"
    done
    echo '    { NULL, NULL, 0 },'
    echo '};'
    echo "const int $count = (int)(sizeof $table / sizeof $table[0]) - 1;"
}

echo '#include "app/builtin.h"'
for file in "$@"; do
    printf 'static const unsigned char bytes_%s[] = {\n' "$(symbol_of "$file")"
    od -An -v -tu1 "$file" | sed 's/  */,/g; s/^,//; s/$/,/'
    printf '0 };\n'
done
table builtins builtin_count ring "$@"
table builtin_lessons builtin_lesson_count lesson "$@"
table builtin_presets builtin_preset_count preset "$@"
table builtin_themes builtin_theme_count theme "$@"
