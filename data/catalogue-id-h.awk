# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the ids of the catalogue as the enum of src/facts/finding_id.h; runs after catalogue.awk.

function begin()
{
    print "/* Made from data/findings.catalogue; change that file. */"
    print "#ifndef MAILSONDE_FACTS_FINDING_ID_H"
    print "#define MAILSONDE_FACTS_FINDING_ID_H\n"
    print "/* Every finding of the catalogue, in its order. Readers and writers know their names (finding_id_words). */"
    print "enum finding_id {"
    print "    FINDING_NONE, /* nothing, or a finding of another version of this program */"
}

function entry()
{
    print "    FINDING_" enum_name(field["id"]) ","
}

function end()
{
    print "    FINDING_COUNT"
    print "};\n"
    print "#endif"
}
