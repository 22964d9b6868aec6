# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Postfixes with a main.cf and a master.cf of their own, which tests change: the
# configuration is in /etc/suggest/<host> of Postfix's root.

# Started by start_postfix.
start_suggest() {
    each_host suggest_instance suggest
}

# In each_host
suggest_instance() {
    local root=$lab/roots/postfix/root etc=/etc/suggest/$host
    mkdir -p "$root$etc" "$root/var/spool/suggest/$host" \
        "$root/var/lib/suggest/$host"
    suggest_main >"$root$etc/main.cf"
    { postfix_internals; suggest_services; } >"$root$etc/master.cf"
    in_root postfix chown postfix "/var/lib/suggest/$host"
    in_root postfix postfix -c "$etc" start-fg \
        >"$lab/log/suggest.$host.out" 2>&1 &
    await_line "$lab/log/suggest.$host.log" "daemon started"
}

suggest_services() {
    local port
    for port in "${!ports[@]}"; do
        [[ ${ports[$port]} = closed ]] || echo "$port inet n - n - - smtpd"
    done
}

suggest_main() {
    cat <<EOT
compatibility_level = 3.6
maillog_file = /var/log/lab/suggest.$host.log
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
queue_directory = /var/spool/suggest/$host
data_directory = /var/lib/suggest/$host
multi_instance_name = postfix-${domain%%.*}
myhostname = $host
inet_interfaces = $v4
inet_protocols = ipv4
mydestination = $domain
local_recipient_maps =
alias_maps =
alias_database =
local_transport = discard:
default_transport = discard:
EOT
    [[ ${ports[25]} = plain ]] || cat <<EOT
smtpd_tls_security_level = may
smtpd_tls_chain_files = /etc/lab/$host.pem
EOT
    [[ ${ports[587]} = closed ]] || cat <<EOT
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:12345
smtpd_sasl_auth_enable = yes
EOT
}
