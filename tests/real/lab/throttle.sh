# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# How the hosts of throttle.table throttle. Those of one server program have
# the same TLS: throttle.py says whose.

# Of smtpd_options; in each_host
throttle_options() {
    option syslog_name "postfix/${domain%%.*}"
    thirty_options
    # As if the client came from elsewhere: loopback is exempt from limits.
    option smtpd_client_event_limit_exceptions
    case ${domain%%.*} in
        throttle-rate) option smtpd_client_connection_rate_limit 12 ;;
        throttle-count) option smtpd_client_connection_count_limit 1 ;;
        throttle-tls) option smtpd_client_new_tls_session_rate_limit 1 ;;
    esac
}

# Of postfix_services: how many processes a service may have.
throttle_processes() {
    case $domain in
        throttle-workers.example) echo 1 ;;
        *) echo - ;;
    esac
}

# Of postscreen_options
throttle_screen() {
    case $domain in
        throttle-screen.example)
            option postscreen_greet_wait 1s
            option postscreen_client_connection_count_limit 1 ;;
    esac
}

# Of exim_config: the main part ...
throttle_exim() {
    case ${domain%%.*} in
        throttle-few) echo "smtp_accept_max_per_host = 1" ;;
        throttle-often | throttle-spam) echo "smtp_accept_max = 0"
            echo "acl_smtp_connect = check_connect" ;;
        throttle-mails) echo "smtp_accept_max = 0"
            echo "smtp_ratelimit_hosts = *"
            echo "smtp_ratelimit_mail = 1,0.5s,1.5,4m" ;;
    esac
}

# ... and the ACLs.
throttle_exim_acls() {
    local verb
    case ${domain%%.*} in
        throttle-often) verb=defer ;;
        throttle-spam) verb=drop ;;
        *) return 0 ;;
    esac
    cat <<EOT
check_connect:
  $verb message = you come too often
        ratelimit = 40 / 1h / per_conn / strict / \$sender_host_address $host
  accept

EOT
}

# Of sendmail_mc
throttle_sendmail() {
    case ${domain%%.*} in
        throttle-sendmail)
            echo "define(\`confCONNECTION_RATE_THROTTLE', \`5')dnl"
            echo "define(\`confMAX_DAEMON_CHILDREN', \`6')dnl" ;;
        throttle-control)
            echo "FEATURE(\`access_db', \`hash -T<TMPF> /etc/mail/access')dnl"
            echo "FEATURE(\`ratecontrol', \`nodelay', \`terminate')dnl"
            echo "FEATURE(\`conncontrol', \`nodelay', \`terminate')dnl" ;;
    esac
}

# Of sendmail_files: what access_db reads.
throttle_access() {
    printf '%s\t%s\n' "ClientRate:" 25 "ClientConn:" 1 >"$1"
}

# Of filter_packets: rules of the chain for incoming packets. A client that has
# begun 25 connections begins no more than one every two seconds; one that is
# banned is so for good.
throttle_sets() {
    cat <<'EOT'
set often_dropped { type ipv4_addr; flags dynamic; }
set often_reset { type ipv4_addr; flags dynamic; }
set parallel { type ipv4_addr; flags dynamic; }
set counted_banned { type ipv4_addr; flags dynamic; }
set counted_cut { type ipv4_addr; flags dynamic; }
set banned { type ipv4_addr; flags dynamic; }
set cut { type ipv4_addr; flags dynamic; }
EOT
}

# In each_host
throttle_lines() {
    local new="ip daddr $v4 tcp dport { 25, 465, 587, 2525 } ct state new"
    local often="limit rate over 30/minute burst 25 packets"
    case ${domain%%.*} in
        throttle-drop)
            echo "$new update @often_dropped { ip saddr $often } drop" ;;
        throttle-reset)
            echo "$new update @often_reset { ip saddr $often }" \
                "reject with tcp reset" ;;
        throttle-parallel)
            echo "$new add @parallel { ip saddr ct count over 1 }" \
                "reject with tcp reset" ;;
        throttle-banned)
            echo "$new update @counted_banned { ip saddr" \
                "limit rate over 1/day burst 25 packets }" \
                "add @banned { ip saddr }"
            echo "ip daddr $v4 tcp dport != 0 ip saddr @banned drop" ;;
        throttle-cut)
            echo "$new update @counted_cut { ip saddr" \
                "limit rate over 1/day burst 25 packets } add @cut { ip saddr }"
            echo "ip daddr $v4 tcp dport != 0 ip saddr @cut" \
                "reject with tcp reset" ;;
    esac
}
