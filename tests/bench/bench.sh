#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What one endpoint costs mailsonde, beside a bare GnuTLS client that holds the same dialogue with the same
# server in the same run: `make bench`, or from the folder where it was built. It asserts nothing.
#
#   BENCH_RUNS       counted runs of each program, of which the median is shown (5)
#   BENCH_ENDPOINTS  endpoints of the large cases (1000)
#   BENCH_DELAY_MS   delay before each reply in the slow cases (50)
#
# Loopback alone is used, and client and server have one half of the processors each.
set -eu

runs=${BENCH_RUNS:-5}
many=${BENCH_ENDPOINTS:-1000}
slow_ms=${BENCH_DELAY_MS:-50}

place=$(mktemp -d ./bench.XXXXXX)
trap 'rm -rf "$place"' EXIT
trap 'exit 1' HUP INT TERM

# measure ENDPOINTS DELAY_MS -- LABEL PROGRAM [ARGUMENT...] [-- LABEL PROGRAM [ARGUMENT...]]...
# A row that cannot be compared says so itself, and the cases after it are still worth having.
status=0
measure() {
    endpoints=$1 delay_ms=$2
    shift 2
    ./bench_run "$endpoints" "$delay_ms" "$runs" ./bench_server "$place" "$@" || status=1
}

# The server writes these files before any client starts.
files="$place/ca.pem $place/endpoints"
# One dialogue an endpoint, as the bare client has it: checks that have connections of their own stay out.
# No DNS server and no trusted certificate authority of this machine is asked for anything.
scan="./mailsonde --depth quick --intrusive none --offline --records $place/records --ca-file $place/ca.pem
      --helo client.bench.example --contact bench@bench.example --format jsonl --output /dev/null"

# The variables hold several words each.
# shellcheck disable=SC2086
one() {
    measure 1 "$1" \
        -- "bare GnuTLS" ./bench_client each 0 $files \
        -- "mailsonde" $scan "@$place/targets"
}

# shellcheck disable=SC2086
thousand() {
    measure "$many" "$1" \
        -- "bare GnuTLS, 256 threads" ./bench_client each 256 $files \
        -- "bare GnuTLS, a thread each" ./bench_client each "$many" $files \
        -- "the same, each chain verified once" ./bench_client once "$many" $files \
        -- "mailsonde" $scan "@$place/targets" \
        -- "mailsonde --max-targets $many" $scan --max-targets "$many" "@$place/targets"
}

./bench_run
one 0
one "$slow_ms"
thousand 0
thousand "$slow_ms"
exit "$status"
