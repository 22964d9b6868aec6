#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_bounds: what hostile zones and servers may cost (check_bounds.py), in a
# network namespace of its own.
srcdir=${srcdir:-$(dirname "$0")/..}
PATH=$PATH:/usr/sbin:/sbin
export PATH
for tool in ip python3 unshare; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing (Debian: iproute2, python3, util-linux)"
        exit 77
    fi
done
# In a chroot nobody may have user namespaces, and root needs none.
namespaces=(--net)
[[ $(id -u) = 0 ]] || namespaces+=(--user --map-root-user)
if ! unshare "${namespaces[@]}" true 2>/dev/null; then
    echo "this machine cannot make network namespaces"
    exit 77
fi
exec unshare "${namespaces[@]}" python3 "$srcdir/tests/check_bounds.py" "$@"
