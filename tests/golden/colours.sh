#!/bin/bash
# Goal: every page keeps its colours, and keeps its meaning without them.  Method: one
# trace of a fixed seed, `snapshot --format ansi` of each page at three sizes, in colour and
# without, compared with tests/golden/colours/.  GOLDEN_UPDATE=1 writes these anew.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${RINGLEADER:-build/ringleader}
export LC_ALL=C.UTF-8
golden=tests/golden/colours
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0
"$program" run -q --engine sim --seed 5 --for 4s --trace "$work/run.jsonl" \
    assets/scenarios/leader-in-minority.ring > "$work/said" || { cat "$work/said"; exit 1; }
mkdir -p "$golden"
for page in dashboard space beliefs why; do
    for size in 80x24 120x40 200x60; do
        for look in colour mono; do
            option=()
            [ $look = colour ] || option=(--no-color)
            name=$page-$size-$look.ans
            number=$((number + 1))
            "$program" snapshot --at 2s --size $size --view $page --format ansi "${option[@]}" \
                "$work/run.jsonl" > "$work/$name"
            if [ "${GOLDEN_UPDATE:-0}" = 1 ]; then cp "$work/$name" "$golden/$name"; fi
            if cmp -s "$work/$name" "$golden/$name"; then
                echo "ok $number - $name"
            else
                echo "not ok $number - $name"
                diff "$golden/$name" "$work/$name" | head -20 | sed 's/^/# /; s/\x1b/^[/g'
                failed=1
            fi
        done
    done
done
# what the colours say is said without them, too: only their sequences differ
for page in dashboard space beliefs why; do
    number=$((number + 1))
    for look in colour mono; do
        sed 's/\x1b\[[0-9;]*m//g' "$work/$page-120x40-$look.ans" > "$work/$look.txt"
    done
    if cmp -s "$work/colour.txt" "$work/mono.txt"; then echo "ok $number - $page: the same words"
    else echo "not ok $number - $page: the same words"; failed=1; fi
done
echo "1..$number"
exit $failed
