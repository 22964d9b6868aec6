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
for command in scan path assess demo explain help version; do
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
refuses 'mailsonde assess FILE' assess
refuses 'is not an option of the command "assess"' assess --ports 25 file
refuses '--nonsense' --nonsense
refuses '--profile: "nobody" is neither one of bcp195, ncsc-nl-2025, ' --profile nobody --offline a.example
echo '{"name": "ours", "versions": [{"names": ["TLS 1.2"], "grad": "good"}]}' >"$folder/ours.json"
refuses "ours.json\": versions\[0\]: \"grad\" is not a key" --profile "$folder/ours.json" --offline a.example
refuses 'did you mean --ports' --port 25
refuses '65536' --ports 65536 example.org
refuses 'is not HOST or HOST:PORT' --control a@mail.example.org path example.org
refuses 'is none of none, aws' --cloud nimbus example.org
run 0 explain cloud:aws starttls-not-offered
says out '^cloud:aws'
run 0 explain aws
run 0 explain 'STARTTLS-Not-Offered@mx1.example.org/192.0.2.1:25' CLOUD:AWS
says out '^cloud:aws'
refuses 'neither a finding nor a cloud is called' explain nimbus
refuses 'did you mean starttls-not-offered[?]' explain startls-not-offered
refuses 'did you mean hetzner[?]' explain hetzer
refuses 'did you mean bcp195[?]' --profile bcp159 --offline a.example
refuses 'no such part' generate nonsense
# Options from files: XDG_CONFIG_HOME's is read unless the environment, as that of the tests, says otherwise.
mkdir -p "$folder/home/mailsonde"
echo 'dept = deep' >"$folder/home/mailsonde/config"
export XDG_CONFIG_HOME=$folder/home
MAILSONDE_NO_CONFIG='' refuses 'config", line 1: "dept" is not the name of an option; did you mean depth' --offline a.example
echo 'depth = depe' >"$folder/depe"
refuses 'depe", line 1: depth: "depe" is none of' --config "$folder/depe" --offline a.example
refuses 'nowhere" cannot be read: No such file' --config "$folder/nowhere" --offline a.example
refuses 'offline asks no DNS server' --offline a.example
echo 'color = always' >"$folder/home/mailsonde/config"
MAILSONDE_NO_CONFIG='' run 0 demo -v
says err '^mailsonde: options were read from ".*/home/mailsonde/config"$'
says out $'\e'
run 0 demo -v
! grep -q 'options were read' "$folder/err" || complain "without files of options there are some: $(cat "$folder/err")"

refuses '\\x1b' --ports $'\e[31m' example.org

# Outputs that are full, closed, or read by nobody. Each is one line that names it.
fails() { # EXPECTED-STATUS REGULAR-EXPRESSION, of what was just run
    local status=$?
    [[ $status = "$1" ]] || complain "\"$2\": exit status $status, not $1"
    says err "^mailsonde: $2"
    [[ $(grep -c '^mailsonde: ' "$folder/err") = 1 ]] || complain "\"$2\": more than one line of complaint"
}
zone=$folder/zone
cat >"$zone" <<'ZONE'
none.example. 60 IN MX 0 .
four.example. 60 IN MX 1 mx.four.example.
mx.four.example. 60 IN A 127.0.0.1
literal.example. 60 IN MX 1 127.0.0.1.
bare.example. 60 IN MX 1 mx.bare.example.
other.bare.example. 60 IN A 127.0.0.1
ZONE
offline=(--offline --records "$zone" --no-path)
"$program" --help >/dev/full 2>"$folder/err"
fails 2 'standard output: No space left on device'
for format in text json jsonl; do
    "$program" "${offline[@]}" --format $format none.example >/dev/full 2>"$folder/err"
    fails 2 'standard output: .*No space left on device'
    run 2 "${offline[@]}" --format $format -o /dev/full none.example
    fails 0 '/dev/full: .*No space left on device'
    "$program" "${offline[@]}" --format $format none.example >&- 2>"$folder/err"
    fails 2 'standard output: it is closed'
    "$program" "${offline[@]}" --format $format none.example none.example. 2>"$folder/err" | head -n 0
    [[ ${PIPESTATUS[0]} = 141 || ${PIPESTATUS[0]} = 0 ]] || complain "a reader that left gives ${PIPESTATUS[0]}"
