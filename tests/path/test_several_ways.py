# SPDX-License-Identifier: GPL-3.0-or-later
"""Load is spread over two ways: packets of one port take either, these may not be equally long, and one may drop
what the other lets pass."""

import json

import listeners
import several_ways
import sonde
import ways
import zone
from runner import each
from verdicts import connections, expect, expect_none, find, hops, path, said, stop, way_of

PORTS = (25, 465, 587, 2525)
DIFFERENT_WAYS = "packets take different paths"
NEARER = ("port-intercepted", "connection-refused-on-the-way")


def _path(way, *arguments):
    done = sonde.run("path", "--format=json", "--full", f"--records={zone.PATH}", "--offline", "--connect-timeout=3",
                     *(arguments or ("alpha.example",)), program=way.program)
    document = json.loads(done.stdout)
    sonde.validate(document)
    report, = document["reports"]
    return report


def _summary(report, address):
    summary, = [line for line in report["verdict"]["path_summaries"] if line.startswith(address + ":")]
    return summary


def _hide(way, *places):
    for place in places:
        way.filter(place, "output", "icmp type time-exceeded drop", "icmpv6 type time-exceeded drop")


@each(False, True)
def test_nothing_is_blocked(longer):
    """As the dice fall; whatever is seen, nobody is accused."""
    with ways.take() as way, several_ways.by_source_port(way, longer):
        for _ in range(3):
            report = _path(way)
            expect_none(report, *NEARER, "connection-timed-out", "connection-intermittent")
            for address in ways.TARGET.values():
                for port in PORTS:
                    end = way_of(report, address, port)
                    assert end["end"] == "connected" and end["end_hop"] in (ways.HOPS, ways.HOPS + longer), end
                assert "before the host" not in _summary(report, address), _summary(report, address)
                seen = {tuple(hops(report, address, port)[1:2]) for port in PORTS}
                assert len(seen) == 1 or "From hop 2 (r2" in _summary(report, address), _summary(report, address)


def test_one_way_is_longer():
    with ways.take() as way, several_ways.chosen(way, "tcp dport 465", longer=True):
        report = _path(way)
        expect_none(report, *NEARER)
        for family, address in ways.TARGET.items():
            assert way_of(report, address, 25)["end_hop"] == ways.HOPS
            assert way_of(report, address, 465)["end_hop"] == ways.HOPS + 1
            assert hops(report, address, 465)[1:3] == [several_ways.OWN[several_ways.R2B][family],
                                                       several_ways.OWN[several_ways.R2C][family]]
            summary = _summary(report, address)
            assert DIFFERENT_WAYS in summary and way.sender(ways.R2)[family] in summary \
                and several_ways.OWN[several_ways.R2B][family] in summary, summary
            assert "before the host" not in summary and "right after" not in summary, summary


def test_one_way_is_longer_and_nobody_says_so():
    with ways.take() as way, several_ways.chosen(way, "tcp dport 465", longer=True):
        _hide(way, ways.R2, several_ways.R2B, several_ways.R2C)
        report = _path(way)
        expect_none(report, *NEARER)
        for address in ways.TARGET.values():
            assert way_of(report, address, 465)["end_hop"] == ways.HOPS + 1
            assert "before the host" not in _summary(report, address), _summary(report, address)


# Of the port's packets with that hop limit those that take the longer way, the first look's with them.
@each("mod 6 0", "mod 12 0-4")
def test_a_second_look(longer_way):
    """The one packet that takes the longer way is the one that would have met the host by the other, as do some more
    after it; nothing else shows that there are two."""
    with ways.take() as way, several_ways.chosen(way, f"tcp dport 465 HOPS 4 numgen inc {longer_way}", longer=True):
        report = _path(way)
        expect_none(report, *NEARER)
        # In IPv4 r3 signs alike on both ways, which is enough to know.
        address = ways.TARGET[6]
        assert [way_of(report, address, port)["end_hop"] for port in PORTS] == [ways.HOPS] * 4, path(report, address)
        assert "reached a router and the host" in _summary(report, address), _summary(report, address)


def _looked_at_again(*arguments):
    with ways.take() as way, several_ways.chosen(way, "tcp dport 587 HOPS 4 numgen inc mod 6 0", longer=True):
        way.filter(ways.R3, "forward", "tcp dport 465 drop")
        return way.report(*arguments, "alpha.example")


def test_a_second_look_within_the_budget():
    """That of the first packets of all ports, and not one more."""
    address = ways.TARGET[6]
    report = _looked_at_again()
    traced = sum(port["connections"] for port in path(report, address)["ports"])
    assert traced > len(PORTS), path(report, address)
    budget = connections(report, address) - traced + len(PORTS)
    report = _looked_at_again(f"--connection-budget={budget}")
    assert path(report, address)["problem"] is None, path(report, address)
    assert connections(report, address) <= budget, path(report, address)


