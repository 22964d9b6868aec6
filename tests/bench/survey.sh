#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# survey.sh: what finding out a mail server's TLS costs mailsonde, and what it costs sslscan, nmap and testssl.sh, at
# the same real Postfix, one after the other. It asserts nothing and prints a table.
#
#     tests/bench/survey.sh       needs what tests/real/run needs
#
#   MAILSONDE    the program (default: ./mailsonde of the clone)
#   BENCH_RUNS   counted runs of each, of which the median is shown (5); testssl.sh has one
set -u

bench=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd) || exit 1
real=$bench/../real
MAILSONDE=$(realpath -m "${MAILSONDE:-$bench/../../mailsonde}")
export MAILSONDE PYTHONDONTWRITEBYTECODE=1
if [[ $(id -u) != 0 ]]; then
    exec sudo -n --preserve-env=MAILSONDE,MAILSONDE_SERVERS,BENCH_RUNS "$bench/survey.sh"
fi
"$real/fetch-servers" && exec "$real/lab.sh" run python3 "$bench/survey.py"
