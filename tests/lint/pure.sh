#!/bin/sh
# The pure layers may need nothing from outside: each undefined symbol of their
# objects is defined by a layer they may call, or is one of the functions that a
# compiler may emit by itself.
#
# Gated are base, election, trace, scenario, world, sim and explore, except
# trace/read, explore/store* and explore/pool*, which own a library or memory.
set -eu
BUILD=${BUILD:-build/gcc}
if [ -n "${SAN:-}" ]; then
    echo "a sanitizer calls its own runtime"
    exit 77
fi
if [ "$(uname -s)" = Darwin ]; then
    echo "nm names symbols differently here"
    exit 77
fi

# layer: whose symbols it may need
layers='base: base
election: base election
trace: base election trace
scenario: base trace scenario
world: base election trace world
sim: base election trace world sim
explore: base election trace world explore'

# memory and string functions that gcc and clang make out of loops, their
# checked forms, wide division, the stack protector
emitted='mem(cpy|set|cmp|move)|bcmp|strlen|rawmemchr|__mem(cpy|set|move)_chk|__u?(div|mod)ti3'
emitted="$emitted|_GLOBAL_OFFSET_TABLE_|__stack_chk_fail(_local)?"

status=0 count=0
objects() { # LAYER: its objects, one a line, of sources that still exist
    for source in src/"$1"/*.c; do
        object=$BUILD/${source#src/}
        object=${object%.c}.o
        if [ -f "$source" ] && [ -f "$object" ]; then echo "$object"; fi
    done
}
gated() {
    objects "$1" | grep -vE '/trace/read\.o$|/explore/(store|pool)[^/]*\.o$' || true
}

own=$(mktemp)
trap 'rm -f "$own"' EXIT
while IFS=: read -r layer callable; do
    checked=$(gated "$layer")
    [ -n "$checked" ] || continue
    for each in $callable; do
        # explore may call its own store; nobody may call trace/read
        if [ "$each" = explore ]; then objects explore; else gated "$each"; fi
    done | xargs nm -g --defined-only | awk 'NF == 3 { print $3 }' | sort -u > "$own"
    for object in $checked; do
        count=$((count + 1))
        impure=$(nm -u "$object" | awk '$1 == "U" { print $2 }' | sort -u |
            grep -vxE "$emitted" | grep -vxFf "$own" || true)
        [ -z "$impure" ] && continue
        echo "$object is impure, it needs: $(echo "$impure" | tr "\n" " ")" >&2
        status=1
    done
done << END
$layers
END
if [ "$count" -eq 0 ]; then
    echo "no objects in $BUILD: build first" >&2
    exit 1
fi
exit $status
