#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_lines: lines of --format jsonl give the same reports as the document of --format json, wherever they are
# read; files of lines that are cut off, torn, sorted otherwise or put together. Needs no network.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
problems=0
case $program in /*) ;; *) program=$PWD/$program ;; esac
case $srcdir in /*) ;; *) srcdir=$PWD/$srcdir ;; esac
cd "$folder" || exit 99

complain() {
    echo "$1"
    problems=$((problems + 1))
}

run() { # EXPECTED-STATUS WORD...
    local expected=$1 status
    shift
    "$program" "$@" >out 2>err.all
    status=$?
    # What a build with a sanitizer says of every run with -v.
    grep -v '^mailsonde: sandbox: ' err.all >err
    [[ $status = "$expected" ]] || complain "mailsonde $*: exit status $status, not $expected: $(head -n 3 err)"
}

told() { # REGULAR-EXPRESSION
    [[ $(wc -l <err) = 1 ]] || complain "not one line: $(head -n 3 err)"
    grep -qE "^mailsonde: $1" err || complain "no \"$1\" in: $(cat err)"
}

same() { # WHAT FILE FILE
    cmp -s "$2" "$3" || complain "$1 is another: $(diff "$2" "$3" | head -n 5)"
}

timeless() { # FILE, of json
    sed -E '/^  "started_at": /d; /^    "(elapsed_ms|longest_stall_ms|stalls)": /d; /^  "settings": /,/^  }/d' "$1"
}

# One run, written as a document, and as lines in the order in which its targets were finished.
run 0 demo -f json=demo.json -f jsonl=as-they-came
for file in demo.json as-they-came; do
    "$program" assess -f csv "$file" 2>err | sort >"$file.csv"
    [[ ! -s err ]] || complain "$file: $(head -n 3 err)"
done
same 'what is said of the lines of a scan' demo.json.csv as-they-came.csv
run 1 assess -f jsonl=demo.jsonl -q -f text=/dev/null demo.json
run 1 assess -f json=of-document --profile ncsc-nl-2025 -q -f text=/dev/null demo.json
run 1 assess -f json=of-lines --profile ncsc-nl-2025 -q -f text=/dev/null demo.jsonl
timeless of-document >expected
timeless of-lines >actual
same 'the document made of lines' expected actual
[[ $(wc -c <expected) -gt 100000 ]] || complain "the demo has only $(wc -c <expected) bytes"

# Every reader of one reads the other.
for command in 'expect --from' 'assess -f csv'; do
    # shellcheck disable=SC2086  # words
    "$program" $command demo.json >expected 2>err
    # shellcheck disable=SC2086
    "$program" $command demo.jsonl >actual 2>>err
    same "\"$command\"" expected actual
    [[ ! -s err ]] || complain "\"$command\": $(head -n 3 err)"
done
run 0 diff demo.json demo.jsonl
run 0 diff demo.jsonl demo.json
for file in demo.json demo.jsonl; do
    run 1 assess -q --store "$file.db" "$file"
    "$program" history -f json --store "$file.db" >"$file.history" 2>err
    [[ ! -s err ]] || complain "history of $file: $(head -n 3 err)"
done
same 'what is stored' demo.json.history demo.jsonl.history

# A line has its kind and its id in front, and no line of a kind has the id of another.
grep -v '^{"kind":"\(input_error\|summary\)",' demo.jsonl | grep -vE '^\{"kind":"[a-z]+","id":"[^"]+","schema_version":3,' \
    >odd
[[ ! -s odd ]] || complain "lines without kind and id: $(head -c 300 odd)"
sed -nE 's/^(\{"kind":"[a-z]+","id":"[^"]+").*/\1/p' demo.jsonl | sort | uniq -d >odd
[[ ! -s odd ]] || complain "lines that come twice: $(head -n 3 odd)"
[[ $(grep -c '^{"kind":"domain"' demo.jsonl) = 7 ]] || complain 'not seven targets'

# Parts first is all the order that matters.
parts='^{"kind":"(vantage|zone|certificate|endpoint|host|catalogue)"'
{
    grep -E "$parts" demo.jsonl | sort
    grep '^{"kind":"domain"' demo.jsonl
    grep '^{"kind":"summary"' demo.jsonl
} >sorted
run 1 assess -f json=of-lines --profile ncsc-nl-2025 -q -f text=/dev/null sorted
timeless of-lines >actual
timeless of-document >expected
same 'the document made of sorted lines' expected actual

