#!/bin/sh
# A lint that cannot fail is worth nothing.  Makes a tiny tree on which all of
# them are green, then plants one violation at a time and expects red, with the
# planted file named.  Speaks TAP, one line a violation.
set -eu
CC=${CC:-cc}
SAN='' LAYERS=''
export SAN LAYERS
lint=$(pwd)/tests/lint
tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
cd "$tree"
BUILD=$tree/build
export BUILD CC
count=0 failed=0

fresh() {
    rm -rf src include tests build
    mkdir -p src/base src/election src/trace src/world src/sim src/explore src/threads src/app \
        src/tui/draw src/tui/view src/tui/terminal include/base include/election include/world tests/unit
    printf '/* strcpy(x) in "a comment" is no call */\n#ifndef BASE_T_H\n#define BASE_T_H\n#include <stdint.h>\nint base_t(int x);\n#endif\n' > include/base/t.h
    printf '#include "base/t.h"\n\n#include <string.h>\n\nint base_t(int x) { return x; }\n' > src/base/t.c
    printf '#ifndef ELECTION_T_H\n#define ELECTION_T_H\n#include "base/t.h"\nint election_t(int x);\n#endif\n' > include/election/t.h
    printf '#include "election/t.h"\n\nint election_t(int x) { return base_t(x) + 1; }\n' > src/election/t.c
    printf '#ifndef WORLD_LINKS_H\n#define WORLD_LINKS_H\n#endif\n' > include/world/links.h
    printf '#ifndef WORLD_WORLD_H\n#define WORLD_WORLD_H\n#endif\n' > include/world/world.h
    printf '#include "election/t.h"\nextern int world_t(int x);\nint world_t(int x) { return election_t(x); }\n' > src/world/t.c
    printf '#include <pthread.h>\n#include <stdio.h>\n#include "election/t.h"\n#include "world/links.h"\nconst char *threads_t = "system(1) \\" rand()";\n' > src/threads/t.c
    printf '#include <curses.h>\n#include "election/t.h"\n' > src/tui/terminal/term_curses.c
    printf '#include <stdio.h>\n#include "election/t.h"\n' > src/app/t.c
    printf 'int main(void) { return 0; }\n' > src/main.c
    printf '/* a test */\n' > tests/unit/base_t.c
}

compile() {
    for layer in base election world sim explore; do
        for source in src/"$layer"/*.c; do
            [ -f "$source" ] || continue
            object=build/${source#src/}
            mkdir -p "$(dirname "$object")"
            $CC -std=gnu11 -O1 -w -Iinclude -c -o "${object%.c}.o" "$source"
        done
    done
}

verdict() { # yes|no TEXT
    count=$((count + 1))
    if [ "$1" = yes ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        [ ! -f out ] || sed 's/^/# /' out
        failed=1
    fi
}

# green LINT: nothing planted, nothing found
green() {
    fresh
    [ "$1" != pure ] || compile
    if "$lint/$1.sh" > out 2>&1; then verdict yes "$1: clean tree"; else verdict no "$1: clean tree"; fi
}

# red LINT FILE TEXT: with TEXT (printf) added to FILE, the lint must name FILE
red() {
    fresh
    # shellcheck disable=SC2059
    printf "$3" >> "$2"
    [ "$1" != pure ] || compile
    what="$1: $2: $(echo "$3" | tr '\n' ' ' | cut -c 1-60)"
    named=$(basename "$2")
    if "$lint/$1.sh" > out 2>&1; then verdict no "$what"
    elif grep -q "${named%.*}" out; then verdict yes "$what"
    else verdict no "$what (another complaint)"; fi
}

green layers
red layers src/base/a.c '#include "election/t.h"\n'
red layers src/election/a.c '#include "world/world.h"\n'
red layers include/election/a.h '  #  include "trace/event.h"\n'
red layers src/trace/a.c '#include "scenario/t.h"\n'
red layers src/scenario_a.c '#include "base/t.h"\n'
red layers src/world/a.c '#include "sim/t.h"\n'
red layers src/sim/a.c '#include "explore/t.h"\n'
red layers src/explore/a.c '#include "sim/t.h"\n'
red layers src/threads/a.c '#include "world/world.h"\n'
red layers src/threads/a.c '#include "app/t.h"\n'
red layers src/app/a.c '#include "tui/t.h"\n'
red layers src/tui/a.c '#include "threads/t.h"\n'
red layers src/tui/view/a.c '#include "threads/t.h"\n'
red layers src/tui/view/a.c '#include "tui/panel/t.h"\n'
red layers src/tui/draw/a.c '#include "tui/view/t.h"\n'
red layers src/tui/draw/a.c '#include "tui/tui.h"\n'
red layers src/main.c '#include "election/t.h"\n'
red layers src/app/a.c '#include "t.h"\n'
red layers src/app/a.c '#include <curses.h>\n'
red layers src/tui/a.c '#include <ncurses.h>\n'
red layers src/app/a.c '#include <json-c/json.h>\n'
red layers src/tui/a.c '#include <pthread.h>\n'
red layers src/election/a.c '#include <stdio.h>\n'
red layers src/world/a.c '#include <time.h>\n'
red layers include/base/a.h '#include <stdlib.h>\n'
red layers src/explore/a.c '#include <pthread.h>\n'

green pure
red pure src/election/a.c '#include <time.h>\nlong a(void) { return time(0); }\n'
red pure src/world/a.c '#include <stdlib.h>\nvoid *a(void) { return malloc(7); }\n'
red pure src/sim/a.c '#include <stdio.h>\nvoid a(void) { puts("x"); }\n'
red pure src/explore/a.c 'extern int nobody; int a(void) { return nobody; }\n'
red pure src/election/a.c 'int world_t(int); int a(void) { return world_t(1); }\n'
red pure src/base/a.c '#include <unistd.h>\nint a(int f[2]) { return pipe(f); }\n'

green headers
red headers include/base/a.h '#ifndef BASE_A_H\n#define BASE_A_H\nuint32_t a;\n#endif\n'
red headers include/base/a.h '#ifndef BASE_A_H\n#define BASE_B_H\n#endif\n'
red headers include/base/a.h 'enum a { A };\n'
red headers include/world/a.h '#ifndef WORLD_A_H\n#define WORLD_A_H\n#include "world/gone.h"\n#endif\n'

green banned
for call in 'fork()' 'system("x")' 'popen("x", "r")' 'pthread_cancel(t)' 'strcpy(a, b)' \
    'strcat(a, b)' 'sprintf(a, "x")' 'gets(a)' 'rand()' 'alloca(7)' 'signal(2, h)' 'usleep(1)' \
    'sleep(1)' 'sleep (1)' 'getenv("A")' 'printf("x")' 'fprintf(stderr, "x")' 'assert(a)' 'longjmp(a, 1)'; do
    red banned src/threads/a.c "void a(void) { /* x */ $call; }\\n"
done
red banned src/tui/a.c 'void a(void) { printf("x"); }\n'
red banned src/tui/a.c '#include <curses.h>\n'
red banned src/app/a.c '#include <ncursesw/curses.h>\n'
red banned src/app/a.c 'int a; /* %096d */\n'
red banned src/app/a.c "$(awk 'BEGIN { for (i = 0; i < 601; i++) printf "\\n" }')"
red banned tests/unit/a.c "$(awk 'BEGIN { for (i = 0; i < 801; i++) printf "\\n" }')"
red banned src/app/a.c 'int\ta;\n'
red banned include/base/a.h 'int a; \n'
red banned src/app/a.c '/* please keep '"in sync with b.c */\n"

echo "1..$count"
exit $failed
