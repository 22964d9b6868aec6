#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What becomes of a run when there is no memory. $srcdir is where the sources are. With "each" every allocation is
# made to fail in turn, which takes long.
: "${srcdir:=.}"
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
# A sanitizer's malloc() is not the one that the program has for this.
if grep -q '^SANITIZE_CFLAGS = .*-fsanitize' Makefile; then
    echo "this machine cannot: a sanitizer allocates in its own way"
    exit 77
fi
exec python3 "$srcdir/tests/check_memory.py" "$@"
