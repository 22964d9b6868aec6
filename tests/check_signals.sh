#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a signal leaves of a run. $srcdir is where the sources are.
: "${srcdir:=.}"
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
exec python3 "$srcdir/tests/check_signals.py"
