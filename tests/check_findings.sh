#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# doc/findings.md and doc/providers.md are what the catalogues say, a damaged catalogue is refused, and the program knows
# findings by their enum.
set -eu

srcdir=${srcdir:-$(dirname "$0")/..}
awk=${AWK:-awk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# to FORM KIND FILE: the file as "c" or "markdown", read as a "catalogue" (of findings) or "providers".
to() {
    "$awk" -f "$srcdir/data/paragraphs.awk" -f "$srcdir/data/$2.awk" -f "$srcdir/data/$2-$1.awk" "$3"
}

fail() {
    echo "FAIL: $1"
    failures=$((failures + 1))
}

to markdown catalogue "$srcdir/data/findings.catalogue" > "$work/findings.md"
cmp -s "$work/findings.md" "$srcdir/doc/findings.md" \
    || fail "doc/findings.md is not what data/findings.catalogue says; run 'make update-docs'"
to markdown providers "$srcdir/data/providers.catalogue" > "$work/providers.md"
cmp -s "$work/providers.md" "$srcdir/doc/providers.md" \
    || fail "doc/providers.md is not what data/providers.catalogue says; run 'make update-docs'"

# Names of findings, as strings: those in comments aside.
sed -n 's/^id: *\(.*\)/"\1"/p' "$srcdir/data/findings.catalogue" > "$work/names"
named=$(find "$srcdir/src" -name '*.[ch]' -exec sed 's,/\*.*\*/,,; /^ *\/*\*/d' {} + | grep -Ff "$work/names") \
    && fail "a finding is told by its name, not by enum finding_id: $named"

# Each finding that stands in a stored text is in the catalogue.
sed -n 's/^id: //p' "$srcdir/data/findings.catalogue" | sort > "$work/ids"
for text in "$srcdir"/tests/golden/*.txt "$srcdir"/tests/golden/run/*.text; do
    grep -oE '\[[a-z0-9]+(-[a-z0-9]+)+\]' "$text" | tr -d '[]'
    sed -nE 's/^  [^ ]+ ([a-z0-9]+(-[a-z0-9]+)+): .*/\1/p' "$text"
done | sort -u > "$work/shown"
[ "$(wc -l < "$work/shown")" -gt 20 ] || fail "the stored texts show only $(wc -l < "$work/shown") findings"
comm -13 "$work/ids" "$work/shown" > "$work/unknown"
[ ! -s "$work/unknown" ] || fail "stored texts show findings that are not in the catalogue: $(tr '\n' ' ' < "$work/unknown")"

# ids RELEASED CATALOGUE: the list of ids as the catalogue would have it.
ids() {
    "$awk" -f "$srcdir/data/paragraphs.awk" -f "$srcdir/data/catalogue.awk" -v released="$1" -v version="$version" \
        -f "$srcdir/data/finding-ids.awk" "$2"
}
version=$(sed -n 's/^AC_INIT(\[mailsonde\], \[\([^]]*\)\].*/\1/p' "$srcdir/configure.ac")
released=$srcdir/data/finding-ids.released
if ! ids "$released" "$srcdir/data/findings.catalogue" > "$work/ids"; then
    fail "an id is not what was released"
elif ! cmp -s "$work/ids" "$released"; then
    fail "data/finding-ids.released does not list all findings; run 'make update-docs'"
fi

# breaks WHAT MESSAGE RELEASED-LINE: the list with this line in place of that of one finding is refused.
breaks() {
    sed "s/^starttls-not-offered .*/$3/" "$released" > "$work/other"
    if ids "$work/other" "$srcdir/data/findings.catalogue" > /dev/null 2> "$work/said"; then
        fail "$1 is accepted"
    elif ! grep -q "$2" "$work/said"; then
        fail "$1 is refused with the wrong words: $(cat "$work/said")"
    fi
}
breaks "an id that is gone" "starttls-none is not in the catalogue any more" "starttls-none port 0.1.0"
breaks "an id that is used again" "starttls-not-offered was retired" "starttls-not-offered port 0.1.0 retired 0.2.0 why"
breaks "an id with another meaning" "is about the port now, and was about the host" "starttls-not-offered host 0.1.0"
sed "s/^starttls-not-offered .*/starttls-none port 0.1.0 retired 0.2.0 why/" "$released" > "$work/other"
ids "$work/other" "$srcdir/data/findings.catalogue" > /dev/null || fail "an id that was retired is refused"

# Fixes of one server that set the same thing set it to the same, or add to what is there: people paste several.
# shellcheck disable=SC2016
"$awk" '
    /^id: / { id = $2 }
    /^on: / { on = $2 }
    /^[a-z]+:/ { field = $1 }
    field != "set:" || !/\| / { next }
    {
        line = $0
        sub(/^[^|]*\| /, "", line)
        key = line
        if (on == "postfix")
            sub(/ =.*/, "", key)
        else if (on == "sendmail")
            sub(/,.*/, "", key)
        else if (on == "opensmtpd") {
            split(line, word, " ")
            key = word[1] " " word[2] " " word[3] (word[1] == "listen" ? " " word[4] " " word[5] : "")
        }
        else if (key ~ /^[a-z_]+ = /)
            sub(/ = .*/, "", key)
        else
            next
        if (on ~ /^dovecot/ && (key == "port" || key == "ssl"))
            next
        key = on " " key
        if (on == "postfix" && index(line, "$(postconf -h ") > 0)
            line = "adds"
        if (key in value && value[key] != line)
            print id " and " first[key] " set " key " to different values"
        value[key] = line
        first[key] = id
    }
' "$srcdir/data/fixes.catalogue" > "$work/clashes"
[ ! -s "$work/clashes" ] || fail "fixes replace each other: $(cat "$work/clashes")"

# What can be mended line by line says how to see that it is.
sed -n 's/^id: \(.*\)-\(postfix\|exim\|opensmtpd\|sendmail\|dovecot2[34]\)$/\1/p' "$srcdir/data/fixes.catalogue" | sort -u > "$work/mended"
[ "$(wc -l < "$work/mended")" -ge 15 ] || fail "data/fixes.catalogue mends only $(wc -l < "$work/mended") findings"
# shellcheck disable=SC2016
"$awk" '/^id: / { id = $2 } /^check: / { print id }' "$srcdir/data/findings.catalogue" | sort -u > "$work/checked"
comm -23 "$work/mended" "$work/checked" > "$work/unchecked"
[ ! -s "$work/unchecked" ] || fail "findings that data/fixes.catalogue mends have no \"check\": $(tr '\n' ' ' < "$work/unchecked")"

# One good entry, which each case below damages.
cat > "$work/good" << 'END'
id: some-thing
about: port
severity: error
requirement: It is so.
title: It is not so
explanation: Because of
 this and that.
remedy: Do it.
reference: RFC 5321 5.1
END

kind=catalogue
to c $kind "$work/good" > /dev/null || fail "a good entry is refused"

# refuses WHAT MESSAGE: the catalogue on standard input ends the run with a status and the message.
refuses() {
    cat > "$work/bad"
    if to c $kind "$work/bad" > /dev/null 2> "$work/said"; then
        fail "$1 is accepted"
    elif ! grep -q "$2" "$work/said"; then
        fail "$1 is refused with the wrong words: $(cat "$work/said")"
    fi
}

{ cat "$work/good"; echo; cat "$work/good"; } | refuses "an id that is there twice" "there twice"
grep -v '^remedy' "$work/good" | refuses "an entry without remedy" 'no "remedy"'
{ cat "$work/good"; echo "colour: red"; } | refuses "an unknown key" 'unknown key "colour"'
{ cat "$work/good"; echo "title: again"; } | refuses "a repeated key" 'repeats the key'
sed 's/^severity: error/severity: bad/' "$work/good" | refuses "an unknown severity" 'not info, warning or error'
{ cat "$work/good"; echo "delivery: by-foot"; } | refuses "an unknown effect on delivery" 'is not stops, turns-away'
sed 's/^about: port/about: planet/' "$work/good" | refuses "an unknown subject" 'not domain, host'
sed 's/^id: some-thing/id: Some Thing/' "$work/good" | refuses "an id that is not kebab-case" 'kebab-case'
sed 's/^reference: .*/reference: hearsay/' "$work/good" | refuses "a reference to no RFC" 'names no RFC'
sed 's/^reference: .*/reference: RFC 8446 4/' "$work/good" | refuses "a reference to an old RFC" 'RFC 9846 is'
sed 's/^title: .*/title: It is not so, and this title goes on for longer than a line of the report can hold it/' \
    "$work/good" | refuses "a long title" 'more than 72 characters'
sed 's/^explanation: .*/explanation: One two three four five six seven eight nine ten eleven twelve thirteen fourteen,/
    s/^ this and that.*/ and then fifteen sixteen seventeen eighteen nineteen twenty twenty-one twenty-two twenty-three. Next./' \
    "$work/good" > "$work/just-right"
to c $kind "$work/just-right" > /dev/null || fail "a first sentence of 25 words is refused"
sed 's/^ and then/ and then also/' "$work/just-right" | refuses "a long first sentence" 'more than 25 words'
{ cat "$work/good"; echo "result-type: bad-luck"; } | refuses "an unknown result type" 'none of RFC 8460'
{ echo " lost"; cat "$work/good"; } | refuses "a continuation of nothing" 'continues nothing'

cat > "$work/good" << 'END'
id: some-cloud
title: Some Cloud
policy: Outgoing port 25 is blocked.
remedy: Ask.
source: example.org
seen: 2026-11-23
END
kind=providers
to c $kind "$work/good" > /dev/null || fail "a good provider is refused"
grep -v '^source' "$work/good" | refuses "a provider without source" 'no "source"'
sed 's/^seen: .*/seen: lately/' "$work/good" | refuses "a provider that was seen on no day" 'is no date'
sed 's/^id: .*/id: none/' "$work/good" | refuses "a provider called none" 'no provider'

cat > "$work/good" << 'END'
id: some-thing-postfix
on: postfix
set: | postconf -e 'one = two'
 | postconf -e 'three = four'
broken: | postconf -e 'one = three'
releases: 12 13
END
kind=fixes
to c $kind "$work/good" > "$work/c" || fail "a good fix is refused"
grep -qF 'postconf -e '"'one = two'"'\n"' "$work/c" || fail "the lines of a fix are not lines"
sed 's/^on: .*/on: qmail/' "$work/good" | refuses "a fix on a server that is not known" 'none of the servers'
sed 's/^on: .*/on: exim/' "$work/good" | refuses "a fix whose id names another server" 'does not end with the server'
sed 's/^set: |/set:/' "$work/good" | refuses "a fix without lines" 'do not begin with'
grep -v '^releases' "$work/good" | refuses "a fix that is tested nowhere" 'go together'
sed 's/^releases: .*/releases: 11/' "$work/good" | refuses "a fix of another release" 'neither 12 nor 13'

[ "$failures" -eq 0 ] || exit 1
echo "doc/findings.md and doc/providers.md are up to date; damaged catalogues are refused"
