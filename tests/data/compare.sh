#!/bin/bash
# `compare` against an independent count: every figure again, by awk, from the trace of the
# same run; the same from `run`; and the same bytes when it is played again.
set -u
export LC_ALL=C
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
exits() { # CODE COMMAND...
    wanted=$1
    shift
    "$@"
    code=$?
    [ $code -eq "$wanted" ] || { echo "exit $code, not $wanted"; return 1; }
}

# recount TRACE END: the figures as `key value` lines.  Who leads is looked up anew at every
# instant at which something happens or a lease ends, from a list of all spans of leases.
recount() {
    awk -v end="$2" '
    function field(name, at, rest) {
        at = index($0, "\"" name "\":")
        if (at == 0) return ""
        rest = substr($0, at + length(name) + 3)
        sub(/^"/, "", rest)
        sub(/[",}].*/, "", rest)
        return rest
    }
    function close_span(node, t) {
        if (node in from) { if (t < to[node]) to[node] = t; a[++spans] = from[node]; b[spans] = to[node] }
        delete from[node]; delete to[node]
    }
    /"type":"event"/ {
        event = field("event"); t = field("t_us") + 0; node = field("node")
        if (event == "send") { n["messages"]++; n["messages_" tolower(field("message"))]++ }
        if (event == "stand") n["candidacies"]++
        if (event == "write") n["writes_" (field("accepted") == "true" ? "accepted" : "refused")]++
        if (event == "expect") n["expectations_" (field("met") == "true" ? "met" : "failed")]++
        if (event ~ /^(start|stand|role|sign|lease|follow)$/ && field("term") + 0 > n["terms"]) n["terms"] = field("term") + 0
        if (event == "start" || event == "stop" || (event == "role" && field("role") != "leader")) {
            close_span(node, t); delete leads[node]
        }
        if (event == "lease") {
            if (!seen++) n["leader_us"] = t
            close_span(node, t); from[node] = t; to[node] = field("until_us") + 0
            if (!(node in leads)) n["elections"]++
            leads[node] = 1
        }
    }
    END {
        for (node in from) { a[++spans] = from[node]; b[spans] = to[node] }
        cut[++cuts] = 0; cut[++cuts] = end
        for (i = 1; i <= spans; i++) {
            if (a[i] < end) cut[++cuts] = a[i]
            if (b[i] < end) cut[++cuts] = b[i]
        }
        for (i = 2; i <= cuts; i++) { # insertion sort
            x = cut[i]
            for (j = i - 1; j >= 1 && cut[j] > x; j--) cut[j + 1] = cut[j]
            cut[j + 1] = x
        }
        for (i = 1; i < cuts; i++) {
            long = cut[i + 1] - cut[i]
            if (long == 0) continue
            who = 0
            for (j = 1; j <= spans; j++) if (a[j] <= cut[i] && cut[i] < b[j]) who++
            if (who >= 2) n["two_leaders_us"] += long
            if (who == 0) { n["leaderless_us"] += long; gap += long; if (gap > n["leaderless_longest_us"]) n["leaderless_longest_us"] = gap }
            else gap = 0
        }
        n["messages_per_s"] = int(n["messages"] * 1000000 / end)
        count = split("leader_us leaderless_longest_us leaderless_us two_leaders_us elections candidacies terms messages messages_election messages_leader messages_hopack messages_per_s writes_accepted writes_refused expectations_met expectations_failed", key, " ")
        for (i = 1; i <= count; i++) printf "%s %d\n", key[i], n[key[i]]
    }' "$1"
}

# columns CSV ROW: `key value` lines of the figures that recount gives.  No field of these
# labels has a comma.
columns() {
    awk -F , -v row="$2" 'NR == 1 { for (i = 1; i <= NF; i++) key[i] = $i }
        NR == row + 1 { for (i = 9; i <= 24; i++) print key[i], $i }' "$1"
}
# One cell, by the name of its column.
cell() { # CSV ROW KEY
    awk -F , -v row="$2" -v key="$3" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == key) at = i }
        NR == row + 1 { print $at }' "$1"
}

agrees() { # SCENARIO
    exits 0 "$RINGLEADER" compare "$1" --seed 7 --trace "$dir/%.jsonl" --format csv > "$dir/csv" || return 1
    for world in 1 2 3; do
        recount "$dir/$1-$world.jsonl" "$(cell "$dir/csv" $world t_us)" > "$dir/counted"
        columns "$dir/csv" $world > "$dir/said"
        [ "$(wc -l < "$dir/said")" -eq 16 ] || { echo "not 16 figures"; return 1; }
        diff "$dir/counted" "$dir/said" || { echo "world $world of $1"; return 1; }
        violations=$(grep -c '"event":"violation"' "$dir/$1-$world.jsonl")
        if [ $world -ne 3 ] && [ "$violations" != "$(cell "$dir/csv" $world violations)" ]; then
            echo "world $world of $1: $violations violations"
            return 1
        fi
    done
}
for scenario in leader-in-minority textbook-split-brain lossy-ring stalled-leader-wakes all-die-and-return drifting-clocks; do
    claim "figures are what awk counts in the traces: $scenario" agrees $scenario
done

as_run() {
    "$RINGLEADER" compare lossy-ring --with quorum=none,break=abstain --seeds 3..3 --trace "$dir/c-%.jsonl" > "$dir/table" || return 1
    "$RINGLEADER" run -q --engine sim --seed 3 --quorum none --break abstain --trace "$dir/r.jsonl" lossy-ring > "$dir/verdict"
    cmp "$dir/c-lossy-ring-1-3.jsonl" "$dir/r.jsonl"
}
claim "a world is the run that the same settings give, byte for byte" as_run

alone() {
    worlds='--with quorum=none --with quorum=majority --with heartbeat=400ms'
    # shellcheck disable=SC2086
    "$RINGLEADER" compare lossy-ring $worlds --seeds 1..5 --format csv > "$dir/together" || return 1
    head -n 1 "$dir/together" > "$dir/one_by_one"
    world=0
    for setting in quorum=none quorum=majority heartbeat=400ms; do
        world=$((world + 1))
        for seed in 1 2 3 4 5; do
            "$RINGLEADER" compare lossy-ring --with $setting --seed $seed --format csv |
                sed "1d; s/^lossy-ring,1,/lossy-ring,$world,/" >> "$dir/one_by_one" || return 1
        done
    done
    diff "$dir/together" "$dir/one_by_one"
}
claim "neither another world nor another seed beside it changes a figure" alone

again() {
    for format in text csv json; do
        for each in a b; do
            exits 0 "$RINGLEADER" compare lossy-ring leader-dies --seeds 1..9 --format $format > "$dir/$each" || return 1
        done
        cmp "$dir/a" "$dir/b" || return 1
        [ -s "$dir/a" ] || return 1
    done
}
claim "played again, the same bytes in every format" again

median() { # of the CSV's raw rows, against the JSON's summary
    "$RINGLEADER" compare lossy-ring --with quorum=none --seeds 1..8 --format csv |
        awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "messages") at = i } NR > 1 { print $at }' |
        sort -n | awk '{ v[NR] = $1 } END { printf "\"messages\":{\"min\":%d,\"median\":%d,\"max\":%d}\n", v[1], v[NR / 2], v[NR] }' > "$dir/sorted"
    "$RINGLEADER" compare lossy-ring --with quorum=none --seeds 1..8 --format json | grep -qF "$(cat "$dir/sorted")" || { cat "$dir/sorted"; return 1; }
}
claim "min, median and max are those of the single runs" median

