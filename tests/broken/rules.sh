#!/bin/bash
# Every rule that can be broken by name has a row here: the bounds within which
# `check` finds its counterexample, and the properties that may be named.  A rule
# without a row fails, so does a row without a rule.
#
# need-when-free: "-" says that no property fails without it, as far as explored;
# it only keeps two ELECTED nodes from pushing each other's terms up.  The day a
# property does fail, this row fails and wants its name.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${RINGLEADER:-build/ringleader}

# rule | properties | bounds
rows='
vote-once            | S1 S3 | --quorum majority --kills 1
stable-storage       | S1 S3 | --quorum majority --kills 1
promise              | S2 S5 | --quorum majority --kills 1
self-promise         | S2 S5 | --quorum majority --kills 1
abstain              | S2 S5 | --quorum majority --kills 1 --partitions 1
lease-from-send      | S2 S5 | --quorum majority --kills 1 --late 1
lease-within-promise | S2 S5 | --quorum majority --kills 1
term-order           | S3    | --quorum majority --kills 1 --partitions 1
home-term            | S1 S4 | --quorum majority --kills 1 --partitions 1
home-quorum          | S2 S4 | --quorum majority --kills 0 --partitions 1
hold-off             | S2    | --quorum active --kills 2
extinction           | L1    | --quorum majority --kills 1 --liveness
free-to-pass         | L1    | --quorum majority --kills 1 --liveness
elected-timeout      | L1    | --quorum majority --kills 1 --liveness
need                 | L1    | --quorum majority --kills 1 --liveness
need-when-free       | -     | --quorum majority --kills 1 --partitions 1 --liveness
election-quorum      | L1    | --quorum majority --kills 0 --partitions 1 --liveness
hop-skip             | L1    | --quorum majority --kills 1 --liveness
'

n=0 failed=0
verdict() { # OK NAME
    n=$((n + 1))
    if [ "$1" -eq 0 ]; then echo "ok $n - $2"; else echo "not ok $n - $2"; failed=1; fi
}

while IFS='|' read -r rule properties bounds; do
    rule=$(echo $rule)
    [ -n "$rule" ] || continue
    # shellcheck disable=SC2086
    answer=$("$program" check --break "$rule" $bounds --format json)
    status=$?
    property=$(printf '%s' "$answer" | sed -n 's/.*"property":"\([A-Z0-9]*\)".*/\1/p')
    case " $properties " in *" $property "*) found=0 ;; *) found=1 ;; esac
    [ -n "$property" ] || found=1
    [ "$status" -eq 1 ] || found=1
    if [ "$(echo $properties)" = - ]; then
        [ "$status" -eq 0 ]
        verdict $? "$rule breaks no property within these bounds (exit $status)"
        continue
    fi
    verdict $found "$rule is caught (${property:-nothing}, exit $status)"
    # the same bounds, nothing broken: nothing may be found
    # shellcheck disable=SC2086
    "$program" check $bounds --quiet > /dev/null
    verdict $? "$rule unbroken holds within the same bounds"
done <<< "$rows"

for rule in $("$program" list rules | awk '{ print $1 }'); do
    printf '%s' "$rows" | grep -q "^$rule "
    verdict $? "$rule has a row"
done
echo "1..$n"
exit $failed
