# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The roots the servers run in: a minimal Debian, over it the server's packages,
# and over these, in memory, all that is written.  Nothing of the host is below
# it: what is installed or configured there must not change what a server does.

make_root() {
    local dir=$lab/roots/$1 file debian
    debian=$(sed -E 's/^Debian ([0-9]+),.*/\1/' "$servers/$1/stamp")
    mkdir -p "$dir/upper" "$dir/work" "$dir/root" "$lab/pki"
    mount -t overlay -o \
        "lowerdir=$servers/$1/root:$servers/debian$debian/root,upperdir=$dir/upper,workdir=$dir/work" \
        "lab-$1" "$dir/root"
    dir=$dir/root
    mount -t proc proc "$dir/proc"
    make_devices "$dir/dev"
    mkdir -p "$dir/etc/lab" "$dir/var/log/lab" "$dir/run" "$dir/tmp"
    mount --bind "$lab/pki" "$dir/etc/lab"
    mount --bind "$lab/log" "$dir/var/log/lab"
    name_service_files "$dir/etc"
    # The users of all servers, and no one else: a package unpacked makes none.
    for file in passwd group shadow gshadow; do
        rm -f "$dir/etc/$file"
    done
    lab_users >"$dir/etc/passwd"
    lab_groups >"$dir/etc/group"
}

# make_devices FOLDER: those that programs need. /dev/log, say, is the host's.
make_devices() {
    local name
    mount -t tmpfs -o mode=755 lab-dev "$1"
    for name in null zero full random urandom tty; do
        : >"$1/$name"
        mount --bind "/dev/$name" "$1/$name"
    done
    mkdir -m 1777 "$1/shm"
    ln -s /proc/self/fd "$1/fd"
    ln -s fd/0 "$1/stdin"
    ln -s fd/1 "$1/stdout"
    ln -s fd/2 "$1/stderr"
}

in_root() {
    local name=$1
    shift
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C \
        chroot "$lab/roots/$name/root" "$@"
}

# name_service_files FOLDER: the files by which names are looked up.
name_service_files() {
    # One of these may be a link on this host, to a file that is not ours.
    rm -f "$1/resolv.conf" "$1/hosts" "$1/nsswitch.conf"
    echo "nameserver 127.0.0.1" >"$1/resolv.conf"
    printf '%s\n' "127.0.0.1 localhost" "::1 localhost" >"$1/hosts"
    printf '%s\n' "passwd: files" "group: files" "hosts: files dns" \
        "services: files" "protocols: files" >"$1/nsswitch.conf"
}

# no_tls_settings FOLDER: empty files in place of an administrator's own, both
# of which are optional.
no_tls_settings() {
    mkdir -p "$1/ssl" "$1/gnutls"
    : >"$1/ssl/openssl.cnf"
    : >"$1/gnutls/config"
}

lab_users() {
    cat <<'LIST'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
postfix:x:6201:6201::/var/spool/postfix:/usr/sbin/nologin
Debian-exim:x:6203:6203::/var/spool/exim4:/usr/sbin/nologin
opensmtpd:x:6204:6204::/run/opensmtpd:/usr/sbin/nologin
opensmtpq:x:6205:6205::/run/opensmtpd:/usr/sbin/nologin
dovecot:x:6206:6206::/usr/lib/dovecot:/usr/sbin/nologin
dovenull:x:6207:6207::/nonexistent:/usr/sbin/nologin
smmta:x:6208:6208::/var/lib/sendmail:/usr/sbin/nologin
smmsp:x:6209:6209::/var/lib/sendmail:/usr/sbin/nologin
knot:x:6210:6210::/var/lib/knot:/usr/sbin/nologin
tester:x:6300:6300::/tmp:/usr/sbin/nologin
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
LIST
}

lab_groups() {
    lab_users | awk -F: '{ print $1 ":x:" $4 ":" }'
    printf '%s\n' "postdrop:x:6202:" "sasl:x:6211:smmta" "tty:x:5:" \
        "adm:x:4:" "nogroup:x:65533:"
}
