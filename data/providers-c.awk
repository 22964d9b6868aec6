# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the table of providers as the C that src/assess/vantage/providers.h declares; runs after providers.awk.

function begin()
{
    print "/* Made from data/providers.catalogue; change that file. */"
    print "#include \"assess/vantage/providers.h\"\n"
    print "const struct provider providers[PROVIDER_COUNT] = {"
}

function entry()
{
    print "    [PROVIDER_" enum_name(field["id"]) "] = {"
    print "        .title = " quoted(field["title"]) ","
    print "        .policy = " quoted(field["policy"]) ","
    print "        .remedy = " quoted(field["remedy"]) ","
    print "        .source = " quoted(field["source"]) ","
    print "        .seen_on = " quoted(field["seen"]) ","
    print "    },"
}

function end()
{
    print "};"
}
