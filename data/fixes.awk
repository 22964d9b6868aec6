# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a paragraph of data/fixes.catalogue must be; runs after paragraphs.awk.

BEGIN {
    split("postfix exim opensmtpd sendmail dovecot23 dovecot24", servers, " ")
    for (i in servers)
        server[servers[i]] = 1
    form("id on set caution broken releases ports options", "id on set")
}

function check()
{
    if (!(field["on"] in server))
        fail("\"on: " field["on"] "\" is none of the servers")
    if (substr(field["id"], length(field["id"]) - length(field["on"])) != "-" field["on"])
        fail("the id \"" field["id"] "\" does not end with the server")
    if (field["set"] !~ /^\| /)
        fail("the lines of \"set\" do not begin with \"| \"")
    if ("broken" in field && field["broken"] !~ /^\| /)
        fail("the lines of \"broken\" do not begin with \"| \"")
    if (("broken" in field) != ("releases" in field))
        fail("\"broken\" and \"releases\" go together")
    if ("releases" in field && field["releases"] !~ /^(12|13|12 13)$/)
        fail("\"releases: " field["releases"] "\" is neither 12 nor 13 nor both")
}
