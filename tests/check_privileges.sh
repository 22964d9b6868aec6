#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_privileges: what a run that is under way has given up, as the kernel
# tells it, and --user.
program=${MAILSONDE:-./mailsonde}
folder=$(mktemp -d) || exit 1
problems=0
pid=

clean_up() {
    [ -z "$pid" ] || kill "$pid" 2>/dev/null
    rm -rf "$folder"
}
trap clean_up EXIT

complain() {
    echo "$1"
    problems=$((problems + 1))
}

# Starts a run that waits for targets on a pipe which stays open, and gives it ten seconds to be set up.
start() { # OPTION...
    rm -f "$folder/targets"
    mkfifo "$folder/targets"
    "$program" --no-progress --offline "$@" - <"$folder/targets" >"$folder/out" 2>"$folder/err" &
    pid=$!
    exec 9>"$folder/targets"
    for ((i = 0; i < 500; i++)); do
        [ -e "/proc/$pid/status" ] || return
        grep -q '^Seccomp:.2' "/proc/$pid/status" && return
        grep -q '^mailsonde: sandbox: ' "$folder/err" && return
        sleep 0.02
    done
}

stop() {
    exec 9>&-
    wait "$pid"
    pid=
}

status_of() { # FIELD
    sed -n "s/^$1:[[:space:]]*//p" "/proc/$pid/status" 2>/dev/null
}

# Whoever has no seccomp, or a sanitizer, is told so.
start --records /dev/null -v
seccomp=$(status_of Seccomp)
privileges=$(status_of NoNewPrivs)
rings=$(readlink "/proc/$pid/fd/"* | grep -F '[io_uring]')
stop
if ! grep -q '^mailsonde: sandbox: ' "$folder/err"; then
    [ "$privileges" = 1 ] || complain "a run may get new privileges: $privileges"
    [ -z "$rings" ] || complain "the run has an io_uring, which no filter sees"
    [ "$seccomp" = 2 ] || complain "system calls are not restricted: $seccomp"
fi

refused() { # PATTERN OPTION...
    local pattern=$1
    shift
    "$program" scan --offline --records /dev/null "$@" 127.0.0.1:1 >/dev/null 2>"$folder/err"
    [ $? = 2 ] || complain "$*: it was taken"
    grep -q "$pattern" "$folder/err" || complain "$*: $(cat "$folder/err")"
}

refused 'is not a user of this machine' --user no-such-user
refused 'is root' --user root
if [ "$(id -u)" != 0 ]; then
    refused 'by root' --user daemon
elif [ "$(wc -l </proc/self/uid_map)" = 1 ] && grep -q ' 4294967295$' /proc/self/uid_map; then
    chmod 711 "$folder"
    mkdir "$folder/theirs"
    chown nobody "$folder/theirs"
    "$program" scan --offline --user nobody --records /dev/null -o "$folder/theirs/report" 127.0.0.1:1
    owner=$(stat -c %U:%a "$folder/theirs/report")
    [ "${owner%:*}" = nobody ] || complain "--user nobody: the report belongs to $owner"
fi
[ "$problems" = 0 ]
