#!/bin/sh
# Goal: without a terminal the program behaves as a filter should, and the
# dashboard refuses with advice.  Method: closed pipes, full disks, no descriptors.
set -u

program=${RINGLEADER:-build/gcc/ringleader}
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1
cases=0 failures=0

is() { # GOT WANTED CLAIM
    cases=$((cases + 1))
    if [ "$1" = "$2" ]; then echo "ok $cases - $3"; return; fi
    failures=$((failures + 1))
    echo "not ok $cases - $3 ($1, not $2)"
    sed 's/^/# /' err 2> /dev/null
}

# status COMMAND...: its exit code, stdout into a pipe whose reader leaves at once
status_into_head() {
    { "$@" 2> err; echo $? > status; } | head -n 1 > /dev/null
    cat status
}

printf 'nodes 3\n0s expect leader A within 5s\n+0s kill A\n+0s expect leader B within 5s\n' > a.ring
: > err

is "$(status_into_head "$program" run a.ring)" 0 "run | head -n 1 ends with 0"
is "$(wc -c < err | tr -d ' ')" 0 "and says nothing on stderr"
is "$(status_into_head "$program" run -v a.ring)" 0 "run -v | head -n 1, too"
if [ -w /dev/full ]; then
    "$program" run a.ring > /dev/full 2> err
    is $? 4 "a full disk under stdout is exit 4"
    "$program" run --trace /dev/full a.ring > out 2> err
    is $? 4 "a full disk under the trace is exit 4"
fi
"$program" run a.ring <&- >&- 2>&-
is $? 0 "with stdin, stdout and stderr closed run still runs"
"$program" tui < /dev/null > out 2> err
is $? 4 "tui without a terminal is exit 4"
grep -q 'ringleader run' err
is $? 0 "and says what to do instead"
"$program" tui a.ring < /dev/null > out 2> err
is $? 4 "so is tui SCENARIO"
"$program" tui <&- >&- 2>&-
is $? 4 "so is tui with everything closed"
"$program" replay none.jsonl < /dev/null > out 2> err
is "$([ $? -ge 2 ] && echo refused)" refused "replay without a terminal and without a trace is refused"
echo "1..$cases"
[ "$failures" -eq 0 ]
