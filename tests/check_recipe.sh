#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_recipe: doc/HACKING.md says what a new finding takes: an entry in the catalogue, a rule, rows of a test. Here
# they are added to a copy; the program then has the finding, the unit test passes, and no stored text changes.
#
# Only what the new entry changes is compiled, and linked before the library as it is. For that the entry is the last
# one, so that the others keep their numbers.
set -eu
srcdir=${srcdir:-$(dirname "$0")/..}
top=$(cd "$srcdir" && pwd)
awk=${AWK:-awk}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "FAIL: $1"
    exit 1
}

# value NAME: what the makefile makes of a variable.
value() {
    # shellcheck disable=SC2016
    printf 'include Makefile\nvalue: ; @echo $(%s)\n' "$1" |
        env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL "${MAKE:-make}" -s --no-print-directory -f - value
}

# The copy, and what the recipe adds.
for folder in src data tests/unit tests/golden; do
    mkdir -p "$work/tree/$folder"
    cp -R "$top/$folder/." "$work/tree/$folder"
done
cp -R src/. "$work/tree/src" 2> /dev/null || true # what is generated, where the build has a folder of its own
chmod -R u+w "$work/tree"
find "$work/tree" -name '*.o' -delete

# add FILE LINE: the text on standard input, before the line that begins so.
add() {
    cat > "$work/added"
    # shellcheck disable=SC2016
    "$awk" -v before="$2" -v added="$work/added" '
        index($0, before) == 1 && !done { while ((getline line < added) > 0) print line; done = 1 }
        { print }
        END { exit !done }' "$work/tree/$1" > "$work/with" || fail "$1 has no line that begins with \"$2\""
    mv "$work/with" "$work/tree/$1"
}

cat >> "$work/tree/data/findings.catalogue" << 'END'

id: size-not-offered
about: port
severity: info
requirement: The server offers SIZE.
title: The server does not offer SIZE
explanation: Senders learn only after the transfer that a message is too large.
remedy: Enable it.
reference: RFC 1870 3
END
add src/assess/rules/smtp/smtp.c 'void smtp_rules(' << 'END'
static void judge_size(struct assessment *assessment, const struct port_view *port_view)
{
    const struct ehlo *ehlo = port_view->session->ehlo;
    if (ehlo != NULL && ehlo->reply.code == 250)
        judge(assessment, &port_view->about, FINDING_SIZE_NOT_OFFERED,
              outcome_unless(ehlo_find(ehlo, "SIZE") == NULL), "EHLO lists %s.", phrase_keywords(ehlo).text);
}

END
add src/assess/rules/smtp/smtp.c '    if (port_view->endpoint->found != MODE_OTHER)' << 'END'
    judge_size(assessment, port_view);
END
add tests/unit/assess_rows_smtp.c 'static const struct row rows[] = {' << 'END'
static void no_size(struct report *report)
{
    struct ehlo *ehlo = facts_session(report, "192.0.2.10", 25)->ehlo;
    for (size_t i = 0; i < ehlo->keyword_count; i++)
        if (text_same(ehlo->keywords[i].keyword, "SIZE"))
            text_replace(&ehlo->keywords[i].keyword, text_copy("XSIZE"));
}

END
add tests/unit/assess_rows_smtp.c '    {FINDING_EHLO_REJECTED,' << 'END'
    {FINDING_SIZE_NOT_OFFERED, OUTCOME_FAILS, SEVERITY_INFO, no_size, "EHLO lists", NULL},
END

# What is generated from the catalogue.
generate() { # FILE WORDS-OF-AWK...
    to=$work/tree/$1
    shift
    "$awk" -f "$top/data/paragraphs.awk" -f "$top/data/catalogue.awk" "$@" "$work/tree/data/findings.catalogue" > "$to"
}
generate src/facts/finding_id.h -v enum=finding_id -v prefix=FINDING -f "$top/data/enum-h.awk"
generate src/facts/finding_id_words.c -v enum=finding_id -v prefix=FINDING -f "$top/data/enum-c.awk"
generate src/assess/catalogue_data.c -f "$top/data/catalogue-c.awk"

# Each new object is compiled into $work/new, and stands in for the one of that name in the build.
compile=$(echo " $(value COMPILE)" | sed -E 's,-I([^ ]*/)?src( |$),,g; s,-I([^ ]*/)?src( |$),,g')
compile="$compile -O0 -I$work/tree/src -I$work/tree/tests/unit"
mkdir "$work/new"
for source in src/facts/finding_id_words.c src/assess/catalogue_data.c src/assess/rules/smtp/smtp.c \
    src/command/explain.c tests/unit/assess_rows_smtp.c tests/unit/assess_test.c; do
    $compile -c -o "$work/new/$(basename "$source" .c).o" "$work/tree/$source" || fail "$source does not compile"
done

# link PROGRAM OBJECT...: the objects, new ones in place of their namesakes, before the library.
link="$(value CCLD) $(value AM_CFLAGS) $(value CFLAGS) $(value AM_LDFLAGS) $(value LDFLAGS)"
libraries="$(value LIBRARIES_USED) $(value LIBS)"
link() {
    program=$work/$1
    shift
    for object; do
        shift
        [ ! -e "$work/new/$(basename "$object")" ] || object=$work/new/$(basename "$object")
        set -- "$@" "$object"
    done
    # shellcheck disable=SC2086
    $link -o "$program" "$@" libmailsonde.a $libraries || fail "$program cannot be linked"
}
rules="finding_id_words.o catalogue_data.o smtp.o explain.o"
# shellcheck disable=SC2046,SC2086
link mailsonde $(value mailsonde_OBJECTS) $rules
libraries="$libraries $(value CRITERION_LIBS)"
# shellcheck disable=SC2046,SC2086
link assess_test $(value assess_test_OBJECTS) $rules

"$work/assess_test" > "$work/said" 2>&1 || fail "assess_test: $(tail -n 20 "$work/said")"
"$work/mailsonde" explain size-not-offered | grep -q 'The server does not offer SIZE' || fail "explain does not know it"
sed 's/"SIZE/"XSIZE/' "$top/tests/golden/model.json" > "$work/facts.json"
"$work/mailsonde" assess -v "$work/facts.json" > "$work/said" || fail "assess: $(cat "$work/said")"
grep -q 'size-not-offered' "$work/said" || fail "the report does not have the finding"
"$work/mailsonde" assess "$top/tests/golden/model.json" | diff "$top/tests/golden/model.txt" - > "$work/said" \
    || fail "a stored text changes: $(cat "$work/said")"
echo "a finding takes an entry, a rule and a row of a test"
