#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Every stored report and run is as data/report.schema.json describes it. $srcdir is where the sources are.
: "${srcdir:=.}"
if ! command -v python3 >/dev/null; then
    echo "python3 is not installed"
    exit 77
fi
exec python3 "$srcdir/tests/validate_json.py" "$srcdir/data/report.schema.json" \
    "$srcdir"/tests/golden/*.json "$srcdir"/tests/golden/run/*.json "$srcdir"/tests/golden/run/*.jsonl
