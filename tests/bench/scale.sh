#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# scale.sh: what one endpoint costs mailsonde, a bare GnuTLS client, and programs that others wrote, at the same
# synthetic server on port 25; then what a list costs that is shaped like the most visited domains (domains.py).
# `make bench-scale`, or from the folder where it was built. It asserts nothing. A program that is not there has a line
# that says so.
#
#   BENCH_RUNS       counted runs of mailsonde and the bare client, of which the median is shown (3; 1 of 10,000)
#   BENCH_ENDPOINTS  numbers of endpoints ("1 1000 10000")
#   BENCH_DELAYS     delays in ms ("0 50")
#   BENCH_DOMAINS    numbers of domains of the list ("1000 10000")
#   BENCH_AT_ONCE    how many processes of a program that asks one endpoint run at once (64)
#   BENCH_OTHERS     the most endpoints that the programs of others are asked for (10000), once each
#   BENCH_PLAIN      any text: plain tables, not those of Markdown
#   CHECK_SMTP       check_smtp (/usr/lib/nagios/plugins/check_smtp: Debian's monitoring-plugins-basic)
#   POSTTLS_FINGER   posttls-finger (the one in PATH; else that of tests/real/fetch-servers, if it was called). It
#                    becomes another user, which only root may
#
# It runs in a network namespace of its own, in which only loopback is up. A delay is one of the network where the
# kernel has netem: half of it each way, so that a connection waits for it, too. Else the server waits so long before
# each reply. Client and server have one half of the processors each. With two processors the row of two loops has both
# of them, beside the server: its processor time can be compared with the others, its rate cannot.
#
# On two idle processors the whole takes some 10 to 15 minutes, half of them posttls-finger's; BENCH_OTHERS=1000 leaves
# most of that out.
set -eu

if [[ ${BENCH_INSIDE:-} != yes ]]; then
    as_root=(--user --map-root-user)
    [[ $(id -u) != 0 ]] || as_root=()
    exec unshare "${as_root[@]}" --net env BENCH_INSIDE=yes "$0"
fi
ip link set lo up

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
at_once=${BENCH_AT_ONCE:-64}
others_max=${BENCH_OTHERS:-10000}
check_smtp=${CHECK_SMTP:-/usr/lib/nagios/plugins/check_smtp}
export BENCH_PORT=25
[[ -n ${BENCH_PLAIN:-} ]] || export BENCH_MARKDOWN=yes
processors=$(nproc)

place=$(mktemp -d ./bench.XXXXXX)
chmod 755 "$place"
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM
ulimit -n "$(ulimit -Hn)"

# The one of the tests' Postfix has its libraries beside it. It wants a configuration with users that there are.
find_posttls_finger() {
    local root=${MAILSONDE_SERVERS:-$here/../run/servers}/postfix/root
    finger=${POSTTLS_FINGER:-$(command -v posttls-finger || true)}
    libraries=
    if [[ -z $finger && -x $root/usr/sbin/posttls-finger ]]; then
        finger=$root/usr/sbin/posttls-finger
        libraries=$root/usr/lib/postfix:$root/usr/lib/x86_64-linux-gnu
    fi
    mkdir "$place/postfix"
    printf '%s = %s\n' myhostname client.bench.example compatibility_level 3.6 mail_owner nobody \
        setgid_group mail default_privs daemon >"$place/postfix/main.cf"
}

programs=()
add() { programs+=(-- "$@"); }

# Each line of "endpoints", changed by a script of sed, are the last arguments of one process.
add_for_each() {
    local label=$1 script=$2
    shift 2
    # shellcheck disable=SC2016
    add "$label, $at_once at once" env "BENCH_SED=$script" "BENCH_FILE=$place/endpoints" \
        sh -c 'sed "$BENCH_SED" "$BENCH_FILE" | xargs -L 1 "$@" || true' xargs -P "$at_once" "$@"
}