done
"$program" version >&- 2>"$folder/err"
fails 2 'standard output: it is closed'
"$program" "${offline[@]}" - <&- >"$folder/out" 2>"$folder/err"
fails 2 '-: the file cannot be read: Bad file descriptor'
for closed in '<&-' '2>&-' '<&- 2>&-'; do
    eval '"$program" "${offline[@]}" none.example' "$closed" '>"$folder/out"' ||
        complain "$closed: exit status $?"
    says out 'accepts no mail'
done
"$program" "${offline[@]}" none.example <&- >&- 2>&-
[[ $? = 2 ]] || complain "with all three closed: exit status $?"

# --output: whole or not at all, and nothing beside it.
mkdir "$folder/place"
report=$folder/place/report
report_is() { # FIRST-LINE
    [[ $(head -n 1 "$report") = "$1" ]] || complain "--output left: $(head -n 1 "$report")"
    [[ $(ls -A "$folder/place") = "${2:-report}" ]] || complain "beside the report: $(ls -A "$folder/place")"
}
run 0 "${offline[@]}" -o "$report" none.example
report_is none.example
echo old >"$report"
chmod 640 "$report"
run 0 "${offline[@]}" --format jsonl -o "$report" none.example
[[ $(stat -c %a "$report") = 640 ]] || complain "--output changes the mode of the file there"
lines_are_whole() { # FILE, of jsonl
    [[ $(grep -c '^{"kind":"domain"' "$1") = 1 && $(tail -n 1 "$1") = '{"kind":"summary",'* ]] &&
        ! grep -qv '^{"kind":"' "$1"
}
lines_are_whole "$report" || complain "not the line of a target and a summary: $(head -n 3 "$report")"
echo old >"$report"
run 2 --offline --records "$folder/place" -o "$report" none.example
report_is old
mv "$report" "$folder/place/target"
ln -s target "$report"
run 0 "${offline[@]}" -o "$report" none.example
report_is none.example $'report\ntarget'
[[ -L $report ]] || complain "--output replaces a link, not what it leads to"
echo old >"$folder/appended"
"$program" "${offline[@]}" -o /dev/stdout none.example >>"$folder/appended"
[[ $(head -n 1 "$folder/appended") = old ]] || complain "-o /dev/stdout replaces what it was to be added to"
rm -f ./-
run 1 "${offline[@]}" -o - literal.example
says out 'literal.example'
[[ ! -e ./- ]] || complain "-o - makes a file of that name"

# Several formats at once.
rm -rf "$folder/place"
mkdir "$folder/place"
place_is() { # NAMES
    [[ $(ls -A "$folder/place") = "$1" ]] || complain "not \"$1\" in the folder: $(ls -A "$folder/place")"
}
run 0 "${offline[@]}" -f json="$folder/place/a" -f jsonl="$folder/place/b" none.example
says out '^none.example$'
[[ $(tail -n 1 "$folder/place/a") = '}' ]] || complain 'two files: the document is not whole'
lines_are_whole "$folder/place/b" || complain 'two files: the lines are not whole'
place_is $'a\nb'
run 0 "${offline[@]}" -f json="$folder/place/a" -f jsonl none.example
lines_are_whole "$folder/out" || complain 'text beside the format that goes to standard output'
run 0 "${offline[@]}" -f json="$folder/place/a" -f jsonl=- none.example
lines_are_whole "$folder/out" || complain 'text beside the format that goes to -'
run 0 "${offline[@]}" -f json="$folder/place/a" -o "$folder/place/b" none.example
[[ $(head -n 1 "$folder/place/b") = none.example && ! -s $folder/out ]] || complain '-o is not for the text'
run 0 "${offline[@]}" --suggest -f json="$folder/place/a" none.example
says out '^# none.example'
run 0 demo -q -f json="$folder/place/a" -f jsonl="$folder/place/b"
says out good.example
run 0 demo -q -f text="$folder/place/text" -f jsonl="$folder/place/b"
grep -q '^What is wrong' "$folder/place/text" || complain 'the file is quiet, too'
! grep -q '^What is wrong' "$folder/out" || complain 'standard output is not quiet'
rm "$folder/place/text"
cp "$folder/place/a" "$folder/place/saved"
refuses 'saved: is read by this run, and has another use here' assess -o "$folder/place/saved" "$folder/place/saved"
refuses 'saved: is the file of --expect' assess -f csv="$folder/place/saved" --expect "$folder/place/saved" "$folder/place/a"
refuses 'saved: is the file of --store' history --store "$folder/place/saved" -o "$folder/place/saved"
refuses 'new: is the file of --store' "${offline[@]}" -f json="$folder/place/new" --store "$folder/place/new" none.example
[[ ! -e $folder/place/new ]] || complain 'a file was made that nothing is written to'
cmp -s "$folder/place/a" "$folder/place/saved" || complain 'a run has written over what it reads'
jq 'del(.reports[].certificates)' "$folder/place/a" >"$folder/place/saved"
run 2 assess "$folder/place/saved"
says err 'certificates: one that a chain refers to is missing'
rm "$folder/place/saved"
refuses 'names more than one severity for all' --fail-on warning,error none.example
run 1 assess -f text="$folder/place/a" -f jsonl "$folder/place/b"
[[ $(wc -l <"$folder/out") = $(wc -l <"$folder/place/b") ]] || complain 'assess: not as many lines as there were'
run 3 path -f json="$folder/place/a" -f text="$folder/place/b" 127.0.0.1:1
place_is $'a\nb'
echo old >"$folder/place/a"
rm "$folder/place/b"
ln -s a "$folder/place/link"
at=$folder/place
for two in "json=$at/a jsonl=$at/a" "json=$at/a text=$at/./a" "json=$at/a text=$at/link" "jsonl=$at/b text=$at/b.partial" \
    "text=$at/b.partial jsonl=$at/b" 'json jsonl' 'json jsonl=-' 'json jsonl=/dev/stdout' "json text=$folder/out"; do
    # shellcheck disable=SC2046,SC2086  # two words, and two options
    refuses ' would both be written there; use --format (text|jsonl)=FILE' "${offline[@]}" \
        $(printf -- '-f %s ' $two) none.example
