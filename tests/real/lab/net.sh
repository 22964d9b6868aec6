# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The network: the loopback device with everybody's addresses on it.

# Where connections to the servers come from
client4=192.0.2.1
client6=2001:db8::1
# and where those are
network4=192.0.2.0/24
network6=2001:db8::/64

prepare_network() {
    hostname lab.example
    # An address that is being checked for duplicates cannot be listened on.
    local dev
    for dev in all default lo; do
        echo 0 >"/proc/sys/net/ipv6/conf/$dev/disable_ipv6"
        echo 0 >"/proc/sys/net/ipv6/conf/$dev/accept_dad"
    done
}

# ip(8) comes with the base root, hence after it.
add_addresses() {
    {
        echo "link set lo up"
        echo "address add $client4/32 dev lo"
        each_host address4_line
        echo "address add $policy_address/32 dev lo"
        from_client "$network4" "$client4"
    } | in_root base ip -4 -batch -
    {
        echo "address add $client6/128 dev lo nodad"
        each_host address6_line
        from_client "$network6" "$client6"
    } | in_root base ip -6 -batch -
}

address4_line() {
    [[ $v4 = - ]] || echo "address add $v4/32 dev lo"
}

address6_line() {
    [[ $v6 = - ]] || echo "address add $v6/128 dev lo nodad"
}

# from_client NETWORK CLIENT: left alone, the kernel would connect to an
# address of its own from that same address, and servers treat such clients
# differently: Dovecot allows them passwords in clear.  So a table that is asked
# before the kernel's own one says where connections come from.
from_client() {
    echo "route add local $1 dev lo table 100 src $2"
    echo "rule add pref 2 lookup local"
    echo "rule add pref 1 lookup 100"
    echo "rule del pref 0"
}

# Packets that shall vanish do so on their way in, so that the sender learns
# nothing of it.
filter_packets() {
    {
        echo "table inet lab {"
        throttle_sets
        echo "chain input {"
        echo "type filter hook input priority 0; policy accept;"
        each_host drop_lines
        each_host throttle_lines
        echo "}"
        echo "}"
    } | in_root base nft -f -
}

drop_lines() {
    local port
    for port in 25 465 587 2525; do
        if [[ ${ports[$port]} = drop ]]; then
            [[ $v4 = - ]] || echo "ip daddr $v4 tcp dport $port drop"
            [[ $v6 = - ]] || echo "ip6 daddr $v6 tcp dport $port drop"
        elif [[ $on6 = drop ]]; then
            echo "ip6 daddr $v6 tcp dport $port drop"
        fi
    done
}

# Wait until every socket of the table listens.  Asking the kernel and not the
# servers leaves their counters of connections at zero.
await_listeners() {
    local wanted missing tries
    wanted=$(each_host sockets | while read -r address port _; do
        endpoint "$address" "$port"
    done | sort)
    for ((tries = 0; tries < 150; tries++)); do
        missing=$(comm -23 <(echo "$wanted") <(listeners))
        [[ -n $missing ]] || return 0
        sleep 0.1
    done
    broken "nobody listens on ${missing//$'\n'/ }" '*'
}

listeners() {
    in_root base ss -Hltn | awk '{ print $4 }' | sort
}

# One greeting from each server program: a socket may listen and nobody come.
await_greetings() {
    each_host await_greeting
}

# In each_host
await_greeting() {
    local port=25 line=""
    case $domain in
        *-good.example | opensmtpd.example) ;;
        *) return 0 ;;
    esac
    [[ $role != sub ]] || port=587
    # The subshell closes the connection.
    line=$(exec 5<>"/dev/tcp/$v4/$port" && read -r -t 10 -u 5 text &&
        echo "$text") || true
    [[ $line = 220* ]] || broken "no greeting from $host $port" "$server"
}

# await_line FILE PATTERN: wait until a log has a line that matches.
await_line() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        grep -qs "$2" "$1" && return 0
        sleep 0.1
    done
    echo "no \"$2\" in $1" >&2
    return 1
}
