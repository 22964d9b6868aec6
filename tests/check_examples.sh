#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_examples: the commands in README.md and in the manual page are understood as they are written, and README.md
# shows the demo as it is. The commands run in a network namespace of their own, where nothing can be reached.
set -u
srcdir=$(realpath "${srcdir:-$(dirname "$0")/..}")
program=$(realpath "${MAILSONDE:-./mailsonde}")
if [[ ${1:-} != inside ]]; then
    # shellcheck source=tests/shared/own-network.sh
    . "$srcdir/tests/shared/own-network.sh"
    srcdir=$srcdir MAILSONDE=$program exec "${enter[@]}" bash "$0" inside
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
ip link set lo up
mkdir "$folder/bin"
ln -s "$program" "$folder/bin/mailsonde"
PATH=$folder/bin:$PATH
cd "$folder" || exit 1
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

examples() {
    sed -nE 's/^    (mailsonde .*)/\1/p' "$srcdir/README.md"
    sed -nE 's/^\.Dl ((mailsonde|grep) .*)/\1/p' "$srcdir/doc/mailsonde.1" | sed -e "s/\\\\(aq/'/g" -e 's/\\-/-/g'
}

# The files that they name.
echo example.org >domains
cp domains domains.txt
echo '_25._tcp.mx1.example.org. 3600 IN TLSA 3 1 1 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef' \
    >new.zone
mailsonde demo >demo.txt 2>demo.err &
mailsonde demo --format json >saved.json
cp saved.json old.json
cp saved.json new.json
mailsonde --store runs.db example.org >first.txt 2>first.err

commands=0
while read -r example; do
    commands=$((commands + 1))
    bash -o pipefail -c "$example" >out 2>err </dev/null
    status=$?
    # 2: a word was not understood; 126 and above: not started, or ended by a signal.
    [[ $status != 2 && $status -lt 126 ]] || complain "\"$example\" exits with $status: $(head -n 3 err)"
done < <(examples | sed -E 's/ +# .*//' | grep -v '^mailsonde demo$')
[[ $commands -ge 12 ]] || complain "only $commands examples were found"

# The sample of README.md, line by line.
wait $! || complain "\"mailsonde demo\" fails: $(head -n 3 demo.err)"
lines=0
while IFS= read -r line; do
    [[ $line =~ ^[[:space:]]*(\[\.\.\.\])?$ ]] && continue
    lines=$((lines + 1))
    grep -qxF -- "$line" demo.txt || complain "the demo does not print \"$line\", which README.md shows"
done < <(sed -n '/^    auth-in-clear.example$/,/^For several targets/p' "$srcdir/README.md" | sed -n 's/^    //p')
[[ $lines -ge 15 ]] || complain "only $lines lines of the sample were found"
[[ $problems = 0 ]] || exit 1
echo "$commands examples are understood, and the sample has $lines lines of the demo"
