# SPDX-License-Identifier: GPL-3.0-or-later
#
# data/tlsa-anchors.table as C.

BEGIN {
    print "/* Made from data/tlsa-anchors.table. */"
    print "#include \"assess/view/tlsa_anchors.h\"\n"
    print "const struct tlsa_anchor tlsa_anchors[] = {"
}

/^#/ || NF == 0 { next }

NF != 5 || ($3 != "issues" && $3 != "retired") || $4 !~ /^20[0-9][0-9]-[01][0-9]-[0-3][0-9]$/ \
    || length($5) != 64 || $5 !~ /^[0-9a-f]+$/ {
    print FILENAME ":" FNR ": not \"authority name issues|retired date digest\"" > "/dev/stderr"
    failed = 1
    exit 1
}

{
    printf "    {\"%s\", \"%s\", %s, \"%s\",\n     \"%s\"},\n", $1, $2, $3 == "issues" ? "true" : "false", $4, $5
    count++
}

END {
    if (failed || !count)
        exit 1
    print "};"
    printf "const size_t tlsa_anchor_count = %d;\n", count
}
