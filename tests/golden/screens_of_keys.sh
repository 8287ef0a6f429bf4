#!/bin/bash
# Goal: whole screens as people see them, with all that leads to them.  Method: scripts of
# keys (tests/golden/keys/NAME.keys) without a terminal, at three sizes; every `screen -` in
# them, in the order in which they are shown (none: the last one), is compared with
#   NAME-SIZE.txt  NAME-SIZE-ascii.txt  as text
#   NAME-SIZE.ans                       with colours
# What needs no file of its own: without colours the words are the same and no colour is left;
# in ASCII everything has the colours that it has in Unicode.
# Lines at the head of a script: `# options: ...` of the dashboard; `# replay: ...` plays the
# trace of a run with these arguments.  GOLDEN_UPDATE=1 writes the goldens anew.
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

# play KEYS SIZE ENDING OUT [OPTION...]: its screens one after the other, as .txt or .ans
play() {
    local keys=$1 size=$2 ending=$3 out=$4 options trace run=(tui --engine sim)
    shift 4
    options=$(sed -n 's/^# options: //p' "$keys")
    trace=$(sed -n 's/^# replay: //p' "$keys")
    if [ -n "$trace" ]; then
        # shellcheck disable=SC2086
        [ -f "$work/trace.jsonl" ] || "$program" run -q --engine sim --trace "$work/trace.jsonl" $trace > "$work/said"
        run=(replay "$work/trace.jsonl")
    fi
    rm -f "$work"/shot-*
    awk -v to="$work/shot-" -v ending="$ending" \
        '$0 == "screen -" { printf "screen %s%02d%s\n", to, ++n, ending; next } { print }
        END { if (!n) printf "\nscreen %s%02d%s\n", to, ++n, ending }' "$keys" > "$work/keys"
    # shellcheck disable=SC2086
    "$program" "${run[@]}" $options --size "$size" --no-terminal --keys "$work/keys" "$@" \
        > "$work/stdout" 2> "$work/err" || return 1
    cat "$work"/shot-* > "$out"
}

compare() { # GOLDEN MADE
    if [ -n "${GOLDEN_UPDATE:-}" ]; then cp "$2" "$1"; fi
    cmp -s "$1" "$2"
    local status=$?
    say $status "$1"
    [ $status -eq 0 ] || diff "$1" "$2" | head -60 | sed 's/\x1b/^[/g; s/^/    /'
}

words() { sed 's/\x1b\[[0-9;]*m//g; s/ *$//' "$1"; }
looks() { grep -o $'\x1b''\[[0-9;]*m' "$1"; }

for keys in tests/golden/keys/*.keys; do
    rm -f "$work/trace.jsonl"
    for size in 80x24 120x40 200x60; do
        name=${keys%.keys}-$size
        if ! { play "$keys" $size .txt "$work/text" && play "$keys" $size .txt "$work/ascii" --ascii &&
            play "$keys" $size .ans "$work/colours" && play "$keys" $size .ans "$work/mono" --no-color &&
            play "$keys" $size .ans "$work/ascii-colours" --ascii; }; then
            say 1 "$name is played to its end"
            sed 's/^/    /' "$work/err"
            continue
        fi
        compare "$name.ans" "$work/colours"
        if ! grep -q '^# only colours' "$keys"; then
            compare "$name.txt" "$work/text"
            compare "$name-ascii.txt" "$work/ascii"
        fi
        cmp -s <(words "$work/colours") "$work/text" && cmp -s <(words "$work/mono") "$work/text"
        say $? "$name: the same words with colours, without, and as text"
        ! looks "$work/mono" | grep -q '[34]8;5;'
        say $? "$name: --no-color leaves no colour"
        cmp -s <(words "$work/ascii-colours") "$work/ascii" && cmp -s <(looks "$work/ascii-colours") <(looks "$work/colours")
        say $? "$name: ASCII has the same colours"
        ! LC_ALL=C grep -q '[^ -~]' "$work/ascii"
        say $? "$name: --ascii is ASCII"
    done
done
echo "1..$number"
exit $failed
