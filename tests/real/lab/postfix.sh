# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Postfix: one instance, with a service of its own, and settings of its own,
# for every socket of its hosts in the table.  Passwords are Dovecot's to check.

start_postfix() {
    # For posttls-finger.
    use_validating postfix
    start_postfix_in postfix 12345
    start_suggest
}

# start_postfix_in ROOT PORT-OF-DOVECOT
start_postfix_in() {
    local root=$lab/roots/$1/root
    mkdir -p "$root/etc/postfix"
    postfix_main "$@" >"$root/etc/postfix/main.cf"
    { postfix_internals; each_host postfix_services "$1"; } \
        >"$root/etc/postfix/master.cf"
    # The packages' own scripts would do this; "start" does the rest of it.
    in_root "$1" chgrp postdrop /usr/sbin/postdrop /usr/sbin/postqueue
    in_root "$1" chmod g+s /usr/sbin/postdrop /usr/sbin/postqueue
    mkdir -p "$root/var/lib/postfix"
    in_root "$1" chown postfix /var/lib/postfix
    # In the foreground it stays a child of ours and logs to a file of ours.
    in_root "$1" postfix start-fg >"$lab/log/$1.out" 2>&1 &
    await_line "$lab/log/$1.log" "daemon started"
}

postfix_main() {
    cat <<EOT
maillog_file = /var/log/lab/$1.log
smtpd_sasl_path = inet:127.0.0.1:$2
EOT
    cat <<'EOT'
compatibility_level = 3.6
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
inet_protocols = all
# The cache of sessions would need a map type from yet another package.
smtpd_tls_session_cache_database =
smtp_tls_session_cache_database =

# Mail to the lab's domains is taken and thrown away, all else refused.
mynetworks = 127.0.0.1/32
myorigin = lab.example
mydestination = regexp:{{/\.example$$/ ok}}
local_recipient_maps =
alias_maps =
alias_database =
local_transport = discard:
default_transport = discard:
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination

smtpd_sasl_type = dovecot
smtpd_sasl_security_options = noanonymous

# What the rate-limited host counts is counted for as long as the lab lives.
anvil_rate_time_unit = 1d

# master.cf cannot hold these as they are.
lab_busy = check_client_access static:{421 4.3.2 All server ports are busy}
lab_refusing = check_client_access static:{554 5.3.2 No mail service here}

# Mid-session pauses for clients that made mistakes help no test.
smtpd_error_sleep_time = 0
EOT
}

postfix_internals() {
    cat <<'EOT'
pickup    unix  n  -  n  60    1  pickup
cleanup   unix  n  -  n  -     0  cleanup
qmgr      unix  n  -  n  300   1  qmgr
tlsmgr    unix  -  -  n  1000? 1  tlsmgr
rewrite   unix  -  -  n  -     -  trivial-rewrite
bounce    unix  -  -  n  -     0  bounce
defer     unix  -  -  n  -     0  bounce
trace     unix  -  -  n  -     0  bounce
verify    unix  -  -  n  -     1  verify
flush     unix  n  -  n  1000? 0  flush
proxymap  unix  -  -  n  -     -  proxymap
proxywrite unix -  -  n  -     1  proxymap
showq     unix  n  -  n  -     -  showq
error     unix  -  -  n  -     -  error
retry     unix  -  -  n  -     -  error
discard   unix  -  -  n  -     -  discard
anvil     unix  -  -  n  -     1  anvil
postlog   unix-dgram n - n -   1  postlogd
EOT
}

# In each_host: the services of one host.
postfix_services() {
    local address port mode handover=smtpd
    while read -r address port mode; do
        if [[ $mode = teaser ]]; then
            # postscreen greets, and hands the connection to an smtpd.
            handover=pass-$host
            echo "$(endpoint "$address" "$port") inet n - n - 1 postscreen"
            postscreen_options
        else
            echo "$(endpoint "$address" "$port") inet n - n -" \
                "$(throttle_processes) smtpd"
            smtpd_options "$mode"
        fi
    done < <(sockets)
    if [[ $handover != smtpd ]]; then
        echo "$handover pass - - n - - smtpd"
        smtpd_options starttls
    fi
}

option() {
    echo "  -o { $1 = ${2:-} }"
}

postscreen_options() {
    option myhostname "$host"
    option smtpd_service_name "pass-$host"
    option postscreen_greet_banner "one moment, please"
    option postscreen_greet_wait 2s
    option postscreen_greet_action enforce
    # Every client is a stranger, every time.
    option postscreen_access_list
    option postscreen_cache_map
    throttle_screen
}

smtpd_options() {
    option myhostname "$host"
    if [[ $cert = none ]]; then
        # With smtpd_tls_chain_files it would say 220 and fail the handshake.
        option smtpd_tls_cert_file /etc/lab/missing.pem
    else
        local chains=/etc/lab/$host.pem
        [[ $cert != both ]] || chains+=", /etc/lab/$host.rsa.pem"
        [[ $cert != eddsa ]] || chains+=", /etc/lab/$host.ed25519.pem"
        option smtpd_tls_chain_files "$chains"
    fi
    case $1 in
        plain | plainauth) option smtpd_tls_security_level none ;;
        implicit) option smtpd_tls_wrappermode yes ;;
        submit) option smtpd_tls_security_level encrypt ;;
        *) option smtpd_tls_security_level may ;;
    esac
    case $1 in
        implicit | submit) option smtpd_sasl_auth_enable yes
            option smtpd_tls_auth_only yes ;;
        clearauth | plainauth) option smtpd_sasl_auth_enable yes
            option smtpd_tls_auth_only no ;;
        say421) option smtpd_delay_reject no
            # shellcheck disable=SC2016  # for Postfix to expand
            option smtpd_client_restrictions '$lab_busy' ;;
        say554) option smtpd_delay_reject no
            # shellcheck disable=SC2016
            option smtpd_client_restrictions '$lab_refusing' ;;
    esac
    case $domain in
        tls10.example)
            option smtpd_tls_protocols TLSv1
            option smtpd_tls_mandatory_protocols TLSv1
            # Debian's OpenSSL allows TLS 1.0 at the lowest level only.
            option tls_medium_cipherlist 'DEFAULT:@SECLEVEL=0'
            ;;
        ratelimit.example)
            option smtpd_client_connection_rate_limit 1
            option smtpd_client_event_limit_exceptions
            ;;
        kem-only.example) option tls_eecdh_auto_curves MLKEM768
            option tls_ffdhe_auto_groups
            option smtpd_tls_protocols '>=TLSv1.3' ;;
        tls-*) survey_options ;;
        *13-good.example)
            # Debian leaves TLS 1.0 on, and Postfix names its groups itself.
            option smtpd_tls_protocols '>=TLSv1.2'
            option smtpd_tls_mandatory_protocols '>=TLSv1.2'
            [[ $domain != postfix13-* ]] || option tls_eecdh_auto_curves \
                "X25519MLKEM768, X25519, prime256v1"
            ;;
        model.example)
            # All that there is to have.
            option smtpd_tls_protocols '>=TLSv1.2'
            option smtpd_tls_mandatory_protocols '>=TLSv1.2'
            option smtpd_tls_mandatory_ciphers high
            option smtpd_tls_ciphers high
            option smtpd_tls_exclude_ciphers aNULL
            ;;
        throttle-*) throttle_options ;;
    esac
}
