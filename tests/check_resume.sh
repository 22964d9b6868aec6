#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_resume: runs that are killed, interrupted and gone on with, plain and
# compressed (check_resume.py), in a network namespace of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
# shellcheck source=tests/shared/own-network.sh
. "$srcdir/tests/shared/own-network.sh"
if ! command -v zstd >/dev/null; then
    echo "zstd is missing (Debian: zstd)"
    exit 77
fi
exec "${enter[@]}" python3 "$srcdir/tests/check_resume.py" "$@"
