# SPDX-License-Identifier: GPL-3.0-or-later
"""Sometimes it works."""

import sonde
import ways
from verdicts import expect, stop


def test_connections_are_limited():
    """One connection at a time; whoever comes second gets no answer until the first has gone."""
    with ways.take() as way:
        way.filter(ways.R2, "forward", "ct state new tcp dport { 25, 465, 587, 2525 } add @seen "
                   "{ ip saddr ct count over 1 } drop", sets="set seen { type ipv4_addr; flags dynamic; }")
        # Long enough to be let in when the others have gone.
        _expect_intermittent(way.report("-4", "--connect-timeout=20", "alpha.example"))


def test_every_first_SYN_is_lost():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 tcp flags syn numgen inc mod 2 0 drop")
        _expect_intermittent(way.report("-4", "alpha.example"))


def _expect_intermittent(report):
    address = ways.TARGET[4]
    late = [endpoint["port"] for endpoint in report["endpoints"] if sonde.session(endpoint)["syn_retransmissions"]]
    assert late, "no SYN was lost"
    for port in late:
        assert stop(report, address, port)["reason"] is None
        finding = expect(report, "connection-intermittent", address, port, outcome=None)
        assert finding["severity"] != "error" and finding["certainty"] != "certain", finding
    assert report["paths"] == [], "in the end everything worked"
