#!/bin/bash
# Goal: the pictures of README.md and the outputs in it are what the program makes now: `make
# pictures` would change nothing.  Method: tests/pictures/run into another folder, compared.
# GOLDEN_UPDATE=1 makes them anew in place.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$(realpath "${RINGLEADER:-build/ringleader}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
number=0 failed=0

say() { # STATUS CLAIM
    number=$((number + 1))
    if [ "$1" -eq 0 ]; then echo "ok $number - $2"; return; fi
    echo "not ok $number - $2"
    failed=1
}

if [ -n "${GOLDEN_UPDATE:-}" ]; then RINGLEADER=$program tests/pictures/run || exit 1; fi
RINGLEADER=$program PICTURES_TO=$work tests/pictures/run
say $? "the pictures are made"
for file in "$work"/assets/pictures/* "$work/README.md"; do
    name=${file#"$work/"}
    cmp -s "$file" "$name"
    status=$?
    say $status "$name is as \`make pictures\` makes it"
    [ $status -eq 0 ] || diff "$name" "$file" | head -10 | cut -c1-160 | sed 's/\x1b/^[/g; s/^/    /'
done
for file in assets/pictures/*; do
    [ -e "$work/$file" ]
    say $? "$file is made by \`make pictures\`"
done
echo "1..$number"
exit $failed
