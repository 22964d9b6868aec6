# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Dovecot: its submission service, which logs the user in and passes the
# session on to mx1.postfix-good, and the check of passwords for Postfix.

start_dovecot() {
    local root=$lab/roots/dovecot/root
    mkdir -p "$root/etc/dovecot"
    echo "$LAB_USER:{PLAIN}$LAB_PASSWORD" >"$root/etc/dovecot/users"
    each_host dovecot_config dovecot >"$root/etc/dovecot/dovecot.conf"
    in_root dovecot dovecot -F >"$lab/log/dovecot.out" 2>&1 &
}

dovecot_config() {
    cat <<EOT
protocols = submission
listen = $v4, $v6
hostname = $host
log_path = /var/log/lab/dovecot.log
ssl = required
ssl_cert = </etc/lab/$host.crt
ssl_key = </etc/lab/$host.key
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
# No pause after a wrong password, nor after the next good one from the same
# address: there is nobody to slow down here.
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
passdb {
  driver = passwd-file
  args = /etc/dovecot/users
}
userdb {
  driver = static
  args = uid=6300 gid=6300 home=/tmp/home
}
mail_location = maildir:/tmp/mail
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
submission_relay_host = mx1.postfix-good.example
submission_relay_port = 25
service auth {
  inet_listener {
    address = 127.0.0.1
    port = 12345
  }
}
EOT
}
