#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_stable: a domain whose name servers rotate their records is reported on alike in each run (check_stable.py),
# with a loopback of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
# shellcheck source=tests/shared/own-network.sh
. "$srcdir/tests/shared/own-network.sh"
exec "${enter[@]}" python3 "$srcdir/tests/check_stable.py" "$@"
