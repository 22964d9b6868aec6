# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the fixes as the C table that src/command/fix.h declares; runs after fixes.awk.

function begin()
{
    print "/* Made from data/fixes.catalogue; change that file. */"
    print "#include \"command/fix.h\"\n"
    print "const struct fix fixes[] = {"
}

function entry(    finding, lines, count, i, text, releases)
{
    finding = substr(field["id"], 1, length(field["id"]) - length(field["on"]) - 1)
    count = split(substr(field["set"], 3), lines, / \| /)
    print "    {.finding = FINDING_" enum_name(finding) ","
    print "     .server = FIX_SERVER_" enum_name(field["on"]) ","
    text = ""
    for (i = 1; i <= count; i++)
        text = text "\n              " substr(quoted(lines[i]), 1, length(quoted(lines[i])) - 1) "\\n\""
    print "     .lines = " substr(text, 16) ","
    if ("caution" in field)
        print "     .caution = " quoted(field["caution"]) ","
    if ("broken" in field) {
        releases = field["releases"]
        sub(/ /, " and ", releases)
        print "     .verified_on = \"Debian " releases "\","
    }
    print "    },"
}

function end()
{
    print "};"
    print "const size_t fix_count = sizeof fixes / sizeof fixes[0];"
}
