#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_assess: saved reports say the same when they are assessed again, and files that cannot be used are told
# in one line each. Needs no network.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
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
    [[ $status = "$expected" ]] || complain "mailsonde $*: exit status $status, not $expected: $(head -n 3 "$folder/err")"
}

same() { # WHAT FILE FILE
    cmp -s "$2" "$3" || complain "$1 is another: $(diff "$2" "$3" | head -n 5)"
}

# What depends on when it was written is left out.
timeless() { # FILE
    sed -E '/^  "started_at": /d; /^    "(elapsed_ms|longest_stall_ms|stalls)": /d; /^  "settings": /,/^  }/d' "$1"
}
reports() { # FILE, of jsonl
    grep -v '^{"kind":"\(summary\|input_error\)"' "$1"
}
targets() { # FILE, of jsonl
    grep '^{"kind":"\(domain\|report\)"' "$1"
}
of_target() { # TARGET FILE, of jsonl: a file of one
    grep -v '^{"kind":"domain"' "$2" | grep -v '^{"kind":"summary"'
    grep "^{\"kind\":\"domain\",\"id\":\"$1\"" "$2"
    grep '^{"kind":"summary"' "$2"
}

# A fresh run, as one document and as lines: its reports, input errors and status come back.
cd "$folder" || exit 99
case $program in /*) ;; *) program=$OLDPWD/$program ;; esac
case $srcdir in /*) ;; *) srcdir=$OLDPWD/$srcdir ;; esac
run 0 demo --format json --output demo.json
run 1 assess --format json --output again.json demo.json
timeless demo.json | sed 's/"exit_status": 0/"exit_status": 1/' >expected
timeless again.json >actual
same 'the document of the demo' expected actual
run 1 assess --format jsonl --output lines demo.json
run 1 assess --format jsonl --output lines.again lines
reports lines >expected
reports lines.again >actual
same 'a line of the demo' expected actual
run 1 assess --format json --output from-lines.json lines
timeless from-lines.json >expected
timeless again.json >actual
same 'the document made of lines' expected actual
run 1 assess demo.json
tail -n 3 out | grep -q '^7 targets' || complain "not 7 targets: $(tail -n 3 out)"
mv out expected
for way in 'assess -' 'assess /dev/stdin' 'assess --no-sandbox -'; do
    # shellcheck disable=SC2086  # words
    "$program" $way <demo.json >actual
    same "the text by \"$way\"" expected actual
done
run 1 assess --format suggest demo.json
grep -q '^[^#]' out || complain "no suggestion for the demo"

# In full the same findings come of what is left out otherwise, in both layouts.
run 0 demo --full --format json --output full.json
run 1 assess --full --format jsonl --output full.lines full.json
run 1 assess --format json --output slim.json full.json
run 1 assess --format jsonl --output slim.lines full.lines
# Transcripts, bytes of certificates and times of replies below a second alone are lost.
judged() { # FILE, of jsonl in full
    reports "$1" | sed -E 's/"der_base64":("[^"]*"|null)//g; s/"transcript":\[(\{[^}]*\},?)*\]//g
        s/"(first_line|slowest_line|elapsed)_ms":[0-9]{1,3}\b//g'
}
judged full.lines >expected
[[ $(wc -c <expected) -gt 500000 ]] || complain "the demo in full has only $(wc -c <expected) bytes"
for slim in slim.json slim.lines; do
    run 1 assess --full --format jsonl --output lines.again $slim
    judged lines.again >actual
    same "what is judged by $slim" expected actual
    [[ $(wc -c <$slim) -lt $(($(wc -c <full.lines) / 3)) ]] || complain "$slim has $(wc -c <$slim) bytes"
done
grep -q 'der_base64\|"transcript"' slim.json slim.lines && complain "slim files have what they should not"

# No finding of a report has the key of another.
reports full.lines | while read -r line; do grep -o '"key":"[^"]*' <<<"$line" | sort | uniq -d; done >out
[[ ! -s out ]] || complain "keys that come twice: $(head -n 3 out)"
grep -q '"key":"[^"]*~' full.lines && complain "a finding of the demo without a key of its own"
[[ $(grep -o '"key":"' full.lines | wc -l) -gt 1000 ]] || complain "the demo has few keys"

# What the file says of findings and verdict counts for nothing.
sed 's/"outcome": "fails"/"outcome": "holds"/g; s/"id": "[a-z]/"id": "x-/g; s/"findings": \[/"findings": [{"later": 1},/;
    s/"holds": \[/"holds": [3,/' demo.json >tampered
run 1 assess --format jsonl --output lines.again tampered
reports lines >expected
# Of lines, too.
sed 's/"outcome":"fails"/"outcome":"holds"/g; s/"id":"[a-z-]*","outcome"/"id":"x-y","outcome"/g;
    s/"findings":\[{/"findings":[{"later":1},{/' lines >tampered
run 1 assess --format jsonl --output lines.third tampered
reports lines.third >actual
same 'a line whose findings were changed' expected actual
reports lines.again >actual
same 'a report whose findings were changed' expected actual

# Held against another profile, and by another severity.
run 0 demo --profile ncsc-nl-2025 --format jsonl --output demo.jsonl
run 1 assess --profile ncsc-nl-2025 --format jsonl --output lines.again demo.jsonl
reports demo.jsonl >expected
reports lines.again >actual
same 'a report with its profile' expected actual
run 1 assess --profile bcp195 --format jsonl --output lines.again demo.jsonl
reports lines.again | grep -q '"profile":"ncsc' && complain 'a profile that was not asked for'
of_target good.example demo.jsonl >good
run 0 assess good
run 1 assess --fail-on info good

# Each stored report says the same again.
count=0
for stored in "$srcdir"/tests/golden/*.json; do
    "$program" assess --format jsonl --output lines "$stored" >out 2>err
    first=$?
    [[ ! -s err ]] || complain "$stored: $(head -n 1 err)"
    run $first assess --format jsonl --output lines.again lines
    reports lines >expected
    reports lines.again >actual
    same "$stored" expected actual
    run $first assess --format json --output document lines
    run $first assess --format jsonl --output lines.again document
    reports lines.again >actual
    same "$stored as a document" expected actual
    count=$((count + 1))
done
[[ $count -gt 10 ]] || complain "only $count stored reports"

# A run that was cut off, and one of which a word was no target.
sed 's/"complete": true/"complete": false/' demo.json >cut.json
run 1 assess --format json cut.json
grep -q '"complete": false' out || complain 'a run that was cut off is complete'
grep -v '"kind":"summary"' good >unfinished
echo '{"kind":"summary","complete":false,"unfinished":["b.example"]}' >>unfinished
run 3 assess unfinished
grep -q 'interrupted: .*b.example' out || complain "the target that is unfinished is not named: $(tail -n 3 out)"
echo '{"kind":"input_error","source":"list","line":3,"word":"a b","problem":"a blank"}' >>unfinished
run 2 assess unfinished
grep -q '^mailsonde: list:3: a blank$' err || complain "the word that is no target is not told: $(cat err)"

# One after the other.
cat demo.json good demo.json demo.json good >several
run 1 assess --format jsonl several
[[ $(targets out | wc -l) = 23 && ! -s err ]] || complain "several in one file: $(targets out | wc -l) reports, $(cat err)"

# What cannot be used is told in one line with its place, and the rest is judged.
told() { # REPORTS REGULAR-EXPRESSION WORD...
    local number=$1 words=$2
    shift 2
    run 2 assess --format jsonl "$@"
    [[ $(targets out | wc -l) = "$number" ]] || complain "assess $*: $(targets out | wc -l) reports, not $number"
    [[ $(wc -l <err) = 1 ]] || complain "assess $*: not one line: $(head -n 3 err)"
    grep -qE "^mailsonde: $words" err || complain "assess $*: no \"$words\" in: $(cat err)"
}
# These have a line for each report, the third one for each part of one, too.
"$program" assess --full --format jsonl --output reports.jsonl demo.json 2>err
sed '1s/"kind"/"kind/' reports.jsonl >first
sed '3s/}$//' reports.jsonl >third
number=$(grep -n '^{"kind":"domain"' demo.jsonl | sed -n '5s/:.*//p')
sed "${number}s/}\$//" demo.jsonl >fifth
told 6 'first:1: not JSON from column [0-9]+ on: .*; give a file that' first
told 6 'third:3: not JSON' third
told 6 "fifth:$number: not JSON" fifth
told 13 'third:3: not JSON' third demo.json
head -c 100000 demo.json >half.json
told 0 "half.json:$(wc -l <half.json | awk '{print $1 + 1}'): not JSON" half.json
sed '0,/"is_mx": true/s//"is_mx": 3/' demo.json >type.json
told 0 'type.json: reports\[0\].hosts\[0\].is_mx: expected a boolean, not an integer; was the file' type.json
told 0 'type.json: reports' type.json
sed 's/"schema_version": 3/"schema_version": 4/' demo.json >newer.json
told 0 'newer.json: schema_version 4 is newer than 3, which this program reads; use a newer mailsonde' newer.json
sed -n '1s/"schema_version":3/"schema_version":0/p' good >older
grep '^{"kind":"summary"' good >>older
told 0 'older:1: schema_version 0 is older than 1, which this program reads; scan again' older
echo '{"name": "package", "version": 3}' >foreign.json
told 0 'foreign.json:1: no schema_version, so this is not a mailsonde report' foreign.json
: >empty
told 0 'empty: there is no report in it' empty
echo '{"kind":"summary","complete":true}' >summary
told 0 'summary: there is no report in it' summary
told 0 'missing: No such file or directory' missing
told 0 '.*: Is a directory' "$folder"
told 7 'missing: No such file' missing demo.json
printf '\x1b[31m{' >$'bad\x1b[31mname'
told 0 'bad\\x1b\[31mname:1: not JSON' $'bad\x1b[31mname'
head -c 10000 /dev/urandom | tr -d '\n{[ \t\r' >noise
told 0 'noise:1: not JSON' noise
for ((i = 0; i < 100; i++)); do echo '{"kind":"report"}'; done >hundred
run 2 assess hundred
[[ $(wc -l <err) = 20 ]] || complain "a file of wrong lines: $(wc -l <err) complaints"
grep -q 'hundred:20: .*; the rest of the file is left out' err || complain "the end is not told: $(tail -n 1 err)"
run 2 assess --profile nobody demo.json
[[ ! -s out ]] || complain 'a profile that is none, and output'
"$program" assess demo.json >/dev/full 2>err
status=$?
if [[ $status != 2 ]] || ! grep -q 'standard output: .*No space left' err; then
    complain "a full disk: exit status $status: $(cat err)"
