#!/bin/bash
# Transcripts of the command line: tests/data/cli/*.txt.
#
#     # what it shows
#     $ COMMAND             `ringleader` is the program under test; runs in bash
#     ----
#     output, stderr before stdout, then one line `exit N`
#
# blank line between cases.  GOLDEN_UPDATE=1 rewrites the expected parts.
set -u
cd "$(dirname "$0")/../.." || exit 2
program=$(realpath "${RINGLEADER:-build/ringleader}")
ringleader() { "$program" "$@"; }
export -f ringleader
export program LC_ALL=C.UTF-8 TERM=xterm
# What the caller left open would be missing from the limits the cases set.
for descriptor in /dev/fd/*; do
    descriptor=${descriptor##*/}
    case $descriptor in
    [0-2] | *[!0-9]* | 255) ;; # 255 is bash's own
    *) eval "exec $descriptor>&-" ;;
    esac
done
work=$(mktemp -d)
export work
trap 'rm -rf "$work"' EXIT
number=0 failed=0

play() { # COMMAND: its output
    bash -c "$1" > "$work/out" 2> "$work/err" < /dev/null
    local status=$?
    cat "$work/err" "$work/out"
    echo "exit $status"
}

for file in tests/data/cli/*.txt; do
    rewritten=$work/rewritten
    : > "$rewritten"
    command='' expected='' part=head
    finish() {
        [ -n "$command" ] || return 0
        number=$((number + 1))
        local actual
        actual=$(play "$command")
        printf '%s\n\n' "$actual" >> "$rewritten"
        if [ -n "${GOLDEN_UPDATE:-}" ] || [ "$actual" = "$expected" ]; then
            echo "ok $number - $(basename "$file" .txt): $command"
        else
            echo "not ok $number - $(basename "$file" .txt): $command"
            diff <(printf '%s\n' "$expected") <(printf '%s\n' "$actual") | sed 's/^/    /'
            failed=1
        fi
        command='' expected=''
    }
    while IFS= read -r line; do
        case $part:$line in
        head:'$ '*) command=${line#'$ '}; printf '%s\n' "$line" >> "$rewritten" ;;
        head:----) part=body; printf '%s\n' "$line" >> "$rewritten" ;;
        head:*) printf '%s\n' "$line" >> "$rewritten" ;;
        body:'exit '[0-9]*) expected="$expected${expected:+
}$line"; finish; part=head; read -r _ ;;
        body:*) expected="$expected${expected:+
}$line" ;;
        esac
    done < "$file"
    finish
    if [ -n "${GOLDEN_UPDATE:-}" ]; then cp "$rewritten" "$file"; fi
done
echo "1..$number"
exit $failed