def test_a_closed_port_by_the_shorter_way():
    opens = listeners.smtp("peer.example", starttls=None)
    with ways.take() as way, several_ways.chosen(way, "tcp dport { 587, 2525 }", longer=True), \
            listeners.peer({587: opens, 2525: opens}) as peer:
        report = way.report("--ports=25,587,2525", peer.domain)
        expect_none(report, "connection-refused-on-the-way")
        for address in (peer.v4, peer.v6):
            port = way_of(report, address)
            assert (port["end"], port["end_hop"]) == ("refused", ways.HOPS), port
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS + 1
            expect(report, "connection-refused", address, outcome=None, certainty="possible")


# The hop limits that go by the way that drops.
@each("4-5", "{ 2, 4, 5, 6, 7, 8 }")
def test_one_way_drops_what_a_trace_sends_first(hop_limits):
    with ways.take() as way, several_ways.chosen(way, f"tcp dport 25 HOPS {hop_limits}"):
        way.filter(several_ways.R2B, "forward", "tcp dport 25 drop")
        report = _path(way)
        expect_none(report, *NEARER, "connection-timed-out")
        for address in ways.TARGET.values():
            end = way_of(report, address)
            assert end["end"] == "connected" and end["end_hop"] > ways.HOPS, end
            assert way_of(report, address, 587)["end_hop"] == ways.HOPS
            summary = _summary(report, address)
            assert "25 reaches the host, but some packets get no answer" in summary, summary
            assert "no answer beyond" not in summary and "before the host" not in summary, summary
            finding = expect(report, "connection-intermittent", address, outcome=None, points_at="unknown",
                             certainty="possible")
            if "2," in hop_limits:
                assert several_ways.OWN[several_ways.R2B][ways.family_of(address)] in finding["evidence"], finding


def test_one_way_drops_the_connection():
    """The trace gets through all the same: nobody says that the port is dropped."""
    with ways.take() as way, several_ways.chosen(way, "tcp dport 25 HOPS { 2, 64 }"):
        way.filter(several_ways.R2B, "forward", "tcp dport 25 drop")
        report = way.report("alpha.example")
        expect_none(report, *NEARER, "connection-timed-out")
        for family, address in ways.TARGET.items():
            assert stop(report, address)["reason"] == "timed_out"
            finding = expect(report, "connection-intermittent", address, outcome="unknown", points_at="unknown")
            assert "accepted at hop 4" in finding["evidence"] and "no answer beyond" not in finding["evidence"], finding
            assert DIFFERENT_WAYS in finding["evidence"], finding
            assert several_ways.OWN[several_ways.R2B][family] in finding["evidence"], finding


def test_one_way_drops_the_trace():
    """The connection was made, whatever became of the trace, which another port is the reason for."""
    with ways.take() as way, several_ways.chosen(way, "tcp dport 25 HOPS 2-30"):
        way.filter(several_ways.R2B, "forward", "tcp dport 25 drop")
        way.filter(ways.R3, "forward", "tcp dport 465 drop")
        report = way.report("alpha.example")
        for address in ways.TARGET.values():
            assert stop(report, address)["reason"] is None and way_of(report, address)["end"] == "silent"
            summary = _summary(report, address)
            assert "25 reaches the host, but packets of the trace get no answer" in summary, summary
            assert "port 465 gets no answer beyond hop 3" in summary, summary
        finding = find(report, "connection-timed-out", port=465)
        assert "25 dies" not in finding["evidence"], finding


def test_one_way_rejects_the_connection():
    with ways.take() as way, several_ways.chosen(way, "tcp dport 25 HOPS 64"):
        way.filter(several_ways.R2B, "forward", "tcp dport 25 reject with icmpx type admin-prohibited")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            finding = expect(report, "connection-rejected", address, outcome=None, points_at=None)
            assert several_ways.OWN[several_ways.R2B][family] in finding["evidence"], finding
            assert "A trace right afterwards was accepted" in finding["evidence"], finding


def test_both_ways_drop():
    with ways.take() as way, several_ways.by_source_port(way):
        for place in (ways.R2, several_ways.R2B):
            way.filter(place, "forward", "tcp dport 25 drop")
        report = way.report("alpha.example")
        expect_none(report, *NEARER, "connection-intermittent")
        for family, address in ways.TARGET.items():
            last = way_of(report, address)["hops"][-1]
            assert last["hop"] == 2 and last["address"] in (way.sender(ways.R2)[family],
                                                            several_ways.OWN[several_ways.R2B][family])
            finding = expect(report, "connection-timed-out", address, outcome="unknown",
                             points_at="provider")
            # Of the two the one that answered this port.
            named = finding["evidence"].split("port 25 gets no answer beyond ")[1].split(";")[0]
            assert named.startswith("hop 2 (") and last["address"] in named, finding


def test_a_transparent_proxy_before_ways_divide():
    with ways.take() as way, several_ways.chosen(way, "tcp dport 465", longer=True):
        with way.proxy(ways.R1):
            report = _path(way)
        for address in ways.TARGET.values():
            assert path(report, address)["tells_senders"] == "yes", said(report)
            expect(report, "port-intercepted", address, outcome="unknown", points_at="this_network",
                   certainty="certain")
