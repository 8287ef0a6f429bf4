#!/bin/bash
# The explorer against what bounds it, in one run: random inserts into a plain
# table of as many fingerprints, and Spin on its own leader election example.
# Prints `what | figure | how`, one line a row.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${RINGLEADER:-build/ringleader}
bounds='-n 3 --quorum majority --kills 1 --losses 1 --partitions 1'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

field() { sed -n "s/.*\"$1\":\([0-9.]*\).*/\1/p" "$2"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { if (b > 0) printf "%.2f", a / b; else printf "?" }'; }

explore() { # JOBS FILE
    # shellcheck disable=SC2086
    "$program" check $bounds --jobs "$1" --format json > "$2"
}
explore 1 "$work/one"
explore 2 "$work/two"
states=$(field states "$work/one") transitions=$(field transitions "$work/one")
rate() { ratio "$(field transitions "$1")" "$(awk -v s="$(field seconds "$1")" 'BEGIN { print s * 1e6 }')"; }
one=$(rate "$work/one") two=$(rate "$work/two")
echo "\`check $bounds\`, one core | $one million transitions/s | $states states, $transitions transitions"
echo "the same, two jobs | $two million transitions/s | $(ratio "$two" "$one") times one job"
echo "memory a state | $(ratio "$(field bytes "$work/two")" "$states") bytes | table, entries and frontier at their most"
inserts=$("$BUILD/tests/bench/inserts" "$states" "$transitions")
echo "random inserts into a plain table of as many fingerprints, one core | $inserts million/s | \`check\` does $(ratio "$one" "$inserts") of that"

example=
for each in /usr/share/doc/spin/examples/Examples/leader0.pml "${SPIN_EXAMPLE:-}"; do
    [ -f "$each" ] && example=$each
done
if ! command -v spin > /dev/null || [ -z "$example" ]; then
    echo "Spin on its leader election example | skipped | spin or its leader0.pml is not installed"
    exit 0
fi
# Seven processes instead of five: the example as it is ends before a clock can tell.
for nodes in 5 6 7; do
    sed -E "s/^#define N[[:space:]]+[0-9]+.*/#define N $nodes/" "$example" > "$work/leader.pml"
    for build in '' -DHC4; do
        (cd "$work" && spin -a leader.pml > /dev/null &&
            ${CC:-cc} -w -O2 -DSAFETY -DNOREDUCE -DMEMLIM=8000 $build -o pan pan.c) || continue
        began=$(date +%s%N)
        (cd "$work" && timeout 120 ./pan -m1000000 -w26 > pan.out 2>&1)
        ended=$(date +%s%N)
        steps=$(sed -n 's/^ *\([0-9.e+]*\) transitions.*/\1/p' "$work/pan.out" | head -n 1)
        seconds=$(awk -v n=$((ended - began)) 'BEGIN { print n / 1e9 }')
        spin_rate=$(awk -v t="${steps:-0}" -v s="$seconds" 'BEGIN { printf "%.2f", t / s / 1e6 }')
        echo "$nodes ${build:-full} ${steps:-0} $seconds $spin_rate"
    done
done > "$work/spin"
best=$(sort -k5 -n "$work/spin" | tail -n 1)
# shellcheck disable=SC2086
set -- $best
echo "Spin $(spin -V | sed 's/.*Version \([0-9.]*\).*/\1/'), leader0.pml with N = $1, no reduction, build $2 | $5 million transitions/s | $3 transitions in $4 s; \`check\` on one core does $(ratio "$one" "$5") of that"