done
refuses '"jsno" is none of text, json' -f jsno="$folder/place/b" none.example
refuses '"json=" has no file after the =' -f json= none.example
refuses 'standard output: text and text would both' "${offline[@]}" -f text -f text none.example
refuses 'a trace has no settings' path -f suggest="$folder/place/b" none.example
run 2 "${offline[@]}" -f json=/dev/full -f jsonl="$folder/place/a" -f text="$folder/place/b" none.example
says err '/dev/full: .*No space left on device'
run 2 "${offline[@]}" -f jsonl="$folder/place/a" -f text="$folder/nowhere/b" none.example
says err 'nowhere/b: no file can be made'
place_is $'a\nlink'
[[ $(cat "$folder/place/a") = old ]] || complain 'a run that could not begin has written a file'
"$program" "${offline[@]}" -f json="$folder/place/b" none.example >/dev/full 2>"$folder/err"
fails 2 'standard output: .*No space left on device'
[[ $(tail -n 1 "$folder/place/b") = '}' ]] || complain 'standard output is full, and the file is not written'
rm "$folder/place/b"
full() { # BLOCKS WORD...: what is said where files cannot be larger
    (
        ulimit -f "$1"
        shift
        "$program" "${offline[@]}" "$@" none.example 2>&1 >/dev/null | cat
        exit "${PIPESTATUS[0]}"
    ) >"$folder/err"
}
full 4 -f json="$folder/place/b" bare.example literal.example
fails 2 '.*place/b: the report could not be written: File too large'
full 1 -f jsonl="$folder/place/b"
fails 2 '.*place/b: File too large'
place_is $'a\nlink'

# Nagios and the like have exit statuses of their own, and read standard output.
run 3 -f nagios --bogus
says out '^MAILSONDE UNKNOWN - unknown option --bogus'
says err '^mailsonde: unknown option'
run 3 --format=nagios "${offline[@]}" --bogus none.example
run 3 -f nagios -o "$folder/nowhere/report" "${offline[@]}" none.example
says out '^MAILSONDE UNKNOWN - nothing was looked at'
run 0 -f nagios "${offline[@]}" none.example
says out '^MAILSONDE OK - none.example, delivery: no, inbound: no mail, .* [|] errors=0 warnings=0 '
run 2 -f nagios "${offline[@]}" none.example literal.example
says out '^MAILSONDE CRITICAL - 2 targets, 1 error'
run 2 -f nagios -f json="$folder/place/b" demo
says out '^MAILSONDE CRITICAL - '
grep -q '"exit_status": 2,' "$folder/place/b" || complain 'the JSON beside nagios has another exit status'
run 3 -f nagios "${offline[@]}" 'no target'
run 3 path -f nagios 127.0.0.1:1
"$program" -f nagios "${offline[@]}" none.example >/dev/full 2>"$folder/err"
fails 3 'standard output: .*No space left on device'
run 0 -f nagios --help

