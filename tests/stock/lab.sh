#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lab.sh: a small world with a signed DNS, mail servers and web servers, for
# mailsonde as it comes: with no option but the target.
#
#     tests/real/fetch-servers                  # once, needs the Debian archive
#     tests/stock/lab.sh run COMMAND [ARG...]   # needs root, no network
#
# `run` brings the lab up, runs COMMAND inside and passes on its exit status.
# COMMAND finds
#   - /etc/resolv.conf, the trust anchors in /etc/ssl/certs and the root's key
#     in /usr/share/dns as a machine in this world has them; machine.py makes
#     machines that have others, or none;
#   - the hosts of hosts.table, the policies and records below;
#   - in the environment what tests/real/lab.sh sets.
#
# It lives in namespaces of its own; what it makes is gone with them however it
# ends, and nothing of the host is written to. Settings and exit status are
# those of tests/real/lab.sh.
set -euo pipefail

stock=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=tests/shared/lab.sh
. "$stock/../shared/lab.sh"
use_parts host root net pki dns tree resolvers policies throttle postfix
lab_servers=(base postfix nginx)

# What the lab of tests/real has besides.
start_suggest() { :; }
odd_names() { :; }

# All of these are for the parts.
# shellcheck disable=SC2034
client4=45.2.0.1 client6=2a0e:2::1
# shellcheck disable=SC2034
network4=45.2.0.0/24 network6=2a0e:2::/64 policy_address=45.2.0.200
# shellcheck disable=SC2034
signed_zones=(. example.) bogus_zones=() \
    unsigned_zones=(0.2.45.in-addr.arpa. 2.0.0.0.e.0.a.2.ip6.arpa.)

export MAILSONDE_LAB_HOSTS=$stock/hosts.table
export MAILSONDE_LAB_TREE=/dev/null
export MAILSONDE_LAB_SURVEY=/dev/null MAILSONDE_LAB_THROTTLE=/dev/null
export LAB_TRUST_ANCHOR=$lab/pki/root.key
export LAB_CA_FILE=$lab/pki/ca.pem

# In place of those of tests/real/lab/tree.sh and policies.sh.
tree_records() {
    echo "client.lab.example. A $client4"
    echo "client.lab.example. AAAA $client6"
    echo '_smtp._tls.model.example. TXT "v=TLSRPTv1; rua=mailto:tls@model.example"'
    echo '_smtp._tls.pinned.example. TXT "v=TLSRPTv1; rua=mailto:tls@pinned.example"'
    tlsa_records
    sts_records
}

tlsa_list() {
    echo "mx1.model 3 1 1 mx1.model.example"
}

# domain, policy host's certificate, what it answers, TXT
sts_domains() {
    cat <<'LIST'
model good enforce one
pinned good enforce one
selfsigned selfsigned enforce one
expired expired enforce one
wrongname wrongname enforce one
nochain nochain enforce one
LIST
}

# A key that the root publishes and does not sign with, as the old one after a
# roll: pki/published.key. All that is known of it is its public half.
publish_root_key() {
    local id
    mkdir "$lab/pki/old"
    id=$(keymgr . generate algorithm=ecdsap256sha256 ksk=yes)
    keymgr . dnskey "$id" >"$lab/pki/published.key"
    keymgr . delete "$id" >/dev/null
    cp "$lab/pki/published.key" "$lab/pki/old/K.+013+00001.key"
    keymgr . import-pub /etc/lab/old/K.+013+00001.key publish=+0 \
        >/dev/null
    chown -R 6210:6210 "$lab/roots/base/root/var/lib/knot/lab"
}

# The machine's own files: what is below here and /usr/share, the lab's on top.
own_files() {
    local etc=$lab/own/etc share=$lab/own/share
    mkdir -p "$etc/ssl/certs" "$share/dns"
    name_service_files "$etc"
    no_tls_settings "$etc"
    # As an internet provider's: it does not validate, and passes signatures on.
    echo "nameserver 127.0.0.2" >"$etc/resolv.conf"
    mount -t overlay -o "lowerdir=$etc:/etc" lab-etc /etc
    mount -t overlay -o "lowerdir=$share:/usr/share" lab-share /usr/share
    mkdir -p "$lab/own/certs" "$lab/own/dns"
    cp "$lab/pki/ca.pem" "$lab/own/certs/ca-certificates.crt"
    cp "$lab/pki/root.key" "$lab/own/dns/root.key"
    mount --bind "$lab/own/certs" /etc/ssl/certs
    mount --bind "$lab/own/dns" /usr/share/dns
}

bring_up() {
    prepare_network
    make_root base
    make_root postfix
    make_root nginx
    add_addresses
    make_pki
    make_zones
    publish_root_key
    start_dns
    python3 "$stock/../path/login.py" 2>"$lab/log/login.out" &
    start_postfix >"$lab/log/postfix.start" 2>&1 ||
        broken "Postfix does not start" postfix
    start_nginx >"$lab/log/nginx.start" 2>&1 ||
        broken "nginx does not start" nginx
    await_listeners
    own_files
}

lab_main "$@"
