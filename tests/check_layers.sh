#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_layers: who may include whom (doc/architecture.md), where each library
# lives, and what no file may have.
#
# It reads the sources below $srcdir and, for mutable globals, the objects
# below the current folder.
set -uf
srcdir=${srcdir:-$(dirname "$0")/..}
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

# room: the rooms (or single headers) that it may include besides its own.
rooms() {
    cat <<'END'
facts:
net: facts
tls: facts net
smtp: facts net
plan: facts net/connect_to.h
discover: facts net tls smtp
probe: facts net tls smtp
assess: facts
report: facts
scan: facts net tls smtp plan discover probe assess report
demo: facts
command: facts net/connect_to.h assess report scan demo
main: command tls/library.h
END
}

# header: the only files that may include it.
library_homes() {
    cat <<'END'
ares.h: src/discover/nameserver.c
curl/*: src/discover/https.c
uv.h: src/net/fiber.c src/net/fiber.h src/net/stall_watch.c src/net/stall_watch.h src/discover/nameserver.c src/discover/nameserver.h src/discover/https.c
unbound.h: src/discover/dnssec.c
gnutls/*: src/tls/* src/demo/*
jansson.h: src/report/json*
idn2.h: src/discover/idn.c
libmnl/*: src/net/local_route.c
seccomp.h: src/command/sandbox.c
libzscanner/*: src/discover/records.c
valgrind/*: src/net/fiber.c src/command/sandbox.c
linux/errqueue.h: src/net/error_queue.c
END
}

# Rooms that have neither sockets nor a clock.
pure_rooms=' plan assess report '
impure_headers=' sys/socket.h netdb.h poll.h time.h sys/time.h unistd.h '

allowed_room() { # ROOM HEADER
    local included=${2%%/*} allowed
    [[ $included = "$1" || $2 = config.h ]] && return 0
    for allowed in $(rooms | sed -n "s/^$1: *//p"); do
        [[ $included = "$allowed" || $2 = "$allowed" ]] && return 0
    done
    return 1
}

check_own_header() { # FILE ROOM HEADER
    if [[ ${3##*/} = common.h ]]; then
        complain "$1: there is no common.h"
    fi
    allowed_room "$2" "$3" || complain "$1: \"$2\" may not include $3"
}

check_library_header() { # FILE ROOM HEADER
    local pattern homes home
    if [[ $pure_rooms = *" $2 "* && $impure_headers = *" $3 "* ]]; then
        complain "$1: \"$2\" has neither sockets nor a clock, so not <$3>"
    fi
    while IFS=: read -r pattern homes; do
        # shellcheck disable=SC2053  # the right side is a pattern
        [[ $3 = $pattern ]] || continue
        for home in $homes; do
            # shellcheck disable=SC2053
            [[ $1 = $home ]] && return
        done
        complain "$1: <$3> has its home in$homes"
    done < <(library_homes)
}

check_source() { # FILE
    local file=$1 room line
    room=${file#src/}
    room=${room%%/*}
    [[ $file = src/main.c ]] && room=main
    if ! rooms | grep -q "^$room:"; then
        complain "$file: \"$room\" is no room of the house"
        return
    fi
    while read -r line; do
        case $line in
        \<*) check_library_header "$file" "$room" "${line#<}" ;;
        *) check_own_header "$file" "$room" "${line#\"}" ;;
        esac
    done < <(sed -nE 's/^ *# *include *(["<][^">]*)[">].*/\1/p' "$srcdir/$file")
    if grep -qE '^ *typedef +(struct|union|enum)' "$srcdir/$file"; then
        complain "$file: structs, unions and enums are not typedef'd"
    fi
    head -n 1 "$srcdir/$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' ||
        complain "$file: no SPDX line at its top"
}

# A writable section of an object holds mutable globals; .data.rel.ro is not
# writable once the program runs. Sanitizers add globals of their own.
check_object() { # FILE
    local name section
    nm "$1" | grep -q '__[at]san_\|__sancov\|__ubsan' && return
    while IFS='|' read -r name section; do
        case $section in
        .data.rel.ro*) ;;
        .data* | .bss* | .tdata* | .tbss* | '*COM*') complain "$1: $name is a mutable global" ;;
        esac
    done < <(nm -f sysv "$1" | awk -F '|' 'NF == 7 {
        gsub(/ /, "", $1); gsub(/ /, "", $4); gsub(/ /, "", $7)
        if ($4 == "OBJECT" || $4 == "TLS") print $1 "|" $7 }')
}

while read -r file; do
    check_source "$file"
done < <(cd "$srcdir" && find src -name '*.[ch]' | sort)
objects=0
while read -r object; do
    check_object "$object"
    objects=$((objects + 1))
done < <(find src -name '*.o' 2>/dev/null | sort)
if [[ $objects = 0 ]]; then
    complain "no objects below $PWD: run it from the build folder"
fi
[[ $problems = 0 ]]