narrow() {
    "$RINGLEADER" compare leader-dies lossy-ring --seeds 1..3 --with as-is --with quorum=none,break=vote-once+promise,name=reckless \
        --with heartbeat=400ms --with nodes=7 --with hop=2ms --with hop-timeout=30ms --with drift=50000 --with quorum=majority > "$dir/table" || return 1
    grep -v '^  watch: ' "$dir/table" | awk 'length($0) > 80 { print; bad = 1 } END { exit bad }' || return 1
    [ "$(grep -c '^time to leader' "$dir/table")" -eq 2 ]
}
claim "eight worlds stand beside each other in 80 columns" narrow

threads() {
    exits 0 "$RINGLEADER" compare first-election --engine threads --with quorum=active --with engine=sim --format csv > "$dir/csv" || return 1
    [ "$(cell "$dir/csv" 1 engine) $(cell "$dir/csv" 2 engine)" = 'threads sim' ] || return 1
    [ "$(cell "$dir/csv" 1 elections)" -ge 1 ] && [ "$(cell "$dir/csv" 1 messages)" -ge 20 ]
}
claim "threads and the simulator stand side by side" threads

watch() { # the line it prints shows the violation it prints
    "$RINGLEADER" compare leader-in-minority --with quorum=none > "$dir/table"
    line=$(sed -n 's/^  watch: ringleader tui //p' "$dir/table")
    [ -n "$line" ] || return 1
    # shellcheck disable=SC2086
    exits 1 "$RINGLEADER" run -q $line > "$dir/said" || return 1
    grep -q 'violated at 652 ms: S2' "$dir/said" && grep -q 'violated at 652 ms' "$dir/table"
}
claim "the line to watch plays the same run" watch
echo "1..$number"
exit $status
