# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes what the catalogue says of each finding as the C table that src/facts/finding_texts.h declares; runs after
# catalogue.awk.

function begin()
{
    print "/* Made from data/findings.catalogue; change that file. */"
    print "#include \"facts/finding_texts.h\"\n"
    print "const struct finding_texts finding_texts[FINDING_COUNT] = {"
}

function entry()
{
    print "    [FINDING_" enum_name(field["id"]) "] = {"
    print "        .id = FINDING_" enum_name(field["id"]) ","
    print "        .title = " quoted(field["title"]) ","
    print "        .rule = " quoted(field["requirement"]) ","
    print "        .explanation = " quoted(field["explanation"]) ","
    print "        .remedy = " quoted(field["remedy"]) ","
    print_settings()
    print "        .reference = " quoted(field["reference"]) ","
    print "    },"
}

function print_settings(    i)
{
    for (i = 1; i <= software_count; i++)
        if (software[i] in field)
            print "        ." software[i] " = " quoted(field[software[i]]) ","
}

function end()
{
    print "};"
}