refuses 'place: Is a directory' "${offline[@]}" -o "$folder/place" none.example
refuses 'nowhere/report: no file can be made in its folder' "${offline[@]}" -o "$folder/nowhere/report" none.example

# What was not looked at is no pass.
inconclusive() { # REGULAR-EXPRESSION WORD...
    local words=$1
    shift
    run 3 "$@"
    says out "$words"
}
: >"$folder/empty"
printf '# nobody\r\n\r\n' >"$folder/comments"
for list in empty comments; do
    run 2 "${offline[@]}" "@$folder/$list"
    fails 0 "$folder/$list: the list has no target in it"
    "$program" "${offline[@]}" - <"$folder/$list" >"$folder/out" 2>"$folder/err"
    fails 2 '-: the list has no target in it'
done
for list in "$folder" /dev/zero "$folder/missing"; do
    run 2 "${offline[@]}" "@$list"
    [[ $(grep -c '^mailsonde: ' "$folder/err") = 1 ]] || complain "@$list: not one line: $(head -n 3 "$folder/err")"
done
run 2 "${offline[@]}" ' '
refuses 'offline asks no DNS server' --offline a.example
inconclusive 'the records file has no records of gone.example' "${offline[@]}" gone.example
inconclusive 'has only IPv4 addresses' "${offline[@]}" -6 four.example
inconclusive 'has only IPv6 addresses' "${offline[@]}" -4 '[::1]'
inconclusive 'No probed port accepts a connection' "${offline[@]}" --ports 1 --host 127.0.0.1
run 2 "${offline[@]}" "@$folder/empty"
says out ' 1 entry skipped$'

# The first lines say why, and blame nobody who was not asked.
headline() { # EXPECTED-STATUS REGULAR-EXPRESSION WORD...
    local status=$1 words=$2
    shift 2
    run "$status" "${offline[@]}" --quiet --width 1000 "$@"
    says out "$words"
    ! grep -qE 'DNS gave no answer|no port answers|_|besides' "$folder/out" ||
        complain "mailsonde $*: $(cat "$folder/out")"
}
headline 3 'delivery +unknown, the records file has no records of gone.example' gone.example
headline 3 'delivery +unknown, the records file has no records of mx.gone.example' --host mx.gone.example
headline 3 'submission +unknown, no port was probed: the records file has no records of mx.gone.' mx.gone.example:587
headline 3 'delivery +unknown, mx.four.example has only IPv4 addresses' -6 four.example
headline 3 'delivery +unknown, mx.four.example has only IPv4 addresses' -6 --host mx.four.example
headline 3 'delivery +unknown, mx.four.example has only IPv4 addresses' -6 mx.four.example:25
headline 3 'submission +unknown, no port was probed: mx.four.example has only IPv4' -6 mx.four.example:587
headline 1 'delivery +no\. The MX record holds an address' literal.example
headline 1 'submission +no host has an address' bare.example
run 3 "${offline[@]}" --submission mx.gone.example none.example
says out '\? host-not-asked: mx.gone.example'
run 0 "${offline[@]}" none.example
printf 'None.Example\r\nbad word\r\nuser@none.example.\r\n' >"$folder/list"
run 2 "${offline[@]}" --format jsonl none.example "@$folder/list"
[[ $(grep -c '"kind":"domain"' "$folder/out") = 1 ]] || complain "a target that is named again is looked at again"
says out '^\{"kind":"input_error",.*"line":2,"word":"bad word"'
says out '^\{"kind":"summary","complete":true,.*"input_errors":1,"repeated":2,"exit_status":2'

# This machine's crypto policy must not make a good server look bad: the model one of the demo needs TLS 1.2 or newer.
printf '[overrides]\ndisabled-version = TLS1.3\ndisabled-version = TLS1.2\n' >"$folder/policy"
GNUTLS_SYSTEM_PRIORITY_FILE=$folder/policy run 0 demo --quiet --no-progress
says out 'downgrade-resistant'
[[ $problems = 0 ]]
