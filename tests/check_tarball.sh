#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# check_tarball.sh: whether a tarball has every file of the repository.
#
#     tests/check_tarball.sh TARBALL
#
# Names those that are missing; what only the repository needs is left out. Exit status: 0 it has them, 1 it has not.
set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
missing=$(comm -23 \
    <(git -C "$top" -c safe.directory="$top" ls-files | LC_ALL=C sort) \
    <(tar -tf "$1" | sed 's,^[^/]*/,,' | LC_ALL=C sort) |
    grep -vE '^\.(ci/|clang-format$|clang-tidy$|editorconfig$|gitignore$)' || :)
[[ -n $missing ]] || exit 0
echo "not in the tarball (EXTRA_DIST in Makefile.am):"
echo "$missing"
exit 1
