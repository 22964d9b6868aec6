# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# OpenSMTPD.  The 6.8.0p2 of Debian 12 cannot finish a TLS handshake with Debian
# 12's OpenSSL 3.0: its signatures are made by a process of their own, by way of
# hooks that OpenSSL 3 does not call as 1.1 did ("EVP lib" in its log, an
# internal_error alert on the wire; RSA and ECDSA keys alike).  It is here as
# the real server that offers STARTTLS and cannot do it; Debian 13's can.

start_opensmtpd() {
    start_opensmtpd_in opensmtpd
}

# start_opensmtpd_in ROOT
start_opensmtpd_in() {
    local root=$lab/roots/$1/root
    in_root "$1" chgrp opensmtpq /usr/sbin/smtpctl
    in_root "$1" chmod g+s /usr/sbin/smtpctl
    each_host opensmtpd_files "$1"
    in_root "$1" smtpd -d >"$lab/log/$1.log" 2>&1 &
}

opensmtpd_files() {
    local password
    # It insists on keys that are root's, and on spool folders it makes itself.
    cp "$lab/pki/$host.key" "$lab/pki/$host.crt" "$root/etc/"
    chmod 600 "$root/etc/$host.key"
    mkdir -p "$root/var/spool/smtpd"
    chmod 711 "$root/var/spool/smtpd"
    password=$(in_root "$server" smtpctl encrypt "$LAB_PASSWORD")
    printf '%s\t%s\n' "$LAB_USER" "$password" >"$root/etc/lab-users"
    opensmtpd_config >"$root/etc/smtpd.conf"
}

opensmtpd_config() {
    local address
    echo "pki lab cert \"/etc/$host.crt\""
    echo "pki lab key \"/etc/$host.key\""
    echo "table users file:/etc/lab-users"
    for address in "$v4" "$v6"; do
        echo "listen on $address port 25 tls pki lab hostname $host"
        echo "listen on $address port 465 smtps pki lab auth <users>" \
            "hostname $host"
        echo "listen on $address port 587 tls-require pki lab auth <users>" \
            "hostname $host"
        echo "listen on $address port 2525 tls-require pki lab auth <users>" \
            "hostname $host"
    done
    echo "action keep maildir \"/tmp/mail\""
    echo "match from any for domain $domain action keep"
}
