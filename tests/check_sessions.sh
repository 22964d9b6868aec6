#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Servers whose sessions are not all alike. $srcdir is where the sources are.
: "${srcdir:=.}"
for tool in python3 openssl; do
    if ! command -v $tool >/dev/null; then
        echo "$tool is not installed"
        exit 77
    fi
done
exec python3 "$srcdir/tests/check_sessions.py"
