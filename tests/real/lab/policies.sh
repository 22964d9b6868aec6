# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# MTA-STS: the TXT records of the domains below, and nginx for their policies.
# The MX is mx1.sts.example, which has a certificate that the root CA vouches
# for and no TLSA record; sts-expired-mx.example, dane-sts.example and
# dane-wrong-sts.example have their own.
#
#     sts-enforce      all as it should be
#     sts-testing, sts-none
#                      the other two modes
#     sts-unlisted     enforce, its MX is not in the policy
#     sts-expired-mx   enforce, its MX' certificate ran out
#     sts-short-age    enforce for five minutes
#     sts-wildcard     enforce, for *.sts.example
#     sts-wrong-name   the policy host shows another host's certificate
#     sts-expired      the policy host's certificate ran out
#     sts-404, sts-redirect, sts-oversized
#                      what the policy host answers
#     sts-syntax       the policy has no mode
#     sts-no-host      TXT record, but mta-sts.<domain> does not exist
#     sts-two-records  two TXT records, so there is none
#     sts-fix-testing, sts-fix-unlisted, suggest
#                      for tests that change records and policies

policy_address=192.0.2.200

# domain, policy host's certificate, what it answers, TXT
sts_domains() {
    cat <<'LIST'
sts-enforce good enforce one
sts-testing good testing one
sts-none good none one
sts-unlisted good unlisted one
sts-expired-mx good enforce one
sts-short-age good short one
sts-wildcard good wildcard one
sts-wrong-name wrongname enforce one
sts-expired expired enforce one
sts-404 good 404 one
sts-redirect good redirect one
sts-oversized good oversized one
sts-syntax good syntax one
sts-no-host - - one
sts-two-records good enforce two
dane-sts good enforce one
dane-wrong-sts good enforce one
sts-fix-testing good testing one
sts-fix-unlisted good unlisted one
suggest good suggest none
LIST
}

each_policy() {
    local label certificate answer txt policy_mx
    while read -r -u 5 label certificate answer txt; do
        case $label in
            sts-expired-mx) policy_mx=mx1.expired.example ;;
            sts-*) policy_mx=mx1.sts.example ;;
            *) policy_mx=mx1.$label.example ;;
        esac
        "$1"
    done 5< <(sts_domains)
    : "$certificate $answer $txt $policy_mx"
}

sts_records() {
    each_policy policy_records
}

# In each_policy
policy_records() {
    [[ $label != sts-* ]] || echo "$label.example. MX 10 $policy_mx."
    [[ $certificate = - ]] || echo "mta-sts.$label.example. A $policy_address"
    [[ $txt = none ]] ||
        echo "_mta-sts.$label.example. TXT \"v=STSv1; id=20260101T000000;\""
    [[ $txt != two ]] ||
        echo "_mta-sts.$label.example. TXT \"v=STSv1; id=20260102T000000;\""
}

# In each_policy
policy_leaf() {
    local host=mta-sts.$label.example cert=$certificate
    # start_leaf wants to know.
    # shellcheck disable=SC2034
    local server=nginx
    [[ $cert = - ]] || start_leaf
}

policy_text() {
    local mode=enforce age=604800 mx=$policy_mx
    case $answer in
        testing | none) mode=$answer ;;
        unlisted) mx=mx1.elsewhere.example ;;
        short) age=300 ;;
        wildcard) mx='*.sts.example' ;;
    esac
    printf '%s\r\n' "version: STSv1"
    [[ $answer = syntax ]] || printf '%s\r\n' "mode: $mode"
    printf '%s\r\n' "mx: $mx" "max_age: $age"
    [[ $answer != oversized ]] || printf 'filler: %070000d\r\n' 0
}

# In each_policy
policy_server() {
    local host=mta-sts.$label.example location=/.well-known/mta-sts.txt
    local folder=$lab/roots/nginx/root/srv/$label
    [[ $certificate != - ]] || return 0
    mkdir -p "$folder/.well-known"
    [[ $answer = 404 || $answer = suggest ]] ||
        policy_text >"$folder$location"
    echo "server {"
    echo "    listen $policy_address:443 ssl;"
    echo "    server_name $host;"
    echo "    ssl_certificate /etc/lab/$host.crt;"
    echo "    ssl_certificate_key /etc/lab/$host.key;"
    echo "    root /srv/$label;"
    [[ $answer != redirect ]] ||
        echo "    location / { return 301 https://mta-sts.sts-enforce.example$location; }"
    echo "}"
}

start_nginx() {
    local root=$lab/roots/nginx/root
    mkdir -p "$root/etc/nginx" "$root/var/lib/nginx" "$root/var/log/nginx"
    {
        cat <<'EOT'
daemon off;
user nobody nogroup;
worker_processes 1;
pid /run/nginx.pid;
error_log /var/log/lab/nginx.log notice;
events {}
http {
    access_log /var/log/lab/nginx.access;
    types { text/plain txt; }
    # Somebody who asks for no name, or a wrong one, is not served.
    server {
        listen POLICY_ADDRESS:443 ssl default_server;
        ssl_reject_handshake on;
    }
EOT
        each_policy policy_server
        echo "}"
    } | sed "s/POLICY_ADDRESS/$policy_address/" >"$root/etc/nginx/nginx.conf"
    in_root nginx nginx -c /etc/nginx/nginx.conf >"$lab/log/nginx.out" 2>&1 &
    await_line "$lab/log/nginx.log" "start worker process "
}
