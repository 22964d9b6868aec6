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
#       the program of that name, if it is not beside MAILSONDE ("make check"
#       makes it); copied, too
set -euo pipefail

path=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/shared/lab.sh
. "$path/../shared/lab.sh"
use_parts host root net pki throttle postfix
lab_servers=(base postfix)
lab_tools=(ip nft setpriv nsenter)

# What the lab of tests/real has besides.
use_validating() { :; }
start_suggest() { :; }
each_policy() { :; }

export MAILSONDE_LAB_HOSTS=$path/hosts.table
export MAILSONDE_LAB_TREE=/dev/null
export MAILSONDE_LAB_SURVEY=/dev/null MAILSONDE_LAB_THROTTLE=/dev/null
export LAB_TRUST_ANCHOR=/run/lab/pki/root.key
export LAB_CA_FILE=/run/lab/pki/ca.pem

copy_programs() {
    local without=${MAILSONDE_WITHOUT_ERROR_QUEUE:-${MAILSONDE%/*}/mailsonde_without_error_queue}
    cp "$MAILSONDE" "$lab/mailsonde"
    export MAILSONDE=/run/lab/mailsonde
    if [[ -x $without ]]; then
        cp "$without" "$lab/without-error-queue"
        export MAILSONDE_WITHOUT_ERROR_QUEUE=/run/lab/without-error-queue
    fi
}

bring_up() {
    copy_programs
    # For "ip netns", and a way to the lab that is open to everybody.
    mount -t tmpfs -o mode=755 mailsonde-run /run
    mkdir /run/netns /run/lab
    mount --bind "$lab" /run/lab
    prepare_network
    make_root base
    make_root postfix
    add_server_addresses
    make_pki
    # Nothing is signed here.
    echo ". DS 12345 13 2 $(printf '%064d' 0)" >"$lab/pki/root.key"
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
    } | sed -e 's/dev lo/dev lan/' -e 's,\(192\.0\.2\.1[0-9]\)/32,\1/25,' |
        ip -4 -batch -
    {
        each_host address6_line
        for i in {20..99}; do
            echo "address add 2001:db8::$i/64 dev lan nodad"
        done
    } | sed -e 's/dev lo/dev lan/' -e 's,\(2001:db8::1[0-9]\)/128,\1/64,' |
        ip -6 -batch -
}

lab_main "$@"
