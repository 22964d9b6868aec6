#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_dnssec: what mailsonde makes of a signed tree of its own (check_dnssec.py).
srcdir=${srcdir:-$(dirname "$0")/..}
PATH=$PATH:/usr/sbin:/sbin
export PATH
for tool in knotd keymgr python3; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing (Debian: knot, python3)"
        exit 77
    fi
done
exec python3 "$srcdir/tests/check_dnssec.py"
