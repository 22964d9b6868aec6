# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# For scripts that run what they test in a network namespace of its own: sets `enter` to the command that does so. Where
# this machine cannot, or one of the tools is missing, the test is skipped.

PATH=$PATH:/usr/sbin:/sbin
export PATH
for tool in ip python3 unshare; do
    if ! command -v "$tool" >/dev/null; then
        echo "$tool is missing (Debian: iproute2, python3, util-linux)"
        exit 77
    fi
done
# In a chroot nobody may have user namespaces, and root needs none.
enter=(unshare --net)
[[ $(id -u) = 0 ]] || enter+=(--user --map-root-user)
if ! "${enter[@]}" true 2>/dev/null; then
    echo "this machine cannot make network namespaces"
    exit 77
fi