# Files one behind the other, and what comes twice taken out.
cat demo.jsonl demo.jsonl >twice
run 1 assess -f jsonl twice
[[ $(grep -c '^{"kind":"domain"' out) = 14 && ! -s err ]] || complain "two runs: $(head -n 3 err)"
awk 'match($0, /^\{"kind":"[a-z]+","id":"[^"]+"/) { if (seen[substr($0, 1, RLENGTH)]++) next } { print }' twice >once
run 1 assess -f jsonl once
[[ $(grep -c '^{"kind":"domain"' out) = 7 && ! -s err ]] || complain "two runs as one: $(head -n 3 err)"

# Without a part a target cannot be judged; the others are.
for kind in host endpoint certificate; do
    last=$(grep -n "^{\"kind\":\"$kind\"" demo.jsonl | tail -n 1 | sed 's/:.*//')
    sed "${last}d" demo.jsonl >missing
    run 2 assess -f jsonl missing
    told "missing:[0-9]+: the line of the $kind .* is not there before this one; give the whole file that"
    [[ $(grep -c '^{"kind":"domain"' out) = 6 ]] || complain "no $kind: $(grep -c '^{"kind":"domain"' out) targets, not 6"
done
grep -v '^{"kind":"vantage"' demo.jsonl >missing
run 2 assess missing
[[ $(wc -l <err) = 7 ]] || complain "no vantage: $(wc -l <err) lines"

# A file that was cut off after a line, or within one, is told; nothing of it counts as all there is.
grep -v '^{"kind":"domain",' demo.jsonl | grep -v '^{"kind":"summary",' >whole
grep '^{"kind":"domain","id":"good.example",' demo.jsonl >>whole
cp whole ended
grep '^{"kind":"summary",' demo.jsonl >>whole
head -c -100 whole >torn
cat whole torn >behind
run 0 assess -q whole
[[ ! -s err ]] || complain "a whole file: $(cat err)"
lines=$(wc -l <whole)
no_summary='the file was cut off: its last line, the summary, is missing'
in_line='the file was cut off in this line, which is left out'
for file in "ended: $no_summary" "torn:$lines: $in_line" "behind:$((2 * lines)): $in_line"; do
    name=${file%%:*}
    run 3 assess "$name"
    told "$file"
    grep -q "interrupted: not completed: $name\$" out || complain "$name: $(tail -n 2 out)"
    run 3 assess -f nagios "$name"
    grep -q '^MAILSONDE UNKNOWN' out || complain "$name: $(head -n 1 out)"
    run 3 assess -f checkmk "$name"
    grep -q '^3 ' out || complain "$name: $(cat out)"
    run 3 assess -f prometheus "$name"
    grep -q '^mailsonde_run_complete 0' out || complain "$name: the run is complete"
    run 3 assess -f json "$name"
    grep -q '"complete": false' out || complain "$name: the document is complete"
    run 3 diff "$name" whole
    grep -qF "mailsonde: $file" err || complain "diff $name: $(cat err)"
    run 2 expect --from "$name"
done
run 0 assess -f nagios whole

# What is put behind a line that was cut off is read; the line itself is told. Its run was cut off between two others.
sed 's/good\.example/other.example/g' whole >other
for rest in 100 1; do
    { head -c "-$rest" ended && cat other; } >glued
    run 2 assess -f jsonl glued
    told "glued:$((lines - 1)): a line was cut off here, and is left out; the one behind it is read"
    [[ $(grep -c '^{"kind":"domain","id":"other.example"' out) = 1 ]] || complain "glued, $rest: $(cut -c 1-60 out | tail -n 2)"
done

# So are lines of earlier versions.
run 1 assess --full -f jsonl=full -q -f text=/dev/null demo.json
sed 's/"schema_version":3/"schema_version":2/; s/"id":"[^"]*",//' full >earlier
run 1 assess -f json=of-lines --profile ncsc-nl-2025 -q -f text=/dev/null earlier
timeless of-lines >actual
timeless of-document >expected
same 'the document made of lines of an earlier version' expected actual
grep -v '^{"kind":"summary",' earlier | head -n 1 >one
run 3 assess -q one
told "one: $no_summary"
[[ $problems = 0 ]]
