#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_completion_zsh: what zsh offers for the beginning of a command line.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
program=${MAILSONDE:-./mailsonde}
problems=0

if ! command -v zsh >/dev/null; then
    echo "zsh is not installed"
    exit 77
fi

folder=$(mktemp -d) || exit 99
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/bin" "$folder/home" "$folder/here" "$folder/functions"
printf '#!/bin/sh\nexec "%s" "$@"\n' "$(realpath "$program")" >"$folder/bin/mailsonde"
chmod +x "$folder/bin/mailsonde"
: >"$folder/here/zone file"
cp "$srcdir/data/mailsonde.zsh" "$folder/functions/_mailsonde"
mkfifo "$folder/turn"

# An interactive zsh completes only on a terminal, which zpty is. Its compadd writes what it is given; a key after each
# completion writes a line with a point.
cat >"$folder/inner.zsh" <<'END'
PROMPT=
fpath=($FUNCTIONS $fpath)
autoload -Uz compinit
compinit -D -u
unsetopt list_beep beep
bindkey '^I' complete-word
zstyle ':completion:*' completer _complete
zstyle ':completion:*:hosts' hosts relay.example
compadd() {
    if [[ " ${@[1,(i)(-|--)]} " = *" -"[a-zA-Z]#[OAD]" "* ]]; then
        builtin compadd "$@"
        return
    fi
    local -a hits
    builtin compadd -A hits "$@"
    (( ! $#hits )) || print -rl -- "$IPREFIX"${^hits} >>$OFFERED
    builtin compadd "$@"
}
finish() {
    BUFFER=
    print . >>$OFFERED
    print >$FOLDER/turn
}
zle -N finish
bindkey '^T' finish
print >$FOLDER/turn
END
cat >"$folder/outer.zsh" <<'END'
zmodload zsh/zpty
exec 4<>$FOLDER/turn
zpty inner zsh -f -i
zpty -w inner "source $FOLDER/inner.zsh"
: >$OFFERED
read -r -u 4
while IFS= read -r line; do
    zpty -n -w inner "$line"$'\t\x14'
    read -r -u 4
    while zpty -r -t inner shown; do :; done
done
zpty -d inner
END

zone='zone\ file'
# shellcheck source=tests/shared/completion-cases.sh
. "$srcdir/tests/shared/completion-cases.sh"
cd "$folder/here" || exit 99
export FOLDER=$folder FUNCTIONS=$folder/functions OFFERED=$folder/offered
HOME=$folder/home PATH=$folder/bin:$PATH TERM=dumb timeout 60 zsh -f "$folder/outer.zsh" <"$folder/lines" || problems=1
exec 3<"$folder/offered"
for ((at = 0; at < ${#cases[@]}; at += 2)); do
    words=()
    while IFS= read -r -u 3 word && [[ $word != . ]]; do
        words+=("$word")
    done
    # The same word may be offered twice, as an operand of either kind; the order is that of no list.
    offered=$(printf '%s\n' "${words[@]}" | sort -u | paste -sd ' ')
    if [[ $offered != "${cases[at]}" ]]; then
        echo "${cases[at + 1]}: offers \"$offered\", not \"${cases[at]}\""
        problems=$((problems + 1))
    fi
done
[[ $problems = 0 ]]
