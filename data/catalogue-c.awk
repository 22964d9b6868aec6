# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the catalogue as the C table that src/assess/finding/catalogue.h declares; runs after catalogue.awk.

function begin()
{
    print "/* Made from data/findings.catalogue; change that file. */"
    print "#include \"assess/finding/catalogue.h\"\n"
    print "const struct catalogue_entry catalogue_entries[FINDING_COUNT] = {"
}

function entry()
{
    print "    [FINDING_" enum_name(field["id"]) "] = {"
    print "        .about = ABOUT_" toupper(field["about"]) ","
    print "        .severity = {[ROLE_MX] = SEVERITY_" toupper(severity("mx")) ","
    print "                     [ROLE_SUBMISSION] = SEVERITY_" toupper(severity("submission")) ","
    print "                     [ROLE_OTHER] = SEVERITY_" toupper(severity("other")) ","
    # A name that we made up is never held against the domain.
    print "                     [ROLE_GUESS] = SEVERITY_INFO,"
    print "                     [ROLE_DOMAIN] = SEVERITY_" toupper(severity("domain")) "},"
    if ("delivery" in field)
        print "        .delivery = EFFECT_" enum_name(field["delivery"]) ","
    print "        .requirement = " quoted(field["requirement"]) ","
    print "        .title = " quoted(field["title"]) ","
    print "        .explanation = " quoted(field["explanation"]) ","
    print "        .remedy = " quoted(field["remedy"]) ","
    print_remedies()
    print_settings()
    if ("attack" in field)
        print "        .attack = " quoted(field["attack"]) ","
    if ("check" in field)
        print "        .check = " quoted(field["check"]) ","
    if ("settle" in field)
        print "        .settle = " quoted(field["settle"]) ","
    print "        .reference = " quoted(field["reference"]) ","
    if ("unread" in field)
        print "        .unread = " quoted(field["unread"]) ","
    if ("result-type" in field)
        print "        .result_type = " quoted(field["result-type"]) ","
    print "    },"
}

function print_remedies(    i)
{
    for (i = 1; i <= suspect_count; i++) {
        if (remedy_at(suspects[i]) != "")
            print "        .remedy_at[SUSPECT_" enum_name(suspects[i]) "] = " quoted(remedy_at(suspects[i])) ","
    }
}

function print_settings(    i)
{
    for (i = 1; i <= software_count; i++)
        if (software[i] in field)
            print "        .settings[SOFTWARE_" enum_name(software[i]) "] = " quoted(field[software[i]]) ","
}

function end()
{
    print "};"
}
