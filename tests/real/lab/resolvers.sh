# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Resolvers, beside the name server on 127.0.0.1:
#
#     127.0.0.2   unbound that validates nothing and passes signatures on
#     127.0.0.3   unbound that validates, for Postfix's and other people's tools
#     127.0.0.4   resolver.py that knows nothing of DNSSEC, as old routers do
#
# Nothing is kept in their caches: tests change the zones.

start_resolvers() {
    start_unbound passing 127.0.0.2 iterator
    start_unbound validating 127.0.0.3 "validator iterator" \
        'trust-anchor-file: "/etc/lab/root.key"'
    python3 "$real/lab/resolver.py" 127.0.0.4 127.0.0.1 \
        >"$lab/log/stripping.log" 2>&1 &
    await_line "$lab/log/passing.log" "start of service"
    await_line "$lab/log/validating.log" "start of service"
    await_line "$lab/log/stripping.log" "listening"
    use_validating base
}

# use_validating ROOT: what runs there is told what is signed.
use_validating() {
    printf '%s\n' "nameserver 127.0.0.3" "options edns0 trust-ad" \
        >"$lab/roots/$1/root/etc/resolv.conf"
}

# start_unbound NAME ADDRESS MODULES [LINE]
start_unbound() {
    local config=$lab/roots/base/root/etc/unbound/$1.conf
    mkdir -p "${config%/*}"
    cat >"$config" <<EOT
server:
    interface: $2
    do-daemonize: no
    chroot: ""
    username: ""
    pidfile: ""
    use-syslog: no
    verbosity: 1
    val-log-level: 2
    do-not-query-localhost: no
    module-config: "$3"
    cache-max-ttl: 0
    cache-max-negative-ttl: 0
    # Not the world's, which unbound would answer itself.
    local-zone: "2.0.192.in-addr.arpa." nodefault
    local-zone: "8.b.d.0.1.0.0.2.ip6.arpa." nodefault
    ${4:-}
remote-control:
    control-enable: no
forward-zone:
    name: "."
    forward-addr: 127.0.0.1
EOT
    in_root base unbound -d -c "/etc/unbound/$1.conf" >"$lab/log/$1.log" 2>&1 &
}
