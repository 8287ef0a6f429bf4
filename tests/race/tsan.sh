#!/bin/sh
# Does ThreadSanitizer see anything here?  It must report the planted race and
# keep quiet about the clean program.  (It can be missing, and with too much
# address randomisation it refuses to start; tests/run then switches that off
# with setarch -R for SAN=tsan, and so does this.)
set -eu
CC=${CC:-cc}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
calm=''
if setarch "$(uname -m)" -R true 2> /dev/null; then calm="setarch $(uname -m) -R"; fi

for name in racy clean; do
    $CC -std=c11 -D_GNU_SOURCE -g -O1 -fsanitize=thread -pthread -o "$folder/$name" \
        "tests/race/programs/$name.c"
done

echo 1..2
status=0
if $calm "$folder/racy" > "$folder/racy.out" 2>&1; then
    echo "not ok 1 - the planted race passed unnoticed"
    status=1
elif grep -q 'WARNING: ThreadSanitizer: data race' "$folder/racy.out"; then
    echo "ok 1 - the planted race is reported"
else
    echo "not ok 1 - the planted race failed some other way"
    sed 's/^/# /' "$folder/racy.out"
    status=1
fi
if $calm "$folder/clean" > "$folder/clean.out" 2>&1; then
    echo "ok 2 - the clean program is not reported"
else
    echo "not ok 2 - the clean program fails"
    sed 's/^/# /' "$folder/clean.out"
    status=1
fi
exit $status
