# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the table of providers as doc/providers.md; runs after providers.awk.

function begin()
{
    print "# Clouds and outgoing mail"
    print ""
    print "What clouds and hosters do with outgoing mail by default, by the word for `--cloud`. mailsonde looks nothing up about"
    print "where it runs: it shows this for the provider that the user names, beside what it saw. Policies change, and"
    print "each entry is as old as its date."
    print ""
    print "This file is made from `data/providers.catalogue`; change that one and run `make update-docs`."
}

function entry()
{
    print ""
    print "## " field["id"]
    print ""
    print_folded(field["title"] ": " field["policy"], "")
    print ""
    print_folded("- What to do: " field["remedy"], "  ")
    print_folded("- Source: " field["source"] "; seen " field["seen"], "  ")
}

function end()
{
}
