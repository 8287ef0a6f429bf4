#!/bin/sh
# Traces with a planted fault: `verify` must find it and name its property, which is in
# the file's name; clean ones must pass.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=${RINGLEADER:-build/ringleader}
number=0 failed=0
claim() { # TEXT CONDITION OUTPUT
    number=$((number + 1))
    if [ "$2" = yes ]; then
        echo "ok $number - $1"
    else
        echo "not ok $number - $1"
        echo "$3" | sed 's/^/# /'
        failed=1
    fi
}
for file in tests/data/trace/planted_*.jsonl; do
    [ -e "$file" ] || exit 77
    name=$(basename "$file" .jsonl)
    property=$(echo "$name" | cut -d _ -f 2)
    said=$("$program" verify "$file" 2>&1)
    code=$? good=no
    # this property and no other
    others=$(echo "$said" | grep ':1: violated at ' | grep -vc " us: $property ")
    if [ $code -eq 1 ] && [ "$others" -eq 0 ] &&
        echo "$said" | grep -q "^  *$file:[0-9]*:1: violated at [0-9]* us: $property "; then good=yes; fi
    claim "$name is found" $good "exit $code: $said"
done
for file in tests/data/trace/clean_*.jsonl; do
    said=$("$program" verify "$file" 2>&1)
    code=$? good=no
    if [ $code -eq 0 ]; then good=yes; fi
    claim "$(basename "$file" .jsonl) passes" $good "exit $code: $said"
done
echo "1..$number"
exit $failed
