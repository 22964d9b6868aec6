# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the ids of a catalogue as an enum; runs after the script that reads it. -v enum=finding_id -v prefix=FINDING
# makes `enum finding_id` with FINDING_NONE and a FINDING_... for each.

function begin()
{
    print "/* Made from the catalogue below data/; change that file. */"
    print "#ifndef MAILSONDE_FACTS_" toupper(enum) "_H"
    print "#define MAILSONDE_FACTS_" toupper(enum) "_H\n"
    print "/* Every entry, in the order of the catalogue. Readers and writers know the names (" enum "_words). */"
    print "enum " enum " {"
    print "    " prefix "_NONE, /* nothing, or an entry of another version of this program */"
}

function entry()
{
    print "    " prefix "_" enum_name(field["id"]) ","
}

function end()
{
    print "    " prefix "_COUNT"
    print "};\n"
    print "#endif"
}
