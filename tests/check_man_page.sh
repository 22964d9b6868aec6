#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_man_page: mandoc finds nothing to say about the manual page, nor does
# groff, where it is installed: words that are macros end a page of groff's early.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
if ! command -v mandoc >/dev/null; then
    echo "mandoc is not installed"
    exit 77
fi
# Which other pages this machine has is no matter of ours.
messages=$(mandoc -T lint "$srcdir/doc/mailsonde.1" 2>/dev/null | grep -v 'referenced manual not found')
if command -v groff >/dev/null; then
    messages+=$(groff -mdoc -Tutf8 -ww "$srcdir/doc/mailsonde.1" 2>&1 >/dev/null)
fi
printf '%s' "$messages"
[[ -z $messages ]]
