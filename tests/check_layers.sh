#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_layers: who may include whom (doc/architecture.md), where each library
# lives, that no files of assess/ form a circle, and what no file may have.
#
# It reads the sources below $srcdir and, for mutable globals, the objects
# below the current folder.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
awk=${AWK:-awk}
problems=0

# room, a folder below src/: the rooms (or single headers) that it may include besides its own. A room stands below
# all those that it may include, so there is no circle of rooms.
rooms() {
    cat <<'END'
base:
facts: base
infer: base facts
net: base facts infer
tls: base facts infer net
smtp: base facts infer net
plan: base facts infer net/connect_to.h
trace: base facts infer net plan/plan.h
discover: base facts infer net tls smtp
probe: base facts infer net tls smtp
probe/survey: base facts infer net tls smtp probe
assess/finding: base facts infer
assess/view: base facts infer assess/finding
assess/rules: assess/finding assess/view
assess/vantage: base facts infer assess/finding assess/rules assess/view
assess/cause: base facts infer assess/finding assess/view assess/vantage
assess/rules/dns: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause
assess/rules/smtp: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause
assess/rules/tls: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause
assess/rules/dane: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause assess/rules/tls
assess/rules/policy: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause
assess/rules/expect: base facts infer assess/finding assess/rules assess/view assess/vantage assess/cause assess/rules/policy
assess/verdict: base facts infer assess/finding assess/rules assess/view assess/vantage
assess: base facts infer assess/finding assess/view assess/vantage assess/cause assess/rules assess/verdict
report: base facts infer tls/sha256.h assess/finding/catalogue.h
report/cyclonedx: base facts infer report
report/html: base facts infer report
compare: base facts infer report
history: base facts infer report
broker: base facts infer discover/target_source.h
scan: base facts infer net tls smtp plan discover probe probe/survey assess report trace
demo: base facts
command: base facts infer net/connect_to.h probe/intrusiveness.h assess report compare history broker scan demo assess/finding/catalogue.h assess/vantage/providers.h assess/rules/policy/profile_match.h assess/rules/expect/accept.h
main: command tls/library.h
END
}

# Complaints about rooms that do not stand below all that they may include.
check_order() {
    # shellcheck disable=SC2016  # the program is awk's
    rooms | "$awk" '
        {
            room = $1
            sub(/:$/, "", room)
            for (i = 2; i <= NF; i++) {
                other = $i
                if (other ~ /\.h$/)
                    sub(/\/[^\/]*$/, "", other)
                if (!(other in above))
                    print room " may include " $i ", which does not stand above it"
            }
            above[room] = 1
        }'
}

