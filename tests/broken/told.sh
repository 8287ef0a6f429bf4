#!/bin/bash
# What `check` tells of a broken rule is true and short: the steps name the rule where its
# guard did not hold, the path is the shortest there is among smaller rings and bounds,
# and the trace has the violation right behind what broke it.  Rows: those of rules.sh.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${RINGLEADER:-build/ringleader}
out=$(mktemp) trace=$(mktemp)
trap 'rm -f "$out" "$trace"' EXIT

n=0 failed=0
verdict() { # OK NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}

# What they leave out shows in no event: an ELECTED that does not give up, a node not skipped.
silent=' elected-timeout hop-skip '

while IFS='|' read -r rule property bounds; do
    rule=$(echo $rule) property=$(echo $property)
    case "${SAN:-} $bounds" in
    [a-z]*'--late 1 --'* | [a-z]*'--lease 40 '*) continue ;; # millions of states
    esac
    # shellcheck disable=SC2086
    "$program" check --break "$rule" $bounds > "$out"
    case $silent in
    *" $rule "*) ;;
    *)
        grep -q "^            because .*: rule $rule is broken" "$out"
        verdict $? "the steps to $property name $rule" ;;
    esac
    ! grep -qE 'promised for -|came home with a quorum|signed by a quorum in' "$out"
    verdict $? "the steps to $property claim nothing that $rule takes away"
done < <(sed -n "/^rows='/,/^'/p" tests/broken/rules.sh | grep '|')

told() { "$program" check "$@" > "$out"; }

told --break home-quorum --quorum majority --kills 0 --partitions 1 --property S2
grep -q 'signed by A: 1 of 3, 2 needed; nobody asked: rule home-quorum is broken' "$out"
verdict $? "signatures are counted against what a quorum takes"

told --break hop-skip -n 5 --quorum active --kills 1 --property L1
grep -q '^shortened from [0-9]* steps to 15: 2 nodes instead of 5' "$out" &&
    grep -q '^counterexample, 15 steps' "$out" && grep -q '^5 nodes, ' "$out"
verdict $? "a path on five nodes that two show, too, is told on two"

told --break extinction --quorum majority --kills 1 --property L1
grep -q '^shortened from .*: 2 nodes instead of 3, kills 0 instead of 1' "$out"
verdict $? "a crash that is not needed is left out"

told --no-shorten --break extinction --quorum majority --kills 1 --property L1
! grep -q '^shortened' "$out" && grep -q '^   0 .*all start' "$out" && grep -q 'C starts' "$out"
verdict $? "--no-shorten tells it as it was found"

told --format json --break extinction --quorum majority --kills 1 --property L1
grep -q '"nodes":3,.*"steps":32,.*"shortened":{"from_steps":[0-9]*,"nodes":2,"kills":0,' "$out"
verdict $? "JSON says what was told and from what it was shortened"

told --break election-quorum --quorum majority --kills 0 --partitions 1 --property L1
grep -q 'the first rounds of the race of terms' "$out" && [ "$(wc -l < "$out")" -lt 400 ]
verdict $? "of a race of terms the first rounds are told"

told --break promise --quorum majority --kills 1 --property S2 --trace "$trace"
grep -A 1 '"event":"lease","node":"B"' "$trace" | grep -q '"event":"violation","property":"S2"'
verdict $? "in a trace the violation stands right behind the lease that broke S2"

told --break need --quorum majority --kills 1 --property L1 --trace "$trace"
[ "$(grep -c 'note from here on the next [0-9]* steps can repeat for ever' "$trace")" -eq 1 ]
verdict $? "a note says where a livelock begins"

echo "1..$n"
exit $failed
