# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a paragraph of the catalogue of findings (data/findings.catalogue) must be; runs after paragraphs.awk.

BEGIN {
    about_level["domain"] = about_level["host"] = about_level["address"] = about_level["port"] = 1
    severity_word["info"] = severity_word["warning"] = severity_word["error"] = 1
    delivery_word["stops"] = delivery_word["turns-away"] = delivery_word["some-senders"] = 1
    delivery_word["in-clear"] = delivery_word["hidden"] = 1
    # RFC 8460 4.3
    split("starttls-not-supported certificate-host-mismatch certificate-expired certificate-not-trusted " \
          "validation-failure tlsa-invalid dnssec-invalid dane-required sts-policy-fetch-error " \
          "sts-policy-invalid sts-webpki-invalid", result_types, " ")
    for (i in result_types)
        result_type[result_types[i]] = 1
    # Whom a finding may point at (facts/finding.h) has a remedy of its own: the first of these that is there.
    suspect_count = split("this-machine gateway this-network provider target-network target", suspects, " ")
    remedy_keys["this-machine"] = "remedy-this-machine remedy-here"
    remedy_keys["gateway"] = "remedy-gateway remedy-here"
    remedy_keys["this-network"] = "remedy-here"
    remedy_keys["provider"] = "remedy-provider remedy-here"
    remedy_keys["target-network"] = remedy_keys["target"] = "remedy-target"
    software_count = split("postfix exim opensmtpd dovecot", software, " ")
    software_name["postfix"] = "Postfix"
    software_name["exim"] = "Exim"
    software_name["opensmtpd"] = "OpenSMTPD"
    software_name["dovecot"] = "Dovecot"
    title_columns = 72
    sentence_words = 25
    form("id about severity severity-mx severity-submission severity-other delivery requirement title explanation " \
         "attack check remedy remedy-here remedy-this-machine remedy-gateway remedy-provider remedy-target settle " \
         "postfix exim opensmtpd dovecot " \
         "reference unread result-type",
         "id about severity requirement title explanation remedy reference")
}

function check(    i)
{
    if (!(field["about"] in about_level))
        fail("\"about: " field["about"] "\" is not domain, host, address or port")
    for (i in field)
        if (i ~ /^severity/ && !(field[i] in severity_word))
            fail("\"" i ": " field[i] "\" is not info, warning or error")
    if ("delivery" in field && !(field["delivery"] in delivery_word))
        fail("\"delivery: " field["delivery"] "\" is not stops, turns-away, some-senders, in-clear or hidden")
    if (field["reference"] !~ /^(RFC [0-9]+|POSIX |doc\/)/)
        fail("the reference of \"" field["id"] "\" names no RFC (or POSIX, or doc/)")
    if (field["reference"] ~ /RFC 8446/)
        fail("the reference of \"" field["id"] "\" is to RFC 8446, in whose place RFC 9846 is")
    if (length(field["title"]) > title_columns)
        fail("the title of \"" field["id"] "\" has more than " title_columns " characters")
    if (first_sentence_words(field["explanation"]) > sentence_words)
        fail("the first sentence of the explanation of \"" field["id"] "\" has more than " sentence_words " words")
    if ("result-type" in field && !(field["result-type"] in result_type))
        fail("\"result-type: " field["result-type"] "\" is none of RFC 8460 4.3")
}

# The first sentence is what the report shows without -v: it ends where a blank and a capital letter follow.
function first_sentence_words(text,    words)
{
    return split(match(text, /\. [A-Z]/) ? substr(text, 1, RSTART) : text, words, " ")
}

# The severity for a role, which is the general one where the entry says nothing else.
function severity(role)
{
    return ("severity-" role) in field ? field["severity-" role] : field["severity"]
}

# The remedy for findings that point at `suspect`; empty where the general one is meant.
function remedy_at(suspect,    keys, count, i)
{
    count = split(remedy_keys[suspect], keys, " ")
    for (i = 1; i <= count; i++)
        if (keys[i] in field)
            return field[keys[i]]
    return ""
}
