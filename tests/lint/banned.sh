#!/bin/sh
# Calls and habits that have no place here, each with what to do instead.
# Comments and string literals are not looked at.
set -eu
export LC_ALL=C
status=0
complain() { # TEXT; never at the end of a pipe, where status would be lost
    echo "$1" >&2
    status=1
}

clean=$(mktemp -d)
trap 'rm -rf "$clean"' EXIT

# Copies of the sources with comments, strings and characters blanked, line by
# line, so that numbers still fit.
files=$(find src include -name '*.[ch]' | sort)
for file in $files; do
    mkdir -p "$clean/$(dirname "$file")"
done
# shellcheck disable=SC2086
awk -v root="$clean/" '
    FNR == 1 { if (out != "") close(out); out = root FILENAME; inside = 0 }
    {
        rest = $0; kept = ""
        while (rest != "") {
            if (inside) {
                at = index(rest, "*/")
                if (at == 0) break
                rest = substr(rest, at + 2); inside = 0
            } else if (match(rest, /"([^"\\]|\\.)*"|\047([^\047\\]|\\.)*\047|\/\*|\/\//)) {
                token = substr(rest, RSTART, RLENGTH)
                kept = kept substr(rest, 1, RSTART - 1)
                rest = substr(rest, RSTART + RLENGTH)
                if (token == "//") break
                if (token == "/*") inside = 1
                else kept = kept substr(token, 1, 1) substr(token, 1, 1)
            } else { kept = kept rest; break }
        }
        print kept > out
    }' $files

# ban WORDS EXCEPT REASON [FIRST]: calls of any of WORDS (an extended pattern)
# outside the files that match EXCEPT (an extended pattern, - for none); with
# FIRST only those whose first argument is one of these.
ban() {
    # shellcheck disable=SC2015,SC2086
    found=$(cd "$clean" && grep -nE "(^|[^A-Za-z0-9_.>])($1)[[:space:]]*\\(${4:+[[:space:]]*($4)}" /dev/null $files |
        grep -vE "^($2)" || true)
    if [ -n "$found" ]; then
        complain "$(echo "$found" | sed "s|\$|   <- $3|")"
    fi
}

ban 'fork|vfork|system|popen|daemon' - 'never fork a program with threads: posix_spawn'
ban 'pthread_(cancel|kill|detach|exit)' - 'end a thread by its wake descriptor and join it'
ban 'strn?cpy|strn?cat|v?sprintf|gets|stpcpy' - 'base/text.h, snprintf'
ban 'rand|srand|rand_r|random|srandom|[dejlmn]rand48|arc4random[a-z_]*' - 'base/choose.h is the only chance'
ban 'alloca' - 'everything is bounded: a _MAX in base/ids.h'
ban 'signal' - 'sigaction'
ban 'usleep|sleep' - 'wait in poll, with a deadline'
ban 'strtok|atoi|atol|atoll|atof|tmpnam|mktemp|tempnam|gmtime|localtime|ctime|asctime' - \
    'not thread-safe or no errors: base/text.h, mkstemp, localtime_r'
ban 'setjmp|longjmp|siglongjmp' - 'return an error'
ban 'assert' - 'base/check.h stays on in every build'
ban 'getenv|secure_getenv' 'src/(app|tui)/|src/main\.c' 'read the environment in app or tui'
ban 'v?printf|puts|putchar|perror' 'src/app/|src/main\.c' 'only app prints'
ban 'v?fprintf' 'src/app/|src/main\.c' 'only app prints' 'stdout|stderr'
ban 'exit|_exit|_Exit|quick_exit|abort' 'src/(app|tui)/|src/main\.c' 'return an error, or REQUIRE'

# shellcheck disable=SC2086
curses=$(grep -lE '^[[:space:]]*#[[:space:]]*include[[:space:]]*<(n?curses|ncursesw/|term\.h)' /dev/null $files |
    grep -vx 'src/tui/terminal/term_curses.c' || true)
if [ -n "$curses" ]; then
    complain "$curses: only src/tui/terminal/term_curses.c knows curses"
fi

# ---- text: length, width, tabs, phrases ---------------------------------------
tests=$(find tests -name '*.[ch]' 2> /dev/null | sort)
for file in $files $tests; do
    lines=$(($(wc -l < "$file")))
    case $file in tests/*) most=800 ;; *) most=600 ;; esac # tests are lists of cases
    if [ "$lines" -gt "$most" ]; then
        complain "$file: $lines lines, at most $most (better 500): split it"
    fi
done
# columns, not bytes: the later bytes of a UTF-8 character do not count
# shellcheck disable=SC2086
wide=$(awk '{ seen = $0; gsub(/[\200-\277]/, "", seen) }
    length(seen) > 100 { print FILENAME ":" FNR ": " length(seen) " columns, at most 100" }
    /\t/ { print FILENAME ":" FNR ": a tab; four blanks" }
    /[ \t]$/ { print FILENAME ":" FNR ": blanks at the end" }
    /\r/ { print FILENAME ":" FNR ": a carriage return" }' /dev/null $files $tests)
[ -z "$wide" ] || complain "$wide"

phrase=$(grep -rniE 'keep[ ]+(these |them |it |this )?in[ ]sync' src include tests Makefile README.md docs 2> /dev/null || true)
if [ -n "$phrase" ]; then
    complain "$phrase   <- make both from one table, or assert that they agree"
fi
exit $status
