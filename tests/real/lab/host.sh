# shellcheck shell=bash
# hosts.table, tree.table, survey.table, throttle.table and, where a lab has
# them, Debian 13's servers, line by line.

# each_host FUNCTION [SERVER]: call FUNCTION for every host (of SERVER) with
# the columns of its line in these variables:
#     host domain v4 v6 server role cert ports[25|465|587|2525] on6
each_host() {
    local host domain v4 v6 server role cert on6 p25 p465 p587 p2525
    local -A ports
    while read -r -u 4 host v4 v6 server role cert p25 p465 p587 p2525 on6 _
    do
        [[ $host != "#"* ]] || continue
        [[ -z ${2:-} || $2 = "$server" ]] || continue
        domain=${host#*.}
        ports=([25]=$p25 [465]=$p465 [587]=$p587 [2525]=$p2525)
        "$1"
    done 4< <(cat "$MAILSONDE_LAB_HOSTS" "$MAILSONDE_LAB_TREE" \
        "$MAILSONDE_LAB_SURVEY" "$MAILSONDE_LAB_THROTTLE" \
        "${MAILSONDE_LAB_DEBIAN13:-/dev/null}")
    : "$domain $v4 $v6 $role $cert $on6 ${ports[*]}"
}
sockets() {
    local port
    for port in 25 465 587 2525; do
        case ${ports[$port]} in
            closed | drop) continue ;;
        esac
        [[ $v4 = - ]] || echo "$v4 $port ${ports[$port]}"
        [[ $v6 = - || $on6 != same ]] || echo "$v6 $port ${ports[$port]}"
    done
}

# "192.0.2.1 25" or "2001:db8::1 25" as most programs write it.
endpoint() {
    case $1 in
        *:*) echo "[$1]:$2" ;;
        *) echo "$1:$2" ;;
    esac
}
