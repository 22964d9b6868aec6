#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_docs: the manual page and the completion are what the program's tables
# make them, and nothing else is said anywhere about options and exit statuses.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
problems=0

complain() {
    echo "$1"
    problems=$((problems + 1))
}

for document in doc/mailsonde.1 data/mailsonde.bash data/mailsonde.zsh data/mailsonde.fish; do
    "$srcdir/doc/fill-template" "$program" "$srcdir/$document.in" |
        diff -u "$srcdir/$document" - ||
        complain "$document is stale: run \"make update-docs\""
done

options=$("$program" --help | grep -oE -- '--[a-z0-9][a-z0-9-]*' | sort -u)
page=$(sed 's/\\//g' "$srcdir/doc/mailsonde.1")
for option in $options; do
    grep -qE -- "^\.It .*Fl $option" <<<"${page//Fl -/Fl --}" ||
        complain "doc/mailsonde.1 has no entry for $option"
done

# What the prose says about options must be about options that there are.
mentioned() {
    sed -e 's/\\//g' -e 's/Fl -/--/g' "$srcdir/doc/mailsonde.1.in"
    grep -h -E '^ *(\$ )?(\./)?mailsonde ' "$srcdir/README.md" "$srcdir/doc/HACKING.md"
}
for option in $(mentioned | grep -oE -- '(^|[ `"])--[a-z][a-z-]*' | grep -oE -- '--.*' | sort -u); do
    grep -qx -- "$option" <<<"$options" || complain "$option is mentioned, but there is no such option"
done

# The files that the documents name are there (but for one that there is not to be).
files=$(cd "$srcdir" && find src tests -name '*.[ch]')
while read -r file; do
    [[ $file = common.h ]] || grep -qE "(^|/)$file\$" <<<"$files" || complain "doc/ names $file, which is not there"
done < <(grep -ohE '\b[a-z][a-z_0-9]*(/[a-z_0-9]+)*\.[ch]\b' "$srcdir"/doc/{architecture,HACKING,downgrade,profiles}.md | sort -u)

for status in $("$program" generate man-exit-status | sed -n 's/^\.It //p'); do
    grep -qE "^\| *${status/+/[+]} *\|" "$srcdir/README.md" ||
        complain "README.md does not say what exit status $status means"
done

for profile in "$srcdir"/data/profiles/*.json; do
    profile=$(basename "$profile" .json)
    grep -qF "\`$profile\`" "$srcdir/doc/profiles.md" || complain "doc/profiles.md does not list $profile"
    "$program" --help | tr -s '[:space:]' ' ' | grep -qF "$profile" || complain "--help does not list $profile"
done
[[ $problems = 0 ]]
