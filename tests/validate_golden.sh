#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the program writes of the stored facts, as one document each and as lines, is as data/report.schema.json
# describes it; so is a run with an entry that was skipped. $srcdir is where the sources are.
set -u
: "${srcdir:=.}"
program=${MAILSONDE:-./mailsonde}
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT

write() { # FORMAT NAME FILE...
    format=$1 name=$2
    shift 2
    "$program" assess --format "$format" --output "$folder/$name.$format" "$@" 2>"$folder/problem"
    [ -s "$folder/$name.$format" ] || {
        echo "$*: nothing is written: $(cat "$folder/problem")"
        exit 1
    }
}

for stored in "$srcdir"/tests/golden/*.json; do
    name=$(basename "$stored" .json)
    write json "$name" "$stored"
    [ ! -s "$folder/problem" ] || {
        cat "$folder/problem"
        exit 1
    }
done
echo '{"name": "somebody else"}' >"$folder/foreign"
write json skipped "$folder/foreign" "$srcdir/tests/golden/null-mx.json"
write jsonl all "$folder/foreign" "$srcdir"/tests/golden/*.json
python3 "$srcdir/tests/validate_json.py" "$srcdir/data/report.schema.json" "$folder"/*.json "$folder"/*.jsonl
