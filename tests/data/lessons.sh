#!/bin/bash
# Goal: every built-in lesson can be played to its end, and the same way each time.
# Method: its keys (tests/tty/lessons/NAME.keys) without a terminal, on a clock that only
# moves when the program waits; at four sizes, and twice with the screens compared.  And what
# people do instead (tests/data/lessons/*.keys, the lesson in the first line) is no dead end.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$(realpath "${RINGLEADER:-build/ringleader}")
export LC_ALL=C.UTF-8
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

say() { # STATUS CLAIM
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then echo "ok $number - $2"; return; fi
    echo "not ok $number - $2"
    failed=1
}

play() { # LESSON SIZE OUT [OPTION...]
    local lesson=$1 size=$2 out=$3
    shift 3
    { cat "tests/tty/lessons/$lesson.keys"; echo 'screen -'; } |
        "$program" tui --lesson "$lesson" --engine sim --seed 9 --size "$size" --no-terminal \
            --keys - "$@" > "$out" 2> "$work/err"
}

lessons=$("$program" list lessons | awk '{ print $2 }')
for lesson in $lessons; do
    if [ ! -f "tests/tty/lessons/$lesson.keys" ]; then
        say 1 "$lesson has keys that play it"
        continue
    fi
    for size in 80x24 120x40 200x60; do
        play "$lesson" $size "$work/$size"
        status=$?
        say $status "$lesson at $size is played to its end"
        [ $status -eq 0 ] || sed 's/^/    /' "$work/err"
    done
    play "$lesson" 80x24 "$work/again"
    cmp -s "$work/80x24" "$work/again"
    say $? "$lesson: the same keys give the same screen"
    if LC_ALL=C grep -q '[^ -~]' <(play "$lesson" 80x24 /dev/stdout --ascii 2> /dev/null); then
        say 1 "$lesson: --ascii is ASCII"
    fi
done
for keys in tests/tty/lessons/*.keys; do
    lesson=$(basename "$keys" .keys)
    echo "$lessons" | grep -qx "$lesson"
    say $? "$keys is of a lesson"
done
for keys in tests/data/lessons/*.keys; do
    lesson=$(sed -n '1s/^# lesson: //p' "$keys")
    "$program" tui --lesson "$lesson" --engine sim --seed 9 --size 80x24 --no-terminal --keys "$keys" \
        > "$work/out" 2> "$work/err"
    status=$?
    say $status "$(basename "$keys" .keys): $(sed -n '2s/^# //p' "$keys")"
    [ $status -eq 0 ] || sed 's/^/    /' "$work/err"
done
echo "1..$number"
exit $failed
