#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reports that are kept in a file, by --store and "history". $srcdir is where the sources are. Needs no network.
: "${srcdir:=.}"
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
exec python3 "$srcdir/tests/check_history.py"
