# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that are scanned again give the same report, but for its volatile members."""

import same_report
import sonde

# One of each server program and of each way to be found; not those to which a client that comes again is another one
# (they turn it away, or need not test it any more).
STANDARD = ("postfix-good.example", "exim-good.example", "sendmail-good.example", "opensmtpd.example",
            "dovecot-good.example", "postfix13-good.example", "exim13-good.example", "plain25.example",
            "clearauth.example", "nokey.example", "refusing.example", "swapped.example", "v6closed.example")
# These are traced for what they do. Elsewhere time alone may be reason enough, by how busy this machine is.
TRACED = ("v6drop.example", "blocked25.example", "closed.example")
DEEP = ("postfix-good.example", "sendmail-good.example", "dovecot-good.example")


def test_a_second_scan_says_the_same():
    """At one depth after the other, since together they would be too many connections for some. A machine that is too
    busy for a server to answer in time has another server then: so one scan of three may differ."""
    for depth, words in ("standard", ("--no-path", *STANDARD)), ("standard", TRACED), ("deep", ("--no-path", *DEEP)):
        scans, differs = [sonde.scan(f"--depth={depth}", *words)], []
        assert len(scans[0]["reports"]) >= 3, [report["target"]["word"] for report in scans[0]["reports"]]
        while len(scans) < 3 and len(differs) == len(scans) - 1:
            again = sonde.scan(f"--depth={depth}", *words)
            found = [same_report.difference(sonde.SCHEMA, scan, again) for scan in scans]
            scans.append(again)
            if all(found):
                differs.append(found[-1])
        assert len(differs) < len(scans) - 1, f"{depth}: {differs}"
