# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that has had enough of us: 421 for every connection after the first one."""

import sonde
import table

HOST = table.host("mx1.ratelimit.example")


def test_421_after_the_first_scan():
    report = sonde.report(HOST.domain, status=3)
    assert len(report["endpoints"]) == len(HOST.sockets)
    for endpoint in report["endpoints"]:
        stop = sonde.session(endpoint)["stop"]
        assert (stop["at"], stop["reason"], stop["reply_code"]) == ("greeting", "rejected", 421), stop
        # It came back once.
        assert endpoint["connections"] == 2, endpoint["connections"]
        assert sonde.session(endpoint)["starttls"]["offered"] is None
    assert sonde.finding_ids(report, "fails", "error") == set()
    assert "service-rate-limited" in sonde.finding_ids(report, "unknown")
    verdict = report["verdict"]
    assert (verdict["inbound"], verdict["submission"]) == ("unknown", "unknown"), verdict
    assert verdict["clients"] == []


def test_421_in_the_table():
    text = sonde.run(*sonde.TRUST, "--retry-after=0", "--depth=quick", HOST.domain).stdout
    for address in HOST.addresses:
        # A line of a finding may begin with an address as well.
        row, = (line for line in text.splitlines() if line.split()[:1] == [address] and "421 later" in line)
        assert row.count("? 421 later") == 4, row


def test_421_and_no_second_try():
    report = sonde.report("--retry-after=0", "--depth=quick", HOST.domain, status=3)
    assert {e["connections"] for e in report["endpoints"]} == {1}
