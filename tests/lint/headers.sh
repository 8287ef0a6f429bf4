#!/bin/sh
# Every header compiles alone, twice, and is guarded by its own path:
# include/base/text.h by BASE_TEXT_H.
set -eu
CC=${CC:-cc}
status=0
for header in $(find include -name '*.h' | LC_ALL=C sort); do
    name=${header#include/}
    case " ${LAYERS:-${name%%/*}} " in *" ${name%%/*} "*) ;; *) continue ;; esac
    case $name in
    threads/* | app/* | tui/* | explore/store* | explore/pool*)
        flags="-D_GNU_SOURCE $(pkg-config --cflags ncursesw json-c 2> /dev/null || true)" ;;
    *) flags= ;;
    esac
    # shellcheck disable=SC2086
    printf '#include "%s"\n#include "%s"\n' "$name" "$name" |
        $CC -std=c11 -Wall -Wextra -Werror -Iinclude $flags -fsyntax-only -x c - || {
        echo "$header does not compile by itself" >&2
        status=1
    }
    guard=$(echo "$name" | tr 'a-z./' 'A-Z__')
    if ! grep -qx "#ifndef $guard" "$header" || ! grep -qx "#define $guard" "$header"; then
        echo "$header: the include guard should be $guard" >&2
        status=1
    fi
done
exit $status
