#!/bin/bash
# Goal: whole screens as people see them, with all that leads to them.  Method: scripts of
# keys (tests/golden/keys/NAME.keys, options in the first line) without a terminal, at three
# sizes, in Unicode and ASCII; what the screen shows at the end is compared with
# tests/golden/keys/NAME-SIZE[-ascii].txt.  GOLDEN_UPDATE=1 writes these anew.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$(realpath "${RINGLEADER:-build/ringleader}")
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

compare() { # KEYS SIZE GOLDEN [OPTION...]
    local keys=$1 size=$2 golden=$3 options status
    shift 3
    options=$(sed -n '1s/^# options: //p' "$keys")
    number=$((number + 1))
    # shellcheck disable=SC2086
    { cat "$keys"; echo 'screen -'; } | "$program" tui --engine sim $options --size "$size" \
        --no-terminal --keys - "$@" > "$work/out" 2> "$work/err"
    status=$?
    if [ -n "${GOLDEN_UPDATE:-}" ] && [ $status -eq 0 ]; then cp "$work/out" "$golden"; fi
    if [ $status -eq 0 ] && cmp -s "$work/out" "$golden"; then
        echo "ok $number - $golden"
    else
        echo "not ok $number - $golden"
        sed 's/^/    /' "$work/err"
        diff "$golden" "$work/out" | sed 's/^/    /'
        failed=1
    fi
}

for keys in tests/golden/keys/*.keys; do
    for size in 80x24 120x40 200x60; do
        compare "$keys" $size "${keys%.keys}-$size.txt"
        compare "$keys" $size "${keys%.keys}-$size-ascii.txt" --ascii
    done
done
echo "1..$number"
exit $failed
