#!/bin/sh
# Goal: the dashboard as a person uses it, on real screens of three sizes: see a
# leader, kill it, see the next, partition, heal, save, quit, play the file again.
# Method: tmux is the terminal; the screen is read back.
set -u

command -v tmux > /dev/null || { echo "1..0 # SKIP there is no tmux"; exit 77; }
program=${RINGLEADER:-build/gcc/ringleader}
program=$(cd "$(dirname "$program")" && pwd)/$(basename "$program")
folder=$(mktemp -d)
socket=ringleader-test-$$-0
sessions=0
cases=0 failures=0
LC_ALL=C.UTF-8
export LC_ALL
unset TMUX

tm() { tmux -L "$socket" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null; rm -rf "$folder"' EXIT

ok() { # STATUS CLAIM
    cases=$((cases + 1))
    if [ "$1" -eq 0 ]; then echo "ok $cases - $2"; return; fi
    failures=$((failures + 1))
    echo "not ok $cases - $2"
    screen | sed 's/^/# |/'
}

screen() { tm capture-pane -p -t 0 2>&1; }
keys() { tm send-keys -t 0 "$@"; }

# shows PATTERN CLAIM: within twenty seconds
shows() {
    tries=0
    until screen | grep -qE -- "$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 200 ] || { ok 1 "$2"; return 1; }
        sleep 0.1
    done
    ok 0 "$2"
}

start() { # COLS ROWS ARGS...
    cols=$1 rows=$2
    shift 2
    tm kill-server 2> /dev/null
    sessions=$((sessions + 1)) # a server on its way out answers no more: never the same twice
    socket=ringleader-test-$$-$sessions
    tm new-session -d -x "$cols" -y "$rows" -c "$folder" \
        "'$program' $*; echo exit \$?; exec sleep 1000"
}

at_size() { # COLS ROWS
    size=$1x$2
    start "$1" "$2" tui -n 5
    shows 'A leads' "$size: A leads" || return
    keys K
    shows 'B leads' "$size: K kills it, B is next"
    keys p
    shows 'group' "$size: p opens the partition editor"
    keys b Enter
    shows 'B no longer leads|no leader|C leads|cannot renew' "$size: B is cut off from the rest"
    shows 'C leads' "$size: the rest elects C"
    keys h
    shows 'B +.* follower' "$size: h heals, B follows"
    keys z
    shows 'undone: kill A|undone: partition|nothing to undo|revive' "$size: z undoes"
    shows 'A +. +follower' "$size: A is back"
    keys ':kill Q' Enter
    shows 'no node' "$size: a bad statement says what is wrong"
    keys Escape
    keys '?'
    shows 'help' "$size: ? is the help"
    keys Escape
    rm -f "$folder"/*.ring
    keys w
    shows 'saved ringleader-|saved' "$size: w saves"
    tm resize-window -t 0 -x 12 -y 3 2> /dev/null
    sleep 0.3
    tm resize-window -t 0 -x "$1" -y "$2" 2> /dev/null
    shows 'leads' "$size: is itself again after having been tiny"
    keys q
    shows '^exit 0' "$size: q ends with 0"
}

replays() {
    file=$(find "$folder" -name 'ringleader-*.ring' | head -n 1)
    ok "$([ -n "$file" ] && echo 0 || echo 1)" "a scenario was saved"
    [ -n "$file" ] || return
    grep -q 'kill A' "$file" && grep -q 'partition A C D E | B' "$file" &&
        grep -q 'expect agreement' "$file"
    ok $? "it has what was done, and agreement at the end"
    "$program" run "$file" > "$folder/run.out" 2>&1
    status=$?
    [ "$status" -eq 0 ] || sed 's/^/# /' "$file" "$folder/run.out"
    ok "$status" "run plays it again and it holds"
}

prompt_and_log() {
    start 120 40 tui -n 3 --engine sim --seed 7
    shows 'A leads' "sim engine: A leads"
    keys ':expect leader A within 1s' Enter
    shows '(^|[^n][^o][^t]) ?met after' "an expectation at the prompt is answered"
    keys ':kill all' Enter
    shows 'Really' "killing all is asked about"
    keys n
    shows 'not done' "and not done"
    keys ':note hello there' Enter
    shows 'note hello there' "a note goes into the log"
    keys /hello Enter
    sleep 0.3
    keys ' '
    shows 'PAUSED' "Space pauses, and that is said"
    keys ' ' q
    shows '^exit 0' "q ends with 0"
}

recorded() {
    start 80 24 tui -n 3 --trace t.jsonl
    shows 'A leads' "traced: A leads"
    keys K
    shows 'B leads' "traced: B leads"
    keys q
    shows '^exit 0' "traced: q ends with 0"
    start 80 24 replay t.jsonl
    shows 'leads' "replay: shows the run"
    keys k
    shows 'recording' "replay: a recording cannot be changed"
    keys q
    shows '^exit 0' "replay: q ends with 0"
}

# The screen with its colours, without what cannot be seen at the ends of lines.
looks() {
    tm capture-pane -p -e -t 0 | sed "s/\($(printf '\033')\[[0-9;]*m\| \)*\$//"
}

# Change by change or all at once: the same screen, on terminals of every kind.
painted() { # TERM
    start 120 40 tui -n 5 --engine sim --seed 3
    tm respawn-pane -k -t 0 -c "$folder" \
        "TERM=$1 '$program' tui -n 5 --engine sim --seed 3; echo exit \$?; exec sleep 1000"
    shows 'A leads' "$1: A leads"
    keys K '?' Escape p Escape t b Escape
    shows 'B leads' "$1: B leads"
    keys ' '
    shows 'PAUSED' "$1: it stands still"
    sleep 0.3
    looks > "$folder/changes"
    keys C-l
    sleep 0.5
    looks > "$folder/anew"
    diff "$folder/changes" "$folder/anew" | sed 's/^/# /'
    cmp -s "$folder/changes" "$folder/anew"
    ok $? "$1: drawn anew it shows what it showed"
    ! grep -q "$(printf '\033')\[[0-9;]*40m" "$folder/anew"
    ok $? "$1: the background is the terminal's own"
    keys q
    shows '^exit 0' "$1: q ends with 0"
}

at_size 120 40
at_size 80 24
at_size 40 10
replays
prompt_and_log
recorded
for term in xterm-256color screen linux vt100 ansi; do painted "$term"; done
echo "1..$cases"
[ "$failures" -eq 0 ]
