#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_program: what the program itself says, where, and with which exit
# status, as far as that needs no network.
set -u
program=${MAILSONDE:-./mailsonde}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

run() { # EXPECTED-STATUS WORD...
    local expected=$1 status
    shift
    "$program" "$@" >"$folder/out" 2>"$folder/err"
    status=$?
    [[ $status = "$expected" ]] || complain "mailsonde $*: exit status $status, not $expected"
}

says() { # WHERE REGULAR-EXPRESSION
    grep -qE -- "$2" "$folder/$1" || complain "no \"$2\" in: $(head -n 5 "$folder/$1")"
}

refuses() { # REGULAR-EXPRESSION WORD...
    local words=$1
    shift
    run 2 "$@"
    says err "^mailsonde: .*$words"
    [[ $(wc -l <"$folder/err") = 1 ]] || complain "mailsonde $*: more than one line of complaint"
    [[ ! -s $folder/out ]] || complain "mailsonde $*: complains and prints"
}

run 0 --help
says out '^Usage: mailsonde '
[[ ! -s $folder/err ]] || complain "--help writes to standard error"
long=$(awk 'length > 80' "$folder/out")
[[ -z $long ]] || complain "--help is wider than 80 columns: $long"
for command in scan path demo explain help version; do
    run 0 help "$command"
    says out "^Usage: mailsonde $command"
    run 0 "$command" --help
    says out "^Usage: mailsonde $command"
done
run 0 help
says out '^ *--fail-on'
run 0 help demo
! grep -q -- --ports "$folder/out" || complain "help demo shows options that demo does not take"
for word in version --version -V; do
    run 0 "$word"
    says out '^mailsonde [0-9]'
done

refuses 'no target'
refuses 'no target' scan
refuses '--nonsense' --nonsense
refuses '--profile: "nobody" is none of bcp195, ncsc-nl-2025, ' --profile nobody --offline a.example
echo '{"name": "ours", "versions": [{"names": ["TLS 1.2"], "grad": "good"}]}' >"$folder/ours.json"
refuses "ours.json\": versions\[0\]: \"grad\" is no key" --profile "$folder/ours.json" --offline a.example
refuses 'did you mean --ports' --port 25
refuses '65536' --ports 65536 example.org
refuses 'is not HOST or HOST:PORT' --control a@mail.example.org path example.org
refuses 'is none of none, aws' --cloud nimbus example.org
run 0 explain cloud:aws starttls-not-offered
says out '^cloud:aws'
run 0 explain aws
says out '^cloud:aws'
refuses 'neither a finding nor a cloud is called' explain nimbus
refuses 'no such part' generate nonsense
refuses '\\x1b' --ports $'\e[31m' example.org

"$program" --help >/dev/full 2>"$folder/err"
status=$?
[[ $status = 2 ]] || complain "a full disk gives exit status $status, not 2"
says err 'No space left'

# This machine's crypto policy must not make a good server look bad: the model one of the demo needs TLS 1.2 or newer.
printf '[overrides]\ndisabled-version = TLS1.3\ndisabled-version = TLS1.2\n' >"$folder/policy"
GNUTLS_SYSTEM_PRIORITY_FILE=$folder/policy run 0 demo --quiet --no-progress
says out 'downgrade-resistant'
[[ $problems = 0 ]]
