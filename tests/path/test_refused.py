# SPDX-License-Identifier: GPL-3.0-or-later
"""RST: by the host, whose port is closed, or by something nearer in its name."""

import ways
from runner import each
from verdicts import expect, expect_none, stop, way_of

ON_THE_WAY = "connection-refused-on-the-way"


# Whom it points at, and how sure that is; that it is nearer than the host is certain.
@each((ways.R1, 2, "this_network", "likely"), (ways.R2, 3, "provider", "likely"))
def test_refused_on_the_way(case):
    place, end_hop, points_at, certainty = case
    with ways.take() as way:
        way.filter(place, "forward", "tcp dport 25 reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "refused"
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("refused", end_hop), port
            expect(report, ON_THE_WAY, address, outcome="unknown", points_at=points_at, certainty=certainty)
        expect_none(report, "connection-refused")


@each(ways.R1, ways.R2, ways.SERVER)
def test_refused_and_not_traced(place):
    """Then nothing tells the host's refusal from one in its name."""
    with ways.take() as way:
        way.filter(place, "input" if place == ways.SERVER else "forward", "tcp dport 25 reject with tcp reset")
        report = way.report("--no-path", "alpha.example")
        for address in ways.TARGET.values():
            finding = expect(report, "connection-refused", address, outcome="unknown", points_at="unknown",
                             certainty="possible")
            assert "this network or its provider refuses" in finding["evidence"], finding
            assert "--control HOST:25" in finding["settle"], finding
        assert not report["verdict"]["delivery_summary"].startswith("no"), report["verdict"]


def test_refused_by_the_last_router():
    """As near as the host but for one hop, which the other ports' connections tell."""
    with ways.take() as way:
        way.filter(ways.R3, "forward", "tcp dport 25 reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            port = way_of(report, address)
            # The router counts the hop down before its filter: the packet must have had one to spare.
            assert (port["end"], port["end_hop"]) == ("refused", ways.HOPS), port
            assert stop(report, address)["reason"] == "refused"


def test_refused_by_the_host():
    with ways.take() as way:
        way.filter(ways.SERVER, "input", "tcp dport 25 reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "refused"
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("refused", ways.HOPS), port
            expect(report, "connection-refused", address, points_at="target")
        expect_none(report, ON_THE_WAY)


def test_nobody_listens():
    """A host where not one port is open: there is nothing to compare with."""
    with ways.take() as way:
        # Of the peers' addresses, one that no peer has: the highest number is the last to be given out.
        report = way.report("peer99.example")
        for address in ("192.0.2.99", "2001:db8::99"):
            assert stop(report, address)["reason"] == "refused"
            expect(report, "connection-refused", address, points_at="target")
