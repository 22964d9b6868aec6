# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The TLS of the hosts of survey.table. What they accept is written down twice,
# here as the servers want it and in survey.py as the tests expect it.

# 27 suites of TLS 1.2 in no natural order; those of TLS 1.3 make it 30.
thirty_suites=(
    ECDHE-ECDSA-AES128-GCM-SHA256 ECDHE-RSA-AES128-GCM-SHA256
    ECDHE-ECDSA-AES256-GCM-SHA384 ECDHE-RSA-AES256-GCM-SHA384
    ECDHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-CHACHA20-POLY1305
    DHE-RSA-AES128-GCM-SHA256 DHE-RSA-AES256-GCM-SHA384
    DHE-RSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-CCM DHE-RSA-AES256-CCM
    ECDHE-ECDSA-AES128-SHA256 ECDHE-RSA-AES128-SHA256 ECDHE-ECDSA-AES128-SHA
    ECDHE-RSA-AES128-SHA ECDHE-RSA-AES256-SHA384 ECDHE-ECDSA-AES256-SHA
    ECDHE-RSA-AES256-SHA DHE-RSA-AES128-SHA256 DHE-RSA-AES256-SHA
    ECDHE-RSA-CAMELLIA128-SHA256 DHE-RSA-CAMELLIA256-SHA
    AES128-GCM-SHA256 AES256-GCM-SHA384 AES128-SHA256 AES128-SHA AES256-SHA
)

colons() {
    local IFS=:
    echo "$*"
}

thirty_options() {
    option smtpd_tls_protocols '>=TLSv1.2'
    option smtpd_tls_mandatory_protocols '>=TLSv1.2'
    option tls_preempt_cipherlist yes
    option tls_medium_cipherlist "$(colons "${thirty_suites[@]}")"
    option tls_eecdh_auto_curves \
        "X25519, X448, prime256v1, secp384r1, secp521r1"
}

# Of smtpd_options; in each_host
survey_options() {
    # So that the log tells whose line it is.
    option syslog_name "postfix/${domain%%.*}"
    case ${domain%%.*} in
        tls-thirty | tls-counted | tls-limited) thirty_options ;;
        tls-all) option smtpd_tls_protocols '>=TLSv1'
            option tls_preempt_cipherlist no
            option tls_medium_cipherlist 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'
            option smtpd_tls_dh1024_param_file /etc/lab/dh1024.pem
            option tls_eecdh_auto_curves "prime256v1, X25519, X448,
                secp384r1, secp521r1, secp224r1, prime192v1, secp256k1,
                sect283k1, brainpoolP256r1"
            tls_config tls-all ;;
        tls-modern) option smtpd_tls_protocols '>=TLSv1.3'
            option tls_preempt_cipherlist yes
            option tls_eecdh_auto_curves X25519
            tls_config tls-modern ;;
        tls-twelve) option smtpd_tls_protocols '>=TLSv1.2, <=TLSv1.2'
            option tls_preempt_cipherlist yes
            option tls_medium_cipherlist "$(colons \
                ECDHE-ECDSA-CHACHA20-POLY1305 ECDHE-ECDSA-AES256-GCM-SHA384 \
                ECDHE-ECDSA-AES128-GCM-SHA256)"
            option tls_eecdh_auto_curves "secp384r1, X25519" ;;
        tls-eleven) option smtpd_tls_protocols '>=TLSv1, <=TLSv1.1'
            option tls_preempt_cipherlist yes
            option tls_medium_cipherlist "$(colons AES256-SHA \
                DHE-RSA-AES128-SHA AES128-SHA DHE-RSA-CAMELLIA256-SHA \
                @SECLEVEL=0)"
            option smtpd_tls_dh1024_param_file /etc/lab/ffdhe2048.pem ;;
        tls-usual) option smtpd_tls_protocols '>=TLSv1.2'
            option smtpd_tls_exclude_ciphers aNULL ;;
        tls-strict) option smtpd_tls_protocols '>=TLSv1.2'
            option tls_preempt_cipherlist yes
            option tls_medium_cipherlist "$(colons \
                ECDHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-CHACHA20-POLY1305 \
                ECDHE-RSA-AES128-GCM-SHA256)" ;;
        tls-asking) option smtpd_tls_ask_ccert yes
            option smtpd_tls_CAfile /etc/lab/ca.pem ;;
    esac
    if [[ $domain = tls-limited.example ]]; then
        option smtpd_client_connection_rate_limit 8
        option smtpd_client_event_limit_exceptions
    fi
}

# What Postfix leaves to OpenSSL's own configuration.
tls_config() {
    option tls_config_file "/etc/lab/openssl.cnf"
    option tls_config_name "$1"
}

survey_openssl_config() {
    cat <<'EOT'
tls-all = tls_all
tls-modern = tls_modern

[tls_all]
ssl_conf = tls_all_ssl
[tls_all_ssl]
system_default = tls_all_default
[tls_all_default]
MinProtocol = None
CipherString = ALL:COMPLEMENTOFALL:@SECLEVEL=0
Ciphersuites = TLS_AES_128_CCM_8_SHA256:TLS_AES_128_CCM_SHA256:TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256

[tls_modern]
ssl_conf = tls_modern_ssl
[tls_modern_ssl]
system_default = tls_modern_default
[tls_modern_default]
Ciphersuites = TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384
EOT
}

