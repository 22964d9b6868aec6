#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_exclude: nothing that --exclude lists is connected to or asked about
# (check_exclude.py), in a network namespace of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
# shellcheck source=tests/shared/own-network.sh
. "$srcdir/tests/shared/own-network.sh"
exec "${enter[@]}" python3 "$srcdir/tests/check_exclude.py" "$@"
