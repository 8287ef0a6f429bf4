#!/usr/bin/env bash
# Goal: the space-time diagram looks as it did.  Method: two runs of the simulator from fixed
# seeds, shown by `snapshot --view space` at fixed times and sizes, against
# tests/golden/screens/space-*.txt.  GOLDEN_UPDATE=1 writes those anew; read the diff then.
set -eu -o pipefail
program=${RINGLEADER:-build/ringleader}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
failed=0

cat > "$folder/five.ring" <<'EOF'
nodes 5
seed 5
hop 40ms
heartbeat 600ms
2s kill leader
4s revive all
4700ms cut B C
6s stall D
6200ms wake D
EOF
cat > "$folder/ten.ring" <<'EOF'
nodes 10
seed 7
hop 20ms
heartbeat 650ms
1s partition A B C | D E F G H I J
2s kill E
EOF

for name in five ten; do
    "$program" run -q --engine sim --for 8s --trace "$folder/$name.jsonl" "$folder/$name.ring" > "$folder/out" 2>&1 \
        || { cat "$folder/out"; exit 1; }
done

shot() { # name, time, size, more options
    local name=$1 at=$2 size=$3
    shift 3
    local kept=tests/golden/screens/space-$name-$at-$size${1:+-ascii}.txt
    "$program" snapshot "$folder/$name.jsonl" --view space --at "$at" --size "$size" "$@" \
        | sed '$d' > "$folder/now" # the footer is the table of keys, tested elsewhere
    if [ -n "${GOLDEN_UPDATE:-}" ]; then
        cp "$folder/now" "$kept"
    elif ! diff -u "$kept" "$folder/now"; then
        echo "$kept differs"
        failed=1
    fi
}

for size in 40x14 80x24 120x40 200x60; do
    shot five 300ms "$size"         # an election
    shot five 300ms "$size" --ascii
    shot five 4050ms "$size"        # another, over a dead node that comes back
    shot ten 1150ms "$size"         # a token lost at the border of a partition
    shot ten 1150ms "$size" --ascii
done
shot five 2050ms 80x24 # the leader is killed
shot five 4820ms 80x24 # a cut link is gone round
shot five 6250ms 80x24 # a stall and its end
exit $failed
