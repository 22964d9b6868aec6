# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes the catalogue as doc/findings.md; runs after catalogue.awk.

function begin()
{
    print "# Findings"
    print ""
    print "Every requirement that mailsonde checks, by the id that reports use. Each is judged as *holds*, *fails* or"
    print "*unknown* for every subject it applies to; the severity is that of a failure, and depends on what the"
    print "subject is to the domain: a host that receives its mail (MX, port 25), a submission port, or port 25 of a"
    print "host that is not an MX. On a host whose name was only guessed every severity is *info*."
    print ""
    print "This file is made from `data/findings.catalogue`; change that one and run `make update-docs`."
}

function severities(    text)
{
    text = field["severity"]
    if ("severity-mx" in field)
        text = text "; " field["severity-mx"] " on an MX"
    if ("severity-submission" in field)
        text = text "; " field["severity-submission"] " on a submission port"
    if ("severity-other" in field)
        text = text "; " field["severity-other"] " elsewhere"
    return text
}

function delivery_text(word)
{
    return word == "stops" ? "no mail gets there." : \
           word == "turns-away" ? "no mail of this client gets there; others may fare better." : \
           word == "some-senders" ? "senders that follow the rules keep the mail, others deliver it." : \
           word == "in-clear" ? "mail gets there without TLS." : \
                                "nothing is known of the server; the cause is on this side or on the path."
}

function entry(    i)
{
    print ""
    print "## " field["id"]
    print ""
    print_folded(field["title"] " (" severities() "; about the " field["about"] "; " field["reference"] ").", "")
    print ""
    print_folded("- Required: " field["requirement"], "  ")
    print_folded("- Meaning: " field["explanation"], "  ")
    if ("attack" in field)
        print_folded("- The attack: " field["attack"], "  ")
    if ("delivery" in field)
        print_folded("- For delivery: " delivery_text(field["delivery"]), "  ")
    print_folded("- What to do: " field["remedy"], "  ")
    print_remedy("remedy-here", "on this side")
    print_remedy("remedy-this-machine", "at this machine")
    print_remedy("remedy-gateway", "at this machine's gateway")
    print_remedy("remedy-provider", "at the provider of this network")
    print_remedy("remedy-target", "at the server or its network")
    for (i = 1; i <= software_count; i++)
        if (software[i] in field)
            print_folded("- In " software_name[software[i]] ": " field[software[i]], "  ")
    if ("check" in field)
        print_folded("- To check it: " field["check"], "  ")
    if ("settle" in field)
        print_folded("- To settle it: " field["settle"], "  ")
    if ("unread" in field)
        print_folded("- Not compared with the text of " field["unread"], "  ")
    if ("result-type" in field)
        print_folded("- In TLS reports of senders: `" field["result-type"] "`", "  ")
}

function print_remedy(key, place)
{
    if (key in field)
        print_folded("- What to do where it is " place ": " field[key], "  ")
}

function end()
{
}
