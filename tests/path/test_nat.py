# SPDX-License-Identifier: GPL-3.0-or-later
"""Behind a home router that translates addresses: ICMP errors come back with what they quote translated, too, and
every verdict is the one without it."""

import json

import listeners
import nat
import sonde
import ways
import zone
from runner import each
from verdicts import expect, expect_icmp, expect_none, hops, stop, way_of


def _senders(way, routers=ways.ROUTERS):
    return {family: [way.sender(router)[family] for router in routers] for family in ways.TARGET}


def test_nothing_is_blocked():
    with ways.take() as way:
        nat.at_r1(way)
        done = sonde.run("path", "--format=json", "--full", f"--records={zone.PATH}", "--offline", "alpha.example",
                         program=way.program)
        report, = json.loads(done.stdout)["reports"]
        for family, address in ways.TARGET.items():
            for port in (25, 465, 587, 2525):
                end = way_of(report, address, port)
                assert (end["end"], end["end_hop"]) == ("connected", ways.HOPS), end
                assert hops(report, address, port) == _senders(way)[family]
        expect_none(report, "port-intercepted", "connection-intermittent")
        report = way.report("alpha.example")
        assert report["paths"] == []
        expect_none(report, "port-intercepted", "connection-intermittent", "connection-timed-out")


def test_servers_see_the_router_s_address():
    """Else the other tests show nothing."""
    with ways.take() as way:
        nat.at_r1(way)
        seen = []
        with listeners.peer({25: lambda connection: seen.append(connection.getpeername()[0])}) as peer:
            way.report("--ports=25", peer.domain)
        assert set(seen) == set(nat.outside(way).values()), seen


@each((ways.R2, "forward", 2, "provider"), (ways.R3, "prerouting", 2, "provider"),
      (ways.R3, "forward", 3, "target_network"))
def test_dropped(case):
    place, hook, routers, points_at = case
    with ways.take() as way:
        nat.at_r1(way)
        way.filter(place, hook, "tcp dport 25 drop")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            assert stop(report, address)["reason"] == "timed_out"
            finding = expect(report, "connection-timed-out", address, outcome=None, points_at=points_at,
                             certainty="likely")
            assert f"hop {routers}" in finding["evidence"], finding["evidence"]
            assert way_of(report, address)["end"] == "silent"
            assert hops(report, address) == _senders(way)[family][:routers]
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS


# place, whom it points at, how sure
@each((ways.R1, "gateway", "certain"), (ways.R2, "provider", "likely"),
      (ways.R3, "target_network", "likely"))
def test_rejected(case):
    place, points_at, certainty = case
    codes = {4: (3, 13), 6: (1, 1)}
    with ways.take() as way:
        nat.at_r1(way)
        way.filter(place, "forward", "tcp dport 25 reject with icmpx type admin-prohibited")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            sender = way.sender(place)[family]
            expect_icmp(report, address, *codes[family], sender)
            finding = expect(report, "connection-rejected", address, outcome=None, points_at=points_at,
                             certainty=certainty)
            assert sender in finding["evidence"], finding


# Where it resets, at which hop a packet has to be still under way for it, and how sure it is where that is.
@each((ways.R1, 2, "this_network", "likely"), (ways.R2, 3, "provider", "likely"))
def test_reset_on_the_way(case):
    place, hop, points_at, certainty = case
    with ways.take() as way:
        nat.at_r1(way)
        way.filter(place, "forward", "tcp dport 25 reject with tcp reset")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] == "refused"
            expect(report, "connection-refused-on-the-way", address, outcome="unknown", points_at=points_at,
                   certainty=certainty)
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("refused", hop), port


def test_refused_by_the_host():
    opens = listeners.smtp("peer.example", starttls=None)
    with ways.take() as way, listeners.peer({587: opens, 2525: opens}) as peer:
        nat.at_r1(way)
        report = way.report("--ports=25,587,2525", peer.domain)
        for address in (peer.v4, peer.v6):
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("refused", ways.HOPS), port
            expect(report, "connection-refused", address, points_at="target", certainty="likely")


@each((ways.R1, 1, "certain"), (ways.R2, 2, "likely"))
def test_transparent_proxy(case):
    place, hop, certainty = case
    with ways.take() as way:
        nat.at_r1(way)
        way.filter(ways.R3, "forward", "tcp dport 465 drop")
        with way.proxy(place):
            report = way.report("alpha.example")
        for address in ways.TARGET.values():
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("connected", hop), port
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS
            expect(report, "port-intercepted", address, outcome="unknown", points_at="this_network",
                   certainty=certainty)
