# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# lab.sh: a lab in namespaces of its own, for as long as one command runs. For
# tests/real/lab.sh and tests/path/lab.sh, which source it, say in
#     lab_servers   what they need of what fetch-servers fetches
#     lab_tools     what they need of this machine
#     bring_up      what is done inside, before the command
# and hand their own arguments to
#     lab_main run COMMAND [ARG...]
#
# The command gets the lab's folder in $lab, memory that goes with the lab, with
# log/ in it; so do the parts in tests/real/lab, which are for both.
real=$(cd "$(dirname "${BASH_SOURCE[0]}")/../real" && pwd)
servers=$(realpath -m "${MAILSONDE_SERVERS:-$real/../run/servers}")
lab=$servers/lab
lab_script=$(realpath "$0")
lab_servers=()
lab_tools=()

export LAB_USER=tester LAB_PASSWORD=lab-Secret.1
export MAILSONDE_LAB_DIR=$lab

# use_parts NAME...: what tests/real/lab has.
use_parts() {
    local part
    for part in "$@"; do
        # shellcheck source=/dev/null
        . "$real/lab/$part.sh"
    done
}

# Outside: check what is needed and step into the namespaces.
run() {
    local name child
    [[ $(id -u) = 0 ]] || cannot "needs root, for the namespaces"
    for name in "${lab_servers[@]}"; do
        [[ -f $servers/$name/stamp ]] ||
            cannot "no $name in $servers; run $real/fetch-servers"
    done
    for name in "${lab_tools[@]}"; do
        command -v "$name" >/dev/null || cannot "has no $name"
    done
    # What this machine's administrator or user set is not for a test.
    # shellcheck source=tests/shared/clean-environment.sh
    . "$real/../shared/clean-environment.sh"
    # It holds signals back, so it must not be the process others signal.
    # It dies with this one, and the pid namespace with it.
    setpriv --pdeathsig KILL "$real/../shared/enter-namespaces" \
        "$lab_script" inside "$@" <&0 &
    child=$!
    trap 'stop_all "$child" 129' HUP
    trap 'stop_all "$child" 130' INT
    trap 'stop_all "$child" 143' TERM
    wait "$child"
}

stop_all() {
    kill -KILL "$1"
    exit "$2"
}

cannot() {
    echo "lab: $*" >&2
    exit 77
}

# Inside: this is process 1 of the namespace; when it exits, all is over.
inside() {
    local status=0
    mount -t tmpfs -o mode=755 mailsonde-lab "$lab"
    mkdir -m 1777 "$lab/log"
    mkdir "$lab/home"
    export HOME=$lab/home
    trap save_logs EXIT
    bring_up
    # In the background, yet deaf to no signal and with the caller's input.
    env --default-signal=INT,QUIT "$@" <&0 &
    wait $! || status=$?
    exit "$status"
}

# broken TEXT [SERVER]: say what happened, show the end of the logs (SERVER may
# be a pattern), give up.
broken() {
    echo "lab: $1" >&2
    # shellcheck disable=SC2086
    [[ $# -lt 2 ]] || tail -n 15 "$lab"/log/$2.* >&2 || true
    exit 99
}

save_logs() {
    if [[ -n ${MAILSONDE_LAB_LOGS:-} ]]; then
        mkdir -p "$MAILSONDE_LAB_LOGS"
        cp "$lab"/log/* "$MAILSONDE_LAB_LOGS"
    fi
}

lab_main() {
    if [[ $# -lt 2 || ($1 != run && $1 != inside) ]]; then
        echo "usage: lab.sh run COMMAND..." >&2
        exit 2
    fi
    "$@"
}
