#!/bin/sh
# Headless runs under valgrind: no bad access, no definite leak.  Both engines;
# for the threads only memory counts, because valgrind runs one thread at a time
# and so slowly that an expectation in real time may well fail.
set -eu
command -v valgrind > /dev/null || { echo "no valgrind"; exit 77; }
[ -z "${SAN:-}" ] || { echo "not with a sanitizer"; exit 77; }

count=0 failed=0
check() { # NAME ACCEPTED-EXITS COMMAND...
    name=$1 accepted=$2
    shift 2
    count=$((count + 1)) status=0
    valgrind --quiet --leak-check=full --errors-for-leak-kinds=definite --show-leak-kinds=definite \
        --error-exitcode=9 --suppressions=tests/valgrind/ncurses.supp "$@" > "$log" 2>&1 || status=$?
    case " $accepted " in
    *" $status "*) echo "ok $count - $name" ;;
    *)
        echo "not ok $count - $name: exit $status"
        tail -n 30 "$log" | sed 's/^/# /'
        failed=1 ;;
    esac
}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

check 'help' 0 "$RINGLEADER" --help
check 'bad usage' 2 "$RINGLEADER" run --no-such-option
for file in assets/scenarios/*.ring; do
    [ -f "$file" ] || continue
    check "$(basename "$file") sim" 0 "$RINGLEADER" run --engine sim "$file"
done
first=$(find assets/scenarios -name '*.ring' | LC_ALL=C sort | head -n 1)
[ -z "$first" ] || check "$(basename "$first") threads" '0 1' "$RINGLEADER" run --engine threads "$first"
echo "1..$count"
exit $failed
