# SPDX-License-Identifier: GPL-3.0-or-later
#
# Reads data that is written as paragraphs of "key: text", continued on lines that begin with a blank, apart by empty
# lines; "#" in the first column begins a comment. The first key of each is "id", kebab-case and never twice.
#
# A script after this one says with form() which keys there are, has check(), which looks at one paragraph in field[] and
# calls fail() for what is wrong; the one after that has begin(), entry() and end(), which write. An unknown or
# repeated key, a missing one, or what check() refuses ends the run with status 1 and the line's number.

BEGIN {
    failed = 0
    key = ""
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

# The keys that there may be and those that there must be, each list with blanks between; nothing is read before.
function form(allowed, needed,    keys, i)
{
    split(allowed, keys, " ")
    for (i in keys)
        known[keys[i]] = 1
    required_count = split(needed, required, " ")
    begin()
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
    check()
    seen[field["id"]] = 1
    entry()
    split("", field)
}

# A text as a C string.
function quoted(text)
{
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}

# "this-machine" as THIS_MACHINE.
function enum_name(word)
{
    word = toupper(word)
    gsub(/-/, "_", word)
    return word
}

# Prints an item of a list, or a paragraph, in lines of at most 120 columns. Each begins with `indent` but the first.
function print_folded(text, indent,    words, count, i, line)
{
    count = split(text, words, " ")
    line = words[1]
    for (i = 2; i <= count; i++) {
        if (length(line) + 1 + length(words[i]) > 120) {
            print line
            line = indent words[i]
        } else {
            line = line " " words[i]
        }
    }
    print line
}
