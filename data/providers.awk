# SPDX-License-Identifier: GPL-3.0-or-later
#
# What a paragraph of the table of providers (data/providers.catalogue) must be; runs after paragraphs.awk.

BEGIN {
    form("id title policy remedy source seen", "id title policy remedy source seen")
}

function check()
{
    if (field["id"] == "none")
        fail("\"none\" is the word for no provider")
    if (field["seen"] !~ /^20[0-9][0-9]-[01][0-9](-[0-3][0-9])?$/)
        fail("\"seen: " field["seen"] "\" is no date (2026-11-23, 2026-11)")
}
