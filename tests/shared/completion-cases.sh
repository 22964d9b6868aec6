# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# completion-cases.sh, to be sourced: what zsh and fish offer after which words. $zone is how the shell writes a file
# called "zone file". Leaves the lines in $folder/lines, and in `cases` what is expected and the line, in turn.
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
expect "json=${zone:?}" 'mailsonde -f json=z'
expect 'expect explain' 'mailsonde help ex'
expect 'starttls-not-announced starttls-not-offered' 'mailsonde explain starttls-not-'
expect "$zone" 'mailsonde --records z'
expect "$zone" 'mailsonde assess z'
expect '--fail-on' 'mailsonde assess --fail'

for ((at = 1; at < ${#cases[@]}; at += 2)); do
    printf '%s\n' "${cases[at]}"
done >"${folder:?}/lines"
