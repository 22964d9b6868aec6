# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are scanned again give the same report, but for its volatile members."""

import same_report
import sonde

# One of each server program and of each way to be found; not those that turn a client away for coming again.
STANDARD = ("postfix-good.example", "exim-good.example", "sendmail-good.example", "opensmtpd.example",
            "dovecot-good.example", "postfix13-good.example", "exim13-good.example", "plain25.example",
            "clearauth.example", "nokey.example", "postscreen.example", "refusing.example", "swapped.example",
            "v6closed.example")
# These are traced for what they do. Elsewhere time alone may be reason enough, by how busy this machine is.
TRACED = ("v6drop.example", "blocked25.example", "closed.example")
DEEP = ("postfix-good.example", "sendmail-good.example", "dovecot-good.example")


def test_a_second_scan_says_the_same():
    """At one depth after the other, since together they would be too many connections for some."""
    for depth, words in ("standard", ("--no-path", *STANDARD)), ("standard", TRACED), ("deep", ("--no-path", *DEEP)):
        first, again = (sonde.scan(f"--depth={depth}", *words) for _ in range(2))
        assert len(first["reports"]) >= 3, [report["target"]["word"] for report in first["reports"]]
        differs = same_report.difference(sonde.SCHEMA, first, again)
        assert not differs, f"{depth}: {differs}"