# What they read besides certificates; after make_pki.
survey_files() {
    local pki=$lab/pki
    survey_openssl_config >"$pki/openssl.cnf"
    # A prime that is used far and wide: the second Oakley group, RFC 2409.
    cat >"$pki/dh1024.pem" <<'EOT'
-----BEGIN DH PARAMETERS-----
MIGHAoGBAP//////////yQ/aoiFowjTExmKLgNwc0SkCTgiKZ8x0Agu+pjsTmyJR
Sgh5jjQE3e+VGbPNOkMbMCsKbfJfFDdP4TVtbVHCReSFtXZiXn7G9ExC6aY37WsL
/1y29Aa37e44a/taiZ+lrp8kEXxLH+ZJKGZR7OZTgf//////////AgEC
-----END DH PARAMETERS-----
EOT
    openssl genpkey -genparam -algorithm DH -pkeyopt group:ffdhe2048 \
        -out "$pki/ffdhe2048.pem"
    survey_sct >"$pki/sct.pem"
}

# A list with one SCT in it, for s_server to send: nobody signed it.
survey_sct() {
    local bytes
    # In the hello of TLS 1.2, with the certificate in TLS 1.3; type 18.
    bytes=$(printf '%s' 00001180 0012 0033 0031 002f 00 \
        "$(printf '11%.0s' {1..32})" 0000018000000000 0000 04030000 |
        sed 's/../\\x&/g')
    echo "-----BEGIN SERVERINFOV2 FOR SCT-----"
    printf '%b' "$bytes" | base64
    echo "-----END SERVERINFOV2 FOR SCT-----"
}

# A good OCSP response for the certificate of a host.
survey_staple() {
    local pki=$lab/pki serial
    serial=$(openssl x509 -in "$pki/$1.crt" -noout -serial)
    printf 'V\t491231235959Z\t\t%s\tunknown\t/CN=%s\n' "${serial#*=}" "$1" \
        >"$pki/$1.index"
    openssl ocsp -index "$pki/$1.index" -CA "$pki/intermediate.crt" \
        -issuer "$pki/intermediate.crt" -cert "$pki/$1.crt" \
        -rsigner "$pki/intermediate.crt" -rkey "$pki/intermediate.key" \
        -ndays 7 -respout "$pki/$1.staple" >/dev/null 2>&1
}

# Of exim_config: the priority string, and no limit of connections at one time,
# which nmap would run into.
survey_exim() {
    case ${domain%%.*} in
        tls-exim* | exim13-good) echo "smtp_accept_max = 0" ;;
    esac
    case ${domain%%.*} in
        exim13-good) echo \
            "tls_require_ciphers = NORMAL:-VERS-TLS1.0:-VERS-TLS1.1" ;;
        tls-exim-old) echo "tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.2\
:+VERS-TLS1.1:+VERS-TLS1.0:-CIPHER-ALL:+AES-128-CBC:+3DES-CBC:+ARCFOUR-128\
:+AES-256-GCM:+RSA:+MD5:%SERVER_PRECEDENCE" ;;
    esac
}

# The servers behind a front, each on a port of 127.0.0.1.
start_fronts() {
    local -a places=()
    each_host start_front front
    python3 "$real/lab/front.py" "${places[@]}" >"$lab/log/front.log" 2>&1 &
    await_line "$lab/log/front.log" listening
}

# In each_host
start_front() {
    local port=$((2500 + ${v4##*.}))
    places+=("$host=$v4=$port")
    case ${domain%%.*} in
        tls-s-server) start_s_server "$port" ;;
        tls-gnutls-serv) start_gnutls_serv "$port" ;;
    esac
    await_front "$port"
}

# It says everything backwards, and has one connection at a time.
start_s_server() {
    survey_staple "$host"
    in_root base openssl s_server -accept "127.0.0.1:$1" -quiet -rev \
        -cert "/etc/lab/$host.crt" -key "/etc/lab/$host.key" \
        -cert_chain /etc/lab/intermediate.crt \
        -serverinfo /etc/lab/sct.pem -status_file "/etc/lab/$host.staple" \
        -dhparam /etc/lab/ffdhe2048.pem -groups P-384:X25519:ffdhe2048 \
        -serverpref -no_ticket -num_tickets 0 -no_etm -no_tls1 -no_tls1_1 \
        -cipher "$(colons ECDHE-RSA-AES256-SHA384 AES128-SHA \
            DHE-RSA-AES256-GCM-SHA384 ECDHE-RSA-AES128-GCM-SHA256)" \
        -ciphersuites TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256 \
        >"$lab/log/s_server.log" 2>&1 &
}

start_gnutls_serv() {
    in_root base gnutls-serv --quiet --echo -p "$1" --heartbeat --nodb \
        --x509certfile "/etc/lab/$host.crt" --x509keyfile "/etc/lab/$host.key" \
        --x509cafile /etc/lab/ca.pem --sni-hostname "$host" \
        --sni-hostname-fatal \
        --priority "NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+AES-128-GCM\
:+AES-256-CBC:+NULL:+RSA:+ANON-ECDH:+ANON-DH:+MAC-ALL:-GROUP-ALL\
:+GROUP-SECP256R1:+GROUP-X25519:+GROUP-FFDHE2048" \
        >"$lab/log/gnutls-serv.log" 2>&1 &
}

# Asking the kernel leaves the server alone.
await_front() {
    local tries
    for ((tries = 0; tries < 100; tries++)); do
        listeners | grep -q ":$1\$" && return 0
        sleep 0.1
    done
    echo "nobody listens on port $1"
    return 1
}
