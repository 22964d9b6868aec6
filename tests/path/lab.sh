#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lab.sh: ways to a real mail server, with four hops each, for as long as one
# command runs.
#
#     tests/real/fetch-servers                 # once, needs the Debian archive
#     tests/path/lab.sh run COMMAND [ARG...]   # needs root, no network
#
# `run` brings the servers up, runs COMMAND beside them and passes on its exit
# status.  COMMAND finds
#   - the host's files as they are;
#   - a network with the servers' addresses (hosts.table) on the bridge "lan",
#     and more of them for peers of its own, 192.0.2.20-99 and 2001:db8::20-99;
#     ways.py makes the ways that lead there, in network namespaces with names;
#   - in the environment what tests/real/lab.sh sets, and MAILSONDE is a copy of
#     the program that an unprivileged user may run.
#
# It lives in network, mount, pid, ipc and uts namespaces; what it makes, named
# namespaces included, is gone with them however it ends.  Nothing of the host
# is written to.
#
# Settings and exit status are those of tests/real/lab.sh; one more setting,
#   MAILSONDE_WITHOUT_ERROR_QUEUE
#       a program that was configured with --disable-error-queue; copied, too
set -euo pipefail

path=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
real=$path/../real
servers=$(realpath -m "${MAILSONDE_SERVERS:-$real/../run/servers}")
lab=$servers/lab

for part in host root net pki postfix; do
    # shellcheck source=/dev/null
    . "$real/lab/$part.sh"
done

# What the lab of tests/real has besides.
use_validating() { :; }
start_suggest() { :; }
each_policy() { :; }

export LAB_USER=tester LAB_PASSWORD=lab-Secret.1
export MAILSONDE_LAB_DIR=$lab
export MAILSONDE_LAB_HOSTS=$path/hosts.table
export MAILSONDE_LAB_TREE=/dev/null
export MAILSONDE_LAB_SURVEY=/dev/null MAILSONDE_LAB_THROTTLE=/dev/null
export MAILSONDE_TRUST_ANCHOR=/dev/null
export MAILSONDE_CA_FILE=/run/lab/pki/ca.pem

# Outside: check what is needed and step into the namespaces.
run() {
    local name child
    [[ $(id -u) = 0 ]] || cannot "needs root, for the namespaces"
    for name in base postfix; do
        [[ -f $servers/$name/stamp ]] ||
            cannot "no $name in $servers; run $real/fetch-servers"
    done
    for name in ip nft setpriv nsenter; do
        command -v "$name" >/dev/null || cannot "has no $name"
    done
    # unshare holds signals back, so it must not be the process others signal.
    # It dies with this one, and the pid namespace with it.
    setpriv --pdeathsig KILL \
        unshare --net --uts --ipc --mount --pid --mount-proc --fork \
        --kill-child=KILL "$path/lab.sh" inside "$@" <&0 &
    child=$!
    trap 'stop_all "$child" 129' HUP
    trap 'stop_all "$child" 130' INT
    trap 'stop_all "$child" 143' TERM
    wait "$child"
}

stop_all() {
    kill -KILL "$1"
    exit "$2"
}

cannot() {
    echo "lab: $*" >&2
    exit 77
}

# Inside: this is process 1 of the namespace; when it exits, all is over.
inside() {
    local status=0
    mount -t tmpfs -o mode=755 mailsonde-lab "$lab"
    mkdir -m 1777 "$lab/log"
    trap save_logs EXIT
    copy_programs
    # For "ip netns", and a way to the lab that is open to everybody.
    mount -t tmpfs -o mode=755 mailsonde-run /run
    mkdir /run/netns /run/lab
    mount --bind "$lab" /run/lab
    bring_up
    env --default-signal=INT,QUIT "$@" <&0 &
    wait $! || status=$?
    exit "$status"
}

copy_programs() {
    cp "$MAILSONDE" "$lab/mailsonde"
    export MAILSONDE=/run/lab/mailsonde
    if [[ -n ${MAILSONDE_WITHOUT_ERROR_QUEUE:-} ]]; then
        cp "$MAILSONDE_WITHOUT_ERROR_QUEUE" "$lab/without-error-queue"
        MAILSONDE_WITHOUT_ERROR_QUEUE=/run/lab/without-error-queue
    fi
}

bring_up() {
    prepare_network
    make_root base
    make_root postfix
    add_server_addresses
    make_pki
    python3 "$path/login.py" 2>"$lab/log/login.out" &
    start_postfix >"$lab/log/postfix.start" 2>&1 ||
        broken "Postfix does not start" postfix
    await_listeners
}

add_server_addresses() {
    local i
    sysctl -qw net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0
    ip link set lo up
    ip link add lan type bridge
    ip link set lan up
    {
        each_host address4_line
        for i in {20..99}; do echo "address add 192.0.2.$i/25 dev lan"; done
    } | sed -e 's/dev lo/dev lan/' -e 's,192.0.2.10/32,192.0.2.10/25,' |
        ip -4 -batch -
    {
        each_host address6_line
        for i in {20..99}; do
            echo "address add 2001:db8::$i/64 dev lan nodad"
        done
    } | sed -e 's/dev lo/dev lan/' -e 's,2001:db8::10/128,2001:db8::10/64,' |
        ip -6 -batch -
}

# broken TEXT [SERVER]: say what happened, show the end of the logs, give up.
broken() {
    echo "lab: $1" >&2
    # shellcheck disable=SC2086  # a pattern
    [[ $# -lt 2 ]] || tail -n 15 "$lab"/log/$2.* >&2 || true
    exit 99
}

save_logs() {
    if [[ -n ${MAILSONDE_LAB_LOGS:-} ]]; then
        mkdir -p "$MAILSONDE_LAB_LOGS"
        cp "$lab"/log/* "$MAILSONDE_LAB_LOGS"
    fi
}

case ${1:-} in
    run | inside)
        [[ $# -ge 2 ]] || { echo "usage: lab.sh run COMMAND..." >&2; exit 2; }
        "$@"
        ;;
    *)
        echo "usage: lab.sh run COMMAND..." >&2
        exit 2
        ;;
esac
