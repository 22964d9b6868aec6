#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_man_page: mandoc finds nothing to say about the manual page.
set -u
srcdir=${srcdir:-$(dirname "$0")/..}
if ! command -v mandoc >/dev/null; then
    echo "mandoc is not installed"
    exit 77
fi
# Which other pages this machine has is no matter of ours.
messages=$(mandoc -T lint "$srcdir/doc/mailsonde.1" 2>/dev/null | grep -v 'referenced manual not found')
printf '%s' "$messages"
[[ -z $messages ]]
