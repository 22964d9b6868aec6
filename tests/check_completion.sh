#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_completion: what bash offers for the beginning of a command line.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
problems=0

# shellcheck source=data/mailsonde.bash
. "$srcdir/data/mailsonde.bash"
# The real one works inside a completion only.
compopt() { :; }

expect() { # WORDS-OFFERED LINE-WORD...
    local expected=$1
    shift
    COMP_WORDS=("$program" "$@")
    COMP_CWORD=$#
    _mailsonde "$program" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
    if [[ ${COMPREPLY[*]} != "$expected" ]]; then
        echo "mailsonde $*: offers \"${COMPREPLY[*]}\", not \"$expected\""
        problems=$((problems + 1))
    fi
}

# The formats, as the list of the program has them.
formats=$(sed -n 's/^ *FORMAT([A-Z_0-9]*, \([a-z0-9]*\), .*/\1/p' "$srcdir/src/report/formats.h" | tr '\n' ' ')
formats=${formats% }
[[ $formats = *' jsonl '* ]] || { echo 'no formats found in src/report/formats.h' && exit 99; }

expect 'scan' sc
expect 'demo' --format json de
expect '' demo x
expect '--max-queries --max-connections-per-address --max-connections --max-targets --max-endpoints --max-connections-per-target --max-hops --max-time' --max
expect '--max-hops' path --max-h
expect 'hetzner' --cloud he
expect '--fail-on' demo --fail
expect '' demo --ports
expect '--ports' scan --por
expect "$formats" --format ''
expect 'json jsonl' -f js
expect 'json jsonl' --format = js
expect "$formats" --format =
expect '' --ports ''
expect 'expect explain' help ex
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
touch "$folder/zone file"
expect "$folder/zone file" --records "$folder/z"
expect "$folder/zone file" assess "$folder/z"
expect "$folder/zone file" -f json = "$folder/z"
expect "$folder/zone file" --format = json = "$folder/z"
cd "$folder" || exit 99
expect 'zone file' -f json =
cd - >/dev/null || exit 99
expect '--fail-on' assess --fail
[[ $problems = 0 ]]
