# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# A Postfix with a main.cf of its own, without TLS, which tests change: the
# configuration is in /etc/suggest of Postfix's root.

# Started by start_postfix.
start_suggest() {
    local root=$lab/roots/postfix/root
    mkdir -p "$root/etc/suggest" "$root/var/spool/suggest" "$root/var/lib/suggest"
    each_host suggest_main suggest >"$root/etc/suggest/main.cf"
    {
        postfix_internals
        echo "smtp inet n - n - - smtpd"
    } >"$root/etc/suggest/master.cf"
    in_root postfix chown postfix /var/lib/suggest
    in_root postfix postfix -c /etc/suggest start-fg \
        >"$lab/log/suggest.out" 2>&1 &
    await_line "$lab/log/suggest.log" "daemon started"
}

suggest_main() {
    cat <<EOT
compatibility_level = 3.6
maillog_file = /var/log/lab/suggest.log
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
queue_directory = /var/spool/suggest
data_directory = /var/lib/suggest
multi_instance_name = postfix-suggest
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
}
