# SPDX-License-Identifier: GPL-3.0-or-later
"""Packets that vanish: how far they get, and whom that points at."""

import ways
from runner import each
from verdicts import beyond, expect, expect_none, hops, path, stop, way_of

FAMILIES = tuple(ways.TARGET)


def _dropped(place, hook, *, hidden=None, port=25):
    """A report where a place drops a port, and perhaps another one never says that a hop limit was exceeded."""
    with ways.take() as way:
        way.filter(place, hook, f"tcp dport {port} drop")
        if hidden:
            way.filter(hidden, "output", "icmp type time-exceeded drop", "icmpv6 type time-exceeded drop")
        report = way.report("alpha.example")
        senders = {router: way.sender(router) for router in ways.ROUTERS}
        return report, senders


# place, hook, how many routers answer, whom it points at
@each((ways.R1, "forward", 1, "this_network"), (ways.R2, "prerouting", 1, "this_network"),
      (ways.R2, "forward", 2, "provider"), (ways.R3, "prerouting", 2, "provider"),
      (ways.R3, "forward", 3, "target_network"), (ways.SERVER, "input", 3, "target_network"))
def test_dropped(case):
    place, hook, routers, points_at = case
    report, senders = _dropped(place, hook)
    for family in FAMILIES:
        address = ways.TARGET[family]
        assert (stop(report, address)["at"], stop(report, address)["reason"]) == ("connect", "timed_out")
        finding = expect(report, "connection-timed-out", address,
                         outcome="fails" if points_at == "target_network" else "unknown", points_at=points_at,
                         certainty="likely")
        # Silence tells only behind whom it begins.
        assert f"hop {routers}" in finding["evidence"], finding["evidence"]
        port = way_of(report, address)
        # For what they show by themselves, those with larger hop limits than any router's may have reached the host.
        assert port["end"] == "silent" and port["connections"] == beyond(report, address, port) > 0, port
        assert hops(report, address) == [senders[router][family] for router in ways.ROUTERS[:routers]], port
        # The other ports show how far it would be.
        other = way_of(report, address, 587)
        assert (other["end"], other["end_hop"]) == ("connected", ways.HOPS), other
    assert "closed" not in " ".join(f["title"] for f in report["findings"] if f["id"] == "connection-timed-out")


def test_dropped_halfway():
    with ways.take() as way:
        way.filter(ways.R3, "forward", "tcp dport 25 drop")
        report = way.report("beta.example")
        for address in ways.FARTHER.values():
            expect(report, "connection-timed-out", address, outcome="unknown", points_at="path")
            assert way_of(report, address, 465)["end_hop"] == ways.HOPS + 1


def test_a_hop_that_hides():
    report, senders = _dropped(ways.R3, "forward", hidden=ways.R2)
    for family in FAMILIES:
        address = ways.TARGET[family]
        assert hops(report, address) == [senders[ways.R1][family], None, senders[ways.R3][family]]
        expect(report, "connection-timed-out", address, points_at="target_network")


def test_the_hop_that_drops_hides():
    report, senders = _dropped(ways.R2, "forward", hidden=ways.R2)
    for family in FAMILIES:
        address = ways.TARGET[family]
        assert hops(report, address) == [senders[ways.R1][family]]
        # The other ports get farther: that the way goes on is known, who stopped it is not.
        assert hops(report, address, 587) == [senders[ways.R1][family], None, senders[ways.R3][family]]
        finding = expect(report, "connection-timed-out", address, outcome=None)
        assert finding["certainty"] != "certain", finding


def test_names_of_the_routers():
    report, senders = _dropped(ways.R2, "forward")
    for family in FAMILIES:
        named = {router["address"]: router["name"] for router in path(report, ways.TARGET[family])["routers"]}
        assert named[senders[ways.R1][family]] == "gateway.home.example", named
        assert named[senders[ways.R2][family]] == "r2.isp.example", named


def test_every_port():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "drop")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            for port in (25, 465, 587, 2525):
                assert stop(report, address, port)["reason"] == "timed_out"
                assert way_of(report, address, port)["end"] == "silent"
            finding = expect(report, "connection-timed-out", address, 465, outcome="unknown")
            assert finding["certainty"] == "possible", finding
        expect_none(report, "egress-blocked")


def test_routers_with_the_usual_limit_on_ICMP():
    with ways.take() as way:
        for router in ways.ROUTERS:
            for limit in ("net/ipv4/icmp_ratelimit", "net/ipv6/icmp/ratelimit"):
                way.sysctl(router, f"{limit}=1000", f"{limit}=0")
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            port = way_of(report, address)
            assert port["end"] == "silent", port
            # Some answers are missing; none is wrong.
            expected = [way.sender(router)[family] for router in ways.ROUTERS[:2]]
            assert hops(report, address) in (expected, [None, expected[1]], expected[:1]), port
            expect(report, "connection-timed-out", address, outcome="unknown")


def test_without_a_trace():
    with ways.take() as way:
        way.filter(ways.R2, "forward", "tcp dport 25 drop")
        report = way.report("--no-path", "alpha.example")
        assert report["paths"] == []
        for address in ways.TARGET.values():
            finding = expect(report, "connection-timed-out", address, outcome="unknown", points_at="this_network",
                             certainty="likely")
            assert "Possible causes, most likely first: 1. This network" in finding["evidence"], finding
