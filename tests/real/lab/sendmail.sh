# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Sendmail, with Cyrus SASL and a password file of its own: for each host a
# daemon for all its ports.

start_sendmail() {
    local root=$lab/roots/sendmail/root
    each_host sendmail_files sendmail
    throttle_access "$root/etc/mail/access"
    each_host sendmail_daemon sendmail
}

sendmail_daemon() {
    in_root sendmail m4 "/etc/mail/$host.mc" >"$root/etc/mail/$host.cf"
    in_root sendmail makemap -C "/etc/mail/$host.cf" hash /etc/mail/access \
        <"$root/etc/mail/access"
    in_root sendmail /usr/libexec/sendmail/sendmail \
        -C "/etc/mail/$host.cf" -bi
    # -bD: in the foreground
    in_root sendmail /usr/libexec/sendmail/sendmail \
        -C "/etc/mail/$host.cf" -bD -X "/var/log/lab/sendmail.$host.traffic" \
        >"$lab/log/sendmail.$host.log" 2>&1 &
}

sendmail_files() {
    mkdir -p "$root/etc/mail/tls" "$root/etc/mail/sasl" \
        "$root/var/spool/mqueue" "$root/var/lib/sendmail" \
        "$root/run/sendmail/mta" "$root/etc/sasl2" \
        "$root/var/lib/sendmail/host_status"
    cp "$lab/pki/$host.key" "$root/etc/mail/tls/$host.key"
    cp "$lab/pki/$host.crt" "$root/etc/mail/tls/$host.crt"
    # Sendmail sends the first certificate of its own file only, and what it
    # finds here.
    cat "$lab/pki/intermediate.crt" "$lab/pki/ca.pem" >"$root/etc/mail/tls/ca"
    sendmail_mc >"$root/etc/mail/$host.mc"
    printf '%s\n' "postmaster: /dev/null" "$LAB_USER: /dev/null" \
        >"$root/etc/mail/aliases"
    printf '%s\n' "$host" "$domain" >>"$root/etc/mail/local-host-names"
    printf '%s\n' "pwcheck_method: auxprop" "auxprop_plugin: sasldb" \
        "mech_list: PLAIN LOGIN" >"$root/etc/mail/sasl/Sendmail.conf.2"
    cp "$root/etc/mail/sasl/Sendmail.conf.2" "$root/etc/sasl2/Sendmail.conf"
    in_root sendmail saslpasswd2 -p -c -u "$host" "$LAB_USER" \
        <<<"$LAB_PASSWORD"
}

sendmail_mc() {
    cat <<EOT
include(\`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(\`debian')dnl
define(\`confDOMAIN_NAME', \`$host')dnl
define(\`confAUTH_REALM', \`$host')dnl
define(\`confAUTH_MECHANISMS', \`PLAIN LOGIN')dnl
TRUST_AUTH_MECH(\`PLAIN LOGIN')dnl
dnl p: no passwords in clear; y: nobody anonymous
define(\`confAUTH_OPTIONS', \`A,p,y')dnl
define(\`confSERVER_CERT', \`/etc/mail/tls/$host.crt')dnl
define(\`confSERVER_KEY', \`/etc/mail/tls/$host.key')dnl
define(\`confCACERT', \`/etc/mail/tls/ca')dnl
define(\`confCACERT_PATH', \`/etc/mail/tls')dnl
define(\`confTO_IDENT', \`0')dnl
define(\`confTO_QUEUEWARN', \`')dnl
define(\`confPID_FILE', \`/run/sendmail/mta/$host.pid')dnl
dnl It would stop listening on a machine as busy as a test machine may be.
define(\`confREFUSE_LA', \`100000')dnl
define(\`confQUEUE_LA', \`100000')dnl
FEATURE(\`use_cw_file')dnl
FEATURE(\`no_default_msa')dnl
$(throttle_sendmail)
EOT
    local address family
    # M=A: no AUTH; M=s: TLS at once; M=a: must log in
    for address in "$v4" ${v6#-}; do
        family=inet
        [[ $address != *:* ]] || family=inet6
        echo "DAEMON_OPTIONS(\`Name=in-$family, Family=$family," \
            "Addr=$address, Port=25, M=A')dnl"
        echo "DAEMON_OPTIONS(\`Name=tls-$family, Family=$family," \
            "Addr=$address, Port=465, M=sa')dnl"
        echo "DAEMON_OPTIONS(\`Name=sub-$family, Family=$family," \
            "Addr=$address, Port=587, M=a')dnl"
        echo "DAEMON_OPTIONS(\`Name=alt-$family, Family=$family," \
            "Addr=$address, Port=2525, M=a')dnl"
    done
    echo "MAILER(\`local')dnl"
    echo "MAILER(\`smtp')dnl"
}
