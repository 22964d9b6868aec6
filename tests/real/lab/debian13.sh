# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Debian 13's servers: Postfix 3.10, Exim 4.98, OpenSMTPD 7.6 and Dovecot 2.4 on
# OpenSSL 3.5 and GnuTLS 3.8, each in a root of its own beside Debian 12's.
# Dovecot names its settings differently since 2.4; the others take what their
# elders take.

start_postfix13() {
    start_postfix_in postfix13 12346
}

start_exim13() {
    start_exim_in exim13
}

start_opensmtpd13() {
    # It does not start without.
    local certs=$lab/roots/opensmtpd13/root/etc/ssl/certs
    mkdir -p "$certs"
    cp "$lab/pki/ca.pem" "$certs/ca-certificates.crt"
    start_opensmtpd_in opensmtpd13
}

start_dovecot13() {
    local root=$lab/roots/dovecot13/root
    mkdir -p "$root/etc/dovecot"
    echo "$LAB_USER:{PLAIN}$LAB_PASSWORD" >"$root/etc/dovecot/users"
    each_host dovecot13_config dovecot13 >"$root/etc/dovecot/dovecot.conf"
    in_root dovecot13 dovecot -F >"$lab/log/dovecot13.out" 2>&1 &
}

dovecot13_config() {
    cat <<EOT
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols = submission
listen = $v4, $v6
hostname = $host
log_path = /var/log/lab/dovecot13.log
ssl = required
ssl_server_cert_file = /etc/lab/$host.crt
ssl_server_key_file = /etc/lab/$host.key
auth_mechanisms = plain login
# No pause after a wrong password, nor after the next good one from the same
# address: there is nobody to slow down here.
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb passwd-file {
  passwd_file_path = /etc/dovecot/users
}
userdb static {
  fields {
    uid = 6300
    gid = 6300
    home = /tmp/home
  }
}
mail_driver = maildir
mail_path = /tmp/mail
service submission-login {
  inet_listener submission {
    port = 587
  }
  inet_listener submissions {
    port = 465
    ssl = yes
  }
  inet_listener submission-alternative {
    port = 2525
  }
}
submission_relay_host = mx1.postfix13-good.example
submission_relay_port = 25
service auth {
  inet_listener postfix {
    listen = 127.0.0.1
    port = 12346
  }
}
EOT
}
