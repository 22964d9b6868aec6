# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes data/tls-names.table as the C tables that src/base/tls_names.h declares.

BEGIN {
    FS = "\t"
    print "/* Made from data/tls-names.table; change that file. */"
    print "#include \"base/tls_names.h\""
}

/^#/ { next }

$1 != kind { end_table(); begin_table($1) }
{
    print "    {" name() (kind ~ /^(suite|ssl2)$/ ? suite() : kind == "group" ? group() : "") "},"
    count++
}

END { end_table() }

# SSLv2 cipher kinds follow the suites in their table.
function begin_table(next_kind)
{
    kind = next_kind
    if (kind == "ssl2")
        return
    table = kind
    count = 0
    type = kind == "suite" || kind == "group" ? "tls_" kind : "tls_name"
    print "\nconst struct " type " tls_names_" kind "s[] = {"
}

function end_table()
{
    if (table == "" || (kind == "suite" && $1 == "ssl2"))
        return
    print "};\nconst size_t tls_names_" table "_count = " count ";"
}

function text(value)
{
    return value == "-" ? "NULL" : "\"" value "\""
}

function name()
{
    return (type == "tls_name" ? "" : ".name = {") $2 ", " text($3) ", " text($4) ", " text($5) \
        (type == "tls_name" ? "" : "}")
}

function suite(   classes, parts, names, i)
{
    parts = split($13, names, ",")
    classes = ""
    for (i = 1; i <= parts && $13 != "-"; i++)
        classes = classes (i > 1 ? " | " : "") "SUITE_" names[i]
    return ",\n     .key_exchange = KEY_EXCHANGE_" $6 ", .authentication = AUTHENTICATION_" $7 \
        ",\n     .cipher = " text($8) ", .bits = " $9 ", .mode = CIPHER_MODE_" $10 ", .mac = " text($11) \
        ",\n     .first_version = " $12 ", .classes = " (classes == "" ? "0" : classes)
}

function group()
{
    return ", .family = GROUP_" $6 ", .bits = " $7
}
