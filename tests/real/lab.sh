#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lab.sh: real mail servers, a real DNS server and a PKI, in a network of
# their own, for as long as one command runs.
#
#     tests/real/fetch-servers                 # once, needs the Debian archive
#     tests/real/lab.sh run COMMAND [ARG...]   # needs root, no network
#
# `run` brings the lab up, waits until every server answers (3 s in all), runs
# COMMAND inside it and passes on its exit status.  Try
#
#     tests/real/lab.sh run bash
#     tests/real/lab.sh run ./mailsonde --ca-file=... postfix-good.example
#
# What COMMAND finds
#   - the host's files as they are, except for /etc/resolv.conf, /etc/hosts and
#     /etc/nsswitch.conf, which lead to the DNS server of the lab, and for what
#     the host says about TLS (/etc cannot be written to, for that matter);
#   - an environment of its own: ../shared/clean-environment says what is kept;
#   - a network with nothing but the loopback device, which carries the
#     addresses of all servers, so that each has the real ports 25, 465, 587
#     and 2525 to itself.  hosts.table says who is who.  Connections come from
#     192.0.2.1 and 2001:db8::1;
#   - domains with a twist in the DNS; lab/dns.sh lists them;
#   - a signed DNS root and domains with DANE and MTA-STS: tree.table,
#     lab/tree.sh, lab/policies.sh; lab/resolvers.sh lists the resolvers;
#   - in the environment
#         LAB_CA_FILE            the root CA, trusted by no one else
#         LAB_TRUST_ANCHOR       the key of the lab's DNS root
#         MAILSONDE_LAB_HOSTS    hosts.table
#         MAILSONDE_LAB_TREE     tree.table
#         MAILSONDE_LAB_SURVEY   survey.table
#         MAILSONDE_LAB_THROTTLE throttle.table
#         MAILSONDE_LAB_DEBIAN13 debian13.table
#         MAILSONDE_LAB_DIR      the lab's files: pki/ and log/
#         LAB_USER LAB_PASSWORD  the one login that all servers know.
#
# How it is done
#   COMMAND and the servers live in network, mount, pid, ipc and uts namespaces
#   of their own.  A server runs in a chroot: its unpacked packages laid over
#   a minimal Debian, writes going to memory.  When lab.sh ends, however that
#   comes about, the kernel kills all processes of the pid namespace, and the
#   mounts, the memory behind them and the network go with them.  Nothing of
#   the host is written to.  Two labs may run at the same time.
#
# Files
#   ../shared/lab.sh   the namespaces
#   hosts.table        the hosts; the DNS, PKI and Postfix are made from it
#   tree.table         more hosts, with DANE or MTA-STS
#   survey.table       more hosts, each with another TLS
#   throttle.table     more hosts, each with another limit to what clients may do
#   debian13.table     more hosts, Debian 13's servers; all others are Debian 12's
#   lab/host.sh        reading the table
#   lab/root.sh        the roots the servers run in
#   lab/net.sh         addresses, packet filter, waiting for listeners
#   lab/pki.sh         the certificates
#   lab/dns.sh         zones and the DNS server
#   lab/tree.sh        signed zones and TLSA records
#   lab/resolvers.sh   validating, passing and stripping resolvers
#   lab/policies.sh    MTA-STS records and nginx
#   lab/relay.sh       who meddles with the answers on the way
#   lab/suggest.sh     a Postfix that the tests may change
#   lab/survey.sh      what TLS the hosts of survey.table have
#   lab/throttle.sh    how the hosts of throttle.table throttle
#   lab/debian13.sh    what is different with Debian 13's servers
#   lab/<server>.sh    configuration and start of one server program each
#   selfcheck.py       other people's clients against all of it
#
# Settings
#   MAILSONDE_SERVERS    where fetch-servers put the servers
#   MAILSONDE_LAB_LOGS   a folder: the servers' logs are copied there at the end
#
# Exit status: COMMAND's own; 77 if the lab cannot be had here (not root, no
# servers fetched); 99 if it did not come up; 128+n when stopped by signal n.
set -euo pipefail

# shellcheck source=tests/shared/lab.sh
. "$(dirname "${BASH_SOURCE[0]}")/../shared/lab.sh"
use_parts host root net pki dns tree resolvers policies relay postfix \
    suggest survey throttle exim opensmtpd dovecot sendmail debian13
mail_servers=(postfix exim opensmtpd dovecot sendmail
    postfix13 exim13 opensmtpd13 dovecot13)
lab_servers=(base "${mail_servers[@]}" nginx)

export MAILSONDE_LAB_HOSTS=$real/hosts.table
export MAILSONDE_LAB_TREE=$real/tree.table
export MAILSONDE_LAB_SURVEY=$real/survey.table
export MAILSONDE_LAB_THROTTLE=$real/throttle.table
export MAILSONDE_LAB_DEBIAN13=$real/debian13.table
export LAB_TRUST_ANCHOR=$lab/pki/root.key
export LAB_CA_FILE=$lab/pki/ca.pem

bring_up() {
    prepare_network
    make_root base
    add_addresses
    filter_packets
    make_pki
    survey_files
    make_zones
    start_dns
    use_dns
    local name
    local -a starting=()
    for name in "${mail_servers[@]}" nginx; do
        make_root "$name"
        "start_$name" >"$lab/log/$name.start" 2>&1 &
        starting+=("$name:$!")
    done
    for name in "${starting[@]}"; do
        wait "${name#*:}" || broken "${name%:*} does not start" "${name%:*}"
    done
    start_relays || broken "the relays do not start" relay
    start_fronts || broken "the fronts do not start" front
    await_listeners
    await_greetings
}

lab_main "$@"