# header: the only files that may include it.
library_homes() {
    cat <<'END'
ares.h: src/discover/nameserver.c src/discover/cares.c src/discover/cares.h src/discover/system_dns.c
curl/*: src/discover/https.c src/discover/https_transfer.c src/discover/https_transfer.h
uv.h: src/net/fiber.c src/net/fiber.h src/net/inbox.c src/net/inbox.h src/net/fiber_watch.c src/net/off_loop.c src/net/off_loop.h src/net/signal_watch.c src/net/signal_watch.h src/net/stall_watch.c src/net/stall_watch.h src/discover/nameserver.c src/discover/nameserver.h src/discover/https.c
unbound.h: src/discover/dnssec.c
gnutls/*: src/tls/* src/demo/*
jansson.h: src/report/json*
idn2.h: src/discover/idn.c
libmnl/*: src/net/local_route.c
seccomp.h: src/command/sandbox.c
sqlite3.h: src/history/*
zstd.h: src/base/compression.c
zstd_errors.h: src/base/compression.c
amqp*.h: src/broker/connection.c
rabbitmq-c/*: src/broker/connection.c
libzscanner/*: src/discover/records.c
valgrind/*: src/net/fiber_stack.c src/command/sandbox.c
linux/errqueue.h: src/net/error_queue.c
END
}

# Rooms that have neither sockets nor a clock.
pure_rooms=' facts infer plan assess report compare '
impure_headers=' sys/socket.h netdb.h poll.h time.h sys/time.h unistd.h '

# Complaints about the sources named on standard input, which are read below $srcdir.
check_sources() {
    # shellcheck disable=SC2016  # the program is awk's
    ROOMS=$(rooms) HOMES=$(library_homes) PURE=$pure_rooms IMPURE=$impure_headers \
        "$awk" -v folder="$srcdir" '
        function complain(what) { print file ": " what }

        # A pattern with one "*", or none.
        function matches(name, pattern,    star) {
            star = index(pattern, "*")
            if (star == 0)
                return name == pattern
            return substr(name, 1, star - 1) == substr(pattern, 1, star - 1)
        }

        function check_own_header(header,    i, n, list, included) {
            if (header ~ /(^|\/)common\.h$/)
                complain("there is no common.h")
            included = header
            sub(/\/[^\/]*$/, "", included)
            if (included == room || header == "config.h")
                return
            n = split(may_include[room], list, " ")
            for (i = 1; i <= n; i++)
                if (list[i] == included || list[i] == header)
                    return
            complain("\"" room "\" may not include " header)
        }

        function check_library_header(header,    i, n, list, pattern) {
            if (index(ENVIRON["PURE"], " " top_room " ") && index(ENVIRON["IMPURE"], " " header " "))
                complain("\"" room "\" has neither sockets nor a clock, so not <" header ">")
            for (pattern in homes) {
                if (!matches(header, pattern))
                    continue
                n = split(homes[pattern], list, " ")
                for (i = 1; i <= n; i++)
                    if (matches(file, list[i]))
                        return
                complain("<" header "> has its home in" homes[pattern])
            }
        }

        function check_line(line) {
            if (line ~ /^ *# *include *["<]/) {
                sub(/^ *# *include */, "", line)
                kind = substr(line, 1, 1)
                line = substr(line, 2)
                sub(/[">].*/, "", line)
                if (kind == "<")
                    check_library_header(line)
                else
                    check_own_header(line)
            } else if (line ~ /^ *typedef +(struct|union|enum)/) {
                complain("no typedef of a struct, union or enum")
            }
        }

        BEGIN {
            n = split(ENVIRON["ROOMS"], lines, "\n")
            for (i = 1; i <= n; i++) {
                at = index(lines[i], ":")
                may_include[substr(lines[i], 1, at - 1)] = substr(lines[i], at + 1)
            }
            n = split(ENVIRON["HOMES"], lines, "\n")
            for (i = 1; i <= n; i++) {
                at = index(lines[i], ":")
                homes[substr(lines[i], 1, at - 1)] = substr(lines[i], at + 1)
            }
        }

        {
            file = $0
            room = file
            sub(/^src\//, "", room)
            sub(/\/[^\/]*$/, "", room)
            top_room = room
            sub(/\/.*/, "", top_room)
            if (file == "src/main.c")
                room = "main"
            if (!(room in may_include)) {
                complain("\"" room "\" is no room of the house")
                next
            }
            path = folder "/" file
            for (number = 1; (getline line <path) > 0; number++) {
                if (number == 1 && line !~ /SPDX-License-Identifier: GPL-3\.0-or-later/)
                    complain("no SPDX line at its top")
                check_line(line)
            }
            close(path)
        }'
}

# Complaints about files of src/assess/ that include each other in a circle; a .c file and its header are one.
check_circles() {
    (cd "$srcdir" && grep -rE '^#include "assess/' src/assess) |
        sed -nE 's/^src\/([^:]*)\.[ch]:#include "(.*)\.h".*/\1 \2/p' | sort -u |
        tsort 2>&1 >/dev/null | sed -E 's/^tsort: (-: input contains a loop:|)/a circle of files:/'
}

# A writable section of an object holds mutable globals; .data.rel.ro is not
# writable once the program runs. Sanitizers and gcov add globals of their own.
check_objects() { # OBJECT...
    # shellcheck disable=SC2016
    # malloc() itself keeps what all share.
    nm -A -f sysv "$@" 2>&1 | grep -vE '^src/(base/memory|command/allocator)\.o:' | "$awk" -F '|' '
        NF == 7 {
            gsub(/ /, "", $1); gsub(/ /, "", $4); gsub(/ /, "", $7)
            at = index($1, ":")
            file = substr($1, 1, at - 1)
            name = substr($1, at + 1)
            if (name ~ /__[at]san_|__sancov|__ubsan|__gcov/)
                instrumented[file] = 1
            if (($4 == "OBJECT" || $4 == "TLS") && $7 !~ /^\.data\.rel\.ro/ && $7 ~ /^(\.data|\.bss|\.tdata|\.tbss|\*COM\*)/)
                complaints[++n] = file "|" name " is a mutable global"
        }
        END {
            for (i = 1; i <= n; i++) {
                split(complaints[i], part, "|")
                if (!(part[1] in instrumented))
                    print part[1] ": " part[2]
            }
        }'
}

# Each line of the standard input is a problem.
report() {
    local line
    while IFS= read -r line; do
        echo "$line"
        problems=$((problems + 1))
    done
}

report < <(check_order)
report < <(check_circles)
report < <(cd "$srcdir" && find src -name '*.[ch]' | sort | { cd "$OLDPWD" && check_sources; })
mapfile -t objects < <(find src -name '*.o' 2>/dev/null | sort)
if [[ ${#objects[@]} = 0 ]]; then
    report <<<"no objects below $PWD: run it from the build folder"
else
    report < <(check_objects "${objects[@]}")
fi
[[ $problems = 0 ]]
