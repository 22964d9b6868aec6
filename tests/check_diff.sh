#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The command "diff". $srcdir is where the sources are. Needs no network.
: "${srcdir:=.}"
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
exec python3 "$srcdir/tests/check_diff.py"
