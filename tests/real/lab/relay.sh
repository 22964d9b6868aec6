# shellcheck shell=bash disable=SC2154 # from lab.sh and each_host
# The relays before mx1.relayed.example, which change what it says.

start_relays() {
    local -a places=()
    each_host relay_place relay
    python3 "$real/lab/relay.py" 192.0.2.130 "${places[@]}" \
        >"$lab/log/relay.log" 2>&1 &
    await_line "$lab/log/relay.log" listening
}

# In each_host
relay_place() {
    case $domain in
        stripped.*) places+=("$v4=strip") ;;
        masked.*) places+=("$v4=mask") ;;
        *) places+=("$v4=pass") ;;
    esac
}
