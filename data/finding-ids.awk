# SPDX-License-Identifier: GPL-3.0-or-later
#
# Writes data/finding-ids.released anew: what it says already, read before (-v released=FILE), and a line for each
# finding of the catalogue that it does not list; runs after catalogue.awk. `version` is that of the program.
#
# Ends with status 1 where the catalogue breaks what was released: a finding is gone without being retired, is there
# again after that, or is about something else than it was.

function begin(    line, words)
{
    while ((getline line < released) > 0) {
        if (line ~ /^#/) {
            head = head line "\n"
            continue
        }
        split(line, words, " ")
        line_of[words[1]] = line
        about_of[words[1]] = words[2]
        if (words[4] == "retired")
            retired[words[1]] = 1
    }
}

function entry()
{
    there[field["id"]] = 1
    if (!(field["id"] in line_of))
        line_of[field["id"]] = field["id"] " " field["about"] " " version
    else if (field["id"] in retired)
        broken(field["id"] " was retired: a new finding needs a new id")
    else if (about_of[field["id"]] != field["about"])
        broken(field["id"] " is about the " field["about"] " now, and was about the " about_of[field["id"]] \
               ": a finding that says something else needs a new id")
}

function broken(what)
{
    print "data/finding-ids.released: " what > "/dev/stderr"
    is_broken = 1
}

function end(    id, sorting)
{
    for (id in line_of)
        if (!(id in there) && !(id in retired))
            broken(id " is not in the catalogue any more: add \"retired VERSION REASON\" to its line")
    if (is_broken)
        exit 1
    printf "%s", head
    fflush()
    sorting = "LC_ALL=C sort"
    for (id in line_of)
        print line_of[id] | sorting
    close(sorting)
}
