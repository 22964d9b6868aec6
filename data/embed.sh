#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Prints the C source that carries the named files: embed.sh FOLDER FILE...
# They are plain text; each becomes an entry of demo_files under its last component.
set -eu
folder=$1
shift
printf '/* Generated from data/demo by data/embed.sh. */\n#include "demo/data.h"\n\n'
printf 'const struct demo_file demo_files[] = {\n'
for file; do
    printf '{"%s",\n' "${file##*/}"
    awk '{ gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "\"%s\\n\"\n", $0 } END { if (NR == 0) print "\"\"" }' \
        "$folder/$file"
    printf '},\n'
done
printf '};\nconst size_t demo_file_count = sizeof demo_files / sizeof demo_files[0];\n'
