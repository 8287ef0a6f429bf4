#!/bin/bash
# Goal: a recording of the screen is the screen, and the same at every run.
# Method: the simulator plays keys from a file; what was recorded is printed on a real
# terminal (tmux) and compared with what the program itself saved as its screen.
set -u
RINGLEADER=$(realpath "${RINGLEADER:-build/gcc/ringleader}")
export LC_ALL=C.UTF-8
unset TMUX
command -v tmux > /dev/null || { echo "1..0 # SKIP there is no tmux"; exit 77; }
dir=$(mktemp -d)
socket=ringleader-cast-$$
tm() { tmux -L "$socket" -f /dev/null "$@"; }
trap 'tm kill-server 2> /dev/null; rm -rf "$dir"' EXIT
cd "$dir" || exit 1
number=0 status=0
claim() { # TEXT COMMAND...
    local text=$1
    shift
    number=$((number + 1))
    if "$@" > why 2>&1; then echo "ok $number - $text"; else
        echo "not ok $number - $text"
        sed 's/^/# /' why
        status=1
    fi
}

cat > keys << 'K'
wait "A leads term 1"
sleep 1s
key K
wait "B leads term 2"
resize 100x30
key ?
type "/lease"
sleep 1s
resize 100x24
key Enter Esc Esc
type ":theme light"
key Enter
sleep 1s
type ":save-screen last.txt"
key Enter
sleep 1s
key t
sleep 1s
type ":save-screen end.txt"
key Enter q
K
record() { # FILE
    rm -f last.txt end.txt
    "$RINGLEADER" tui --engine sim --seed 3 --no-terminal --size 90x28 --keys keys --record "$1"
}
same_twice() { record one && record two && cmp one two; }
claim "two runs are recorded byte for byte alike" same_twice

header() { head -n 1 one | grep -F '"version": 2, "width": 90, "height": 28'; }
claim "it begins with the size" header
resizes() { [ "$(grep -c '"r", "100x' one)" -eq 2 ]; }
claim "a change of size is told" resizes

# The output of all frames up to the one before the toast of the last save.
decode() {
    sed -n 's/^\[[0-9.]*, "o", "\(.*\)"\]$/\1/p' one |
        sed 's/\\u001b/\x1b/g; s/\\"/"/g; s/\\\\/\\/g' | tr -d '\n'
}
shows() {
    decode > bytes
    tm new-session -d -x 100 -y 24 "cat '$dir/bytes'; sleep 60" || return 1
    for _ in $(seq 50); do
        tm capture-pane -p | sed 's/ *$//' > seen
        # the message line tells of the save itself
        sed '23d' seen > seen.rest
        sed '23d' end.txt | sed 's/ *$//' > wanted
        cmp -s seen.rest wanted && return 0
        sleep 0.1
    done
    diff wanted seen.rest
}
claim "played on a terminal it ends in the screen that was saved" shows

refused() {
    "$RINGLEADER" tui --engine sim --no-terminal --keys keys --record "$dir/none/x"
    [ $? -eq 4 ]
}
claim "a file that cannot be written is an error of the environment" refused
echo "1..$number"
exit $status
