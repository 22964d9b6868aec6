#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_threads: a run says the same with one loop and with several
# (check_threads.py), in a network namespace of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
# shellcheck source=tests/shared/own-network.sh
. "$srcdir/tests/shared/own-network.sh"
if ! command -v openssl >/dev/null; then
    echo "openssl is not installed"
    exit 77
fi
exec "${enter[@]}" python3 "$srcdir/tests/check_threads.py" "$@"
