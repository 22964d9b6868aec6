# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else answers on port 25."""

import listeners
import ways
from runner import each
from verdicts import expect, expect_none, way_of

PROXY_PORT = 10025


@each((ways.R1, 1, "this_network"), (ways.R2, 2, "this_network"))
def test_transparent_proxy_and_a_blocked_port(case):
    """Another port is blocked, so the way is traced; that shows the proxy, too."""
    place, hop, points_at = case
    with ways.take() as way:
        way.filter(place, "prerouting", f"tcp dport 25 redirect to :{PROXY_PORT}", kind="nat")
        way.filter(ways.R3, "forward", "tcp dport 2525 drop")
        proxy = listeners.smtp("proxy.isp.example", starttls=None)
        with way.listening(place, [("0.0.0.0", PROXY_PORT, proxy), ("::", PROXY_PORT, proxy)]):
            report = way.report("alpha.example")
        for address in ways.TARGET.values():
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("connected", hop), port
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS
            finding = expect(report, "port-intercepted", address, outcome="unknown", points_at=points_at,
                             certainty="certain")
            assert str(hop) in finding["evidence"], finding


def test_every_port_at_the_host_is_no_proxy():
    with ways.take() as way:
        way.filter(ways.R3, "forward", "tcp dport 2525 drop")
        report = way.report("alpha.example")
        expect_none(report, "port-intercepted")
