#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_resolver: which name servers are asked (check_resolver.py), with a
# loopback and an /etc/resolv.conf of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
PATH=$PATH:/usr/sbin:/sbin
export PATH
for tool in ip python3 unshare; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing (Debian: iproute2, python3, util-linux)"
        exit 77
    fi
done
# Root needs no user namespace, and has none in a chroot; enter-namespaces can do that, unshare(1) cannot.
if [[ $(id -u) = 0 ]]; then
    enter=("$srcdir/tests/shared/enter-namespaces")
else
    enter=(unshare --user --map-root-user --net --mount)
fi
if ! "${enter[@]}" true 2>/dev/null; then
    echo "this machine cannot make network and mount namespaces"
    exit 77
fi
exec "${enter[@]}" python3 "$srcdir/tests/check_resolver.py" "$@"
