#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_json: the questions of doc/json.md are answered by a document and by lines of the demo as
# tests/json-answers.txt says.
# "check_json.sh --update" writes that file. Needs no network.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
type jq >/dev/null 2>&1 || { echo "no jq" && exit 77; }
case $program in /*) ;; *) program=$PWD/$program ;; esac
case $srcdir in /*) ;; *) srcdir=$PWD/$srcdir ;; esac
folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 99

# Held against a profile in the newer one alone, so that something is new.
"$program" demo --format json --output old.json || exit 1
"$program" assess --profile ncsc-nl-2025 --format json --output report.json old.json
[[ $? = 1 ]] || exit 1
"$program" assess --profile ncsc-nl-2025 --format jsonl --output report.jsonl old.json
[[ $? = 1 ]] || exit 1

# Each question is a paragraph, and what answers it the indented lines after it.
awk '/^    jq / { inside = 1; print "echo \"## " question "\"" }
     inside && /^$/ { inside = 0; print "[[ ${PIPESTATUS[0]} = 0 ]] || echo failed" }
     inside { print }
     /:$/ { question = $0; gsub(/[`"$]/, "", question) }
     END { if (inside) print "[[ $? = 0 ]] || echo failed" }' "$srcdir/doc/json.md" >questions
[[ $(grep -c '^    jq' questions) = 19 ]] || echo "not ten questions, and nine to lines: $(grep -c '^    jq' questions)"
# How often one has to connect is no promise.
bash questions 2>&1 | sed -E '/^## How many conn/,/^## What has/s/\t[0-9]+$/\tN/' >answers
if [[ ${1:-} = --update ]]; then
    cp answers "$srcdir/tests/json-answers.txt"
elif ! diff -u "$srcdir/tests/json-answers.txt" answers; then
    echo "the answers are others; see tests/check_json.sh"
    exit 1
fi
