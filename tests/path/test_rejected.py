# SPDX-License-Identifier: GPL-3.0-or-later
"""ICMP errors: each code that routers and packet filters answer a SYN with, from each place on the way."""

import ways
from runner import each
from verdicts import expect, expect_icmp, find, stop, way_of

# nft's word, type, code, whether it is a filter's word; for IPv4 and for IPv6.
CODES = ((("net-unreachable", 3, 0, False), ("no-route", 1, 0, False)),
         (("host-unreachable", 3, 1, False), ("addr-unreachable", 1, 3, False)),
         (("port-unreachable", 3, 3, True), ("port-unreachable", 1, 4, True)),
         (("net-prohibited", 3, 9, True), ("admin-prohibited", 1, 1, True)),
         (("host-prohibited", 3, 10, True), ("policy-fail", 1, 5, True)),
         (("admin-prohibited", 3, 13, True), ("reject-route", 1, 6, True)))
# Where, whom it points at and how sure: the second hop is taken for the provider's.
PLACES = {ways.R1: ("gateway", "certain"), ways.R2: ("provider", "likely"),
          ways.R3: ("target_network", "likely"), ways.SERVER: ("target", "certain")}


def _outcome(points_at):
    """What is not the target's doing says nothing against it."""
    return "fails" if points_at.startswith("target") else "unknown"


class Case:
    def __init__(self, place, codes):
        self.place = place
        self.codes = dict(zip((4, 6), codes))
        self.name = f"by {place} {' '.join(code[0] for code in codes)}"

    def set_up(self, way):
        hook = "input" if self.place == ways.SERVER else "forward"
        way.filter(self.place, hook, f"meta nfproto ipv4 tcp dport 25 reject with icmp type {self.codes[4][0]}",
                   f"meta nfproto ipv6 tcp dport 25 reject with icmpv6 type {self.codes[6][0]}")


@each(*(Case(place, codes) for place in PLACES for codes in CODES))
def test_rejected(case):
    with ways.take() as way:
        case.set_up(way)
        report = way.report("alpha.example")
        for family, (_, type_, code, is_filter) in case.codes.items():
            address = ways.TARGET[family]
            sender = way.sender(case.place)[family]
            expect_icmp(report, address, type_, code, sender)
            id_ = "connection-rejected" if is_filter else "connection-unreachable"
            points_at, certainty = PLACES[case.place]
            finding = expect(report, id_, address, outcome=_outcome(points_at), points_at=points_at,
                             certainty=certainty)
            assert sender in finding["evidence"], finding


def test_rejected_halfway():
    """By a router that is neither of this network nor of the target's."""
    with ways.take() as way:
        Case(ways.R3, CODES[5]).set_up(way)
        report = way.report("beta.example")
        for address in ways.FARTHER.values():
            expect(report, "connection-rejected", address, outcome="unknown", points_at="path", certainty="likely")


def test_rejected_in_the_trace():
    place = ways.R2
    with ways.take() as way:
        Case(place, CODES[5]).set_up(way)
        report = way.report("alpha.example")
        for family, (_, type_, code, _) in zip((4, 6), CODES[5]):
            port = way_of(report, ways.TARGET[family])
            # A router looks at the hop limit before its filter does.
            assert (port["end"], port["end_hop"]) == ("rejected", 3), port
            assert port["icmp"] == {"family": family, "type": type_, "code": code,
                                    "sender": way.sender(place)[family]}, port


def test_several_answers_and_each_has_its_own_sender():
    with ways.take() as way:
        way.filter(ways.R1, "forward", "tcp dport 465 reject with icmpx type admin-prohibited")
        way.filter(ways.R3, "forward", "tcp dport 587 reject with icmpx type admin-prohibited")
        report = way.report("alpha.example")
        for family, address in ways.TARGET.items():
            for place, port in ((ways.R1, 465), (ways.R3, 587)):
                assert stop(report, address, port)["icmp"]["sender"] == way.sender(place)[family]
                finding = find(report, "connection-rejected", address, port)
                assert finding["points_at"] == PLACES[place][0], finding
            assert stop(report, address, 25)["reason"] is None
