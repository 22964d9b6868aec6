# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The DNS: knotd on 127.0.0.1, which knows the hosts of the table and the
# domains below.  It serves a root zone, so that all other names do not exist,
# and signs what tree.sh says.
#
#     nullmx.example        "MX 0 .": takes no mail
#     nullmx-mixed.example  a null MX beside a real one, which is wrong
#     mx-cname.example      MX is an alias
#     mx-ip.example         MX is "192.0.2.10", written as if it were a name
#     mx-localhost.example  MX is localhost
#     mx-dangling.example   MX is a name that does not exist
#     mx-noaddress.example  MX is a name without addresses
#     mx-two.example        MX 10 mx1.postfix-good, MX 20 mx1.exim-good
#     mx-twoaddr.example    MX with the addresses of these two
#     implicit-mx.example   no MX; A and AAAA are mx1.postfix-good's
#     alias.example         CNAME of postfix-good.example
#     srv-none.example      no MX; SRV records that say "no such service"
#     bücher.example        xn--bcher-kva: as postfix-good
#     lab.example           where the tests' own mail comes from
#     dead-alias.example    CNAME of a name that does not exist
#     mx-underscore.example MX has an underscore; its addresses are mx1.postfix-good's
#     mx-list.example       MX is "mx1.mx-list.example, 10 mx1.postfix-good"
#     srv-zero.example      SRV record with port 0
#     txt-quoted.example    TXT records of policies, with quotes and a blank too many
#     nodata.example        exists, without MX, A, AAAA
#     nxdomain.example      does not exist
#     servfail.example      SERVFAIL: its zone has no data

make_zones() {
    local zones=$lab/roots/base/root/var/lib/knot/lab zone
    mkdir -p "$zones"
    for zone in "${signed_zones[@]}" "${bogus_zones[@]}" "${unsigned_zones[@]}"
    do
        soa "$zone" >"$zones/${zone}zone"
    done
    {
        each_host forward_lines
        each_host reverse_lines
        echo "$(reverse4_name "$client4") PTR client.lab.example."
        echo "$(reverse6_name "$client6") PTR client.lab.example."
        tree_records
    } | into_zones "$zones"
    odd_names >>"$zones/example.zone"
    write_dns_config
    # keymgr becomes the server's user.
    chown -R 6210:6210 "$zones"
    make_keys
    delegations | into_parents "$zones"
}

soa() {
    echo "\$ORIGIN $1"
    echo "\$TTL 300"
    echo "@ SOA ns.example. hostmaster.example. 1 3600 600 86400 60"
    echo "@ NS ns.example."
    [[ $1 != example. ]] || echo "ns A 127.0.0.1"
}

forward_lines() {
    [[ $v4 = - ]] || echo "$host. A $v4"
    [[ $v6 = - ]] || echo "$host. AAAA $v6"
    case $role in
        mx | both) echo "$domain. MX 10 $host." ;;
    esac
    case $role in
        sub | both)
            echo "_submissions._tcp.$domain. SRV 0 1 465 $host."
            echo "_submission._tcp.$domain. SRV 10 1 587 $host."
            ;;
    esac
}

reverse_lines() {
    [[ $v4 = - ]] || echo "$(reverse4_name "$v4") PTR $host."
    [[ $v6 = - ]] || echo "$(reverse6_name "$v6") PTR $host."
}

reverse4_name() {
    local a b c d
    IFS=. read -r a b c d <<<"$1"
    echo "$d.$c.$b.$a.in-addr.arpa."
}

