#!/bin/sh
# `sweep` as used: seeds, shards and their sum, a failure that can be replayed.
set -u
RINGLEADER=${RINGLEADER:-build/gcc/ringleader}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
number=0 status=0
claim() { # TEXT COMMAND...
    text=$1
    shift
    number=$((number + 1))
    if "$@" > "$dir/why" 2>&1; then
        echo "ok $number - $text"
    else
        echo "not ok $number - $text"
        sed 's/^/# /' "$dir/why"
        status=1
    fi
}
sweep() { "$RINGLEADER" sweep "$@"; }
exits() { # CODE COMMAND...
    wanted=$1
    shift
    "$@"
    code=$?
    [ $code -eq "$wanted" ] || { echo "exit $code, not $wanted"; return 1; }
}
number_of() { # KEY FILE
    sed -n "s/.*\"$1\":\\([0-9]*\\).*/\\1/p" "$2"
}

clean() { exits 0 sweep --seeds 1..20 --for 1s -q; }
claim "twenty seeds are clean" clean

found_once() {
    exits 0 sweep --seeds 100995..100995 --quorum majority -q &&
        exits 0 sweep --seeds 267156..267156 --quorum none -q
}
claim "seeds that failed once hold (tests/DEFECTS.md)" found_once

shards() {
    for i in 1 2 3; do
        sweep --seeds 1..31 --shard $i/3 --for 1s --format json > "$dir/shard$i" || return 1
    done
    sweep --seeds 1..31 --for 1s --jobs 1 --format json > "$dir/all" || return 1
    exits 0 sweep --merge --format json "$dir/shard1" "$dir/shard2" "$dir/shard3" > "$dir/sum" || return 1
    for key in runs events elections faults cluster_us leader_elected_with_a_node_down; do
        [ -n "$(number_of $key "$dir/all")" ] || { echo "no $key"; return 1; }
        [ "$(number_of $key "$dir/all")" = "$(number_of $key "$dir/sum")" ] || { echo "$key"; return 1; }
    done
}
claim "three shards add up to the whole, whatever the jobs" shards

missing() { exits 3 sweep --merge "$dir/shard1" "$dir/shard3" && grep -q '2 of 3 shards' "$dir/why"; }
claim "a missing shard is said and leaves the sum inconclusive" missing
twice() { cat "$dir/shard1" "$dir/shard1" "$dir/shard2" "$dir/shard3" | exits 0 sweep --merge - && grep -q ': 31 runs' "$dir/why"; }
claim "a shard that came twice counts once" twice
other() { exits 2 sweep --merge "$dir/shard1" "$dir/all"; }
claim "summaries of different sweeps are not added up" other

broken() {
    exits 1 sweep --seeds 1..50 --quorum majority --break stable-storage --out "$dir/out" > "$dir/said" || return 1
    grep -q '^seed .*: S[13] ' "$dir/said" || return 1
    trace=$(ls "$dir"/out/*.jsonl)
    exits 1 "$RINGLEADER" verify "$trace"
}
claim "a broken rule is found, and its trace fails verify" broken
again() {
    line=$(sed -n 's/^  again: *ringleader //p' "$dir/said")
    # shellcheck disable=SC2086
    exits 1 "$RINGLEADER" $line > "$dir/again" || return 1
    [ "$(head -2 "$dir/again")" = "$(head -2 "$dir/said")" ]
}
claim "the line printed with it fails in the same way" again
scenario() {
    file=$(ls "$dir"/out/*.ring) || return 1
    exits 1 "$RINGLEADER" run -q "$file"
}
claim "so does its scenario" scenario

same_bytes() {
    mkdir "$dir/a" "$dir/b"
    for each in a b; do
        sweep --seeds 1..30 --break home-quorum --quorum majority -k -q --jobs 2 --out "$dir/$each" > /dev/null
    done
    diff -r "$dir/a" "$dir/b"
}
claim "the same seeds leave the same traces, byte for byte" same_bytes

refused() {
    for bad in '--seeds 9..3' '--shard 4/3' '--nodes 1..3' '--quorum most' '--break nothing' \
        '--format xml' '--jobs 0' '--lease 1ms' '--unknown' 'word' '--merge' '--seeds'; do
        # shellcheck disable=SC2086
        sweep $bad 2> "$dir/error"
        [ $? -eq 2 ] && grep -q '^ringleader' "$dir/error" || { echo "$bad"; return 1; }
    done
}
claim "what makes no sense is refused with a word" refused
echo "1..$number"
exit $status