fi
"$program" assess --format json demo.json 2>err | head -n 0
[[ ${PIPESTATUS[0]} = 141 && ! -s err ]] || complain 'a reader that left is a fault'

# Every format bears facts that nobody saw: nulls, nothing at all, more than there can be.
formats=$(sed -n 's/^ *FORMAT([A-Z_0-9]*, \([a-z0-9]*\), .*/\1/p' "$srcdir/src/report/formats.h")
[[ -n $formats ]] || complain "no formats found in src/report/formats.h"
hostile() { # JSON-MEMBERS
    local status
    echo "{\"schema_version\":1,\"target\":{\"name\":\"a.example\"},$1}" >hostile
    for format in $formats; do
        "$program" assess -v --format "$format" hostile >out 2>err.all
        status=$?
        # What -v says of every run in such a build.
        grep -v '^mailsonde: sandbox: nothing is restricted under a sanitizer' err.all >err
        [[ $status = [013] && ! -s err ]] || complain "$1: exit status $status: $(head -n 3 err)"
    done
}
most=9007199254740991
hostile '"hosts":[],"domain":null'
run 3 assess hostile
hostile '"hosts":[{}],"addresses":[{}],"endpoints":[{"sessions":[{"tls":{"chain":[{}]}}]}],"paths":[{"ports":[{}]}]'
hostile "\"hosts\":[{\"name\":\"mx\",\"is_mx\":true,\"preference\":$most,\"addresses\":[\"\",\"192.0.2.1\"]}]"
hostile "\"elapsed_ms\":-$most,\"started_at_unix_ms\":$most,\"hosts\":[{\"name\":\"mx\",\"is_mx\":true}],\
\"endpoints\":[{\"address\":\"no address\",\"port\":-$most,\"connections\":$most}]"
[[ $problems = 0 ]]
