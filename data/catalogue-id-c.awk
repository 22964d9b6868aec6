# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the names of the catalogue's ids as C (src/facts/words.h and
# src/facts/finding.h declare them); runs after catalogue.awk.

function begin()
{
    print "/* Made from data/findings.catalogue; change that file. */"
    print "#include \"facts/finding.h\""
    print "#include \"facts/words.h\"\n"
    print "static const char *const finding_id_list[FINDING_COUNT] = {"
}

function entry()
{
    print "    [FINDING_" enum_name(field["id"]) "] = " quoted(field["id"]) ","
}

function end()
{
    print "};"
    print "const struct words finding_id_words = {finding_id_list, FINDING_COUNT};\n"
}
