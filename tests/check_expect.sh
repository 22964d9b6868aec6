#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_expect: what "mailsonde expect" writes is met by the report that it was written of, what is changed in it is
# found, and doc/expectations.md shows what the program does. One run of the demo; the rest needs no network.
set -u
srcdir=$(realpath "${srcdir:-$(dirname "$0")/..}")
program=$(realpath "${MAILSONDE:-./mailsonde}")
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

run() { # EXPECTED-STATUS WORD...
    local expected=$1 status
    shift
    "$program" "$@" >out 2>err </dev/null
    status=$?
    [[ $status = "$expected" ]] || complain "mailsonde $*: exit status $status, not $expected: $(head -n 3 err)"
}

says() { # PATTERN
    grep -qE -- "$1" out err || complain "neither output has \"$1\": $(tail -n 5 out err)"
}

silent() { # PATTERN
    ! grep -qE -- "$1" out err || complain "there is \"$1\": $(grep -hE -- "$1" out err | head -n 3)"
}

# Findings about expectations that do not hold.
failed='^    *[^ ]+ .*\[(expectation|acceptance)-|^ *[^ ]+ (expectation|acceptance)-[a-z-]+:'

run 0 demo --format json=demo.json --format jsonl=demo.jsonl
grep -v '^{"kind":"domain",' demo.jsonl | grep -v '^{"kind":"summary",' >good.jsonl
grep '^{"kind":"domain","id":"good.example",' demo.jsonl >>good.jsonl
grep '^{"kind":"summary",' demo.jsonl >>good.jsonl
grep -q '"id":"good.example",' good.jsonl || complain 'the demo has no line for good.example'

# The round trip.
run 0 expect --from demo.json
mv out ours
run 1 assess demo.json
run 1 assess --expect ours demo.json
silent "$failed"
run 0 expect --from good.jsonl
mv out good
run 0 expect --from good.jsonl -o written
cmp -s good written || complain 'expect -o writes something else than expect'
run 2 expect --from good.jsonl -o good.jsonl
says '^mailsonde: good.jsonl: is the file of --from'
run 0 assess --expect good --fail-on warning good.jsonl
silent "$failed"
[[ ! -s err ]] || complain "a good run is not silent: $(cat err)"

# What is changed is found, and where.
line=$(grep -nm 1 '^closed 2525' good | cut -d : -f 1)
sed "${line}s/closed/open/" good >changed
run 1 assess --expect changed good.jsonl
says 'expectation-port-not-open'
says "changed:$line\)"
sed 's/^hosts exactly/& mx9.good.example/' good >changed
run 1 assess --expect changed good.jsonl
says 'mx9.good.example$'
run 0 assess --expect changed --ignore expectation-host-missing@mx9.good.example good.jsonl
says '^ +~ expectation-host-missing: mx9.good.example: --ignore$'
run 0 assess --expect changed --fail-on error,mx=never good.jsonl
run 0 assess --expect changed --fail-on expectation-host-missing=never good.jsonl

# What no report needs is told at the end.
printf 'accept certificate-expired until never reason x\ndomain other.example\n' >unneeded
run 0 assess --expect unneeded good.jsonl
says '^mailsonde: unneeded:1: no report has a failed or undecided certificate-expired'
says '^mailsonde: unneeded: there is no report on other.example$'

# Faults: all of them, and nothing is scanned.
printf 'opne 25\ninbound best\n' >faulty
run 2 assess --expect faulty good.jsonl
says '^mailsonde: faulty:1: "opne" begins no line; did you mean open\?$'
says '^mailsonde: faulty:2: "best" is none of cleartext, '
[[ ! -s out ]] || complain "a report in spite of a faulty file: $(head -n 3 out)"
run 2 assess --expect good --expect ours good.jsonl
says '^mailsonde: --expect was given twice'
run 2 assess -o one -o two good.jsonl
says '^mailsonde: --output was given twice'
run 2 assess @good.jsonl
says 'No such file or directory; saved reports are named without @'
mkdir folder
run 2 --offline --records /dev/null --no-config @folder
says '"@folder": the file cannot be read: Is a directory$'
run 2 assess --expect none good.jsonl
says '^mailsonde: --expect: "none": No such file or directory$'
run 2 expect
run 2 expect --from none
run 2 expect --from faulty

# The example of the documentation, and what it says comes of it.
sed -n '/^    # Whatever/,/^With/p' "$srcdir/doc/expectations.md" | sed -n 's/^    //p' >example
[[ $(wc -l <example) -ge 12 ]] || complain 'doc/expectations.md has no example'
LC_ALL=C.UTF-8 run 1 assess --expect example demo.json
lines=0
while IFS= read -r line; do
    lines=$((lines + 1))
    grep -qxF -- "$line" out || complain "the program does not print \"$line\", which doc/expectations.md shows"
done < <(sed -n '/^With `mailsonde demo/,/^## /s/^    //p' "$srcdir/doc/expectations.md")
[[ $lines -ge 4 ]] || complain "only $lines lines of output in doc/expectations.md"
[[ $(sed -n '/^good.example$/,/^──/p' out | grep -cE "$failed") = 0 ]] || complain 'good.example is not as the example says'
[[ $problems = 0 ]]
