# SPDX-License-Identifier: GPL-3.0-or-later
"""Sometimes it works."""

import ways
from verdicts import expect, stop


def test_connections_are_limited():
    """One connection at a time; whoever comes second gets no answer until the first has gone."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "ct state new tcp dport { 25, 465, 587, 2525 } add @seen "
                   "{ ip saddr ct count over 1 } drop", sets="set seen { type ipv4_addr; flags dynamic; }")
        report = way.report("-4", "alpha.example")
        _expect_intermittent(report)


def test_every_first_SYN_is_lost():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 tcp flags syn numgen inc mod 2 0 drop")
        _expect_intermittent(way.report("-4", "alpha.example"))


def _expect_intermittent(report):
    address = ways.TARGET[4]
    troubled = [endpoint for endpoint in report["endpoints"] if endpoint["address"] == address
                and any(session["syn_retransmissions"] or session["stop"]["at"] == "connect"
                        for session in endpoint["sessions"])]
    assert troubled, [(e["port"], [s["stop"] for s in e["sessions"]]) for e in report["endpoints"]]
    for endpoint in troubled:
        if any(session["stop"]["at"] != "connect" for session in endpoint["sessions"]):
            finding = expect(report, "connection-intermittent", address, endpoint["port"], outcome=None)
            assert finding["severity"] != "error" and finding["certainty"] != "certain", finding
    assert stop(report, address, troubled[0]["port"])
