# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The signed tree: the root and example. are signed, and so is all that the
# table has there; below example. there are
#
#     delegated.example     a signed zone of its own
#     unsigned.example      no DS record, no signatures
#     bogus.example         signed, and its DS record is of another key
#     _tcp.mx1.dane-bogus.example
#                           the same, for the TLSA records of one host alone
#
# with, apart from what the tables say,
#
#     half.unsigned.example MX mx1.dane-ee.example: "half DANE"
#     dane-cname.example    MX alias.dane-cname.example, a CNAME of
#                           mx1.dane-ee.example, which has the TLSA records
#     dane-backup.example   MX 10 mx1.dane-ee.example, MX 20 a host without
#                           TLSA records
#     dane-dead.example     the same, and that one refuses connections
#     fix-*.example         as these, for tests that change the zone
#
# Policies and the domains sts-* are in policies.sh.

signed_zones=(. example. delegated.example.)
bogus_zones=(bogus.example. _tcp.mx1.dane-bogus.example.)
unsigned_zones=(unsigned.example. 2.0.192.in-addr.arpa.
    8.b.d.0.1.0.0.2.ip6.arpa.)

# tree_records: all but what belongs to the tables, names in full.
tree_records() {
    cat <<'LIST'
half.unsigned.example. MX 10 mx1.dane-ee.example.
dane-cname.example. MX 10 alias.dane-cname.example.
alias.dane-cname.example. CNAME mx1.dane-ee.example.
dane-backup.example. MX 10 mx1.dane-ee.example.
dane-backup.example. MX 20 mx2.dane-backup.example.
dane-dead.example. MX 10 mx1.dane-ee.example.
dane-dead.example. MX 20 mx2.dane-dead.example.
fix-backup.example. MX 10 mx1.dane-ee.example.
fix-backup.example. MX 20 mx2.fix-backup.example.
fix-dead.example. MX 10 mx1.dane-ee.example.
fix-dead.example. MX 20 mx2.dane-dead.example.
_smtp._tls.dane-sts.example. TXT "v=TLSRPTv1; rua=mailto:tls@dane-sts.example"
LIST
    tlsa_records
    sts_records
}

tlsa_records() {
    local host usage selector matching certificate port
    while read -r host usage selector matching certificate; do
        port=25
        [[ $host != *:* ]] || port=${host#*:}
        echo "_$port._tcp.${host%:*}.example. TLSA" \
            "$usage $selector $matching" \
            "$(association "$selector" "$matching" "$certificate")"
    done < <(tlsa_list)
}

# host (and a port that is not 25), usage, selector, matching type, and the
# certificate (in pki/)
tlsa_list() {
    cat <<'LIST'
mx1.dane-ee          3 1 1 mx1.dane-ee.example
mx1.dane-ee          3 1 1 mx1.dane-ee.example.rsa
mx1.dane-exim        3 1 1 mx1.dane-exim.example
mx1.dane-exim:465    3 1 1 mx1.dane-exim.example
mx1.dane-exim:587    3 1 1 spare
mx1.dane-wrong       3 1 1 spare
mx1.dane-rollover    3 1 1 mx1.dane-rollover.example
mx1.dane-rollover    3 1 1 spare
mx1.dane-combination 3 1 1 mx1.dane-combination.example
mx1.dane-combination 2 1 1 spare
mx1.dane-ta          2 0 1 intermediate
mx1.dane-ta-root     2 0 1 ca
mx1.dane-ta-name     2 0 1 ca
mx1.dane-ta-absent   2 0 1 ca
mx1.dane-ta-forged   2 0 1 ca
mx1.dane-wrong-sts   3 1 1 spare
mx1.dane-usage1      1 1 1 mx1.dane-usage1.example
mx1.dane-plain       3 1 1 mx1.dane-plain.example
mx1.dane-bogus       3 1 1 mx1.dane-bogus.example
mx1.dane-onekey      3 1 1 mx1.dane-onekey.example
mx1.dane-eddsa       3 1 1 mx1.dane-eddsa.example
mx1.dane-eddsa2      3 1 1 mx1.dane-eddsa2.example
mx1.dane-eddsa2      3 1 1 mx1.dane-eddsa2.example.ed25519
mx1.dane-expired     3 1 1 mx1.dane-expired.example
mx1.dane-sts         3 1 1 mx1.dane-sts.example
mx1.fix-wrong        3 1 1 spare
mx1.relayed          3 1 1 mx1.relayed.example
mx1.stripped         3 1 1 mx1.relayed.example
mx1.masked           3 1 1 mx1.relayed.example
mx1.passed           3 1 1 mx1.relayed.example
mx1.unsigned         3 1 1 mx1.unsigned.example
mx1.bogus            3 1 1 mx1.bogus.example
mx1.delegated        3 1 1 mx1.delegated.example
LIST
}

# association SELECTOR MATCHING CERTIFICATE: the data of its TLSA record.
association() {
    local file=$lab/pki/$3.crt
    [[ -f $file ]] || file=$lab/pki/$3.pem
    if [[ $1 = 0 ]]; then
        openssl x509 -in "$file" -outform der
    else
        openssl x509 -in "$file" -noout -pubkey | openssl pkey -pubin -outform der
    fi | if [[ $2 = 0 ]]; then od -An -tx1 -v; else openssl dgst -r "-sha$((256 * $2))"; fi |
        sed 's/ \*.*//' | tr -d ' \n'
}

# into_zones FOLDER <RECORDS: each to the file of the zone that it belongs to.
into_zones() {
    awk -v folder="$1" -v zones="${signed_zones[*]} ${bogus_zones[*]} ${unsigned_zones[*]}" '
        BEGIN { split(zones, all, " ") }
        {
            best = "."
            for (i in all) {
                zone = all[i]
                if (($1 == zone || substr("." $1, length($1) + 1 - length(zone)) == "." zone) &&
                    length(zone) > length(best))
                    best = zone
            }
            print >> (folder "/" best "zone")
        }'
}

# The delegations, DS records included; before this the keys must be made.
delegations() {
    local zone
    for zone in "${signed_zones[@]}" "${bogus_zones[@]}" "${unsigned_zones[@]}"; do
        [[ $zone = . || $zone = example. ]] || echo "$zone NS ns.example."
    done
    echo "example. NS ns.example."
    for zone in "${signed_zones[@]}"; do
        [[ $zone = . ]] || key_of "$zone" ds
    done
    for zone in "${bogus_zones[@]}"; do
        echo "$zone DS 12345 13 2 $(printf '%064d' 0)"
    done
}

# Delegations belong to the zone above.
into_parents() {
    local line zone
    while read -r line; do
        zone=${line%% *}
        case $zone in
            example. | *.arpa.) echo "$line" >>"$1/.zone" ;;
            *) echo "$line" >>"$1/example.zone" ;;
        esac
    done
}

make_keys() {
    local zone
    for zone in "${signed_zones[@]}" "${bogus_zones[@]}"; do
        keymgr "$zone" generate algorithm=ecdsap256sha256 ksk=yes zsk=yes \
            >/dev/null
    done
    key_of . dnskey >"$lab/pki/root.key"
    # Where danetool looks for it.
    mkdir -p "$lab/roots/base/root/usr/share/dns"
    cp "$lab/pki/root.key" "$lab/roots/base/root/usr/share/dns/root.key"
}

keymgr() {
    in_root base keymgr -c /etc/knot/lab.conf "$@"
}

key_of() {
    keymgr "$1" "$2" | grep -E ' 13 2 |DNSKEY'
}
