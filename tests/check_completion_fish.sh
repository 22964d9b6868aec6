#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_completion_fish: what fish offers for the beginning of a command line.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
problems=0

if ! command -v fish >/dev/null; then
    echo "fish is not installed"
    exit 77
fi

folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home" "$folder/here"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(realpath "$program")" >"$folder/bin/mailsonde"
chmod +x "$folder/bin/mailsonde"
: >"$folder/here/zone file"
completion=$(realpath "$srcdir/data/mailsonde.fish")

# Reads lines; after each, what is offered, on lines of their own, and a line with a point.
cat >"$folder/offers" <<'END'
source $argv[1]
while read -l line
    complete -C $line | string replace -r '\t.*' ''
    echo .
end
END

cases=()
expect() { # WORDS-OFFERED LINE
    cases+=("$1" "$2")
}
expect 'scan' 'mailsonde sc'
expect 'demo' 'mailsonde --format json de'
expect '' 'mailsonde demo x'
expect '--max-connections --max-connections-per-address --max-connections-per-target --max-endpoints --max-hops --max-queries --max-targets --max-time' \
    'mailsonde --max'
expect '--max-hops' 'mailsonde path --max-h'
expect 'hetzner' 'mailsonde --cloud he'
expect '--cloud=hetzner' 'mailsonde --cloud=he'
expect '--fail-on' 'mailsonde demo --fail'
expect '' 'mailsonde demo --ports'
expect '' 'mailsonde --ports '
expect 'json jsonl junit' 'mailsonde -f j'
expect '--format=suggest' 'mailsonde --format=su'
expect 'json=zone file' 'mailsonde -f json=z'
expect 'expect explain' 'mailsonde help e'
expect 'starttls-not-announced starttls-not-offered' 'mailsonde explain starttls-not-'
expect 'zone file' 'mailsonde --records z'
expect 'zone file' 'mailsonde assess z'
expect '--fail-on' 'mailsonde assess --fail'

for ((at = 1; at < ${#cases[@]}; at += 2)); do
    printf '%s\n' "${cases[at]}"
done >"$folder/lines"
cd "$folder/here" || exit 99
HOME=$folder/home PATH=$folder/bin:$PATH fish --no-config "$folder/offers" "$completion" <"$folder/lines" \
    >"$folder/offered" 2>"$folder/err"
[[ ! -s $folder/err ]] || { cat "$folder/err"; problems=$((problems + 1)); }
exec 3<"$folder/offered"
for ((at = 0; at < ${#cases[@]}; at += 2)); do
    offered=''
    while IFS= read -r -u 3 word && [[ $word != . ]]; do
        offered+="${offered:+ }$word"
    done
    if [[ $offered != "${cases[at]}" ]]; then
        echo "${cases[at + 1]}: offers \"$offered\", not \"${cases[at]}\""
        problems=$((problems + 1))
    fi
done
[[ $problems = 0 ]]
