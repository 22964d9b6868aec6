#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_completion_fish: what fish offers for the beginning of a command line.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
problems=0

if ! command -v fish >/dev/null; then
    echo "fish is not installed"
    exit 77
fi

folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home" "$folder/here"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(realpath "$program")" >"$folder/bin/mailsonde"
chmod +x "$folder/bin/mailsonde"
: >"$folder/here/zone file"
completion=$(realpath "$srcdir/data/mailsonde.fish")

# Reads lines; after each, what is offered, on lines of their own, and a line with a point.
cat >"$folder/offers" <<'END'
source $argv[1]
while read -l line
    complete -C $line | string replace -r '\t.*' ''
    echo .
end
END

zone='zone file'
# shellcheck source=tests/shared/completion-cases.sh
. "$srcdir/tests/shared/completion-cases.sh"
cd "$folder/here" || exit 99
HOME=$folder/home PATH=$folder/bin:$PATH fish --no-config "$folder/offers" "$completion" <"$folder/lines" \
    >"$folder/offered" 2>"$folder/err"
[[ ! -s $folder/err ]] || { cat "$folder/err"; problems=$((problems + 1)); }
exec 3<"$folder/offered"
for ((at = 0; at < ${#cases[@]}; at += 2)); do
    offered=''
    while IFS= read -r -u 3 word && [[ $word != . ]]; do
        offered+="${offered:+ }$word"
    done
    if [[ $offered != "${cases[at]}" ]]; then
        echo "${cases[at + 1]}: offers \"$offered\", not \"${cases[at]}\""
        problems=$((problems + 1))
    fi
done
[[ $problems = 0 ]]
