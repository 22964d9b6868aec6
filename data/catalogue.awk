# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a paragraph of the catalogue of findings (data/findings.catalogue) must be; runs after paragraphs.awk.

BEGIN {
    about_level["domain"] = about_level["host"] = about_level["address"] = about_level["port"] = 1
    severity_word["info"] = severity_word["warning"] = severity_word["error"] = 1
    # RFC 8460 4.3
    split("starttls-not-supported certificate-host-mismatch certificate-expired certificate-not-trusted " \
          "validation-failure tlsa-invalid dnssec-invalid dane-required sts-policy-fetch-error " \
          "sts-policy-invalid sts-webpki-invalid", result_types, " ")
    for (i in result_types)
        result_type[result_types[i]] = 1
    form("id about severity severity-mx severity-submission severity-other requirement title explanation " \
         "remedy settle reference result-type",
         "id about severity requirement title explanation remedy reference")
}

function check(    i)
{
    if (!(field["about"] in about_level))
        fail("\"about: " field["about"] "\" is not domain, host, address or port")
    for (i in field)
        if (i ~ /^severity/ && !(field[i] in severity_word))
            fail("\"" i ": " field[i] "\" is not info, warning or error")
    if (field["reference"] !~ /^RFC [0-9]+/)
        fail("the reference of \"" field["id"] "\" names no RFC")
    if ("result-type" in field && !(field["result-type"] in result_type))
        fail("\"result-type: " field["result-type"] "\" is none of RFC 8460 4.3")
}

# The severity for a role, which is the general one where the entry says nothing else.
function severity(role)
{
    return ("severity-" role) in field ? field["severity-" role] : field["severity"]
}