# Addresses are written with one "::".
reverse6_name() {
    local left=${1%%::*} right=${1##*::} group digits="" tail="" name="" i
    for group in ${left//:/ }; do
        printf -v digits '%s%4s' "$digits" "$group"
    done
    for group in ${right//:/ }; do
        printf -v tail '%s%4s' "$tail" "$group"
    done
    printf -v digits "%s%$((32 - ${#digits}))s" "$digits" "$tail"
    digits=${digits// /0}
    for ((i = 0; i < 32; i++)); do
        name=${digits:i:1}${name:+.$name}
    done
    echo "$name.ip6.arpa."
}

odd_names() {
    cat <<'LIST'
nullmx MX 0 .
nullmx-mixed MX 0 .
nullmx-mixed MX 10 mx1.postfix-good
mx-cname MX 10 alias.mx-cname
alias.mx-cname CNAME mx1.postfix-good
mx-ip MX 10 192.0.2.10.
mx-localhost MX 10 localhost.
mx-dangling MX 10 gone.mx-dangling
mx-noaddress MX 10 mx1.mx-noaddress
mx1.mx-noaddress TXT "no addresses here"
mx-two MX 10 mx1.postfix-good
mx-two MX 20 mx1.exim-good
mx-twoaddr MX 10 mx1.mx-twoaddr
mx1.mx-twoaddr A 192.0.2.10
mx1.mx-twoaddr A 192.0.2.11
mx1.mx-twoaddr AAAA 2001:db8::10
mx1.mx-twoaddr AAAA 2001:db8::11
implicit-mx A 192.0.2.10
implicit-mx AAAA 2001:db8::10
alias CNAME postfix-good
_submissions._tcp.srv-none SRV 0 0 0 .
_submission._tcp.srv-none SRV 0 0 0 .
xn--bcher-kva MX 10 mx1.postfix-good
lab MX 10 mx1.postfix-good
client.lab A 192.0.2.1
client.lab AAAA 2001:db8::1
nodata TXT "nothing but text"
dead-alias CNAME gone-away
mx-underscore MX 10 my_mail.mx-underscore
my_mail.mx-underscore A 192.0.2.10
my_mail.mx-underscore AAAA 2001:db8::10
mx-list MX 10 mx1.mx-list.example\044\03210\032mx1.postfix-good
srv-zero MX 10 mx1.postfix-good
_submission._tcp.srv-zero SRV 0 1 0 mx1.postfix-good
txt-quoted MX 10 mx1.postfix-good
_mta-sts.txt-quoted TXT "\"v=STSv1; id=1;\""
_smtp._tls.txt-quoted TXT "v=TLSRPTv1\009;\009rua=mailto:tls@lab.example"
LIST
}

write_dns_config() {
    local config=$lab/roots/base/root/etc/knot/lab.conf zone
    mkdir -p "${config%/*}" "$lab/roots/base/root/run/knot"
    chown 6210:6210 "$lab/roots/base/root/run/knot"
    {
        cat <<'EOT'
server:
    listen: 127.0.0.1@53
    user: knot:knot
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
database:
    storage: /var/lib/knot/lab
    kasp-db-max-size: 20M
log:
  - target: stderr
    any: info
policy:
  - id: lab
    manual: on
    single-type-signing: on
    algorithm: ecdsap256sha256
template:
  - id: default
    storage: /var/lib/knot/lab
    # A journal would be a file of 1 GB set aside for each zone.
    journal-content: none
    zonefile-sync: -1
    zonefile-load: whole
zone:
  - domain: servfail.example
    file: missing.zone
EOT
        for zone in "${unsigned_zones[@]}"; do
            echo "  - domain: $zone"
            echo "    file: ${zone}zone"
        done
        for zone in "${signed_zones[@]}" "${bogus_zones[@]}"; do
            echo "  - domain: $zone"
            echo "    file: ${zone}zone"
            echo "    dnssec-signing: on"
            echo "    dnssec-policy: lab"
        done
    } >"$config"
}

start_dns() {
    in_root base knotd -c /etc/knot/lab.conf >"$lab/log/knot.log" 2>&1 &
    await_line "$lab/log/knot.log" "server started" ||
        broken "the DNS server does not start" knot
    start_resolvers || broken "a resolver does not start" \
        '{passing,validating,stripping}'
}

# Lead this mount namespace, that is COMMAND, to the DNS server, and away from
# what the host's administrator thinks of TLS (both files are optional).
use_dns() {
    mkdir "$lab/etc"
    name_service_files "$lab/etc"
    no_tls_settings "$lab/etc"
    mount -t overlay -o "lowerdir=$lab/etc:/etc" lab-etc /etc
}
