# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the names of the enum that enum-h.awk makes as the words that src/facts/words.h declares, under the same
# -v enum and -v prefix; -v none=WORD names the one before all.

function begin()
{
    print "/* Made from the catalogue below data/; change that file. */"
    print "#include \"facts/" enum ".h\""
    print "#include \"facts/words.h\"\n"
    print "static const char *const list[" prefix "_COUNT] = {"
    if (none != "")
        print "    [" prefix "_NONE] = " quoted(none) ","
}

function entry()
{
    print "    [" prefix "_" enum_name(field["id"]) "] = " quoted(field["id"]) ","
}

function end()
{
    print "};"
    print "const struct words " enum "_words = {.words = list, .count = " prefix "_COUNT};"
}
