# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# Exim, Debian's build with GnuTLS: for each host a daemon for all its ports.

start_exim() {
    start_exim_in exim
}

# start_exim_in ROOT
start_exim_in() {
    local root=$lab/roots/$1/root
    # Exim reads the key as the user it becomes, and takes no configuration
    # that is not in its list.
    mkdir -p "$root/etc/exim4/tls" "$root/var/spool/exim4" \
        "$root/var/log/exim4"
    each_host exim_files "$1"
    chown -R 6203:6203 "$root/etc/exim4/tls" "$root/var/spool/exim4" \
        "$root/var/log/exim4"
    each_host exim_daemon "$1"
}

exim_files() {
    cp "$lab/pki/$host.key" "$root/etc/exim4/tls/$host.key"
    cp "$lab/pki/$host.crt" "$root/etc/exim4/tls/$host.crt"
    exim_config >"$root/etc/exim4/$host.conf"
}

exim_daemon() {
    in_root "$server" exim4 -C "/etc/exim4/$host.conf" -bdf \
        >"$lab/log/$server.$host" 2>&1 &
}

exim_ports() {
    sockets | awk '!seen[$2]++ { printf "%s%s", colon, $2; colon = " : " }'
}

exim_config() {
    cat <<EOT
primary_hostname = $host
# A colon separates the entries of a list, unless told otherwise.
local_interfaces = <; $v4 ; ${v6#-}
daemon_smtp_ports = $(exim_ports)
tls_on_connect_ports = 465
tls_advertise_hosts = *
tls_certificate = /etc/exim4/tls/$host.crt
tls_privatekey = /etc/exim4/tls/$host.key
$(survey_exim)
$(throttle_exim)
auth_advertise_hosts = \${if or{{eq{\$tls_in_cipher}{}}\
{eq{\$received_port}{25}}}{}{*}}
log_file_path = /var/log/lab/$server.%s
pid_file_path =
host_lookup =
rfc1413_query_timeout = 0s
# The defaults look for clients that talk too early, at the cost of time.
smtp_enforce_sync = true
acl_smtp_mail = check_mail
acl_smtp_rcpt = check_rcpt

begin acl

$(throttle_exim_acls)
check_mail:
  accept condition = \${if eq{\$received_port}{25}}
  deny   message = 530 5.7.0 Must use TLS and log in first
         !authenticated = *
  accept

check_rcpt:
  accept authenticated = *
  accept domains = *.example
  deny   message = relay not permitted

begin routers

# Mail is taken and thrown away.
discard:
  driver = redirect
  data = :blackhole:

begin transports

begin authenticators

plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_condition = \${if and{{eq{\$auth2}{$LAB_USER}}\
{eq{\$auth3}{$LAB_PASSWORD}}}}
  server_set_id = \$auth2

login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = \${if and{{eq{\$auth1}{$LAB_USER}}\
{eq{\$auth2}{$LAB_PASSWORD}}}}
  server_set_id = \$auth1
EOT
}
