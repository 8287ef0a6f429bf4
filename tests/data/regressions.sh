#!/bin/sh
# What once went wrong, kept as scenarios: each must hold now (tests/DEFECTS.md).
set -u
cd "$(dirname "$0")/../.." || exit 2
n=0 failed=0
for file in tests/data/regressions/*.ring; do
    n=$((n + 1))
    if "${RINGLEADER:-build/ringleader}" run -q "$file"; then echo "ok $n - $(basename "$file" .ring)"
    else echo "not ok $n - $(basename "$file" .ring)"; failed=1; fi
done
echo "1..$n"
exit $failed
