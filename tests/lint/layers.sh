#!/bin/sh
# Who may include whom.  The table is that of the design: layers of our own,
# then the platform's headers by the place that may see them.
set -eu

# layer: the layers it may include besides itself
rules='base:
election: base
trace: base election
scenario: base trace
world: base election trace
sim: base election trace world
explore: base election trace world
threads: base election trace world/links.h world/clock.h world/narrate.h
app: base election trace scenario world sim explore threads
tui: base election trace scenario app world/links.h
main: app tui base/check.h'

# a room of a crowded layer: the rooms it may include besides itself.  What stands in the
# layer itself may include them all, and none of them may include that.
rooms='tui/draw:
tui/view: tui/draw
tui/why: tui/draw tui/view
tui/person: tui/draw tui/view tui/why
tui/terminal: tui/draw tui/person
tui/panel: tui/draw tui/view tui/why tui/person
tui/hands: tui/draw tui/view tui/why tui/person tui/panel tui/terminal/term.h'

# header, as a pattern: the only places (path patterns) that may include it
platform='curses.h|ncurses.h|term.h|ncursesw/*: src/tui/terminal/term_curses.c
json*.h|json-c/*: src/trace/read.c src/app/sweep_merge.c
xxhash.h: src/world/* src/explore/*
pthread.h: */threads/* */app/* */explore/store* */explore/pool*
getopt.h: src/app/*'

# what a pure place may have of the standard library
free_headers='stdbool.h stdint.h stddef.h string.h limits.h inttypes.h xxhash.h'

is_pure() {
    case $1 in
    src/trace/read.c | src/explore/store* | src/explore/pool*) return 1 ;;
    include/explore/store* | include/explore/pool*) return 1 ;;
    */base/* | */election/* | */trace/* | */scenario/* | */world/* | */sim/* | */explore/*) ;;
    *) return 1 ;;
    esac
}

status=0
complain() {
    echo "$1" >&2
    status=1
}

check_ours() { # FILE:LINE LAYER HEADER
    allowed=$(echo "$rules" | sed -n "s/^$2://p")
    for each in $2 $allowed; do
        case $3 in "$each" | "$each"/*) return ;; esac
    done
    complain "$1: $2 may not include \"$3\" (only itself and:$allowed)"
}

check_room() { # FILE:LINE ROOM HEADER; ROOM as layer/room
    case $3 in "${2%%/*}"/*) ;; *) return ;; esac # other layers are check_ours' business
    allowed=$(echo "$rooms" | sed -n "s|^$2:||p")
    for each in $2 $allowed; do
        case $3 in "$each" | "$each"/*) return ;; esac
    done
    complain "$1: $2 may not include \"$3\" (of its layer only itself and:$allowed)"
}

check_platform() { # FILE:LINE FILE HEADER
    oldIFS=$IFS
    IFS='
'
    set -f
    for rule in $platform; do
        IFS='|'
        for pattern in ${rule%%:*}; do
            IFS=' '
            # shellcheck disable=SC2254
            case $3 in
            $pattern)
                for place in ${rule#*:}; do
                    case $2 in $place) set +f; IFS=$oldIFS; return ;; esac
                done
                complain "$1: <$3> belongs to${rule#*:} alone" ;;
            esac
        done
    done
    set +f
    IFS=$oldIFS
    is_pure "$2" || return 0
    case " $free_headers " in *" $3 "*) return ;; esac
    complain "$1: this layer is pure and may not include <$3>"
}

list=$(mktemp)
trap 'rm -f "$list"' EXIT
# shellcheck disable=SC2016
find src include -name '*.[ch]' | LC_ALL=C sort | xargs awk '
    /^[ \t]*#[ \t]*include[ \t]*["<]/ {
        kind = match($0, /"/) ? "\"" : "<"
        sub(/^[^"<]*["<]/, "")
        sub(/[">].*/, "")
        print FILENAME, FNR, kind, $0
    }' > "$list"
while read -r file line kind header; do
    case $file in
    src/main.c) layer=main ;;
    *) layer=${file#*/} layer=${layer%%/*} ;;
    esac
    case $kind in
    '"')
        case $header in
        */*)
            check_ours "$file:$line" "$layer" "$header"
            inside=${file#*/"$layer"/}
            case $inside in */*) check_room "$file:$line" "$layer/${inside%%/*}" "$header" ;; esac ;;
        *) complain "$file:$line: write \"layer/$header\", the layer is part of the name" ;;
        esac ;;
    *) check_platform "$file:$line" "$file" "$header" ;;
    esac
done < "$list"

# a layer or a room nobody wrote a rule for would otherwise be free
for folder in src/*/ include/*/ src/*/*/ include/*/*/; do
    [ -d "$folder" ] || continue
    name=${folder#*/} name=${name%/}
    printf '%s\n%s\n' "$rules" "$rooms" | grep -q "^$name:" || complain "$folder: there is no rule for this place"
done
exit $status
