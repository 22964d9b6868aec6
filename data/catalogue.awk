# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reads and checks the catalogue of findings (data/findings.catalogue): paragraphs of "key: text", continued on
# lines that begin with a blank, apart by empty lines; "#" in the first column begins a comment.
#
# The script that is given after this one has the functions begin(), entry() and end(); entry() finds the paragraph in
# field[], each key in it. An unknown or repeated key, a missing one, a word that is none of the allowed, or an
# id that was there before ends the run with status 1 and the line's number.

BEGIN {
    split("id about severity severity-mx severity-submission severity-other requirement title explanation " \
          "remedy settle reference result-type", keys, " ")
    for (i in keys)
        known[keys[i]] = 1
    required_count = split("id about severity requirement title explanation remedy reference", required, " ")
    about_level["domain"] = about_level["host"] = about_level["address"] = about_level["port"] = 1
    severity_word["info"] = severity_word["warning"] = severity_word["error"] = 1
    # RFC 8460 4.3
    split("starttls-not-supported certificate-host-mismatch certificate-expired certificate-not-trusted " \
          "validation-failure tlsa-invalid dnssec-invalid dane-required sts-policy-fetch-error " \
          "sts-policy-invalid sts-webpki-invalid", result_types, " ")
    for (i in result_types)
        result_type[result_types[i]] = 1
    failed = 0
    key = ""
    begin()
}

/^#/ { next }

/^[ \t]*$/ {
    finish()
    next
}

/^[ \t]/ {
    if (key == "")
        fail("continues nothing")
    sub(/^[ \t]+/, "")
    sub(/[ \t]+$/, "")
    field[key] = field[key] (field[key] == "" ? "" : " ") $0
    next
}

{
    if (!match($0, /^[a-z-]+:/))
        fail("is no \"key: text\"")
    key = substr($0, 1, RLENGTH - 1)
    if (!(key in known))
        fail("has the unknown key \"" key "\"")
    if (key in field)
        fail("repeats the key \"" key "\"")
    text = substr($0, RLENGTH + 1)
    gsub(/^[ \t]+|[ \t]+$/, "", text)
    field[key] = text
}

END {
    if (!failed)
        finish()
    if (failed)
        exit 1
    end()
}

function fail(what)
{
    print FILENAME ":" FNR ": " what > "/dev/stderr"
    failed = 1
    exit 1
}

function finish(    i, name)
{
    key = ""
    name = ""
    for (i in field)
        name = i
    if (name == "")
        return
    for (i = 1; i <= required_count; i++)
        if (field[required[i]] == "")
            fail("the entry \"" field["id"] "\" that ends here has no \"" required[i] "\"")
    if (field["id"] !~ /^[a-z0-9]+(-[a-z0-9]+)*$/)
        fail("the id \"" field["id"] "\" is not kebab-case")
    if (field["id"] in seen)
        fail("the id \"" field["id"] "\" is there twice")
    if (!(field["about"] in about_level))
        fail("\"about: " field["about"] "\" is not domain, host, address or port")
    for (i in field)
        if (i ~ /^severity/ && !(field[i] in severity_word))
            fail("\"" i ": " field[i] "\" is not info, warning or error")
    if (field["reference"] !~ /^RFC [0-9]+/)
        fail("the reference of \"" field["id"] "\" names no RFC")
    if ("result-type" in field && !(field["result-type"] in result_type))
        fail("\"result-type: " field["result-type"] "\" is none of RFC 8460 4.3")
    seen[field["id"]] = 1
    entry()
    split("", field)
}

# The severity for a role, which is the general one where the entry says nothing else.
function severity(role)
{
    return ("severity-" role) in field ? field["severity-" role] : field["severity"]
}