add_others() {
    if command -v nmap >/dev/null; then
        # shellcheck disable=SC2016
        add "nmap ssl-cert" sh -c 'cut -d" " -f1 "$1" | nmap -n -Pn -sT -p 25 --script ssl-cert -iL -' nmap \
            "$place/endpoints"
    fi
    if [[ -x $check_smtp ]]; then
        add_for_each check_smtp 's/\(.*\) \(.*\) .*/-H \1 -p \2/' "$check_smtp" -S -D 5
    fi
    if [[ -n $finger ]]; then
        add_for_each posttls-finger 's/\(.*\) \(.*\) \(.*\)/[\1]:\2 bench.example \3/' \
            env "MAIL_CONFIG=$place/postfix" ${libraries:+"LD_LIBRARY_PATH=$libraries"} \
            "$finger" -c -l secure -F "$place/ca.pem"
    fi
}

scan="./mailsonde --depth quick --intrusive none --offline --records $place/records --ca-file $place/ca.pem
      --helo client.bench.example --contact bench@bench.example --format jsonl --output /dev/null"

# Two loops have two processors, of which the half that a client is given may be one.
two_loops() {
    # shellcheck disable=SC2086
    if ((processors >= 4)); then
        add "mailsonde, 2 loops" $scan --threads 2 "$@"
    else
        add "mailsonde, 2 loops beside the server" taskset -c "0-$((processors - 1))" $scan --threads 2 "$@"
    fi
}

# run_all ENDPOINTS DELAY_MS RUNS: what was added.
run_all() {
    ((${#programs[@]} == 0)) || ./bench_run "$1" "$2" "$3" ./bench_server "$place" "${programs[@]}" || true
    programs=()
}

# measure ENDPOINTS DELAY_MS
measure() {
    local endpoints=$1 delay_ms=$2 threads=$(($1 < 1000 ? $1 : 1000)) runs=${BENCH_RUNS:-$(($1 < 10000 ? 3 : 1))}
    local limits=(--max-targets "$endpoints" --max-connections "$((endpoints + 10))" "@$place/targets")
    programs=()
    add "bare GnuTLS" ./bench_client each "$threads" "$place/ca.pem" "$place/endpoints"
    add "the same, each chain verified once" ./bench_client once "$threads" "$place/ca.pem" "$place/endpoints"
    # shellcheck disable=SC2086
    add "mailsonde, 1 loop" $scan --threads 1 "${limits[@]}"
    two_loops "${limits[@]}"
    run_all "$endpoints" "$delay_ms" "$runs"
    if ((endpoints <= others_max)); then
        add_others
        BENCH_COLD=yes run_all "$endpoints" "$delay_ms" 1
    fi
}

# The network's delay, or the server's: what is left of it for the server to wait.
delay_network() {
    tc qdisc del dev lo root 2>/dev/null || true
    unset BENCH_NETWORK_MS
    server_delay=$1
    if (($1 > 0)) && tc qdisc add dev lo root netem delay "$(($1 * 500))us" limit 1000000 2>/dev/null; then
        export BENCH_NETWORK_MS=$1
        server_delay=0
    elif (($1 > 0)); then
        server_waits=yes
    fi
}

find_posttls_finger
[[ -x $check_smtp ]] || echo "check_smtp is not there (CHECK_SMTP)"
[[ -n $finger ]] || echo "posttls-finger is not there (POSTTLS_FINGER)"
command -v nmap >/dev/null || echo "nmap is not there"
./bench_run
server_waits=
for delay in ${BENCH_DELAYS:-0 50}; do
    delay_network "$delay"
    for endpoints in ${BENCH_ENDPOINTS:-1 1000 10000}; do
        measure "$endpoints" "$server_delay"
    done
done
delay_network 0
[[ -z $server_waits ]] || printf '\n%s\n' "The kernel has no netem: the delay is the server's, before each reply."
echo
# shellcheck disable=SC2086
python3 "$here/domains.py" ${BENCH_DOMAINS:-1000 10000}
